/* What `wevtutil qe LOG /f:text` prints: "Event[0]:" (without the colon since Windows 10), lines of
 * labels, then the description. The labels are English on every Windows, their values are of its
 * language. The date is the wall clock of the host, although newer ones put a Z behind it. */
#include "lines.h"
#include "text_event.h"

/* "Event[12]" and nothing else on its line, and a label below. */
static bool is_event(struct str text, bool apart)
{
    struct str line, label;
    size_t n = 0, indent;
    (void)apart;
    if (!str_starts(text, STR("Event[")))
        return false;
    str_line(&text, &line);
    line = str_trim(str_skip(line, 6));
    while (n < line.len && line.ptr[n] >= '0' && line.ptr[n] <= '9')
        n++;
    struct str behind = str_skip(line, n);
    if (n == 0 || (!str_eq(behind, STR("]")) && !str_eq(behind, STR("]:"))))
        return false;
    return str_line(&text, &label) && lines_indent(label, &indent).len && indent &&
           memchr(label.ptr, ':', label.len);
}

static const struct text_label labels[] = {
    {"Log Name",    TEXT_CHANNEL      },
    {"Source",      TEXT_PROVIDER     },
    {"Date",        TEXT_DATE         },
    {"Event ID",    TEXT_ID           },
    {"Task",        TEXT_TASK         },
    {"Level",       TEXT_LEVEL        },
    {"Opcode",      TEXT_OPCODE       },
    {"Keyword",     TEXT_KEYWORD_WORDS},
    {"User",        TEXT_USER         },
    {"User Name",   TEXT_USER_2       },
    {"Computer",    TEXT_COMPUTER     },
    {"Description", TEXT_MESSAGE      },
};

/* The rest of the record is the description: it begins behind its label or on the next line. */
static void cut_record(struct str record, struct str part[TEXT_PARTS])
{
    struct str line, name, value;
    str_line(&record, &line); /* Event[0] */
    while (str_line(&record, &line)) {
        if (!lines_pair(line, ':', &name, &value))
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

static void survey_wevtutil(struct lead *lead, struct str run)
{
    struct str record;
    for (bool headed; lines_next(&run, &record, &headed, is_event);) {
        struct str part[TEXT_PARTS] = {0};
        cut_record(record, part);
        wall_count(&lead->dates, part[TEXT_DATE], (struct str){0});
    }
}

static enum status parse_wevtutil(struct batch *b, const struct lead *lead, struct err *err)
{
    (void)err;
    struct text_run t = text_run_of(b, lead);
    struct str rest = b->bytes, record;
    for (bool headed; lines_next(&rest, &record, &headed, is_event);) {
        struct str part[TEXT_PARTS] = {0};
        if (!headed && !lines_blank(record))
            text_lost(&t, record, NOTE_BYTES_LOST, "text that is no event");
        if (!headed)
            continue;
        cut_record(record, part);
        if (str_ends(part[TEXT_DATE], STR("Z")))
            text_note(&t, NOTE_ZONE_UNTRUSTED, "wevtutil prints local time with a Z");
        if (text_event(&t, part, record))
            text_note(&t, NOTE_MESSAGE_ONLY, "");
    }
    return OK;
}

static struct cut split_wevtutil(struct str window, size_t want, bool last)
{
    return lines_split(window, want, last, is_event);
}

static int probe_wevtutil(struct str head, struct str path)
{
    struct str record;
    (void)path;
    for (bool headed; lines_next(&head, &record, &headed, is_event);)
        if (headed)
            return str_find(record, STR("Event ID:")) || head.len == 0 ? 98 : 0;
    return 0;
}

const struct reader reader_wevtutil_text = {
    .name = "wevtutil-text",
    .summary = "events that wevtutil prints as text (qe /f:text)",
    .probe = probe_wevtutil,
    .split = split_wevtutil,
    .survey = survey_wevtutil,
    .parse = parse_wevtutil,
};
