/* The bounds on what an input can make the program do: one row each in limits.def.
 *
 * Units     stated in the row. */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

#include "base/base.h"

enum limit_value {
#define LIMIT(id, value, unit, beyond) LIMIT_##id = (value),
#include "base/limits.def"
#undef LIMIT
};

struct limit {
    const char *name;
    int64_t value;
    const char *unit, *beyond;
};

extern const struct limit limits[];
extern const size_t limits_count;

#endif
