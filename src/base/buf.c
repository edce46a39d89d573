#include "base/buf.h"

#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>

void buf_free(struct buf *b)
{
    free(b->ptr);
    *b = (struct buf){.cap = b->cap};
}

void buf_reset(struct buf *b)
{
    b->len = 0;
    b->over = false;
}

struct str buf_str(const struct buf *b)
{
    return (struct str){b->ptr ? b->ptr : "", b->len};
}

struct str buf_keep(const struct buf *b, struct arena *arena)
{
    return arena_str(arena, buf_str(b));
}

/* Room for `more` bytes and a NUL; false when the cap forbids it. */
static bool reserve(struct buf *b, size_t more)
{
    if (more > SIZE_MAX / 4 || (b->cap && b->len + more > b->cap)) {
        b->over = true;
        return false;
    }
    if (b->len + more + 1 <= b->room)
        return true;
    size_t room = b->room ? b->room : 256;
    while (room < b->len + more + 1)
        room *= 2;
    char *grown = realloc(b->ptr, room);
    if (!grown)
        mem_die(room);
    b->ptr = grown;
    b->room = room;
    return true;
}

char *buf_room(struct buf *b, size_t more)
{
    if (b->cap || !reserve(b, more))
        mem_die(more);
    return b->ptr + b->len;
}

void buf_bytes(struct buf *b, const void *ptr, size_t len)
{
    if (len == 0 || !reserve(b, len))
        return;
    memcpy(b->ptr + b->len, ptr, len);
    b->len += len;
    b->ptr[b->len] = 0;
}

void buf_add(struct buf *b, struct str s)
{
    buf_bytes(b, s.ptr, s.len);
}

void buf_text(struct buf *b, const char *z)
{
    buf_bytes(b, z, strlen(z));
}

void buf_char(struct buf *b, char c)
{
    buf_bytes(b, &c, 1);
}

void buf_vfmt(struct buf *b, const char *fmt, va_list ap)
{
    va_list again;
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    if (n > 0 && reserve(b, (size_t)n)) {
        vsnprintf(b->ptr + b->len, (size_t)n + 1, fmt, again);
        b->len += (size_t)n;
    }
    va_end(again);
}

void buf_fmt(struct buf *b, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    buf_vfmt(b, fmt, ap);
    va_end(ap);
}

static void put_code_point(struct buf *b, uint32_t c)
{
    char bytes[4];
    buf_bytes(b, bytes, utf8_put(c, bytes));
}

/* The run at the front of `s` that needs no escape: printable ASCII without any of `special`. */
static size_t plain_run(struct str s, const char *special)
{
    size_t n = 0;
    while (n < s.len && s.ptr[n] >= 0x20 && s.ptr[n] < 0x7f && !strchr(special, s.ptr[n]))
        n++;
    return n;
}

void buf_json(struct buf *b, struct str s)
{
    static const char from[] = "\"\\\n\r\t\b\f", to[] = "\"\\nrtbf";
    buf_char(b, '"');
    while (s.len) {
        size_t run = plain_run(s, "\"\\");
        buf_bytes(b, s.ptr, run);
        s = str_skip(s, run);
        if (s.len == 0)
            break;
        uint32_t c = utf8_next(&s);
        const char *at = c && c < 0x80 ? strchr(from, (int)c) : NULL;
        if (at)
            buf_fmt(b, "\\%c", to[at - from]);
        else if (c < 0x20 || c == 0x7f)
            buf_fmt(b, "\\u%04x", c);
        else
            put_code_point(b, c);
    }
    buf_char(b, '"');
}

void buf_quoted(struct buf *b, struct str s)
{
    buf_char(b, '\'');
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '\'')
            buf_char(b, '\'');
        buf_char(b, s.ptr[i]);
    }
    buf_char(b, '\'');
}

/* Characters that change how text around them is shown: controls, bidi overrides, line and
 * paragraph separators, byte order marks. */
static bool is_unsafe(uint32_t c)
{
    return (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7f && c <= 0x9f) ||
           (c >= 0x200e && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
           (c >= 0x2066 && c <= 0x2069) || c == 0x061c || c == 0xfeff || c == 0xfffe || c == 0xffff;
}

static const char *html_name(uint32_t c)
{
    switch (c) {
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '&':
        return "&amp;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

void buf_html(struct buf *b, struct str s)
{
    while (s.len) {
        size_t run = plain_run(s, "<>&\"'");
        buf_bytes(b, s.ptr, run);
        s = str_skip(s, run);
        if (s.len == 0)
            break;
        uint32_t c = utf8_next(&s);
        if (html_name(c))
            buf_text(b, html_name(c));
        else
            put_code_point(b, is_unsafe(c) ? 0xfffd : c);
    }
}

/* What a spreadsheet takes for a formula: its first character, also behind blanks or in full width.
 */
static bool is_formula(struct str s)
{
    static const char *const wide[] = {"\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d",
                                       "\xef\xbc\xa0"};
    while (s.len && strchr(" \n", s.ptr[0]))
        s = str_skip(s, 1);
    for (size_t i = 0; i < ARRAY_LEN(wide); i++)
        if (str_starts(s, str_of(wide[i])))
            return true;
    return s.len && strchr("=+-@\t\r", s.ptr[0]) != NULL;
}

void buf_csv(struct buf *b, struct str s)
{
    bool formula = is_formula(s);
    bool quote = formula;
    for (size_t i = 0; i < s.len && !quote; i++) /* some spreadsheets cut at semicolons or tabs */
        quote = strchr(",;\"\t\r\n", s.ptr[i]) != NULL;
    if (quote)
        buf_char(b, '"');
    if (formula)
        buf_char(b, '\'');
    while (s.len) {
        uint32_t c = utf8_next(&s);
        bool line_end = c == '\r' && s.len && s.ptr[0] == '\n';
        if (c == '"')
            buf_char(b, '"');
        put_code_point(b, is_unsafe(c) && !line_end ? 0xfffd : c);
    }
    if (quote)
        buf_char(b, '"');
}

void buf_term(struct buf *b, struct str s)
{
    while (s.len) {
        size_t run = plain_run(s, "");
        buf_bytes(b, s.ptr, run);
        s = str_skip(s, run);
        if (s.len == 0)
            break;
        uint32_t c = utf8_next(&s);
        put_code_point(b, is_unsafe(c) ? 0xfffd : c);
    }
}

void buf_markdown(struct buf *b, struct str s)
{
    while (s.len) {
        uint32_t c = utf8_next(&s);
        if (c < 0x80 && c && strchr("\\`*_{}[]()<>#+-.!|~&", (int)c))
            buf_char(b, '\\');
        put_code_point(b, is_unsafe(c) ? 0xfffd : c);
    }
}
