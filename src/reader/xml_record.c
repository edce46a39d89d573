#include "xml_record.h"

#include "record.h"

struct reading {
    struct record_reading record;
    struct xml_reader xml;
};

static bool read_record(void *ctx, struct str record, enum note_id *note, const char **why)
{
    struct reading *r = ctx;
    r->xml.maker = record_next(&r->record);
    const struct value *root = xml_value_read(&r->xml, record);
    *note = NOTE_RECORD_MALFORMED;
    *why = root ? "record holds no event" : "damaged record";
    return root && record_read(&r->record, root, record);
}

void xml_records_parse(struct batch *b, const struct lead *lead, piece_at *at,
                       const struct xml_manner *manner)
{
    struct reading r = {0};
    record_begin(&r.record, b, lead);
    xml_reader_init(&r.xml, manner, NULL);
    pieces_parse(b, r.record.place, at, read_record, &r);
    if (r.xml.repaired)
        notes_sum(&b->notes, NOTE_RECORD_REPAIRED, r.record.place, r.xml.repaired, "%s", "");
    xml_reader_free(&r.xml);
    record_end(&r.record);
}
