/* Use case: what each rule costs on the events of a case. */
#include "app/match.h"

#include "feed.h"
#include "pipeline.h"
#include "rule/check.h"

#include <stdlib.h>

static enum status drop_hit(void *self, const struct hit *h, struct err *err)
{
    (void)self, (void)h, (void)err;
    return OK;
}

static enum status drop_member(void *self, const struct member *m, struct err *err)
{
    (void)self, (void)m, (void)err;
    return OK;
}

static enum status drop_episode(void *self, const struct episode *e, struct err *err)
{
    (void)self, (void)e, (void)err;
    return OK;
}

static int dearest_first(const void *a, const void *b)
{
    const struct profile_row *x = a, *y = b;
    if (x->cost.nanoseconds != y->cost.nanoseconds)
        return x->cost.nanoseconds > y->cost.nanoseconds ? -1 : 1;
    return x->rule < y->rule ? -1 : x->rule > y->rule;
}

static void make_rows(struct profile *p, const struct tester *tester, struct arena *arena)
{
    const struct rule_info *rules = ruleset_rules(p->rules);
    size_t n = ruleset_count(p->rules);
    p->rows = ARENA_ARRAY(arena, struct profile_row, n + 1);
    for (size_t i = 0; i < n; i++) {
        struct buf text = {0};
        if (rules[i].type != RULE_DETECTION)
            continue;
        struct profile_row *row = &p->rows[p->n++];
        row->rule = &rules[i];
        row->cost = tester_costs(tester)[i];
        row->filtered = rule_prefilter(p->rules, &rules[i], &text);
        row->prefilter = buf_keep(&text, arena);
        buf_free(&text);
    }
    qsort(p->rows, p->n, sizeof *p->rows, dearest_first);
}

static enum status profile_events(struct store *store, struct profile *p, struct arena *arena,
                                  struct notes *notes, struct err *err)
{
    struct event_filter all = {
        {TIME_NONE, false},
        {TIME_NONE, false},
        NULL, 0
    };
    struct match_sink sink = {NULL, drop_hit, drop_member, drop_episode, NULL};
    struct event_stream events;
    TRY(store_events(store, &all, &events, err));
    struct matcher *m = matcher_new(p->rules, sink, notes);
    tester_profile(matcher_tester(m));
    enum status status =
        feed_all(&(struct feed){.matcher = m, .rules = p->rules, .jobs = 1}, &events, err);
    p->events = matcher_stats(m).events;
    p->hits = matcher_stats(m).hits;
    make_rows(p, matcher_tester(m), arena);
    matcher_free(m);
    store_events_end(store);
    return status;
}

enum status profile_run(struct store *store, struct rule_paths rules, struct arena *arena,
                        struct notes *notes, struct profile *out, struct err *err)
{
    *out = (struct profile){0};
    TRY(ruleset_load(pipeline_rules(rules), notes, &out->rules, err));
    return profile_events(store, out, arena, notes, err);
}
