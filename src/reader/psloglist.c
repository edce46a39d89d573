/* What PsLogList prints: "System log on \\SRV:", then for each event "[77001] Source", lines of
 * labels and the message; or with -s one line for each event, its parts between commas or what -t
 * gave. Always in English, but with local dates. */
#include "lines.h"
#include "taken.h"
#include "text_event.h"
#include "words.h"

/* "System log on \\SBS01:" */
static bool is_heading(struct str line, struct str *channel, struct str *computer)
{
    line = str_trim(line);
    const char *on = str_find(line, STR(" log on \\\\"));
    if (!on || !str_ends(line, STR(":")))
        return false;
    *channel = str_head(line, (size_t)(on - line.ptr));
    *computer = str_skip(line, channel->len + 10);
    computer->len--;
    return channel->len > 0;
}

/* "[77001] Service Control Manager" above "   Type:     ERROR". */
static bool is_block(struct str text)
{
    struct str line, name, value;
    size_t n = 1;
    if (text.len < 8 || text.ptr[0] != '[')
        return false;
    while (n < text.len && text.ptr[n] >= '0' && text.ptr[n] <= '9')
        n++;
    return n > 1 && n < text.len && text.ptr[n] == ']' && str_line(&text, &line) &&
           str_line(&text, &line) && lines_pair(line, ':', &name, &value) &&
           str_eq(name, STR("Type"));
}

/* One line for an event ------------------------------------------------------------------------ */

enum { RECORD, LOG, SOURCE, TYPE, COMPUTER, DATE, ID, USER, MESSAGE, COLUMNS };

static bool is_date(struct str s)
{
    struct taken_numbers date;
    return s.len && s.ptr[0] >= '0' && s.ptr[0] <= '9' && taken_numbers(s, &date) &&
           date.behind.len;
}

static bool is_number(struct str s)
{
    uint64_t n;
    return str_to_u64(s, &n);
}

/* Columns are found from the date: a source may have the separator in it. */
static bool cut_line(struct str line, struct str column[COLUMNS])
{
    size_t n = 0;
    while (n < line.len && line.ptr[n] >= '0' && line.ptr[n] <= '9')
        n++;
    if (n == 0 || n == line.len || !strchr(",;\t|", line.ptr[n]) || !line.ptr[n])
        return false;
    char separator = line.ptr[n];
    struct str rest = line, back[3] = {{0}}, all = line;
    for (size_t k = 0; rest.len; k++) {
        struct str part = str_cut(rest, separator, &rest);
        if (k >= DATE && is_date(str_trim(part))) {
            struct str before = str_head(all, (size_t)(part.ptr - all.ptr));
            column[RECORD] = str_cut(before, separator, &before);
            column[LOG] = str_cut(before, separator, &before);
            size_t tail = back[1].len + back[2].len + 3; /* type and computer, and separators */
            column[SOURCE] = str_head(before, before.len > tail ? before.len - tail : 0);
            column[TYPE] = back[1];
            column[COMPUTER] = back[2];
            column[DATE] = str_trim(part);
            column[ID] = str_trim(str_cut(rest, separator, &rest));
            column[USER] = str_trim(str_cut(rest, separator, &rest));
            column[MESSAGE] = str_trim(rest);
            return is_number(column[ID]) && words_level(str_trim(column[TYPE])) != EVENT_NONE;
        }
        back[0] = back[1];
        back[1] = back[2];
        back[2] = part;
    }
    return false;
}

static bool begins(struct str text, bool apart)
{
    struct str line, channel, computer, column[COLUMNS], rest = text;
    (void)apart;
    if (!text.len || (unsigned char)text.ptr[0] <= ' ')
        return false;
    if (text.ptr[0] == '[')
        return is_block(text);
    str_line(&rest, &line);
    if (text.ptr[0] >= '0' && text.ptr[0] <= '9')
        return cut_line(line, column);
    return is_heading(line, &channel, &computer);
}

/* Records -------------------------------------------------------------------------------------- */

static const struct text_label labels[] = {
    {"Type",     TEXT_LEVEL   },
    {"Computer", TEXT_COMPUTER},
    {"Time",     TEXT_DATE    },
    {"User",     TEXT_USER    },
    {"Category", TEXT_TASK    },
};

/* "10/26/2012 5:09:01 AM   ID:       7036" */
static void cut_time(struct str part[TEXT_PARTS])
{
    const char *id = str_find(part[TEXT_DATE], STR("ID:"));
    if (!id)
        return;
    size_t at = (size_t)(id - part[TEXT_DATE].ptr);
    part[TEXT_ID] = str_trim(str_skip(part[TEXT_DATE], at + 3));
    part[TEXT_DATE] = str_trim(str_head(part[TEXT_DATE], at));
}

