/* The index of a batch: who is worst, what one action fixes most hosts, what is new, who has sent
 * nothing. */
#include "report/fleet.h"

#include "compose.h"
#include "html.h"
#include "words.h"

#define ROWS_SHOWN 500

struct index {
    const struct fleet *f;
    struct arena *arena;
    struct doc doc;
};

static enum doc_tone tone_of(struct str level)
{
    return str_eq(level, STR("critical")) || str_eq(level, STR("high")) ? TONE_BAD
           : str_eq(level, STR("medium"))                               ? TONE_WARN
                                                                        : TONE_NOTICE;
}

static void say_rest(struct index *x, size_t n, const char *query)
{
    struct doc_node *p;
    if (n <= ROWS_SHOWN)
        return;
    p = doc_add(&x->doc, DOC_PARA);
    span_fmt(&x->doc, p, "%zu more: ", n - ROWS_SHOWN);
    span_code(&x->doc, p, arena_fmt(x->arena, "sqlite3 fleet.db '%s'", query));
}

static size_t shown(size_t n)
{
    return n < ROWS_SHOWN ? n : ROWS_SHOWN;
}

static void compose_head(struct index *x)
{
    const struct fleet *f = x->f;
    struct doc_node *p = doc_add(&x->doc, DOC_PARA);
    p->tone = TONE_ACCENT;
    span_fmt(&x->doc, p, "%.*s, %.*s with findings on %.*s in all.",
             STR_ARG(words_counted(&x->doc, f->cases_n, "case", "cases")),
             STR_ARG(words_counted(&x->doc, f->troubled, "case", "cases")),
             STR_ARG(words_counted(&x->doc, f->hosts, "host", "hosts")));
    if (f->failed + f->unfinished + f->partial)
        span_fmt(&x->doc, p, " %lld failed, %lld unfinished, of %lld some input could not be read.",
                 (long long)f->failed, (long long)f->unfinished, (long long)f->partial);
    p = doc_add(&x->doc, DOC_PARA);
    span_fmt(&x->doc, p, "%.*s. Made by culprit %.*s; no system was accessed.",
             STR_ARG(words_counted(&x->doc, f->events, "event", "events")), STR_ARG(f->version));
}

/* A path as a relative address: every byte but plain ones as %XX. */
static struct str address(struct arena *arena, struct str path)
{
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_/.";
    struct buf b = {0};
    for (size_t i = 0; i < path.len; i++)
        if (strchr(plain, path.ptr[i]) && path.ptr[i])
            buf_char(&b, path.ptr[i]);
        else
            buf_fmt(&b, "%%%02X", (unsigned char)path.ptr[i]);
    struct str out = buf_keep(&b, arena);
    buf_free(&b);
    return out;
}

static void case_row(struct index *x, const struct f_case *c)
{
    struct doc *d = &x->doc;
    bool ended = c->report.len > 0;
    doc_open(d, DOC_ROW);
    struct doc_node *cell = doc_cell(d, (struct str){0});
    if (ended && c->level.len)
        span_badge(d, cell, doc_word(d, c->level), tone_of(c->level));
    else
        span_badge(d, cell, ended ? doc_say(&x->doc, "nothing found") : doc_word(d, c->state),
                   ended ? TONE_GOOD : TONE_WARN);
    cell = doc_cell(d, (struct str){0});
    cell->tight = true;
    span_link(d, cell, c->name, address(x->arena, c->report));
    cell = doc_cell(d, ended ? c->symptom : c->message);
    if (c->status.len && !str_eq(c->status, STR("active")))
        span_tag(d, cell, doc_word(d, c->status));
    cell = doc_cell(d, c->culprit);
    if (c->verdict.len)
        span_tag(d, cell, doc_word(d, c->verdict));
    doc_number(d, c->findings);
    doc_number(d, c->hosts);
    doc_close(d);
}

