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
 * Get-EventLog tells the log only in the name of a type, which objects may leave to others: it is
 * not taken for the channel. */

struct reading {
    struct record_reading record;
    struct xml_reader xml;
};

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
    return root && record_read(&r->record, root, record);
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
