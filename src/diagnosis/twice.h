/* Hits that tell an occurrence which another hit tells already: the same event found by two
 * detections, and the same error in two logs of one host.
 *
 * Owner     the arena of the inquiry.
 * Threads   pure functions. */
#ifndef DIAGNOSIS_TWICE_H
#define DIAGNOSIS_TWICE_H

#include "cluster.h"
#include "scene.h"

struct twice {
    bool *event;   /* by member: an earlier member is the same event */
    bool *attempt; /* by member: no occurrence of its own */
    int64_t
        shift; /* how far the wall clock of the host is from UTC, where that was found, else 0 */
};

/* Both logs stay evidence; of two that tell one occurrence the one that names its channel counts.
 * `zone` is that of the host; NULL where nobody knows it, then it is looked for in quarter hours.
 */
struct twice twice_find(struct inquiry *q, const struct cluster *c, const struct zone *zone);

#endif
