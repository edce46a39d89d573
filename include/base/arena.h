/* Memory that is given back all at once.
 *
 * Owner     whoever holds the struct; everything taken from it dies at arena_reset/arena_free.
 * Threads   one thread at a time.
 * Errors    none: running out of memory ends the program (mem_die). Anything whose size an input
 *           chooses is checked against limits before it is asked for. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/str.h"

struct arena_block;

struct arena {
    struct arena_block *head; /* the block being filled; the others hang behind it */
    size_t used;              /* bytes handed out since the last reset */
};

void *arena_alloc(struct arena *a, size_t size);     /* zeroed, aligned for any type */
void *arena_raw(struct arena *a, size_t size);       /* not zeroed: filled at once */
struct str arena_str(struct arena *a, struct str s); /* a copy, with a NUL after it */
void arena_reset(struct arena *a);                   /* keeps one block for the next round */
void arena_free(struct arena *a);

/* printf into the arena; a NUL stands behind the view. */
struct str arena_fmt(struct arena *a, const char *fmt, ...) PRINTF(2, 3);

/* Room for one more item in an array that lives in the arena: GROW(arena, array, n, max). */
#define GROW(a, array, n, max)                                                                     \
    ((n) < (max) ? (void)0                                                                         \
                 : (void)((array) = arena_grow((a), (array), (n), &(max), sizeof(*(array)))))
void *arena_grow(struct arena *a, const void *items, size_t n, size_t *max, size_t size);

#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, type, n) ((type *)arena_alloc((a), (n) * sizeof(type)))

_Noreturn void mem_die(size_t wanted);

#endif
