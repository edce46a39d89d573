/* The arithmetic of belief: prior odds times likelihood ratios, verdicts, caps (design section 3).
 * Knows nothing of texts, logs or rules.
 *
 * Threads   pure functions. */
#ifndef DIAGNOSIS_ODDS_H
#define DIAGNOSIS_ODDS_H

#include "words.h"

/* One item of evidence as it stands. */
struct weighed {
    enum effect effect; /* of the state it is in */
    double ratio;       /* 1 and more, whatever the effect */
    struct str group;
    const char *soft; /* why it may not confirm by itself, or NULL */
    bool counted;     /* result: false where another of its group is stronger */
};

enum verdict {
    VERDICT_CONFIRMED,
    VERDICT_LIKELY,
    VERDICT_POSSIBLE,
    VERDICT_UNLIKELY,
    VERDICT_RULED_OUT
};
extern const char *const verdict_names[];

struct belief {
    double prior;
    struct weighed *items;
    size_t n;
    const char *at_most_possible; /* own knowledge without a public source, or NULL */
    double share;                 /* of the attempts that it accounts for; NaN: not judged so */

    /* Results. */
    double odds, probability;
    enum verdict verdict;
    const char *cap; /* why the verdict is held down, or NULL */
    bool excluded;   /* a rival is shown decisively, and only one can be true */
    bool supported;  /* some supporting evidence counts */
};

/* Weighs all hypotheses of one finding. `other` receives the probability of none of these where
 * only one can be true, else NaN. */
void odds_weigh(struct belief *beliefs, size_t n, bool exclusive, double *other);

#endif
