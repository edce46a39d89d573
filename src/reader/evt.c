/* Event logs of NT 3.1 to Server 2003 as they lie on disk (.evt).
 *
 * The file is a ring: behind the newest record stands one that says what is current, and the oldest
 * begins behind that, or at the front; a record that does not fit at the end goes on at the front.
 * What lies outside of the ring is left over and no evidence of an event. Records are read from
 * their own bytes; the first of each making in a run is read by libevt, too, and what the two say
 * is compared (libevt takes padding for strings, and data from the wrong place where there is
 * some). Times are UTC, to the second. */
#include "base/files.h"
#include "base/limits.h"
#include "binxml_value.h"
#include "evt_lib.h"
#include "proof.h"
#include "reader/reader.h"
#include "words.h"

#include <string.h>

enum {
    HEADER = 48,
    RECORD_HEAD = 56, /* up to the name of the source */
    RECORD_TAIL = 4,  /* the size again */
    END_RECORD = 40,  /* behind the newest record */
    FLAG_DIRTY = 1,
};

#define EVT_MARK ((struct str){"LfLe", 4})
#define END_MARK                                                                                   \
    ((struct str){"\x28\0\0\0\x11\x11\x11\x11\x22\x22\x22\x22\x33\x33\x33\x33\x44\x44\x44\x44", 20})

struct log {
    struct batch *batch;
    const struct lead *lead;
    struct loc place;
    struct str channel; /* by the name of the file */
    struct ring ring;
    struct proof_shapes shapes;
    struct batch other; /* the event as libevt has it */
    struct buf why;
    struct {
        size_t records;
        uint64_t from, to;
    } left_over;
};

/* Layout -------------------------------------------------------------------------------------- */

static bool is_header(struct str s)
{
    return s.len >= HEADER && bytes_u32(s.ptr) == HEADER && str_starts(str_skip(s, 4), EVT_MARK);
}

/* The size that the head of a record gives, or 0 when there is no such head. */
static size_t size_at(struct str s)
{
    size_t size = s.len >= 8 ? bytes_u32(s.ptr) : 0;
    bool good = size >= RECORD_HEAD + RECORD_TAIL && size <= LIMIT_EVT_RECORD_BYTES &&
                str_starts(str_skip(s, 4), EVT_MARK);
    return good ? size : 0;
}

/* The size of the whole record at the front, or 0. */
static size_t record_size(struct str s)
{
    size_t size = size_at(s);
    return size && size <= s.len && bytes_u32(s.ptr + size - RECORD_TAIL) == size ? size : 0;
}

static bool is_end(struct str s)
{
    return s.len >= END_RECORD && str_starts(s, END_MARK);
}

/* Bytes up to the next record, whole or not; all where there is none. */
static size_t until_record(struct str s)
{
    for (size_t at = 0; at < s.len;) {
        struct str rest = str_skip(s, at);
        const char *mark = str_find(rest, EVT_MARK);
        const char *end = str_find(rest, END_MARK);
        size_t record = mark ? (size_t)(mark - s.ptr) : s.len + 4;
        size_t cursor = end ? (size_t)(end - s.ptr) : s.len;
        if (cursor + 4 <= record)
            return cursor;
        if (record >= at + 4 && size_at(str_skip(s, record - 4)))
            return record - 4;
        at = record + 1;
    }
    return s.len;
}

/* Does the header say what all of them say? Nothing else of one that does not is believed. */
static bool is_sound_header(struct str s)
{
    return is_header(s) && bytes_u32(s.ptr + 8) == 1 && bytes_u32(s.ptr + 12) == 1 &&
           bytes_u32(s.ptr + HEADER - 4) == HEADER;
}

/* The ring, as the header has it where the log was closed before it was copied. */
static struct ring ring_of_header(struct str head)
{
    if (!is_sound_header(head) || (bytes_u32(head.ptr + 36) & FLAG_DIRTY))
        return (struct ring){0};
    return (struct ring){true, bytes_u32(head.ptr + 16), bytes_u32(head.ptr + 20),
                         bytes_u32(head.ptr + 24)};
}

static bool is_left_over(const struct ring *ring, uint64_t offset)
{
    if (!ring->known)
        return false;
    if (ring->oldest <= ring->end)
        return offset >= ring->end || offset < ring->oldest;
    return offset >= ring->end && offset < ring->oldest;
}

/* Records ------------------------------------------------------------------------------------- */

