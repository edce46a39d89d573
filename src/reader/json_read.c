#include "json_scan.h"

#include "base/utf8.h"

enum { REPLACEMENT = 0xFFFD };

struct json {
    const char *at, *end;
    struct value_maker *maker;
    struct json_counts *counts;
    unsigned depth;
};

static void skip_blanks(struct json *j)
{
    while (j->at < j->end && (*j->at == ' ' || *j->at == '\t' || *j->at == '\r' || *j->at == '\n'))
        j->at++;
}

/* What is next behind blanks; 0 at the end. */
static char peek(struct json *j)
{
    skip_blanks(j);
    return j->at < j->end ? *j->at : 0;
}

static bool take(struct json *j, char c)
{
    if (peek(j) != c)
        return false;
    j->at++;
    return true;
}

/* Strings -------------------------------------------------------------------------------------- */

static bool is_control(uint64_t c)
{
    return c < 0x20 && c != '\t' && c != '\n' && c != '\r';
}

/* "\u00e9" at `s`: the unit of UTF-16. */
static bool unit_at(struct str s, uint64_t *unit)
{
    return s.len >= 6 && str_starts(s, STR("\\u")) && s.ptr[3] != 'x' && s.ptr[3] != 'X' &&
           str_to_hex(str_head(str_skip(s, 2), 4), unit);
}

/* One character by its number; returns how much of `s` that took, 0 when it is none. */
static size_t put_unit(struct json *j, struct str s, char *to, size_t *n)
{
    uint64_t high, low;
    size_t used = 6;
    if (!unit_at(s, &high))
        return 0;
    if (high >= 0xD800 && high < 0xDC00 && unit_at(str_skip(s, 6), &low) && low >= 0xDC00 &&
        low < 0xE000) {
        high = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
        used = 12;
    }
    if (high >= 0xD800 && high < 0xE000) {
        j->counts->halves++;
        high = REPLACEMENT;
    } else if (is_control(high) || high == 0xFFFE || high == 0xFFFF) {
        j->counts->controls++;
        high = REPLACEMENT;
    }
    *n += utf8_put((uint32_t)high, to + *n);
    return used;
}

/* What the backslash at the front of `s` begins. One that begins nothing known stands for itself,
 * as in paths that nobody escaped. */
static size_t put_escape(struct json *j, struct str s, char *to, size_t *n)
{
    static const char from[] = "\"\\/bfnrt", is[] = "\"\\/\b\f\n\r\t";
    const char *known = s.len > 1 && s.ptr[1] ? strchr(from, s.ptr[1]) : NULL;
    size_t used = put_unit(j, s, to, n);
    if (used)
        return used;
    char c = known ? is[known - from] : '\\';
    if (is_control((unsigned char)c)) {
        j->counts->controls++;
        *n += utf8_put(REPLACEMENT, to + *n);
    } else {
        to[(*n)++] = c;
    }
    return known ? 2 : 1;
}

static struct str decode(struct json *j, struct str raw, size_t controls)
{
    char *to = arena_alloc(j->maker->texts, raw.len * 2 + controls + 1);
    size_t n = 0;
    while (raw.len) {
        size_t used = 1;
        if (raw.ptr[0] == '\\')
            used = put_escape(j, raw, to, &n);
        else if (is_control((unsigned char)raw.ptr[0])) {
            j->counts->controls++;
            n += utf8_put(REPLACEMENT, to + n);
        } else
            to[n++] = raw.ptr[0];
        raw = str_skip(raw, used);
    }
    return (struct str){to, n};
}

static bool read_string(struct json *j, struct str *out)
{
    size_t controls = 0;
    bool escapes = false;
    if (!take(j, '"'))
        return false;
    const char *from = j->at;
    for (; j->at < j->end && *j->at != '"'; j->at++) {
        controls += is_control((unsigned char)*j->at);
        if (*j->at != '\\')
            continue;
        escapes = true;
        if (++j->at == j->end)
            return false;
    }
    if (j->at == j->end)
        return false;
    *out = (struct str){from, (size_t)(j->at++ - from)};
    if (escapes || controls)
        *out = decode(j, *out, controls);
    return true;
}

/* Values --------------------------------------------------------------------------------------- */

static struct value *read_value(struct json *j, struct value *parent, struct str name);

static bool read_member(struct json *j, struct value *map)
{
    struct str name;
    return read_string(j, &name) && take(j, ':') && read_value(j, map, name);
}

/* What stands between brackets; a comma before the closing one does no harm. */
static bool read_items(struct json *j, struct value *v, char close)
{
    if (++j->depth > LIMIT_JSON_DEPTH)
        return false;
    while (!take(j, close)) {
        bool good = close == '}' ? read_member(j, v) : read_value(j, v, STR("")) != NULL;
        if (!good || (!take(j, ',') && peek(j) != close))
            return false;
    }
    j->depth--;
    return true;
}

/* A number or one of the three words. */
static struct value *read_bare(struct json *j, struct value *parent, struct str name)
{
    const char *from = j->at;
    while (j->at < j->end &&
           ((*j->at >= '0' && *j->at <= '9') || (*j->at >= 'a' && *j->at <= 'z') ||
            (*j->at >= 'A' && *j->at <= 'Z') || strchr("+-.", *j->at)) &&
           *j->at)
        j->at++;
    struct str text = {from, (size_t)(j->at - from)};
    if (text.len == 0)
        return NULL;
    bool none = str_eq(text, STR("null")), number = memchr("-+.0123456789", *from, 13) != NULL;
    if (!none && !number && !str_eq_nocase(text, STR("true")) &&
        !str_eq_nocase(text, STR("false")) && !str_eq(text, STR("NaN")))
        return NULL;
    struct value *v = value_add(j->maker, parent, none ? VALUE_NONE : VALUE_BARE, name);
    if (v && !none)
        v->text = text;
    return v;
}

static struct value *read_value(struct json *j, struct value *parent, struct str name)
{
    char c = peek(j);
    struct value *v;
    if (c != '{' && c != '[' && c != '"')
        return read_bare(j, parent, name);
    v = value_add(j->maker, parent,
                  c == '{'   ? VALUE_MAP
                  : c == '[' ? VALUE_LIST
                             : VALUE_TEXT,
                  name);
    if (!v)
        return NULL;
    if (c == '"')
        return read_string(j, &v->text) ? v : NULL;
    j->at++;
    return read_items(j, v, c == '{' ? '}' : ']') ? v : NULL;
}

struct value *json_read(struct value_maker *m, struct str text, struct json_counts *counts)
{
    struct json j = {.at = text.ptr, .end = text.ptr + text.len, .maker = m, .counts = counts};
    struct value *v = read_value(&j, NULL, STR(""));
    skip_blanks(&j);
    return v && j.at == j.end ? v : NULL;
}
