/* Pictures on an axis of time: when each problem was there, when the hosts started, crashed and
 * were changed; and which time each log covers. */
#include "compose.h"

#include "foreign.h"
#include "words.h"

enum { LANES = 12, COVERAGE_LANES = 24, BARS = 200 };

static struct doc_times *times_new(struct composer *c)
{
    struct doc_times *t = ARENA_NEW(c->arena, struct doc_times);
    *t = (struct doc_times){
        .from = TIME_NONE, .to = TIME_NONE, .at = TIME_NONE, .zone = zone_of_case(c->a)};
    const struct a_dossier *s = c->a->about.dossier;
    if (s && s->incident.ticks != TIME_NONE) {
        t->at = s->incident.ticks;
        t->at_name = doc_say(&c->doc, "the time that you named");
    }
    return t;
}

static void widen(struct doc_times *t, struct moment m)
{
    if (m.ticks == TIME_NONE)
        return;
    t->from = t->from == TIME_NONE || m.ticks < t->from ? m.ticks : t->from;
    t->to = t->to == TIME_NONE || m.ticks > t->to ? m.ticks : t->to;
}

static struct doc_lane *lane(struct composer *c, struct doc_times *t, struct str name)
{
    GROW(c->arena, t->lanes, t->n, t->max);
    t->lanes[t->n] = (struct doc_lane){.name = name};
    return &t->lanes[t->n++];
}

static void bar(struct composer *c, struct doc_lane *l, const struct doc_span_of_time *span)
{
    if (l->n >= BARS || span->from == TIME_NONE || span->to == TIME_NONE || span->to < span->from)
        return;
    GROW(c->arena, l->v, l->n, l->max);
    l->v[l->n++] = *span;
}

/* A picture cannot say of a text that it is of another language. */
static struct str plain_lane(struct composer *c, struct str text)
{
    return c->o->locale ? foreign_drop(c->arena, text) : text;
}

/* What happened is told in our words, or in those of a log. */
static struct str mark_words(struct composer *c, const struct a_mark *mark)
{
    struct str text = mark->text;
    locale_text(c->o->locale, c->arena, mark->text, &text);
    return text;
}

static struct str from_to(struct composer *c, struct str host, struct moment from, struct moment to)
{
    const struct zone *z = host_zone(c->a, host);
    return doc_say(&c->doc, "%.*s to %.*s", STR_ARG(words_minute(&c->doc, z, from)),
                   STR_ARG(words_minute(&c->doc, z, to)));
}

static void finding_lane(struct composer *c, struct doc_times *t, const struct a_finding *f,
                         size_t number)
{
    enum doc_tone tone = status_tone(f->status);
    struct doc_lane *l =
        lane(c, t, doc_say(&c->doc, "%zu  %.*s", number, STR_ARG(plain_lane(c, finding_title(f)))));
    l->target = arena_fmt(c->arena, "#%.*s", STR_ARG(f->id));
    for (size_t i = 0; i < f->episodes_n; i++) {
        const struct a_episode *e = &f->episodes[i];
        bar(c, l,
            &(struct doc_span_of_time){e->first.ticks, e->last.ticks, tone,
                                       from_to(c, f->host, e->first, e->last)});
    }
    if (f->episodes_n == 0)
        bar(c, l,
            &(struct doc_span_of_time){f->first_seen.ticks, f->last_seen.ticks, tone,
                                       from_to(c, f->host, f->first_seen, f->last_seen)});
}

static const struct mark_lane {
    const char *name;
    const char *const kinds[3];
} mark_lanes[] = {
    {"Starts",              {"boot", "crash"}           },
    {"Changes to the host", {"change", "clear", "clock"}},
};

static enum doc_tone mark_tone(struct str kind)
{
    return is(kind, "crash")                        ? TONE_BAD
           : is(kind, "clear") || is(kind, "clock") ? TONE_WARN
                                                    : TONE_ACCENT;
}

static bool in_lane(const struct mark_lane *m, struct str kind)
{
    for (size_t i = 0; i < ARRAY_LEN(m->kinds) && m->kinds[i]; i++)
        if (is(kind, m->kinds[i]))
            return true;
    return false;
}

