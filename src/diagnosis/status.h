/* Whether something still goes on, and how sure a silence is (design section 4).
 *
 * Owner     texts belong to the arena given.
 * Threads   pure functions. */
#ifndef DIAGNOSIS_STATUS_H
#define DIAGNOSIS_STATUS_H

#include "recurrence.h"

enum going { GOING_ACTIVE, GOING_STOPPED, GOING_CLEARED, GOING_LATENT, GOINGS };
extern const char *const going_names[GOINGS]; /* active stopped cleared latent */

struct going_input {
    const struct survey *survey;
    struct str host, channel; /* of the symptom's last occurrence */
    const struct zone *zone;  /* for the sentence */
    const struct recurrence *recurrence;
};

struct going_result {
    enum going going;
    struct str word;       /* its name */
    struct str text;       /* one sentence */
    struct moment end;     /* end of the host's coverage */
    int64_t covered_since; /* ticks covered in the channel since the last occurrence */
};

/* No occurrence at all is latent. */
void going_judge(struct arena *arena, const struct going_input *in, struct going_result *out);

/* Luck by silence, for what has stopped: exp(-expected), where expected is the occurrences per
 * covered hour from first to last times the covered hours since. */
struct a_luck *luck_of_silence(struct arena *arena, const struct going_input *in);

#endif
