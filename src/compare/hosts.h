/* Which host of the one analysis is which of the other. Private to compare. */
#ifndef COMPARE_HOSTS_H
#define COMPARE_HOSTS_H

#include "compare/compare.h"

void hosts_pair(struct arena *arena, const struct compare_spec *spec, struct comparison *out);

/* The other name of a host; empty where it has none. */
struct str hosts_now(const struct comparison *c, struct str old);
struct str hosts_old(const struct comparison *c, struct str now);

/* The short name and the full one, or names equal but for case. */
bool hosts_same_name(struct str a, struct str b);

#endif
