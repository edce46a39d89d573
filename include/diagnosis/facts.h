/* Making facts usable: which host a capture counts for, which captures are one snapshot, sockets
 * joined with processes and services of the same snapshot, zones from systeminfo and .reg (design
 * sections 6 and 7).
 *
 * Owner     what is added to facts belongs to the arena.
 * Threads   one. */
#ifndef DIAGNOSIS_FACTS_H
#define DIAGNOSIS_FACTS_H

#include "base/note.h"
#include "model/fact.h"
#include "model/source.h"

struct facts_input {
    const struct source *sources;
    size_t sources_n;
    const struct str *hosts; /* hosts of the case, from its events */
    size_t hosts_n;
    /* For each source of events, the hosts in it: hosts whose logs lie in one folder. */
    const struct source_host {
        uint32_t source;
        struct str host;
    } * in_sources;
    size_t in_sources_n;
    struct str assume_host; /* --assume-host, or empty */
    struct moment taken;    /* --taken, or none */
};

/* Decides host and snapshot of every capture, and joins PIDs within a snapshot. A capture without a
 * host is kept, unused, and remarked. Local times become UTC by facts_zone. */
void facts_assign(struct arena *arena, const struct facts_input *in, struct capture *captures,
                  size_t n, struct notes *notes);

/* The zone a host's captures name (systeminfo, TimeZoneInformation), and where; empty when none. */
struct str facts_zone(const struct capture *captures, size_t n, struct str host, struct str *from);

#endif
