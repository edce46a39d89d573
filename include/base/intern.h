/* Texts to small numbers: each different text gets the next index, counted from 0, and is kept
 * once. What is looked up again and again (hosts, channels, providers, keys of any kind) travels as
 * a number or as the one pointer to its text.
 *
 * Owner     intern_init allocates, intern_free frees; texts handed out live as long.
 * Threads   one. */
#ifndef BASE_INTERN_H
#define BASE_INTERN_H

#include "base/arena.h"

struct intern {
    struct arena arena;
    struct str *texts; /* by index */
    size_t n, texts_max;
    uint32_t *slots; /* index + 1, open addressing; room is a power of two */
    size_t slots_n;
};

void intern_free(struct intern *in); /* a zeroed struct is empty and ready */
uint32_t intern_put(struct intern *in, struct str text);
bool intern_find(const struct intern *in, struct str text, uint32_t *index);

#endif
