#include "app/rulecheck.h"

#include "pipeline.h"
#include "rule/check.h"

enum status rulecheck_run(struct rule_paths paths, struct notes *notes,
                          struct rulecheck_result *out, struct err *err)
{
    struct ruleset *rules;
    struct catalogue *catalogue;
    *out = (struct rulecheck_result){0};
    TRY(ruleset_load(pipeline_rules(paths), notes, &rules, err));
    const struct rule_info *info = ruleset_rules(rules);
    out->rules = ruleset_count(rules);
    out->left_out = ruleset_left_out(rules);
    for (size_t i = 0; i < out->rules; i++) {
        out->diagnoses += info[i].diagnosis != NULL;
        out->tests += info[i].tests ? info[i].tests->n : 0;
    }
    enum status status = catalogue_load(info, out->rules, notes, &catalogue, err);
    if (status == OK) {
        rule_lint(rules, notes);
        catalogue_free(catalogue);
    }
    ruleset_free(rules);
    return status;
}
