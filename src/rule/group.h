/* The groups that hits fall into, each interned by its key. Those that were given to a sink stay as
 * they are; others are forgotten once no window holds them and there are many, so that what is kept
 * does not grow with the different values of a log.
 *
 * Owner     groups_free frees what a zeroed struct has come to hold.
 * Threads   one. */
#ifndef RULE_GROUP_H
#define RULE_GROUP_H

#include "base/intern.h"
#include "model/match.h"

struct groups {
    struct intern keys;
    struct group_entry {
        const struct group *group;
        bool given;
    } * v; /* by index in `keys` */
    size_t n, max;
    struct arena given, fresh;
    size_t many; /* when to forget */
};

void groups_free(struct groups *g);

/* The index of a key; `add` is set when its group has to be made, with groups_set. */
uint32_t groups_put(struct groups *g, struct str key, bool *add);
/* Copies the group; its names must outlive all. */
void groups_set(struct groups *g, uint32_t at, const struct group *made);
const struct group *groups_at(const struct groups *g, uint32_t at);
/* The same for those who keep it. */
const struct group *groups_give(struct groups *g, uint32_t at);

bool groups_are_many(const struct groups *g);
/* Forgets those that are neither given nor `held`; `to` gets the new index of each that is left.
 * Groups that were not given have moved. */
void groups_forget(struct groups *g, const bool *held, uint32_t *to);

#endif
