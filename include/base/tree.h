/* YAML as one located tree: scalars, lists and maps that keep their order. Used for rules,
 * diagnoses, knowledge and configuration. Aliases are resolved within a limit, duplicate keys are
 * refused, depth and size are limited (base/limits.def).
 *
 * Owner     everything belongs to the arena given.
 * Threads   immutable once parsed.
 * Errors    FAIL_INPUT with file, line and column, FAIL_LIMIT. */
#ifndef BASE_TREE_H
#define BASE_TREE_H

#include "base/arena.h"
#include "base/err.h"

enum node_kind { NODE_SCALAR, NODE_LIST, NODE_MAP };

/* What a plain scalar says, by the YAML 1.2 core schema; a quoted one is always text. `yes`, `no`,
 * `on` and `off` are text. */
enum scalar_kind { SCALAR_TEXT, SCALAR_NULL, SCALAR_BOOL, SCALAR_INT, SCALAR_FLOAT };

struct node {
    enum node_kind kind;
    enum scalar_kind scalar; /* of a NODE_SCALAR */
    bool quoted;
    struct loc loc;  /* of the value */
    struct str text; /* of a NODE_SCALAR, as written (escapes resolved), NUL behind */
    struct str key;  /* in a map, NUL behind */
    struct loc key_loc;
    const struct node *items; /* of a list or map, in order */
    size_t n;
};

/* The documents of one file, in order. A document that is empty is left out. */
struct tree {
    const struct node *const *documents;
    size_t n;
};

/* `file` must live as long as the tree; it is what errors name. */
enum status tree_parse(struct arena *arena, struct str text, const char *file, struct tree *out,
                       struct err *err) NODISCARD;

const struct node *node_get(const struct node *map, const char *key); /* NULL when absent */
struct str node_text(const struct node *map, const char *key);        /* empty when absent */
bool node_bool(const struct node *scalar, bool *out);
bool node_int(const struct node *scalar, int64_t *out);
bool node_real(const struct node *scalar, double *out);

/* Prints "file:line:col: error: text", the line and a caret, as compilers do. */
void tree_print_error(const struct err *e, struct str file_text, FILE *to);

#endif
