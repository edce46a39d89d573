#include "rule/tester.h"

#include <stdlib.h>
#include <time.h>

#include "sieve.h"
#include "view.h"

/* What is known of an item for the event at hand: the event's number and the answer in one. */
enum { ANSWER_BITS = 2, ANSWER_MASK = 3 };

struct tester {
    const struct ruleset *rules;
    struct view *view;
    struct pattern_scratch *scratch;
    uint32_t *memo;    /* by item */
    uint32_t *tested;  /* by rule: the event it was last tested on */
    uint32_t *sifted;  /* by slot: the event whose values went through its sieve */
    uint32_t *through; /* by item: the event in which the sieve let it through */
    uint32_t *found;   /* those items */
    size_t found_n;
    uint32_t event;
    uint32_t *hits, *undecided;
    size_t hits_n, undecided_n;
    struct rule_cost *costs; /* by rule; NULL: not counted */
};

static void *zeroed(size_t n, size_t size)
{
    void *p = calloc(n + 1, size);
    if (!p)
        mem_die(n * size);
    return p;
}

struct tester *tester_new(const struct ruleset *rules)
{
    struct tester *t = zeroed(1, sizeof(*t));
    t->rules = rules;
    t->view = view_new(rules);
    t->scratch = pattern_scratch_new();
    t->memo = zeroed(rules->items_n, sizeof(*t->memo));
    t->tested = zeroed(rules->n, sizeof(*t->tested));
    t->sifted = zeroed(rules->slots_n, sizeof(*t->sifted));
    t->through = zeroed(rules->items_n, sizeof(*t->through));
    t->found = zeroed(rules->items_n, sizeof(*t->found));
    t->hits = zeroed(rules->n, sizeof(*t->hits));
    t->undecided = zeroed(rules->n, sizeof(*t->undecided));
    return t;
}

void tester_free(struct tester *t)
{
    if (!t)
        return;
    view_free(t->view);
    pattern_scratch_free(t->scratch);
    free(t->memo);
    free(t->tested);
    free(t->sifted);
    free(t->through);
    free(t->found);
    free(t->hits);
    free(t->undecided);
    free(t->costs);
    free(t);
}

static enum answer ask_item(struct tester *t, uint32_t at)
{
    uint32_t known = t->memo[at];
    if (known >> ANSWER_BITS == t->event)
        return (enum answer)(known & ANSWER_MASK);
    const struct item *item = &t->rules->items[at];
    struct pattern_values values = view_get(t->view, item->slot), other = {0};
    if (item->other != SLOT_NONE)
        other = view_get(t->view, item->other);
    enum answer answer = pattern_test(item->pattern, values, other, t->scratch);
    t->memo[at] = t->event << ANSWER_BITS | answer;
    return answer;
}

/* Three values: what a limit left undecided stays so unless the rest decides. */
static enum answer ask(struct tester *t, const struct expr *e)
{
    if (e->kind == EXPR_LEAF)
        return ask_item(t, e->leaf);
    if (e->kind == EXPR_NOT) {
        enum answer answer = ask(t, e->of[0]);
        return answer == UNDECIDED ? UNDECIDED : answer == YES ? NO : YES;
    }
    enum answer decides = e->kind == EXPR_ALL ? NO : YES;
    enum answer sum = e->kind == EXPR_ALL ? YES : NO;
    for (uint32_t i = 0; i < e->n; i++) {
        enum answer answer = ask(t, e->of[i]);
        if (answer == decides)
            return decides;
        if (answer == UNDECIDED)
            sum = UNDECIDED;
    }
    return sum;
}

static uint64_t nanoseconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * UINT64_C(1000000000) + (uint64_t)t.tv_nsec;
}

static enum answer ask_counted(struct tester *t, uint32_t rule)
{
    struct rule_cost *cost = &t->costs[rule];
    uint64_t before = nanoseconds();
    enum answer answer = ask(t, t->rules->rules[rule].expr);
    cost->nanoseconds += nanoseconds() - before;
    cost->tests++;
    cost->matches += answer == YES;
    cost->undecided += answer == UNDECIDED;
    return answer;
}

void tester_profile(struct tester *t)
{
    if (!t->costs)
        t->costs = zeroed(t->rules->n, sizeof(*t->costs));
}

const struct rule_cost *tester_costs(const struct tester *t)
{
    return t->costs;
}

