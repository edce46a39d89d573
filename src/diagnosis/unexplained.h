/* Recurring errors that no rule covers: events of level 1 to 3 that belong to no finding and no
 * reported detection, grouped by host, provider, event id and masked text (design section 5). Those
 * that a problem's rule knows, but that were too few for it, come behind those that nobody knows.
 *
 * Owner     the result belongs to the arena given.
 * Threads   one.
 * Errors    what the event lookup returns. */
#ifndef DIAGNOSIS_UNEXPLAINED_H
#define DIAGNOSIS_UNEXPLAINED_H

#include "diagnosis/diagnosis.h"
#include "model/analysis.h"

struct unexplained_input {
    const struct survey *survey;
    const struct host_info *hosts; /* zones; a host that is not here is shown in UTC */
    size_t hosts_n;
    const int64_t *explained; /* ids of the events that are explained, ascending */
    size_t explained_n;
    const struct rule_info *rules; /* problems count events that were too few for a finding */
    size_t rules_n;
    const struct hit *hits;
    size_t hits_n;
    struct event_lookup lookup; /* for the sample of each pattern; get may be NULL */
};

struct unexplained_result {
    struct a_unexplained *list; /* the most worrying first */
    size_t n;
    int64_t total; /* patterns there are, also those a limit kept out */
};

enum status unexplained_list(struct arena *arena, const struct unexplained_input *in,
                             struct unexplained_result *out, struct err *err) NODISCARD;

#endif