static void compose_cases(struct index *x)
{
    static const char *const names[] = {"worst", "case", "what", "who", "findings", "hosts"};
    doc_section(&x->doc, "Cases, the worst first");
    doc_open(&x->doc, DOC_TABLE);
    doc_heading_row(&x->doc, names, ARRAY_LEN(names));
    for (size_t i = 0; i < shown(x->f->list_n); i++)
        case_row(x, &x->f->list[i]);
    doc_close(&x->doc);
    say_rest(x, x->f->list_n, "SELECT * FROM worst");
    doc_close(&x->doc);
}

static struct str joined(struct arena *arena, const struct str *list, size_t n)
{
    struct str all = STR("");
    for (size_t i = 0; i < n; i++)
        all = arena_fmt(arena, "%.*s%s%.*s", STR_ARG(all), i ? ", " : "", STR_ARG(list[i]));
    return all;
}

static void compose_actions(struct index *x)
{
    static const char *const names[] = {"hosts", "cases", "do", "because", "where"};
    struct doc *d = &x->doc;
    if (!x->f->actions_n)
        return;
    doc_section(d, "One action that fixes several hosts");
    doc_open(d, DOC_TABLE);
    doc_heading_row(d, names, ARRAY_LEN(names));
    for (size_t i = 0; i < shown(x->f->actions_n); i++) {
        const struct f_action *a = &x->f->actions[i];
        doc_open(d, DOC_ROW);
        doc_number(d, a->hosts);
        doc_number(d, a->cases);
        doc_cell(d, a->step);
        doc_cell(d, a->title);
        doc_cell(d, joined(x->arena, a->where, a->where_n));
        doc_close(d);
    }
    doc_close(d);
    say_rest(x, x->f->actions_n, "SELECT * FROM actions ORDER BY hosts DESC");
    doc_close(d);
}

/* What is new apart from what only other rules made of the same logs. */
static void compose_news(struct index *x, const char *title, bool rules)
{
    static const char *const names[] = {"", "case", "host", "what", "before", "now"};
    struct doc *d = &x->doc;
    size_t n = 0;
    for (size_t i = 0; i < x->f->news_n; i++)
        n += str_eq(x->f->news[i].what, STR("rules")) == rules;
    if (x->f->first || (!n && rules))
        return;
    doc_section(d, title);
    if (!n)
        doc_para(d, doc_say(&x->doc, "Nothing."));
    doc_open(d, DOC_TABLE);
    doc_heading_row(d, names, ARRAY_LEN(names));
    for (size_t i = 0, k = 0; i < x->f->news_n && k < ROWS_SHOWN; i++) {
        const struct f_news *one = &x->f->news[i];
        if (str_eq(one->what, STR("rules")) != rules)
            continue;
        k++;
        doc_open(d, DOC_ROW);
        span_badge(d, doc_cell(d, (struct str){0}), doc_word(d, one->what),
                   str_eq(one->what, STR("gone")) ? TONE_GOOD : tone_of(one->level));
        doc_cell(d, one->name)->tight = true;
        doc_cell(d, one->host);
        doc_cell(d, one->symptom);
        doc_cell(d, doc_word(d, one->before));
        doc_cell(d, doc_word(d, one->now));
        doc_close(d);
    }
    doc_close(d);
    say_rest(x, n, "SELECT * FROM news");
    doc_close(d);
}

static void compose_silent(struct index *x)
{
    static const char *const names[] = {"case", "host", "last event"};
    struct doc *d = &x->doc;
    if (!x->f->silent_n)
        return;
    doc_section(d, "Hosts that have sent nothing, or nothing any more");
    doc_open(d, DOC_TABLE);
    doc_heading_row(d, names, ARRAY_LEN(names));
    for (size_t i = 0; i < shown(x->f->silent_n); i++) {
        const struct f_silent *s = &x->f->silent[i];
        char time[TIME_TEXT];
        doc_open(d, DOC_ROW);
        doc_cell(d, s->name)->tight = true;
        doc_cell(d, s->host);
        doc_cell(d, s->last.ticks == TIME_NONE
                        ? doc_say(&x->doc, "never")
                        : doc_say(&x->doc, "nothing since %.10s", time_iso(s->last, time)));
        doc_close(d);
    }
    doc_close(d);
    say_rest(x, x->f->silent_n, "SELECT * FROM silent");
    doc_close(d);
}

