/* Testing one event against all detections: the stateless half of matching. Rules are found by
 * channel and event id, then by the literals that they need (docs/RULES.md, "What a rule costs").
 *
 * Owner     tester_new allocates, tester_free frees.
 * Threads   one tester, one thread; several may share a ruleset.
 * Errors    none; a rule that a limit left undecided is no hit and is told apart. */
#ifndef RULE_TESTER_H
#define RULE_TESTER_H

#include "model/event.h"
#include "rule/rule.h"

struct tester;

struct tester *tester_new(const struct ruleset *rules);
void tester_free(struct tester *t);

/* The detections that `e` satisfies, and those that a limit left undecided, as rule indices in
 * ascending order; lives until the next call. */
struct rule_hits {
    const uint32_t *rules;
    size_t n;
    const uint32_t *undecided;
    size_t undecided_n;
};
struct rule_hits tester_hits(struct tester *t, const struct event *e);

/* What each rule cost: how often its condition was asked, how often it was true, and for how long.
 * Items are shared between rules; whoever asks first pays. */
struct rule_cost {
    uint64_t tests, matches, undecided, nanoseconds;
};

/* Counts costs from here on; reading the clock makes testing slower. */
void tester_profile(struct tester *t);
/* By rule; NULL when nobody asked to count. */
const struct rule_cost *tester_costs(const struct tester *t);

#endif
