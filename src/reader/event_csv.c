/* Events in tables: what Event Viewer saves as CSV or text, Export-Csv of PowerShell, eventquery,
 * wmic, Log Parser, EvtxECmd, NirSoft, the scripts of Microsoft's support, and any other table
 * whose headings name a time, an event id and a source.
 *
 * Which column holds what csv_columns.c tells. A row is a record when its event id is a number;
 * what is none belongs to the message before it where that may go on, else it is declared lost. */
#include "csv.h"
#include "csv_sheet.h"
#include "reader/reader.h"
#include "wall.h"
#include "words.h"

/* Records -------------------------------------------------------------------------------------- */

/* The record that was gathered becomes an event. */
static void finish_record(struct csv_sheet *s)
{
    uint64_t id;
    s->row = s->record;
    if (!s->row->text.ptr || !sheet_id(s, &id))
        return;
    struct event *e = batch_add(s->batch);
    e->offset = sheet_offset(s, s->row->text.ptr);
    e->at = sheet_time(s);
    sheet_event(s, id, e);
    if (e->at.ticks == TIME_NONE)
        notes_add(&s->batch->notes, NOTE_RECORD_NO_TIME, s->place, "at byte %llu",
                  (unsigned long long)e->offset);
    s->row->text = (struct str){0};
}

/* Is the row whose cells are set a record? A line of a message is none because it has no time. */
static bool is_record(const struct csv_sheet *s)
{
    uint64_t id;
    if (!sheet_id(s, &id))
        return false;
    bool may_go_on = s->record->text.ptr && s->record->open;
    return !may_go_on || sheet_time(s).ticks != TIME_NONE;
}

static void row_lost(struct csv_sheet *s, struct str row, const char *why)
{
    uint64_t at = sheet_offset(s, row.ptr);
    batch_lost(s->batch, at, row.len, why);
    notes_add(&s->batch->notes, NOTE_RECORD_MALFORMED, s->place, "%s, %zu bytes at byte %llu", why,
              row.len, (unsigned long long)at);
}

/* The last row of a file that was cut off: of its last cell nobody knows how much is missing. */
static bool is_cut(const struct csv_sheet *s, struct str row)
{
    return s->row->n < s->columns.n && !str_ends(row, STR("\n"));
}

static bool id_is_last(const struct csv_sheet *s)
{
    const int *at = s->columns.at;
    return s->row->n - 1 == (at[CSV_ID] == CSV_ABSENT ? at[CSV_ID32] : at[CSV_ID]);
}

/* Does the last cell hold a message that its tool did not quote, or did not close? */
static bool is_open(const struct csv_sheet *s, bool broken)
{
    const struct csv_line *row = s->row;
    struct str last = row->n ? row->cells[row->n - 1] : (struct str){0};
    return s->columns.lines && row->n >= s->columns.n && (broken || !str_starts(last, STR("\"")));
}

/* A further table, with headings of its own, begins in the middle of the file. */
static bool is_heading(struct csv_sheet *s, struct str text)
{
    struct csv_columns other;
    if (str_eq(text, s->columns.heading))
        return true;
    if (!s->columns.heading.len || csv_columns(text, &other) < 99 || !other.heading.len)
        return false;
    finish_record(s);
    s->columns = other;
    return true;
}

/* The row at the front; of a tool that quotes nothing, with all the lines that its message has. */
enum { JOINED_LINES = 256 };

static struct csv_row next_row(const struct csv_sheet *s, struct str rest)
{
    struct csv_row row = csv_row(rest, true);
    if (!s->columns.dialect->joins)
        return row;
    size_t first = row.end;
    struct str text = csv_text(str_head(rest, row.end));
    for (int lines = 1; lines < JOINED_LINES && row.end < rest.len && text.len &&
                        !csv_ends_wmi(text) && !str_eq(text, s->columns.heading);
         lines++) {
        row.end += csv_row(str_skip(rest, row.end), true).end;
        text = csv_text(str_head(rest, row.end));
    }
    return csv_ends_wmi(text) ? row : (struct csv_row){first, row.broken};
}

static void read_row(struct csv_sheet *s, struct str row, bool broken)
{
    struct str text = csv_text(row);
    struct csv_line *record = s->record, *next = &s->rooms[record == &s->rooms[0]];
    if (str_trim(text).len == 0)
        return;
    sheet_look(s, next, text);
    bool cut = is_cut(s, row);
    if (cut && id_is_last(s) && sheet_plain(s, CSV_ID).len) {
        row_lost(s, row, "row is cut off in its event id");
    } else if (is_record(s)) {
        next->open = is_open(s, broken);
        finish_record(s);
        s->record = next;
        s->in_table = true;
    } else if (is_heading(s, text)) {
        s->in_table = true;
        return;
    } else if (record->text.ptr && record->open) {
        record->text.len = (size_t)(text.ptr + text.len - record->text.ptr);
    } else if (s->in_table) {
        row_lost(s, row, "row has no event id");
    }
    if (broken || cut)
        notes_add(&s->batch->notes, NOTE_RECORD_CUT, s->place, "%s, row at byte %llu",
                  broken ? "quote that nothing closes" : "cells are missing",
                  (unsigned long long)sheet_offset(s, row.ptr));
}

/* The file as a whole -------------------------------------------------------------------------- */

