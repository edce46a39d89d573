#include "flat.h"

#include <stdlib.h>

enum {
    MOST = LIMIT_RECORD_FIELDS,
    SLOTS = 4 * LIMIT_RECORD_FIELDS, /* a power of two */
    FEW = 8,                         /* up to so many names are compared one by one */
    NONE = UINT16_MAX,
    KEEP = 1 << 20, /* bytes of a buffer that are kept for the next event */
};

_Static_assert(MOST < NONE && (SLOTS & (SLOTS - 1)) == 0, "tables of flat.c");

void flat_free(struct flat *f)
{
    buf_free(&f->json);
    buf_free(&f->layout);
    free(f->next);
    *f = (struct flat){0};
}

static void make_tables(struct flat *f)
{
    f->next = malloc((2 * MOST + SLOTS) * sizeof(*f->next));
    if (!f->next)
        mem_die((2 * MOST + SLOTS) * sizeof(*f->next));
    f->number = f->next + MOST;
    f->slots = f->number + MOST;
}

/* The latest field before `i` of the same name, or NONE. */
static uint16_t twin_of_few(const struct field *fields, size_t i)
{
    for (size_t k = i; k-- > 0;)
        if (str_eq(fields[k].name, fields[i].name))
            return (uint16_t)k;
    return NONE;
}

/* The same through a hash table of `room` slots. */
static uint16_t twin_of_many(struct flat *f, const struct field *fields, size_t i, size_t room)
{
    size_t slot = str_hash(fields[i].name) & (room - 1);
    uint16_t twin;
    while ((twin = f->slots[slot]) != NONE && !str_eq(fields[twin].name, fields[i].name))
        slot = (slot + 1) & (room - 1);
    f->slots[slot] = (uint16_t)i;
    return twin;
}

/* Chains fields of one name by `next` and numbers the names; true when fields of one name stand
 * apart. */
static bool link_names(struct flat *f, const struct field *fields, size_t n, uint16_t *first)
{
    bool apart = false;
    uint16_t names = 0;
    size_t room = 4 * FEW;
    while (room < 2 * n)
        room *= 2;
    if (n > FEW)
        memset(f->slots, 0xff, room * sizeof(*f->slots));
    for (size_t i = 0; i < n; i++) {
        uint16_t twin = n > FEW ? twin_of_many(f, fields, i, room) : twin_of_few(fields, i);
        f->next[i] = NONE;
        first[i] = twin == NONE;
        if (twin == NONE) {
            f->number[i] = names++;
            continue;
        }
        f->number[i] = f->number[twin];
        f->next[twin] = (uint16_t)i;
        apart |= (size_t)twin + 1 != i;
    }
    return apart;
}

static bool is_plain(unsigned char c)
{
    return c >= 0x20 && c != '"' && c != '\\';
}

/* In each byte of the word the highest bit where that byte is not plain, exact up to the first such
 * one: a byte below n borrows when n is taken from it, an equal one is zero after the exclusive or.
 */
static uint64_t not_plain(uint64_t word)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), high = ones * 0x80;
    uint64_t quote = word ^ ones * '"', slash = word ^ ones * '\\';
    return (((word - ones * 0x20) & ~word) | ((quote - ones) & ~quote) |
            ((slash - ones) & ~slash)) &
           high;
}

/* How many bytes at the front need no escape, eight at a time. */
static size_t plain_run(const char *from, size_t len)
{
    size_t i = 0;
    for (uint64_t word; i + sizeof word <= len; i += sizeof word) {
        memcpy(&word, from + i, sizeof word);
        uint64_t found = not_plain(word);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
        if (found)
            return i + (size_t)__builtin_ctzll(found) / 8;
#else
        if (found)
            break;
#endif
    }
    while (i < len && is_plain((unsigned char)from[i]))
        i++;
    return i;
}

enum { PIECE = 4096, ESCAPE_MAX = 6 /* \u001f */ };

static char *put_escape(char *to, unsigned char c)
{
    static const char hex[] = "0123456789abcdef";
    *to++ = '\\';
    switch (c) {
    case '\n':
        *to++ = 'n';
        return to;
    case '\r':
        *to++ = 'r';
        return to;
    case '\t':
        *to++ = 't';
        return to;
    case '"':
    case '\\':
        *to++ = (char)c;
        return to;
    default:
        memcpy(to, "u00", 3);
        to[3] = hex[c >> 4];
        to[4] = hex[c & 15];
        return to + 5;
    }
}

static char *put_piece(char *to, struct str s)
{
    for (size_t i = 0; i < s.len;) {
        size_t run = plain_run(s.ptr + i, s.len - i);
        memcpy(to, s.ptr + i, run);
        to += run;
        i += run;
        if (i < s.len)
            to = put_escape(to, (unsigned char)s.ptr[i++]);
    }
    return to;
}

