/* What rule authors ask for beside matching: `rule show` and the lists behind "did you mean".
 *
 * Threads   pure over an immutable ruleset. */
#ifndef RULE_CHECK_H
#define RULE_CHECK_H

#include "base/buf.h"
#include "rule/rule.h"

/* Remarks beyond what loading finds: correlations over rules that can hit one event twice, log
 * sources that no event log carries, single values under `all`, documents without id or name. */
void rule_lint(const struct ruleset *rules, struct notes *notes);

/* The condition with its quantifiers written out, and the log source as channels and event ids. */
void rule_explain(const struct ruleset *rules, const struct rule_info *rule, FILE *to);

/* How an event finds the rule: the literals a sieve looks for, an item asked of every event of its
 * log, or nothing. False: every event of its log is tested by the whole condition. */
bool rule_prefilter(const struct ruleset *rules, const struct rule_info *rule, struct buf *text);

#endif
