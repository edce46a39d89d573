#include "places.h"

#include "base/arena.h"
#include "base/limits.h"

#include <stdlib.h>

enum { PIECES = 4096 };

/* Decoded bytes that are remembered beside the last PIECES. */
#define KEPT_BYTES (3 * (uint64_t)LIMIT_RECORD_BYTES)

static struct place *at(const struct places *p, size_t i)
{
    return &p->v[p->first + i];
}

static void forget(struct places *p)
{
    free(at(p, 0)->marks);
    p->first++;
    p->n--;
}

void places_reset(struct places *p)
{
    while (p->n)
        forget(p);
    free(p->v);
    *p = (struct places){0};
}

static void forget_old(struct places *p)
{
    while (p->n) {
        const struct place *oldest = at(p, 0);
        if (p->n < PIECES && oldest->decoded + oldest->len + KEPT_BYTES >= p->decoded)
            return;
        forget(p);
    }
}

static void *take_memory(size_t size)
{
    void *memory = malloc(size);
    if (!memory)
        mem_die(size);
    return memory;
}

/* Room for one more behind the others; those forgotten in front make room first. */
static struct place *add(struct places *p)
{
    if (p->first + p->n == p->room) {
        size_t room = p->first > p->n ? p->room : p->room * 2 + 16;
        struct place *v = take_memory(room * sizeof *v);
        if (p->n)
            memcpy(v, at(p, 0), p->n * sizeof *v);
        free(p->v);
        p->v = v;
        p->room = room;
        p->first = 0;
    }
    return at(p, p->n++);
}

static uint64_t *copy_marks(const uint64_t *marks, uint64_t len)
{
    size_t bytes = (size_t)(len / 64 + 1) * sizeof *marks;
    return marks ? memcpy(take_memory(bytes), marks, bytes) : NULL;
}

void places_add(struct places *p, const struct place *piece)
{
    struct place *last = p->n ? at(p, p->n - 1) : NULL;
    bool goes_on = last && !piece->marks && !last->marks && last->file + last->len == piece->file;
    if (goes_on) {
        last->len += piece->len;
        last->used += piece->used;
    } else {
        forget_old(p);
        last = add(p);
        *last = *piece;
        last->decoded = p->decoded;
        last->marks = copy_marks(piece->marks, piece->len);
    }
    p->decoded += piece->len;
}

static uint64_t count_marks(const uint64_t *marks, uint64_t n)
{
    uint64_t sum = 0;
    for (uint64_t i = 0; i < n / 64; i++)
        sum += (uint64_t)__builtin_popcountll(marks[i]);
    if (n % 64)
        sum += (uint64_t)__builtin_popcountll(marks[n / 64] & ((UINT64_C(1) << n % 64) - 1));
    return sum;
}

uint64_t places_find(const struct places *p, uint64_t decoded, uint64_t end)
{
    size_t from = 0, to = p->n;
    while (to - from > 1) {
        size_t middle = (from + to) / 2;
        if (at(p, middle)->decoded <= decoded)
            from = middle;
        else
            to = middle;
    }
    if (p->n == 0)
        return end;
    const struct place *piece = at(p, from);
    if (decoded < piece->decoded)
        return piece->file;
    uint64_t inside = decoded - piece->decoded;
    if (inside >= piece->len && from + 1 == p->n)
        return end;
    uint64_t bytes = piece->marks ? count_marks(piece->marks, inside) * piece->unit : inside;
    return piece->file + (bytes < piece->used ? bytes : piece->used);
}
