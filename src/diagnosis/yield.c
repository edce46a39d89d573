#include "yield.h"

#include <stdlib.h>

static bool yields(const struct inquiry *q, const struct cluster *c)
{
    const struct catalogue *all = q->catalogue;
    for (size_t i = 0; i < all->problems_n; i++)
        if (all->problems[i].rule->index == c->rule)
            return all->problems[i].yields;
    return false;
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

/* The events of all findings that do not yield, in order of their ids. */
static int64_t *claimed_events(struct inquiry *q, const struct cluster *list, const bool *yielding,
                               size_t n, size_t *events_n)
{
    int64_t *v = ARENA_ARRAY(q->arena, int64_t, q->in->members_n + 1);
    *events_n = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; !yielding[i] && k < list[i].members_n; k++)
            v[(*events_n)++] = event_of(q, list[i].members[k]);
    if (*events_n)
        qsort(v, *events_n, sizeof *v, by_id);
    return v;
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
static void yield(const struct inquiry *q, struct cluster *c, const int64_t *claimed,
                  size_t claimed_n)
{
    size_t left = 0, episodes = 0;
    for (size_t i = 0; i < c->members_n; i++) {
        int64_t event = event_of(q, c->members[i]);
        if (!bsearch(&event, claimed, claimed_n, sizeof *claimed, by_id))
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
    size_t claimed_n, left = 0;
    for (size_t i = 0; i < n; i++)
        yielding[i] = yields(q, &list[i]);
    int64_t *claimed = claimed_events(q, list, yielding, n, &claimed_n);
    for (size_t i = 0; i < n; i++) {
        bool correlated = list[i].episodes_n > 0;
        if (yielding[i] && claimed_n)
            yield(q, &list[i], claimed, claimed_n);
        if (list[i].members_n && (list[i].episodes_n || !correlated))
            list[left++] = list[i];
    }
    return left;
}
