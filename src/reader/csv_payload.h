/* The values that EvtxECmd puts as JSON into the last column of its table: EventData and UserData
 * as its converter makes them of XML. Private to reader.
 *
 * Owner     the arena. */
#ifndef READER_CSV_PAYLOAD_H
#define READER_CSV_PAYLOAD_H

#include "model/event.h"

/* Fields while they are gathered. */
struct csv_fields {
    struct arena *arena;
    struct field *items;
    size_t n, max, dropped; /* dropped: beyond LIMIT_RECORD_FIELDS */
};

void csv_field_add(struct csv_fields *f, struct str name, struct str value);

/* Adds the fields of the payload; false, and none, when it is no whole JSON. */
bool csv_payload_read(struct csv_fields *f, struct str json);

#endif
