/* The text of an event with everything masked that differs from one occurrence to the next:
 * numbers, GUIDs, addresses, paths, names.
 *
 * Threads   pure functions.
 * Units     what is written is at most TEMPLATE_BYTES, cut at a character. */
#ifndef DIAGNOSIS_TEMPLATE_H
#define DIAGNOSIS_TEMPLATE_H

#include "base/buf.h"
#include "model/event.h"

enum { TEMPLATE_BYTES = 240 };

/* The message where the event has one, else its data. */
void template_of_event(const struct event *e, struct buf *to);

/* `host` is masked wherever it stands as a word; it may be empty. */
void template_of_text(struct str text, struct str host, struct buf *to);

#endif
