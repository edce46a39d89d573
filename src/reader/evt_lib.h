/* The values of a record of .evt, and libevt as a second reader of them. Private to reader.
 *
 * Owner     what is read belongs to the arena given.
 * Threads   pure functions. */
#ifndef READER_EVT_LIB_H
#define READER_EVT_LIB_H

#include "base/buf.h"

struct evt_values {
    uint32_t number, created, id, type, category; /* created: seconds since 1970, UTC */
    struct str source, computer, user;            /* user: a SID as text, or empty */
    const struct str *strings;
    size_t strings_n;
    struct str data; /* as it is */
};

/* Reads the only record of a file in memory; false, and why in `why`, when libevt cannot. */
bool evt_lib_read(struct str file, struct arena *arena, struct evt_values *out, struct buf *why);

#endif
