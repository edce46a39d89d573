/* Hits and episodes sorted into what becomes findings: one rule with a diagnosis, one group.
 *
 * Owner     the arena given.
 * Threads   pure functions. */
#ifndef DIAGNOSIS_CLUSTER_H
#define DIAGNOSIS_CLUSTER_H

#include "diagnosis/diagnosis.h"

struct cluster {
    uint32_t rule;
    const struct group *group;
    const struct member **members; /* in order of emission */
    size_t members_n;
    const struct episode **episodes; /* by their first moment */
    size_t episodes_n;
};

/* In the order in which their first episode was found. A correlation that never fired makes none;
 * a detection with a diagnosis makes one for each group it hit. */
struct cluster *clusters_make(struct arena *arena, const struct diagnosis_input *in, size_t *n);

#endif
