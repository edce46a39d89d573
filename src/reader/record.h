/* From what a structured export says of one record to an event. The same properties come in many
 * wrappings (Get-WinEvent as CLIXML or JSON, WMI as XML, list or JSON), so what they mean is known
 * once, in the tables of record_forms.c, whoever read them.
 *
 * Owner     the batch: texts of values live as long as it does.
 * Threads   one reading per thread. */
#ifndef READER_RECORD_H
#define READER_RECORD_H

#include "model/event.h"
#include "quirks.h"
#include "reader/reader.h"
#include "value.h"

/* What is said once for a file when it was seen. */
enum record_remark {
#define REMARK(name, note, detail) REMARK_##name,
#include "record_remarks.def"
#undef REMARK
    REMARKS
};

enum { RECORD_FORMS = 16 }; /* room for the rows of record_forms.c */

struct record_reading {
    struct batch *batch;
    struct loc place;
    struct arena nodes; /* of the record being read */
    struct value_maker maker;
    struct str channel; /* that the name of the file tells */
    struct quirks quirks;
    uint64_t remarks[REMARKS];
    uint64_t forms[RECORD_FORMS]; /* records of each */
};

void record_begin(struct record_reading *r, struct batch *b, const struct lead *lead);
void record_end(struct record_reading *r); /* says what was seen */

/* For the next record: gives back the values of the one before. */
struct value_maker *record_next(struct record_reading *r);

/* Adds the event that `root` is; `bytes` is the record as it stands in the batch. False when it
 * holds no event. */
bool record_read(struct record_reading *r, const struct value *root, struct str bytes);

/* Is it a record of an event, as far as its properties tell? */
bool record_is_event(const struct value *root);

static inline void record_remark(struct record_reading *r, enum record_remark remark)
{
    r->remarks[remark]++;
}

#endif
