#include "needles.h"

enum { FEW = 4 }; /* up to so many are searched one after the other */

static size_t block_of(struct str text)
{
    return text.len < NEEDLE_BLOCK ? text.len : NEEDLE_BLOCK;
}

/* Inline, as the whole search is: where the length is a constant it is one load. */
static inline uint32_t key_at(const char *at, size_t block)
{
    uint32_t key = 0;
    memcpy(&key, at, block);
    return key;
}

static inline uint32_t *head_of(const struct needle_shelves *shelves, uint32_t key)
{
    return &shelves->heads[key * UINT32_C(0x9e3779b1) >> shelves->shift];
}

static size_t shelf_length(const struct needles *all, uint32_t head)
{
    size_t n = 0;
    for (uint32_t i = head; i; i = all->v[i - 1].next)
        n++;
    return n;
}

/* Files needle `i` under the block whose shelf is shortest. */
static void needle_file(struct needles *all, const struct needle_shelves *shelves, size_t i)
{
    struct needle *needle = &all->v[i];
    size_t block = block_of(needle->text), least = SIZE_MAX;
    for (size_t at = 0; at + block <= needle->text.len && least > 0; at++) {
        size_t length = shelf_length(all, *head_of(shelves, key_at(needle->text.ptr + at, block)));
        if (length < least) {
            least = length;
            needle->offset = (uint32_t)at;
        }
    }
    uint32_t *head = head_of(shelves, key_at(needle->text.ptr + needle->offset, block));
    needle->next = *head;
    *head = (uint32_t)i + 1;
}

static void shelves_build(struct arena *arena, struct needles *all, size_t block)
{
    size_t n = 0;
    for (size_t i = 0; i < all->n; i++)
        n += block_of(all->v[i].text) == block;
    if (n == 0)
        return;
    struct needle_shelves *shelves = &all->by_block[block];
    unsigned bits = 8;
    while ((size_t)1 << bits < n * 8 && bits < 20)
        bits++;
    shelves->heads = ARENA_ARRAY(arena, uint32_t, (size_t)1 << bits);
    shelves->shift = 32 - bits;
    for (size_t i = 0; i < all->n; i++)
        if (block_of(all->v[i].text) == block)
            needle_file(all, shelves, i);
}

struct needles needles_build(struct arena *arena, const struct str *texts, size_t n)
{
    struct needles all = {.v = ARENA_ARRAY(arena, struct needle, n ? n : 1), .n = n};
    for (size_t i = 0; i < n; i++)
        all.v[i].text = texts[i];
    for (size_t block = 1; n > FEW && block <= NEEDLE_BLOCK; block++)
        shelves_build(arena, &all, block);
    return all;
}

static bool needle_stands(const struct needle *needle, struct str text, size_t block_at)
{
    if (block_at < needle->offset)
        return false;
    return str_starts(str_skip(text, block_at - needle->offset), needle->text);
}

static inline bool shelves_found(const struct needles *all, size_t block, struct str text)
{
    const struct needle_shelves *shelves = &all->by_block[block];
    for (size_t at = 0; shelves->heads && at + block <= text.len; at++)
        for (uint32_t i = *head_of(shelves, key_at(text.ptr + at, block)); i;
             i = all->v[i - 1].next)
            if (needle_stands(&all->v[i - 1], text, at))
                return true;
    return false;
}

bool needles_found(const struct needles *all, struct str text)
{
    if (all->n > FEW)
        return shelves_found(all, 4, text) || shelves_found(all, 3, text) ||
               shelves_found(all, 2, text) || shelves_found(all, 1, text);
    for (size_t i = 0; i < all->n; i++)
        if (str_find(text, all->v[i].text))
            return true;
    return false;
}
