/* The verbs composed over one set of events: a pass through the matcher and the survey, then the
 * diagnosis. Used for cases and for the tests in rules alike. Private to app.
 *
 * Owner     pipeline_open allocates, pipeline_close frees; the analysis belongs to the arena.
 * Threads   one. */
#ifndef APP_PIPELINE_H
#define APP_PIPELINE_H

#include "base/intern.h"
#include "base/note.h"
#include "diagnosis/diagnosis.h"
#include "diagnosis/facts.h"
#include "diagnosis/survey.h"
#include "rule/matcher.h"

struct pipeline {
    const struct ruleset *rules;
    const struct catalogue *catalogue;
    struct arena *arena; /* of the analysis and of all that is gathered */
    struct notes *notes;
    int jobs; /* threads that test events; 0: as many as pay */

    struct matcher *matcher;
    struct survey *survey;
    struct hit *hits;
    size_t hits_n, hits_max;
    struct member *members;
    size_t members_n, members_max;
    struct episode *episodes;
    size_t episodes_n, episodes_max;
    struct intern hosts, pairs; /* hosts; "source host" pairs already in in_sources */
    struct source_host *in_sources;
    size_t in_sources_n, in_sources_max;
    struct intern local_hosts; /* hosts with events in local time */
    uint64_t events;
};

/* What the diagnosis needs beside the events. */
struct pipeline_case {
    struct capture *captures;
    size_t captures_n;
    const struct source *sources;
    size_t sources_n;
    struct event_lookup lookup;
    struct str zone, assume_host;
    struct moment taken;
    enum level min_level;
};

void pipeline_open(struct pipeline *p); /* after rules, catalogue, arena and notes are set */
void pipeline_close(struct pipeline *p);

/* Every event of the stream, in its order. */
enum status pipeline_pass(struct pipeline *p, struct event_stream *events,
                          struct err *err) NODISCARD;

/* Captures get their hosts, hosts their zones. `hosts` is allocated in the arena, sorted by name.
 */
enum status pipeline_hosts(struct pipeline *p, struct pipeline_case *c, struct host_info **hosts,
                           size_t *n, struct err *err) NODISCARD;

enum status pipeline_diagnose(struct pipeline *p, struct pipeline_case *c,
                              const struct host_info *hosts, size_t hosts_n, struct analysis *out,
                              struct err *err) NODISCARD;

/* The name of the built-in rules where the caller named none. */
struct rule_paths pipeline_rules(struct rule_paths asked);

#endif
