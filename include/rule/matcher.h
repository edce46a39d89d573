/* Matching: events in, hits, members and episodes out (model/match.h).
 *
 * Two stages. Testing one event against all detections is stateless (`matcher_test`); windows over
 * the hits are sequential, in event-time order (`matcher_feed`). The semantics of correlations are
 * those of shared/sigma/REPORT.md section 1.4. Nothing depends on arrival order beyond time order,
 * the clock, or threads.
 *
 * Owner     matcher_new allocates, matcher_free frees. Origins and groups handed to the sink live
 *           as long as the matcher.
 * Threads   one matcher, one thread; several matchers may share a ruleset.
 * Errors    what the sink returns; limits become notes and `capped` in the episode. */
#ifndef RULE_MATCHER_H
#define RULE_MATCHER_H

#include "base/note.h"
#include "model/match.h"
#include "rule/rule.h"

struct matcher;

struct matcher *matcher_new(const struct ruleset *rules, struct match_sink sink,
                            struct notes *notes);
void matcher_free(struct matcher *m);

/* The detections that `e` satisfies, as rule indices in ascending order; lives until the next call.
 */
struct rule_hits {
    const uint32_t *rules;
    size_t n;
};
struct rule_hits matcher_test(struct matcher *m, const struct event *e);

/* matcher_test, and the windows. */
enum status matcher_feed(struct matcher *m, const struct event *e, struct err *err) NODISCARD;
/* `ends` are the ends of coverage by host, for `open_end` and `censored`; closes all windows. */
enum status matcher_end(struct matcher *m, struct err *err) NODISCARD;

/* What each rule cost: how often its condition was asked, how often it was true, and for how long.
 * Items are shared between rules; whoever asks first pays. */
struct rule_cost {
    uint64_t tests, matches, nanoseconds;
};

/* Counts costs from here on; reading the clock makes matching slower. */
void matcher_profile(struct matcher *m);
/* By rule; NULL when nobody asked to count. */
const struct rule_cost *matcher_costs(const struct matcher *m);

struct matcher_stats {
    uint64_t events, hits, episodes, no_group, no_value, undecided;
};
struct matcher_stats matcher_stats(const struct matcher *m);

#endif
