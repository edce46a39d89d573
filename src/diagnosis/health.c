#include "health.h"

#include "base/asset.h"
#include "base/limits.h"
#include "join.h"
#include "survey_view.h"

#include <stdlib.h>

/* Marks ---------------------------------------------------------------------------------------- */

/* What is more than a change, by the name of its rule. Starts come from the survey, which joins the
 * several events of one. */
static const struct {
    const char *rule, *kind;
} mark_kinds[] = {
    {"windows_started", NULL   },
    {"windows_crashed", NULL   },
    {"log_cleared",     "clear"},
    {"clock_changed",   "clock"},
};

static bool has_tag(const struct rule_info *r, struct str tag)
{
    for (size_t i = 0; i < r->tags_n; i++)
        if (str_eq_nocase(r->tags[i], tag))
            return true;
    return false;
}

static const char *mark_kind(const struct rule_info *r)
{
    if (r->type != RULE_DETECTION || !has_tag(r, STR("culprit.change")))
        return NULL;
    for (size_t i = 0; i < ARRAY_LEN(mark_kinds); i++)
        if (str_eq(r->name, str_of(mark_kinds[i].rule)))
            return mark_kinds[i].kind;
    return "change";
}

struct marks {
    struct arena *arena;
    struct a_mark *v;
    size_t n, max;
};

static void add_mark(struct marks *m, struct a_mark mark)
{
    if (mark.time.ticks == TIME_NONE)
        return;
    GROW(m->arena, m->v, m->n, m->max);
    m->v[m->n++] = mark;
}

static int earliest_first(const void *a, const void *b)
{
    const struct a_mark *x = a, *y = b;
    if (x->time.ticks != y->time.ticks)
        return x->time.ticks < y->time.ticks ? -1 : 1;
    int order = str_cmp(x->host, y->host);
    order = order ? order : str_cmp(x->kind, y->kind);
    return order ? order : str_cmp(x->text, y->text);
}

static void add_boots(struct marks *m, const struct survey *survey)
{
    for (size_t i = 0; survey && i < survey_hosts(survey); i++) {
        const struct survey_host *h = survey_host_at(survey, i);
        for (size_t k = 0; k < h->boots_n; k++)
            add_mark(m, (struct a_mark){h->boots[k].at, h->name,
                                        h->boots[k].unclean ? STR("crash") : STR("boot"),
                                        h->boots[k].unclean
                                            ? STR("Windows started after it went down unclean")
                                            : STR("Windows started")});
    }
}

/* Of too many every so-manieth is kept, so that the whole time stays in view. */
static void list_marks(struct inquiry *q)
{
    struct marks m = {.arena = q->arena};
    add_boots(&m, q->in->survey);
    for (size_t i = 0; i < q->in->rules_n; i++) {
        const char *kind = mark_kind(&q->in->rules[i]);
        if (!kind)
            continue;
        struct sightings seen = history_of(&q->history, (uint32_t)i);
        for (size_t k = 0; k < seen.n; k++)
            add_mark(&m, (struct a_mark){seen.v[k].at, seen.v[k].host, str_of(kind),
                                         q->in->rules[i].title});
    }
    if (m.n)
        qsort(m.v, m.n, sizeof *m.v, earliest_first);
    size_t step = (m.n + LIMIT_REPORT_MARKS - 1) / LIMIT_REPORT_MARKS, kept = 0;
    for (size_t i = 0; i < m.n; i += step ? step : 1)
        m.v[kept++] = m.v[i];
    q->out->marks = m.v;
    q->out->marks_n = kept;
    q->out->marks_total = (int64_t)m.n;
}

/* Figures -------------------------------------------------------------------------------------- */

/* Figures that count the hits of a rule; `some` and `none` judge whether there were any. */
static const struct figure {
    const char *name, *rule, *channel, *some, *none;
} figures[] = {
    {"updates installed",  "windows_update_installed", "System",      "good",  "watch"},
    {"backups completed",  "backup_completed",         "Application", "good",  "watch"},
    {"backups failed",     "backup_failed",            "Application", "bad",   "good" },
    {"disk warnings",      "disk_warned",              "System",      "bad",   "good" },
    {"service failures",   "service_failed",           "System",      "watch", "good" },
    {"clock set by hand",  "clock_changed",            "Security",    "watch", "good" },
    {"event logs cleared", "log_cleared",              "Security",    "watch", "good" },
};

struct healths {
    struct inquiry *q;
    struct a_health *v;
    size_t n, max;
};

