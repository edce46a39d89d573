/* Makes the document of an analysis: what is said, in which order, in which words.
 *
 * Owner     the arena given.
 * Threads   pure. */
#ifndef REPORT_COMPOSE_H
#define REPORT_COMPOSE_H

#include "doc.h"

#include "model/analysis.h"
#include "report/report.h"

struct doc_node *compose(const struct analysis *a, const struct report_options *o,
                         struct arena *arena);

/* What the parts of the composer share. */
struct composer {
    const struct analysis *a;
    const struct report_options *o;
    struct arena *arena;
    struct doc doc;
    size_t shared_folder; /* bytes that the paths of all sources begin with */
};

enum doc_tone status_tone(struct str status);
void compose_finding(struct composer *c, const struct a_finding *f, size_t number);
void compose_steps(struct composer *c, const struct a_finding *f, const struct a_hypothesis *h);
const struct a_step *first_step(const struct a_hypothesis *h); /* NULL when there is none */
void compose_evidence(struct composer *c, const struct a_finding *f, const struct a_hypothesis *h);
void compose_sum(struct composer *c, const struct a_finding *f);
void compose_appendix(struct composer *c); /* behind the findings */
void compose_quality(struct composer *c);  /* of the evidence; a part of the appendix */

struct str source_name(const struct composer *c, int64_t source);

/* Rows of a list that are shown; what was left out is said by compose_rest. */
size_t rows_shown(size_t n);
void compose_rest(struct composer *c, size_t n, const char *what, const char *query);

/* The leading hypothesis: the best one that is likely or confirmed, else the best that is possible;
 * NULL when there is none. */
const struct a_hypothesis *leading(const struct a_finding *f);

#endif
