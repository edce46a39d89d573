#include "timer.h"

static bool sooner(const struct state *a, const struct state *b)
{
    return a->due != b->due ? a->due < b->due : a->serial < b->serial;
}

static void put(struct timers *t, size_t at, struct state *s)
{
    t->v[at] = s;
    s->timer = at + 1;
}

static void sift(struct timers *t, size_t at, struct state *s)
{
    while (at > 0 && sooner(s, t->v[(at - 1) / 2])) {
        put(t, at, t->v[(at - 1) / 2]);
        at = (at - 1) / 2;
    }
    for (size_t child; (child = at * 2 + 1) < t->n; at = child) {
        if (child + 1 < t->n && sooner(t->v[child + 1], t->v[child]))
            child++;
        if (!sooner(t->v[child], s))
            break;
        put(t, at, t->v[child]);
    }
    put(t, at, s);
}

void timer_stop(struct timers *t, struct state *s)
{
    size_t at = s->timer;
    if (at == 0)
        return;
    s->timer = 0;
    struct state *last = t->v[--t->n];
    if (last != s)
        sift(t, at - 1, last);
}

void timer_set(struct timers *t, struct state *s, int64_t due)
{
    s->due = due;
    if (s->timer == 0) {
        t->v = state_room(t->v, t->n, &t->max, sizeof(struct state *));
        s->timer = ++t->n;
    }
    sift(t, s->timer - 1, s);
}
