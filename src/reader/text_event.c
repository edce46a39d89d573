#include "text_event.h"

#include "words.h"

struct text_run text_run_of(struct batch *b, const struct lead *lead)
{
    return text_run_in(b, lead, wall_order_noted(b, lead));
}

struct text_run text_run_in(struct batch *b, const struct lead *lead, enum wall_order order)
{
    return (struct text_run){
        .batch = b,
        .lead = lead,
        .place = {.file = lead->path.ptr},
        .channel = words_channel(&b->arena, lead->path),
        .order = order,
    };
}

void text_lost(struct text_run *t, struct str stretch, enum note_id note, const char *why)
{
    uint64_t at = t->batch->offset + (uint64_t)(stretch.ptr - t->batch->bytes.ptr);
    batch_lost(t->batch, at, stretch.len, why);
    notes_add(&t->batch->notes, note, t->place, "%s, %zu bytes at byte %llu", why, stretch.len,
              (unsigned long long)at);
}

void text_note(struct text_run *t, enum note_id note, const char *detail)
{
    if (!t->batch->notes.seen[note])
        notes_add(&t->batch->notes, note, t->place, "%s", detail);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct str text_one_line(struct arena *arena, struct str s)
{
    bool plain = true;
    s = str_trim(s);
    for (size_t i = 0; i < s.len && plain; i++)
        plain = !is_blank(s.ptr[i]) || (s.ptr[i] == ' ' && !is_blank(s.ptr[i + 1]));
    if (plain)
        return s;
    char *copy = arena_alloc(arena, s.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++)
        if (!is_blank(s.ptr[i]) || copy[n - 1] != ' ')
            copy[n++] = is_blank(s.ptr[i]) ? ' ' : s.ptr[i];
    return (struct str){copy, n};
}

enum text_part text_part_of(const struct text_label *labels, size_t n, struct str label)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq_nocase(label, str_of(labels[i].text)))
            return labels[i].part;
    return TEXT_PARTS;
}

void text_field(struct text_run *t, struct event *e, struct str name, struct str value)
{
    struct arena *arena = &t->batch->arena;
    if (e->fields_n == LIMIT_RECORD_FIELDS) {
        text_note(t, NOTE_FIELDS_DROPPED, "");
        return;
    }
    bool full = (e->fields_n & (e->fields_n - 1)) == 0; /* room doubles */
    struct field *fields;
    if (full) {
        fields = ARENA_ARRAY(arena, struct field, e->fields_n ? 2 * e->fields_n : 1);
        if (e->fields_n)
            memcpy(fields, e->fields, e->fields_n * sizeof *fields);
        e->fields = fields;
    }
    memcpy(&fields, &e->fields, sizeof fields); /* it is ours, although the event shows it const */
    fields[e->fields_n++] = (struct field){name.len ? name : STR("Data"), value};
}

/* Headings ------------------------------------------------------------------------------------- */

void text_heading_keep(struct lead *lead, uint64_t decoded, struct str channel, struct str computer)
{
    if (lead->headings_n == LIMIT_HEADINGS)
        return;
    struct heading *h = &lead->headings[lead->headings_n];
    size_t half = sizeof h->room / 2;
    h->decoded = decoded;
    h->channel = str_head((struct str){h->room, channel.len}, half);
    h->computer = str_head((struct str){h->room + half, computer.len}, half);
    if (channel.len)
        memcpy(h->room, channel.ptr, h->channel.len);
    if (computer.len)
        memcpy(h->room + half, computer.ptr, h->computer.len);
    lead->headings_n++;
}

const struct heading *text_heading_at(const struct lead *lead, uint64_t decoded)
{
    const struct heading *last = NULL;
    if (lead->headings_n == LIMIT_HEADINGS)
        return NULL; /* there may be others behind the last one kept */
    for (size_t i = 0; i < lead->headings_n && lead->headings[i].decoded <= decoded; i++)
        last = &lead->headings[i];
    return last;
}

/* One event ------------------------------------------------------------------------------------ */

/* A number, also in the parentheses in which Event Viewer puts tasks without a name. */
static int64_t number_of(struct str s)
{
    uint64_t n;
    if (s.len > 2 && s.ptr[0] == '(' && s.ptr[s.len - 1] == ')')
        s = (struct str){s.ptr + 1, s.len - 2};
    return str_to_u64(s, &n) && n <= UINT32_MAX ? (int64_t)n : EVENT_NONE;
}

static int64_t level_of(const struct str part[TEXT_PARTS])
{
    const struct str words[] = {part[TEXT_LEVEL], part[TEXT_LEVEL_2]};
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        int64_t number = number_of(words[i]), word = words_level(words[i]);
        if (number != EVENT_NONE && number < 256)
            return number;
        if (word != EVENT_NONE)
            return word;
    }
    int64_t type = number_of(part[TEXT_TYPE]);
    return type == EVENT_NONE ? EVENT_NONE : words_level_of_type((uint64_t)type);
}

