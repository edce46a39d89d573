#include "xml_plain.h"

#include "base/utf8.h"
#include "xml_bytes.h"

enum { PLAIN_DEPTH = 32, PLAIN_ATTRS = 32 };

struct plain {
    struct event_maker *maker;
    const char *at, *end;
    struct str open[PLAIN_DEPTH]; /* names of the elements that are open */
    size_t depth;
    struct xml_attr attrs[PLAIN_ATTRS];
    size_t attrs_n;
};

/* The length of a character outside ASCII that XML allows; 0 for anything else. */
static size_t wide_char(const char *p, const char *end)
{
    struct str s = {p, (size_t)(end - p)};
    struct str rest = s;
    uint32_t c = utf8_next(&rest);
    size_t len = s.len - rest.len;
    bool replaced = c == 0xFFFD && !str_starts(s, STR("\xEF\xBF\xBD"));
    return replaced || c < 0x80 || c == 0xFFFE || c == 0xFFFF || (c >= 0xD800 && c < 0xE000) ? 0
                                                                                             : len;
}

/* "&lt;", "&#x41;" at `s`: its length and what it means in UTF-8; 0 for any other. */
static size_t reference(struct str s, char to[4], size_t *to_len)
{
    static const struct {
        struct str name;
        char is;
    } names[] = {
        {{"&lt;", 4},   '<' },
        {{"&gt;", 4},   '>' },
        {{"&amp;", 5},  '&' },
        {{"&quot;", 6}, '"' },
        {{"&apos;", 6}, '\''}
    };
    *to_len = 1;
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (str_starts(s, names[i].name)) {
            to[0] = names[i].is;
            return names[i].name.len;
        }
    const char *end = memchr(s.ptr, ';', s.len < 12 ? s.len : 12);
    uint64_t c;
    if (!end || end - s.ptr < 3 || s.ptr[1] != '#')
        return 0;
    struct str digits = {s.ptr + 2, (size_t)(end - s.ptr) - 2};
    bool hex = digits.ptr[0] == 'x';
    digits = str_skip(digits, hex);
    if (digits.len == 0 || str_starts_nocase(digits, STR("0x")) ||
        !(hex ? str_to_hex(digits, &c) : str_to_u64(digits, &c)))
        return 0;
    bool legal = c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c < 0xD800) ||
                 (c >= 0xE000 && c < 0xFFFE) || (c >= 0x10000 && c <= 0x10FFFF);
    *to_len = legal ? utf8_put((uint32_t)c, to) : 0;
    return legal ? (size_t)(end - s.ptr) + 1 : 0;
}

static struct str from_to(const char *from, const char *to)
{
    return (struct str){from, (size_t)(to - from)};
}

/* Text up to the next tag, handed to the maker in pieces. */
static bool read_text(struct plain *p)
{
    const char *from = p->at, *at = from;
    char bytes[4];
    size_t len, n;
    while ((at = xml_text_end(at, p->end)) < p->end && *at != '<') {
        if ((unsigned char)*at >= 0x80) {
            if (!(len = wide_char(at, p->end)))
                return false;
            at += len;
        } else if (*at == ']') {
            if (str_starts(from_to(at, p->end), STR("]]>")))
                return false;
            at++;
        } else if (*at == '\r') {
            if (p->end - at < 2 || at[1] != '\n')
                return false;
            event_text(p->maker, from_to(from, at));
            from = ++at;
        } else {
            if (*at != '&' || !(len = reference(from_to(at, p->end), bytes, &n)))
                return false;
            event_text(p->maker, from_to(from, at));
            event_text(p->maker, (struct str){bytes, n});
            from = at += len;
        }
    }
    if (at > from)
        event_text(p->maker, from_to(from, at));
    p->at = at;
    return at < p->end;
}

static bool read_name(struct plain *p, struct str *name)
{
    const char *at = p->at;
    if (at >= p->end || !xml_is(*at, XML_NAME_FIRST))
        return false;
    while (at < p->end && xml_is(*at, XML_NAME))
        at++;
    *name = from_to(p->at, at);
    p->at = at;
    return at < p->end && (unsigned char)*at < 0x80;
}

static bool skip_blanks(struct plain *p)
{
    const char *from = p->at;
    while (p->at < p->end && xml_is(*p->at, XML_BLANK))
        p->at++;
    return p->at > from;
}

