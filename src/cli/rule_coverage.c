/* culprit rule coverage: what the tests of diagnoses leave untested, as text or JSON. */
#include "result.h"
#include "rule_words.h"

#include "app/rulecheck.h"

static void put_rule(struct buf *to, const struct coverage_rule *r)
{
    if (r->n == 0)
        return;
    buf_term(to, r->name.len ? r->name : r->id);
    buf_char(to, '\n');
    for (size_t i = 0; i < r->n; i++) {
        const struct coverage_gap *g = &r->gaps[i];
        buf_fmt(to, "    line %u: %s%s", g->line, coverage_kinds[g->kind].text,
                g->name.len ? " " : "");
        buf_term(to, g->name);
        buf_char(to, '\n');
    }
}

static void put_text(struct buf *to, const struct rulecoverage_result *r)
{
    for (size_t i = 0; i < r->diagnoses; i++)
        put_rule(to, &r->rules[i]);
    buf_fmt(to, "%zu diagnoses, %zu without a gap, %zu gaps\n", r->diagnoses, r->whole, r->gaps);
}

static void put_rule_json(struct buf *to, const struct coverage_rule *r)
{
    buf_char(to, '{');
    result_member(to, true, "id", r->id);
    result_member(to, false, "name", r->name);
    result_member(to, false, "file", r->file);
    buf_text(to, ", \"gaps\": [");
    for (size_t i = 0; i < r->n; i++) {
        buf_text(to, i ? ", {" : "{");
        result_member(to, true, "kind", str_of(coverage_kinds[r->gaps[i].kind].name));
        if (r->gaps[i].name.len)
            result_member(to, false, "name", r->gaps[i].name);
        result_number(to, false, "line", r->gaps[i].line);
        buf_char(to, '}');
    }
    buf_text(to, "]}");
}

static void put_json(struct buf *to, const struct rulecoverage_result *r)
{
    buf_text(to, "{\"schema\": \"culprit.coverage/1\"");
    result_number(to, false, "diagnoses", (double)r->diagnoses);
    result_number(to, false, "whole", (double)r->whole);
    result_number(to, false, "gaps", (double)r->gaps);
    buf_text(to, ",\n    \"rules\": [");
    for (size_t i = 0; i < r->diagnoses; i++) {
        buf_text(to, i ? ",\n        " : "\n        ");
        put_rule_json(to, &r->rules[i]);
    }
    buf_text(to, r->diagnoses ? "\n    ]}\n" : "]}\n");
}

enum status rule_coverage(const struct rule_options *o, struct args words, struct arena *arena,
                          struct err *err)
{
    struct notes notes;
    struct rulecoverage_result r;
    struct buf text = {0};
    size_t warnings;
    struct asked asked = read_words(o, words, arena);
    notes_init(&notes, arena);
    struct ruletest_spec spec = {asked.paths, asked.only, false, stdout};
    TRY(rulecoverage_run(&spec, arena, &notes, &r, err));
    print_defects(&notes, arena, &warnings);
    if (asked.only.len && r.diagnoses == 0)
        return err_set(err, FAIL_USAGE, "no rule '%.*s' with a diagnosis", STR_ARG(asked.only));
    if (o->form == RESULT_JSON)
        put_json(&text, &r);
    else
        put_text(&text, &r);
    enum status status = result_write(NULL, &text, err);
    buf_free(&text);
    return status;
}
