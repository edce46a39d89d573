/* Activity as a row of bars: many counts gathered into as many cells as there is room for.
 *
 * Owner     cells live in the arena given. */
#ifndef REPORT_STRIP_H
#define REPORT_STRIP_H

#include "doc.h"

#include "base/buf.h"

struct strip_cells {
    int64_t *counts; /* sums */
    size_t n, per_cell;
    int64_t most;
};

void strip_gather(struct arena *arena, const struct doc_strip *s, size_t room,
                  struct strip_cells *out);
/* 0 for nothing, else 1..highest. */
int strip_height(const struct strip_cells *c, size_t i, int highest);

/* As SVG that fills its width; words for who cannot see it. */
void strip_svg(struct buf *to, struct arena *arena, const struct doc_strip *s, struct str title);

#endif