static void mark_lane(struct composer *c, struct doc_times *t, const struct mark_lane *m)
{
    struct doc_lane *l = NULL;
    for (size_t i = 0; i < c->a->marks_n; i++) {
        const struct a_mark *mark = &c->a->marks[i];
        if (!in_lane(m, mark->kind))
            continue;
        l = l ? l : lane(c, t, doc_word(&c->doc, str_of(m->name)));
        struct str name =
            doc_say(&c->doc, "%.*s: %.*s on %.*s",
                    STR_ARG(words_minute(&c->doc, host_zone(c->a, mark->host), mark->time)),
                    STR_ARG(mark_words(c, mark)), STR_ARG(mark->host));
        bar(c, l,
            &(struct doc_span_of_time){mark->time.ticks, mark->time.ticks, mark_tone(mark->kind),
                                       name});
    }
}

static int64_t marks_of(const struct analysis *a, const char *kind)
{
    int64_t n = 0;
    for (size_t i = 0; i < a->marks_n; i++)
        n += is(a->marks[i].kind, kind);
    return n;
}

static struct str timeline_words(struct composer *c, size_t findings)
{
    int64_t crashes = marks_of(c->a, "crash"), boots = marks_of(c->a, "boot") + crashes;
    return arena_fmt(
        c->arena, "%.*s, %.*s, %lld of them after a crash, and %.*s on one axis",
        STR_ARG(words_counted(&c->doc, (int64_t)findings, "problem", "problems")),
        STR_ARG(words_counted(&c->doc, boots, "start", "starts")), (long long)crashes,
        STR_ARG(words_counted(&c->doc, marks_of(c->a, "change"), "change", "changes")));
}

static void add_times(struct composer *c, struct doc_times *t)
{
    struct doc_node *n = doc_add(&c->doc, DOC_TIMES);
    n->times = t;
}

void compose_timeline(struct composer *c)
{
    struct doc_times *t = times_new(c);
    size_t findings = 0;
    for (size_t i = 0; i < c->a->hosts_n; i++) {
        widen(t, c->a->hosts[i].first);
        widen(t, c->a->hosts[i].last);
    }
    for (size_t i = 0; i < c->order.n && findings < LANES; i++)
        if (c->order.v[i]->first_seen.ticks != TIME_NONE)
            finding_lane(c, t, c->order.v[i], ++findings);
    for (size_t i = 0; i < ARRAY_LEN(mark_lanes); i++)
        mark_lane(c, t, &mark_lanes[i]);
    if (t->n == 0 || t->from == TIME_NONE)
        return;
    t->alt = timeline_words(c, findings);
    doc_section(&c->doc, "When it happened")->id = STR("timeline");
    add_times(c, t);
    if (c->order.n > LANES)
        doc_para(&c->doc, doc_say(&c->doc, "%zu more problems are not drawn.", c->order.n - LANES))
            ->tone = TONE_DIM;
    doc_close(&c->doc);
}

/* From the first to the last event of a log, without its gaps. */
static void coverage_bars(struct composer *c, struct doc_lane *l, const struct a_coverage *v)
{
    struct moment from = v->first;
    for (size_t i = 0; i <= v->gaps_n; i++) {
        struct moment to = i < v->gaps_n ? v->gaps[i].from : v->last;
        bar(c, l,
            &(struct doc_span_of_time){from.ticks, to.ticks, TONE_GOOD,
                                       from_to(c, v->host, from, to)});
        from = i < v->gaps_n ? v->gaps[i].to : to;
    }
    for (size_t i = 0; i < v->clears_n; i++) {
        struct str name =
            doc_say(&c->doc, "cleared %.*s",
                    STR_ARG(words_minute(&c->doc, host_zone(c->a, v->host), v->clears[i].time)));
        bar(c, l,
            &(struct doc_span_of_time){v->clears[i].time.ticks, v->clears[i].time.ticks, TONE_BAD,
                                       name});
    }
}

void compose_coverage_picture(struct composer *c)
{
    const struct analysis *a = c->a;
    struct doc_times *t = times_new(c);
    for (size_t i = 0; i < a->coverage_n && t->n < COVERAGE_LANES; i++) {
        const struct a_coverage *v = &a->coverage[i];
        widen(t, v->first);
        widen(t, v->last);
        struct str name =
            a->hosts_n == 1 ? v->channel
                            : doc_say(&c->doc, "%.*s  %.*s", STR_ARG(v->host), STR_ARG(v->channel));
        coverage_bars(c, lane(c, t, name), v);
    }
    if (t->n == 0 || t->from == TIME_NONE)
        return;
    t->alt = doc_say(&c->doc, "which time each of %.*s covers; the table below has the numbers",
                     STR_ARG(words_counted(&c->doc, (int64_t)t->n, "log", "logs")));
    add_times(c, t);
}
