/* What PowerShell prints of events with Format-List: `Get-EventLog | fl` and `Get-WinEvent | fl`,
 * "Name : value" with the names of properties in English, continued on lines that begin with
 * blanks.
 *
 * Lines were broken at the width of the console, and the line ends of values look the same; where
 * the next word would have found room, the line end is one of the value. Of lists, the first four
 * items are printed. Items are split at ", ", for nothing tells a comma of theirs. */
#include "base/buf.h"
#include "lines.h"
#include "text_event.h"
#include "words.h"

enum { NAME_MAX_BYTES = 40 };

static const struct text_label properties[] = {
    {"Index",                TEXT_RECORD_ID       },
    {"RecordId",             TEXT_RECORD_ID       },
    {"EntryType",            TEXT_LEVEL           },
    {"Level",                TEXT_LEVEL           },
    {"LevelDisplayName",     TEXT_LEVEL_2         },
    {"InstanceId",           TEXT_ID              },
    {"Id",                   TEXT_ID              },
    {"EventID",              TEXT_ID              },
    {"Qualifiers",           TEXT_QUALIFIERS      },
    {"Version",              TEXT_VERSION         },
    {"Message",              TEXT_MESSAGE         },
    {"Source",               TEXT_PROVIDER        },
    {"ProviderName",         TEXT_PROVIDER        },
    {"ProviderId",           TEXT_PROVIDER_GUID   },
    {"LogName",              TEXT_CHANNEL         },
    {"TimeGenerated",        TEXT_DATE            },
    {"TimeCreated",          TEXT_DATE            },
    {"TimeWritten",          TEXT_DATE_2          },
    {"MachineName",          TEXT_COMPUTER        },
    {"UserName",             TEXT_USER            },
    {"UserId",               TEXT_USER            },
    {"CategoryNumber",       TEXT_TASK            },
    {"Task",                 TEXT_TASK            },
    {"Opcode",               TEXT_OPCODE          },
    {"Keywords",             TEXT_KEYWORDS        },
    {"KeywordsDisplayNames", TEXT_KEYWORD_WORDS   },
    {"ProcessId",            TEXT_PROCESS         },
    {"ThreadId",             TEXT_THREAD          },
    {"ActivityId",           TEXT_ACTIVITY        },
    {"RelatedActivityId",    TEXT_RELATED_ACTIVITY},
};

/* "Name : value" at the very front of a line, the name a word of letters. */
static bool is_property(struct str line, struct str *name, struct str *value)
{
    size_t n = 0;
    while (n < line.len && n < NAME_MAX_BYTES && (line.ptr[n] | 0x20) >= 'a' &&
           (line.ptr[n] | 0x20) <= 'z')
        n++;
    size_t at = n;
    while (at < line.len && at < NAME_MAX_BYTES && line.ptr[at] == ' ')
        at++;
    if (n < 2 || at == n || at >= line.len || line.ptr[at] != ':')
        return false;
    *name = str_head(line, n);
    *value = str_skip(line, at + 1);
    return true;
}

static bool is_event(struct str text, bool apart)
{
    struct str line, name, value;
    return apart && str_line(&text, &line) && is_property(line, &name, &value);
}

/* Values --------------------------------------------------------------------------------------- */

/* The longest line of the file's beginning: lines that end before it were not broken. */
static size_t width_of(struct str head)
{
    struct str line;
    size_t width = 0;
    while (str_line(&head, &line))
        width = line.len > width ? line.len : width;
    return width;
}

static struct str trim_end(struct str s)
{
    while (s.len && strchr(" \t\r", s.ptr[s.len - 1]))
        s.len--;
    return s;
}

static size_t first_word(struct str s)
{
    size_t n = 0;
    while (n < s.len && s.ptr[n] != ' ')
        n++;
    return n;
}

struct values {
    struct text_run *run;
    size_t width;
    size_t losses; /* of the batch when the record began */
    struct str part[TEXT_PARTS];
    struct str strings, bytes; /* lists */
    bool renamed;              /* Properties are printed as the name of their type */
};

/* What stood between two lines of a value: "" or " " where the console broke a line. */
static const char *between(const struct values *v, size_t before, bool blank_before,
                           struct str text)
{
    bool wrapped = text.len && before + !blank_before + first_word(text) > v->width;
    if (!wrapped)
        return "\n";
    return !blank_before && before >= v->width ? "" : " "; /* a word longer than the line */
}

