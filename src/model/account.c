#include "model/event.h"

#include <stdlib.h>

/* Where something begins: a record or a row of facts, up to `end`, or a loss. */
struct mark {
    uint64_t at, end;
    bool lost, open; /* open: the end is not known */
};

/* Goes over a stretch once. */
struct sweep {
    struct account account;
    uint64_t at, to;
    uint64_t record_end; /* of the record that is being passed */
    bool open;           /* whatever comes next ends it */
};

static int by_place(const void *a, const void *b)
{
    const struct mark *x = a, *y = b;
    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    return y->lost - x->lost;
}

static void sort(struct mark *marks, size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (by_place(&marks[i - 1], &marks[i]) > 0) {
            qsort(marks, n, sizeof *marks, by_place);
            return;
        }
}

static struct mark mark_of(uint64_t offset, uint64_t length)
{
    return (struct mark){offset, length ? offset + length : UINT64_MAX, false, length == 0};
}

static struct mark *list_marks(struct batch *b, size_t *n)
{
    size_t max = b->events_n + b->losses_n, used = 0;
    for (size_t i = 0; i < b->captures_n; i++)
        max += b->captures[i].facts_n;
    struct mark *marks = ARENA_ARRAY(&b->arena, struct mark, max + 1);
    for (size_t i = 0; i < b->events_n; i++)
        marks[used++] = mark_of(b->events[i].offset, b->events[i].length);
    for (size_t i = 0; i < b->captures_n; i++)
        for (size_t f = 0; f < b->captures[i].facts_n; f++)
            marks[used++] = mark_of(b->captures[i].facts[f].offset, 0);
    for (size_t i = 0; i < b->losses_n; i++) {
        const struct loss *l = &b->losses[i];
        marks[used++] = (struct mark){l->offset, l->offset + l->length, true, false};
    }
    *n = used;
    return marks;
}

/* Up to `to`: the rest of a record, then filling. */
static void pass(struct sweep *s, uint64_t to)
{
    to = to < s->to ? to : s->to;
    if (to <= s->at)
        return;
    uint64_t end = s->record_end < s->at ? s->at : s->record_end < to ? s->record_end : to;
    s->account.used += end - s->at;
    s->account.filling += to - end;
    s->at = to;
}

static void meet(struct sweep *s, const struct mark *mark)
{
    uint64_t end = mark->end < s->to ? mark->end : s->to;
    pass(s, mark->at);
    if (s->open || !mark->lost) {
        s->record_end = mark->lost ? 0 : mark->end;
        s->open = mark->open;
    }
    if (mark->lost && end > s->at) {
        s->account.lost += end - s->at;
        s->at = end;
    }
}

struct account batch_account(struct batch *b, uint64_t from, uint64_t to)
{
    struct sweep s = {.at = from, .to = to};
    size_t n;
    struct mark *marks = list_marks(b, &n);
    sort(marks, n);
    for (size_t i = 0; i < n; i++)
        meet(&s, &marks[i]);
    pass(&s, to);
    return s.account;
}
