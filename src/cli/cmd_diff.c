/* culprit diff: two case files or reports, what is new, what is gone, what changed. */
#include "period.h"

#include "result.h"

struct options {
    const char *output;
    int form;
    struct period_opts period;
};

/* clang-format off */
static const struct opt opts[] = {
    {"format", 'f', OPT_WORD, offsetof(struct options, form), "FORMAT", "text or json", 0, 0, text_json_words},
    {"output", 'o', OPT_TEXT, offsetof(struct options, output), "FILE", "file; '-' is standard output", 0, 0, NULL},
    {"rename", 0, OPT_LIST, offsetof(struct options, period.renames), "A=B", "host A of the old is host B of the new", 0, 0, NULL},
    PERIOD_ROWS(struct options, period),
};
/* clang-format on */

static const struct options defaults = {
    .period = PERIOD_DEFAULTS
};

struct sides {
    struct period old, now;
    struct comparison c;
};

static void text_row(struct buf *to, const struct compare_row *row)
{
    buf_fmt(to, "  %s%s: ", change_titles[row->change], row->worse ? ", worse" : "");
    finding_words(to, row->now ? row->now : row->old);
    buf_char(to, '\n');
    if (row->why.len) {
        buf_text(to, "      ");
        buf_term(to, row->why);
        buf_char(to, '\n');
    }
}

static bool is_of(const struct compare_row *row, const struct compare_host *host)
{
    if (!host)
        return row->host.len == 0;
    return row->host.len &&
           str_eq_nocase(row->host, row->now || !host->old.len ? host->now : host->old);
}

/* What came of the findings of one host; of those without one where `host` is NULL. */
static void text_host(struct buf *to, const struct comparison *c, const struct compare_host *host)
{
    size_t n = 0;
    for (size_t i = 0; i < c->rows_n; i++)
        n += is_of(&c->rows[i], host);
    if (!host && !n)
        return;
    buf_char(to, '\n');
    if (host)
        buf_term(to, host->now.len ? host->now : host->old);
    else
        buf_text(to, "several hosts");
    if (host && (!host->now.len || !host->old.len))
        buf_fmt(to, " (%s)", host->how);
    else if (host && !str_eq(host->old, host->now)) {
        buf_text(to, " (was ");
        buf_term(to, host->old);
        buf_fmt(to, ", by %s)", host->how);
    }
    if (host && host->other_machine)
        buf_text(to, " (by its SID another machine: installed anew, cloned or replaced)");
    buf_text(to, n ? "\n" : "\n  no findings\n");
    for (size_t i = 0; i < c->rows_n; i++)
        if (is_of(&c->rows[i], host))
            text_row(to, &c->rows[i]);
}

static void text_patterns(struct buf *to, const struct comparison *c)
{
    if (c->patterns_n)
        buf_text(to, "\nerrors that no finding explains, first seen after the old one ends\n");
    for (size_t i = 0; i < c->patterns_n; i++) {
        const struct a_unexplained *u = c->patterns[i];
        buf_text(to, "  ");
        buf_term(to, u->host);
        buf_text(to, ": ");
        buf_term(to, u->provider);
        buf_fmt(to, " %lld, %lld times: ", (long long)u->event_id, (long long)u->occurrences);
        buf_term(to, str_head(u->text, 200));
        buf_char(to, '\n');
    }
}

static void text_diff(struct buf *to, const struct sides *s)
{
    bool first = true;
    buf_text(to, "old: ");
    period_words(to, &s->old);
    buf_text(to, "\nnew: ");
    period_words(to, &s->now);
    buf_char(to, '\n');
    for (int i = 0; i < CHANGES; i++)
        if (s->c.counts[i]) {
            buf_fmt(to, "%s%zu %s", first ? "" : ", ", s->c.counts[i], change_titles[i]);
            first = false;
        }
    buf_text(to, first ? "no findings on either side\n" : "\n");
    for (size_t i = 0; i < s->c.hosts_n; i++)
        text_host(to, &s->c, &s->c.hosts[i]);
    text_host(to, &s->c, NULL);
    text_patterns(to, &s->c);
}

