/* What the rules know about a kind of event: which detections name its provider and id, and which
 * diagnoses stand on them.
 *
 * Owner     the ruleset.
 * Threads   immutable. */
#ifndef RULE_ABOUT_H
#define RULE_ABOUT_H

#include "rule/rule.h"

/* Does the detection name that provider (without regard to case), and the id, as plain values? A
 * detection that names no id names none. */
bool rule_names_event(const struct ruleset *rules, const struct rule_info *rule,
                      struct str provider, int64_t id);

/* Does `rule` refer to the rule `to`, through others or by itself? */
bool rule_stands_on(const struct ruleset *rules, const struct rule_info *rule,
                    const struct rule_info *to);

#endif
