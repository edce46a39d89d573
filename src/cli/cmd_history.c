/* culprit history: what became of each finding over several periods. */
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
    {"rename", 0, OPT_LIST, offsetof(struct options, period.renames), "A=B", "host A of one period is host B of the next", 0, 0, NULL},
    PERIOD_ROWS(struct options, period),
};
/* clang-format on */

static const struct options defaults = {
    .period = PERIOD_DEFAULTS
};

/* One finding in one period. `row` is what the comparison with the period before says; NULL in the
 * first one, and where the finding was gone already. */
struct cell {
    const struct a_finding *finding; /* NULL: not there */
    const struct compare_row *row;
};

/* One finding over all periods. */
struct track {
    const struct a_finding *latest; /* the last one that was there */
    struct cell *cells;
};

struct history {
    struct arena *arena;
    struct period *periods;
    struct comparison *steps; /* from each period to the next */
    size_t n;
    struct track *tracks; /* in the order in which they appeared */
    size_t tracks_n, tracks_max;
};

static struct track *add_track(struct history *h)
{
    GROW(h->arena, h->tracks, h->tracks_n, h->tracks_max);
    h->tracks[h->tracks_n] = (struct track){.cells = ARENA_ARRAY(h->arena, struct cell, h->n + 1)};
    return &h->tracks[h->tracks_n++];
}

/* The track that had the finding in the period before; or one that had it earlier still. */
static struct track *find_track(struct history *h, const struct compare_row *row, size_t period)
{
    for (size_t i = 0; row->old && i < h->tracks_n; i++)
        if (h->tracks[i].cells[period].finding == row->old)
            return &h->tracks[i];
    for (size_t i = 0; row->now && i < h->tracks_n; i++)
        if (!h->tracks[i].cells[period].finding && str_eq(h->tracks[i].latest->id, row->now->id))
            return &h->tracks[i];
    return add_track(h);
}

static void follow(struct history *h, size_t period)
{
    const struct comparison *c = &h->steps[period];
    for (size_t i = 0; i < c->rows_n; i++) {
        struct track *t = find_track(h, &c->rows[i], period);
        t->cells[period + 1] = (struct cell){c->rows[i].now, &c->rows[i]};
        if (c->rows[i].now || !t->latest)
            t->latest = c->rows[i].now ? c->rows[i].now : c->rows[i].old;
    }
}

static void begin(struct history *h)
{
    const struct analysis *a = h->periods[0].analysis;
    for (size_t i = 0; i < a->findings_n; i++) {
        struct track *t = add_track(h);
        t->latest = &a->findings[i];
        t->cells[0].finding = t->latest;
    }
}

/* What a cell says in a word: the status, what became of a vanished one, or nothing. */
static struct str state_of(const struct cell *cell)
{
    if (cell->row && (cell->row->change == CHANGE_FIXED || cell->row->change == CHANGE_UNSURE))
        return str_of(change_names[cell->row->change]);
    return cell->finding ? cell->finding->status : (struct str){"", 0};
}

/* Was it there, then not, and is it there again? */
static bool is_back(const struct track *t, size_t period)
{
    bool before = false;
    for (size_t i = 0; i + 1 < period; i++)
        before |= t->cells[i].finding != NULL;
    return before && t->cells[period].finding && !t->cells[period - 1].finding;
}

static void text_cell(struct buf *to, size_t period, const struct track *t)
{
    const struct cell *cell = &t->cells[period];
    struct str state = state_of(cell);
    buf_fmt(to, "    %zu: ", period + 1);
    buf_term(to, state.len ? state : STR("not there"));
    if (cell->finding && cell->finding->occurrences != INT_NONE)
        buf_fmt(to, ", %lld times", (long long)cell->finding->occurrences);
    if (cell->row && cell->row->worse)
        buf_text(to, ", worse");
    if (is_back(t, period))
        buf_text(to, ", back again");
    if (cell->row && cell->row->why.len) {
        buf_text(to, "; ");
        buf_term(to, cell->row->why);
    }
    buf_char(to, '\n');
}

