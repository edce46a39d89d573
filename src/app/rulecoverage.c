/* What the tests in the rules leave untested, read from what they expect; nothing is run. */
#include "app/rulecheck.h"

#include "pipeline.h"

#include "base/tree.h"

const struct coverage_kind coverage_kinds[COVERAGE_KINDS] = {
    [GAP_RANKING] = {"ranking", "no test puts first"                    },
    [GAP_FACT] = {"fact",    "no test brings the fact"               },
    [GAP_NOTHING] = {"nothing", "no test expects no finding"            },
    [GAP_MISSING] = {"missing", "no test expects evidence to be missing"},
};

struct survey_of_tests {
    const struct rule_info *rule;
    struct arena *arena;
    struct coverage_rule *to;
    size_t max;
};

static void gap(struct survey_of_tests *s, struct loc at, enum coverage_gap_kind kind,
                struct str name)
{
    struct coverage_rule *to = s->to;
    GROW(s->arena, to->gaps, to->n, s->max);
    to->gaps[to->n++] = (struct coverage_gap){kind, arena_str(s->arena, name), at.line};
}

static const struct node *expected(const struct rule_info *r, size_t test, const char *key)
{
    return node_get(node_get(&r->tests->items[test], "expect"), key);
}

static size_t tests_of(const struct rule_info *r)
{
    return r->tests && r->tests->kind == NODE_LIST ? r->tests->n : 0;
}

static bool is_put_first(const struct rule_info *r, struct str id)
{
    for (size_t i = 0; i < tests_of(r); i++) {
        const struct node *ranking = expected(r, i, "ranking");
        if (ranking && ranking->n && str_eq(ranking->items[0].text, id))
            return true;
    }
    return false;
}

static bool has_negative(const struct rule_info *r)
{
    for (size_t i = 0; i < tests_of(r); i++) {
        const struct node *n = expected(r, i, "findings");
        if (n && str_eq(n->text, STR("0")))
            return true;
    }
    return false;
}

static bool has_missing(const struct rule_info *r)
{
    for (size_t i = 0; i < tests_of(r); i++)
        if (expected(r, i, "missing"))
            return true;
    return false;
}

static bool is_given(const struct rule_info *r, struct str kind)
{
    for (size_t i = 0; i < tests_of(r); i++)
        if (node_get(node_get(&r->tests->items[i], "facts"), kind.ptr))
            return true;
    return false;
}

/* Items that ask companion evidence which no test brings. */
static void look_at_evidence(struct survey_of_tests *s, const struct node *evidence)
{
    for (size_t i = 0; evidence && evidence->kind == NODE_LIST && i < evidence->n; i++) {
        const struct node *item = &evidence->items[i], *kind = node_get(item, "fact");
        look_at_evidence(s, node_get(item, "any"));
        if (kind && kind->kind == NODE_SCALAR && !is_given(s->rule, kind->text))
            gap(s, kind->loc, GAP_FACT, kind->text);
    }
}

static void look_at_rule(struct survey_of_tests *s)
{
    const struct node *all = node_get(s->rule->diagnosis, "hypotheses");
    for (size_t i = 0; all && all->kind == NODE_LIST && i < all->n; i++) {
        const struct node *h = &all->items[i];
        struct str id = node_text(h, "id").len ? node_text(h, "id") : node_text(h, "use");
        if (!is_put_first(s->rule, id))
            gap(s, h->loc, GAP_RANKING, id);
        look_at_evidence(s, node_get(h, "evidence"));
    }
    if (!has_negative(s->rule))
        gap(s, s->rule->loc, GAP_NOTHING, STR(""));
    if (!has_missing(s->rule))
        gap(s, s->rule->loc, GAP_MISSING, STR(""));
}

static void survey_rule(const struct rule_info *info, struct arena *arena,
                        struct rulecoverage_result *out)
{
    struct coverage_rule *to = &out->rules[out->diagnoses++];
    struct survey_of_tests s = {.rule = info, .arena = arena, .to = to};
    *to = (struct coverage_rule){.id = arena_str(arena, info->id),
                                 .name = arena_str(arena, info->name),
                                 .file = arena_str(arena, str_of(info->loc.file))};
    look_at_rule(&s);
    out->whole += to->n == 0;
    out->gaps += to->n;
}

enum status rulecoverage_run(const struct ruletest_spec *spec, struct arena *arena,
                             struct notes *notes, struct rulecoverage_result *out, struct err *err)
{
    struct ruleset *rules;
    *out = (struct rulecoverage_result){0};
    TRY(ruleset_load(pipeline_rules(spec->paths), notes, &rules, err));
    const struct rule_info *info = ruleset_rules(rules);
    out->rules = ARENA_ARRAY(arena, struct coverage_rule, ruleset_count(rules) + 1);
    for (size_t i = 0; i < ruleset_count(rules); i++)
        if (info[i].diagnosis &&
            (!spec->only.len || str_eq(spec->only, info[i].name) || str_eq(spec->only, info[i].id)))
            survey_rule(&info[i], arena, out);
    ruleset_free(rules);
    return OK;
}