/* UTF-16 up to its NUL; `*s` goes behind that. False when there is no NUL. */
static bool take_text(struct arena *arena, struct str *s, struct str *out)
{
    size_t n = 0;
    while (n + 2 <= s->len && (s->ptr[n] || s->ptr[n + 1]))
        n += 2;
    if (n + 2 > s->len)
        return false;
    struct buf text = BUF_CAP(2 * n + 4);
    value_put_utf16(&text, str_head(*s, n));
    *out = buf_keep(&text, arena);
    buf_free(&text);
    *s = str_skip(*s, n + 2);
    return true;
}

/* What lies at an offset that the record gives, inside it. */
static bool part(struct str record, size_t at, size_t len, struct str *out)
{
    size_t end = record.len - RECORD_TAIL;
    *out = (struct str){0};
    if (len == 0)
        return true;
    if (at < RECORD_HEAD || at > end || end - at < len)
        return false;
    *out = str_head(str_skip(record, at), len);
    return true;
}

static const char *read_strings(struct arena *arena, struct str record, struct evt_values *v)
{
    size_t n = bytes_u16(record.ptr + 26), at = bytes_u32(record.ptr + 36);
    struct str *strings = ARENA_ARRAY(arena, struct str, n + 1), rest;
    if (n && (at < RECORD_HEAD || at > record.len - RECORD_TAIL))
        return "its strings lie outside of it";
    rest = str_skip(str_head(record, record.len - RECORD_TAIL), at);
    for (size_t i = 0; i < n; i++)
        if (!take_text(arena, &rest, &strings[i]))
            return "it has fewer strings than it says";
    v->strings = strings;
    v->strings_n = n;
    return NULL;
}

/* NULL, or what is wrong with the record, whose size is right. */
static const char *read_values(struct arena *arena, struct str record, struct evt_values *v)
{
    const char *p = record.ptr;
    struct str rest = str_skip(str_head(record, record.len - RECORD_TAIL), RECORD_HEAD), sid;
    *v = (struct evt_values){
        .number = bytes_u32(p + 8),
        .created = bytes_u32(p + 12),
        .id = bytes_u32(p + 20),
        .type = bytes_u16(p + 24),
        .category = bytes_u16(p + 28),
    };
    if (!take_text(arena, &rest, &v->source) || !take_text(arena, &rest, &v->computer))
        return "the names of its source and computer do not end";
    if (!part(record, bytes_u32(p + 44), bytes_u32(p + 40), &sid))
        return "its user lies outside of it";
    if (!part(record, bytes_u32(p + 52), bytes_u32(p + 48), &v->data))
        return "its data lie outside of it";
    struct buf user = BUF_CAP(256);
    value_put(&user, 0x13, sid);
    v->user = buf_keep(&user, arena);
    buf_free(&user);
    return read_strings(arena, record, v);
}

static void put_fields(struct arena *arena, struct event *e, const struct evt_values *v)
{
    size_t n = v->strings_n < LIMIT_RECORD_FIELDS ? v->strings_n : LIMIT_RECORD_FIELDS;
    struct field *fields = ARENA_ARRAY(arena, struct field, n + 1);
    for (size_t i = 0; i < n; i++)
        fields[i] = (struct field){STR("Data"), v->strings[i]};
    if (v->data.len) {
        struct buf hex = BUF_CAP(2 * v->data.len);
        value_put(&hex, VALUE_BINARY, v->data);
        fields[n++] = (struct field){STR("Binary"), buf_keep(&hex, arena)};
        buf_free(&hex);
    }
    e->fields = fields;
    e->fields_n = n;
}

/* EventType 8 and 16 have no level of their own: Windows shows them by their keywords. */
static void put_type(struct event *e, uint32_t type)
{
    static const struct {
        uint32_t type;
        uint64_t keywords;
    } audits[] = {
        {8,  UINT64_C(0x8020000000000000)},
        {16, UINT64_C(0x8010000000000000)},
    };
    e->level = words_level_of_type(type);
    for (size_t i = 0; i < ARRAY_LEN(audits); i++)
        if (audits[i].type == type) {
            e->keywords = audits[i].keywords;
            e->has_keywords = true;
        }
}

static void put_event(struct batch *b, const struct evt_values *v, struct str channel,
                      uint64_t offset)
{
    struct event *e = batch_add(b);
    e->at = (struct moment){.ticks = v->created * TICKS_PER_SECOND};
    e->offset = offset;
    e->record_id = v->number;
    e->provider = v->source;
    e->computer = v->computer;
    e->channel = channel;
    e->user_sid = v->user;
    e->task = v->category;
    words_event_id(e, v->id);
    put_type(e, v->type);
    put_fields(&b->arena, e, v);
}

/* Proof --------------------------------------------------------------------------------------- */

