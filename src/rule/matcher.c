#include "rule/matcher.h"

#include <stdlib.h>
#include <time.h>

#include "base/buf.h"
#include "sieve.h"
#include "window.h"

/* What is known of an item for the event at hand: the event's number and the answer in one. */
enum { ANSWER_BITS = 2, ANSWER_MASK = 3 };

struct matcher {
    const struct ruleset *rules;
    struct match_sink sink;
    struct view *view;
    struct windows *windows;
    struct pattern_scratch *scratch;
    uint32_t *memo;    /* by item */
    uint32_t *tested;  /* by rule: the event it was last tested on */
    uint32_t *sifted;  /* by slot: the event whose values went through its sieve */
    uint32_t *through; /* by item: the event in which the sieve let it through */
    uint32_t *found;   /* those items */
    size_t found_n;
    uint32_t event;
    uint32_t *hits;
    size_t hits_n;
    uint64_t hits_out;
    struct matcher_stats stats;
    struct rule_cost *costs; /* by rule; NULL: not counted */
    struct intern origins_by_key;
    const struct origin **origins; /* by index there */
    size_t origins_n, origins_max;
    struct arena arena;
};

static void *zeroed(size_t n, size_t size)
{
    void *p = calloc(n + 1, size);
    if (!p)
        mem_die(n * size);
    return p;
}

struct matcher *matcher_new(const struct ruleset *rules, struct match_sink sink,
                            struct notes *notes)
{
    struct matcher *m = zeroed(1, sizeof(*m));
    m->rules = rules;
    m->sink = sink;
    m->view = view_new(rules);
    m->windows = windows_new(rules, sink, notes, m->view);
    m->scratch = pattern_scratch_new();
    m->memo = zeroed(rules->items_n, sizeof(*m->memo));
    m->tested = zeroed(rules->n, sizeof(*m->tested));
    m->sifted = zeroed(rules->slots_n, sizeof(*m->sifted));
    m->through = zeroed(rules->items_n, sizeof(*m->through));
    m->found = zeroed(rules->items_n, sizeof(*m->found));
    m->hits = zeroed(rules->n, sizeof(*m->hits));
    return m;
}

void matcher_free(struct matcher *m)
{
    if (!m)
        return;
    windows_free(m->windows);
    view_free(m->view);
    pattern_scratch_free(m->scratch);
    intern_free(&m->origins_by_key);
    arena_free(&m->arena);
    free(m->memo);
    free(m->tested);
    free(m->sifted);
    free(m->through);
    free(m->found);
    free(m->hits);
    free(m->costs);
    free(m);
}

static enum answer ask_item(struct matcher *m, uint32_t at)
{
    uint32_t known = m->memo[at];
    if (known >> ANSWER_BITS == m->event)
        return (enum answer)(known & ANSWER_MASK);
    const struct item *item = &m->rules->items[at];
    struct pattern_values values = view_get(m->view, item->slot), other = {0};
    if (item->other != SLOT_NONE)
        other = view_get(m->view, item->other);
    enum answer answer = pattern_test(item->pattern, values, other, m->scratch);
    m->memo[at] = m->event << ANSWER_BITS | answer;
    return answer;
}

