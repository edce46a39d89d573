/* "wmic ntevent ... /format:rawxml": instances of Win32_NTLogEvent in CIM-XML. */
#include "xml_record.h"

static const char *const wrappers[] = {"COMMAND",
                                       "RESULTS",
                                       "CIM",
                                       "DECLARATION",
                                       "DECLGROUP",
                                       "VALUE.OBJECT",
                                       "VALUE.NAMEDINSTANCE",
                                       "VALUE.OBJECTWITHPATH",
                                       "IRETURNVALUE",
                                       NULL};
static const struct element_form form = {wrappers, "INSTANCE"};

static const struct xml_role_row roles[] = {
    {"INSTANCE",       ROLE_MAP },
    {"PROPERTY",       ROLE_NONE},
    {"PROPERTY.ARRAY", ROLE_NONE},
    {"VALUE.ARRAY",    ROLE_LIST},
    {"VALUE",          ROLE_TEXT},
    {"VALUE.NULL",     ROLE_NONE},
    {"QUALIFIER",      ROLE_SKIP},
    {"ERROR",          ROLE_SKIP},
};

static const struct xml_manner manner = {
    .roles = roles,
    .roles_n = ARRAY_LEN(roles),
    .name = "NAME",
};

static struct piece piece_of(struct str s, bool last)
{
    return element_piece_at(&form, s, last);
}

static struct cut wmic_split(struct str window, size_t want, bool last)
{
    return pieces_split(piece_of, window, want, last);
}

static enum status wmic_parse(struct batch *b, const struct lead *lead, struct err *err)
{
    (void)err;
    xml_records_parse(b, lead, piece_of, &manner);
    return OK;
}

static int wmic_probe(struct str head, struct str path)
{
    (void)path;
    bool event =
        str_find(head, STR("Win32_NTLogEvent")) ||
        (str_find(head, STR("NAME=\"EventCode\"")) && str_find(head, STR("NAME=\"SourceName\"")));
    return event && str_find(head, STR("<INSTANCE ")) ? 99 : 0;
}

const struct reader reader_wmic_xml = {
    .name = "wmic-xml",
    .summary = "wmic ntevent /format:rawxml",
    .probe = wmic_probe,
    .split = wmic_split,
    .parse = wmic_parse,
};
