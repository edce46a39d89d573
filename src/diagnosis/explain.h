/* Explaining a finding: every hypothesis weighed, the best first; which attempts each accounts for;
 * what would change the ranking; what to do.
 *
 * Owner     the arena of the analysis. */
#ifndef DIAGNOSIS_EXPLAIN_H
#define DIAGNOSIS_EXPLAIN_H

#include "evidence.h"
#include "odds.h"
#include "scene.h"

/* One hypothesis while it is weighed. */
struct theory {
    const struct hypothesis *hypothesis;
    struct outcome *outcomes; /* by item of evidence */
    struct bound *bound;
    struct weighed *weighed; /* by item; items that are left out have no effect */
    size_t place;            /* in the rule */
};

/* Fills hypotheses, attribution, missing evidence, cure and luck. */
void finding_explain(struct scene *s);

/* An exposure names the hypothesis that stands behind it, with the items as its evidence. */
void exposure_explain(struct scene *s, const struct outcome *outcomes);

/* Steps for the host, values filled in (fix.c). The scene's values are those of the hypothesis. */
void steps_describe(struct scene *s, const struct hypothesis *h, struct a_hypothesis *out);

/* Which attempts each hypothesis accounts for (attempts.c): how many by its place, at n the
 * undecided ones; NULL where nothing is judged by attempt. Fills share of the beliefs. */
const size_t *attempts_share(struct scene *s, const struct theory *theories, struct belief *beliefs,
                             size_t n);
/* The sentence about them, once the verdicts are known. */
void attempts_tell(struct scene *s, const struct theory *theories, const struct belief *beliefs,
                   const size_t *won, size_t n);

/* The evidence that would change the ranking most (missing.c). */
void missing_list(struct scene *s, const struct theory *theories, const struct belief *beliefs,
                  size_t n);

/* Of what has stopped: is the mechanism gone, and how sure is the silence (cure.c). */
void cure_judge(struct scene *s, const struct theory *theories, const struct belief *beliefs,
                size_t n);

/* Things to know: captures that were not joined, contradictions, starts of Windows (remarks.c). */
void remarks_list(struct scene *s, const struct theory *theories, const struct belief *beliefs,
                  size_t n);

/* What changed in the three days before (change.c). */
enum status changes_list(struct scene *s, struct err *err) NODISCARD;

struct force item_force(const struct item *item, enum state state);

#endif
