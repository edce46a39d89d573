/* Rules are filed under (channel, event id) as far as they state them, so that an event meets only
 * its own shelves. Where a log does not say its channel, rules are found by the provider that they
 * name. */
#include "ruleset.h"
#include "sieve.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/utf8.h"

uint64_t shelf_key(enum shelf_kind kind, uint32_t name, int64_t id)
{
    return (uint64_t)kind << 63 | (uint64_t)(name & 0x3FFFFFFF) << 33 | (uint64_t)(id + 1);
}

struct entry {
    uint64_t key;
    uint32_t rule;
};

struct filing {
    struct ruleset *rules;
    struct arena arena;
    struct gates *gates; /* by rule */
    struct entry *entries;
    size_t n, max;
};

static uint32_t name_of(struct ruleset *r, struct str text)
{
    char *room = arena_alloc(&r->arena, utf8_fold_room(text.len));
    return intern_put(&r->channels, (struct str){room, utf8_fold_into(text, room)});
}

static void file_one(struct filing *f, enum shelf_kind kind, uint32_t name, int64_t id,
                     uint32_t rule)
{
    GROW(&f->arena, f->entries, f->n, f->max);
    f->entries[f->n++] = (struct entry){shelf_key(kind, name, id), rule};
}

static bool has_id(const int64_t *ids, size_t n, int64_t id)
{
    for (size_t i = 0; i < n; i++)
        if (ids[i] == id)
            return true;
    return false;
}

/* Every id that both the log source and the detection allow. */
static void file_ids(struct filing *f, enum shelf_kind kind, uint32_t name,
                     const struct logsource_row *row, uint32_t rule)
{
    const struct id_set *own = &f->rules->rules[rule].ids;
    bool many = kind == SHELF_PROVIDER && f->rules->infos[rule].providers_n > LIMIT_SHELF_PROVIDERS;
    const int64_t *ids = row->ids_n ? row->ids : own->v;
    size_t n = row->ids_n ? row->ids_n : own->any ? 0 : own->n;
    if (many || (!row->ids_n && (own->any || own->n > LIMIT_SHELF_IDS))) {
        file_one(f, kind, name, ID_ANY, rule);
        return;
    }
    for (size_t i = 0; i < n; i++)
        if (ids[i] >= 0 && ids[i] < INT64_C(1) << 32 &&
            (!row->ids_n || own->any || has_id(own->v, own->n, ids[i])))
            file_one(f, kind, name, ids[i], rule);
}

static void file_rule(struct filing *f, uint32_t rule)
{
    const struct rule *d = &f->rules->rules[rule];
    const struct rule_info *info = &f->rules->infos[rule];
    for (size_t i = 0; i < d->source.rows_n; i++) {
        const struct logsource_row *row = &d->source.rows[i];
        if (row->channels_n == 0)
            file_ids(f, SHELF_CHANNEL, NAME_ANY, row, rule);
        for (size_t c = 0; c < row->channels_n; c++)
            file_ids(f, SHELF_CHANNEL, name_of(f->rules, row->channels[c]), row, rule);
        if (row->channels_n && d->any_provider)
            file_ids(f, SHELF_PROVIDER, NAME_ANY, row, rule);
        for (size_t p = 0; row->channels_n && p < info->providers_n; p++)
            file_ids(f, SHELF_PROVIDER, name_of(f->rules, info->providers[p]), row, rule);
    }
}

static int by_key(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return x->rule < y->rule ? -1 : x->rule > y->rule;
}

static bool add_slot(uint32_t *slots, size_t n, uint32_t slot)
{
    for (size_t i = 0; i < n; i++)
        if (slots[i] == slot)
            return false;
    slots[n] = slot;
    return true;
}

