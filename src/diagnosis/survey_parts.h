/* The insides of a survey, for the files that make it up.
 *
 * Owner     the survey's arena. */
#ifndef DIAGNOSIS_SURVEY_PARTS_H
#define DIAGNOSIS_SURVEY_PARTS_H

#include "base/intern.h"
#include "knowledge/role.h"
#include "coverage.h"
#include "patterns.h"
#include "survey_view.h"

/* Providers whose events say something about the machine or its logs. */
enum teller { TELLER_NONE, TELLER_EVENTLOG, TELLER_KERNEL, TELLER_POWER, TELLER_CLEARS };

enum { HOST_ROLES = 32 }; /* at least as many as the register has */

struct host_record {
    struct survey_host view;
    struct moment ends[2]; /* last moment in UTC, in local time */
    struct str roles[HOST_ROLES];
    struct boot *boots;
    size_t boots_max;
};

/* What an event is known by: host, channel, provider and sort of time, looked up once. */
struct slot {
    struct host_record *host;
    struct coverage *coverage; /* NULL beyond LIMIT_SURVEY_CHANNELS */
    enum teller teller;
};

struct survey {
    struct arena arena;
    struct notes *notes;
    struct intern keys; /* number: place in `slots` */
    struct slot *slots;
    size_t slots_n, slots_max;
    struct intern host_names; /* folded; number: place in `hosts` */
    struct host_record **hosts;
    size_t hosts_n, hosts_max;
    struct intern channel_keys; /* folded; number: place in `coverage` */
    struct coverage **coverage;
    size_t coverage_n, coverage_max;
    struct patterns patterns;
    struct role_register roles;
    struct buf key;
    struct arena scratch;
    bool told; /* the limit of channels was remarked */
};

/* What events say about the machine they are of. */
void machine_provider(struct survey *s, struct slot *slot, struct str provider);
void machine_event(struct survey *s, struct slot *slot, const struct event *e);
/* Finds or makes the coverage of a channel. */
struct coverage *survey_coverage(struct survey *s, struct host_record *host, struct str channel,
                                 bool local);

#endif
