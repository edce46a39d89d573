/* A string view: bytes somebody else owns. Passed by value, never freed, not NUL-terminated.
 * A view lives as long as its owner (an arena, a mapped file, a literal); say which in the header
 * that hands it out. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include "base/base.h"

#include <string.h>

struct str {
    const char *ptr;
    size_t len;
};

#define STR(literal) ((struct str){(literal), sizeof(literal) - 1})
#define STR_ARG(s) (int)(s).len, (s).ptr /* for "%.*s" */

static inline struct str str_of(const char *z)
{
    return (struct str){z, z ? strlen(z) : 0};
}

static inline bool str_eq(struct str a, struct str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

struct str str_trim(struct str s);

/* Cut `s` at the first `sep`: returns what stands before it and leaves the rest in `*rest`. */
struct str str_cut(struct str s, char sep, struct str *rest);

/* The first line of `*rest` without its line end (LF, CR LF); false when nothing is left. */
bool str_line(struct str *rest, struct str *line);

bool str_starts(struct str s, struct str with);
bool str_ends(struct str s, struct str with);
/* Where `what` first stands in `s`, or NULL. */
const char *str_find(struct str s, struct str what);
int str_cmp(struct str a, struct str b); /* by bytes, the shorter first */

/* For tables in memory: spreads well, says nothing about who chose the bytes. Differs between
 * machines of another byte order. */
uint64_t str_hash(struct str s);

/* ASCII letters compared without case; for keywords of our own, not for text from logs. */
bool str_eq_nocase(struct str a, struct str b);
bool str_starts_nocase(struct str s, struct str with);

/* `s` without its first `n` bytes. */
static inline struct str str_skip(struct str s, size_t n)
{
    n = n < s.len ? n : s.len;
    return n ? (struct str){s.ptr + n, s.len - n} : s; /* no sum with a null pointer */
}

static inline struct str str_head(struct str s, size_t n)
{
    return (struct str){s.ptr, n < s.len ? n : s.len};
}

/* The nearest of `n` known words by edit distance, or NULL when none is near: for "did you mean".
 */
const char *str_nearest(struct str word, const char *const *known, size_t n);

/* All of `s` as a number: decimal with sign; or hexadecimal behind 0x. */
bool str_to_i64(struct str s, int64_t *out);
bool str_to_hex(struct str s, uint64_t *out); /* "0x1F" or "1F" */

/* Parse all of `s` as a decimal number. False when it is anything else, or too large. */
bool str_to_u64(struct str s, uint64_t *out);

#endif
