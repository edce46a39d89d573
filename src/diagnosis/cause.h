/* One cause, many victims: which finding is the cause of which, by the rules' `explained_by`, and
 * which findings share one hypothesis of the library.
 *
 * Owner     the arena of the analysis.
 * Threads   one. */
#ifndef DIAGNOSIS_CAUSE_H
#define DIAGNOSIS_CAUSE_H

#include "scene.h"

/* Sets `explained_by`, puts each finding behind the one that explains it, and fills the findings
 * and causes of the analysis. The findings come worst first. */
void causes_find(struct inquiry *q, struct a_finding *findings, size_t n);

#endif