static void put(char *to, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        to[i] = (char)(value >> 8 * i & 255);
}

/* A log of this record alone. */
static struct str make_file(struct arena *arena, struct str record, uint32_t number)
{
    size_t len = HEADER + record.len + END_RECORD;
    uint32_t end = (uint32_t)(HEADER + record.len);
    char *to = arena_alloc(arena, len), *cursor = to + end;
    const uint32_t header[] = {HEADER,        0, 1, 1,     HEADER, end, number + 1, number,
                               (uint32_t)len, 0, 0, HEADER};
    for (size_t i = 0; i < ARRAY_LEN(header); i++)
        put(to + 4 * i, header[i]);
    memcpy(to + 4, EVT_MARK.ptr, EVT_MARK.len);
    memcpy(to + HEADER, record.ptr, record.len);
    memcpy(cursor, END_MARK.ptr, END_MARK.len);
    const uint32_t trailer[] = {HEADER, end, number + 1, number, END_RECORD};
    for (size_t i = 0; i < ARRAY_LEN(trailer); i++)
        put(cursor + END_MARK.len + 4 * i, trailer[i]);
    return (struct str){to, len};
}

static uint64_t shape_of(const struct evt_values *v)
{
    uint64_t shape = v->id;
    shape = shape * 31 + v->strings_n;
    shape = shape * 31 + (v->data.len > 0) + 2 * (v->user.len > 0);
    return (shape + 1) * UINT64_C(0x9E3779B97F4A7C15);
}

/* libevt looks for records inside of a record, too, and for each mark reads all that follows. */
static bool holds_marks(struct str record)
{
    struct str inside = str_skip(record, 8);
    return str_find(inside, EVT_MARK) || str_find(inside, END_MARK);
}

static void prove(struct log *l, struct str record, const struct evt_values *ours,
                  const struct event *e)
{
    struct evt_values theirs;
    if (holds_marks(record) || !proof_is_new(&l->shapes, shape_of(ours)))
        return;
    batch_reset(&l->other);
    struct str file = make_file(&l->other.arena, record, ours->number);
    if (!evt_lib_read(file, &l->other.arena, &theirs, &l->why)) {
        proof_missing(l->batch, l->place, e, buf_str(&l->why), "libevt cannot read it");
        return;
    }
    put_event(&l->other, &theirs, l->channel, e->offset);
    buf_reset(&l->why);
    if (!proof_same(&l->why, e, &l->other.events[0]))
        proof_differs(l->batch, l->place, e, buf_str(&l->why));
}

/* The run ------------------------------------------------------------------------------------- */

static void lost(struct log *l, uint64_t offset, size_t bytes, const char *why)
{
    batch_lost(l->batch, offset, bytes, why);
    notes_add(&l->batch->notes, NOTE_BYTES_LOST, l->place, "%zu bytes at byte %llu: %s", bytes,
              (unsigned long long)offset, why);
}

/* `bytes` of the record lie at that offset; the others, if any, were joined to them. */
static void read_record(struct log *l, struct str record, uint64_t offset, size_t bytes)
{
    struct evt_values v;
    char time[TIME_TEXT];
    if (is_left_over(&l->ring, offset)) {
        l->left_over.from = l->left_over.records++ ? l->left_over.from : offset;
        l->left_over.to = offset + bytes;
        return;
    }
    const char *why = read_values(&l->batch->arena, record, &v);
    if (!why) {
        put_event(l->batch, &v, l->channel, offset);
        prove(l, record, &v, &l->batch->events[l->batch->events_n - 1]);
        return;
    }
    batch_lost(l->batch, offset, bytes, why);
    struct moment created = {.ticks = v.created * TICKS_PER_SECOND};
    notes_add(&l->batch->notes, NOTE_RECORD_MALFORMED, l->place,
              "record %u of %s, %zu bytes at byte %llu: %s", (unsigned)v.number,
              time_iso(created, time), bytes, (unsigned long long)offset, why);
}

/* A record that the end of the file cuts goes on behind the header, if it is that of a ring. */
static void read_last(struct log *l, struct str begin, uint64_t offset)
{
    struct str front = str_skip(l->lead->head, HEADER);
    size_t size = size_at(begin), more = size - begin.len;
    char *whole = arena_alloc(&l->batch->arena, size);
    memcpy(whole, begin.ptr, begin.len);
    if (is_header(l->lead->head) && more <= front.len)
        memcpy(whole + begin.len, front.ptr, more);
    struct str record = {whole, size};
    if (record_size(record))
        read_record(l, record, offset, begin.len);
    else if (!is_left_over(&l->ring, offset))
        lost(l, offset, begin.len, "record cut off by the end of the file");
}

