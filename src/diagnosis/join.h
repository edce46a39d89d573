/* Sockets joined with processes and services by process id, within one snapshot only: a PID is true
 * for a moment.
 *
 * Owner     fields added belong to the arena. */
#ifndef DIAGNOSIS_JOIN_H
#define DIAGNOSIS_JOIN_H

#include "model/fact.h"

/* Fills image and service of socket rows, and services of processes, where the capture does not
 * show them itself and one program alone has the PID. */
void join_snapshots(struct arena *arena, struct capture *captures, size_t n);

#endif