static void cut_block(struct str record, struct str part[TEXT_PARTS])
{
    struct str line, name, value, rest = record;
    size_t indent;
    str_line(&rest, &line);
    struct str number = str_cut(str_skip(line, 1), ']', &value);
    part[TEXT_RECORD_ID] = number;
    part[TEXT_PROVIDER] = str_trim(value);
    for (struct str look = rest; str_line(&look, &line); rest = look) {
        lines_indent(line, &indent);
        if (!indent || !lines_pair(line, ':', &name, &value))
            break;
        enum text_part p = text_part_of(labels, ARRAY_LEN(labels), name);
        if (p == TEXT_PARTS)
            break;
        part[p] = value;
    }
    cut_time(part);
    part[TEXT_MESSAGE] = str_trim(rest);
}

static void cut_record(struct str record, struct str part[TEXT_PARTS])
{
    static const enum text_part parts[COLUMNS] = {
        [RECORD] = TEXT_RECORD_ID,
        [LOG] = TEXT_CHANNEL,
        [SOURCE] = TEXT_PROVIDER,
        [TYPE] = TEXT_LEVEL,
        [COMPUTER] = TEXT_COMPUTER,
        [DATE] = TEXT_DATE,
        [ID] = TEXT_ID,
        [USER] = TEXT_USER,
        [MESSAGE] = TEXT_MESSAGE,
    };
    struct str column[COLUMNS] = {{0}};
    if (record.len && record.ptr[0] == '[')
        cut_block(record, part);
    else if (cut_line(record, column))
        for (size_t i = 0; i < COLUMNS; i++)
            part[parts[i]] = str_trim(column[i]);
}

/* The file ------------------------------------------------------------------------------------- */

static void take_heading(struct text_run *t, struct str stretch, struct str *channel)
{
    uint64_t at = t->batch->decoded + (uint64_t)(stretch.ptr - t->batch->bytes.ptr);
    const struct heading *heading = text_heading_at(t->lead, at);
    *channel = heading ? arena_str(&t->batch->arena, heading->channel) : (struct str){0};
}

static void read_record(struct text_run *t, struct str record, struct str channel)
{
    struct str part[TEXT_PARTS] = {0};
    cut_record(record, part);
    struct str binary = words_dump(&t->batch->arena, &part[TEXT_MESSAGE]);
    if (!part[TEXT_CHANNEL].len)
        part[TEXT_CHANNEL] = channel;
    struct event *e = text_event(t, part, record);
    if (e && binary.len)
        text_field(t, e, STR("Binary"), binary);
    if (e)
        text_note(t, NOTE_MESSAGE_ONLY, "");
}

static bool is_banner(struct str s)
{
    return lines_blank(s) || str_starts(str_trim(s), STR("PsLog")) ||
           str_find(s, STR("Sysinternals"));
}

static enum status parse_psloglist(struct batch *b, const struct lead *lead, struct err *err)
{
    (void)err;
    struct text_run t = text_run_of(b, lead);
    struct str rest = b->bytes, stretch, line, channel, name, computer;
    take_heading(&t, rest, &channel);
    for (bool headed; lines_next(&rest, &stretch, &headed, begins);) {
        struct str first = stretch;
        str_line(&first, &line);
        if (!headed && !is_banner(stretch))
            text_lost(&t, stretch, NOTE_BYTES_LOST, "text that is no event");
        else if (headed && is_heading(line, &name, &computer))
            take_heading(&t, stretch, &channel);
        else if (headed)
            read_record(&t, stretch, channel);
    }
    return OK;
}

static void survey_psloglist(struct lead *lead, struct str run)
{
    struct str rest = run, stretch, line, channel, computer;
    for (bool headed; lines_next(&rest, &stretch, &headed, begins);) {
        struct str part[TEXT_PARTS] = {0}, first = stretch;
        str_line(&first, &line);
        if (!headed)
            continue;
        if (is_heading(line, &channel, &computer))
            text_heading_keep(lead, lead->surveyed + (uint64_t)(stretch.ptr - run.ptr), channel,
                              computer);
        else
            cut_record(stretch, part);
        wall_count(&lead->dates, part[TEXT_DATE], (struct str){0});
    }
}

static struct cut split_psloglist(struct str window, size_t want, bool last)
{
    return lines_split(window, want, last, begins);
}

static int probe_psloglist(struct str head, struct str path)
{
    struct str stretch, line, channel, computer;
    (void)path;
    for (bool headed; lines_next(&head, &stretch, &headed, begins);) {
        struct str first = stretch;
        str_line(&first, &line);
        if (headed && !is_heading(line, &channel, &computer))
            return 91;
    }
    return 0;
}

const struct reader reader_psloglist = {
    .name = "psloglist",
    .summary = "events as PsLogList of Sysinternals prints them, in blocks or in lines (-s)",
    .probe = probe_psloglist,
    .split = split_psloglist,
    .survey = survey_psloglist,
    .parse = parse_psloglist,
};
