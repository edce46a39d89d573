#include "record_parts.h"

#include "base/files.h"
#include "stamp.h"
#include "words.h"

#define AUDIT_SUCCESS UINT64_C(0x8020000000000000)
#define AUDIT_FAILURE UINT64_C(0x8010000000000000)

static void set_text(struct str *to, struct str text)
{
    if (!to->len)
        *to = str_trim(text);
}

static void set_number(int64_t *to, struct str text)
{
    int64_t n;
    if (*to == EVENT_NONE && str_to_i64(str_trim(text), &n))
        *to = n;
}

void put_nothing(struct record_making *m, struct str text)
{
    (void)m;
    (void)text;
}

void put_provider(struct record_making *m, struct str text)
{
    set_text(&m->event.provider, text);
}

void put_guid(struct record_making *m, struct str text)
{
    set_text(&m->event.provider_guid, text);
}

void put_source_name(struct record_making *m, struct str text)
{
    set_text(&m->event.event_source_name, text);
}

void put_channel(struct record_making *m, struct str text)
{
    set_text(&m->event.channel, text);
}

/* "System", "\\SRV1\System", or the file that was read: "C:\logs\system.evt". */
void put_log_file(struct record_making *m, struct str text)
{
    const char *slash = text.len ? memrchr(text.ptr, '\\', text.len) : NULL;
    struct str name = slash ? str_skip(text, (size_t)(slash + 1 - text.ptr)) : text;
    bool file = str_find(name, STR(".")) != NULL;
    set_text(&m->event.channel, file ? words_channel(&m->reading->batch->arena, name) : name);
}

void put_computer(struct record_making *m, struct str text)
{
    set_text(&m->event.computer, text);
}

void put_user(struct record_making *m, struct str text)
{
    if (!words_nobody(str_trim(text)))
        set_text(&m->event.user_sid, text);
}

void put_activity(struct record_making *m, struct str text)
{
    set_text(&m->event.activity_id, text);
}

void put_related(struct record_making *m, struct str text)
{
    set_text(&m->event.related_activity_id, text);
}

/* Old interfaces give all 32 bits, also as a negative number. */
void put_id(struct record_making *m, struct str text)
{
    int64_t n = EVENT_NONE, qualifiers = m->event.qualifiers;
    if (m->event.event_id != EVENT_NONE)
        return;
    set_number(&n, text);
    if (n < -(INT64_C(1) << 31) || n >= INT64_C(1) << 32 || n == EVENT_NONE)
        return;
    words_event_id(&m->event, (uint64_t)n & 0xFFFFFFFF);
    if (m->event.qualifiers != EVENT_NONE)
        quirk_see(&m->reading->quirks, QUIRK_ID_COMBINED);
    if (qualifiers != EVENT_NONE)
        m->event.qualifiers = qualifiers;
}

void put_qualifiers(struct record_making *m, struct str text)
{
    set_number(&m->event.qualifiers, text);
}

void put_version(struct record_making *m, struct str text)
{
    set_number(&m->event.version, text);
}

void put_task(struct record_making *m, struct str text)
{
    set_number(&m->event.task, text);
}

void put_opcode(struct record_making *m, struct str text)
{
    set_number(&m->event.opcode, text);
}

void put_record(struct record_making *m, struct str text)
{
    set_number(&m->event.record_id, text);
}

void put_pid(struct record_making *m, struct str text)
{
    set_number(&m->event.pid, text);
}

void put_tid(struct record_making *m, struct str text)
{
    set_number(&m->event.tid, text);
}

/* Levels in words ----------------------------------------------------------------------------- */

/* What programs write, never translated; what people read is in words.c. */
static const struct word {
    const char *word;
    int64_t level;
    uint64_t keywords;
} level_words[] = {
    {"INFO",          4, 0            },
    {"Informational", 4, 0            },
    {"DEBUG",         5, 0            },
    {"WARN",          3, 0            },
    {"LogAlways",     0, 0            },
    {"AUDIT_SUCCESS", 0, AUDIT_SUCCESS},
    {"AUDIT_FAILURE", 0, AUDIT_FAILURE},
    {"SuccessAudit",  0, AUDIT_SUCCESS},
    {"FailureAudit",  0, AUDIT_FAILURE},
    {"Success Audit", 0, AUDIT_SUCCESS},
    {"Failure Audit", 0, AUDIT_FAILURE},
    {"Audit Success", 0, AUDIT_SUCCESS},
    {"Audit Failure", 0, AUDIT_FAILURE},
};

