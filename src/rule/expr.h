/* The condition language: `and`, `or`, `not`, parentheses, `1 of x*`, `all of them`. A condition
 * becomes a tree over numbered leaves; quantifiers are written out while parsing.
 *
 * Owner     the arena given.
 * Errors    FAIL_INPUT with the place of the word, the cause and a proposal; FAIL_LIMIT. */
#ifndef RULE_EXPR_H
#define RULE_EXPR_H

#include "base/tree.h"

enum expr_kind { EXPR_LEAF, EXPR_NOT, EXPR_ALL, EXPR_ANY };

struct expr {
    enum expr_kind kind;
    uint32_t leaf; /* of an EXPR_LEAF */
    uint32_t n;    /* of the others; EXPR_NOT has one */
    const struct expr *const *of;
};

/* What a condition may name, in the order of the leaves. */
struct expr_names {
    const struct str *v;
    size_t n;
};

/* `upper` is set when an operator was written in capitals. */
enum status expr_parse(struct arena *arena, const struct node *text, struct expr_names names,
                       const struct expr **out, bool *upper, struct err *err) NODISCARD;

const struct expr *expr_leaf(struct arena *arena, uint32_t leaf);
const struct expr *expr_not(struct arena *arena, const struct expr *e);
/* Several joined into one; a list of one is that one. */
const struct expr *expr_join(struct arena *arena, enum expr_kind kind, const struct expr *const *of,
                             size_t n);
/* The same tree with each leaf replaced by a tree. */
const struct expr *expr_graft(struct arena *arena, const struct expr *e,
                              const struct expr *const *leaves);

/* Is it true where bit i of `there` says of leaf i that it is? For leaves below 64. */
bool expr_holds(const struct expr *e, uint64_t there);

#endif
