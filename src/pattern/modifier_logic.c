/* How the answers on several values are put together. */
#include "modifier.h"

enum { ANY_FAMILY = ~0 };

const struct modifier modifier_all = {.name = "all",
                                      .is = ALL,
                                      .with = ANY_FAMILY & ~(EXISTS | FIELDREF),
                                      .sets = WANT_ALL,
                                      .hint = "it takes one value"};

/* The whole item is negated: none of the values, and an absent field satisfies it. */
const struct modifier modifier_neq = {
    .name = "neq", .is = NEQ, .with = ANY_FAMILY & ~EXISTS, .sets = NEGATED};

const struct modifier modifier_exists = {.name = "exists",
                                         .is = EXISTS,
                                         .with = 0,
                                         .sets = PRESENCE,
                                         .hint = "'exists' stands alone and takes true or false"};
