/* PowerShell's Export-Clixml of Get-WinEvent, Get-EventLog, WMI or of event XML.
 *
 * Objects are known by their properties, not by their types: an object whose type stood before only
 * refers to it, and Select-Object changes the type. */
#include "element_cut.h"
#include "record.h"
#include "xml_value.h"

static const char *const wrappers[] = {"Objs", NULL};
static const struct element_form form = {wrappers, NULL};

static const struct xml_role_row roles[] = {
    {"Obj",      ROLE_MAP  },
    {"Props",    ROLE_PASS },
    {"MS",       ROLE_PASS },
    {"LST",      ROLE_LIST },
    {"IE",       ROLE_LIST },
    {"STK",      ROLE_LIST },
    {"QUE",      ROLE_LIST },
    {"DCT",      ROLE_MAP  },
    {"En",       ROLE_MAP  },
    {"ToString", ROLE_TEXT },
    {"Nil",      ROLE_NONE },
    {"Ref",      ROLE_NONE },
    {"BA",       ROLE_BYTES},
    {"TN",       ROLE_TYPE },
    {"TNRef",    ROLE_TYPE },
};

static const struct xml_manner manner = {
    .roles = roles,
    .roles_n = ARRAY_LEN(roles),
    .name = "N",
    .escapes = true,
};

/* Channels --------------------------------------------------------------------------------------
 *
 * Get-EventLog tells the log only in the name of the type:
 * "System.Diagnostics.EventLogEntry#System/Service Control Manager/1073748860". An object that
 * refers to a type named before has the log of the others, as long as all those seen agree. */

struct reading {
    struct record_reading record;
    struct xml_reader xml;
    struct str channel; /* that the types name so far */
    bool several;       /* they do not agree */
};

static struct str channel_of(struct str type)
{
    const struct str mark = STR("EventLogEntry#");
    const char *at = str_find(type, mark);
    struct str rest = at ? str_skip(type, (size_t)(at - type.ptr) + mark.len) : (struct str){0};
    return rest.len ? str_cut(rest, '/', &(struct str){0}) : rest;
}

static void see_channel(struct reading *r, struct str channel)
{
    if (channel.len && r->channel.len && !str_eq(channel, r->channel))
        r->several = true;
    if (channel.len && !r->channel.len)
        r->channel = channel;
}

/* What the beginning of the file tells, for records far behind it. */
static void see_head(struct reading *r, struct str head)
{
    const struct str mark = STR("EventLogEntry#");
    for (const char *at; (at = str_find(head, mark));) {
        struct str type = {at, (size_t)(head.ptr + head.len - at)};
        struct str channel = channel_of(type);
        bool whole = channel.len && channel.ptr + channel.len < head.ptr + head.len;
        bool plain = !channel.len || !memchr(channel.ptr, '<', channel.len);
        if (whole && plain)
            see_channel(r, channel);
        head = str_skip(type, mark.len);
    }
}

static struct str channel_here(struct reading *r, const struct value *object)
{
    const struct value *type = value_at(object, "TN");
    for (const struct value *t = type ? type->first : NULL; t; t = t->next) {
        struct str channel = channel_of(t->text);
        see_channel(r, channel);
        if (channel.len)
            return channel;
    }
    return !type && !r->several && value_at(object, "TNRef") ? r->channel : (struct str){0};
}

/* The reader ----------------------------------------------------------------------------------- */

static struct piece piece_of(struct str s, bool last)
{
    return element_piece_at(&form, s, last);
}

static bool read_object(void *ctx, struct str record, enum note_id *note, const char **why)
{
    struct reading *r = ctx;
    r->xml.maker = record_next(&r->record);
    const struct value *root = xml_value_read(&r->xml, record);
    *note = NOTE_RECORD_MALFORMED;
    *why = root ? "object holds no event" : "damaged object";
    return root && record_read(&r->record, root, record, channel_here(r, root));
}

static void note_repairs(struct reading *r)
{
    struct notes *notes = &r->record.batch->notes;
    if (r->xml.repaired)
        notes_sum(notes, NOTE_RECORD_REPAIRED, r->record.place, r->xml.repaired, "%s", "");
    if (r->xml.halves)
        notes_sum(notes, NOTE_SURROGATES_REPLACED, r->record.place, r->xml.halves, "%s", "");
}

static enum status clixml_parse(struct batch *b, const struct lead *lead, struct err *err)
{
    struct reading r = {0};
    (void)err;
    record_begin(&r.record, b, lead);
    xml_reader_init(&r.xml, &manner, NULL);
    see_head(&r, lead->head);
    pieces_parse(b, r.record.place, piece_of, read_object, &r);
    note_repairs(&r);
    xml_reader_free(&r.xml);
    record_end(&r.record);
    return OK;
}

static struct cut clixml_split(struct str window, size_t want, bool last)
{
    return pieces_split(piece_of, window, want, last);
}

/* Something that only events have. */
static bool has_event(struct str head)
{
    static const char *const marks[] = {
        "EventLogRecord",   "EventLogEntry",      "N=\"InstanceId\"",
        "Win32_NTLogEvent", "N=\"ProviderName\"", "N=\"EntryType\"",
        "&lt;Event ",       "&lt;Event&gt;",      "N=\"LevelDisplayName"};
    for (size_t i = 0; i < ARRAY_LEN(marks); i++)
        if (str_find(head, str_of(marks[i])))
            return true;
    return false;
}

static int clixml_probe(struct str head, struct str path)
{
    (void)path;
    struct str near = str_head(head, 4096);
    bool ours = str_find(near, STR("<Objs ")) &&
                str_find(near, STR("schemas.microsoft.com/powershell/2004/04"));
    return ours && has_event(head) ? 99 : 0;
}

const struct reader reader_clixml = {
    .name = "clixml",
    .summary = "PowerShell's Export-Clixml of Get-WinEvent, Get-EventLog or Win32_NTLogEvent",
    .probe = clixml_probe,
    .split = clixml_split,
    .parse = clixml_parse,
};
