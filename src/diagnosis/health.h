/* How the hosts fare apart from any problem: figures about each of them, and the marks on the axis
 * of time (starts, crashes, changes) that a report draws its findings on.
 *
 * Owner     the arena of the analysis.
 * Threads   one. */
#ifndef DIAGNOSIS_HEALTH_H
#define DIAGNOSIS_HEALTH_H

#include "scene.h"

/* Wants the hosts and the coverage of the analysis to be there already. */
void health_describe(struct inquiry *q);

#endif