static void text_history(struct buf *to, const struct history *h)
{
    for (size_t i = 0; i < h->n; i++) {
        buf_fmt(to, "%zu: ", i + 1);
        period_words(to, &h->periods[i]);
        buf_char(to, '\n');
    }
    for (size_t i = 0; i < h->tracks_n; i++) {
        const struct track *t = &h->tracks[i];
        buf_char(to, '\n');
        buf_term(to, t->latest->host.len ? t->latest->host : STR("several hosts"));
        buf_text(to, ": ");
        finding_words(to, t->latest);
        buf_char(to, '\n');
        for (size_t k = 0; k < h->n; k++)
            text_cell(to, k, t);
    }
    if (!h->tracks_n)
        buf_text(to, "\nno findings in any of them\n");
}

static void json_cell(struct buf *to, const struct cell *cell)
{
    result_member(to, true, "state", state_of(cell));
    result_member(to, false, "class", str_of(cell->row ? change_names[cell->row->change] : ""));
    buf_fmt(to, ", \"worse\": %s", cell->row && cell->row->worse ? "true" : "false");
    result_member(to, false, "why", cell->row ? cell->row->why : (struct str){"", 0});
    buf_text(to, ", \"finding\": ");
    finding_json(to, cell->finding);
}

static void json_history(struct buf *to, const struct history *h)
{
    buf_text(to, "{\"schema\": \"culprit.history/1\",\n    \"periods\": [");
    for (size_t i = 0; i < h->n; i++) {
        buf_text(to, i ? ",\n        " : "\n        ");
        period_json(to, &h->periods[i]);
    }
    buf_text(to, "],\n    \"findings\": [");
    for (size_t i = 0; i < h->tracks_n; i++) {
        const struct track *t = &h->tracks[i];
        buf_text(to, i ? ",\n    {" : "\n    {");
        result_member(to, true, "rule", t->latest->rule.name);
        result_member(to, false, "title", t->latest->rule.title);
        result_member(to, false, "host", t->latest->host);
        buf_text(to, ", \"periods\": [");
        for (size_t k = 0; k < h->n; k++) {
            buf_text(to, k ? ",\n        {" : "\n        {");
            json_cell(to, &t->cells[k]);
            buf_char(to, '}');
        }
        buf_text(to, "]}");
    }
    buf_text(to, "]}\n");
}

static enum status gather(const struct options *o, struct args args, struct history *h,
                          struct err *err)
{
    h->n = args.n;
    h->periods = ARENA_ARRAY(h->arena, struct period, args.n);
    h->steps = ARENA_ARRAY(h->arena, struct comparison, args.n);
    for (size_t i = 0; i < args.n; i++)
        TRY(period_open(args.v[i], &o->period, h->arena, &h->periods[i], err));
    begin(h);
    for (size_t i = 0; i + 1 < args.n; i++) {
        TRY(periods_compare(&h->periods[i], &h->periods[i + 1], &o->period, h->arena, &h->steps[i],
                            err));
        follow(h, i);
    }
    return OK;
}

static enum status history(const void *options, struct args args, struct err *err)
{
    const struct options *o = options;
    struct arena arena = {0};
    struct buf text = {0};
    struct history h = {.arena = &arena};
    if (args.n < 2)
        return err_set(err, FAIL_USAGE,
                       "history wants two case files or JSON reports or more, the oldest first");
    enum status status = gather(o, args, &h, err);
    if (status == OK) {
        (o->form == RESULT_JSON ? json_history : text_history)(&text, &h);
        outcome.findings = h.steps[h.n - 2].act;
        status = result_write(o->output, &text, err);
    }
    buf_free(&text);
    arena_free(&arena);
    return status;
}

const struct cmd cmd_history = {
    .name = "history",
    .usage = "history [OPTIONS] CASE CASE...",
    .summary = "what became of each finding over several cases or JSON reports",
    .opts = OPTS(opts),
    .defaults = &defaults,
    .size = sizeof defaults,
    .run = history,
};
