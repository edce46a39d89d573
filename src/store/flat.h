/* The fields of an event or fact as one flat JSON object, and back. Private to the store room.
 *
 * Names stand in the order of the log. A name that occurs more than once, and unnamed `Data`, is an
 * array. Where repeated names do not follow each other the object alone would lose the order; then
 * `layout` holds the number of each field's name: "0 1 0".
 *
 * Owner     flat_free frees; what flat_write makes is a view that its next call ends. What
 * flat_read makes points into the text given, which is changed, and into the arena. */
#ifndef STORE_FLAT_H
#define STORE_FLAT_H

#include "base/buf.h"
#include "base/limits.h"
#include "json.h"
#include "model/event.h"

struct flat {
    struct buf json, layout;
    uint16_t *next, *number, *slots; /* tables of one call, kept */
};

void flat_free(struct flat *f);

/* At most LIMIT_RECORD_FIELDS fields are written. `layout` is empty where it is not needed. */
void flat_write(struct flat *f, const struct field *fields, size_t n, struct str *json,
                struct str *layout);

/* False where the text is not what flat_write makes. */
bool flat_read(struct arena *arena, struct json text, struct str layout, struct field **fields,
               size_t *n);

#endif
