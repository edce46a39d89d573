#include "twice.h"

#include <stdlib.h>

/* ERRORLOG and the Application log write one error at the same moment, but round it. */
#define NEAR_TICKS (2 * TICKS_PER_SECOND)
#define QUARTER (15 * TICKS_PER_MINUTE)

enum {
    QUARTERS = 14 * 4, /* zones are at most 14 hours from UTC */
    CROWD = 64,        /* that many of the same moment are looked at */
    SHIFT_LEAST = 3,   /* from fewer no zone is concluded */
};

/* The same event ------------------------------------------------------------------------------- */

struct mark {
    int64_t event;
    size_t place;
    bool begins;
};

static int by_event(const void *a, const void *b)
{
    const struct mark *x = a, *y = b;
    if (x->event != y->event)
        return x->event < y->event ? -1 : 1;
    if (x->begins != y->begins)
        return x->begins ? -1 : 1;
    return (x->place > y->place) - (x->place < y->place);
}

static const struct hit *hit_at(const struct inquiry *q, const struct cluster *c, size_t i)
{
    return &q->in->hits[c->members[i]->hit];
}

static void find_events(struct inquiry *q, const struct cluster *c, struct twice *t)
{
    struct mark *marks = ARENA_ARRAY(q->arena, struct mark, c->members_n + 1);
    for (size_t i = 0; i < c->members_n; i++)
        marks[i] = (struct mark){hit_at(q, c, i)->event, i, c->members[i]->begins};
    if (c->members_n)
        qsort(marks, c->members_n, sizeof *marks, by_event);
    for (size_t i = 1; i < c->members_n; i++)
        if (marks[i].event == marks[i - 1].event)
            t->event[marks[i].place] = t->attempt[marks[i].place] = true;
}

/* The same error in two logs ------------------------------------------------------------------- */

struct entry {
    int64_t at; /* as the log has it */
    const struct origin *origin;
    size_t place;
    bool local, used;
};

struct entries {
    struct entry *v;
    size_t n;
};

static int by_time(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    return (x->place > y->place) - (x->place < y->place);
}

/* In order; bare: of logs that do not say their channel. */
static struct entries list_entries(struct inquiry *q, const struct cluster *c,
                                   const struct twice *t, bool bare)
{
    struct entries e = {ARENA_ARRAY(q->arena, struct entry, c->members_n + 1), 0};
    for (size_t i = 0; i < c->members_n; i++) {
        const struct hit *h = hit_at(q, c, i);
        bool is_bare = h->origin->channel.len == 0;
        if (!c->members[i]->begins || t->attempt[i] || h->at.ticks == TIME_NONE ||
            is_bare != bare || (!bare && h->at.local))
            continue;
        e.v[e.n++] = (struct entry){h->at.ticks, h->origin, i, h->at.local, false};
    }
    if (e.n)
        qsort(e.v, e.n, sizeof *e.v, by_time);
    return e;
}

static size_t lower(const struct entries *e, int64_t at)
{
    size_t low = 0, high = e->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (e->v[middle].at < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The entry of the other log that tells the same, each for one only; NULL: there is none. */
static struct entry *partner(struct entries *named, const struct entry *bare, int64_t utc)
{
    size_t from = lower(named, utc - NEAR_TICKS);
    for (size_t i = from; i < named->n && i < from + CROWD; i++) {
        struct entry *e = &named->v[i];
        if (e->at > utc + NEAR_TICKS)
            return NULL;
        if (!e->used && e->origin->event_id == bare->origin->event_id &&
            str_eq_nocase(e->origin->provider, bare->origin->provider))
            return e;
    }
    return NULL;
}

/* How many of the bare ones have a partner; those are marked in `t` unless it is NULL. */
static size_t pair(struct entries *named, const struct entries *bare, const struct zone *zone,
                   int64_t shift, struct twice *t)
{
    size_t n = 0;
    for (size_t i = 0; i < named->n; i++)
        named->v[i].used = false;
    for (size_t i = 0; i < bare->n; i++) {
        const struct entry *b = &bare->v[i];
        int64_t utc = !b->local ? b->at : zone ? zone_to_utc(zone, b->at) : b->at - shift;
        struct entry *e = partner(named, b, utc);
        if (!e)
            continue;
        e->used = true;
        n++;
        if (t)
            t->attempt[b->place] = true;
    }
    return n;
}

/* Nobody said the zone: the quarter hour by which most agree, if nearly all of one log do. */
static void pair_by_shift(struct entries *named, const struct entries *bare, struct twice *t)
{
    size_t most = 0, fewer = named->n < bare->n ? named->n : bare->n;
    int64_t best = 0;
    for (int64_t k = -QUARTERS; k <= QUARTERS; k++) {
        size_t n = pair(named, bare, NULL, k * QUARTER, NULL);
        if (n > most) {
            most = n;
            best = k * QUARTER;
        }
    }
    if (most < SHIFT_LEAST || most * 10 < fewer * 9)
        return;
    pair(named, bare, NULL, best, t);
    t->shift = best;
}

struct twice twice_find(struct inquiry *q, const struct cluster *c, const struct zone *zone)
{
    struct twice t = {ARENA_ARRAY(q->arena, bool, c->members_n + 1),
                      ARENA_ARRAY(q->arena, bool, c->members_n + 1), 0};
    find_events(q, c, &t);
    struct entries bare = list_entries(q, c, &t, true);
    if (bare.n == 0)
        return t;
    struct entries named = list_entries(q, c, &t, false);
    if (named.n && (zone || !bare.v[0].local))
        pair(&named, &bare, zone, 0, &t);
    else if (named.n)
        pair_by_shift(&named, &bare, &t);
    return t;
}
