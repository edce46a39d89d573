#include "base/intern.h"

#include <stdlib.h>

/* The slot that holds the text, or the free one where it belongs. */
static size_t slot_of(const struct intern *in, struct str text)
{
    size_t mask = in->slots_n - 1, i = str_hash(text) & mask;
    while (in->slots[i] && !str_eq(in->texts[in->slots[i] - 1], text))
        i = (i + 1) & mask;
    return i;
}

static void grow(struct intern *in)
{
    size_t n = in->slots_n ? in->slots_n * 2 : 64;
    free(in->slots);
    in->slots = calloc(n, sizeof(*in->slots));
    if (!in->slots)
        mem_die(n * sizeof(*in->slots));
    in->slots_n = n;
    for (size_t i = 0; i < in->n; i++)
        in->slots[slot_of(in, in->texts[i])] = (uint32_t)i + 1;
}

uint32_t intern_put(struct intern *in, struct str text)
{
    if (in->n * 2 >= in->slots_n)
        grow(in);
    size_t slot = slot_of(in, text);
    if (in->slots[slot])
        return in->slots[slot] - 1;
    GROW(&in->arena, in->texts, in->n, in->texts_max);
    in->texts[in->n] = arena_str(&in->arena, text);
    in->slots[slot] = (uint32_t)++in->n;
    return (uint32_t)in->n - 1;
}

bool intern_find(const struct intern *in, struct str text, uint32_t *index)
{
    size_t slot = in->slots_n ? slot_of(in, text) : 0;
    if (!in->slots_n || !in->slots[slot])
        return false;
    *index = in->slots[slot] - 1;
    return true;
}

void intern_free(struct intern *in)
{
    free(in->slots);
    arena_free(&in->arena);
    *in = (struct intern){0};
}
