/* Code pages of one or two bytes a character: their names, what their bytes stand for, and which of
 * them makes sense of a text. Those of two bytes (Chinese, Japanese, Korean) come from the C
 * library's iconv, asked once; a program without its modules does not have them.
 *
 * Owner     whoever holds the set; charsets_free gives back what it loaded.
 * Threads   one at a time. */
#ifndef BASE_CHARSET_H
#define BASE_CHARSET_H

#include "base/str.h"

#include <stdint.h>

struct decoded;

/* What it takes to believe, unasked, that a text is of a code page. */
enum trust { PAGE_FREE, PAGE_BY_WORDS, PAGE_NAMED };

struct charset {
    const char *name;
    const uint16_t *high; /* what 0x80 to 0xff stand for alone; 0: nothing, or half of a pair */
    enum trust trust;
    const struct doublebyte *about; /* NULL: one byte a character */
    uint16_t *pairs;                /* then, 256 for each first byte from 0x80 on */
    bool missing;                   /* the C library does not know it */
};

enum { CHARSETS_MAX = 32 };

struct charsets {
    struct charset all[CHARSETS_MAX];
    size_t n;
};

void charsets_init(struct charsets *s);
void charsets_free(struct charsets *s);

/* The names of all of them, one by one; NULL behind the last. */
const char *charset_name(size_t i);

/* By any of its usual names ("cp1252", "windows-1252", "1252", "gbk"); NULL when there is none. */
struct charset *charset_find(struct charsets *s, struct str name);
/* Makes it ready for use; false when the C library does not have it. */
bool charset_load(struct charset *c);

/* One character off the front of `s`, which is not empty: its code point (0 when the bytes stand
 * for nothing) and how many bytes it took. */
uint32_t charset_next(const struct charset *c, struct str s, size_t *bytes);

/* The code page that makes most sense of the text, `now` while that makes any; NULL when none does.
 * `*missing` is set where one would that the C library does not have. */
const struct charset *charset_guess(struct charsets *s, struct str text, const struct charset *now,
                                    bool *missing);
/* Is there anything in the text that this page makes no sense of? */
bool charset_doubts(const struct charset *c, struct str text);

#endif
