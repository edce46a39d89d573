/* Which captures may speak for a finding, and why some captures were not joined (design section 6).
 *
 * Owner     texts belong to the arena given.
 * Threads   pure functions. */
#ifndef DIAGNOSIS_FACTS_VIEW_H
#define DIAGNOSIS_FACTS_VIEW_H

#include "model/source.h"
#include "recurrence.h"

/* Two names of one machine: equal but for case, or one short and the other its full name. */
bool host_same(struct str a, struct str b);

/* The moment of a capture against the moments of a finding. */
struct capture_question {
    const struct capture *capture;
    const struct a_episode *episodes; /* of the finding, in order */
    size_t episodes_n;
    const struct recurrence *recurrence;
    const struct moment *owner_starts; /* starts of what the capture shows as owner, and boots; in
                                          order; none known: n = 0 */
    size_t owner_starts_n;
    bool stopped; /* the finding's status is `stopped` */
};

enum capture_use {
    CAPTURE_UNUSED, /* says nothing about the time of the failures */
    CAPTURE_COUNTS,
    CAPTURE_CAPPED, /* counts, its time is unknown: a verdict that rests on it is likely at most */
    CAPTURE_AFTER, /* a setting as it was after the failures stopped: for the cure, not the cause */
};

/* When a capture may have been taken, in the time of a finding: one moment, or all that it may be
 * where one of the two is the wall clock of an unknown zone. */
struct moment_range {
    int64_t from, to;
};
struct moment_range taken_span(struct moment taken, bool local);

/* `why` says in a few words why it is not CAPTURE_COUNTS ("taken 40 min after the last failure");
 * a literal. */
enum capture_use capture_use(const struct capture_question *q, const char **why);

/* Captures of one host and folder that were not joined, and process ids that one has and the other
 * lacks: one sentence each. `zone` is the host's. */
struct str *facts_remarks(struct arena *arena, const struct source *sources, size_t sources_n,
                          const struct capture *captures, size_t n, struct str host,
                          const struct zone *zone, size_t *remarks_n);

#endif
