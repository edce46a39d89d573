/* Exports of the registry: "Windows Registry Editor Version 5.00" and REGEDIT4. Every key that
 * stands in the file is known as a whole: a value that is not under it is absent. */
#include "base/buf.h"
#include "base/utf8.h"
#include "console.h"
#include "reader/reader.h"
#include "registry.h"

static const struct str marks[] = {
    {"Windows Registry Editor Version 5.00", 36},
    {"REGEDIT4",                             8 },
};

static struct str without_mark(struct str s)
{
    while (s.len && (s.ptr[0] == '\r' || s.ptr[0] == '\n' || s.ptr[0] == ' '))
        s = str_skip(s, 1);
    return s;
}

static int probe_reg(struct str head, struct str path)
{
    (void)path;
    for (size_t i = 0; i < ARRAY_LEN(marks); i++)
        if (str_starts_nocase(without_mark(head), marks[i]))
            return 100;
    return 0;
}

struct reg {
    struct batch *batch;
    struct loc place;
    struct str rest, line;
    struct str key;
    size_t capture;
    bool wide; /* strings in hex are UTF-16: version 5 */
    bool open; /* a key has begun */
    bool cut;  /* something was lost, or the last line has no end */
};

static struct capture *capture_of(struct reg *r)
{
    return &r->batch->captures[r->capture];
}

static void lost(struct reg *r, const char *why)
{
    uint64_t at = r->batch->offset + (uint64_t)(r->line.ptr - r->batch->bytes.ptr);
    r->cut = true;
    batch_lost(r->batch, at, r->line.len, why);
    notes_add(&r->batch->notes, NOTE_BYTES_LOST, r->place, "%s", why);
}

static bool next_line(struct reg *r)
{
    r->place.line++;
    return str_line(&r->rest, &r->line);
}

/* A quoted text at the front of `s`, escapes resolved; `s` goes behind it. */
static bool take_quoted(struct arena *arena, struct str *s, struct str *out)
{
    if (s->len == 0 || s->ptr[0] != '"')
        return false;
    char *copy = arena_alloc(arena, s->len);
    size_t n = 0, i = 1;
    for (; i < s->len && s->ptr[i] != '"'; i++) {
        i += s->ptr[i] == '\\' && i + 1 < s->len;
        copy[n++] = s->ptr[i];
    }
    if (i == s->len)
        return false;
    *out = (struct str){copy, n};
    *s = str_skip(*s, i + 1);
    return true;
}

/* The bytes of "31,00,34,..." that may go on over lines ending in a backslash. */
static bool take_hex(struct reg *r, struct str text, struct buf *bytes)
{
    for (;;) {
        text = str_trim(text);
        bool more = text.len && text.ptr[text.len - 1] == '\\';
        text.len -= more;
        while (text.len) {
            struct str rest, word = str_trim(str_cut(text, ',', &rest));
            uint64_t byte;
            if (word.len && (word.len > 2 || !str_to_hex(word, &byte)))
                return false;
            if (word.len)
                buf_char(bytes, (char)byte);
            text = rest;
        }
        if (!more)
            return true;
        if (!next_line(r))
            return false;
        text = r->line;
    }
}

/* NUL-separated texts become lines; a list ends with an empty one. */
static struct str text_of(struct reg *r, struct str bytes)
{
    struct arena *arena = &r->batch->arena;
    char *copy = arena_alloc(arena, bytes.len * 2 + 4);
    size_t n = 0;
    for (size_t i = 0; i < bytes.len; i += r->wide ? 2 : 1) {
        const unsigned char *p = (const unsigned char *)bytes.ptr + i;
        uint32_t unit = r->wide && i + 1 < bytes.len ? (uint32_t)(p[0] | p[1] << 8) : p[0];
        bool high = r->wide && unit >= 0xD800 && unit < 0xDC00 && i + 3 < bytes.len;
        if (high) {
            unit = 0x10000 + ((unit - 0xD800) << 10) + ((uint32_t)(p[2] | p[3] << 8) & 0x3FF);
            i += 2;
        }
        n += unit ? utf8_put(unit, copy + n) : (copy[n] = '\n', 1u);
    }
    while (n && copy[n - 1] == '\n')
        n--;
    return (struct str){copy, n};
}

static struct str number_of(struct reg *r, struct str bytes)
{
    uint64_t number = 0;
    for (size_t i = bytes.len < 8 ? bytes.len : 8; i > 0; i--)
        number = number << 8 | (unsigned char)bytes.ptr[i - 1];
    return arena_fmt(&r->batch->arena, "%llu", (unsigned long long)number);
}

static struct str raw_of(struct reg *r, struct str bytes)
{
    char *copy = arena_alloc(&r->batch->arena, bytes.len * 2 + 1);
    for (size_t i = 0; i < bytes.len; i++)
        snprintf(copy + 2 * i, 3, "%02x", (unsigned char)bytes.ptr[i]);
    return (struct str){copy, bytes.len * 2};
}

