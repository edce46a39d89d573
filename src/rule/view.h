/* One event as rules see it: the values behind each slot, found in one pass over its fields.
 *
 * Owner     view_new allocates, view_free frees. Values live until the next view_load.
 * Threads   one. */
#ifndef RULE_VIEW_H
#define RULE_VIEW_H

#include "model/event.h"
#include "ruleset.h"

struct view;

struct view *view_new(const struct ruleset *r);
void view_free(struct view *v);
void view_load(struct view *v, const struct event *e);

/* All values of the slot; n = 0 when the event has none. */
struct pattern_values view_get(struct view *v, uint32_t slot);
/* The value that groups are made of: the first; of Computer the host of the case. */
struct str view_group(struct view *v, uint32_t slot);

/* The index of a channel or provider among those that rules name; NAME_ANY for another one. */
uint32_t view_name(struct view *v, struct str text);

#endif
