/* A shelf may hold a thousand rules, and nearly all of them fail at their first item. So each rule
 * names a few items of which one must be true where the rule is; an event asks each such item once,
 * and only the rules behind the true ones. Items that many rules share make the best gates. */
#include "ruleset.h"
#include "sieve.h"

#include "base/limits.h"

enum {
    NO_GATE = 1 << 20,
    OPEN_GATE = 1 << 10, /* dearer than any gate behind a sieve */
    LONG_NEEDLE = 16     /* a longer one is no better */
};

struct gating {
    const struct ruleset *rules;
    uint32_t *uses; /* by item */
};

/* The best gate of a tree so far, and how little it is worth. */
struct best {
    uint32_t items[LIMIT_GATE_ITEMS];
    size_t n;
    int price;
};

static void count_uses(struct gating *g, const struct expr *e)
{
    if (e->kind == EXPR_LEAF)
        g->uses[e->leaf]++;
    for (uint32_t i = 0; i < e->n; i++)
        count_uses(g, e->of[i]);
}

/* The shelf has looked at event ids already; what also holds of an absent field holds of most
 * events. */
static bool is_useless(const struct ruleset *r, const struct item *item)
{
    const struct slot *slot = &r->slots[item->slot];
    struct str rest = item->modifiers;
    bool negative = false;
    while (rest.len)
        negative |= str_eq(str_cut(rest, '|', &rest), STR("neq"));
    const struct node *v = item->values;
    bool null = v->kind == NODE_SCALAR && v->scalar == SCALAR_NULL;
    for (size_t i = 0; i < v->n && !null; i++)
        null = v->items[i].scalar == SCALAR_NULL;
    return negative || null || (slot->kind == SLOT_SYSTEM && slot->system == SYSTEM_EVENT_ID);
}

/* Behind a sieve a gate costs nothing until one of its needles is found: long ones are rare. */
static int price_behind_sieve(const struct pattern *p)
{
    struct pattern_values needles = pattern_needles(p);
    int price = 1;
    for (size_t i = 0; i < needles.n; i++) {
        int len = needles.v[i].len < LONG_NEEDLE ? (int)needles.v[i].len : LONG_NEEDLE;
        price += LONG_NEEDLE - len + 1;
    }
    return price < OPEN_GATE ? price : OPEN_GATE;
}

static int price_of(const struct gating *g, uint32_t at)
{
    const struct item *item = &g->rules->items[at];
    if (is_useless(g->rules, item))
        return NO_GATE;
    /* A provider is common among the events of its log. */
    int common = g->rules->slots[item->slot].kind == SLOT_SYSTEM ? OPEN_GATE / 4 : 0;
    if (sieve_can(item->pattern))
        return common + price_behind_sieve(item->pattern);
    return OPEN_GATE + 20 * item->cost + 100 / (int)(g->uses[at] ? g->uses[at] : 1);
}

static struct best gate_of(const struct gating *g, const struct expr *e)
{
    struct best best = {.price = NO_GATE};
    if (e->kind == EXPR_LEAF)
        return (struct best){{e->leaf}, 1, price_of(g, e->leaf)};
    for (uint32_t i = 0; e->kind == EXPR_ALL && i < e->n; i++) {
        struct best one = gate_of(g, e->of[i]);
        best = one.price < best.price ? one : best;
    }
    if (e->kind == EXPR_ANY && e->n <= LIMIT_GATE_ITEMS)
        best.price = 0;
    for (uint32_t i = 0; best.price < NO_GATE && e->kind == EXPR_ANY && i < e->n; i++) {
        struct best one = gate_of(g, e->of[i]);
        if (one.price >= NO_GATE || best.n + one.n > LIMIT_GATE_ITEMS)
            return (struct best){.price = NO_GATE};
        memcpy(best.items + best.n, one.items, one.n * sizeof(one.items[0]));
        best.n += one.n;
        best.price += one.price;
    }
    return best;
}

/* What counting needs is gone with `arena`. */
struct gates *gates_find(struct ruleset *r, struct arena *arena)
{
    struct gating g = {r, ARENA_ARRAY(arena, uint32_t, r->items_n + 1)};
    struct gates *gates = ARENA_ARRAY(&r->arena, struct gates, r->n + 1);
    for (size_t i = 0; i < r->n; i++)
        if (r->rules[i].expr)
            count_uses(&g, r->rules[i].expr);
    for (size_t i = 0; i < r->n; i++) {
        if (!r->rules[i].expr)
            continue;
        struct best best = gate_of(&g, r->rules[i].expr);
        uint32_t *items = ARENA_ARRAY(&r->arena, uint32_t, best.n + 1);
        memcpy(items, best.items, best.n * sizeof(*items));
        gates[i] = (struct gates){items, best.price < NO_GATE ? best.n : 0};
    }
    return gates;
}
