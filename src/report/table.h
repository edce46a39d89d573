/* Rows of texts as CSV (RFC 4180, UTF-8), every cell through the writer that defuses formulas.
 *
 * Owner     the arena and buffer given. */
#ifndef REPORT_TABLE_H
#define REPORT_TABLE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/time.h"

struct table {
    struct buf *to;
    struct arena *arena;
    size_t cells; /* of the row so far */
};

void table_text(struct table *t, struct str text);
void table_int(struct table *t, int64_t n);        /* INT64_MIN: empty */
void table_real(struct table *t, double x);        /* NaN: empty */
void table_time(struct table *t, struct moment m); /* ISO 8601, UTC with Z */
void table_end(struct table *t);
void table_head(struct table *t, const char *const *names, size_t n);

#endif
