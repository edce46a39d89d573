/* From a row of a table to an event. */
#include "base/buf.h"
#include "csv.h"
#include "csv_payload.h"
#include "csv_sheet.h"
#include "words.h"

/* Parts of an event ---------------------------------------------------------------------------- */

static const struct {
    enum csv_part part;
    size_t offset;
} texts[] = {
    {CSV_SOURCE,      offsetof(struct event, provider)           },
    {CSV_SOURCE_NAME, offsetof(struct event, event_source_name)  },
    {CSV_GUID,        offsetof(struct event, provider_guid)      },
    {CSV_COMPUTER,    offsetof(struct event, computer)           },
    {CSV_CHANNEL,     offsetof(struct event, channel)            },
    {CSV_USER,        offsetof(struct event, user_sid)           },
    {CSV_ACTIVITY,    offsetof(struct event, activity_id)        },
    {CSV_RELATED,     offsetof(struct event, related_activity_id)},
};

static const struct {
    enum csv_part part;
    size_t offset;
} numbers[] = {
    {CSV_QUALIFIERS, offsetof(struct event, qualifiers)},
    {CSV_RECORD,     offsetof(struct event, record_id) },
    {CSV_TASK,       offsetof(struct event, task)      },
    {CSV_OPCODE,     offsetof(struct event, opcode)    },
    {CSV_PROCESS,    offsetof(struct event, pid)       },
    {CSV_THREAD,     offsetof(struct event, tid)       },
    {CSV_VERSION,    offsetof(struct event, version)   },
};

/* Get-EventLog writes "(2)" where it has no word for a category. */
static struct str without_brackets(struct str s)
{
    bool both = s.len > 2 && s.ptr[0] == '(' && s.ptr[s.len - 1] == ')';
    return both ? (struct str){s.ptr + 1, s.len - 2} : s;
}

static void put_texts_and_numbers(struct csv_sheet *s, struct event *e)
{
    int64_t n;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        *(struct str *)((char *)e + texts[i].offset) = sheet_value(s, texts[i].part);
    for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
        struct str text = without_brackets(sheet_plain(s, numbers[i].part));
        if (text.len && str_to_i64(text, &n) && n >= 0)
            *(int64_t *)((char *)e + numbers[i].offset) = n;
    }
}

static void put_level(struct csv_sheet *s, struct event *e)
{
    static const int64_t of_wmi[] = {4, 2, 3, 4, 0, 0};
    struct str word = sheet_value(s, CSV_LEVEL), type = sheet_plain(s, CSV_EVENT_TYPE);
    uint64_t n;
    if (str_to_u64(word, &n) && n <= 255)
        e->level = (int64_t)n;
    else
        e->level = words_level(word);
    if (e->level != EVENT_NONE || type.len == 0)
        return;
    if (!str_to_u64(type, &n))
        e->level = words_level(sheet_value(s, CSV_EVENT_TYPE));
    else if (s->columns.dialect->joins)
        e->level = n < ARRAY_LEN(of_wmi) ? of_wmi[n] : EVENT_NONE;
    else
        e->level = words_level_of_type(n);
}

/* Hexadecimal, a number with or without sign, or the words of the Security log. */
static void put_keywords(struct csv_sheet *s, struct event *e)
{
    struct str text = sheet_value(s, CSV_KEYWORDS);
    int64_t negative;
    bool hex = str_starts_nocase(text, STR("0x"));
    if (text.len == 0)
        return;
    if (hex ? str_to_hex(text, &e->keywords) : str_to_u64(text, &e->keywords)) {
        e->has_keywords = true;
    } else if (!hex && str_to_i64(text, &negative)) {
        e->keywords = (uint64_t)negative;
        e->has_keywords = true;
    } else {
        e->keywords = words_keywords(text);
        e->has_keywords = e->keywords != 0;
        if (e->level == EVENT_NONE && words_level(text) == 0)
            e->level = 0;
    }
    if (!e->has_keywords)
        e->keywords = 0;
}

/* Log Parser names the file that it read. */
static void put_channel(struct csv_sheet *s, struct event *e)
{
    struct str name = e->channel;
    const char *slash = name.len ? memrchr(name.ptr, '\\', name.len) : NULL;
    if (slash) {
        name = str_skip(name, (size_t)(slash + 1 - name.ptr));
        struct str known = words_channel(&s->batch->arena, name);
        e->channel = known.len ? known : name;
    }
    if (e->channel.len == 0)
        e->channel = s->channel;
}

/* Values --------------------------------------------------------------------------------------- */

static struct str without_around(struct str s, char around)
{
    bool both = around == '{' && s.len > 1 && s.ptr[0] == '{' && s.ptr[s.len - 1] == '}';
    return both ? (struct str){s.ptr + 1, s.len - 2} : s;
}

