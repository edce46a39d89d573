/* From bytes of some encoding to UTF-8, and which encoding it is. Private to input.c.
 *
 * `marks` has one bit for each decoded byte: set where a unit of the file (one byte, or two of
 * UTF-16) begins. Counting them gives the place in the file of any decoded byte.
 *
 * Owner     whoever holds the struct; decoded_free gives back. */
#ifndef BASE_DECODE_H
#define BASE_DECODE_H

#include "base/str.h"

struct codepage {
    const char *name;
    uint16_t high[128]; /* what 0x80 to 0xff stand for; 0: nothing */
};

struct decoded {
    char *ptr;
    size_t len, room;
    uint64_t *marks;
    uint64_t replaced;
    size_t multibyte, narrow; /* units of text read as UTF-8 and by a code page */
};

void decoded_reset(struct decoded *d, size_t raw_bytes); /* room for what so many can become */
void decoded_free(struct decoded *d);

const struct codepage *codepage_find(struct str name); /* NULL when there is none of that name */

/* The bytes of a file that is not UTF-8 throughout. Each line (or record that ends in </Event>) is
 * judged by itself: UTF-8 where most of it is, with U+FFFD for wrong bytes, else the code page that
 * makes the best sense of the whole, kept in `*page` for the next call. */
void decode_mixed(struct decoded *d, struct str raw, const struct codepage **page);
void decode_page(struct decoded *d, struct str raw, const struct codepage *page);
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
