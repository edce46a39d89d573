#include "odds.h"

#include <math.h>

/* Odds of `other`, none of the hypotheses, where only one can be true. */
static const double other_odds = 1.0 / 4;

const char *const verdict_names[] = {
    [VERDICT_CONFIRMED] = "confirmed", [VERDICT_LIKELY] = "likely",
    [VERDICT_POSSIBLE] = "possible",   [VERDICT_UNLIKELY] = "unlikely",
    [VERDICT_RULED_OUT] = "ruled out",
};

static bool decisive(const struct weighed *w)
{
    return w->ratio >= weight_ratio(WEIGHT_DECISIVE);
}

/* Of one group and effect only the strongest counts, of equals the first. */
static bool is_strongest(const struct belief *b, size_t place)
{
    const struct weighed *w = &b->items[place];
    for (size_t i = 0; w->group.len && i < b->n; i++) {
        const struct weighed *rival = &b->items[i];
        if (i == place || rival->effect != w->effect || !str_eq(rival->group, w->group))
            continue;
        if (rival->ratio > w->ratio || (rival->ratio == w->ratio && i < place))
            return false;
    }
    return true;
}

static bool has_decisive(const struct belief *b, enum effect effect)
{
    for (size_t i = 0; i < b->n; i++)
        if (b->items[i].counted && b->items[i].effect == effect && decisive(&b->items[i]))
            return true;
    return false;
}

/* Why its decisive support is not enough; NULL where one item stands firm, or there is none. */
static const char *soft_support(const struct belief *b)
{
    const char *soft = NULL;
    for (size_t i = 0; i < b->n; i++) {
        const struct weighed *w = &b->items[i];
        if (!w->counted || w->effect != EFFECT_SUPPORTS || !decisive(w))
            continue;
        if (!w->soft)
            return NULL;
        soft = soft ? soft : w->soft;
    }
    return soft;
}

static void multiply(struct belief *b)
{
    b->odds = b->prior;
    b->supported = b->excluded = false;
    for (size_t i = 0; i < b->n; i++) {
        struct weighed *w = &b->items[i];
        w->counted = w->effect != EFFECT_NONE && is_strongest(b, i);
        if (!w->counted)
            continue;
        b->odds = w->effect == EFFECT_SUPPORTS ? b->odds * w->ratio : b->odds / w->ratio;
        b->supported |= w->effect == EFFECT_SUPPORTS && w->ratio > 1;
    }
}

/* A decisive item for one weakens all the others decisively, without being written again. */
static void exclude(struct belief *beliefs, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        bool rival = false;
        for (size_t k = 0; k < n && !rival; k++)
            rival = k != i && has_decisive(&beliefs[k], EFFECT_SUPPORTS);
        if (!rival || has_decisive(&beliefs[i], EFFECT_WEAKENS))
            continue;
        beliefs[i].excluded = true;
        beliefs[i].odds /= weight_ratio(WEIGHT_DECISIVE);
    }
}

static void find_probabilities(struct belief *beliefs, size_t n, bool exclusive, double *other)
{
    double sum = other_odds;
    *other = NAN;
    for (size_t i = 0; i < n; i++)
        sum += beliefs[i].odds;
    for (size_t i = 0; i < n; i++)
        beliefs[i].probability = beliefs[i].odds / (exclusive ? sum : 1 + beliefs[i].odds);
    if (exclusive)
        *other = other_odds / sum;
}

/* The first verdict that fits, then what holds it down. */
static void judge(struct belief *b)
{
    bool for_it = has_decisive(b, EFFECT_SUPPORTS);
    bool against = has_decisive(b, EFFECT_WEAKENS) || b->excluded;
    const char *soft = soft_support(b);
    b->cap = NULL;
    if (against && !for_it)
        b->verdict = VERDICT_RULED_OUT;
    else if (b->probability >= 0.95 && for_it && !against)
        b->verdict = VERDICT_CONFIRMED;
    else if (b->probability >= 0.70)
        b->verdict = VERDICT_LIKELY;
    else
        b->verdict = b->probability >= 0.10 ? VERDICT_POSSIBLE : VERDICT_UNLIKELY;
    if (b->at_most_possible && b->verdict < VERDICT_POSSIBLE) {
        b->verdict = VERDICT_POSSIBLE;
        b->cap = b->at_most_possible;
    } else if (soft && b->verdict == VERDICT_CONFIRMED) {
        b->verdict = VERDICT_LIKELY;
        b->cap = soft;
    }
}

/* What confirmed causes account for leaves less room for those that nothing speaks for. */
static bool leave_room(struct belief *beliefs, size_t n)
{
    double share = 0;
    for (size_t i = 0; i < n; i++)
        if (beliefs[i].verdict == VERDICT_CONFIRMED && !isnan(beliefs[i].share))
            share += beliefs[i].share;
    share = share > 1 ? 1 : share;
    for (size_t i = 0; i < n && share > 0; i++)
        if (!beliefs[i].supported)
            beliefs[i].odds *= 1 - share;
    return share > 0;
}

void odds_weigh(struct belief *beliefs, size_t n, bool exclusive, double *other)
{
    for (size_t i = 0; i < n; i++)
        multiply(&beliefs[i]);
    if (exclusive)
        exclude(beliefs, n);
    find_probabilities(beliefs, n, exclusive, other);
    for (size_t i = 0; i < n; i++)
        judge(&beliefs[i]);
    if (exclusive || !leave_room(beliefs, n))
        return;
    find_probabilities(beliefs, n, exclusive, other);
    for (size_t i = 0; i < n; i++)
        judge(&beliefs[i]);
}
