/* What changed in the three days before the first occurrence, nearest first, with rarity. Change
 * rules are ordinary rules tagged `culprit.change` (design section 5). */
#include "base/limits.h"
#include "explain.h"
#include "finding.h"
#include "quote.h"

#include <stdlib.h>

static const int64_t change_window = 3 * TICKS_PER_DAY;

struct candidate {
    const struct sighting *sighting;
    uint32_t rule;
    int64_t times;
};

struct gathering {
    struct scene *scene;
    struct candidate *list;
    size_t n, max;
};

static bool is_change(const struct rule_info *r)
{
    for (size_t i = 0; i < r->tags_n; i++)
        if (str_eq_nocase(r->tags[i], STR("culprit.change")))
            return r->type == RULE_DETECTION;
    return false;
}

static void gather(struct gathering *g, uint32_t rule)
{
    const struct scene *s = g->scene;
    struct sightings seen = history_of(&s->inquiry->history, rule);
    int64_t times = 0;
    size_t before = g->n;
    for (size_t i = 0; i < seen.n; i++) {
        const struct sighting *one = &seen.v[i];
        if (!host_same(one->host, s->finding->host))
            continue;
        times++;
        if (one->at.ticks == TIME_NONE || one->at.local != s->first.local ||
            one->at.ticks > s->first.ticks || one->at.ticks < s->first.ticks - change_window)
            continue;
        GROW(s->inquiry->arena, g->list, g->n, g->max);
        g->list[g->n++] = (struct candidate){one, rule, 0};
    }
    for (size_t i = before; i < g->n; i++)
        g->list[i].times = times;
}

static int nearest_first(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    if (x->sighting->at.ticks != y->sighting->at.ticks)
        return x->sighting->at.ticks > y->sighting->at.ticks ? -1 : 1;
    if (x->times != y->times)
        return x->times < y->times ? -1 : 1;
    return (x->sighting->hit > y->sighting->hit) - (x->sighting->hit < y->sighting->hit);
}

static enum status describe(struct scene *s, const struct candidate *c, struct a_change *out,
                            struct err *err)
{
    const struct diagnosis_input *in = s->inquiry->in;
    const struct hit *h = &in->hits[c->sighting->hit];
    *out = (struct a_change){
        .time = c->sighting->at,
        .rule = rule_describe(&in->rules[c->rule]),
        .text = in->rules[c->rule].title,
        .seconds_before =
            (double)(s->first.ticks - c->sighting->at.ticks) / (double)TICKS_PER_SECOND,
        .times_in_case = c->times,
    };
    const struct event *e;
    if (!in->lookup.get)
        return OK;
    TRY(in->lookup.get(in->lookup.self, h->event, &e, err));
    struct a_event quoted = event_quote(s->inquiry->arena, e);
    if (quoted.message.len || quoted.data.len)
        out->text = quoted.message.len ? quoted.message : quoted.data;
    return OK;
}

enum status changes_list(struct scene *s, struct err *err)
{
    struct gathering g = {.scene = s};
    const struct diagnosis_input *in = s->inquiry->in;
    if (s->first.ticks == TIME_NONE || !s->finding->host.len)
        return OK;
    for (size_t i = 0; i < in->rules_n; i++)
        if (is_change(&in->rules[i]))
            gather(&g, (uint32_t)i);
    if (g.n)
        qsort(g.list, g.n, sizeof *g.list, nearest_first);
    size_t n = g.n < LIMIT_REPORT_CHANGES ? g.n : LIMIT_REPORT_CHANGES;
    struct a_change *changes = ARENA_ARRAY(s->inquiry->arena, struct a_change, n + 1);
    for (size_t i = 0; i < n; i++)
        TRY(describe(s, &g.list[i], &changes[i], err));
    s->finding->changes = changes;
    s->finding->changes_n = n;
    return OK;
}
