/* Use case: two sets of rules, what came, went, and changed - read before rules are shipped.
 *
 * Documents are paired by their id, those without one by their name. Order, comments and layout
 * count for nothing; what a document says does.
 *
 * Owner     the arena given; `old` and `now` are freed by rulediff_free.
 * Errors    those of ruleset_load; documents that cannot be loaded are notes. */
#ifndef APP_RULEDIFF_H
#define APP_RULEDIFF_H

#include "rule/rule.h"

enum rule_change { RULE_ADDED, RULE_REMOVED, RULE_CHANGED };

struct rulediff_row {
    enum rule_change change;
    const struct rule_info *old, *now; /* one of them NULL unless it changed */
    struct str parts; /* of what changed: "level low -> high; diagnosis.hypotheses.pool.fix" */
};

struct rulediff {
    struct ruleset *old_rules, *now_rules;
    struct rulediff_row *rows; /* removed, added, changed, each in the order of its rules */
    size_t rows_n, same, counts[RULE_CHANGED + 1];
};

enum status rulediff_run(struct rule_paths old, struct rule_paths now, struct arena *arena,
                         struct notes *notes, struct rulediff *out, struct err *err) NODISCARD;
void rulediff_free(struct rulediff *d);

#endif
