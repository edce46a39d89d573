/* culprit rule diff|backtest|schema: what a change of rules does, before it is shipped. */
#include "rule_words.h"

#include "app/rulediff.h"
#include "base/asset.h"

/* diff ----------------------------------------------------------------------------------------- */

static void print_change(const struct rulediff_row *row, struct arena *arena)
{
    static const char *const words[] = {"added", "removed", "changed"};
    const struct rule_info *r = row->now ? row->now : row->old;
    struct buf line = {0};
    buf_fmt(&line, "%-8s %-13s ", words[row->change], level_names[r->level]);
    buf_term(&line, r->name.len ? r->name : r->id);
    buf_text(&line, "  ");
    buf_term(&line, r->title);
    if (row->parts.len) {
        buf_text(&line, "\n         ");
        buf_term(&line, row->parts);
    }
    puts(buf_keep(&line, arena).ptr);
    buf_free(&line);
}

enum status rule_diff(const struct rule_options *o, struct args words, struct arena *arena,
                      struct err *err)
{
    struct notes notes;
    struct rulediff d;
    size_t warnings;
    (void)o;
    if (words.n != 2)
        return err_set(err, FAIL_USAGE, "rule diff wants the old rules and the new ones: two "
                                        "files, folders or 'builtin'");
    const char *old[] = {words.v[0]}, *now[] = {words.v[1]};
    notes_init(&notes, arena);
    enum status status = rulediff_run((struct rule_paths){old, 1}, (struct rule_paths){now, 1},
                                      arena, &notes, &d, err);
    if (status == OK) {
        size_t errors = print_defects(&notes, arena, &warnings);
        for (size_t i = 0; i < d.rows_n; i++)
            print_change(&d.rows[i], arena);
        printf("%zu removed, %zu added, %zu changed, %zu the same\n", d.counts[RULE_REMOVED],
               d.counts[RULE_ADDED], d.counts[RULE_CHANGED], d.same);
        if (errors)
            status = err_set(err, FAIL_INPUT, "%zu documents could not be compared", errors);
    }
    rulediff_free(&d);
    return status;
}

/* backtest ------------------------------------------------------------------------------------- */

struct backtest {
    size_t cases, same, appear, vanish, differ;
};

static const struct a_finding *finding_named(const struct analysis *a, struct str id)
{
    for (size_t i = 0; i < a->findings_n; i++)
        if (str_eq(a->findings[i].id, id))
            return &a->findings[i];
    return NULL;
}

static void put_finding(struct buf *to, const char *mark, const struct a_finding *f)
{
    buf_fmt(to, "  %s %-13.*s ", mark, STR_ARG(f->rule.level));
    buf_term(to, f->rule.name);
    buf_text(to, "  ");
    buf_term(to, f->symptom);
}

/* What stands first, how sure, and how often it happened. */
static void put_judgement(struct buf *to, const struct a_finding *f)
{
    buf_fmt(to, "%lld times", (long long)f->occurrences);
    if (!f->hypotheses_n)
        return;
    buf_text(to, ", ");
    buf_term(to, f->hypotheses[0].id);
    buf_fmt(to, " %.*s (%.2f)", STR_ARG(f->hypotheses[0].verdict), f->hypotheses[0].probability);
}

static bool judged_same(const struct a_finding *a, const struct a_finding *b)
{
    struct buf x = {0}, y = {0};
    put_judgement(&x, a);
    put_judgement(&y, b);
    bool same = str_eq(buf_str(&x), buf_str(&y)) && str_eq(a->rule.level, b->rule.level) &&
                str_eq(a->status, b->status);
    buf_free(&x);
    buf_free(&y);
    return same;
}

static void put_differences(struct buf *to, const struct analysis *old, const struct analysis *now,
                            struct backtest *sum)
{
    for (size_t i = 0; i < old->findings_n; i++) {
        const struct a_finding *was = &old->findings[i], *is = finding_named(now, was->id);
        if (is && judged_same(was, is)) {
            sum->same++;
            continue;
        }
        put_finding(to, is ? "~" : "-", was);
        if (is) {
            buf_text(to, "\n      ");
            put_judgement(to, was);
            buf_text(to, " -> ");
            put_judgement(to, is);
        }
        sum->differ += is != NULL;
        sum->vanish += is == NULL;
        buf_char(to, '\n');
    }
    for (size_t i = 0; i < now->findings_n; i++) {
        if (finding_named(old, now->findings[i].id))
            continue;
        put_finding(to, "+", &now->findings[i]);
        sum->appear++;
        buf_char(to, '\n');
    }
}

static enum status try_case(const struct rule_options *o, const char *path, struct arena *arena,
                            struct backtest *sum, struct err *err)
{
    struct notes notes;
    struct analyze_spec spec = ANALYZE_DEFAULTS;
    struct kept_analysis old;
    struct analysis *now;
    struct store *store;
    struct buf text = {0};
    notes_init(&notes, arena);
    TRY(store_open(path, STORE_READ, READ_DEFAULTS.memory, &store, err));
    spec.look = true;
    enum status status = analyze_saved(store, &spec, arena, &notes, &old, err);
    spec.rules = list_paths(&o->rules);
    if (status == OK)
        status = analyze_run(store, &spec, arena, &notes, &now, err);
    if (status == OK) {
        put_differences(&text, old.analysis, now, sum);
        printf("%s: %zu findings, then %zu\n%.*s", path, old.analysis->findings_n,
               now->findings_n, (int)text.len, text.ptr ? text.ptr : "");
        sum->cases++;
    }
    buf_free(&text);
    store_close(store);
    return status;
}

enum status rule_backtest(const struct rule_options *o, struct args words, struct arena *arena,
                          struct err *err)
{
    struct backtest sum = {0};
    if (!o->rules.n || !words.n)
        return err_set(err, FAIL_USAGE,
                       "rule backtest wants the new rules and cases: --rules PATH CASE...");
    for (size_t i = 0; i < words.n; i++)
        if (!store_is_case(words.v[i]))
            return err_set(err, FAIL_INPUT, "'%s' is no case file of culprit", words.v[i]);
    for (size_t i = 0; i < words.n; i++)
        TRY(try_case(o, words.v[i], arena, &sum, err));
    printf("%zu cases: %zu findings appear, %zu vanish, %zu are judged otherwise, %zu stay\n",
           sum.cases, sum.appear, sum.vanish, sum.differ, sum.same);
    if (o->strict && sum.appear + sum.vanish + sum.differ)
        return err_set(err, FAIL_INPUT, "the rules say something else of these cases");
    return OK;
}

/* schema --------------------------------------------------------------------------------------- */

enum status rule_schema(const struct rule_options *o, struct args words, struct arena *arena,
                        struct err *err)
{
    (void)o, (void)arena;
    if (words.n)
        return err_set(err, FAIL_USAGE, "rule schema wants no words");
    struct str text = asset_text("rule/rule.schema.json");
    printf("%.*s", STR_ARG(text));
    return OK;
}
