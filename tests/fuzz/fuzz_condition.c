/* The condition language over a few names: no text may break the parser, and what it accepts must
 * be a tree over those names. */
#include <stdlib.h>

#include "base/arena.h"
#include "rule/expr.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { NAMES = 6 };

static void walk(const struct expr *e)
{
    if (e->kind == EXPR_LEAF ? e->leaf >= NAMES || e->n : e->n == 0)
        abort();
    for (uint32_t i = 0; i < e->n; i++)
        walk(e->of[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct str names[NAMES] = {
        {"selection", 9},
        {"filter_a",  8},
        {"filter_b",  8},
        {"_x",        2},
        {"not",       3},
        {"1",         1}
    };
    struct arena arena = {0};
    struct err err = {0};
    const struct expr *e;
    bool upper = false;
    struct node text = {
        .text = arena_str(&arena, (struct str){(const char *)data, size}
            ),
        .loc = { "rule.yml",                 1,    1}
    };
    if (expr_parse(&arena, &text, (struct expr_names){names, NAMES}, &e, &upper, &err) == OK)
        walk(e);
    else if (err.text[0] == '\0' || err.loc.line == 0)
        abort();
    arena_free(&arena);
    return 0;
}
