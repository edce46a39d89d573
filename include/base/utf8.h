/* UTF-8: walking code points, case folding, display width, repair.
 *
 * Folding is Unicode simple 1:1 folding by utf8proc with a fast path for ASCII: what Sigma means by
 * "case-insensitive".
 *
 * Threads   pure functions. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/arena.h"
#include "base/str.h"

/* Takes one code point off the front; U+FFFD for a byte that starts none (one byte is taken). */
uint32_t utf8_next(struct str *s);
size_t utf8_put(uint32_t code_point, char to[4]);
bool utf8_valid(struct str s);
/* The text itself where it is valid, else a copy with U+FFFD for every wrong byte. */
struct str utf8_repair(struct arena *arena, struct str s);

/* Folded text; the view itself where nothing changes. */
struct str utf8_fold(struct arena *arena, struct str s);
struct str utf8_upper(struct arena *arena, struct str s);
/* Folds into `to`, which has room for `utf8_fold_room(s.len)` bytes; returns the length. */
size_t utf8_fold_into(struct str s, char *to);
static inline size_t utf8_fold_room(size_t len)
{
    return len * 2 + 4;
}
bool utf8_fold_eq(struct str a, struct str b);
int utf8_fold_cmp(struct str a, struct str b);

/* Columns on a terminal: 0 for combining, 2 for wide code points. */
size_t utf8_width(struct str s);
/* The longest beginning of `s` that is at most `columns` wide. */
struct str utf8_clip(struct str s, size_t columns);

#endif
