/* What each host of the case is: Windows version, service pack, roles, from its captures and its
 * events.
 *
 * Owner     the arena of the analysis. */
#ifndef DIAGNOSIS_PROFILE_H
#define DIAGNOSIS_PROFILE_H

#include "scene.h"

/* One row of `system` for each host, as conditions on hosts ask it. */
const struct fact *profiles_make(struct arena *arena, const struct diagnosis_input *in);

/* The hosts of the report. */
void hosts_describe(struct inquiry *q);

#endif
