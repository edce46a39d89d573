/* Microsoft Log Parser, "-i:EVT -o:XML": rows of padded columns below a document type declaration,
 * which is passed over; times are local, strings are joined with '|'. */
#include "xml_record.h"

static const char *const wrappers[] = {"ROOT", NULL};
static const struct element_form form = {wrappers, "ROW"};

static const struct xml_role_row roles[] = {
    {"ROW", ROLE_MAP},
};

static const struct xml_manner manner = {
    .roles = roles,
    .roles_n = ARRAY_LEN(roles),
    .padded = true,
};

static struct piece piece_of(struct str s, bool last)
{
    return element_piece_at(&form, s, last);
}

static struct cut logparser_split(struct str window, size_t want, bool last)
{
    return pieces_split(piece_of, window, want, last);
}

static enum status logparser_parse(struct batch *b, const struct lead *lead, struct err *err)
{
    (void)err;
    if (str_find(b->bytes, STR("<!DOCTYPE")))
        notes_sum(&b->notes, NOTE_DOCTYPE_IGNORED, (struct loc){.file = lead->path.ptr}, 1, "%s",
                  "");
    xml_records_parse(b, lead, piece_of, &manner);
    return OK;
}

static int logparser_probe(struct str head, struct str path)
{
    (void)path;
    bool ours =
        str_find(str_head(head, 4096), STR("CREATED_BY=\"Microsoft Log Parser")) ||
        (str_find(str_head(head, 8192), STR("<ROW>")) && str_find(head, STR("<EventTypeName>")));
    bool events = str_find(head, STR("<EventID>")) && str_find(head, STR("<SourceName>"));
    return ours && events ? 99 : 0;
}

const struct reader reader_logparser_xml = {
    .name = "logparser-xml",
    .summary = "Microsoft Log Parser, event logs as XML (-i:EVT -o:XML)",
    .probe = logparser_probe,
    .split = logparser_split,
    .parse = logparser_parse,
};
