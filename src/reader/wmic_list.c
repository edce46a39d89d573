/* "wmic ntevent ... /format:list": a property a line, "EventCode=7036",
 * "InsertionStrings={"a","b"}"; lines end in CR CR LF. A text may have several lines; the property
 * that began the record begins the next one. */
#include "piece.h"
#include "record.h"

static const char *const keys[] = {
    "Category",        "CategoryString",   "ComputerName", "Data",    "EventCode",    "EventType",
    "EventIdentifier", "InsertionStrings", "Logfile",      "Message", "RecordNumber", "SourceName",
    "TimeGenerated",   "TimeWritten",      "Type",         "User",
};

/* The property that a line begins; empty when it begins none. */
static struct str key_of(struct str line)
{
    for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
        struct str key = str_of(keys[i]);
        if (str_starts(line, key) && line.len > key.len && line.ptr[key.len] == '=')
            return key;
    }
    return (struct str){0};
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == 0;
}

/* Where the next line begins; 0 when the bytes end before. */
static size_t next_line(struct str s, size_t at)
{
    const char *end = at < s.len ? memchr(s.ptr + at, '\n', s.len - at) : NULL;
    return end ? (size_t)(end + 1 - s.ptr) : 0;
}

static struct piece record_at(struct str s, struct str key, bool last)
{
    for (size_t at = 0; (at = next_line(s, at));) {
        if (at > LIMIT_RECORD_BYTES)
            return piece(PIECE_LARGE, s, at);
        struct str line = str_skip(s, at);
        if (line.len <= key.len)
            break;
        if (str_starts(line, key) && line.ptr[key.len] == '=')
            return piece(PIECE_RECORD, s, at);
    }
    if (s.len > LIMIT_RECORD_BYTES)
        return piece(PIECE_LARGE, s, s.len);
    return piece(last ? PIECE_RECORD : PIECE_OPEN, s, s.len);
}

static struct piece piece_of(struct str s, bool last)
{
    enum { LINE_MAX = 4096, KEY_MAX = 32 };
    size_t blank = 0;
    while (blank < s.len && is_blank(s.ptr[blank]))
        blank++;
    if (blank)
        return piece(PIECE_FILLING, s, blank);
    if (s.len < KEY_MAX && !last)
        return piece(PIECE_OPEN, s, s.len);
    struct str key = key_of(str_head(s, KEY_MAX));
    if (key.len)
        return record_at(s, key, last);
    size_t end = next_line(str_head(s, LINE_MAX), 0);
    if (!end && s.len < LINE_MAX && !last)
        return piece(PIECE_OPEN, s, s.len);
    return piece(PIECE_LOST, s, end ? end : s.len < LINE_MAX ? s.len : LINE_MAX);
}

/* Values --------------------------------------------------------------------------------------- */

/* "{"DNS Server","running"}", "{68,0,78}". A quote ends a text only before a comma or the end. */
static void add_list(struct value_maker *m, struct value *map, struct str key, struct str inside)
{
    struct value *list = value_add(m, map, VALUE_LIST, key);
    while (list && inside.len) {
        bool quoted = inside.ptr[0] == '"';
        const char *end = quoted ? str_find(str_skip(inside, 1), STR("\",")) : NULL;
        size_t len = inside.len;
        if (end)
            len = (size_t)(end + 1 - inside.ptr);
        else if (!quoted && (end = memchr(inside.ptr, ',', inside.len)))
            len = (size_t)(end - inside.ptr);
        struct str text = str_head(inside, len);
        struct value *item = value_add(m, list, quoted ? VALUE_TEXT : VALUE_BARE, STR(""));
        if (!item)
            return;
        text = str_skip(text, quoted);
        text.len -= quoted && str_ends(text, STR("\""));
        item->text = text;
        inside = str_skip(inside, len + 1);
    }
}

static void add_property(struct value_maker *m, struct value *map, struct str key, struct str text)
{
    text = str_trim(text);
    while (text.len && is_blank(text.ptr[text.len - 1]))
        text.len--;
    if (str_starts(text, STR("{")) && str_ends(text, STR("}"))) {
        add_list(m, map, key, (struct str){text.ptr + 1, text.len > 1 ? text.len - 2 : 0});
        return;
    }
    struct value *v = value_add(m, map, text.len ? VALUE_TEXT : VALUE_NONE, key);
    if (v)
        v->text = text;
}

static struct value *map_of(struct value_maker *m, struct str record)
{
    struct value *map = value_add(m, NULL, VALUE_MAP, STR(""));
    for (size_t at = 0; at < record.len;) {
        struct str line = str_skip(record, at);
        struct str key = key_of(line);
        size_t end = at;
        do
            end = next_line(record, end);
        while (end && !key_of(str_skip(record, end)).len);
        end = end ? end : record.len;
        if (key.len)
            add_property(m, map, key, str_skip(str_head(line, end - at), key.len + 1));
        at = end;
    }
    return map;
}

/* The reader ----------------------------------------------------------------------------------- */

static bool read_record(void *ctx, struct str record, enum note_id *note, const char **why)
{
    struct record_reading *r = ctx;
    struct value_maker *maker = record_next(r);
    const struct value *root = map_of(maker, record);
    *note = NOTE_RECORD_MALFORMED;
    *why = "properties of no event";
    return !maker->over && record_read(r, root, record);
}

static enum status wmic_list_parse(struct batch *b, const struct lead *lead, struct err *err)
{
    struct record_reading r;
    (void)err;
    record_begin(&r, b, lead);
    pieces_parse(b, r.place, piece_of, read_record, &r);
    record_end(&r);
    return OK;
}

static struct cut wmic_list_split(struct str window, size_t want, bool last)
{
    return pieces_split(piece_of, window, want, last);
}

static int wmic_list_probe(struct str head, struct str path)
{
    size_t at = 0;
    unsigned code = 0, other = 0;
    (void)path;
    while (at < head.len && is_blank(head.ptr[at]))
        at++;
    if (!key_of(str_skip(head, at)).len)
        return 0;
    do {
        struct str key = key_of(str_skip(head, at));
        code += str_eq(key, STR("EventCode")) || str_eq(key, STR("EventIdentifier"));
        other += str_eq(key, STR("SourceName"));
    } while ((!code || !other) && (at = next_line(head, at)));
    return code && other ? 96 : 0;
}

const struct reader reader_wmic_list = {
    .name = "wmic-list",
    .summary = "wmic ntevent /format:list",
    .probe = wmic_list_probe,
    .split = wmic_list_split,
    .parse = wmic_list_parse,
};