static void set_keywords(struct record_making *m, uint64_t keywords)
{
    if (!keywords)
        return;
    m->event.keywords = m->event.has_keywords ? m->event.keywords : keywords;
    m->event.has_keywords = true;
}

static void set_level_word(struct record_making *m, struct str text)
{
    int64_t level = EVENT_NONE;
    text = str_trim(text);
    if (str_ends(text, STR(" event")))
        text.len -= 6;
    for (size_t i = 0; i < ARRAY_LEN(level_words); i++)
        if (str_eq_nocase(text, str_of(level_words[i].word))) {
            level = level_words[i].level;
            set_keywords(m, level_words[i].keywords);
        }
    if (m->event.level == EVENT_NONE)
        m->event.level = level == EVENT_NONE ? words_level(text) : level;
}

void put_level(struct record_making *m, struct str text)
{
    int64_t n;
    if (str_to_i64(str_trim(text), &n))
        set_number(&m->event.level, text);
    else
        set_level_word(m, text);
}

static void set_type(struct record_making *m, uint64_t type)
{
    if (m->event.level == EVENT_NONE)
        m->event.level = words_level_of_type(type);
    set_keywords(m, type == 8 ? AUDIT_SUCCESS : type == 16 ? AUDIT_FAILURE : 0);
}

/* The types of the old interface: 1 error, 2 warning, 4 information, 8 and 16 audits. */
void put_type(struct record_making *m, struct str text)
{
    uint64_t n;
    if (str_to_u64(str_trim(text), &n))
        set_type(m, n);
    else
        set_level_word(m, text);
}

/* WMI counts them otherwise: 3 information, 4 and 5 audits. */
void put_wmi_type(struct record_making *m, struct str text)
{
    static const uint64_t types[] = {0, 1, 2, 4, 8, 16};
    uint64_t n;
    if (!str_to_u64(str_trim(text), &n))
        set_level_word(m, text);
    else if (n < ARRAY_LEN(types))
        set_type(m, types[n]);
}

/* "0x80000000000000", decimal and then often signed; or the name of one of them. */
void put_keywords(struct record_making *m, struct str text)
{
    int64_t n;
    uint64_t u;
    text = str_trim(text);
    if (str_starts_nocase(text, STR("0x")) ? str_to_hex(text, &u) : str_to_u64(text, &u)) {
        m->event.keywords = m->event.has_keywords ? m->event.keywords : u;
        m->event.has_keywords = true;
    } else if (str_to_i64(text, &n)) {
        m->event.keywords = m->event.has_keywords ? m->event.keywords : (uint64_t)n;
        m->event.has_keywords = true;
    }
    for (size_t i = 0; i < ARRAY_LEN(level_words); i++)
        if (str_eq_nocase(text, str_of(level_words[i].word)))
            set_keywords(m, level_words[i].keywords);
}

/* Times --------------------------------------------------------------------------------------- */

void put_time(struct record_making *m, struct str text)
{
    struct moment at = stamp_of(text);
    if (m->event.at.ticks != TIME_NONE || at.ticks == TIME_NONE)
        return;
    at.local = at.local && !m->form->utc;
    m->event.at = at;
    if (at.local)
        record_remark(m->reading, REMARK_LOCAL);
    if (str_starts(str_trim(text), STR("/Date(")))
        record_remark(m->reading, REMARK_MILLISECONDS);
    else if (m->form->seconds)
        record_remark(m->reading, REMARK_SECONDS);
}

/* Elastic keeps milliseconds. */
void put_beat_time(struct record_making *m, struct str text)
{
    bool known = m->event.at.ticks != TIME_NONE;
    put_time(m, text);
    if (!known && m->event.at.ticks != TIME_NONE)
        record_remark(m->reading, REMARK_MILLISECONDS);
}

void put_message(struct record_making *m, struct str text)
{
    set_text(&m->event.message, text);
}