static void json_row(struct buf *to, const struct compare_row *row)
{
    const struct a_rule *rule = row->now ? &row->now->rule : &row->old->rule;
    result_member(to, true, "class", str_of(change_names[row->change]));
    buf_fmt(to, ", \"worse\": %s, \"counts\": %s", row->worse ? "true" : "false",
            row->counts ? "true" : "false");
    result_member(to, false, "host", row->host);
    result_member(to, false, "rule", rule->name);
    result_member(to, false, "title", rule->title);
    result_member(to, false, "why", row->why);
    buf_text(to, ",\n        \"old\": ");
    finding_json(to, row->old);
    buf_text(to, ",\n        \"new\": ");
    finding_json(to, row->now);
}

static void json_pattern(struct buf *to, const struct a_unexplained *u)
{
    result_member(to, true, "host", u->host);
    result_member(to, false, "provider", u->provider);
    result_number(to, false, "event_id", (double)u->event_id);
    result_member(to, false, "template", u->text);
    result_number(to, false, "occurrences", (double)u->occurrences);
}

static void json_diff(struct buf *to, const struct sides *s)
{
    buf_text(to, "{\"schema\": \"culprit.diff/1\",\n    \"old\": ");
    period_json(to, &s->old);
    buf_text(to, ",\n    \"new\": ");
    period_json(to, &s->now);
    buf_text(to, ",\n    \"hosts\": [");
    for (size_t i = 0; i < s->c.hosts_n; i++) {
        buf_text(to, i ? ", {" : "{");
        result_member(to, true, "old", s->c.hosts[i].old);
        result_member(to, false, "new", s->c.hosts[i].now);
        result_member(to, false, "how", str_of(s->c.hosts[i].how));
        buf_fmt(to, ", \"other_machine\": %s", s->c.hosts[i].other_machine ? "true" : "false");
        buf_char(to, '}');
    }
    buf_text(to, "],\n    \"counts\": {");
    for (int i = 0; i < CHANGES; i++)
        result_number(to, i == 0, change_names[i], (double)s->c.counts[i]);
    buf_text(to, "},\n    \"findings\": [");
    for (size_t i = 0; i < s->c.rows_n; i++) {
        buf_text(to, i ? ",\n    {" : "\n    {");
        json_row(to, &s->c.rows[i]);
        buf_char(to, '}');
    }
    buf_text(to, "],\n    \"unexplained\": [");
    for (size_t i = 0; i < s->c.patterns_n; i++) {
        buf_text(to, i ? ",\n    {" : "\n    {");
        json_pattern(to, s->c.patterns[i]);
        buf_char(to, '}');
    }
    buf_text(to, "]}\n");
}

static enum status work(const struct options *o, struct args args, struct arena *arena,
                        struct buf *to, struct err *err)
{
    struct sides s;
    TRY(period_open(args.v[0], &o->period, arena, &s.old, err));
    TRY(period_open(args.v[1], &o->period, arena, &s.now, err));
    TRY(periods_compare(&s.old, &s.now, &o->period, arena, &s.c, err));
    (o->form == RESULT_JSON ? json_diff : text_diff)(to, &s);
    outcome.findings = s.c.act;
    return OK;
}

static enum status diff(const void *options, struct args args, struct err *err)
{
    const struct options *o = options;
    struct arena arena = {0};
    struct buf text = {0};
    if (args.n != 2)
        return err_set(err, FAIL_USAGE, "diff wants two case files or JSON reports: OLD NEW");
    enum status status = work(o, args, &arena, &text, err);
    if (status == OK)
        status = result_write(o->output, &text, err);
    buf_free(&text);
    arena_free(&arena);
    return status;
}

const struct cmd cmd_diff = {
    .name = "diff",
    .usage = "diff [OPTIONS] OLD NEW",
    .summary = "what is new, gone or changed between two cases or JSON reports",
    .opts = OPTS(opts),
    .defaults = &defaults,
    .size = sizeof defaults,
    .run = diff,
};