/* Does the line go on with the value before it? Copies may have lost their indentation, but not
 * behind a blank line. */
static bool goes_on(struct str line, bool behind_blank)
{
    struct str name, value;
    size_t indent;
    bool empty = !trim_end(lines_indent(line, &indent)).len;
    return empty || indent || (!behind_blank && !is_property(line, &name, &value));
}

/* A value with its further lines, taken off `*rest`. */
static struct str join_lines(struct values *v, struct str first, size_t column, struct str *rest)
{
    struct buf joined = BUF_CAP(LIMIT_RECORD_BYTES);
    size_t before = column + first.len, indent;
    struct str line, look = *rest, last = first;
    bool behind_blank = false;
    buf_add(&joined, trim_end(first));
    while (str_line(&look, &line) && goes_on(line, behind_blank)) {
        struct str text = trim_end(lines_indent(line, &indent));
        const char *joint = between(v, before, str_ends(last, STR(" ")), text);
        buf_text(&joined, joint);
        buf_add(&joined, text);
        if (*joint != '\n')
            text_note(v->run, NOTE_LINES_WRAPPED, "");
        before = line.len;
        behind_blank = text.len == 0;
        last = line;
        *rest = look;
    }
    struct str kept = str_trim(buf_keep(&joined, &v->run->batch->arena));
    buf_free(&joined);
    return kept;
}

static struct str guid_of(struct str s)
{
    return s.len == 36 || s.len == 38 ? s : (struct str){0};
}

static void put_property(struct values *v, struct str name, struct str value)
{
    enum text_part p = text_part_of(properties, ARRAY_LEN(properties), name);
    bool list = value.len >= 2 && value.ptr[0] == '{' && value.ptr[value.len - 1] == '}';
    struct str inside = list ? (struct str){value.ptr + 1, value.len - 2} : value;
    if (str_eq_nocase(name, STR("ReplacementStrings")) && list)
        v->strings = inside;
    else if (str_eq_nocase(name, STR("Data")) && list)
        v->bytes = inside;
    else if (str_eq_nocase(name, STR("Properties")) && list)
        v->renamed = inside.len > 0;
    else if (p == TEXT_KEYWORD_WORDS)
        v->part[p] = inside;
    else if (p == TEXT_ID && v->part[p].len > value.len)
        return; /* InstanceId says more than EventID */
    else if (p != TEXT_PARTS)
        v->part[p] = value;
}

/* Lists ---------------------------------------------------------------------------------------- */

static struct str next_item(struct str *list)
{
    const char *comma = str_find(*list, STR(", "));
    struct str item = str_head(*list, comma ? (size_t)(comma - list->ptr) : list->len);
    *list = comma ? str_skip(*list, item.len + 2) : (struct str){0};
    return item;
}

/* Takes the dots off that stand for the items behind the fourth. */
static bool cut_dots(struct str *list)
{
    static const struct str dots[] = {
        {"...",          3},
        {"\xE2\x80\xA6", 3},
    };
    for (size_t i = 0; i < ARRAY_LEN(dots); i++)
        if (str_ends(*list, dots[i])) {
            list->len -= dots[i].len;
            return true;
        }
    return false;
}

static void put_bytes(struct values *v, struct event *e)
{
    struct buf hex = BUF_CAP(1 << 17);
    struct str list = v->bytes;
    bool whole = !cut_dots(&list);
    for (uint64_t byte; list.len && whole;) {
        whole = str_to_u64(str_trim(next_item(&list)), &byte) && byte < 256;
        if (whole)
            buf_fmt(&hex, "%02X", (unsigned)byte);
    }
    if (whole && hex.len)
        text_field(v->run, e, STR("Binary"), buf_keep(&hex, &v->run->batch->arena));
    else if (v->bytes.len)
        text_note(v->run, NOTE_VALUES_LOST, "Data is cut off");
    buf_free(&hex);
}

