/* Events as JSON: evtx_dump, Winlogbeat and Elastic, NXLog, Wazuh, EvtxECmd, ConvertTo-Json, and
 * whatever carries the XML of an event as a string. One object is one record, be it a line, one of
 * several lines, or an item of an array with something around it. */
#include "json_scan.h"
#include "record.h"

struct reading {
    struct record_reading record;
    struct json_counts counts;
};

static bool read_object(void *ctx, struct str record, enum note_id *note, const char **why)
{
    struct reading *r = ctx;
    struct value_maker *maker = record_next(&r->record);
    const struct value *root = json_read(maker, record, &r->counts);
    *note = NOTE_RECORD_MALFORMED;
    *why = root          ? "object holds no event"
           : maker->over ? "object has too many values"
                         : "damaged object";
    return root && record_read(&r->record, root, record);
}

static enum status json_parse(struct batch *b, const struct lead *lead, struct err *err)
{
    struct reading r = {0};
    (void)err;
    record_begin(&r.record, b, lead);
    pieces_parse(b, r.record.place, json_piece_at, read_object, &r);
    if (r.counts.halves)
        notes_sum(&b->notes, NOTE_SURROGATES_REPLACED, r.record.place, r.counts.halves, "%s", "");
    if (r.counts.controls)
        notes_sum(&b->notes, NOTE_CONTROLS_REPLACED, r.record.place, r.counts.controls, "%s", "");
    record_end(&r.record);
    return OK;
}

static struct cut json_split(struct str window, size_t want, bool last)
{
    return pieces_split(json_piece_at, window, want, last);
}

/* Probing -------------------------------------------------------------------------------------- */

enum { PROBE_RECORDS = 16, PROBE_LOST = 4096 };

static bool holds_event(struct arena *arena, struct str record)
{
    struct json_counts counts = {0};
    struct value_maker maker = {.nodes = arena, .texts = arena};
    const struct value *root = json_read(&maker, record, &counts);
    bool event = root && record_is_event(root);
    arena_reset(arena);
    return event;
}

/* A record that goes on behind the first bytes: names that only events have. */
static bool looks_like_event(struct str s)
{
    static const char *const marks[] = {
        "\"winlog\"",    "\"event_data\"",   "\"EventRecordID\"", "<Event ",
        "\\u003cEvent",  "\"ProviderName\"", "\"ProviderGuid",    "\"ReplacementStrings",
        "\"EventData\"", "\"eventRecordID\""};
    for (size_t i = 0; i < ARRAY_LEN(marks); i++)
        if (str_find(s, str_of(marks[i])))
            return true;
    return false;
}

static int json_probe(struct str head, struct str path)
{
    struct arena arena = {0};
    int sure = 0;
    size_t records = 0, lost = 0;
    (void)path;
    if (str_starts(str_trim(head), STR("<"))) /* braces in the values of XML make no JSON */
        return 0;
    for (struct str rest = head;
         rest.len && !sure && records < PROBE_RECORDS && lost < PROBE_LOST;) {
        struct piece p = json_piece_at(rest, false);
        rest = str_skip(rest, p.bytes.len);
        records += p.kind == PIECE_RECORD;
        lost += p.kind == PIECE_LOST || p.kind == PIECE_BROKEN ? p.bytes.len : 0;
        bool object = p.bytes.ptr[0] == '{' || p.bytes.ptr[0] == '"';
        if (p.kind == PIECE_RECORD && holds_event(&arena, p.bytes))
            sure = 98;
        else if (p.kind == PIECE_OPEN && object && looks_like_event(p.bytes))
            sure = 97;
    }
    arena_free(&arena);
    return sure;
}

const struct reader reader_json_lines = {
    .name = "json",
    .summary = "events as JSON: evtx_dump, Winlogbeat, NXLog, Wazuh, EvtxECmd, ConvertTo-Json",
    .probe = json_probe,
    .split = json_split,
    .parse = json_parse,
};
