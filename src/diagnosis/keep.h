/* Texts of an analysis made its own: those of rules, logs and captures are copied into its arena,
 * so that it outlives where they came from.
 *
 * Owner     the arena given. */
#ifndef DIAGNOSIS_KEEP_H
#define DIAGNOSIS_KEEP_H

#include "base/arena.h"
#include "model/shape.h"

void shape_keep(struct arena *arena, const struct shape *shape, void *object);

#endif
