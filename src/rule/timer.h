/* States by when time alone decides something of them: a heap, what is due first in front; of equal
 * times the older state. Private to rule.
 *
 * Owner     whoever holds the struct frees `v`; states stay their owner's and know their place. */
#ifndef RULE_TIMER_H
#define RULE_TIMER_H

#include "state.h"

struct timers {
    struct state **v;
    size_t n, max;
};

void timer_set(struct timers *t, struct state *s, int64_t due);
void timer_stop(struct timers *t, struct state *s); /* one that does not run is passed over */

#endif
