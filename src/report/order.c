#include "order.h"

#include "compose.h"
#include "words.h"

#include <stdlib.h>

static double weight_in(struct str word, const char *const *words, const double *weights, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (is(word, words[i]))
            return weights[i];
    return weights[n];
}

/* How much it hurts: its level; what has stopped or has not happened hurts less. */
static double impact(const struct a_finding *f)
{
    static const char *const levels[] = {"critical", "high", "medium", "low"};
    static const double level_weights[] = {8, 5, 3, 1.5, 1};
    static const char *const states[] = {"stopped", "cleared", "latent"};
    static const double state_weights[] = {0.4, 0.6, 0.3, 1};
    double x = weight_in(f->rule.level, levels, level_weights, ARRAY_LEN(levels)) *
               weight_in(f->status, states, state_weights, ARRAY_LEN(states));
    return is(f->category, "benign") ? x / 100 : x;
}

static double certainty(const struct a_finding *f)
{
    static const char *const verdicts[] = {"confirmed", "likely", "possible"};
    static const double weights[] = {1, 0.8, 0.5, 0.4};
    const struct a_hypothesis *h = leading(f);
    return weight_in(h ? h->verdict : STR(""), verdicts, weights, ARRAY_LEN(verdicts));
}

struct ranked {
    const struct a_finding *finding;
    double weight;
    size_t place;
};

static int heaviest_first(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    if (x->finding->asked != y->finding->asked)
        return x->finding->asked ? -1 : 1;
    if (x->weight != y->weight)
        return x->weight > y->weight ? -1 : 1;
    return (x->place > y->place) - (x->place < y->place);
}

const struct a_finding *order_cause(const struct analysis *a, const struct a_finding *f)
{
    for (size_t i = 0; f->explained_by.len && i < a->findings_n; i++)
        if (&a->findings[i] != f && str_eq(a->findings[i].id, f->explained_by))
            return &a->findings[i];
    return NULL;
}

/* Accepted ones go behind the others: they are known. */
static double weight_of(const struct a_finding *f)
{
    bool accepted = f->acceptance && is(f->acceptance->state, "accepted");
    return impact(f) * certainty(f) / (accepted ? 10 : 1);
}

/* What causes others weighs at least what they weigh: it is where the work begins. Weights only
 * grow, and never above the greatest, so this ends whatever a case file may say. */
static void lift_causes(const struct analysis *a, struct ranked *r)
{
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = 0; i < a->findings_n; i++) {
            const struct a_finding *cause = order_cause(a, r[i].finding);
            struct ranked *of = cause ? &r[cause - a->findings] : &r[i];
            if (of->weight < r[i].weight) {
                of->weight = r[i].weight;
                changed = true;
            }
        }
    }
}

struct order order_findings(const struct analysis *a, struct arena *arena)
{
    struct order o = {.v = ARENA_ARRAY(arena, const struct a_finding *, a->findings_n + 1)};
    struct ranked *r = ARENA_ARRAY(arena, struct ranked, a->findings_n + 1);
    bool *done = ARENA_ARRAY(arena, bool, a->findings_n + 1);
    for (size_t i = 0; i < a->findings_n; i++)
        r[i] = (struct ranked){&a->findings[i], weight_of(&a->findings[i]), i};
    lift_causes(a, r);
    if (a->findings_n)
        qsort(r, a->findings_n, sizeof *r, heaviest_first);
    for (size_t i = 0; i < a->findings_n; i++) {
        if (done[i] || order_cause(a, r[i].finding))
            continue;
        done[i] = true;
        o.v[o.n++] = r[i].finding;
        for (size_t k = 0; k < a->findings_n; k++)
            if (!done[k] && order_cause(a, r[k].finding) == r[i].finding) {
                done[k] = true;
                o.v[o.n++] = r[k].finding;
            }
    }
    for (size_t i = 0; i < a->findings_n; i++)
        if (!done[i]) /* effects of effects, and whatever a case file may say */
            o.v[o.n++] = r[i].finding;
    return o;
}
