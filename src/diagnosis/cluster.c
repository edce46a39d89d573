#include "cluster.h"

#include <stdlib.h>

/* A hash table from (rule, group) to a place in the list. Groups are one when their pointers are;
 * the order of pointers shows nowhere. */
struct table {
    struct arena *arena;
    struct cluster *list;
    size_t n, max;
    size_t *slots; /* place + 1 */
    size_t slots_n;
};

static size_t *slot_of(struct table *t, uint32_t rule, const struct group *group)
{
    uint64_t key = ((uint64_t)(uintptr_t)group ^ ((uint64_t)rule << 40)) * 0x9E3779B97F4A7C15u;
    for (size_t i = (size_t)(key >> 20) & (t->slots_n - 1);; i = (i + 1) & (t->slots_n - 1)) {
        size_t *slot = &t->slots[i];
        if (!*slot || (t->list[*slot - 1].rule == rule && t->list[*slot - 1].group == group))
            return slot;
    }
}

static void grow_slots(struct table *t)
{
    t->slots_n = t->slots_n ? t->slots_n * 2 : 64;
    t->slots = ARENA_ARRAY(t->arena, size_t, t->slots_n);
    for (size_t i = 0; i < t->n; i++)
        *slot_of(t, t->list[i].rule, t->list[i].group) = i + 1;
}

static struct cluster *find(struct table *t, uint32_t rule, const struct group *group)
{
    size_t slot = t->slots_n ? *slot_of(t, rule, group) : 0;
    return slot ? &t->list[slot - 1] : NULL;
}

static struct cluster *take(struct table *t, uint32_t rule, const struct group *group)
{
    struct cluster *found = find(t, rule, group);
    if (found)
        return found;
    GROW(t->arena, t->list, t->n, t->max);
    t->list[t->n++] = (struct cluster){.rule = rule, .group = group};
    if (t->n * 2 > t->slots_n)
        grow_slots(t);
    else
        *slot_of(t, rule, group) = t->n;
    return &t->list[t->n - 1];
}

static bool explained(const struct diagnosis_input *in, uint32_t rule)
{
    return rule < in->rules_n && in->rules[rule].diagnosis;
}

/* First how many each has, then the lists, filled in order. */
static void count(struct table *t, const struct diagnosis_input *in)
{
    for (size_t i = 0; i < in->episodes_n; i++)
        if (explained(in, in->episodes[i].rule))
            take(t, in->episodes[i].rule, in->episodes[i].group)->episodes_n++;
    for (size_t i = 0; i < in->members_n; i++) {
        const struct member *m = &in->members[i];
        if (!explained(in, m->rule) || m->hit >= in->hits_n)
            continue;
        bool detection = in->rules[m->rule].type == RULE_DETECTION;
        struct cluster *c = detection ? take(t, m->rule, m->group) : find(t, m->rule, m->group);
        if (c)
            c->members_n++;
    }
}

static void fill(struct table *t, const struct diagnosis_input *in)
{
    for (size_t i = 0; i < t->n; i++) {
        struct cluster *c = &t->list[i];
        c->members = ARENA_ARRAY(t->arena, const struct member *, c->members_n + 1);
        c->episodes = ARENA_ARRAY(t->arena, const struct episode *, c->episodes_n + 1);
        c->members_n = c->episodes_n = 0;
    }
    for (size_t i = 0; i < in->episodes_n; i++) {
        struct cluster *c = find(t, in->episodes[i].rule, in->episodes[i].group);
        if (c)
            c->episodes[c->episodes_n++] = &in->episodes[i];
    }
    for (size_t i = 0; i < in->members_n; i++) {
        struct cluster *c = find(t, in->members[i].rule, in->members[i].group);
        if (c && in->members[i].hit < in->hits_n)
            c->members[c->members_n++] = &in->members[i];
    }
}

static int by_first(const void *a, const void *b)
{
    const struct episode *x = *(const struct episode *const *)a;
    const struct episode *y = *(const struct episode *const *)b;
    if (x->first.ticks != y->first.ticks)
        return x->first.ticks < y->first.ticks ? -1 : 1;
    return (x->last.ticks > y->last.ticks) - (x->last.ticks < y->last.ticks);
}

struct cluster *clusters_make(struct arena *arena, const struct diagnosis_input *in, size_t *n)
{
    struct table t = {.arena = arena, .max = 8};
    t.list = ARENA_ARRAY(arena, struct cluster, t.max);
    count(&t, in);
    fill(&t, in);
    for (size_t i = 0; i < t.n; i++)
        if (t.list[i].episodes_n)
            qsort(t.list[i].episodes, t.list[i].episodes_n, sizeof(void *), by_first);
    *n = t.n;
    return t.list;
}
