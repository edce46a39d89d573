/* In which order findings are told: by impact times certainty, each effect behind its cause.
 *
 * Owner     the arena given.
 * Threads   pure. */
#ifndef REPORT_ORDER_H
#define REPORT_ORDER_H

#include "model/analysis.h"

struct order {
    const struct a_finding **v; /* all of them */
    size_t n;
};

struct order order_findings(const struct analysis *a, struct arena *arena);

/* The finding that explains this one; NULL when none does. */
const struct a_finding *order_cause(const struct analysis *a, const struct a_finding *f);

#endif
