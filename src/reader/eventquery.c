/* What eventquery.vbs of XP and Server 2003 prints: a heading for each log, then a table whose
 * columns a line of dashes rules off, or a list of "Label: value" (/FO LIST). /V adds category,
 * user and description. In a table, sources are cut off at the width of their column.
 *
 * With /FO CSV it prints CSV with a header; that is another reader's. */
#include "base/utf8.h"
#include "lines.h"
#include "taken.h"
#include "text_event.h"
#include "words.h"

/* Lines ---------------------------------------------------------------------------------------- */

static const struct str opening = {"Listing the events in '", 23};

/* "Listing the events in 'system' log of host 'SBS01'" */
static bool is_heading(struct str line, struct str *channel, struct str *computer)
{
    const char *at;
    line = str_trim(line);
    if (!str_starts(line, opening))
        return false;
    *channel = str_cut(str_skip(line, opening.len), '\'', &line);
    at = str_find(line, STR("'"));
    *computer =
        at ? str_cut(str_skip(line, (size_t)(at + 1 - line.ptr)), '\'', &line) : (struct str){0};
    return true;
}

/* Dashes and blanks only: what frames the heading or rules off the columns. */
static bool is_ruler(struct str line)
{
    size_t dashes = 0;
    line = str_trim(line);
    for (size_t i = 0; i < line.len; i++) {
        if (line.ptr[i] != '-' && line.ptr[i] != ' ')
            return false;
        dashes += line.ptr[i] == '-';
    }
    return dashes >= 40;
}

/* "Success Audit 592    10/26/2012 5:09:01 AM ...": words, a number and a date. */
static bool is_row(struct str line)
{
    struct taken_numbers date;
    struct str rest;
    size_t n = 0, indent, digits = 0;
    while (n < line.len && n < 60 && (line.ptr[n] < '0' || line.ptr[n] > '9'))
        n++;
    if (n < 4 || line.ptr[0] == ' ' || line.ptr[n - 1] != ' ' || n == line.len)
        return false;
    rest = str_skip(line, n);
    while (digits < rest.len && rest.ptr[digits] >= '0' && rest.ptr[digits] <= '9')
        digits++;
    rest = lines_indent(str_skip(rest, digits), &indent);
    return digits && digits <= 6 && indent && taken_numbers(rest, &date);
}

static const struct text_label labels[] = {
    {"Type",         TEXT_LEVEL   },
    {"Event",        TEXT_ID      },
    {"Date Time",    TEXT_DATE    },
    {"Source",       TEXT_PROVIDER},
    {"ComputerName", TEXT_COMPUTER},
    {"Category",     TEXT_TASK    },
    {"User",         TEXT_USER    },
    {"Description",  TEXT_MESSAGE },
};

static bool is_list(struct str text)
{
    struct str line, name, value;
    if (!str_starts(text, STR("Type:")))
        return false;
    return str_line(&text, &line) && str_line(&text, &line) &&
           lines_pair(line, ':', &name, &value) && str_eq(name, STR("Event"));
}

static bool begins(struct str text, bool apart)
{
    struct str line, channel, computer, rest = text;
    (void)apart;
    if (text.len < 20 || text.ptr[0] <= ' ' || !str_line(&rest, &line))
        return false;
    return is_row(line) || is_list(text) || is_heading(line, &channel, &computer) || is_ruler(line);
}

/* Columns -------------------------------------------------------------------------------------- */

enum { COLUMNS = ARRAY_LEN(labels) };

/* Where columns begin, in characters: a table stands in the code page of a console. */
struct table {
    size_t begin[COLUMNS], width[COLUMNS], n;
};

static const struct table usual = {
    .begin = {0,  14, 21, 45, 63, 79, 95, 116},
    .width = {13, 6,  23, 17, 15, 15, 20, 0  },
    .n = 5,
};

/* The columns of the first table of the file. */
static struct table table_of(struct str head)
{
    struct str line;
    while (str_line(&head, &line)) {
        struct table t = {0};
        if (!is_ruler(line) || !memchr(str_trim(line).ptr, ' ', str_trim(line).len))
            continue;
        for (size_t i = 0; i < line.len; i++) {
            if (line.ptr[i] == '-' && (i == 0 || line.ptr[i - 1] != '-') && t.n < COLUMNS)
                t.begin[t.n++] = i;
            if (line.ptr[i] == '-' && t.n)
                t.width[t.n - 1] = i + 1 - t.begin[t.n - 1];
        }
        if (t.n >= 5 && t.n < COLUMNS && t.n > 5) { /* a column without width has no dashes */
            t.begin[t.n] = t.begin[t.n - 1] + t.width[t.n - 1] + 1;
            t.n++;
        }
        return t.n >= 5 ? t : usual;
    }
    return usual;
}

/* `s` without its first `n` characters. */
static struct str skip_characters(struct str s, size_t n)
{
    while (n-- && s.len)
        utf8_next(&s);
    return s;
}

static struct str column_of(const struct table *t, size_t k, struct str line)
{
    struct str from = skip_characters(line, t->begin[k]);
    bool last = k + 1 == t->n;
    struct str behind = last ? str_skip(from, from.len) : skip_characters(from, t->width[k]);
    return str_trim(str_head(from, from.len - behind.len));
}

