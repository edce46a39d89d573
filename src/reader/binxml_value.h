/* The values of binary XML (.evtx), as Windows prints them. Private to reader.
 *
 * Threads   pure functions. */
#ifndef READER_BINXML_VALUE_H
#define READER_BINXML_VALUE_H

#include "base/buf.h"

enum {
    VALUE_NULL = 0x00,
    VALUE_STRING = 0x01,
    VALUE_ANSI = 0x02,
    VALUE_BINARY = 0x0E,
    VALUE_BINXML = 0x21,
    VALUE_ARRAY = 0x80, /* a bit beside that of the items' type */
};

static inline uint32_t bytes_u16(const char *p)
{
    const unsigned char *b = (const unsigned char *)p;
    return (uint32_t)b[0] | (uint32_t)b[1] << 8;
}

static inline uint32_t bytes_u32(const char *p)
{
    return bytes_u16(p) | bytes_u16(p + 2) << 16;
}

static inline uint64_t bytes_u64(const char *p)
{
    return bytes_u32(p) | (uint64_t)bytes_u32(p + 4) << 32;
}

/* Bytes that a value of this type always has; 0 when its length varies or the type is not known. */
size_t value_width(unsigned type);

/* Appends the value as text, without escapes; characters that XML cannot hold become U+FFFD. False
 * when the type is not known or the bytes do not fit it. */
bool value_put(struct buf *to, unsigned type, struct str bytes);

/* UTF-16LE without NULs. */
void value_put_utf16(struct buf *to, struct str bytes);

/* Takes the first item off an array of such values; false when nothing is left. */
bool value_next(struct str *array, unsigned type, struct str *item);

/* FILETIME as ticks; TIME_NONE when it is out of range. */
int64_t value_ticks(uint64_t filetime);

#endif