static void put_lists(struct values *v, struct event *e)
{
    struct str list = v->strings;
    if (cut_dots(&list))
        text_note(v->run, NOTE_VALUES_LOST, "only the first four strings of an event are there");
    while (list.len)
        text_field(v->run, e, (struct str){0}, next_item(&list));
    put_bytes(v, e);
    if (v->renamed)
        text_note(v->run, NOTE_VALUES_LOST, "Properties has types in place of values");
    if (e->fields_n == 0)
        text_note(v->run, NOTE_MESSAGE_ONLY, "");
}

/* Records -------------------------------------------------------------------------------------- */

static void finish(struct values *v, struct str record)
{
    v->part[TEXT_PROVIDER_GUID] = guid_of(v->part[TEXT_PROVIDER_GUID]);
    v->part[TEXT_ACTIVITY] = guid_of(v->part[TEXT_ACTIVITY]);
    struct event *e = text_event(v->run, v->part, record);
    struct batch *b = v->run->batch;
    if (e) {
        put_lists(v, e);
    } else { /* the record is lost as a whole, with the lines that were */
        b->losses[v->losses] = b->losses[b->losses_n - 1];
        b->losses_n = v->losses + 1;
    }
}

/* A stretch between blank lines; where a property comes again, the next event begins, as blank
 * lines may have been taken out. */
static void read_stretch(struct text_run *t, struct str stretch, size_t width)
{
    struct values v = {.run = t, .width = width, .losses = t->batch->losses_n};
    struct str rest = stretch, line, name, value;
    const char *from = stretch.ptr;
    struct str first = {0};
    while (str_line(&rest, &line)) {
        if (!is_property(line, &name, &value)) {
            if (!lines_blank(line))
                text_lost(t, line, NOTE_BYTES_LOST, "text that is no event");
            continue;
        }
        if (first.len && str_eq(name, first)) {
            finish(&v, (struct str){from, (size_t)(line.ptr - from)});
            v = (struct values){.run = t, .width = width, .losses = t->batch->losses_n};
            from = line.ptr;
        }
        if (!first.len)
            first = name;
        size_t column = (size_t)(value.ptr - line.ptr);
        put_property(&v, name, join_lines(&v, value, column, &rest));
    }
    finish(&v, (struct str){from, (size_t)(stretch.ptr + stretch.len - from)});
}

/* Only the date is looked for. */
static void survey_list(struct lead *lead, struct str run)
{
    struct str line, name, value;
    while (str_line(&run, &line)) {
        if (line.len < 4 || line.ptr[0] != 'T' || !is_property(line, &name, &value))
            continue;
        enum text_part p = text_part_of(properties, ARRAY_LEN(properties), name);
        if (p == TEXT_DATE || p == TEXT_DATE_2)
            wall_count(&lead->dates, value, (struct str){0});
    }
}

static enum status parse_list(struct batch *b, const struct lead *lead, struct err *err)
{
    (void)err;
    struct text_run t = text_run_of(b, lead);
    size_t width = width_of(lead->head);
    struct str rest = b->bytes, stretch;
    for (bool headed; lines_next(&rest, &stretch, &headed, is_event);) {
        if (headed)
            read_stretch(&t, stretch, width);
        else if (!lines_blank(stretch))
            text_lost(&t, stretch, NOTE_BYTES_LOST, "text that is no event");
    }
    return OK;
}

static struct cut split_list(struct str window, size_t want, bool last)
{
    return lines_split(window, want, last, is_event);
}

/* One stretch must have what an event needs. */
static int probe_list(struct str head, struct str path)
{
    struct str stretch, line, name, value;
    (void)path;
    for (bool headed; lines_next(&head, &stretch, &headed, is_event);) {
        unsigned seen = 0;
        while (headed && str_line(&stretch, &line))
            if (is_property(line, &name, &value)) {
                enum text_part p = text_part_of(properties, ARRAY_LEN(properties), name);
                seen |= p == TEXT_PARTS ? 0 : 1u << p;
            }
        unsigned needed = 1u << TEXT_ID | 1u << TEXT_PROVIDER;
        unsigned dates = 1u << TEXT_DATE | 1u << TEXT_DATE_2;
        if ((seen & needed) == needed && seen & dates)
            return 94;
    }
    return 0;
}

const struct reader reader_format_list = {
    .name = "powershell-list",
    .summary = "events that PowerShell prints with Format-List: Get-EventLog, Get-WinEvent",
    .probe = probe_list,
    .split = split_list,
    .survey = survey_list,
    .parse = parse_list,
};