/* Zeros, and what fills the end of a ring where no head of a record fits. */
static bool is_filling(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] != 0 && s.ptr[i] != 0x27)
            return false;
    return true;
}

/* What is no record. At the front of a ring it is the end of a record that began at the end; others
 * follow it then. */
static void read_gap(struct log *l, struct str gap, uint64_t offset, bool followed)
{
    bool front = followed && offset == HEADER && is_header(l->lead->head) &&
                 (!l->ring.known || l->ring.oldest > l->ring.end);
    if (!front && !is_filling(gap) && !is_left_over(&l->ring, offset))
        lost(l, offset, gap.len, "no record of an event log");
}

static void read_run(struct log *l)
{
    struct str all = l->batch->bytes;
    for (size_t at = 0; at < all.len;) {
        struct str rest = str_skip(all, at);
        uint64_t offset = l->batch->offset + at;
        size_t size = record_size(rest), gap = 0;
        if (size)
            read_record(l, str_head(rest, size), offset, size);
        else if (offset == 0 && is_header(rest))
            size = HEADER;
        else if (is_end(rest))
            size = END_RECORD;
        else if (size_at(rest) > rest.len) {
            read_last(l, rest, offset);
            size = rest.len;
        } else {
            gap = 1 + until_record(str_skip(rest, 1));
            read_gap(l, str_head(rest, gap), offset, gap < rest.len);
        }
        at += size + gap;
    }
}

static enum status parse_evt(struct batch *b, const struct lead *lead, struct err *err)
{
    (void)err;
    struct log l = {
        .batch = b,
        .lead = lead,
        .place = {.file = lead->path.ptr},
        .channel = words_channel(&b->arena, lead->path),
        .ring = lead->ring.known ? lead->ring : ring_of_header(lead->head),
        .why = BUF_CAP(4096),
    };
    if (b->offset == 0)
        notes_add(&b->notes, NOTE_BINARY_LOG, l.place, ".evt");
    if (b->offset == 0 && !l.ring.known)
        notes_add(&b->notes, NOTE_EVT_OPEN, l.place, "%s", "");
    read_run(&l);
    if (l.left_over.records)
        notes_add(&b->notes, NOTE_LEFT_OVER, l.place, "%zu records between bytes %llu and %llu",
                  l.left_over.records, (unsigned long long)l.left_over.from,
                  (unsigned long long)l.left_over.to);
    batch_free(&l.other);
    buf_free(&l.why);
    return OK;
}

/* The file ------------------------------------------------------------------------------------ */

static int probe_evt(struct str head, struct str path)
{
    (void)path;
    return is_header(head) ? 100 : record_size(head) ? 90 : 0;
}

/* A run ends behind a whole record. Of what is none, all but the beginning of one is taken along,
 * for only `parse` knows what is left over. */
static struct cut split_evt(struct str window, size_t want, bool last)
{
    size_t end = 0, at = is_header(window) ? HEADER : 0;
    while (at < window.len && end < want) {
        struct str rest = str_skip(window, at);
        size_t size = record_size(rest);
        if (!size && !last && (size_at(rest) > rest.len || rest.len < END_RECORD))
            break;
        at += size ? size : 1 + until_record(str_skip(rest, 1));
        end = size ? at : end;
    }
    if (last && at >= window.len)
        return (struct cut){0, window.len, NULL};
    if (!end && window.len >= LIMIT_EVT_RECORD_BYTES)
        end = at > window.len - RECORD_HEAD ? window.len - RECORD_HEAD : at;
    return (struct cut){0, end, NULL};
}

/* The record behind the newest one says what is current; of several the last that was written. */
static void survey_evt(struct lead *lead, struct str run)
{
    for (const char *at; (at = str_find(run, END_MARK));) {
        run = str_skip(run, (size_t)(at - run.ptr));
        uint32_t next = run.len >= END_RECORD ? bytes_u32(run.ptr + 28) : 0;
        if (is_end(run) && bytes_u32(run.ptr + 36) == END_RECORD &&
            (!lead->ring.known || next > lead->ring.next))
            lead->ring =
                (struct ring){true, bytes_u32(run.ptr + 20), bytes_u32(run.ptr + 24), next};
        run = str_skip(run, 1);
    }
}

const struct reader reader_evt = {
    .name = "evt",
    .summary = "Event logs of NT to Server 2003 as they lie on disk (.evt)",
    .binary = true,
    .probe = probe_evt,
    .split = split_evt,
    .survey = survey_evt,
    .parse = parse_evt,
};
