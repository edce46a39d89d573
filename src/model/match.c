#include "model/match.h"

const char *const level_names[LEVELS] = {"informational", "low", "medium", "high", "critical"};

bool level_find(struct str name, enum level *out)
{
    for (size_t i = 0; i < LEVELS; i++)
        if (str_eq(str_of(level_names[i]), name)) {
            *out = (enum level)i;
            return true;
        }
    return false;
}