static struct a_health *add_figure(struct healths *list, struct str host, const char *figure)
{
    GROW(list->q->arena, list->v, list->n, list->max);
    struct a_health *h = &list->v[list->n++];
    *h = (struct a_health){.host = host,
                           .figure = str_of(figure),
                           .state = STR("unknown"),
                           .count = INT_NONE,
                           .first = MOMENT_NONE,
                           .last = MOMENT_NONE};
    return h;
}

static bool has_channel(const struct analysis *a, struct str host, const char *channel)
{
    for (size_t i = 0; i < a->coverage_n; i++)
        if (host_same(a->coverage[i].host, host) &&
            str_eq_nocase(a->coverage[i].channel, str_of(channel)))
            return true;
    return false;
}

static const struct rule_info *rule_named(const struct diagnosis_input *in, const char *name)
{
    for (size_t i = 0; i < in->rules_n; i++)
        if (str_eq(in->rules[i].name, str_of(name)))
            return &in->rules[i];
    return NULL;
}

static void count_hits(struct healths *list, const struct figure *f, struct str host)
{
    const struct rule_info *r = rule_named(list->q->in, f->rule);
    if (!r)
        return;
    struct a_health *h = add_figure(list, host, f->name);
    struct sightings seen = history_of(&list->q->history, r->index);
    int64_t n = 0;
    for (size_t i = 0; i < seen.n; i++) {
        if (!host_same(seen.v[i].host, host))
            continue;
        h->first = n++ ? h->first : seen.v[i].at;
        h->last = seen.v[i].at;
    }
    if (n == 0 && !has_channel(list->q->out, host, f->channel)) {
        h->text = arena_fmt(list->q->arena, "there is no %s log of this host", f->channel);
        return;
    }
    h->count = n;
    h->state = str_of(n ? f->some : f->none);
}

static void count_boots(struct healths *list, struct str host)
{
    const struct survey *survey = list->q->in->survey;
    const struct survey_host *s = survey ? survey_host(survey, host) : NULL;
    static const char *const names[] = {"starts", "starts after a crash"};
    for (int unclean = 0; unclean < 2; unclean++) {
        struct a_health *h = add_figure(list, host, names[unclean]);
        if (!s || !has_channel(list->q->out, host, "System")) {
            h->text = STR("there is no System log of this host");
            continue;
        }
        h->count = 0;
        for (size_t i = 0; i < s->boots_n; i++) {
            if (unclean && !s->boots[i].unclean)
                continue;
            h->first = h->count++ ? h->first : s->boots[i].at;
            h->last = s->boots[i].at;
        }
        h->state = unclean && h->count ? STR("bad") : STR("good");
    }
}

struct support {
    struct str end, paid; /* days; `paid` empty: nobody sells updates behind the end */
};

/* Of the first row of the register whose words the system's name holds. */
static struct support support_of(const struct a_host *host)
{
    struct str rest = asset_text("rules/knowledge/windows_versions.csv"), line, after;
    str_line(&rest, &line); /* the header */
    while (host->os.len && str_line(&rest, &line)) {
        struct str name = str_cut(line, ',', &after), nt = str_cut(after, ',', &after);
        if (!str_find(host->os, name) || (host->nt.len && !str_eq(host->nt, nt)))
            continue;
        str_cut(after, ',', &after); /* the build */
        struct str end = str_cut(after, ',', &after);
        return (struct support){end, str_cut(after, ',', &after)};
    }
    return (struct support){0};
}

static void judge_support(struct healths *list, const struct a_host *host)
{
    struct support support = support_of(host);
    struct str end = support.end;
    struct a_health *h;
    bool zoned;
    int64_t ticks;
    if (!end.len ||
        !time_parse(arena_fmt(list->q->arena, "%.*sT00:00:00Z", STR_ARG(end)), &ticks, &zoned))
        return;
    h = add_figure(list, host->name, "end of support");
    h->text = support.paid.len
                  ? arena_fmt(list->q->arena, "%.*s, paid security updates until %.*s",
                              STR_ARG(end), STR_ARG(support.paid))
                  : end;
    if (host->last.ticks != TIME_NONE)
        h->state = host->last.ticks > ticks                         ? STR("bad")
                   : host->last.ticks > ticks - 365 * TICKS_PER_DAY ? STR("watch")
                                                                    : STR("good");
}

void health_describe(struct inquiry *q)
{
    struct healths list = {.q = q};
    list_marks(q);
    for (size_t i = 0; i < q->out->hosts_n; i++) {
        const struct a_host *host = &q->out->hosts[i];
        count_boots(&list, host->name);
        for (size_t k = 0; k < ARRAY_LEN(figures); k++)
            count_hits(&list, &figures[k], host->name);
        judge_support(&list, host);
    }
    q->out->health = list.v;
    q->out->health_n = list.n;
}
