#include "group.h"

#include "base/limits.h"

#include <stdlib.h>

/* Windows hold no more than so many at once; twice that is worth looking through. */
enum { MANY = 2 * LIMIT_WINDOW_GROUPS };

void groups_free(struct groups *g)
{
    intern_free(&g->keys);
    arena_free(&g->given);
    arena_free(&g->fresh);
    free(g->v);
    *g = (struct groups){0};
}

static void entry_room(struct groups *g, size_t n)
{
    if (n <= g->max)
        return;
    g->max = g->max ? g->max * 2 : 64;
    g->v = realloc(g->v, g->max * sizeof(*g->v));
    if (!g->v)
        mem_die(g->max * sizeof(*g->v));
}

uint32_t groups_put(struct groups *g, struct str key, bool *add)
{
    size_t before = g->keys.n;
    uint32_t at = intern_put(&g->keys, key);
    *add = g->keys.n > before;
    if (*add) {
        entry_room(g, g->n + 1);
        g->v[g->n++] = (struct group_entry){0};
    }
    return at;
}

static const struct group *group_copy(struct arena *arena, const struct group *from)
{
    struct group *to = ARENA_NEW(arena, struct group);
    struct pair *values = ARENA_ARRAY(arena, struct pair, from->n + 1);
    for (size_t i = 0; i < from->n; i++)
        values[i] = (struct pair){from->values[i].name, arena_str(arena, from->values[i].value)};
    *to = (struct group){.values = values, .n = from->n, .host = arena_str(arena, from->host)};
    return to;
}

void groups_set(struct groups *g, uint32_t at, const struct group *made)
{
    g->v[at].group = group_copy(&g->fresh, made);
}

const struct group *groups_at(const struct groups *g, uint32_t at)
{
    return g->v[at].group;
}

const struct group *groups_give(struct groups *g, uint32_t at)
{
    struct group_entry *e = &g->v[at];
    if (!e->given)
        *e = (struct group_entry){group_copy(&g->given, e->group), true};
    return e->group;
}

bool groups_are_many(const struct groups *g)
{
    return g->n > (g->many ? g->many : MANY);
}

void groups_forget(struct groups *g, const bool *held, uint32_t *to)
{
    struct groups left = {.given = g->given};
    bool add;
    for (size_t i = 0; i < g->n; i++) {
        if (!held[i] && !g->v[i].given)
            continue;
        to[i] = groups_put(&left, g->keys.texts[i], &add);
        if (g->v[i].given)
            left.v[to[i]] = g->v[i];
        else
            groups_set(&left, to[i], g->v[i].group);
    }
    left.many = 2 * left.n > MANY ? 2 * left.n : MANY;
    g->given = (struct arena){0};
    groups_free(g);
    *g = left;
}
