/* What each rule did, in order of time: the hits of a detection, the episodes of a correlation; and
 * where a rule could have been seen to do it.
 *
 * Owner     the arena given.
 * Threads   one. */
#ifndef DIAGNOSIS_HISTORY_H
#define DIAGNOSIS_HISTORY_H

#include "diagnosis/diagnosis.h"

struct sighting {
    struct moment at, last; /* the same, but for an episode */
    struct str host;
    size_t hit; /* place among the hits; SIZE_MAX: an episode */
};

struct sightings {
    const struct sighting *v;
    size_t n;
};

enum { RULE_CHANNELS = 16 };

/* Where a detection is seen; found out when it is asked for the first time. */
struct rule_place {
    struct str channels[RULE_CHANNELS];
    size_t channels_n;
    bool *writes; /* by host: one of its providers writes there */
    size_t writers;
};

struct history {
    struct arena *arena;
    const struct sighting *all;
    const size_t *begin;        /* by rule: its first one; one more behind the last rule */
    struct rule_place **places; /* by rule; NULL: not asked for yet */
};

void history_make(struct arena *arena, const struct diagnosis_input *in, struct history *out);
struct sightings history_of(const struct history *h, uint32_t rule);

/* Would the host's logs show what the rule looks for, anywhere in the window? Its channels are
 * those of its log source; where it demands none, those in which it or its providers were seen. */
bool rule_covered(const struct diagnosis_input *in, const struct history *h, uint32_t rule,
                  struct str host, struct moment from, struct moment to);

/* The same for any host of the case: one that the rule's providers write on, else all of them. */
bool rule_covered_somewhere(const struct diagnosis_input *in, const struct history *h,
                            uint32_t rule, struct moment from, struct moment to);

/* The channels in which a detection would be seen. */
const struct rule_place *rule_place(const struct diagnosis_input *in, const struct history *h,
                                    uint32_t rule);

#endif
