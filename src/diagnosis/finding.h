/* From a cluster of hits and episodes to a finding: occurrences, symptoms, episodes, quoted events,
 * parameters, cadence, status. What it means comes later (explain.h).
 *
 * Owner     the arena of the analysis.
 * Errors    what the event lookup returns. */
#ifndef DIAGNOSIS_FINDING_H
#define DIAGNOSIS_FINDING_H

#include "cluster.h"
#include "scene.h"

/* Fills `f` and the scene in which it will be explained. */
enum status finding_make(struct inquiry *q, const struct problem *p, const struct cluster *c,
                         struct a_finding *f, struct scene *s, struct err *err) NODISCARD;

/* The same for a host on which nothing has happened yet. */
void finding_latent(struct inquiry *q, const struct problem *p, const struct host_info *host,
                    struct a_finding *f, struct scene *s);

/* The name that lasts: rule, host and group, and nothing that more logs could change. */
struct str finding_id(struct arena *arena, const struct rule_info *rule, struct str host,
                      const struct pair *group, size_t group_n);

struct a_rule rule_describe(const struct rule_info *rule);

/* Cuts the lists to what a report holds; after everything was judged by the whole of them. */
void finding_trim(struct a_finding *f);

void captures_latest_first(const struct capture **list, size_t n);

/* Captures of one host, the latest first. */
const struct capture **captures_of(struct inquiry *q, struct str host, size_t *n);

#endif
