/* Can a hypothesis reach the verdict that its evidence deserves? Computed with everything that
 * speaks for it present, nothing against it, and its rivals as they stand before any evidence. */
#include "evidence.h"
#include "hypothesis.h"
#include "odds.h"

/* The best that an item can do for its hypothesis. */
static struct weighed best_of(const struct item *item)
{
    struct weighed w = {.ratio = 1, .group = item->group};
    const struct force *forces[] = {&item->present, &item->absent};
    if (item->test && item->test->weighs_itself)
        return (struct weighed){EFFECT_SUPPORTS, weight_ratio(WEIGHT_STRONG), item->group, NULL,
                                false};
    for (size_t i = 0; i < ARRAY_LEN(forces); i++)
        if (forces[i]->effect == EFFECT_SUPPORTS && weight_ratio(forces[i]->weight) > w.ratio) {
            w.effect = EFFECT_SUPPORTS;
            w.ratio = weight_ratio(forces[i]->weight);
        }
    return w;
}

static struct belief best_belief(struct loader *l, const struct problem *p,
                                 const struct hypothesis *h, bool with_evidence)
{
    struct belief b = {.prior = prior_odds(h->prior), .share = 0};
    int confidence = h->confidence >= 0 ? h->confidence : p->confidence;
    b.items = ARENA_ARRAY(l->arena, struct weighed, h->evidence.n + 1);
    for (size_t i = 0; with_evidence && i < h->evidence.n; i++)
        b.items[b.n++] = best_of(&h->evidence.v[i]);
    if (confidence == words_find(&words_confidence, STR("own-knowledge")) && !h->has_source)
        b.at_most_possible = "own knowledge without a public source";
    return b;
}

/* The strongest word that speaks for it says what it deserves. */
static enum verdict deserved(const struct belief *b)
{
    double strongest = 1;
    for (size_t i = 0; i < b->n; i++)
        if (b->items[i].effect == EFFECT_SUPPORTS && b->items[i].ratio > strongest)
            strongest = b->items[i].ratio;
    if (strongest >= weight_ratio(WEIGHT_DECISIVE))
        return VERDICT_CONFIRMED;
    return strongest >= weight_ratio(WEIGHT_STRONG) ? VERDICT_LIKELY : VERDICT_POSSIBLE;
}

void reach_check(struct loader *l, const struct problem *p)
{
    struct belief *b = ARENA_ARRAY(l->arena, struct belief, p->hypotheses_n + 1);
    double other;
    int own = words_find(&words_confidence, STR("own-knowledge"));
    for (size_t i = 0; i < p->hypotheses_n; i++) {
        for (size_t k = 0; k < p->hypotheses_n; k++)
            b[k] = best_belief(l, p, &p->hypotheses[k], k == i);
        odds_weigh(b, p->hypotheses_n, p->exclusive, &other);
        enum verdict want = deserved(&b[i]);
        bool meant = p->hypotheses[i].confidence == own; /* it says itself what it is worth */
        if (b[i].verdict > want && !meant)
            loader_warn(l, p->hypotheses[i].loc,
                        "'%.*s' can be %s at most, its evidence deserves %s%s%s",
                        STR_ARG(p->hypotheses[i].id), verdict_names[b[i].verdict],
                        verdict_names[want], b[i].cap ? ": " : "", b[i].cap ? b[i].cap : "");
    }
}
