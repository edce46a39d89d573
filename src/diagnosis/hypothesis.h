/* Loading hypotheses: those of a diagnosis, those of the library, the steps of their fixes.
 *
 * Owner     the catalogue. */
#ifndef DIAGNOSIS_HYPOTHESIS_H
#define DIAGNOSIS_HYPOTHESIS_H

#include "loader.h"

/* One that stands in a diagnosis, by itself or by `use`. */
bool hypothesis_load(struct loader *l, const struct node *map, struct hypothesis *out);

/* One of the library, looked at by itself: its needs have no values. */
void hypothesis_check(struct loader *l, const struct node *map);

/* What a remedy changes of the draw: keys that are not there stay. */
void draw_change(struct loader *l, const struct node *map, struct draw *draw);

struct culprit culprit_load(struct loader *l, const struct node *map);
const struct step *steps_load(struct loader *l, const struct node *list, size_t *n);

/* Can the hypothesis reach the verdict that its strongest evidence deserves? Warns when not. */
void reach_check(struct loader *l, const struct problem *p);

#endif