static void test_rule(struct tester *t, uint32_t rule)
{
    if (t->tested[rule] == t->event)
        return;
    t->tested[rule] = t->event;
    enum answer answer = t->costs ? ask_counted(t, rule) : ask(t, t->rules->rules[rule].expr);
    if (answer == YES)
        t->hits[t->hits_n++] = rule;
    if (answer == UNDECIDED)
        t->undecided[t->undecided_n++] = rule;
}

static void let_through(void *self, uint32_t item)
{
    struct tester *t = self;
    if (t->through[item] == t->event)
        return;
    t->through[item] = t->event;
    t->found[t->found_n++] = item;
}

static void sift(struct tester *t, uint32_t slot)
{
    if (t->sifted[slot] == t->event)
        return;
    t->sifted[slot] = t->event;
    struct pattern_values values = view_get(t->view, slot);
    for (size_t i = 0; i < values.n; i++)
        sieve_scan(t->rules->sieves[slot], pattern_fold(t->scratch, values.v[i]), let_through, t);
}

static void test_gate(struct tester *t, const struct gate *gate)
{
    if (ask_item(t, gate->item) == NO)
        return;
    for (size_t i = 0; i < gate->n; i++)
        test_rule(t, gate->rules[i]);
}

static int by_item(const void *a, const void *b)
{
    const uint32_t *item = a;
    const struct gate *gate = b;
    return *item < gate->item ? -1 : *item > gate->item;
}

static void test_sieved(struct tester *t, const struct shelf *shelf)
{
    for (size_t i = 0; i < shelf->slots_n; i++)
        sift(t, shelf->slots[i]);
    for (size_t i = 0; i < t->found_n; i++) {
        const struct gate *gate =
            bsearch(&t->found[i], shelf->sieved, shelf->sieved_n, sizeof(*shelf->sieved), by_item);
        if (gate)
            test_gate(t, gate);
    }
}

static void test_shelf(struct tester *t, enum shelf_kind kind, uint32_t name, int64_t id)
{
    const struct shelf *shelf = index_find(t->rules, shelf_key(kind, name, id));
    if (!shelf)
        return;
    if (shelf->sieved_n)
        test_sieved(t, shelf);
    for (size_t i = 0; i < shelf->gates_n; i++)
        test_gate(t, &shelf->gates[i]);
    for (size_t i = 0; i < shelf->n; i++)
        test_rule(t, shelf->rules[i]);
}

static void test_shelves(struct tester *t, enum shelf_kind kind, uint32_t name, int64_t id)
{
    if (id >= 0 && id < INT64_C(1) << 32)
        test_shelf(t, kind, name, id);
    test_shelf(t, kind, name, ID_ANY);
}

static int by_number(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

static void next_event(struct tester *t)
{
    if (++t->event < UINT32_MAX >> ANSWER_BITS)
        return;
    memset(t->memo, 0, t->rules->items_n * sizeof(*t->memo));
    memset(t->tested, 0, t->rules->n * sizeof(*t->tested));
    memset(t->sifted, 0, t->rules->slots_n * sizeof(*t->sifted));
    memset(t->through, 0, t->rules->items_n * sizeof(*t->through));
    t->event = 1;
}

struct rule_hits tester_hits(struct tester *t, const struct event *e)
{
    next_event(t);
    view_load(t->view, e);
    t->hits_n = t->undecided_n = t->found_n = 0;
    /* Where the log does not say its channel, the provider that a rule names stands for it. */
    enum shelf_kind kind = e->channel.len ? SHELF_CHANNEL : SHELF_PROVIDER;
    uint32_t name = view_name(t->view, e->channel.len ? e->channel : e->provider);
    if (name != NAME_ANY)
        test_shelves(t, kind, name, e->event_id);
    if (kind == SHELF_PROVIDER)
        test_shelves(t, kind, NAME_ANY, e->event_id);
    test_shelves(t, SHELF_CHANNEL, NAME_ANY, e->event_id);
    if (t->hits_n > 1)
        qsort(t->hits, t->hits_n, sizeof(*t->hits), by_number);
    if (t->undecided_n > 1)
        qsort(t->undecided, t->undecided_n, sizeof(*t->undecided), by_number);
    return (struct rule_hits){t->hits, t->hits_n, t->undecided, t->undecided_n};
}
