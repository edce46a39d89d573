/* Rules told to people: the catalogue of all that is explained (docs/KNOWLEDGE.md), and one rule
 * with its members and its diagnosis in words.
 *
 * Owner     the caller's buffer.
 * Threads   the calling one.
 * Errors    none: text of rules passes the writer of its target. */
#ifndef APP_RULEDOC_H
#define APP_RULEDOC_H

#include "base/buf.h"
#include "rule/rule.h"

/* Markdown: problems by area, which is the folder of their file, with causes, confidence and
 * sources. */
void ruledoc_write(const struct ruleset *rules, struct buf *to);

/* What a hypothesis with `use` stands for, in the library; NULL where it uses nothing. */
const struct node *hypothesis_used(const struct ruleset *rules, const struct node *h);

/* For a terminal: the hypotheses of a diagnosis with what speaks for and against each; nothing
 * where the rule has none. */
void rule_explain_diagnosis(const struct ruleset *rules, const struct rule_info *rule,
                            struct buf *to);

#endif
