/* Use case: hits and episodes of all rules over the events of a case, one JSON line each, in
 * event-time order (design section 8).
 *
 * Owner     the caller's sink.
 * Threads   the calling one.
 * Errors    FAIL_IO when the line cannot be written, and what the verbs return. */
#ifndef APP_MATCH_H
#define APP_MATCH_H

#include "base/note.h"
#include "base/output.h"
#include "rule/matcher.h"
#include "rule/rule.h"
#include "store/store.h"

struct match_spec {
    struct rule_paths rules; /* n = 0: the built-in ones */
    struct event_filter filter;
    int jobs; /* threads that test events; 0: as many as pay */
    bool all; /* also rules that only other rules use */
};

struct match_result {
    size_t left_out; /* rules that could not be loaded */
};

enum status match_run(struct store *store, const struct match_spec *spec, struct output *to,
                      struct notes *notes, struct match_result *out, struct err *err) NODISCARD;

/* The same events and rules, but the cost of each rule instead of its hits. */
struct profile_row {
    const struct rule_info *rule;
    struct rule_cost cost;
    struct str prefilter;
    bool filtered; /* false: every event of its log is tested by the whole condition */
};

struct profile {
    struct ruleset *rules;    /* the caller frees it, after the rows */
    struct profile_row *rows; /* detections, the most expensive first */
    size_t n;
    uint64_t events, hits;
};

enum status profile_run(struct store *store, struct rule_paths rules, struct arena *arena,
                        struct notes *notes, struct profile *out, struct err *err) NODISCARD;

#endif
