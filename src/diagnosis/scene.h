/* The whole case while it is diagnosed, and one finding of it while it is explained: what every
 * evidence test may look at.
 *
 * Owner     the arena of the analysis.
 * Threads   one. */
#ifndef DIAGNOSIS_SCENE_H
#define DIAGNOSIS_SCENE_H

#include "catalogue.h"
#include "diagnosis/diagnosis.h"
#include "facts_view.h"
#include "history.h"
#include "recurrence.h"
#include "status.h"

struct inquiry {
    const struct catalogue *catalogue;
    const struct diagnosis_input *in;
    struct arena *arena;
    struct analysis *out;
    struct notes *notes;
    struct history history;
    const struct fact *profiles; /* what each host is, by place in in->hosts; see profile.h */
    struct pattern_scratch *patterns;
    struct regex_scratch *regexes;
};

enum scene_mode {
    SCENE_FINDING,  /* captures count as design section 6 says */
    SCENE_CURE,     /* only what was captured after the last failure */
    SCENE_EXPOSURE, /* nothing has happened yet: every capture counts */
};

struct scene {
    struct inquiry *inquiry;
    const struct problem *problem;
    struct a_finding *finding;
    enum scene_mode mode;
    const struct host_info *host; /* NULL where the group spans hosts */
    const struct zone *zone;

    const int64_t *attempts; /* the occurrences, in order */
    size_t attempts_n;
    struct moment first, last; /* of them */
    struct str channel;        /* where most of them were logged */
    int64_t wall_shift; /* the host's wall clock from UTC where two of its logs showed it, else 0 */
    struct recurrence recurrence;
    struct going_result going;
    const struct moment *starts; /* boots and draws of the host, in order */
    size_t starts_n;

    const struct hypothesis *hypothesis; /* the one being weighed; NULL for an exposure */
    struct values values;
    struct bound *bound; /* same as values.bound, to be written */
};

/* A moment of the finding's own sort of time. */
static inline struct moment scene_moment(const struct scene *s, int64_t ticks)
{
    return (struct moment){ticks, s->first.local};
}

const struct host_info *inquiry_host(const struct inquiry *q, struct str name);
size_t inquiry_host_place(const struct inquiry *q, struct str name); /* SIZE_MAX: none */

#endif
