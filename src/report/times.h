/* Lanes of bars and ticks on one axis of time, as SVG with its own labels; words for who cannot see
 * it.
 *
 * Owner     the caller's buffer. */
#ifndef REPORT_TIMES_H
#define REPORT_TIMES_H

#include "doc.h"

#include "base/buf.h"

void times_svg(struct buf *to, const struct doc_times *t, struct str title, const struct locale *l);

#endif
