/* One event, one finding: a rule that says `yields: true` catches whatever of its kind no narrower
 * rule knows, and leaves alone the events that a finding of another rule has, and those that the
 * other rule `claims`: hits of rules that it names, on the same host within five minutes of one of
 * its events. They tell of the same, and are no more occurrences for it.
 *
 * Owner     the arena of the inquiry.
 * Threads   pure functions. */
#ifndef DIAGNOSIS_YIELD_H
#define DIAGNOSIS_YIELD_H

#include "cluster.h"
#include "scene.h"

/* Takes those events out of the clusters of rules that yield, and the clusters that are left with
 * fewer than their rule asks for out of the list. Gives how many clusters are left. */
size_t clusters_yield(struct inquiry *q, struct cluster *list, size_t n);

#endif
