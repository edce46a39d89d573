/* Windows events as Splunk keeps them when it does not render XML: a line with the time, lines of
 * KEY=value, and the message to the end of the record. Splunk writes its own time in the American
 * order on every host. Files that grew while the setting was changed have events in XML between
 * them; those are read as such. */
#include "lines.h"
#include "text_event.h"
#include "windows_xml.h"
#include "words.h"

static bool is_digits(struct str s, size_t from, size_t n)
{
    for (size_t i = from; i < from + n; i++)
        if (i >= s.len || s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
    return true;
}

/* "10/26/2012 05:08:32 AM", and of older inputs "20121026050832.000000". */
static bool is_time(struct str line)
{
    if (is_digits(line, 0, 14) && line.len > 14 && line.ptr[14] == '.')
        return is_digits(line, 15, 6) && line.len <= 26;
    return line.len >= 19 && line.len <= 32 && is_digits(line, 0, 2) && line.ptr[2] == '/' &&
           is_digits(line, 3, 2) && line.ptr[5] == '/' && is_digits(line, 6, 4) &&
           line.ptr[10] == ' ' && is_digits(line, 11, 2) && line.ptr[13] == ':';
}

/* "LogName=..." */
static bool is_key(struct str line)
{
    size_t n = 0;
    while (n < line.len &&
           ((line.ptr[n] | 0x20) >= 'a' ? (line.ptr[n] | 0x20) <= 'z' : line.ptr[n] == '_' && n))
        n++;
    return n > 1 && n < line.len && line.ptr[n] == '=';
}

static bool is_xml(struct str text)
{
    return str_starts(text, STR("<Event ")) || str_starts(text, STR("<Event>"));
}

static bool is_event(struct str text, bool apart)
{
    struct str line, next;
    (void)apart;
    if (is_xml(text))
        return true;
    if (text.len < 2 || text.ptr[0] < '0' || text.ptr[0] > '9')
        return false;
    return str_line(&text, &line) && is_time(str_trim(line)) && str_line(&text, &next) &&
           is_key(next);
}

static const struct text_label labels[] = {
    {"LogName",         TEXT_CHANNEL      },
    {"Logfile",         TEXT_CHANNEL      },
    {"SourceName",      TEXT_PROVIDER     },
    {"EventCode",       TEXT_ID           },
    {"EventIdentifier", TEXT_ID           },
    {"EventType",       TEXT_TYPE         },
    {"Type",            TEXT_LEVEL        },
    {"ComputerName",    TEXT_COMPUTER     },
    {"RecordNumber",    TEXT_RECORD_ID    },
    {"Keywords",        TEXT_KEYWORD_WORDS},
    {"Sid",             TEXT_USER         },
    {"User",            TEXT_USER_2       },
    {"Message",         TEXT_MESSAGE      },
};

static void cut_record(struct str record, struct str part[TEXT_PARTS])
{
    struct str line, name, value;
    str_line(&record, &line);
    part[TEXT_DATE] = str_trim(line);
    while (str_line(&record, &line)) {
        if (!lines_pair(line, '=', &name, &value))
            continue;
        enum text_part p = text_part_of(labels, ARRAY_LEN(labels), name);
        if (p == TEXT_PARTS)
            continue;
        part[p] = value;
        if (p == TEXT_MESSAGE) {
            struct str rest = {value.ptr, (size_t)(record.ptr + record.len - value.ptr)};
            part[p] = str_trim(rest);
            return;
        }
    }
}

/* "20121026050832.000000" as a date that wall.h reads. */
static struct str plain_time(struct arena *arena, struct str s)
{
    if (!is_digits(s, 0, 14))
        return s;
    return arena_fmt(arena, "%.4s-%.2s-%.2s %.2s:%.2s:%.2s", s.ptr, s.ptr + 4, s.ptr + 6, s.ptr + 8,
                     s.ptr + 10, s.ptr + 12);
}

static void read_record(struct text_run *t, struct str record)
{
    struct str part[TEXT_PARTS] = {0};
    uint64_t type, sid;
    cut_record(record, part);
    part[TEXT_DATE] = plain_time(&t->batch->arena, part[TEXT_DATE]);
    if (words_nobody(part[TEXT_USER]) || str_eq(part[TEXT_USER], STR("S-1-0-0")) ||
        str_to_u64(part[TEXT_USER], &sid))
        part[TEXT_USER] = (struct str){0};
    struct event *e = text_event(t, part, record);
    if (e && e->level == 4 && str_to_u64(part[TEXT_TYPE], &type) && type == 0)
        e->level = 0; /* audits of Vista and later are of level 0; Splunk calls them Information */
    if (e)
        text_note(t, NOTE_MESSAGE_ONLY, "");
}

static void survey_splunk(struct lead *lead, struct str run)
{
    struct str record;
    for (bool headed; lines_next(&run, &record, &headed, is_event);)
        if (headed && !is_xml(record))
            wall_count(&lead->dates, str_head(record, 32), (struct str){0});
}

/* Events in XML, as many as follow each other, from the first on. */
static void read_xml(struct text_run *t, struct str xml, struct str *rest)
{
    struct str next = *rest, record;
    uint64_t offset = t->batch->offset + (uint64_t)(xml.ptr - t->batch->bytes.ptr);
    for (bool headed; is_xml(next) && lines_next(&next, &record, &headed, is_event);)
        xml.len = (size_t)(next.ptr - xml.ptr);
    *rest = next;
    windows_xml_read(t->batch, xml, offset, t->place);
}

static enum status parse_splunk(struct batch *b, const struct lead *lead, struct err *err)
{
    (void)err;
    bool proven, headed;
    enum wall_order order = wall_order(&lead->dates, &proven);
    struct text_run t = text_run_in(b, lead, proven ? order : WALL_MONTH_FIRST);
    struct str rest = b->bytes, record;
    while (lines_next(&rest, &record, &headed, is_event)) {
        if (!headed && !lines_blank(record))
            text_lost(&t, record, NOTE_BYTES_LOST, "text that is no event");
        else if (headed && is_xml(record))
            read_xml(&t, record, &rest);
        else if (headed)
            read_record(&t, record);
    }
    return OK;
}

static struct cut split_splunk(struct str window, size_t want, bool last)
{
    return lines_split(window, want, last, is_event);
}

static int probe_splunk(struct str head, struct str path)
{
    struct str record;
    (void)path;
    for (bool headed; lines_next(&head, &record, &headed, is_event);)
        if (headed && !is_xml(record) && str_find(record, STR("EventCode=")))
            return 97;
    return 0;
}

const struct reader reader_splunk_kv = {
    .name = "splunk-kv",
    .summary =
        "Windows events as Splunk keeps them: a time, KEY=value, a message; also mixed with XML",
    .probe = probe_splunk,
    .split = split_splunk,
    .survey = survey_splunk,
    .parse = parse_splunk,
};