/* A value with references, decoded into the arena. */
static bool decode_value(struct plain *p, struct str raw, struct str *value)
{
    char *to = arena_alloc(&p->maker->batch->arena, raw.len + 1);
    size_t n = 0, more, len;
    while (raw.len) {
        if (raw.ptr[0] != '&') {
            to[n++] = raw.ptr[0];
            raw = str_skip(raw, 1);
            continue;
        }
        char bytes[4];
        if (!(len = reference(raw, bytes, &more)))
            return false;
        memcpy(to + n, bytes, more);
        n += more;
        raw = str_skip(raw, len);
    }
    *value = (struct str){to, n};
    return true;
}

static bool read_value(struct plain *p, struct str *value)
{
    int quote = p->at < p->end ? *p->at++ : 0;
    const char *from = p->at, *at = from;
    bool references = false;
    size_t len;
    if (quote != '"' && quote != '\'')
        return false;
    for (; (at = xml_value_end(at, p->end)) < p->end && *at != quote; at++) {
        if (*at == '"' || *at == '\'')
            continue;
        if ((unsigned char)*at >= 0x80) {
            if (!(len = wide_char(at, p->end)))
                return false;
            at += len - 1;
        } else if (*at == '&') {
            references = true;
        } else {
            return false; /* a line end or tab becomes a blank: left to libxml2 */
        }
    }
    if (at >= p->end)
        return false;
    p->at = at + 1;
    *value = from_to(from, at);
    return !references || decode_value(p, *value, value);
}

/* xml:space and the like mean something to libxml2. */
static bool is_xml_attr(struct str name)
{
    return name.ptr[0] == 'x' && str_starts(name, STR("xml:"));
}

/* Everything between the name of a start tag and its end. */
static bool read_attrs(struct plain *p)
{
    p->attrs_n = 0;
    for (;;) {
        bool blank = skip_blanks(p);
        if (p->at >= p->end)
            return false;
        if (*p->at == '>' || *p->at == '/')
            return true;
        struct xml_attr *a = &p->attrs[p->attrs_n];
        if (!blank || p->attrs_n == PLAIN_ATTRS || !read_name(p, &a->name))
            return false;
        skip_blanks(p);
        if (p->at >= p->end || *p->at++ != '=')
            return false;
        skip_blanks(p);
        if (!read_value(p, &a->value) || is_xml_attr(a->name))
            return false;
        for (size_t i = 0; i < p->attrs_n; i++)
            if (str_eq(p->attrs[i].name, a->name))
                return false;
        p->attrs_n++;
    }
}

static bool read_start(struct plain *p)
{
    struct str name;
    p->at++;
    if (!read_name(p, &name) || !read_attrs(p))
        return false;
    bool empty = *p->at == '/';
    p->at += empty;
    if (p->at >= p->end || *p->at++ != '>' || p->depth == PLAIN_DEPTH)
        return false;
    event_start(p->maker, name, p->attrs, p->attrs_n);
    if (empty)
        event_end(p->maker, name);
    else
        p->open[p->depth++] = name;
    return true;
}

/* An end tag; that of the record must be its last byte. */
static bool read_end(struct plain *p)
{
    struct str name = p->open[p->depth - 1];
    p->at += 2;
    if ((size_t)(p->end - p->at) <= name.len || memcmp(p->at, name.ptr, name.len) != 0 ||
        xml_is(p->at[name.len], XML_NAME))
        return false;
    p->at += name.len;
    skip_blanks(p);
    if (p->at >= p->end || *p->at++ != '>')
        return false;
    if (--p->depth == 0 && p->at != p->end)
        return false;
    event_end(p->maker, name);
    return true;
}

bool xml_plain_read(struct event_maker *m, struct str record, uint64_t offset)
{
    struct plain p = {.maker = m, .at = record.ptr, .end = record.ptr + record.len};
    event_begin(m, offset, record);
    do {
        bool close = p.end - p.at > 1 && p.at[1] == '/';
        if (p.at >= p.end || *p.at != '<' || !(close ? p.depth && read_end(&p) : read_start(&p)))
            return false;
        if (p.depth && *p.at != '<' && !read_text(&p))
            return false;
    } while (p.depth);
    return true;
}
