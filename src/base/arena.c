#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

enum {
    BLOCK_LEAST = 4 * 1024,
    BLOCK_MOST = 256 * 1024,
    POPULATE_MOST = 1024 * 1024, /* larger ones may stay half empty */
    KEEP_MAX = 4 * 1024 * 1024,  /* bytes kept over a reset */
};

struct arena_block {
    struct arena_block *next;
    size_t size, used;
    alignas(max_align_t) unsigned char data[];
};

_Noreturn void mem_die(size_t wanted)
{
    fprintf(stderr, "out of memory (wanted %zu bytes)\n", wanted);
    abort();
}

/* A large block will be filled: its pages in one call cost a fraction of what as many faults do.
 * Where the system cannot, it is done page by page. */
static void populate(struct arena_block *b, size_t size)
{
#ifdef MADV_POPULATE_WRITE
    uintptr_t page = 4096, from = ((uintptr_t)b + page - 1) & ~(page - 1);
    uintptr_t to = ((uintptr_t)b + size) & ~(page - 1);
    if (size >= BLOCK_MOST && size <= POPULATE_MOST)
        (void)madvise((void *)from, to - from, MADV_POPULATE_WRITE);
#else
    (void)b;
    (void)size;
#endif
}

static struct arena_block *block_new(size_t size, struct arena_block *next)
{
    struct arena_block *b = malloc(sizeof(*b) + size);
    if (!b)
        mem_die(size);
    populate(b, sizeof(*b) + size);
    *b = (struct arena_block){.next = next, .size = size};
    return b;
}

/* A small arena stays small; a large one takes large blocks. */
static size_t block_size(const struct arena *a, size_t wanted)
{
    size_t size = a->used < BLOCK_LEAST ? BLOCK_LEAST : a->used;
    size = size > BLOCK_MOST ? BLOCK_MOST : size;
    return wanted > size ? wanted : size;
}

void *arena_raw(struct arena *a, size_t size)
{
    size_t align = alignof(max_align_t);
    if (size > SIZE_MAX / 2)
        mem_die(size);
    size = (size + align - 1) & ~(align - 1);
    if (!a->head || a->head->size - a->head->used < size)
        a->head = block_new(block_size(a, size), a->head);
    void *p = a->head->data + a->head->used;
    a->head->used += size;
    a->used += size;
    return p;
}

void *arena_alloc(struct arena *a, size_t size)
{
    return memset(arena_raw(a, size), 0, size);
}

struct str arena_str(struct arena *a, struct str s)
{
    char *p = arena_raw(a, s.len + 1);
    if (s.len)
        memcpy(p, s.ptr, s.len);
    p[s.len] = 0;
    return (struct str){p, s.len};
}

/* One block stays, as large as what was used: rounds of a pipeline are alike, and giving memory
 * back only to take it again costs page faults. */
void arena_reset(struct arena *a)
{
    struct arena_block *keep = a->head;
    if (!keep)
        return;
    size_t want = a->used + a->used / 8;
    want = want < KEEP_MAX ? want : KEEP_MAX;
    if (keep->next || keep->size > KEEP_MAX) {
        for (struct arena_block *b = keep, *next; b; b = next) {
            next = b->next;
            free(b);
        }
        keep = block_new(want > BLOCK_LEAST ? want : BLOCK_LEAST, NULL);
    }
    keep->used = 0;
    a->head = keep;
    a->used = 0;
}

void arena_free(struct arena *a)
{
    for (struct arena_block *b = a->head, *next; b; b = next) {
        next = b->next;
        free(b);
    }
    *a = (struct arena){0};
}

struct str arena_fmt(struct arena *a, const char *fmt, ...)
{
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    size_t len = n > 0 ? (size_t)n : 0;
    char *p = arena_raw(a, len + 1);
    vsnprintf(p, len + 1, fmt, again);
    va_end(again);
    return (struct str){p, len};
}

void *arena_grow(struct arena *a, const void *items, size_t n, size_t *max, size_t size)
{
    size_t more = *max ? *max * 2 : 8;
    if (more > SIZE_MAX / 2 / size)
        mem_die(SIZE_MAX);
    char *grown = arena_raw(a, more * size);
    if (n)
        memcpy(grown, items, n * size);
    memset(grown + n * size, 0, (more - n) * size);
    *max = more;
    return grown;
}
