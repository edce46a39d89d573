/* Makes the document of an analysis: what is said, in which order, in which words.
 *
 * Owner     the arena given.
 * Threads   pure. */
#ifndef REPORT_COMPOSE_H
#define REPORT_COMPOSE_H

#include "doc.h"
#include "order.h"

#include "model/analysis.h"
#include "report/report.h"

/* A terminal wants the technical part alone; a page has the management page before it. */
enum compose_for { COMPOSE_TERMINAL, COMPOSE_PAGE };

/* Texts that stay English are enclosed in the marks of report/locale.h: see foreign.h. */
struct doc_node *compose(const struct analysis *a, const struct report_options *o,
                         enum compose_for what, struct arena *arena);

/* What the parts of the composer share. */
struct composer {
    const struct analysis *a; /* in the language of the report */
    const struct report_options *o;
    struct arena *arena;
    size_t untranslated; /* texts of the analysis */
    struct doc doc;
    struct order order;
    size_t shared_folder; /* bytes that the paths of all sources begin with */
};

void composer_init(struct composer *c, const struct analysis *a, const struct report_options *o,
                   struct arena *arena);
enum doc_tone status_tone(struct str status);
struct str verdict_sentence(struct composer *c); /* over all of it */
struct str finding_title(const struct a_finding *f);
struct str acceptance_words(struct composer *c, const struct a_acceptance *a);
void compose_badges(struct composer *c, const struct a_finding *f, struct doc_node *n);
void compose_management(struct composer *c);
void compose_limits(struct composer *c); /* what the logs cannot show, said first */
void compose_timeline(struct composer *c);
void compose_coverage_picture(struct composer *c);
void compose_checks(struct composer *c);
void compose_health(struct composer *c);
void compose_sheets(struct composer *c); /* one for each action */
int64_t checks_in(const struct analysis *a, const char *state);
const struct zone *zone_of_case(const struct analysis *a);
void compose_finding(struct composer *c, const struct a_finding *f, size_t number);
/* The course of a finding in time. */
void compose_activity(struct composer *c, const struct a_finding *f);
void compose_luck(struct composer *c, const struct a_finding *f);
void compose_changes(struct composer *c, const struct a_finding *f);
void compose_episodes(struct composer *c, const struct a_finding *f);
void compose_steps(struct composer *c, const struct a_finding *f, const struct a_hypothesis *h);
const struct a_step *first_step(const struct a_hypothesis *h); /* NULL when there is none */
/* The first one of its kind that is possible, no question, and takes no protection away. */
const struct a_step *step_of(const struct a_hypothesis *h, const char *kind);
bool step_changes(const struct a_step *s);
struct str step_machine(const struct a_step *s);
struct str step_restart(const struct a_step *s);
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
