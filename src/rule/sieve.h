/* One pass over a value tells which of thousands of items cannot be true of it.
 *
 * An item with needles (pattern.h) is true only where one of them stands in the folded value. Each
 * needle is filed under four of its bytes, those that fewest others have; the scan looks up every
 * four bytes of the value, first in a bitmap that stays in the processor's cache. What it finds is
 * still asked.
 *
 * Owner     the arena of the ruleset.
 * Threads   immutable once built. */
#ifndef RULE_SIEVE_H
#define RULE_SIEVE_H

#include "ruleset.h"

struct sieve;

/* Has the pattern needles that are long enough? */
bool sieve_can(const struct pattern *p);

/* Puts an item behind the sieve of its slot; before sieves_build. */
void sieve_add(struct ruleset *r, uint32_t item);
void sieves_build(struct ruleset *r);

/* Calls `found` for every item one of whose needles stands in the folded text, perhaps more than
 * once. */
void sieve_scan(const struct sieve *s, struct str folded, void (*found)(void *self, uint32_t item),
                void *self);

#endif