static void compose_exposures(struct index *x)
{
    static const char *const names[] = {"hosts", "cases", "what has not happened yet"};
    struct doc *d = &x->doc;
    if (!x->f->exposures_n)
        return;
    doc_section(d, "Exposures over all");
    doc_open(d, DOC_TABLE);
    doc_heading_row(d, names, ARRAY_LEN(names));
    for (size_t i = 0; i < shown(x->f->exposures_n); i++) {
        doc_open(d, DOC_ROW);
        doc_number(d, x->f->exposures[i].hosts);
        doc_number(d, x->f->exposures[i].cases);
        doc_cell(d, x->f->exposures[i].title);
        doc_close(d);
    }
    doc_close(d);
    say_rest(x, x->f->exposures_n, "SELECT * FROM exposures");
    doc_close(d);
}

static enum status over(const struct buf *to, struct err *err)
{
    return to->over ? err_set(err, FAIL_LIMIT, "the index is longer than %zu bytes", to->cap) : OK;
}

static enum status write_html(const struct fleet *f, const struct locale *locale, struct buf *to,
                              struct err *err)
{
    struct arena arena = {0};
    size_t untranslated;
    struct index x = {.arena = &arena};
    struct report_options options = {.width = 80, .locale = locale};
    x.f = locale_object(locale, &fleet_shape, f, true, &arena, &untranslated);
    doc_init(&x.doc, &arena, locale);
    x.doc.root->title = doc_say(&x.doc, "batch");
    compose_head(&x);
    compose_cases(&x);
    compose_actions(&x);
    compose_news(&x, "New since the last run", false);
    compose_news(&x, "Changed only because the rules did", true);
    compose_silent(&x);
    compose_exposures(&x);
    html_page(x.doc.root, &options, &arena, to);
    arena_free(&arena);
    return over(to, err);
}

static enum status write_json(const struct fleet *f, const struct locale *locale, struct buf *to,
                              struct err *err)
{
    (void)locale;
    shape_json(to, &fleet_shape, f, 2);
    buf_char(to, '\n');
    return over(to, err);
}

static enum status write_csv(const struct fleet *f, const struct locale *locale, struct buf *to,
                             struct err *err)
{
    (void)locale;
    static const char head[] = "case,state,level,status,symptom,culprit,verdict,findings,active,"
                               "exposures,hosts,events,last,contact,message\r\n";
    buf_text(to, head);
    for (size_t i = 0; i < f->list_n; i++) {
        const struct f_case *c = &f->list[i];
        const struct str texts[] = {c->name,    c->state,   c->level,  c->status,
                                    c->symptom, c->culprit, c->verdict};
        const int64_t numbers[] = {c->findings, c->active, c->exposures, c->hosts, c->events};
        char time[TIME_TEXT] = "";
        for (size_t k = 0; k < ARRAY_LEN(texts); k++) {
            buf_csv(to, texts[k]);
            buf_char(to, ',');
        }
        for (size_t k = 0; k < ARRAY_LEN(numbers); k++)
            buf_fmt(to, "%lld,", (long long)numbers[k]);
        buf_text(to, c->last.ticks == TIME_NONE ? "" : time_iso(c->last, time));
        buf_char(to, ',');
        buf_csv(to, c->contact);
        buf_char(to, ',');
        buf_csv(to, c->message);
        buf_text(to, "\r\n");
    }
    return over(to, err);
}

const struct fleet_format fleet_formats[] = {
    {"index.html",   write_html},
    {"summary.csv",  write_csv },
    {"summary.json", write_json},
};
const size_t fleet_formats_count = ARRAY_LEN(fleet_formats);
