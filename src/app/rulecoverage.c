/* What the tests in the rules leave untested, read from what they expect; nothing is run. */
#include "app/rulecheck.h"

#include "pipeline.h"

#include "base/tree.h"

struct survey_of_tests {
    const struct rule_info *rule;
    FILE *to;
    size_t gaps;
};

static void gap(struct survey_of_tests *s, struct loc at, const char *what, struct str name)
{
    struct buf line = {0};
    if (s->gaps++ == 0) {
        buf_term(&line, s->rule->name.len ? s->rule->name : s->rule->id);
        buf_char(&line, '\n');
    }
    buf_fmt(&line, "    line %u: %s%s", at.line, what, name.len ? " " : "");
    buf_term(&line, name);
    buf_char(&line, '\n');
    fwrite(line.ptr, 1, line.len, s->to);
    buf_free(&line);
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
            gap(s, kind->loc, "no test brings the fact", kind->text);
    }
}

static void look_at_rule(struct survey_of_tests *s)
{
    const struct node *all = node_get(s->rule->diagnosis, "hypotheses");
    for (size_t i = 0; all && all->kind == NODE_LIST && i < all->n; i++) {
        const struct node *h = &all->items[i];
        struct str id = node_text(h, "id").len ? node_text(h, "id") : node_text(h, "use");
        if (!is_put_first(s->rule, id))
            gap(s, h->loc, "no test puts first", id);
        look_at_evidence(s, node_get(h, "evidence"));
    }
    if (!has_negative(s->rule))
        gap(s, s->rule->loc, "no test expects no finding", STR(""));
    if (!has_missing(s->rule))
        gap(s, s->rule->loc, "no test expects evidence to be missing", STR(""));
}

enum status rulecoverage_run(const struct ruletest_spec *spec, struct notes *notes,
                             struct rulecoverage_result *out, struct err *err)
{
    struct ruleset *rules;
    *out = (struct rulecoverage_result){0};
    TRY(ruleset_load(pipeline_rules(spec->paths), notes, &rules, err));
    const struct rule_info *info = ruleset_rules(rules);
    for (size_t i = 0; i < ruleset_count(rules); i++) {
        struct survey_of_tests s = {.rule = &info[i], .to = spec->to};
        bool asked =
            !spec->only.len || str_eq(spec->only, info[i].name) || str_eq(spec->only, info[i].id);
        if (!info[i].diagnosis || !asked)
            continue;
        look_at_rule(&s);
        out->diagnoses++;
        out->whole += s.gaps == 0;
        out->gaps += s.gaps;
    }
    ruleset_free(rules);
    return OK;
}
