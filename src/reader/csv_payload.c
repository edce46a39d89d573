#include "csv_payload.h"

#include "base/utf8.h"

void csv_field_add(struct csv_fields *f, struct str name, struct str value)
{
    if (f->n >= LIMIT_RECORD_FIELDS) {
        f->dropped++;
        return;
    }
    GROW(f->arena, f->items, f->n, f->max);
    f->items[f->n++] = (struct field){name, value};
}

struct payload {
    struct csv_fields *out;
    struct str rest;
    int depth;
};

static char peek(struct payload *p)
{
    p->rest = str_trim(p->rest);
    return p->rest.len ? p->rest.ptr[0] : 0;
}

static bool take(struct payload *p, char c)
{
    if (peek(p) != c)
        return false;
    p->rest = str_skip(p->rest, 1);
    return true;
}

/* Strings -------------------------------------------------------------------------------------- */

static bool take_hex(struct str *s, uint32_t *out)
{
    uint64_t value;
    struct str four = str_head(*s, 4);
    if (four.len < 4 || four.ptr[1] == 'x' || four.ptr[1] == 'X' || !str_to_hex(four, &value))
        return false;
    *s = str_skip(*s, 4);
    *out = (uint32_t)value;
    return true;
}

/* The character behind "\u", of one escape or of a pair; a lone half is U+FFFD. */
static uint32_t take_unicode(struct str *s)
{
    uint32_t high, low;
    if (!take_hex(s, &high))
        return 0xFFFD;
    if (high < 0xD800 || high > 0xDFFF)
        return high ? high : 0xFFFD;
    struct str behind = str_skip(*s, 2);
    if (high > 0xDBFF || !str_starts(*s, STR("\\u")) || !take_hex(&behind, &low) || low < 0xDC00 ||
        low > 0xDFFF)
        return 0xFFFD;
    *s = behind;
    return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
}

static struct str unescape(struct arena *arena, struct str s)
{
    static const char names[] = "bfnrt", means[] = "\b\f\n\r\t";
    char *to = arena_alloc(arena, s.len + 4);
    size_t n = 0;
    while (s.len) {
        char c = s.ptr[0];
        s = str_skip(s, 1);
        if (c != '\\' || s.len == 0) {
            to[n++] = c;
            continue;
        }
        c = s.ptr[0];
        s = str_skip(s, 1);
        const char *name = c ? strchr(names, c) : NULL;
        if (c == 'u')
            n += utf8_put(take_unicode(&s), to + n);
        else
            to[n++] = name ? means[name - names] : c;
    }
    return (struct str){to, n};
}

static bool take_string(struct payload *p, struct str *out)
{
    if (!take(p, '"'))
        return false;
    size_t end = 0;
    while (end < p->rest.len && p->rest.ptr[end] != '"')
        end += p->rest.ptr[end] == '\\' ? 2 : 1;
    if (end >= p->rest.len)
        return false;
    *out = str_head(p->rest, end);
    if (memchr(out->ptr, '\\', out->len))
        *out = unescape(p->out->arena, *out);
    p->rest = str_skip(p->rest, end + 1);
    return true;
}

/* Numbers, true, false, null. */
static bool take_word(struct payload *p, struct str *out)
{
    size_t end = 0;
    peek(p);
    while (end < p->rest.len && !strchr(",]}: \t\r\n\"[{", p->rest.ptr[end]))
        end++;
    *out =
        str_eq(str_head(p->rest, end), STR("null")) ? (struct str){"", 0} : str_head(p->rest, end);
    p->rest = str_skip(p->rest, end);
    return end > 0;
}

/* Values --------------------------------------------------------------------------------------- */

static bool take_value(struct payload *p, struct str name);

static struct str without(struct arena *arena, struct str s, char unwanted)
{
    char *copy = arena_alloc(arena, s.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] != unwanted)
            copy[n++] = s.ptr[i];
    return (struct str){copy, n};
}

/* Bytes stand as "44-00-4E"; names have no blanks. */
static void add(struct payload *p, struct str name, struct str value)
{
    if (str_eq(name, STR("Binary")) && value.len == 0)
        return;
    if (str_eq(name, STR("Binary")))
        value = without(p->out->arena, value, '-');
    if (memchr(name.ptr, ' ', name.len))
        name = without(p->out->arena, name, ' ');
    csv_field_add(p->out, name.len ? name : STR("Data"), value);
}

/* An element: attributes begin with '@', of which only Name means something; "#text" is its text.
 */
static bool take_object(struct payload *p, struct str name)
{
    struct str key, value, text = {0};
    if (take(p, '}'))
        return true;
    do {
        if (!take_string(p, &key) || !take(p, ':'))
            return false;
        bool attribute = key.len && key.ptr[0] == '@';
        bool plain = attribute || str_eq(key, STR("#text"));
        if (plain && peek(p) != '{' && peek(p) != '[') {
            if (!(peek(p) == '"' ? take_string(p, &value) : take_word(p, &value)))
                return false;
            name = str_eq(key, STR("@Name")) ? value : name;
            text = attribute ? text : value;
            text = text.ptr || !str_eq(key, STR("@Name")) ? text : (struct str){"", 0};
        } else if (!take_value(p, key)) {
            return false;
        }
    } while (take(p, ','));
    if (text.ptr)
        add(p, name, text);
    return take(p, '}');
}

static bool take_array(struct payload *p, struct str name)
{
    if (take(p, ']'))
        return true;
    do
        if (!take_value(p, name))
            return false;
    while (take(p, ','));
    return take(p, ']');
}

static bool take_value(struct payload *p, struct str name)
{
    struct str value;
    bool good;
    if (p->depth >= LIMIT_CSV_PAYLOAD_DEPTH)
        return false;
    p->depth++;
    if (take(p, '{'))
        good = take_object(p, name);
    else if (take(p, '['))
        good = take_array(p, name);
    else if ((good = peek(p) == '"' ? take_string(p, &value) : take_word(p, &value)))
        add(p, name, value);
    p->depth--;
    return good;
}

bool csv_payload_read(struct csv_fields *f, struct str json)
{
    struct payload p = {.out = f, .rest = json};
    return peek(&p) == '{' && take_value(&p, STR("Data")) && peek(&p) == 0;
}
