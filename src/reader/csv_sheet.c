#include "csv_sheet.h"

#include "csv.h"

/* Cells ---------------------------------------------------------------------------------------- */

/* The cells that one column takes: commas in values that the tool did not quote make more cells
 * than there are columns. They belong to the message, or to joined values in braces. */
struct span {
    int from, to; /* from == to: the column is not there */
};

/* How many surplus cells the joined values take: to the closing brace. */
static int strings_surplus(const struct csv_sheet *s, int surplus)
{
    int at = s->columns.at[CSV_STRINGS], more = 0;
    if (at == CSV_ABSENT || !s->columns.dialect->around || at >= s->columns.at[CSV_MESSAGE] ||
        !str_starts(s->row->cells[at], STR("{")))
        return 0;
    while (more < surplus && !str_ends(s->row->cells[at + more], STR("}")))
        more++;
    return more;
}

static struct span span_of(const struct csv_sheet *s, enum csv_part part)
{
    int at = s->columns.at[part], message = s->columns.at[CSV_MESSAGE];
    int surplus = s->row->n - s->columns.n;
    if (part == CSV_MESSAGE && message == CSV_ABSENT) /* it has no heading */
        return surplus > 0 ? (struct span){s->columns.n, s->row->n} : (struct span){0};
    if (at == CSV_ABSENT)
        return (struct span){0};
    struct span span = {at, at + 1};
    if (surplus > 0 && message != CSV_ABSENT) {
        int strings = s->columns.at[CSV_STRINGS], braced = strings_surplus(s, surplus);
        span.from += at > strings && braced ? braced : 0;
        span.to += at >= strings && braced ? braced : 0;
        span.from += at > message ? surplus - braced : 0;
        span.to += at >= message ? surplus - braced : 0;
    }
    return span.to <= s->row->n ? span : (struct span){0};
}

struct str sheet_raw(const struct csv_sheet *s, enum csv_part part)
{
    struct span span = span_of(s, part);
    if (span.from == span.to)
        return (struct str){0};
    const char *from = s->row->cells[span.from].ptr;
    struct str end = s->row->cells[span.to - 1];
    return (struct str){from, (size_t)(end.ptr + end.len - from)};
}

struct str sheet_value(struct csv_sheet *s, enum csv_part part)
{
    struct str raw = sheet_raw(s, part);
    return raw.ptr ? csv_value(&s->batch->arena, raw) : raw;
}

struct str sheet_plain(const struct csv_sheet *s, enum csv_part part)
{
    struct str raw = str_trim(sheet_raw(s, part));
    bool quoted = raw.len > 1 && raw.ptr[0] == '"' && raw.ptr[raw.len - 1] == '"';
    return quoted ? str_trim((struct str){raw.ptr + 1, raw.len - 2}) : raw;
}

void sheet_look(struct csv_sheet *s, struct csv_line *row, struct str text)
{
    size_t n = csv_cells(text, s->columns.separator, row->cells, LIMIT_CSV_COLUMNS);
    row->n = n < LIMIT_CSV_COLUMNS ? (int)n : LIMIT_CSV_COLUMNS;
    row->text = text;
    s->row = row;
}

/* Times ---------------------------------------------------------------------------------------- */

/* "20121026050901.000000-420": a wall clock and its distance from UTC in minutes. */
static struct moment wmi_time(struct str text)
{
    struct civil c = {0};
    int n[7], width[] = {4, 2, 2, 2, 2, 2, 6};
    size_t at = 0;
    for (size_t k = 0; k < ARRAY_LEN(width); k++) {
        for (int i = n[k] = 0; i < width[k]; i++)
            n[k] = n[k] * 10 + (text.ptr[at++] - '0');
        at += k == 5;
    }
    c = (struct civil){.year = n[0],
                       .month = n[1],
                       .day = n[2],
                       .hour = n[3],
                       .minute = n[4],
                       .second = n[5],
                       .fraction = n[6] * INT64_C(10)};
    int64_t minutes;
    struct str zone = str_skip(text, at);
    if (!civil_valid(&c))
        return MOMENT_NONE;
    if (zone.len < 2 || !str_to_i64(str_skip(zone, 1), &minutes) || minutes < 0 || minutes > 1440)
        return (struct moment){civil_ticks(&c), true};
    minutes = zone.ptr[0] == '-' ? -minutes : minutes;
    return (struct moment){civil_ticks(&c) - minutes * TICKS_PER_MINUTE, false};
}

void sheet_date(const struct csv_sheet *s, struct str *date, struct str *clock)
{
    static const enum csv_part dates[] = {CSV_TIME_UTC, CSV_TIME, CSV_DATE};
    *date = *clock = (struct str){0};
    for (size_t i = 0; i < ARRAY_LEN(dates) && date->len == 0; i++)
        *date = sheet_plain(s, dates[i]);
    if (s->columns.at[CSV_TIME_UTC] == CSV_ABSENT && s->columns.at[CSV_TIME] == CSV_ABSENT)
        *clock = sheet_plain(s, CSV_CLOCK);
}

struct moment sheet_time(const struct csv_sheet *s)
{
    struct str date, clock;
    int64_t ticks;
    bool zoned, utc = s->columns.dialect->utc || s->columns.at[CSV_TIME_UTC] != CSV_ABSENT;
    sheet_date(s, &date, &clock);
    if (csv_is_wmi_time(date))
        return wmi_time(date);
    if (clock.len == 0 && time_parse(date, &ticks, &zoned))
        return (struct moment){ticks, !zoned && !utc};
    struct moment at = wall_time(date, clock, s->order);
    at.local = at.local && !utc;
    return at;
}

bool sheet_id(const struct csv_sheet *s, uint64_t *id)
{
    uint64_t wide;
    bool has_wide = str_to_u64(sheet_plain(s, CSV_ID32), &wide) && wide <= UINT32_MAX;
    bool has = str_to_u64(sheet_plain(s, CSV_ID), id) && *id <= UINT32_MAX;
    if (has_wide && (!has || (wide & 0xFFFF) == *id))
        *id = wide;
    return has || has_wide;
}

uint64_t sheet_offset(const struct csv_sheet *s, const char *at)
{
    return s->batch->offset + (uint64_t)(at - s->batch->bytes.ptr);
}
