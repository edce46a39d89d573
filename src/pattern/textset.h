/* A set of texts, for "is one of thousands" in one step.
 *
 * Owner     everything belongs to the arena given at building.
 * Threads   immutable once built. */
#ifndef PATTERN_TEXTSET_PRIVATE_H
#define PATTERN_TEXTSET_PRIVATE_H

#include "base/arena.h"

struct text_set {
    const struct str *texts;
    uint32_t *slots; /* index + 1, open addressing */
    size_t mask;     /* slots - 1; 0: nothing in it */
};

uint64_t text_hash(struct str s);
/* `texts` must outlive the set. */
struct text_set text_set_build(struct arena *arena, const struct str *texts, size_t n);
bool text_set_has(const struct text_set *set, struct str text);

#endif
