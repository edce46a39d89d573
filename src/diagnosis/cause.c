#include "cause.h"

/* An effect may begin a little before its cause is logged, or end after it. */
#define APART TICKS_PER_DAY

#define NONE SIZE_MAX

struct web {
    struct inquiry *q;
    struct a_finding *v;
    size_t n;
    size_t *cause; /* of each: place of the finding that explains it, NONE */
    const struct hypothesis **best;
};

static const struct problem *problem_named(const struct catalogue *c, struct str id)
{
    for (size_t i = 0; i < c->problems_n; i++)
        if (str_eq(c->problems[i].rule->id, id))
            return &c->problems[i];
    return NULL;
}

/* What stands first in the finding, where it is more than a guess. */
static const struct hypothesis *best_of(const struct inquiry *q, const struct a_finding *f)
{
    const struct problem *p = problem_named(q->catalogue, f->rule.id);
    if (!p || !f->hypotheses_n)
        return NULL;
    const struct a_hypothesis *first = &f->hypotheses[0];
    if (str_eq(first->verdict, STR("unlikely")) || str_eq(first->verdict, STR("ruled out")))
        return NULL;
    for (size_t i = 0; i < p->hypotheses_n; i++)
        if (str_eq(p->hypotheses[i].id, first->id))
            return &p->hypotheses[i];
    return NULL;
}

static bool same_time(const struct a_finding *effect, const struct a_finding *cause)
{
    if (effect->first_seen.ticks == TIME_NONE || cause->first_seen.ticks == TIME_NONE ||
        effect->first_seen.local != cause->first_seen.local)
        return false;
    return cause->first_seen.ticks - APART <= effect->last_seen.ticks &&
           cause->last_seen.ticks + APART >= effect->first_seen.ticks;
}

/* Would `cause` be explained, in the end, by what it explains? */
static bool in_circle(const struct web *w, size_t effect, size_t cause)
{
    for (size_t i = cause, steps = 0; i != NONE && steps <= w->n; i = w->cause[i], steps++)
        if (i == effect)
            return true;
    return false;
}

static size_t cause_of(const struct web *w, size_t effect)
{
    const struct hypothesis *h = w->best[effect];
    for (size_t r = 0; h && r < h->explained_by_n; r++) {
        struct str id = w->q->in->rules[h->explained_by[r]].id;
        for (size_t i = 0; i < w->n; i++)
            if (i != effect && str_eq(w->v[i].rule.id, id) &&
                host_same(w->v[i].host, w->v[effect].host) && same_time(&w->v[effect], &w->v[i]) &&
                !in_circle(w, effect, i))
                return i;
    }
    return NONE;
}

/* The list of causes -------------------------------------------------------------------------- */

static void add_name(struct inquiry *q, struct str **list, size_t *n, size_t max, struct str name)
{
    if (!*list)
        *list = ARENA_ARRAY(q->arena, struct str, max);
    for (size_t i = 0; i < *n; i++)
        if (str_eq((*list)[i], name))
            return;
    (*list)[(*n)++] = name;
}

static void add_effect(struct web *w, struct a_cause *c, size_t effect)
{
    add_name(w->q, &c->findings, &c->findings_n, w->n, w->v[effect].id);
    if (w->v[effect].host.len)
        add_name(w->q, &c->hosts, &c->hosts_n, w->n, w->v[effect].host);
}

static struct a_cause cause_named(struct str id, struct str kind, struct str title,
                                  const struct a_hypothesis *first)
{
    struct a_cause c = {.id = id, .kind = kind, .title = title};
    if (first) {
        c.verdict = first->verdict;
        c.culprit = first->culprit;
    }
    return c;
}

/* A finding behind others. */
static bool finding_cause(struct web *w, size_t i, struct a_cause *c)
{
    const struct a_finding *f = &w->v[i];
    *c = cause_named(f->id, STR("finding"), f->symptom, f->hypotheses_n ? f->hypotheses : NULL);
    for (size_t k = 0; k < w->n; k++)
        if (w->cause[k] == i)
            add_effect(w, c, k);
    return c->findings_n > 0;
}

/* A hypothesis of the library that stands first in several findings; they come worst first, so the
 * first of them has the words. */
static bool shared_cause(struct web *w, size_t i, struct a_cause *c)
{
    const struct a_hypothesis *first = w->v[i].hypotheses;
    *c = cause_named(w->best[i]->id, STR("hypothesis"), first->title, first);
    for (size_t k = 0; k < w->n; k++) {
        if (!w->best[k] || !w->best[k]->shared || !str_eq(w->best[k]->id, c->id))
            continue;
        if (k < i)
            return false; /* told there */
        if (w->v[k].hypotheses->probability > first->probability) {
            first = w->v[k].hypotheses;
            c->verdict = first->verdict;
        }
        add_effect(w, c, k);
    }
    return c->findings_n > 1;
}

static void list_causes(struct web *w)
{
    struct analysis *out = w->q->out;
    out->causes = ARENA_ARRAY(w->q->arena, struct a_cause, 2 * w->n + 1);
    out->causes_n = 0;
    for (size_t i = 0; i < w->n; i++) {
        out->causes_n += finding_cause(w, i, &out->causes[out->causes_n]);
        if (w->best[i] && w->best[i]->shared)
            out->causes_n += shared_cause(w, i, &out->causes[out->causes_n]);
    }
}

/* The order ----------------------------------------------------------------------------------- */

static void put_in_order(struct web *w, size_t cause, struct a_finding *to, size_t *n)
{
    for (size_t i = 0; i < w->n; i++)
        if (w->cause[i] == cause) {
            to[(*n)++] = w->v[i];
            put_in_order(w, i, to, n);
        }
}

void causes_find(struct inquiry *q, struct a_finding *findings, size_t n)
{
    struct web w = {.q = q, .v = findings, .n = n};
    w.cause = ARENA_ARRAY(q->arena, size_t, n + 1);
    w.best = ARENA_ARRAY(q->arena, const struct hypothesis *, n + 1);
    for (size_t i = 0; i < n; i++) {
        w.cause[i] = NONE;
        w.best[i] = best_of(q, &findings[i]);
    }
    for (size_t i = 0; i < n; i++) {
        w.cause[i] = cause_of(&w, i);
        if (w.cause[i] != NONE)
            findings[i].explained_by = findings[w.cause[i]].id;
    }
    list_causes(&w);
    q->out->findings = ARENA_ARRAY(q->arena, struct a_finding, n + 1);
    q->out->findings_n = 0;
    put_in_order(&w, NONE, q->out->findings, &q->out->findings_n);
}
