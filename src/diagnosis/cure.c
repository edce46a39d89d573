/* Of what has stopped: first whether the mechanism is gone, and only where that cannot be seen how
 * sure it is that the silence is no luck (design section 4). */
#include "draws.h"
#include "explain.h"

#include <math.h>

/* A pool that was measured after the last failure, and no wanted port lies between its ends. */
static bool pool_is_elsewhere(struct scene *s, const struct hypothesis *h)
{
    struct pool_seen pool;
    struct lottery l;
    if (!h->draw.present || !draw_fill(s, &h->draw, &l) || !pool_seen(s, h, &s->last, &pool))
        return false;
    for (size_t i = 0; i < l.wanted_n; i++)
        if (l.wanted[i] >= pool.ports[0] && l.wanted[i] <= pool.ports[pool.n - 1])
            return false;
    s->finding->cure_text =
        arena_fmt(s->inquiry->arena,
                  "The pool as it was measured afterwards lies in %lld to %lld: out of reach",
                  (long long)pool.ports[0], (long long)pool.ports[pool.n - 1]);
    return true;
}

static bool find_mechanism(struct scene *s, const struct hypothesis *h)
{
    bool gone = false;
    enum scene_mode mode = s->mode;
    s->mode = SCENE_CURE;
    for (size_t i = 0; i < h->cured.n && !gone; i++) {
        struct outcome o;
        item_evaluate(s, &h->cured.v[i], &o);
        gone = !o.left_out && o.state == STATE_PRESENT;
        if (gone)
            s->finding->cure_text =
                phrase_expand(&h->cured.v[i].text, &s->values, PHRASE_TEXT, NULL);
    }
    s->mode = mode;
    return gone || pool_is_elsewhere(s, h);
}

/* By counted draws where the hypothesis has a lottery, else by the silence. */
static struct a_luck *find_luck(struct scene *s, const struct hypothesis *h, struct str *words)
{
    struct arena *arena = s->inquiry->arena;
    struct draws d;
    if (h && draws_make(s, h, &d) && d.known && d.chance > 0) {
        int64_t since = lottery_draws_since(&d.field, s->last);
        struct a_luck *luck = lottery_luck_of(arena, &d.lottery, since);
        if (luck)
            *words = lottery_words(arena, luck, STR("starts"));
        if (luck)
            return luck;
    }
    struct going_input in = {.survey = s->inquiry->in->survey,
                             .host = s->finding->host,
                             .channel = s->channel,
                             .zone = s->zone,
                             .recurrence = &s->recurrence};
    struct a_luck *luck = in.survey ? luck_of_silence(arena, &in) : NULL;
    if (luck && !isnan(luck->expected))
        *words =
            arena_fmt(arena,
                      "By what came before, %.1f occurrences should have come since; none did. "
                      "That happens by luck in %.3g %% of cases",
                      luck->expected, luck->probability * 100);
    return luck;
}

/* The best hypothesis that is not ruled out. */
static const struct theory *best_theory(const struct theory *theories, const struct belief *beliefs,
                                        size_t n)
{
    const struct theory *best = NULL;
    double odds = 0;
    for (size_t i = 0; i < n; i++)
        if (beliefs[i].verdict != VERDICT_RULED_OUT && beliefs[i].odds > odds) {
            odds = beliefs[i].odds;
            best = &theories[i];
        }
    return best;
}

void cure_judge(struct scene *s, const struct theory *theories, const struct belief *beliefs,
                size_t n)
{
    struct a_finding *f = s->finding;
    const struct theory *best = best_theory(theories, beliefs, n);
    struct str words = {0};
    if (s->going.going != GOING_STOPPED)
        return;
    if (best) {
        s->hypothesis = best->hypothesis;
        s->bound = best->bound;
        s->values.bound = best->bound;
        s->values.bound_n = best->hypothesis->binds_n;
    }
    f->luck = find_luck(s, best ? best->hypothesis : NULL, &words);
    if (best && find_mechanism(s, best->hypothesis)) {
        f->cure = STR("mechanism");
    } else if (f->luck) {
        f->cure = STR("count");
        f->cure_text = words;
    }
}
