#include "base/limits.h"

const struct limit limits[] = {
#define LIMIT(id, value, unit, beyond) {#id, (value), unit, beyond},
#include "base/limits.def"
#undef LIMIT
};
const size_t limits_count = ARRAY_LEN(limits);