/* Three values: what a limit left undecided stays so unless the rest decides. */
static enum answer ask(struct matcher *m, const struct expr *e)
{
    if (e->kind == EXPR_LEAF)
        return ask_item(m, e->leaf);
    if (e->kind == EXPR_NOT) {
        enum answer answer = ask(m, e->of[0]);
        return answer == UNDECIDED ? UNDECIDED : answer == YES ? NO : YES;
    }
    enum answer decides = e->kind == EXPR_ALL ? NO : YES;
    enum answer sum = e->kind == EXPR_ALL ? YES : NO;
    for (uint32_t i = 0; i < e->n; i++) {
        enum answer answer = ask(m, e->of[i]);
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

static enum answer ask_counted(struct matcher *m, uint32_t rule)
{
    struct rule_cost *cost = &m->costs[rule];
    uint64_t before = nanoseconds();
    enum answer answer = ask(m, m->rules->rules[rule].expr);
    cost->nanoseconds += nanoseconds() - before;
    cost->tests++;
    cost->matches += answer == YES;
    return answer;
}

void matcher_profile(struct matcher *m)
{
    if (!m->costs)
        m->costs = zeroed(m->rules->n, sizeof(*m->costs));
}

const struct rule_cost *matcher_costs(const struct matcher *m)
{
    return m->costs;
}

static void test_rule(struct matcher *m, uint32_t rule)
{
    if (m->tested[rule] == m->event)
        return;
    m->tested[rule] = m->event;
    enum answer answer = m->costs ? ask_counted(m, rule) : ask(m, m->rules->rules[rule].expr);
    if (answer == YES)
        m->hits[m->hits_n++] = rule;
    m->stats.undecided += answer == UNDECIDED;
}

static void let_through(void *self, uint32_t item)
{
    struct matcher *m = self;
    if (m->through[item] == m->event)
        return;
    m->through[item] = m->event;
    m->found[m->found_n++] = item;
}

static void sift(struct matcher *m, uint32_t slot)
{
    if (m->sifted[slot] == m->event)
        return;
    m->sifted[slot] = m->event;
    struct pattern_values values = view_get(m->view, slot);
    for (size_t i = 0; i < values.n; i++)
        sieve_scan(m->rules->sieves[slot], pattern_fold(m->scratch, values.v[i]), let_through, m);
}

static void test_gate(struct matcher *m, const struct gate *gate)
{
    if (ask_item(m, gate->item) == NO)
        return;
    for (size_t i = 0; i < gate->n; i++)
        test_rule(m, gate->rules[i]);
}

static int by_item(const void *a, const void *b)
{
    const uint32_t *item = a;
    const struct gate *gate = b;
    return *item < gate->item ? -1 : *item > gate->item;
}

static void test_sieved(struct matcher *m, const struct shelf *shelf)
{
    for (size_t i = 0; i < shelf->slots_n; i++)
        sift(m, shelf->slots[i]);
    for (size_t i = 0; i < m->found_n; i++) {
        const struct gate *gate =
            bsearch(&m->found[i], shelf->sieved, shelf->sieved_n, sizeof(*shelf->sieved), by_item);
        if (gate)
            test_gate(m, gate);
    }
}

static void test_shelf(struct matcher *m, enum shelf_kind kind, uint32_t name, int64_t id)
{
    const struct shelf *shelf = index_find(m->rules, shelf_key(kind, name, id));
    if (!shelf)
        return;
    if (shelf->sieved_n)
        test_sieved(m, shelf);
    for (size_t i = 0; i < shelf->gates_n; i++)
        test_gate(m, &shelf->gates[i]);
    for (size_t i = 0; i < shelf->n; i++)
        test_rule(m, shelf->rules[i]);
}

static void test_shelves(struct matcher *m, enum shelf_kind kind, uint32_t name, int64_t id)
{
    if (id >= 0 && id < INT64_C(1) << 32)
        test_shelf(m, kind, name, id);
    test_shelf(m, kind, name, ID_ANY);
}

static int by_number(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

static void next_event(struct matcher *m)
{
    if (++m->event < UINT32_MAX >> ANSWER_BITS)
        return;
    memset(m->memo, 0, m->rules->items_n * sizeof(*m->memo));
    memset(m->tested, 0, m->rules->n * sizeof(*m->tested));
    memset(m->sifted, 0, m->rules->slots_n * sizeof(*m->sifted));
    memset(m->through, 0, m->rules->items_n * sizeof(*m->through));
    m->event = 1;
}

struct rule_hits matcher_test(struct matcher *m, const struct event *e)
{
    next_event(m);
    view_load(m->view, e);
    m->hits_n = m->found_n = 0;
    /* Where the log does not say its channel, the provider that a rule names stands for it. */
    enum shelf_kind kind = e->channel.len ? SHELF_CHANNEL : SHELF_PROVIDER;
    uint32_t name = view_name(m->view, e->channel.len ? e->channel : e->provider);
    if (name != NAME_ANY)
        test_shelves(m, kind, name, e->event_id);
    test_shelves(m, SHELF_CHANNEL, NAME_ANY, e->event_id);
    if (m->hits_n > 1)
        qsort(m->hits, m->hits_n, sizeof(*m->hits), by_number);
    return (struct rule_hits){m->hits, m->hits_n};
}

static void put_part(struct buf *key, struct str part)
{
    buf_fmt(key, "%zu:", part.len);
    buf_add(key, part);
}

static const struct origin *origin_of(struct matcher *m, const struct event *e)
{
    struct buf key = {0};
    put_part(&key, e->host);
    put_part(&key, e->channel);
    put_part(&key, e->provider);
    buf_fmt(&key, "%lld,%lld", (long long)e->event_id, (long long)e->level);
    size_t before = m->origins_by_key.n;
    uint32_t at = intern_put(&m->origins_by_key, buf_str(&key));
    buf_free(&key);
    if (m->origins_by_key.n > before) {
        struct origin *made = ARENA_NEW(&m->arena, struct origin);
        *made = (struct origin){arena_str(&m->arena, e->host), arena_str(&m->arena, e->channel),
                                arena_str(&m->arena, e->provider), e->event_id, e->level};
        GROW(&m->arena, m->origins, m->origins_n, m->origins_max);
        m->origins[m->origins_n++] = made;
    }
    return m->origins[at];
}

static enum status send_members(struct matcher *m, uint32_t rule, struct err *err)
{
    const struct rule *r = &m->rules->rules[rule];
    for (size_t i = 0; i < r->members_n; i++) {
        struct member member = {.rule = r->members[i].rule,
                                .group = windows_group(m->windows, &r->members[i]),
                                .hit = m->hits_out - 1,
                                .begins = r->members[i].begins};
        if (member.group)
            TRY(m->sink.member(m->sink.self, &member, err));
    }
    return OK;
}

enum status matcher_feed(struct matcher *m, const struct event *e, struct err *err)
{
    struct rule_hits hits = matcher_test(m, e);
    m->stats.events++;
    TRY(windows_move(m->windows, e, err));
    if (hits.n == 0)
        return OK;
    struct hit hit = {.origin = origin_of(m, e),
                      .event = e->id,
                      .at = e->at,
                      .source = e->source,
                      .position = e->position,
                      .offset = e->offset,
                      .record_id = e->record_id};
    for (size_t i = 0; i < hits.n; i++) {
        hit.rule = hits.rules[i];
        m->stats.hits++;
        m->hits_out++;
        TRY(m->sink.hit(m->sink.self, &hit, err));
        TRY(send_members(m, hit.rule, err));
        TRY(windows_hit(m->windows, hit.rule, err));
    }
    return OK;
}

enum status matcher_end(struct matcher *m, struct err *err)
{
    return windows_end(m->windows, err);
}

struct matcher_stats matcher_stats(const struct matcher *m)
{
    struct matcher_stats stats = m->stats;
    windows_stats(m->windows, &stats);
    return stats;
}
