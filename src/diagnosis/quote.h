/* An event as the report quotes it.
 *
 * Owner     texts are copied into the arena, each cut to LIMIT_QUOTE_BYTES. */
#ifndef DIAGNOSIS_QUOTE_H
#define DIAGNOSIS_QUOTE_H

#include "model/analysis.h"
#include "model/event.h"

/* `data` is the fields as "name=value" or bare values, separated by "; ". */
struct a_event event_quote(struct arena *arena, const struct event *e);

#endif
