/* Matching: events in, hits, members and episodes out (model/match.h).
 *
 * Two stages. Testing one event against all detections is stateless (rule/tester.h); windows over
 * the hits are sequential, in event-time order. The semantics of correlations are
 * those of shared/sigma/REPORT.md section 1.4. Nothing depends on arrival order beyond time order,
 * the clock, or threads.
 *
 * Owner     matcher_new allocates, matcher_free frees. Origins and groups handed to the sink live
 *           as long as the matcher.
 * Threads   one matcher, one thread; several may share a ruleset. Testers may run elsewhere.
 * Errors    what the sink returns; limits become notes and `capped` in the episode. */
#ifndef RULE_MATCHER_H
#define RULE_MATCHER_H

#include "base/note.h"
#include "model/match.h"
#include "rule/rule.h"
#include "rule/tester.h"

struct matcher;

struct matcher *matcher_new(const struct ruleset *rules, struct match_sink sink,
                            struct notes *notes);
void matcher_free(struct matcher *m);

/* One event with what a tester found in it; events come in time order. */
enum status matcher_take(struct matcher *m, const struct event *e, struct rule_hits hits,
                         struct err *err) NODISCARD;
/* The same with the matcher's own tester. */
enum status matcher_feed(struct matcher *m, const struct event *e, struct err *err) NODISCARD;
struct tester *matcher_tester(struct matcher *m);
/* `ends` are the ends of coverage by host, for `open_end` and `censored`; closes all windows. */
enum status matcher_end(struct matcher *m, struct err *err) NODISCARD;

struct matcher_stats {
    uint64_t events, hits, episodes, no_group, no_value, undecided;
};
struct matcher_stats matcher_stats(const struct matcher *m);

#endif
