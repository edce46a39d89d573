#include "period.h"

#include "result.h"

#include "base/files.h"
#include "base/limits.h"
#include "store/machine.h"
#include "store/report.h"

#include <math.h>

static enum status open_report(struct arena *arena, struct period *p, struct err *err)
{
    struct str text;
    TRY(file_read(arena, p->path, LIMIT_ANALYSIS_BYTES, &text, err));
    if (report_parse(arena, text, &p->analysis, err) != OK)
        return err_wrap(err, "'%s' is neither a case file nor a report", p->path);
    return OK;
}

static void say_options(const char *path, struct str command)
{
    struct buf text = {0};
    buf_text(&text, "culprit: '");
    buf_term(&text, str_of(path));
    buf_text(&text, "' was analysed with '");
    buf_term(&text, command);
    buf_text(&text, "'; without these options it is matched again as if there were none\n");
    fprintf(stderr, "%.*s", STR_ARG(buf_str(&text)));
    buf_free(&text);
}

static enum status open_case(const struct period_opts *o, struct arena *arena, struct period *p,
                             struct err *err)
{
    struct notes notes;
    struct analyze_spec spec;
    struct store *store;
    struct analysis_today today;
    notes_init(&notes, arena);
    TRY(shape_spec(&o->shape, case_name(arena, (struct args){0}, p->path), arena, &spec, err));
    TRY(store_open(p->path, STORE_READ, o->memory, &store, err));
    enum status status = analyze_today(store, &spec, arena, &notes, &today, err);
    store_close(store);
    if (status != OK)
        return status;
    p->analysis = today.analysis;
    p->kept = today.kept;
    if (today.kept && today.kept->about.command.len && spec.command.len == 0 && !o->quiet)
        say_options(p->path, today.kept->about.command);
    return OK;
}

enum status period_open(const char *path, const struct period_opts *o, struct arena *arena,
                        struct period *out, struct err *err)
{
    *out = (struct period){.path = path};
    return store_is_case(path) ? open_case(o, arena, out, err) : open_report(arena, out, err);
}

/* The SIDs of machines, asked only of cases. */
static enum status read_machines(const struct period *p, size_t memory, struct arena *arena,
                                 const struct compare_machine **out, size_t *n, struct err *err)
{
    struct store *store;
    struct machine_sid *sids;
    struct compare_machine *v;
    *out = NULL;
    *n = 0;
    if (!store_is_case(p->path))
        return OK;
    TRY(store_open(p->path, STORE_READ, memory, &store, err));
    enum status status = store_machine_sids(store, arena, &sids, n, err);
    store_close(store);
    if (status != OK)
        return status;
    v = ARENA_ARRAY(arena, struct compare_machine, *n + 1);
    for (size_t i = 0; i < *n; i++)
        v[i] = (struct compare_machine){sids[i].host, sids[i].sid};
    *out = v;
    return OK;
}

enum status periods_compare(const struct period *old, const struct period *now,
                            const struct period_opts *o, struct arena *arena,
                            struct comparison *out, struct err *err)
{
    struct pair *renames;
    TRY(parse_renames(&o->renames, arena, &renames, err));
    struct compare_spec spec = {.old = old->analysis,
                                .kept = old->kept,
                                .now = now->analysis,
                                .renames = renames,
                                .renames_n = o->renames.n};
    TRY(read_machines(old, o->memory, arena, &spec.old_machines, &spec.old_machines_n, err));
    TRY(read_machines(now, o->memory, arena, &spec.now_machines, &spec.now_machines_n, err));
    compare_run(arena, &spec, out);
    return OK;
}

/* First and last moment of all hosts. */
static void span_of(const struct analysis *a, struct moment *first, struct moment *last)
{
    *first = *last = MOMENT_NONE;
    for (size_t i = 0; i < a->hosts_n; i++) {
        const struct a_host *h = &a->hosts[i];
        if (h->first.ticks != TIME_NONE &&
            (first->ticks == TIME_NONE || h->first.ticks < first->ticks))
            *first = h->first;
        if (h->last.ticks != TIME_NONE && (last->ticks == TIME_NONE || h->last.ticks > last->ticks))
            *last = h->last;
    }
}

static struct str day_of(struct moment at, char text[TIME_TEXT])
{
    if (at.ticks == TIME_NONE)
        return STR("?");
    return str_head(str_of(time_iso(at, text)), 10);
}

void period_words(struct buf *to, const struct period *p)
{
    struct moment first, last;
    char a[TIME_TEXT], b[TIME_TEXT];
    span_of(p->analysis, &first, &last);
    buf_term(to, str_of(p->path));
    struct str from = day_of(first, a), until = day_of(last, b);
    buf_fmt(to, ", %.*s to %.*s", STR_ARG(from), STR_ARG(until));
    if (p->kept)
        buf_text(to, ", matched again with today's rules");
}

static void json_moment(struct buf *to, const char *name, struct moment at)
{
    char text[TIME_TEXT];
    if (at.ticks == TIME_NONE)
        buf_fmt(to, ", \"%s\": null", name);
    else
        result_member(to, false, name, str_of(time_iso(at, text)));
}

void period_json(struct buf *to, const struct period *p)
{
    struct moment first, last;
    span_of(p->analysis, &first, &last);
    buf_char(to, '{');
    result_member(to, true, "path", str_of(p->path));
    result_member(to, false, "name", p->analysis->about.name);
    json_moment(to, "first", first);
    json_moment(to, "last", last);
    buf_fmt(to, ", \"matched_again\": %s}", p->kept ? "true" : "false");
}

void finding_words(struct buf *to, const struct a_finding *f)
{
    buf_char(to, '[');
    buf_term(to, f->rule.level);
    buf_text(to, "] ");
    buf_term(to, f->symptom.len ? f->symptom : f->rule.title);
}

void finding_json(struct buf *to, const struct a_finding *f)
{
    const struct a_hypothesis *h = f && f->hypotheses_n ? &f->hypotheses[0] : NULL;
    if (!f) {
        buf_text(to, "null");
        return;
    }
    buf_char(to, '{');
    result_member(to, true, "id", f->id);
    result_member(to, false, "host", f->host);
    result_member(to, false, "symptom", f->symptom);
    result_member(to, false, "level", f->rule.level);
    result_member(to, false, "category", f->category);
    result_member(to, false, "status", f->status);
    result_member(to, false, "cure", f->cure);
    result_number(to, false, "occurrences",
                  f->occurrences == INT_NONE ? NAN : (double)f->occurrences);
    json_moment(to, "first_seen", f->first_seen);
    json_moment(to, "last_seen", f->last_seen);
    result_member(to, false, "cause", h ? h->id : (struct str){"", 0});
    result_member(to, false, "verdict", h ? h->verdict : (struct str){"", 0});
    buf_char(to, '}');
}