/* Open gates here, those behind a sieve there, each in their order. */
static void split_gates(struct ruleset *r, struct shelf *shelf, struct gate *gates, size_t n)
{
    struct gate *open = ARENA_ARRAY(&r->arena, struct gate, n + 1);
    struct gate *sieved = ARENA_ARRAY(&r->arena, struct gate, n + 1);
    uint32_t *slots = ARENA_ARRAY(&r->arena, uint32_t, n + 1);
    size_t open_n = 0;
    for (size_t i = 0; i < n; i++) {
        const struct item *item = &r->items[gates[i].item];
        if (!sieve_can(item->pattern)) {
            open[open_n++] = gates[i];
            continue;
        }
        sieved[shelf->sieved_n++] = gates[i];
        shelf->slots_n += add_slot(slots, shelf->slots_n, item->slot);
    }
    for (size_t i = 0; i < shelf->sieved_n; i++)
        sieve_add(r, sieved[i].item);
    shelf->gates = open;
    shelf->gates_n = open_n;
    shelf->sieved = sieved;
    shelf->slots = slots;
}

/* Pairs of item and rule, sorted, become gates. */
static void make_gates(struct ruleset *r, struct shelf *shelf, struct entry *pairs, size_t n)
{
    struct gate *gates = ARENA_ARRAY(&r->arena, struct gate, n + 1);
    size_t gates_n = 0;
    uint32_t *rules = ARENA_ARRAY(&r->arena, uint32_t, n + 1);
    if (n > 1)
        qsort(pairs, n, sizeof(*pairs), by_key);
    for (size_t i = 0; i < n; i++) {
        uint32_t item = (uint32_t)pairs[i].key;
        rules[i] = pairs[i].rule;
        if (gates_n == 0 || gates[gates_n - 1].item != item)
            gates[gates_n++] = (struct gate){item, &rules[i], 0};
        gates[gates_n - 1].n++;
    }
    split_gates(r, shelf, gates, gates_n);
}

/* Files the rules of one run behind their gates. */
static void fill_shelf(struct filing *f, struct shelf *shelf, const struct entry *run, size_t n)
{
    struct ruleset *r = f->rules;
    struct entry *pairs = NULL;
    size_t pairs_n = 0, pairs_max = 0;
    uint32_t *rules = ARENA_ARRAY(&r->arena, uint32_t, n + 1);
    for (size_t i = 0; i < n; i++) {
        const struct gates *g = &f->gates[run[i].rule];
        if (i && run[i].rule == run[i - 1].rule)
            continue;
        if (g->n == 0)
            rules[shelf->n++] = run[i].rule;
        for (size_t k = 0; k < g->n; k++) {
            GROW(&f->arena, pairs, pairs_n, pairs_max);
            pairs[pairs_n++] = (struct entry){g->items[k], run[i].rule};
        }
    }
    shelf->rules = rules;
    make_gates(r, shelf, pairs, pairs_n);
}

/* Runs of one key become shelves. */
static void make_shelves(struct filing *f)
{
    struct ruleset *r = f->rules;
    r->shelves = ARENA_ARRAY(&r->arena, struct shelf, f->n + 1);
    for (size_t i = 0, n; i < f->n; i += n) {
        for (n = 1; i + n < f->n && f->entries[i + n].key == f->entries[i].key;)
            n++;
        struct shelf *shelf = &r->shelves[r->shelves_n++];
        *shelf = (struct shelf){.key = f->entries[i].key};
        fill_shelf(f, shelf, f->entries + i, n);
    }
}

void index_build(struct ruleset *r)
{
    struct filing f = {.rules = r};
    f.gates = r->gates = gates_find(r, &f.arena);
    r->sieves = ARENA_ARRAY(&r->arena, struct sieve *, r->slots_n + 1);
    for (uint32_t i = 0; i < r->n; i++)
        if (r->infos[i].type == RULE_DETECTION && r->rules[i].expr)
            file_rule(&f, i);
    if (f.n)
        qsort(f.entries, f.n, sizeof(*f.entries), by_key);
    make_shelves(&f);
    sieves_build(r);
    arena_free(&f.arena);
}

const struct shelf *index_find(const struct ruleset *r, uint64_t key)
{
    size_t low = 0, high = r->shelves_n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (r->shelves[middle].key < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low < r->shelves_n && r->shelves[low].key == key ? &r->shelves[low] : NULL;
}
