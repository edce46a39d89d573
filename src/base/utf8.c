#include "base/utf8.h"

#include <utf8proc.h>

enum { REPLACEMENT = 0xfffd };

/* Length of the sequence that a lead byte announces, its least code point, and the bits it gives.
 */
static int sequence(unsigned char lead, uint32_t *least, uint32_t *bits)
{
    if (lead >= 0xc2 && lead <= 0xdf) {
        *least = 0x80;
        *bits = lead & 0x1f;
        return 2;
    }
    if ((lead & 0xf0) == 0xe0) {
        *least = 0x800;
        *bits = lead & 0x0f;
        return 3;
    }
    if (lead >= 0xf0 && lead <= 0xf4) {
        *least = 0x10000;
        *bits = lead & 0x07;
        return 4;
    }
    return 0;
}

/* The code point at the front and its length; length 0 when the bytes are no UTF-8. */
static int decode(struct str s, uint32_t *code_point)
{
    unsigned char lead = (unsigned char)s.ptr[0];
    uint32_t least, c;
    if (lead < 0x80) {
        *code_point = lead;
        return 1;
    }
    int n = sequence(lead, &least, &c);
    if (n == 0 || s.len < (size_t)n)
        return 0;
    for (int i = 1; i < n; i++) {
        unsigned char next = (unsigned char)s.ptr[i];
        if ((next & 0xc0) != 0x80)
            return 0;
        c = c << 6 | (next & 0x3f);
    }
    if (c < least || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
        return 0;
    *code_point = c;
    return n;
}

uint32_t utf8_next(struct str *s)
{
    uint32_t c = REPLACEMENT;
    int n = decode(*s, &c);
    *s = str_skip(*s, n ? (size_t)n : 1);
    return n ? c : REPLACEMENT;
}

size_t utf8_put(uint32_t c, char to[4])
{
    if (c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
        c = REPLACEMENT;
    return (size_t)utf8proc_encode_char((utf8proc_int32_t)c, (utf8proc_uint8_t *)to);
}

/* The run of ASCII at the front, eight bytes a step. */
static size_t ascii_run(struct str s)
{
    size_t n = 0;
    for (uint64_t word; s.len - n >= sizeof word; n += sizeof word) {
        memcpy(&word, s.ptr + n, sizeof word);
        if (word & UINT64_C(0x8080808080808080))
            break;
    }
    while (n < s.len && (unsigned char)s.ptr[n] < 0x80)
        n++;
    return n;
}

bool utf8_valid(struct str s)
{
    for (uint32_t c;;) {
        s = str_skip(s, ascii_run(s));
        if (s.len == 0)
            return true;
        int n = decode(s, &c);
        if (n == 0)
            return false;
        s = str_skip(s, (size_t)n);
    }
}

struct str utf8_repair(struct arena *arena, struct str s)
{
    if (utf8_valid(s))
        return s;
    char *to = arena_alloc(arena, s.len * 3 + 1);
    size_t len = 0;
    while (s.len)
        len += utf8_put(utf8_next(&s), to + len);
    return (struct str){to, len};
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

size_t utf8_fold_into(struct str s, char *to)
{
    size_t len = 0;
    while (s.len) {
        size_t run = ascii_run(s);
        for (size_t i = 0; i < run; i++)
            to[len++] = lower(s.ptr[i]);
        s = str_skip(s, run);
        if (s.len == 0)
            break;
        uint32_t c;
        int n = decode(s, &c);
        if (n == 0) { /* no text: kept as it is, so that it still equals itself */
            to[len++] = s.ptr[0];
            s = str_skip(s, 1);
            continue;
        }
        len += utf8_put((uint32_t)utf8proc_tolower((utf8proc_int32_t)c), to + len);
        s = str_skip(s, (size_t)n);
    }
    return len;
}

struct str utf8_fold(struct arena *arena, struct str s)
{
    size_t i = 0;
    while (i < s.len && (unsigned char)s.ptr[i] < 0x80 && !(s.ptr[i] >= 'A' && s.ptr[i] <= 'Z'))
        i++;
    if (i == s.len)
        return s;
    char *to = arena_alloc(arena, utf8_fold_room(s.len));
    return (struct str){to, utf8_fold_into(s, to)};
}

struct str utf8_upper(struct arena *arena, struct str s)
{
    char *to = arena_alloc(arena, utf8_fold_room(s.len));
    size_t len = 0;
    while (s.len) {
        uint32_t c;
        int n = decode(s, &c);
        if (n == 0) { /* no text: kept as it is */
            to[len++] = s.ptr[0];
            s = str_skip(s, 1);
            continue;
        }
        len += utf8_put((uint32_t)utf8proc_toupper((utf8proc_int32_t)c), to + len);
        s = str_skip(s, (size_t)n);
    }
    return (struct str){to, len};
}

int utf8_fold_cmp(struct str a, struct str b)
{
    while (a.len && b.len) {
        uint32_t x = utf8_next(&a), y = utf8_next(&b);
        if (x == y)
            continue;
        utf8proc_int32_t low_x = utf8proc_tolower((utf8proc_int32_t)x);
        utf8proc_int32_t low_y = utf8proc_tolower((utf8proc_int32_t)y);
        if (low_x != low_y)
            return low_x < low_y ? -1 : 1;
    }
    return (a.len > 0) - (b.len > 0);
}

bool utf8_fold_eq(struct str a, struct str b)
{
    return utf8_fold_cmp(a, b) == 0;
}

static size_t columns_of(uint32_t c)
{
    int width = c < 0x80 ? c >= 0x20 && c != 0x7f : utf8proc_charwidth((utf8proc_int32_t)c);
    return width > 0 ? (size_t)width : 0;
}

size_t utf8_width(struct str s)
{
    size_t width = 0;
    while (s.len)
        width += columns_of(utf8_next(&s));
    return width;
}

struct str utf8_clip(struct str s, size_t columns)
{
    struct str rest = s;
    for (size_t width = 0; rest.len;) {
        struct str before = rest;
        width += columns_of(utf8_next(&rest));
        if (width > columns)
            return (struct str){s.ptr, (size_t)(before.ptr - s.ptr)};
    }
    return s;
}
