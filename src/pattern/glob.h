/* Texts with wildcards: literal runs, `*` for any run of characters, `?` for one, and the dashes of
 * `windash`, any of five characters.
 *
 * Owner     pieces belong to the arena given.
 * Threads   pure functions.
 * Cost      a match looks at each place of the text once per wildcard segment, without recursion.
 */
#ifndef PATTERN_GLOB_PRIVATE_H
#define PATTERN_GLOB_PRIVATE_H

#include "base/arena.h"

enum piece_kind { PIECE_LITERAL, PIECE_RUN, PIECE_ONE, PIECE_DASH };

struct piece {
    enum piece_kind kind;
    struct str text; /* of a literal */
};

struct glob {
    struct piece *v;
    size_t n, max;
};

/* The byte at `i`; NUL behind the end. */
static inline char byte_at(struct str s, size_t i)
{
    if (i < s.len)
        return s.ptr[i];
    return '\0';
}

/* Sigma's escapes: a backslash before * ? or itself makes it plain, before anything else it is a
 * backslash. */
struct glob glob_parse(struct arena *arena, struct str text);
struct glob glob_literal(struct arena *arena, struct str text);
/* Adds a piece at the end; runs and literals side by side become one. */
void glob_add(struct arena *arena, struct glob *g, struct piece p);
/* The same with `*` at the sides asked for. */
struct glob glob_open(struct arena *arena, struct glob g, bool before, bool behind);
struct glob glob_fold(struct arena *arena, struct glob g);

bool glob_is_literal(struct glob g); /* no piece, or one literal */
bool glob_has_wildcard(struct glob g);
struct str glob_longest(struct glob g); /* the longest literal; empty when there is none */

bool glob_match(struct glob g, struct str text);

/* Takes one of the five dashes off the front. */
bool dash_take(struct str *s);
extern const char *const dashes[5];

#endif
