/* From bytes of some encoding to UTF-8, and which encoding it is. Private to input.c.
 *
 * `marks` has one bit for each decoded byte: set where a unit of the file (one byte, or two of
 * UTF-16) begins. Counting them gives the place in the file of any decoded byte.
 *
 * Owner     whoever holds the struct; decoded_free gives back. */
#ifndef BASE_DECODE_H
#define BASE_DECODE_H

#include "charset.h"

struct decoded {
    char *ptr;
    size_t len, room;
    uint64_t *marks;
    uint64_t replaced;
    size_t multibyte, narrow; /* units of text read as UTF-8 and by a code page */
    uint64_t surrogates;      /* of the replaced: halves of a character */
    uint64_t pairs;           /* halves that were put together */
    uint64_t halves;          /* bytes at the end that miss their other one */
};

void decoded_reset(struct decoded *d, size_t raw_bytes); /* room for what so many can become */
void decoded_free(struct decoded *d);

/* The code pages of one file. */
struct pages {
    struct charsets all;
    const struct charset *now; /* the one that made sense last, or NULL */
    uint32_t used;             /* a bit for each by which something was read */
    bool missing;              /* one would make sense that the C library does not have */
};

/* The bytes of a file that is not UTF-8 throughout. Each line (or record that ends in </Event>) is
 * judged by itself: UTF-8 where most of it is, with U+FFFD for wrong bytes, else the code page that
 * makes the best sense of it. */
void decode_mixed(struct decoded *d, struct str raw, struct pages *pages);
void decode_charset(struct decoded *d, struct str raw, const struct charset *c);
void decode_utf8(struct decoded *d, struct str raw); /* wrong bytes become U+FFFD */
/* UTF-16; returns the bytes taken, which leave out half a character unless `last`. `*narrow` says
 * that it stopped where text of one byte a character begins. */
size_t decode_wide(struct decoded *d, struct str raw, bool big_endian, bool last, bool *narrow);

/* Does UTF-16 without a mark begin here? Asks for a few dozen bytes. */
bool wide_begins(struct str raw, bool *big_endian);

/* Length of valid UTF-8 at the front; less than all when the rest is wrong or cut. */
size_t utf8_prefix(struct str s);
/* The bytes at the end that may be the beginning of a character. */
size_t utf8_cut_tail(struct str s);

#endif
