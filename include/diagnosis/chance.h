/* The arithmetic of a draw of ports, for people who want to know it before a report says it: the
 * same functions that weigh the evidence of a lottery (design section 4).
 *
 * Units     chances 0..1.
 * Threads   pure functions. */
#ifndef DIAGNOSIS_CHANCE_H
#define DIAGNOSIS_CHANCE_H

#include "base/base.h"

struct chance_draw {
    int64_t pool, from, to; /* ports drawn at a start; first and last they are drawn from */
    const int64_t *wanted;  /* those outside from..to cannot be hit, doubles count once */
    size_t wanted_n;
    int64_t starts; /* for `some` and `none` */
};

struct chance {
    double start;  /* that one start takes a wanted port */
    double some;   /* that some of `starts` do */
    double none;   /* that none does: the luck of so many clean starts */
    int64_t clean; /* clean starts in a row that are luck in at most 5 %; -1: no number is */
};

/* Ports drawn evenly: hypergeometric, 1 - C(N-m, k) / C(N, k). */
struct chance chance_even(const struct chance_draw *d);
/* Ports that stand in one row, which begins anywhere with equal chance. */
struct chance chance_row(const struct chance_draw *d);

#endif
