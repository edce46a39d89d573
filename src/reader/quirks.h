/* Peculiarities of records: seen while a record is read, counted when it is whole, said once for
 * each file.
 *
 * Threads   one at a time. */
#ifndef READER_QUIRKS_H
#define READER_QUIRKS_H

#include "base/note.h"

enum quirk {
#define QUIRK(name) QUIRK_##name,
#include "quirks.def"
#undef QUIRK
    QUIRK_COUNT
};

struct quirks {
    uint64_t now; /* a bit for each that the record being read has */
    uint64_t times[QUIRK_COUNT];
};

static inline void quirk_see(struct quirks *q, enum quirk quirk)
{
    q->now |= UINT64_C(1) << quirk;
}

/* The record is whole: what was seen in it counts. */
void quirks_count(struct quirks *q);
/* Says what was counted. */
void quirks_note(const struct quirks *q, struct notes *notes, struct loc place);

#endif
