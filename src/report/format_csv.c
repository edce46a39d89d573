/* The findings as a table, one row each, for a spreadsheet. */
#include "compose.h"
#include "table.h"
#include "words.h"

#include <math.h>

static const char *const names[] = {
    "id",        "status",  "level",       "host",        "problem", "effect",
    "culprit",   "service", "verdict",     "probability", "cause",   "first_seen",
    "last_seen", "count",   "recurrence",  "first_step",  "command", "explained_by",
    "accepted",  "rule",    "rule_sha256", "confidence"};

static void row(struct table *t, const struct a_finding *f)
{
    const struct a_hypothesis *h = leading(f);
    const struct a_step *s = h && verdict_find(h->verdict)->leading ? first_step(h) : NULL;
    const struct str texts[] = {f->id,
                                f->status,
                                f->rule.level,
                                f->host,
                                finding_title(f),
                                f->effect,
                                h ? words_culprit(&h->culprit) : STR(""),
                                h ? h->culprit.service : STR(""),
                                h ? h->verdict : STR("")};
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        table_text(t, texts[i]);
    table_real(t, h ? h->probability : NAN);
    table_text(t, h ? h->title : STR(""));
    table_time(t, f->first_seen);
    table_time(t, f->last_seen);
    table_int(t, f->occurrences);
    const struct str rest[] = {f->cadence.text,
                               s ? s->step : STR(""),
                               s ? s->run : STR(""),
                               f->explained_by,
                               f->acceptance ? f->acceptance->state : STR(""),
                               f->rule.name,
                               f->rule.sha256,
                               f->confidence};
    for (size_t i = 0; i < ARRAY_LEN(rest); i++)
        table_text(t, rest[i]);
    table_end(t);
}

static enum status write(const struct analysis *a, const struct report_options *o, struct buf *to,
                         struct err *err)
{
    (void)o;
    struct arena arena = {0};
    struct table t = {.to = to, .arena = &arena};
    struct order order = order_findings(a, &arena);
    table_head(&t, names, ARRAY_LEN(names));
    for (size_t i = 0; i < order.n; i++)
        row(&t, order.v[i]);
    arena_free(&arena);
    if (to->over)
        return err_set(err, FAIL_LIMIT, "the table is longer than %zu bytes", to->cap);
    return OK;
}

const struct format format_csv = {"csv", "csv", "the findings as a table", write};
