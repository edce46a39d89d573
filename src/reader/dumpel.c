/* Rows of dumpel, of the resource kits for NT to 2003: date, time, type as a number, category, id,
 * source, user, computer, and the insertion strings joined by blanks, with tabs, commas or
 * semicolons between them and no header. NT put the user before the source. */
#include "lines.h"
#include "taken.h"
#include "text_event.h"
#include "words.h"

enum { DATE, CLOCK, TYPE, CATEGORY, ID, SOURCE, USER, COMPUTER, STRINGS, COLUMNS };

/* The columns of a row; the last takes all that follows. */
static size_t cut_row(struct str line, struct str column[COLUMNS])
{
    static const char separators[] = "\t,;";
    for (size_t k = 0; k < sizeof separators - 1; k++) {
        struct str rest = line;
        size_t n = 0;
        while (n < COLUMNS - 1 && rest.len && memchr(rest.ptr, separators[k], rest.len))
            column[n++] = str_trim(str_cut(rest, separators[k], &rest));
        column[n++] = str_trim(rest);
        if (n >= STRINGS)
            return n;
    }
    return 0;
}

static bool is_number(struct str s, uint64_t most)
{
    uint64_t n;
    return str_to_u64(s, &n) && n <= most;
}

static bool is_row(struct str text, bool apart)
{
    struct str line, column[COLUMNS];
    struct taken_numbers date;
    uint64_t type;
    (void)apart;
    if (!text.len || text.ptr[0] < '0' || text.ptr[0] > '9' || !str_line(&text, &line))
        return false;
    size_t n = cut_row(line, column);
    return n && taken_numbers(column[DATE], &date) && !date.behind.len && column[CLOCK].len >= 4 &&
           memchr(column[CLOCK].ptr, ':', column[CLOCK].len) && str_to_u64(column[TYPE], &type) &&
           words_level_of_type(type) != EVENT_NONE && is_number(column[CATEGORY], 0xFFFF) &&
           is_number(column[ID], UINT32_MAX);
}

static bool is_user(struct str s)
{
    return words_nobody(s) || (s.len && memchr(s.ptr, '\\', s.len));
}

static void read_row(struct text_run *t, struct str record)
{
    struct str part[TEXT_PARTS] = {0}, column[COLUMNS] = {0};
    size_t n = cut_row(record, column);
    bool swapped = n && is_user(column[SOURCE]) && !is_user(column[USER]);
    part[TEXT_DATE] = column[DATE];
    part[TEXT_CLOCK] = column[CLOCK];
    part[TEXT_TYPE] = column[TYPE];
    part[TEXT_TASK] = column[CATEGORY];
    part[TEXT_ID] = column[ID];
    part[TEXT_PROVIDER] = column[swapped ? USER : SOURCE];
    part[TEXT_USER] = column[swapped ? SOURCE : USER];
    part[TEXT_COMPUTER] = column[COMPUTER];
    struct event *e = text_event(t, part, record);
    if (!e || !column[STRINGS].len)
        return;
    text_field(t, e, (struct str){0}, column[STRINGS]);
    text_note(t, NOTE_VALUES_LOST, "the strings of an event are joined by blanks");
}

static void survey_dumpel(struct lead *lead, struct str run)
{
    struct str row, column[COLUMNS];
    for (bool headed; lines_next(&run, &row, &headed, is_row);)
        if (headed && cut_row(row, column))
            wall_count(&lead->dates, column[DATE], column[CLOCK]);
}

static enum status parse_dumpel(struct batch *b, const struct lead *lead, struct err *err)
{
    (void)err;
    struct text_run t = text_run_of(b, lead);
    struct str rest = b->bytes, record;
    for (bool headed; lines_next(&rest, &record, &headed, is_row);) {
        if (headed)
            read_row(&t, record);
        else if (!lines_blank(record))
            text_lost(&t, record, NOTE_BYTES_LOST, "text that is no event");
    }
    return OK;
}

static struct cut split_dumpel(struct str window, size_t want, bool last)
{
    return lines_split(window, want, last, is_row);
}

/* There is no mark of its own: the file must begin with a row. */
static int probe_dumpel(struct str head, struct str path)
{
    (void)path;
    while (head.len && strchr("\r\n", head.ptr[0]))
        head = str_skip(head, 1);
    return is_row(head, true) ? 85 : 0;
}

const struct reader reader_dumpel = {
    .name = "dumpel",
    .summary = "rows of dumpel of the Windows resource kits",
    .probe = probe_dumpel,
    .split = split_dumpel,
    .survey = survey_dumpel,
    .parse = parse_dumpel,
};