static void add_strings(struct csv_sheet *s, struct csv_fields *fields)
{
    const struct csv_dialect *d = s->columns.dialect;
    struct str rest = without_around(sheet_value(s, CSV_STRINGS), d->around);
    while (rest.len) {
        struct str behind, one = str_cut(rest, d->strings, &behind);
        bool more = one.len < rest.len;
        csv_field_add(fields, STR("Data"), str_trim(one));
        if (more && behind.len == 0)
            csv_field_add(fields, STR("Data"), (struct str){"", 0});
        rest = behind;
    }
}

/* "System.String[]": what PowerShell writes for a list. */
static bool is_type_name(struct str s)
{
    return str_starts(s, STR("System.")) && (str_ends(s, STR("]")) || str_find(s, STR("[")));
}

static void add_properties(struct csv_sheet *s, struct csv_fields *fields)
{
    struct str value = sheet_value(s, CSV_PROPERTIES);
    if (is_type_name(value))
        s->lost_values = true;
    else if (value.len)
        csv_field_add(fields, STR("Data"), value);
}

/* wmic writes the numbers of the bytes, "{68;0;78;0}"; others write them in hexadecimal. */
static void add_binary(struct csv_sheet *s, struct csv_fields *fields)
{
    struct str value = sheet_value(s, CSV_BINARY), rest = without_around(value, '{');
    struct buf hex = BUF_CAP(1 << 18);
    uint64_t byte;
    if (is_type_name(value))
        s->lost_values = true;
    if (value.len == 0 || is_type_name(value))
        return;
    while (rest.len < value.len && rest.len && str_to_u64(str_cut(rest, ';', &rest), &byte))
        buf_fmt(&hex, "%02X", (unsigned)(byte & 0xFF));
    csv_field_add(fields, STR("Binary"), hex.len ? buf_keep(&hex, fields->arena) : value);
    buf_free(&hex);
}

/* What EvtxECmd's maps say of the values, where the values themselves are not there. */
static void add_named(struct csv_sheet *s, struct csv_fields *fields)
{
    struct str names[LIMIT_CSV_COLUMNS];
    size_t n = csv_cells(s->columns.heading, s->columns.separator, names, LIMIT_CSV_COLUMNS);
    for (int i = 0; i < s->columns.n && i < s->row->n && (size_t)i < n; i++) {
        struct str value = s->columns.part[i] == CSV_FIELD
                               ? csv_value(&s->batch->arena, s->row->cells[i])
                               : (struct str){0};
        if (value.len)
            csv_field_add(fields, csv_value(&s->batch->arena, names[i]), value);
    }
}

static void put_values(struct csv_sheet *s, struct event *e)
{
    struct csv_fields fields = {.arena = &s->batch->arena};
    add_strings(s, &fields);
    add_properties(s, &fields);
    add_binary(s, &fields);
    struct str payload = sheet_value(s, CSV_PAYLOAD);
    if (payload.len && !csv_payload_read(&fields, payload))
        notes_add(&s->batch->notes, NOTE_BYTES_LOST, s->place,
                  "payload at byte %llu is no whole JSON", (unsigned long long)e->offset);
    if (fields.n == 0)
        add_named(s, &fields);
    struct str dump = words_dump(&s->batch->arena, &e->message);
    if (dump.len)
        csv_field_add(&fields, STR("Binary"), dump);
    if (fields.dropped)
        notes_add(&s->batch->notes, NOTE_FIELDS_DROPPED, s->place, "%zu at byte %llu",
                  fields.dropped, (unsigned long long)e->offset);
    e->fields = fields.items;
    e->fields_n = fields.n;
}

/* The message goes from its cell to the end of the record where it is the last one. */
static struct str message_of(struct csv_sheet *s)
{
    struct str raw = sheet_raw(s, CSV_MESSAGE);
    struct str last = s->row->cells[s->row->n - 1];
    if (raw.ptr && raw.ptr + raw.len == last.ptr + last.len)
        raw.len = (size_t)(s->row->text.ptr + s->row->text.len - raw.ptr);
    return raw.ptr ? csv_value(&s->batch->arena, raw) : raw;
}

void sheet_event(struct csv_sheet *s, uint64_t id, struct event *e)
{
    put_texts_and_numbers(s, e);
    int64_t qualifiers = e->qualifiers;
    words_event_id(e, id);
    e->qualifiers = e->qualifiers == EVENT_NONE ? qualifiers : e->qualifiers;
    put_level(s, e);
    put_keywords(s, e);
    put_channel(s, e);
    if (words_nobody(e->user_sid))
        e->user_sid = (struct str){0};
    e->message = message_of(s);
    put_values(s, e);
}
