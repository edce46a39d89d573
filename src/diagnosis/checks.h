/* What came of every rule with a diagnosis on every host: present, absent with full coverage,
 * unknown and what is missing, not applicable; and the exposures found on the way (design sections
 * 1 and 5).
 *
 * Owner     the arena of the analysis. */
#ifndef DIAGNOSIS_CHECKS_H
#define DIAGNOSIS_CHECKS_H

#include "scene.h"

/* What the exposure items of a problem say about one host. */
enum exposed {
    EXPOSED_NOT_ASKED,
    EXPOSED_YES,
    EXPOSED_NO,
    EXPOSED_UNKNOWN,
    EXPOSED_NOT_APPLICABLE
};

struct exposure {
    enum exposed exposed;
    struct str why;
    struct a_finding finding; /* of EXPOSED_YES */
};

void exposure_judge(struct inquiry *q, const struct problem *p, const struct host_info *host,
                    struct exposure *out);

/* `has_finding`: episodes of the rule on the host. */
struct a_check check_make(struct inquiry *q, const struct problem *p, const struct host_info *host,
                          bool has_finding, const struct exposure *exposure);

#endif