/* EventType knows audits that succeeded and that failed. */
static uint64_t audit_of(int64_t type)
{
    return type == 8    ? words_keywords(STR("Audit Success"))
           : type == 16 ? words_keywords(STR("Audit Failure"))
                        : 0;
}

/* Keywords as a number, signed or not, or as words. */
static void put_keywords(struct event *e, const struct str part[TEXT_PARTS])
{
    int64_t number;
    uint64_t hex;
    if (str_to_i64(part[TEXT_KEYWORDS], &number))
        e->keywords = (uint64_t)number;
    else if (str_starts(part[TEXT_KEYWORDS], STR("0x")) && str_to_hex(part[TEXT_KEYWORDS], &hex))
        e->keywords = hex;
    else {
        e->keywords = words_keywords(part[TEXT_KEYWORD_WORDS]) |
                      words_keywords(part[TEXT_LEVEL]) | /* 2003 has audits in the level */
                      words_keywords(part[TEXT_LEVEL_2]) | audit_of(number_of(part[TEXT_TYPE]));
        e->has_keywords = e->keywords != 0;
        return;
    }
    e->has_keywords = true;
}

static void put_names(struct text_run *t, struct event *e, const struct str part[TEXT_PARTS])
{
    e->channel = part[TEXT_CHANNEL].len ? part[TEXT_CHANNEL] : t->channel;
    e->computer = part[TEXT_COMPUTER];
    e->provider_guid = part[TEXT_PROVIDER_GUID];
    e->activity_id = part[TEXT_ACTIVITY];
    e->related_activity_id = part[TEXT_RELATED_ACTIVITY];
    for (int i = TEXT_USER; i <= TEXT_USER_2 && !e->user_sid.len; i++)
        if (!words_nobody(part[i]))
            e->user_sid = part[i];
}

static void put_numbers(struct event *e, const struct str part[TEXT_PARTS])
{
    static const struct {
        enum text_part part;
        size_t at;
    } numbers[] = {
        {TEXT_VERSION, offsetof(struct event, version)},
        {TEXT_TASK,    offsetof(struct event, task)   },
        {TEXT_OPCODE,  offsetof(struct event, opcode) },
        {TEXT_PROCESS, offsetof(struct event, pid)    },
        {TEXT_THREAD,  offsetof(struct event, tid)    },
    };
    for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
        int64_t n = number_of(part[numbers[i].part]);
        memcpy((char *)e + numbers[i].at, &n, sizeof n);
    }
    uint64_t record;
    if (str_to_u64(part[TEXT_RECORD_ID], &record) && record <= INT64_MAX)
        e->record_id = (int64_t)record;
    int64_t qualifiers = number_of(part[TEXT_QUALIFIERS]);
    if (e->qualifiers == EVENT_NONE && qualifiers <= 0xFFFF)
        e->qualifiers = qualifiers;
}

/* What the form does not have. */
static void put_notes(struct text_run *t, const struct event *e, const struct str part[TEXT_PARTS])
{
    if (e->at.ticks == TIME_NONE)
        notes_add(&t->batch->notes, NOTE_RECORD_NO_TIME, t->place, "at byte %llu",
                  (unsigned long long)e->offset);
    if (!part[TEXT_CHANNEL].len)
        text_note(t, NOTE_CHANNEL_UNKNOWN,
                  e->channel.len ? "the name of the file tells it" : "nor does its name");
    if (!e->computer.len)
        text_note(t, NOTE_COMPUTER_UNKNOWN, "");
    if (e->level == EVENT_NONE)
        text_note(t, NOTE_LEVEL_UNKNOWN, "");
}

struct event *text_event(struct text_run *t, const struct str part[TEXT_PARTS], struct str record)
{
    uint64_t id;
    if (!part[TEXT_PROVIDER].len || !str_to_u64(part[TEXT_ID], &id) || id > UINT32_MAX) {
        text_lost(t, record, NOTE_RECORD_MALFORMED, "record has no source or no event id");
        return NULL;
    }
    struct event *e = batch_add(t->batch);
    bool dated = part[TEXT_DATE].len > 0;
    e->offset = t->batch->offset + (uint64_t)(record.ptr - t->batch->bytes.ptr);
    e->at = wall_time(part[dated ? TEXT_DATE : TEXT_DATE_2],
                      dated ? part[TEXT_CLOCK] : (struct str){0}, t->order);
    e->provider = part[TEXT_PROVIDER];
    e->message = part[TEXT_MESSAGE];
    e->level = level_of(part);
    words_event_id(e, id);
    if (id > 0xFFFF)
        text_note(t, NOTE_ID_COMBINED, "");
    put_numbers(e, part);
    put_names(t, e, part);
    put_keywords(e, part);
    put_notes(t, e, part);
    return e;
}
