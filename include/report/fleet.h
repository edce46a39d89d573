/* The index of a batch, in the forms that people and programs want it.
 *
 * Owner     the caller's buffer.
 * Threads   pure.
 * Errors    FAIL_LIMIT when the buffer's cap is hit. */
#ifndef REPORT_FLEET_H
#define REPORT_FLEET_H

#include "base/buf.h"
#include "base/err.h"
#include "model/fleet.h"
#include "report/locale.h"

struct fleet_format {
    const char *file; /* index.html */
    enum status (*write)(const struct fleet *f, const struct locale *locale, struct buf *to,
                         struct err *err);
};

extern const struct fleet_format fleet_formats[];
extern const size_t fleet_formats_count;

#endif