/* What a file of this kind cannot give; said once, where it begins. */
static void note_form(struct csv_sheet *s)
{
    const struct csv_columns *c = &s->columns;
    struct notes *notes = &s->batch->notes;
    const int *at = c->at;
    char names[512];
    bool values = at[CSV_STRINGS] != CSV_ABSENT || at[CSV_PAYLOAD] != CSV_ABSENT ||
                  at[CSV_PROPERTIES] != CSV_ABSENT || at[CSV_FIELD] != CSV_ABSENT;
    if (!values && (at[CSV_MESSAGE] != CSV_ABSENT || c->lines))
        notes_add(notes, NOTE_MESSAGE_ONLY, s->place, "%s", c->dialect->name);
    if (at[CSV_CHANNEL] == CSV_ABSENT && s->channel.len == 0)
        notes_add(notes, NOTE_CHANNEL_UNKNOWN, s->place, "%s", c->dialect->name);
    if (at[CSV_COMPUTER] == CSV_ABSENT)
        notes_add(notes, NOTE_COMPUTER_UNKNOWN, s->place, "%s", c->dialect->name);
    if (at[CSV_SOURCE] == CSV_ABSENT)
        notes_add(notes, NOTE_PROVIDER_UNKNOWN, s->place, "%s", c->dialect->name);
    if (c->heading.len == 0)
        notes_add(notes, NOTE_HEADINGS_MISSING, s->place, "read as %s", c->dialect->name);
    if (c->heading.len && strcmp(c->language, "en"))
        notes_add(notes, NOTE_LABELS_LOCALIZED, s->place, "%s", c->language);
    if (c->foreign.len)
        notes_add(notes, NOTE_LABELS_LOCALIZED, s->place, "'%.*s'", STR_ARG(c->foreign));
    if (csv_columns_unused(c, names, sizeof names))
        notes_add(notes, NOTE_COLUMNS_UNUSED, s->place, "%s", names);
}

static bool any_local(const struct batch *b)
{
    for (size_t i = 0; i < b->events_n; i++)
        if (b->events[i].at.ticks != TIME_NONE && b->events[i].at.local)
            return true;
    return false;
}

/* Logs are written from old to new, or from new to old; less than a minute is no step. */
static void note_steps(struct csv_sheet *s)
{
    const struct batch *b = s->batch;
    int64_t before = TIME_NONE, steps[2] = {0}; /* back, and on */
    uint64_t where[2] = {0};
    for (size_t i = 0; i < b->events_n; i++) {
        int64_t now = b->events[i].at.ticks;
        if (now == TIME_NONE || b->events[i].at.local != b->events[0].at.local)
            continue;
        bool on = now > before;
        bool far = before != TIME_NONE && (on ? now - before : before - now) >= TICKS_PER_MINUTE;
        if (far && !steps[on]++)
            where[on] = b->events[i].offset;
        before = now;
    }
    bool falling = steps[0] > steps[1];
    if (steps[0] && steps[1])
        notes_add(&s->batch->notes, NOTE_TIME_BACKWARDS, s->place, "%lld times, first at byte %llu",
                  (long long)steps[falling], (unsigned long long)where[falling]);
}

static bool sheet_init(struct csv_sheet *s, struct batch *b, const struct lead *lead)
{
    *s = (struct csv_sheet){.batch = b, .place = {.file = lead->path.ptr}};
    s->record = s->row = &s->rooms[0];
    return csv_columns(lead->head, &s->columns) > 0;
}

static enum status parse_csv(struct batch *b, const struct lead *lead, struct err *err)
{
    struct csv_sheet s;
    bool proven;
    (void)err;
    if (!sheet_init(&s, b, lead)) {
        batch_lost(b, b->offset, b->bytes.len, "no known columns");
        return OK;
    }
    s.first = b->offset < 4; /* a mark of the encoding may stand before it */
    s.in_table = !s.first;
    s.channel = words_channel(&b->arena, lead->path);
    s.order = s.first ? wall_order_noted(b, lead) : wall_order(&lead->dates, &proven);
    if (s.first)
        note_form(&s);
    for (struct str rest = b->bytes; rest.len;) {
        struct csv_row row = next_row(&s, rest);
        read_row(&s, str_head(rest, row.end), row.broken);
        rest = str_skip(rest, row.end);
    }
    finish_record(&s);
    if (s.lost_values && s.first)
        notes_add(&b->notes, NOTE_DATA_LOST, s.place, "%s", s.columns.dialect->name);
    if (s.first && any_local(b))
        notes_add(&b->notes, NOTE_TIME_LOCAL, s.place, "%s, read with the %s before the %s",
                  s.columns.dialect->name, s.order == WALL_DAY_FIRST ? "day" : "month",
                  s.order == WALL_DAY_FIRST ? "month" : "day");
    note_steps(&s);
    return OK;
}

static void survey_csv(struct lead *lead, struct str run)
{
    struct csv_sheet s;
    struct str date, clock;
    uint64_t id;
    if (!sheet_init(&s, NULL, lead))
        return;
    for (struct str rest = run; rest.len;) {
        struct csv_row row = next_row(&s, rest);
        sheet_look(&s, s.record, csv_text(str_head(rest, row.end)));
        sheet_date(&s, &date, &clock);
        if (sheet_id(&s, &id))
            wall_count(&lead->dates, date, clock);
        rest = str_skip(rest, row.end);
    }
}

static int probe_csv(struct str head, struct str path)
{
    struct csv_columns columns;
    (void)path;
    return csv_columns(str_head(head, LEAD_BYTES), &columns); /* what the others get to see */
}

const struct reader reader_event_csv = {
    .name = "event-table",
    .summary =
        "events in tables: CSV and text saved by Event Viewer, Export-Csv, eventquery, wmic, "
        "Log Parser, EvtxECmd",
    .probe = probe_csv,
    .split = csv_split,
    .survey = survey_csv,
    .parse = parse_csv,
};
