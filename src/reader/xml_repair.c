#include "xml_repair.h"

#include "base/utf8.h"

enum { REPLACEMENT = 0xFFFD };

static bool is_xml_char(uint64_t c)
{
    return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c < 0xD800) ||
           (c >= 0xE000 && c <= 0x10FFFF && c != 0xFFFE && c != 0xFFFF);
}

static void put_char(struct buf *to, uint32_t c)
{
    char bytes[4];
    buf_bytes(to, bytes, utf8_put(c, bytes));
}

/* "&#x1F;", "&#31;": the number, and the length of the reference; 0 when it is none. */
static size_t reference_at(struct str s, uint64_t *code)
{
    const char *end = s.len ? memchr(s.ptr, ';', s.len < 14 ? s.len : 14) : NULL;
    if (!end || !str_starts(s, STR("&#")))
        return 0;
    struct str digits = str_head(str_skip(s, 2), (size_t)(end - s.ptr) - 2);
    bool hex = digits.len && (digits.ptr[0] == 'x' || digits.ptr[0] == 'X');
    bool good = hex ? str_to_hex(str_skip(digits, 1), code) : str_to_u64(digits, code);
    return good ? (size_t)(end - s.ptr) + 1 : 0;
}

static bool is_entity(struct str s)
{
    static const struct str known[] = {
        {"&lt;",   4},
        {"&gt;",   4},
        {"&amp;",  5},
        {"&quot;", 6},
        {"&apos;", 6}
    };
    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        if (str_starts(s, known[i]))
            return true;
    return false;
}

struct repair {
    struct buf *to;
    struct xml_repairs *counts;
    bool in_tag;
    char quote;
};

/* "&name;" of an entity that only a DTD could declare; its length, or 0. None is ever expanded. */
static size_t foreign_entity(struct str s)
{
    size_t n = 1;
    while (n < s.len && n < 64 &&
           ((s.ptr[n] >= 'a' && s.ptr[n] <= 'z') || (s.ptr[n] >= 'A' && s.ptr[n] <= 'Z')))
        n++;
    return n > 1 && n < s.len && s.ptr[n] == ';' && !is_entity(s) ? n + 1 : 0;
}

/* At an '&': what is to stand there. Returns the length used. */
static size_t repair_reference(struct repair *r, struct str s)
{
    struct buf *to = r->to;
    uint64_t c, low;
    size_t n = reference_at(s, &c), m;
    if (n == 0 && r->counts->declared && (n = foreign_entity(s))) {
        r->counts->references++;
        return n;
    }
    if (n == 0) {
        bool entity = is_entity(s);
        buf_text(to, entity ? "&" : "&amp;");
        r->counts->bare += !entity;
        return 1;
    }
    if (is_xml_char(c)) {
        buf_add(to, str_head(s, n));
        return n;
    }
    if (c >= 0xD800 && c < 0xDC00 && (m = reference_at(str_skip(s, n), &low)) && low >= 0xDC00 &&
        low < 0xE000) { /* a pair of UTF-16 written as two references */
        put_char(to, (uint32_t)(0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00)));
        r->counts->pairs++;
        return n + m;
    }
    put_char(to, REPLACEMENT);
    r->counts->references++;
    return n;
}

static bool begins_markup(struct str s)
{
    int c = s.len > 1 ? s.ptr[1] : 0;
    return c == '/' || c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           str_starts(s, STR("<!--")) || (unsigned char)c >= 0x80;
}

/* A quote that a word processor has bent, inside a tag. */
static char bent_quote(uint32_t c)
{
    if (c >= 0x201C && c <= 0x201F)
        return '"';
    if (c >= 0x2018 && c <= 0x201B)
        return '\'';
    return 0;
}

static void repair_char(struct repair *r, uint32_t c)
{
    int bent = r->in_tag ? bent_quote(c) : 0;
    bool good = is_xml_char(c);
    uint32_t plain = bent ? (uint32_t)bent : good ? c : REPLACEMENT;
    r->counts->nuls += c == 0;
    r->counts->controls += c && !good;
    r->counts->quotes += bent != 0;
    if (c == 0) /* the rest of a buffer of fixed size: nothing was written there */
        return;
    if (r->in_tag && (plain == '"' || plain == '\'') && (!r->quote || r->quote == (char)plain))
        r->quote = (char)(r->quote ? 0 : plain);
    else if (r->in_tag && plain == '>' && !r->quote)
        r->in_tag = false;
    put_char(r->to, plain);
}

void xml_repair(struct buf *to, struct str s, struct xml_repairs *counts)
{
    struct repair r = {.to = to, .counts = counts};
    while (s.len) {
        size_t verbatim = 0;
        const char *end = NULL;
        if (str_starts(s, STR("<![CDATA[")) && (end = str_find(s, STR("]]>"))))
            verbatim = (size_t)(end - s.ptr) + 3;
        if (verbatim) {
            struct str in = str_head(s, verbatim);
            while (in.len)
                repair_char(&r, utf8_next(&in));
            s = str_skip(s, verbatim);
        } else if (s.ptr[0] == '&')
            s = str_skip(s, repair_reference(&r, s));
        else if (s.ptr[0] == '<') {
            bool tag = !r.in_tag && begins_markup(s);
            buf_text(to, tag ? "<" : "&lt;");
            r.in_tag = r.in_tag || tag;
            counts->bare += !tag;
            s = str_skip(s, 1);
        } else
            repair_char(&r, utf8_next(&s));
    }
}
