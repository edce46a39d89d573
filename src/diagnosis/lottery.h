/* The draw of ports: the chance that a pool takes a wanted one, how often it was drawn, and what a
 * row of good draws proves (design sections 3 and 4).
 *
 * Units     chances 0..1; ticks.
 * Owner     texts belong to the arena given.
 * Threads   pure functions. */
#ifndef DIAGNOSIS_LOTTERY_H
#define DIAGNOSIS_LOTTERY_H

#include "recurrence.h"

struct lottery {
    int64_t pool, from, to; /* ports drawn; first and last port they are drawn from */
    const int64_t *wanted;  /* ports; those outside from..to cannot be hit, doubles count once */
    size_t wanted_n;
    bool run;      /* the ports drawn stand in one row, which begins anywhere with equal chance */
    bool measured; /* pool, from and to are those that a capture showed */
};

/* Ascending, each once, in place; how many are left. */
size_t ports_distinct(int64_t *ports, size_t n);

/* An even draw is hypergeometric: 1 - C(N-m, k) / C(N, k); a row takes a wanted port in as many of
 * its N-k+1 places as cover one. 0 where nothing can be hit, 1 where the pool takes all. */
double lottery_chance(const struct lottery *l);

/* Chance of `draws` good draws in a row, and how many are needed until that is at most 5 %
 * (INT_NONE where no number of them would do). */
double lottery_luck(double chance, int64_t draws);
int64_t lottery_needed(double chance);

/* Hits of the trial that follow each other in less than five minutes are one draw, at the first of
 * them. `ticks` in order; writes the draws to `out` (room for n) and returns how many. */
size_t lottery_draws(const int64_t *ticks, size_t n, int64_t *out);

/* Draws that can be judged, and those that an episode followed. */
struct lottery_field {
    const struct survey *survey;
    struct str host, channel; /* where the failures would have been logged */
    bool local;               /* all ticks here are wall clock */
    const int64_t *draws;
    size_t draws_n;
    const int64_t *begins; /* first moments of the finding's episodes, in order */
    size_t begins_n;
};

struct lottery_trials {
    int64_t n; /* draws whose time to the next draw (the last: to the end, 15 minutes at least) is
                  covered */
    int64_t k; /* of these, followed by the begin of an episode before the next draw */
};

struct lottery_trials lottery_count(const struct lottery_field *in);

/* Draws after the last failure, for luck: each with 15 covered minutes behind it. */
int64_t lottery_draws_since(const struct lottery_field *in, struct moment last);

/* Likelihood ratio of `trials: lottery`: binomial with the chance over binomial with 0.95, both
 * given k >= 1, between 1/20 and 20. 1 where k or n is 0: nothing can be said. */
double lottery_ratio(double chance, struct lottery_trials t);

/* Chance that one of a year's draws is bad, `per_year` being how many there are. */
double lottery_year(double chance, double per_year);

/* "none", or "one start in 24 (4.24 %), 51 % in a year with 17 starts"; per_year NaN: not known. */
struct str lottery_residual(struct arena *arena, double chance, double per_year);

/* For `stopped` findings. `what` names the draws in the plural ("DNS starts"; empty: "draws"). */
struct a_luck *lottery_luck_of(struct arena *arena, const struct lottery *l, int64_t draws_since);

/* "0 of 9 DNS starts since; with 3.875 % per start that happens by luck in 70 % of cases; 76 clean
 * starts are needed for 95 %" */
struct str lottery_words(struct arena *arena, const struct a_luck *luck, struct str what);

/* "2,500 of 64,511 ports are drawn at each start, so one that is wanted is taken in 3.875 % of
 * them; 2 of 5 starts were followed by failures" ; without a second part where nothing was counted.
 */
struct str lottery_model(struct arena *arena, const struct lottery *l, struct lottery_trials t,
                         struct str what);

#endif
