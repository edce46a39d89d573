#include "yield.h"

#include <stdlib.h>

/* What a rule claims lies so near to one of its events. */
#define BESIDE (5 * TICKS_PER_MINUTE)

/* Events that findings have or claim: their ids, in order once all are in. */
struct claimed {
    int64_t *v;
    size_t n, max;
};

static const struct problem *problem_of(const struct inquiry *q, const struct cluster *c)
{
    const struct catalogue *all = q->catalogue;
    for (size_t i = 0; i < all->problems_n; i++)
        if (all->problems[i].rule->index == c->rule)
            return &all->problems[i];
    return NULL;
}

static int64_t event_of(const struct inquiry *q, const struct member *m)
{
    return q->in->hits[m->hit].event;
}

static int by_id(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void claim(struct inquiry *q, struct claimed *to, int64_t event)
{
    GROW(q->arena, to->v, to->n, to->max);
    to->v[to->n++] = event;
}

static int64_t *moments_of(struct inquiry *q, const struct cluster *c)
{
    int64_t *v = ARENA_ARRAY(q->arena, int64_t, c->members_n + 1);
    for (size_t i = 0; i < c->members_n; i++)
        v[i] = q->in->hits[c->members[i]->hit].at.ticks;
    if (c->members_n)
        qsort(v, c->members_n, sizeof *v, by_id);
    return v;
}

static bool is_beside(const int64_t *moments, size_t n, int64_t at)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (moments[middle] < at - BESIDE)
            low = middle + 1;
        else
            high = middle;
    }
    return low < n && moments[low] <= at + BESIDE;
}

static bool is_claimed_rule(const struct problem *p, uint32_t rule)
{
    for (size_t i = 0; i < p->claims_n; i++)
        if (p->claims[i] == rule)
            return true;
    return false;
}

/* What tells of the same beside the events of the finding. */
static void claim_beside(struct inquiry *q, const struct cluster *c, const struct problem *p,
                         struct claimed *to)
{
    const int64_t *moments = moments_of(q, c);
    for (size_t i = 0; i < q->in->hits_n; i++) {
        const struct hit *h = &q->in->hits[i];
        if (is_claimed_rule(p, h->rule) && host_same(h->origin->host, c->group->host) &&
            is_beside(moments, c->members_n, h->at.ticks))
            claim(q, to, h->event);
    }
}

/* The events of all findings that do not yield, in order of their ids. */
static struct claimed claimed_events(struct inquiry *q, const struct cluster *list,
                                     const bool *yielding, size_t n)
{
    struct claimed all = {0};
    for (size_t i = 0; i < n; i++) {
        const struct problem *p = problem_of(q, &list[i]);
        for (size_t k = 0; !yielding[i] && k < list[i].members_n; k++)
            claim(q, &all, event_of(q, list[i].members[k]));
        if (!yielding[i] && p && p->claims_n)
            claim_beside(q, &list[i], p, &all);
    }
    if (all.n)
        qsort(all.v, all.n, sizeof *all.v, by_id);
    return all;
}

static bool fires_still(const struct inquiry *q, const struct cluster *c, const struct episode *e)
{
    size_t inside = 0;
    for (size_t i = 0; i < c->members_n; i++) {
        int64_t at = q->in->hits[c->members[i]->hit].at.ticks;
        inside += at >= e->first.ticks && at <= e->last.ticks;
    }
    return inside > 0 && (double)inside >= q->in->rules[c->rule].least;
}

/* Members that nobody claims stay, and the episodes that would have been without the others. */
static void yield(const struct inquiry *q, struct cluster *c, const struct claimed *claimed)
{
    size_t left = 0, episodes = 0;
    for (size_t i = 0; i < c->members_n; i++) {
        int64_t event = event_of(q, c->members[i]);
        if (!bsearch(&event, claimed->v, claimed->n, sizeof *claimed->v, by_id))
            c->members[left++] = c->members[i];
    }
    if (left == c->members_n)
        return;
    c->members_n = left;
    for (size_t i = 0; i < c->episodes_n; i++)
        if (fires_still(q, c, c->episodes[i]))
            c->episodes[episodes++] = c->episodes[i];
    c->episodes_n = episodes;
}

size_t clusters_yield(struct inquiry *q, struct cluster *list, size_t n)
{
    bool *yielding = ARENA_ARRAY(q->arena, bool, n + 1);
    size_t left = 0;
    for (size_t i = 0; i < n; i++) {
        const struct problem *p = problem_of(q, &list[i]);
        yielding[i] = p && p->yields;
    }
    struct claimed claimed = claimed_events(q, list, yielding, n);
    for (size_t i = 0; i < n; i++) {
        bool correlated = list[i].episodes_n > 0;
        if (yielding[i] && claimed.n)
            yield(q, &list[i], &claimed);
        if (list[i].members_n && (list[i].episodes_n || !correlated))
            list[left++] = list[i];
    }
    return left;
}
