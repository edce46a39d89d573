/* Which attempts each hypothesis accounts for: where causes act together, every attempt goes to the
 * one for which the most speaks just then (design section 3). What is unlikely on the whole is not
 * named for single attempts: these stay undecided. */
#include "explain.h"

#include "base/buf.h"

#include <math.h>

static bool speaks(const struct theory *t, size_t item)
{
    return t->outcomes[item].near && !t->outcomes[item].left_out &&
           t->hypothesis->evidence.v[item].present.effect != EFFECT_NONE;
}

static bool judged_by_attempt(const struct theory *t)
{
    for (size_t i = 0; i < t->hypothesis->evidence.n; i++)
        if (speaks(t, i) && t->hypothesis->evidence.v[i].present.effect == EFFECT_SUPPORTS)
            return true;
    return false;
}

/* A stronger item of the same group and effect, present at the same attempt. */
static bool is_beaten(const struct theory *t, size_t item, size_t attempt)
{
    const struct item *items = t->hypothesis->evidence.v;
    const struct force mine = items[item].present;
    for (size_t i = 0; items[item].group.len && i < t->hypothesis->evidence.n; i++) {
        if (i == item || !speaks(t, i) || !t->outcomes[i].near[attempt] ||
            items[i].present.effect != mine.effect || !str_eq(items[i].group, items[item].group))
            continue;
        if (items[i].present.weight > mine.weight ||
            (items[i].present.weight == mine.weight && i < item))
            return true;
    }
    return false;
}

static double score(const struct theory *t, size_t attempt)
{
    double odds = 1;
    for (size_t i = 0; i < t->hypothesis->evidence.n; i++) {
        if (!speaks(t, i) || !t->outcomes[i].near[attempt] || is_beaten(t, i, attempt))
            continue;
        const struct force force = t->hypothesis->evidence.v[i].present;
        double ratio = weight_ratio(force.weight);
        odds = force.effect == EFFECT_SUPPORTS ? odds * ratio : odds / ratio;
    }
    return odds;
}

/* The hypothesis that wins the attempt; n where none does, or two do alike. */
static size_t winner(const struct theory *theories, size_t n, size_t attempt)
{
    size_t best = n;
    double most = 1;
    for (size_t i = 0; i < n; i++) {
        double odds = score(&theories[i], attempt);
        if (odds > most) {
            most = odds;
            best = i;
        } else if (odds == most && odds > 1) {
            best = n;
        }
    }
    return best;
}

void attempts_tell(struct scene *s, const struct theory *theories, const struct belief *beliefs,
                   const size_t *won, size_t n)
{
    struct buf text = BUF_CAP(4096);
    size_t left = n + 1, told = 0, undecided = won[n];
    bool *done = ARENA_ARRAY(s->inquiry->arena, bool, n + 1);
    for (size_t i = 0; i < n; i++) {
        done[i] = beliefs[i].verdict > VERDICT_POSSIBLE;
        undecided += done[i] ? won[i] : 0;
    }
    while (left--) {
        size_t best = n + 1;
        for (size_t i = 0; i < n; i++)
            if (!done[i] && won[i] && (best > n || won[i] > won[best]))
                best = i;
        if (best > n)
            break;
        done[best] = true;
        struct str title =
            phrase_expand(&theories[best].hypothesis->title, &s->values, PHRASE_TEXT, NULL);
        if (told++)
            buf_fmt(&text, "; %zu: %.*s", won[best], STR_ARG(title));
        else
            buf_fmt(&text, "%zu of %zu attempts: %.*s", won[best], s->attempts_n, STR_ARG(title));
    }
    if (told && undecided)
        buf_fmt(&text, "; %zu: undecided", undecided);
    s->finding->attribution = buf_keep(&text, s->inquiry->arena);
    buf_free(&text);
}

const size_t *attempts_share(struct scene *s, const struct theory *theories, struct belief *beliefs,
                             size_t n)
{
    size_t *won = ARENA_ARRAY(s->inquiry->arena, size_t, n + 1);
    bool any = false;
    for (size_t i = 0; i < n; i++)
        any |= judged_by_attempt(&theories[i]);
    if (!any || s->attempts_n == 0)
        return NULL;
    for (size_t i = 0; i < s->attempts_n; i++)
        won[winner(theories, n, i)]++;
    for (size_t i = 0; i < n; i++)
        if (judged_by_attempt(&theories[i]))
            beliefs[i].share = (double)won[i] / (double)s->attempts_n;
    return won;
}
