/* The evidence to ask for: the sources that would change the ranking most, first. */
#include "explain.h"

#include <math.h>
#include <stdlib.h>

/* Shifts below this change nothing that anybody would see. */
static const double least_shift = 0.005;

struct wish {
    struct scene *scene;
    const struct theory *theories;
    const struct belief *beliefs;
    size_t n, top; /* hypotheses; the first of them now */
    struct a_missing *list;
    size_t list_n, list_max;
};

/* How far the first hypothesis would move if one unknown item were in a state of this effect. Where
 * causes act together nothing moves but the item's own hypothesis, and that may become the first.
 */
static double shift_if(const struct wish *w, size_t theory, size_t item, enum effect effect,
                       double ratio)
{
    struct arena scratch = {0};
    struct belief *copy = ARENA_ARRAY(&scratch, struct belief, w->n + 1);
    double other;
    for (size_t i = 0; i < w->n; i++) {
        copy[i] = w->beliefs[i];
        copy[i].items = ARENA_ARRAY(&scratch, struct weighed, copy[i].n + 1);
        for (size_t k = 0; k < copy[i].n; k++)
            copy[i].items[k] = w->beliefs[i].items[k];
    }
    copy[theory].items[item].effect = effect;
    copy[theory].items[item].ratio = ratio;
    odds_weigh(copy, w->n, w->scene->problem->exclusive, &other);
    size_t moved = w->scene->problem->exclusive ? w->top : theory;
    double shift = fabs(copy[moved].probability - w->beliefs[moved].probability);
    arena_free(&scratch);
    return shift;
}

static double shift_of(const struct wish *w, size_t theory, size_t item_place)
{
    const struct item *item = &w->theories[theory].hypothesis->evidence.v[item_place];
    const double strong = weight_ratio(WEIGHT_STRONG);
    struct {
        enum effect effect;
        double ratio;
    } ways[] = {
        {item->present.effect,                                      item->present.effect ? weight_ratio(item->present.weight) : 1},
        {item->absent.effect,                                       item->absent.effect ? weight_ratio(item->absent.weight) : 1  },
        {item->test->weighs_itself ? EFFECT_SUPPORTS : EFFECT_NONE, strong                                                       },
        {item->test->weighs_itself ? EFFECT_WEAKENS : EFFECT_NONE,  strong                                                       },
    };
    double most = 0;
    for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
        if (ways[i].effect == EFFECT_NONE)
            continue;
        double shift = shift_if(w, theory, item_place, ways[i].effect, ways[i].ratio);
        most = shift > most ? shift : most;
    }
    return most;
}

static struct a_missing *take(struct wish *w, const struct lack *lack)
{
    struct arena *arena = w->scene->inquiry->arena;
    for (size_t i = 0; i < w->list_n; i++)
        if (str_eq(w->list[i].kind, lack->kind) && str_eq(w->list[i].collect, lack->collect))
            return &w->list[i];
    GROW(arena, w->list, w->list_n, w->list_max);
    struct a_missing *m = &w->list[w->list_n++];
    *m = (struct a_missing){.kind = lack->kind,
                            .what = lack->what,
                            .collect = lack->collect,
                            .shift = -1,
                            .decides = ARENA_ARRAY(arena, struct str, w->n + 1)};
    return m;
}

static void add(struct wish *w, const struct lack *lack, double shift, struct str decides)
{
    struct a_missing *m = take(w, lack);
    struct str before = m->what;
    if (shift > m->shift) {
        m->shift = shift;
        m->what = lack->what;
    }
    bool another = str_eq(m->kind, STR("registry")) && !str_find(before, lack->what);
    if (another)
        m->what =
            arena_fmt(w->scene->inquiry->arena, "%.*s, %.*s", STR_ARG(before), STR_ARG(lack->what));
    for (size_t i = 0; i < m->decides_n; i++)
        if (str_eq(m->decides[i], decides))
            return;
    m->decides[m->decides_n++] = decides;
}

static void ask_for_evidence(struct wish *w, size_t theory)
{
    const struct theory *t = &w->theories[theory];
    for (size_t i = 0; i < t->hypothesis->evidence.n; i++) {
        const struct outcome *o = &t->outcomes[i];
        if (o->left_out || o->state != STATE_UNKNOWN || !o->lack.kind.len)
            continue;
        double shift = shift_of(w, theory, i);
        if (shift >= least_shift)
            add(w, &o->lack, shift, t->hypothesis->id);
    }
}

/* Of what has stopped: what would show that the mechanism is gone. */
static void ask_for_cure(struct wish *w, size_t theory)
{
    struct scene *s = w->scene;
    const struct hypothesis *h = w->theories[theory].hypothesis;
    enum scene_mode mode = s->mode;
    if (s->going.going != GOING_STOPPED)
        return;
    s->mode = SCENE_CURE;
    for (size_t i = 0; i < h->cured.n; i++) {
        struct outcome o;
        item_evaluate(s, &h->cured.v[i], &o);
        if (!o.left_out && o.state == STATE_UNKNOWN && o.lack.kind.len)
            add(w, &o.lack, 0, h->id);
    }
    s->mode = mode;
}

static int widest_first(const void *a, const void *b)
{
    const struct a_missing *x = a, *y = b;
    if (x->shift != y->shift)
        return x->shift > y->shift ? -1 : 1;
    int order = str_cmp(x->kind, y->kind);
    return order ? order : str_cmp(x->collect, y->collect);
}

void missing_list(struct scene *s, const struct theory *theories, const struct belief *beliefs,
                  size_t n)
{
    struct wish w = {.scene = s, .theories = theories, .beliefs = beliefs, .n = n};
    for (size_t i = 1; i < n; i++)
        if (beliefs[i].odds > beliefs[w.top].odds)
            w.top = i;
    for (size_t i = 0; i < n; i++)
        ask_for_evidence(&w, i);
    if (n) {
        s->hypothesis = theories[w.top].hypothesis;
        s->bound = theories[w.top].bound;
        s->values.bound = theories[w.top].bound;
        s->values.bound_n = theories[w.top].hypothesis->binds_n;
        ask_for_cure(&w, w.top);
    }
    if (w.list_n)
        qsort(w.list, w.list_n, sizeof *w.list, widest_first);
    s->finding->missing = w.list;
    s->finding->missing_n = w.list_n;
}