/* The last column goes on over the lines below, where it is the description. */
static void cut_row(const struct table *t, struct str record, struct str part[TEXT_PARTS])
{
    struct str line, rest = record;
    str_line(&rest, &line);
    for (size_t k = 0; k < t->n; k++)
        part[labels[k].part] = column_of(t, k, labels[k].part == TEXT_MESSAGE ? record : line);
}

static void cut_list(struct str record, struct str part[TEXT_PARTS])
{
    struct str line, name, value;
    while (str_line(&record, &line)) {
        if (!lines_pair(line, ':', &name, &value))
            continue;
        enum text_part p = text_part_of(labels, ARRAY_LEN(labels), name);
        if (p == TEXT_MESSAGE)
            value =
                str_trim((struct str){value.ptr, (size_t)(record.ptr + record.len - value.ptr)});
        if (p != TEXT_PARTS)
            part[p] = value;
        if (p == TEXT_MESSAGE)
            return;
    }
}

/* The file ------------------------------------------------------------------------------------- */

struct query {
    struct text_run run;
    struct table table;
    struct str channel, computer; /* by the heading */
};

/* The log by the name that Windows gives it: the heading has what the user typed. */
static struct str channel_name(struct arena *arena, struct str s)
{
    struct str known = words_channel(arena, s);
    return str_eq_nocase(known, s) ? known : s;
}

static void read_record(struct query *q, struct str record)
{
    struct str part[TEXT_PARTS] = {0};
    bool list = is_list(record);
    if (list)
        cut_list(record, part);
    else
        cut_row(&q->table, record, part);
    size_t width = q->table.width[3];
    if (!list && part[TEXT_PROVIDER].len >= width)
        text_note(&q->run, NOTE_SOURCE_CUT, "the column of the table is too narrow");
    if (str_starts_nocase(q->computer, part[TEXT_COMPUTER]))
        part[TEXT_COMPUTER] = q->computer; /* whole, where the column is too narrow */
    part[TEXT_CHANNEL] = q->channel;
    if (text_event(&q->run, part, record) && part[TEXT_MESSAGE].len)
        text_note(&q->run, NOTE_MESSAGE_ONLY, "");
    else if (!part[TEXT_MESSAGE].len)
        text_note(&q->run, NOTE_VALUES_LOST, "there are no descriptions; /V prints them");
}

static void take_heading(struct query *q, struct str stretch)
{
    const struct text_run *t = &q->run;
    uint64_t at = t->batch->decoded + (uint64_t)(stretch.ptr - t->batch->bytes.ptr);
    const struct heading *heading = text_heading_at(t->lead, at);
    struct str channel = heading ? heading->channel : (struct str){0};
    q->channel = channel_name(&t->batch->arena, arena_str(&t->batch->arena, channel));
    q->computer = heading ? arena_str(&t->batch->arena, heading->computer) : (struct str){0};
}

static bool is_banner(struct str s)
{
    return lines_blank(s) || str_starts(str_trim(s), STR("Microsoft (R) Windows Script Host"));
}

static enum status parse_query(struct batch *b, const struct lead *lead, struct err *err)
{
    (void)err;
    struct query q = {.run = text_run_of(b, lead), .table = table_of(lead->head)};
    struct str rest = b->bytes, stretch, line, channel, computer;
    take_heading(&q, rest);
    for (bool headed; lines_next(&rest, &stretch, &headed, begins);) {
        struct str first = stretch;
        str_line(&first, &line);
        if (!headed && !is_banner(stretch))
            text_lost(&q.run, stretch, NOTE_BYTES_LOST, "text that is no event");
        else if (headed && is_heading(line, &channel, &computer))
            take_heading(&q, stretch);
        else if (headed && !is_ruler(line))
            read_record(&q, stretch);
    }
    return OK;
}

static void survey_query(struct lead *lead, struct str run)
{
    struct table table = table_of(lead->head);
    struct str rest = run, stretch, line, channel, computer;
    for (bool headed; lines_next(&rest, &stretch, &headed, begins);) {
        struct str part[TEXT_PARTS] = {0}, first = stretch;
        str_line(&first, &line);
        if (!headed)
            continue;
        if (is_heading(line, &channel, &computer))
            text_heading_keep(lead, lead->surveyed + (uint64_t)(stretch.ptr - run.ptr), channel,
                              computer);
        else if (is_list(stretch))
            cut_list(stretch, part);
        else if (is_row(line))
            cut_row(&table, stretch, part);
        wall_count(&lead->dates, part[TEXT_DATE], (struct str){0});
    }
}

static struct cut split_query(struct str window, size_t want, bool last)
{
    return lines_split(window, want, last, begins);
}

static int probe_query(struct str head, struct str path)
{
    struct str stretch, rest = head;
    (void)path;
    bool named = str_find(head, opening) != NULL;
    bool table = str_find(head, STR("------------- ------ -------------")) != NULL;
    for (bool headed; (named || table) && lines_next(&rest, &stretch, &headed, begins);)
        if (headed && (is_row(stretch) || is_list(stretch)))
            return 92;
    return named ? 60 : 0;
}

const struct reader reader_eventquery = {
    .name = "eventquery",
    .summary = "tables and lists of eventquery.vbs of Windows XP and Server 2003",
    .probe = probe_query,
    .split = split_query,
    .survey = survey_query,
    .parse = parse_query,
};
