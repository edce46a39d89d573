/* Two rows of moments against each other: do they meet more often than chance brings, and do they
 * meet once one of the two clocks is moved?
 *
 * Owner     nothing is kept; the arena given has what is needed on the way.
 * Units     ticks, in order.
 * Threads   pure functions. */
#ifndef DIAGNOSIS_COINCIDENCE_H
#define DIAGNOSIS_COINCIDENCE_H

#include "base/arena.h"

struct moments {
    const int64_t *v;
    size_t n;
};

/* How many of `a` have one of `b` at most `within` away, b moved by `shift` to earlier times. */
size_t moments_meet(struct moments a, struct moments b, int64_t within, int64_t shift);

/* Would chance alone bring `met` of `a` so near to `b`? Said only of the smaller part of at least
 * four, and of at least three of `b`: one time in five and more is chance. Between the first and
 * the last of `a`, `b` stands where it likes. */
bool moments_by_chance(struct moments a, struct moments b, int64_t within, size_t met);

/* The one shift, at most three hours, by which nearly all of `a` meet `b` within a minute. False
 * where the two are too few, meet as they are, or meet by several shifts, as what comes by the
 * clock does. */
bool moments_shift(struct arena *arena, struct moments a, struct moments b, int64_t within,
                   int64_t *shift);

#endif
