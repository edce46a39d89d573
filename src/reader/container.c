#include "reader/container.h"

#include "base/limits.h"

#define CONTAINER(name) extern const struct container container_##name;
#include "containers.def"
#undef CONTAINER

static const struct container *const containers[] = {
#define CONTAINER(name) &container_##name,
#include "containers.def"
#undef CONTAINER
};

const struct container *container_for(struct str raw)
{
    for (size_t i = 0; i < ARRAY_LEN(containers); i++)
        if (containers[i]->probe(raw))
            return containers[i];
    return NULL;
}

enum status unfolding_add(struct unfolding *u, uint64_t bytes, struct err *err)
{
    const uint64_t most = (uint64_t)LIMIT_UNPACKED << 20,
                   free = (uint64_t)LIMIT_UNPACKED_FREE << 20;
    u->unpacked += bytes;
    if (u->unpacked > most)
        return err_set(err, FAIL_LIMIT, "more than %d MiB came out of it", LIMIT_UNPACKED);
    if (u->unpacked > free && u->unpacked / LIMIT_UNPACKED_RATIO > u->packed)
        return err_set(err, FAIL_LIMIT, "more than %d times its size came out of it",
                       LIMIT_UNPACKED_RATIO);
    return OK;
}
