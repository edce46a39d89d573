/* What rule authors ask for beside matching: `rule show` and the lists behind "did you mean".
 *
 * Threads   pure over an immutable ruleset. */
#ifndef RULE_CHECK_H
#define RULE_CHECK_H

#include "rule/rule.h"

/* Remarks beyond what loading finds: correlations over rules that can hit one event twice, log
 * sources that no event log carries, single values under `all`, documents without id or name. */
void rule_lint(const struct ruleset *rules, struct notes *notes);

/* The condition with its quantifiers written out, and the log source as channels and event ids. */
void rule_explain(const struct ruleset *rules, const struct rule_info *rule, FILE *to);

#endif
