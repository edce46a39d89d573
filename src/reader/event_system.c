#include "event_system.h"

#define YEAR_1602 (INT64_C(-134409) * TICKS_PER_DAY)

enum { LEVEL_MAX = 5 /* verbose; more mean nothing to Windows */ };

static void put_provider(struct event_maker *m, struct str v)
{
    m->event.provider = event_keep_again(m, &m->last_provider, v);
}

static void put_guid(struct event_maker *m, struct str v)
{
    m->event.provider_guid = event_keep_again(m, &m->last_guid, v);
}

static void put_source_name(struct event_maker *m, struct str v)
{
    m->event.event_source_name = event_keep(m, v);
}

static void put_channel(struct event_maker *m, struct str v)
{
    m->event.channel = event_keep_again(m, &m->last_channel, v);
}

static void put_computer(struct event_maker *m, struct str v)
{
    m->event.computer = event_keep_again(m, &m->last_computer, v);
}

static void put_user(struct event_maker *m, struct str v)
{
    m->event.user_sid = event_keep(m, v);
}

static void put_activity(struct event_maker *m, struct str v)
{
    m->event.activity_id = event_keep(m, v);
}

static void put_related(struct event_maker *m, struct str v)
{
    m->event.related_activity_id = event_keep(m, v);
}

static void put_number(int64_t *to, struct str v)
{
    int64_t n;
    if (str_to_i64(v, &n))
        *to = n;
}

/* Old tools write all 32 bits: severity, facility and id in one number, also as a negative one. */
static void put_id(struct event_maker *m, struct str v)
{
    int64_t n = EVENT_NONE;
    put_number(&n, v);
    if (n < -(INT64_C(1) << 31) || n >= INT64_C(1) << 32 || n == EVENT_NONE)
        return;
    m->event.event_id = n & 0xFFFF;
    if (!(n & ~INT64_C(0xFFFF)))
        return;
    quirk_see(&m->quirks, QUIRK_ID_COMBINED);
    if (m->event.qualifiers == EVENT_NONE)
        m->event.qualifiers = n >> 16 & 0xFFFF;
}

static void put_qualifiers(struct event_maker *m, struct str v)
{
    put_number(&m->event.qualifiers, v);
}

static void put_version(struct event_maker *m, struct str v)
{
    put_number(&m->event.version, v);
}

static void put_level(struct event_maker *m, struct str v)
{
    put_number(&m->event.level, v);
    if (m->event.level > LEVEL_MAX)
        quirk_see(&m->quirks, QUIRK_LEVEL_ODD);
}

static void put_task(struct event_maker *m, struct str v)
{
    put_number(&m->event.task, v);
}

static void put_opcode(struct event_maker *m, struct str v)
{
    put_number(&m->event.opcode, v);
}

static void put_record(struct event_maker *m, struct str v)
{
    put_number(&m->event.record_id, v);
}

static void put_pid(struct event_maker *m, struct str v)
{
    put_number(&m->event.pid, v);
}

static void put_tid(struct event_maker *m, struct str v)
{
    put_number(&m->event.tid, v);
}

/* "0x80000000000000", or decimal, then often signed. */
static void put_keywords(struct event_maker *m, struct str v)
{
    int64_t n;
    uint64_t u;
    if (str_starts_nocase(v, STR("0x")) ? str_to_hex(v, &u) : str_to_u64(v, &u))
        m->event.keywords = u;
    else if (str_to_i64(v, &n))
        m->event.keywords = (uint64_t)n;
    else
        return;
    m->event.has_keywords = true;
}

/* A time with neither "T" nor zone is that of converters (evtx_dump.py, EvtxECmd), which print UTC.
 */
static void put_time(struct event_maker *m, struct str v)
{
    bool zoned;
    int64_t ticks;
    if (!time_parse(v, &ticks, &zoned)) {
        m->wrong = "it cannot be read";
        return;
    }
    if (ticks < YEAR_1602) { /* a time of zero */
        m->wrong = "it is that of a clock at zero";
        return;
    }
    bool converted = v.ptr[10] == ' ';
    m->event.at = (struct moment){ticks, !zoned && !converted};
    if (converted)
        quirk_see(&m->quirks, zoned ? QUIRK_TIME_CONVERTED : QUIRK_TIME_ASSUMED_UTC);
}

/* Where the parts of <System> go: by element, and by attribute where there is one. */
static const struct part {
    struct str element, attribute;
    void (*put)(struct event_maker *m, struct str value);
} parts[] = {
    {{"Provider", 8},       {"Name", 4},               put_provider   },
    {{"Provider", 8},       {"Guid", 4},               put_guid       },
    {{"Provider", 8},       {"EventSourceName", 15},   put_source_name},
    {{"EventID", 7},        {"Qualifiers", 10},        put_qualifiers },
    {{"EventID", 7},        {NULL, 0},                 put_id         },
    {{"Version", 7},        {NULL, 0},                 put_version    },
    {{"Level", 5},          {NULL, 0},                 put_level      },
    {{"Task", 4},           {NULL, 0},                 put_task       },
    {{"Opcode", 6},         {NULL, 0},                 put_opcode     },
    {{"Keywords", 8},       {NULL, 0},                 put_keywords   },
    {{"TimeCreated", 11},   {"SystemTime", 10},        put_time       },
    {{"EventRecordID", 13}, {NULL, 0},                 put_record     },
    {{"Correlation", 11},   {"ActivityID", 10},        put_activity   },
    {{"Correlation", 11},   {"RelatedActivityID", 17}, put_related    },
    {{"Execution", 9},      {"ProcessID", 9},          put_pid        },
    {{"Execution", 9},      {"ThreadID", 8},           put_tid        },
    {{"Channel", 7},        {NULL, 0},                 put_channel    },
    {{"Computer", 8},       {NULL, 0},                 put_computer   },
    {{"Security", 8},       {"UserID", 6},             put_user       },
    {{"Security", 8},       {"UserId", 6},             put_user       },
};

/* The first row of an element; `m->row` is the one behind its last. Rows of one element stand
 * together, and logs keep the order of the table, so the search begins where the last one ended. */
static size_t first_row(struct event_maker *m, struct str element)
{
    size_t first = m->row, tries = 0;
    while (first == ARRAY_LEN(parts) || !str_eq(parts[first].element, element)) {
        if (tries++ == ARRAY_LEN(parts))
            return m->row;
        first = first < ARRAY_LEN(parts) ? first + 1 : 0;
    }
    m->row = first;
    while (m->row < ARRAY_LEN(parts) && str_eq(parts[m->row].element, element))
        m->row++;
    return first;
}

void system_start(struct event_maker *m, struct str element, const struct xml_attr *attrs, size_t n)
{
    m->part = -1;
    for (size_t i = first_row(m, element); i < m->row; i++) {
        if (!parts[i].attribute.len)
            m->part = (int)i;
        for (size_t a = 0; a < n; a++) {
            if (!str_eq(attrs[a].name, parts[i].attribute))
                continue;
            if (attrs[a].value.len)
                parts[i].put(m, attrs[a].value);
            else /* an empty attribute is one that is not there */
                quirk_see(&m->quirks, QUIRK_ATTRIBUTE_EMPTY);
        }
    }
    m->wanted = m->part >= 0;
}

void system_text(struct event_maker *m, struct str text)
{
    parts[m->part].put(m, text);
}