static const struct hex_type {
    const char *prefix, *type;
    struct str (*value)(struct reg *r, struct str bytes);
} hex_types[] = {
    {"hex(1):", "REG_SZ",            text_of  },
    {"hex(2):", "REG_EXPAND_SZ",     text_of  },
    {"hex(4):", "REG_DWORD",         number_of},
    {"hex(7):", "REG_MULTI_SZ",      text_of  },
    {"hex(b):", "REG_QWORD",         number_of},
    {"hex(8):", "REG_RESOURCE_LIST", raw_of   },
    {"hex(0):", "REG_NONE",          raw_of   },
    {"hex:",    "REG_BINARY",        raw_of   },
};

static bool read_hex(struct reg *r, struct str text, struct str *type, struct str *value)
{
    for (size_t i = 0; i < ARRAY_LEN(hex_types); i++) {
        struct str prefix = str_of(hex_types[i].prefix);
        struct buf bytes = BUF_CAP(LIMIT_COMPANION_BYTES);
        if (!str_starts_nocase(text, prefix))
            continue;
        bool good = take_hex(r, str_skip(text, prefix.len), &bytes);
        *type = str_of(hex_types[i].type);
        *value = hex_types[i].value(r, buf_str(&bytes));
        buf_free(&bytes);
        return good;
    }
    return false;
}

/* What stands behind the equal sign. */
static bool read_data(struct reg *r, struct str text, struct str *type, struct str *value)
{
    uint64_t number;
    *type = STR("REG_SZ");
    if (text.len && text.ptr[0] == '"')
        return take_quoted(&r->batch->arena, &text, value);
    if (str_starts_nocase(text, STR("dword:")) && str_to_hex(str_skip(text, 6), &number)) {
        *type = STR("REG_DWORD");
        *value = arena_fmt(&r->batch->arena, "%llu", (unsigned long long)number);
        return true;
    }
    return read_hex(r, text, type, value);
}

static void read_value(struct reg *r)
{
    struct arena *arena = &r->batch->arena;
    struct str text = str_trim(r->line), value = {0};
    uint32_t line = r->place.line;
    uint64_t offset = r->batch->offset + (uint64_t)(r->line.ptr - r->batch->bytes.ptr);
    struct pair name_type = {0};
    if (text.ptr[0] == '@') {
        name_type.name = STR("(Default)");
        text = str_skip(text, 1);
    } else if (!take_quoted(arena, &text, &name_type.name)) {
        lost(r, "line of a registry export is not understood");
        return;
    }
    text = str_trim(text);
    if (text.len == 0 || text.ptr[0] != '=') {
        lost(r, "value of a registry export has no equal sign");
        return;
    }
    text = str_trim(str_skip(text, 1));
    if (str_eq(text, STR("-")))
        return; /* an order to delete, no value */
    if (!read_data(r, text, &name_type.value, &value)) {
        lost(r, "value of a registry export is not understood");
        return;
    }
    struct capture *capture = capture_of(r);
    struct fact *f = capture_add(arena, capture);
    f->line = line;
    f->offset = offset;
    registry_put(arena, f, r->key, &name_type, value);
    if (registry_names_host(r->key, name_type.name))
        capture->host = arena_str(arena, value);
}

static void read_key(struct reg *r, struct str text)
{
    struct arena *arena = &r->batch->arena;
    if (text.ptr[text.len - 1] != ']' || text.len < 3) {
        r->open = false;
        lost(r, "name of a registry key is cut");
        return;
    }
    text = (struct str){text.ptr + 1, text.len - 2};
    r->open = text.ptr[0] != '-'; /* an order to delete */
    if (!r->open)
        return;
    r->key = registry_key(arena, text);
    capture_scope(arena, capture_of(r), STR("key"), r->key);
}

static enum status parse_reg(struct batch *b, const struct lead *lead, struct err *err)
{
    (void)err;
    struct reg r = {.batch = b, .place = {.file = lead->path.ptr}, .rest = b->bytes};
    bool whole;
    struct capture *capture = batch_capture(b, FACT_REGISTRY);
    r.capture = b->captures_n - 1;
    r.wide = str_starts_nocase(without_mark(b->bytes), marks[0]);
    capture->tool = STR("reg export");
    name_taken(lead->path, &capture->taken, &whole);
    while (next_line(&r)) {
        struct str text = str_trim(r.line);
        if (text.len == 0 || text.ptr[0] == ';')
            continue;
        if (text.ptr[0] == '[')
            read_key(&r, text);
        else if (r.open)
            read_value(&r);
        else if (r.place.line > 2)
            lost(&r, "line stands under no key");
    }
    r.cut |= b->bytes.len && b->bytes.ptr[b->bytes.len - 1] != '\n';
    capture_scope(&b->arena, capture_of(&r), STR("whole"), r.cut ? STR("no") : STR("yes"));
    return OK;
}

const struct reader reader_reg = {
    .name = "registry-export",
    .summary = "registry exports (.reg), version 5 and REGEDIT4",
    .probe = probe_reg,
    .parse = parse_reg,
};
