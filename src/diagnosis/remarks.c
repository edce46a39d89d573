/* Things to know about a finding beside its hypotheses: captures that were not joined, evidence
 * that contradicts itself, starts of Windows inside the failing time. */
#include "explain.h"

struct list {
    struct arena *arena;
    struct a_remark *v;
    size_t n, max;
};

static void add(struct list *l, struct str text)
{
    for (size_t i = 0; i < l->n; i++)
        if (str_eq(l->v[i].text, text))
            return;
    GROW(l->arena, l->v, l->n, l->max);
    l->v[l->n++] = (struct a_remark){text};
}

static bool asks_for(const struct problem *p, enum fact_kind kind)
{
    for (size_t i = 0; i < p->hypotheses_n; i++)
        for (size_t k = 0; k < p->hypotheses[i].evidence.n; k++) {
            const struct item *item = &p->hypotheses[i].evidence.v[k];
            if (item->test == &evidence_fact && item->of.fact.kind == kind)
                return true;
        }
    return false;
}

/* Why captures are not one snapshot; netstat whose PIDs nothing names. */
static void remark_captures(struct scene *s, struct list *l)
{
    const struct diagnosis_input *in = s->inquiry->in;
    size_t n, named = 0, bare = 0;
    struct str *texts = facts_remarks(l->arena, in->sources, in->sources_n, in->captures,
                                      in->captures_n, s->finding->host, s->zone, &n);
    for (size_t i = 0; i < n; i++)
        add(l, texts[i]);
    for (size_t i = 0; i < in->captures_n; i++) {
        const struct capture *c = &in->captures[i];
        if (c->kind != FACT_SOCKET || !c->host.len || !host_same(c->host, s->finding->host))
            continue;
        bool image = false;
        for (size_t k = 0; k < c->facts_n && !image; k++)
            image = fact_get(&c->facts[k], STR("image")).len > 0;
        named += image;
        bare += !image && c->facts_n;
    }
    if (bare && !named)
        add(l, STR("netstat shows process ids without names, and there is no tasklist of the same "
                   "minute to tell which program they are: nothing rests on an image"));
}

static bool has(const struct belief *b, enum effect effect)
{
    for (size_t i = 0; i < b->n; i++)
        if (b->items[i].counted && b->items[i].effect == effect &&
            b->items[i].ratio >= weight_ratio(WEIGHT_DECISIVE))
            return true;
    return false;
}

static struct str title_of(struct scene *s, const struct theory *t)
{
    s->values.bound = t->bound;
    s->values.bound_n = t->hypothesis->binds_n;
    return phrase_expand(&t->hypothesis->title, &s->values, PHRASE_TEXT, NULL);
}

static void remark_contradictions(struct scene *s, const struct theory *theories,
                                  const struct belief *beliefs, size_t n, struct list *l)
{
    const struct theory *shown = NULL;
    for (size_t i = 0; i < n; i++) {
        if (!has(&beliefs[i], EFFECT_SUPPORTS))
            continue;
        struct str title = title_of(s, &theories[i]);
        if (has(&beliefs[i], EFFECT_WEAKENS))
            add(l, arena_fmt(l->arena,
                             "The evidence contradicts itself about \"%.*s\": something decisive "
                             "speaks for it and something decisive against it",
                             STR_ARG(title)));
        if (shown && s->problem->exclusive) {
            struct str other = title_of(s, shown);
            add(l, arena_fmt(l->arena,
                             "The evidence shows both \"%.*s\" and \"%.*s\", and only one can be "
                             "true: the captures may be of different times",
                             STR_ARG(other), STR_ARG(title)));
        }
        shown = &theories[i];
    }
}

/* The attempts on either side of a moment. */
static bool around(const struct scene *s, int64_t at, int64_t *before, int64_t *after)
{
    size_t low = 0, high = s->attempts_n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (s->attempts[middle] <= at)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0 || low == s->attempts_n)
        return false;
    *before = s->attempts[low - 1];
    *after = s->attempts[low];
    return true;
}

static void remark_boots(struct scene *s, struct list *l)
{
    const struct diagnosis_input *in = s->inquiry->in;
    const struct survey_host *h = in->survey ? survey_host(in->survey, s->finding->host) : NULL;
    int64_t reach = recurrence_reach(&s->recurrence, 15 * TICKS_PER_MINUTE), before, after;
    size_t inside = 0, ended = 0, returned = 0;
    for (size_t i = 0; h && i < h->boots_n; i++) {
        int64_t at = h->boots[i].at.ticks;
        if (h->boots[i].at.local != s->first.local || !around(s, at, &before, &after))
            continue;
        bool gap = after - before > reach, early = at - before <= reach;
        bool late = after - at <= reach;
        inside += early || late;
        ended += gap && early;
        returned += gap && late;
    }
    if (inside)
        add(l,
            arena_fmt(l->arena,
                      "Windows was started %zu time%s between the first and the last failure: %zu "
                      "ended a stretch of failures, after %zu it came back",
                      inside, inside == 1 ? "" : "s", ended, returned));
}

void remarks_list(struct scene *s, const struct theory *theories, const struct belief *beliefs,
                  size_t n)
{
    struct list l = {.arena = s->inquiry->arena};
    if (asks_for(s->problem, FACT_SOCKET) && s->finding->host.len)
        remark_captures(s, &l);
    remark_contradictions(s, theories, beliefs, n, &l);
    remark_boots(s, &l);
    s->finding->remarks = l.v;
    s->finding->remarks_n = l.n;
}
