/* Many literals searched for in one pass.
 *
 * Each needle is filed under four of its bytes (fewer when it is shorter): those four that fewest
 * others are filed under, so that a common beginning does not crowd one shelf. A place in the text
 * is looked up by its bytes; nearly all miss.
 *
 * Owner     everything belongs to the arena given at building.
 * Threads   immutable once built. */
#ifndef PATTERN_NEEDLES_PRIVATE_H
#define PATTERN_NEEDLES_PRIVATE_H

#include "base/arena.h"

enum { NEEDLE_BLOCK = 4 };

struct needle {
    struct str text;
    uint32_t offset; /* of the block it is filed under */
    uint32_t next;   /* index + 1 on the same shelf */
};

struct needle_shelves {
    uint32_t *heads; /* index + 1 */
    unsigned shift;  /* 32 - log2 of the number of heads */
};

struct needles {
    struct needle *v;
    size_t n;
    struct needle_shelves by_block[NEEDLE_BLOCK + 1]; /* by length of block */
};

/* `texts` are not empty and outlive the result. */
struct needles needles_build(struct arena *arena, const struct str *texts, size_t n);
bool needles_found(const struct needles *needles, struct str text);

#endif