/* A text as JSON, and the one character behind it. Bytes above ASCII are kept as they are: what
 * reaches the store is valid UTF-8. */
static void put_text(struct buf *b, struct str s, char behind)
{
    buf_char(b, '"');
    do {
        struct str piece = str_head(s, PIECE);
        char *to = buf_room(b, ESCAPE_MAX * piece.len + 2), *end = put_piece(to, piece);
        b->len += (size_t)(end - to);
        s = str_skip(s, piece.len);
    } while (s.len);
    b->ptr[b->len++] = '"';
    b->ptr[b->len++] = behind;
}

/* The values of one name, and a comma behind them. */
static void put_values(struct flat *f, const struct field *fields, size_t i)
{
    bool many = f->next[i] != NONE || str_eq(fields[i].name, STR("Data"));
    if (many)
        buf_char(&f->json, '[');
    for (size_t k = i; k != NONE; k = f->next[k])
        put_text(&f->json, fields[k].value, many && f->next[k] == NONE ? ']' : ',');
    if (many)
        buf_char(&f->json, ',');
}

static void start_over(struct buf *b)
{
    if (b->room > KEEP)
        buf_free(b);
    buf_reset(b);
}

void flat_write(struct flat *f, const struct field *fields, size_t n, struct str *json,
                struct str *layout)
{
    uint16_t first[MOST];
    n = n < MOST ? n : MOST;
    if (!f->next)
        make_tables(f);
    start_over(&f->json);
    start_over(&f->layout);
    bool apart = link_names(f, fields, n, first);
    buf_char(&f->json, '{');
    for (size_t i = 0; i < n; i++) {
        if (!first[i])
            continue;
        put_text(&f->json, fields[i].name, ':');
        put_values(f, fields, i);
    }
    f->json.len -= n > 0; /* the last comma */
    buf_char(&f->json, '}');
    for (size_t i = 0; apart && i < n; i++)
        buf_fmt(&f->layout, i ? " %u" : "%u", f->number[i]);
    *json = buf_str(&f->json);
    *layout = buf_str(&f->layout);
}

/* What has been read so far: fields in the order of the object. */
struct reading {
    struct arena *arena;
    struct json json;
    struct field *fields;
    size_t n, max;
};

static bool add_value(struct reading *r, struct str name)
{
    struct str value;
    if (!json_text(&r->json, &value) || r->n == MOST)
        return false;
    GROW(r->arena, r->fields, r->n, r->max);
    r->fields[r->n++] = (struct field){name, value};
    return true;
}

static bool add_member(struct reading *r)
{
    struct str name;
    if (!json_text(&r->json, &name) || !json_take(&r->json, ':'))
        return false;
    if (!json_take(&r->json, '['))
        return add_value(r, name);
    do {
        if (!add_value(r, name))
            return false;
    } while (json_take(&r->json, ','));
    return json_take(&r->json, ']');
}

static bool take_number(struct str *rest, size_t *out)
{
    uint64_t number;
    struct str word = str_cut(*rest, ' ', rest);
    if (!str_to_u64(word, &number) || number >= MOST)
        return false;
    *out = (size_t)number;
    return true;
}

/* Where the fields of each name begin, in the order of the object; returns how many names. A name
 * is told from the one before by its place in the text: all its fields share one view. */
static size_t find_names(const struct reading *r, size_t *begin)
{
    size_t names = 0;
    for (size_t i = 0; i < r->n; i++)
        if (i == 0 || r->fields[i].name.ptr != r->fields[i - 1].name.ptr)
            begin[names++] = i;
    begin[names] = r->n;
    return names;
}

static bool lay_out(struct reading *r, struct str layout)
{
    size_t *begin = ARENA_ARRAY(r->arena, size_t, 2 * r->n + 2), *at = begin + r->n + 1, name;
    struct field *out = ARENA_ARRAY(r->arena, struct field, r->n + 1);
    size_t names = find_names(r, begin);
    memcpy(at, begin, names * sizeof(*at));
    for (size_t i = 0; i < r->n; i++) {
        if (!take_number(&layout, &name) || name >= names || at[name] == begin[name + 1])
            return false;
        out[i] = r->fields[at[name]++];
    }
    r->fields = out;
    return true;
}

bool flat_read(struct arena *arena, struct json text, struct str layout, struct field **fields,
               size_t *n)
{
    struct reading r = {.arena = arena, .json = text};
    if (!json_take(&r.json, '{'))
        return false;
    if (!json_peek(&r.json, '}')) {
        do {
            if (!add_member(&r))
                return false;
        } while (json_take(&r.json, ','));
    }
    if (!json_take(&r.json, '}') || (layout.len && !lay_out(&r, layout)))
        return false;
    *fields = r.fields;
    *n = r.n;
    return true;
}
