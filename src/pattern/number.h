/* Decimal numbers as texts, compared exactly: no rounding, any length.
 *
 * Threads   pure functions. */
#ifndef PATTERN_NUMBER_PRIVATE_H
#define PATTERN_NUMBER_PRIVATE_H

#include "base/arena.h"

struct number {
    bool minus;         /* never of zero */
    struct str whole;   /* without leading zeros */
    struct str decimal; /* without trailing zeros */
};

/* "-12.50"; nothing else: no blanks, no exponent, no hexadecimal. Views into `s`. */
bool number_parse(struct str s, struct number *out);
int number_cmp(struct number a, struct number b);
/* The shortest way to write it. */
struct str number_text(struct arena *arena, struct number n);

#endif
