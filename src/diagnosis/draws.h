/* The draw of a hypothesis (`lottery`) as one finding has it: its ports, its trials.
 *
 * Owner     the arena of the analysis. */
#ifndef DIAGNOSIS_DRAWS_H
#define DIAGNOSIS_DRAWS_H

#include "lottery.h"
#include "scene.h"

struct draws {
    bool known; /* every number has a value */
    struct lottery lottery;
    double chance;
    int64_t *at; /* moments of the draws */
    size_t n;
    int64_t *begins; /* of the episodes */
    size_t begins_n;
    struct lottery_field field;
    struct lottery_trials trials;
    struct str what; /* the draws, in the plural */
};

/* False where the hypothesis has no lottery. */
bool draws_make(const struct scene *s, const struct hypothesis *h, struct draws *out);

/* The pool of a hypothesis's culprit as the latest capture of sockets shows it. */
struct pool_seen {
    const struct capture *capture;
    int64_t *ports; /* UDP, above 1023, ascending */
    size_t n;
};

/* False where no capture, with `after` none of a later moment, shows one. */
bool pool_seen(const struct scene *s, const struct hypothesis *h, const struct moment *after,
               struct pool_seen *out);

/* Fills the numbers of a draw; false where one has no value. */
bool draw_fill(const struct scene *s, const struct draw *draw, struct lottery *out);

/* The moments at which the pool was drawn on a host, those less than five minutes apart as one. */
int64_t *draws_of(const struct scene *s, uint32_t trial, size_t *n);

#endif
