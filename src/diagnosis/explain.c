#include "explain.h"

#include "consequence.h"

#include "draws.h"

#include <math.h>
#include <stdlib.h>

/* Weighing ------------------------------------------------------------------------------------- */

struct force item_force(const struct item *item, enum state state)
{
    if (state == STATE_UNKNOWN)
        return (struct force){0};
    bool shown = (state == STATE_PRESENT);
    return shown ? item->present : item->absent;
}

static struct weighed weigh(const struct item *item, const struct outcome *o)
{
    struct weighed w = {.ratio = 1, .group = item->group, .soft = o->soft};
    if (o->left_out || o->state == STATE_UNKNOWN)
        return w;
    if (o->ratio > 0) {
        w.effect = o->ratio >= 1 ? EFFECT_SUPPORTS : EFFECT_WEAKENS;
        w.ratio = o->ratio >= 1 ? o->ratio : 1 / o->ratio;
        return w;
    }
    struct force force = item_force(item, o->state);
    w.effect = force.effect;
    w.ratio = force.effect ? weight_ratio(force.weight) : 1;
    return w;
}

static void enter(struct scene *s, const struct theory *t)
{
    s->hypothesis = t->hypothesis;
    s->bound = t->bound;
    s->values.bound = t->bound;
    s->values.bound_n = t->hypothesis->binds_n;
}

static void judge_items(struct scene *s, struct theory *t)
{
    const struct items *items = &t->hypothesis->evidence;
    enter(s, t);
    for (size_t i = 0; i < items->n; i++) {
        item_evaluate(s, &items->v[i], &t->outcomes[i]);
        t->weighed[i] = weigh(&items->v[i], &t->outcomes[i]);
    }
}

static struct theory *theories_make(struct scene *s, struct belief *beliefs)
{
    struct arena *arena = s->inquiry->arena;
    const struct problem *p = s->problem;
    struct theory *t = ARENA_ARRAY(arena, struct theory, p->hypotheses_n + 1);
    for (size_t i = 0; i < p->hypotheses_n; i++) {
        const struct hypothesis *h = &p->hypotheses[i];
        int confidence = h->confidence >= 0 ? h->confidence : p->confidence;
        bool own = confidence == words_find(&words_confidence, STR("own-knowledge"));
        t[i] = (struct theory){
            .hypothesis = h,
            .outcomes = ARENA_ARRAY(arena, struct outcome, h->evidence.n + 1),
            .bound = ARENA_ARRAY(arena, struct bound, h->binds_n + 1),
            .weighed = ARENA_ARRAY(arena, struct weighed, h->evidence.n + 1),
            .place = i,
        };
        judge_items(s, &t[i]);
        beliefs[i] = (struct belief){
            .prior = prior_odds(h->prior),
            .items = t[i].weighed,
            .n = h->evidence.n,
            .share = NAN,
            .at_most_possible =
                own && !h->has_source ? "it is own knowledge without a public source" : NULL,
        };
    }
    return t;
}

/* Describing ----------------------------------------------------------------------------------- */

static struct str filled(const struct scene *s, const struct phrase *p)
{
    bool known = true;
    struct str text = phrase_expand(p, &s->values, PHRASE_TEXT, &known);
    return known ? text : (struct str){0};
}

/* The most that an item could do, were it known. */
static double could(const struct item *item)
{
    const struct force forces[] = {item->present, item->absent};
    double best = item->test->weighs_itself ? weight_ratio(WEIGHT_STRONG) : 1;
    for (size_t i = 0; i < ARRAY_LEN(forces); i++) {
        double ratio = forces[i].effect ? weight_ratio(forces[i].weight) : 1;
        if (ratio > (best >= 1 ? best : 1 / best))
            best = forces[i].effect == EFFECT_WEAKENS ? 1 / ratio : ratio;
    }
    return best;
}

static struct a_evidence describe_item(const struct scene *s, const struct item *item,
                                       const struct outcome *o, const struct weighed *w)
{
    bool absent_words = o->state == STATE_ABSENT && item->absent_text.n;
    struct force force = item_force(item, o->state);
    struct a_evidence e = {
        .text = phrase_expand(absent_words ? &item->absent_text : &item->text, &s->values,
                              PHRASE_TEXT, NULL),
        .effect = str_of(effect_names[w->effect]),
        .weight = force.effect ? str_of(words_weight.list[force.weight]) : (struct str){0},
        .ratio = 1,
        .counted = w->counted,
        .state = str_of(state_names[o->state]),
        .test = str_of(item->test->name),
        .why = o->why,
        .group = item->group,
        .could = o->state == STATE_UNKNOWN ? could(item) : 1,
        .records = o->records,
        .records_n = o->records_n,
    };
    if (w->counted)
        e.ratio = w->effect == EFFECT_WEAKENS ? 1 / w->ratio : w->ratio;
    return e;
}

static void describe_evidence(struct scene *s, const struct theory *t, struct a_hypothesis *out)
{
    const struct items *items = &t->hypothesis->evidence;
    out->evidence = ARENA_ARRAY(s->inquiry->arena, struct a_evidence, items->n + 2);
    for (size_t i = 0; i < items->n; i++)
        if (!t->outcomes[i].left_out)
            out->evidence[out->evidence_n++] =
                describe_item(s, &items->v[i], &t->outcomes[i], &t->weighed[i]);
}

static bool image_is(const struct fact *f, struct str image)
{
    return f && image.len && str_eq_nocase(fact_get(f, STR("image")), image);
}

/* Who it is; the PID from the row that showed its image, where the rule names none. */
static struct a_culprit describe_culprit(const struct scene *s, const struct theory *t)
{
    const struct culprit *c = &t->hypothesis->culprit;
    struct a_culprit out = {.service = filled(s, &c->service),
                            .display_name = filled(s, &c->display_name),
                            .image = filled(s, &c->image),
                            .pid = filled(s, &c->pid)};
    for (size_t i = 0; i < t->hypothesis->evidence.n && !out.pid.len; i++)
        if (t->outcomes[i].state == STATE_PRESENT && image_is(t->outcomes[i].fact, out.image))
            out.pid = fact_get(t->outcomes[i].fact, STR("pid"));
    return out;
}

static void describe_rest(struct scene *s, const struct hypothesis *h, struct a_hypothesis *out)
{
    struct arena *arena = s->inquiry->arena;
    const struct values *v = &s->values;
    out->verify = ARENA_ARRAY(arena, struct a_verify, h->verify_n + 1);
    out->verify_n = h->verify_n;
    for (size_t i = 0; i < h->verify_n; i++)
        out->verify[i] =
            (struct a_verify){phrase_expand(&h->verify[i].text, v, PHRASE_TEXT, NULL),
                              phrase_expand(&h->verify[i].run, v, PHRASE_COMMAND, NULL)};
    consequences_describe(s, h, out);
}

static struct str describe_lottery(const struct scene *s, const struct hypothesis *h)
{
    struct draws d;
    if (!draws_make(s, h, &d) || !d.known)
        return (struct str){0};
    return lottery_model(s->inquiry->arena, &d.lottery, d.trials, STR("starts"));
}

static struct a_hypothesis describe(struct scene *s, const struct theory *t, const struct belief *b)
{
    const struct hypothesis *h = t->hypothesis;
    const struct problem *p = s->problem;
    int confidence = h->confidence >= 0 ? h->confidence : p->confidence;
    int category = h->category >= 0 ? h->category : p->category;
    enter(s, t);
    struct a_hypothesis out = {
        .id = h->id,
        .title = phrase_expand(&h->title, &s->values, PHRASE_TEXT, NULL),
        .category = str_of(words_category.list[category]),
        .prior = str_of(words_prior.list[h->prior]),
        .odds = b->odds,
        .probability = b->probability,
        .verdict = str_of(verdict_names[b->verdict]),
        .cap = b->cap ? str_of(b->cap) : (struct str){0},
        .culprit = describe_culprit(s, t),
        .because = phrase_expand(&h->because, &s->values, PHRASE_TEXT, NULL),
        .confidence = confidence >= 0 ? str_of(words_confidence.list[confidence]) : (struct str){0},
        .confidence_note = h->confidence_note.len ? h->confidence_note : p->confidence_note,
        .share = b->share,
        .lottery = describe_lottery(s, h),
    };
    describe_evidence(s, t, &out);
    describe_rest(s, h, &out);
    steps_describe(s, h, &out);
    return out;
}

/* Where only one can be true: what shows the other one speaks against this one. */
static void describe_exclusion(struct scene *s, const struct theory *theories,
                               const struct belief *beliefs, size_t n, size_t excluded,
                               struct a_hypothesis *out)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; i != excluded && k < beliefs[i].n; k++) {
            const struct weighed *w = &beliefs[i].items[k];
            if (!w->counted || w->effect != EFFECT_SUPPORTS ||
                w->ratio < weight_ratio(WEIGHT_DECISIVE))
                continue;
            enter(s, &theories[i]);
            struct a_evidence e = describe_item(s, &theories[i].hypothesis->evidence.v[k],
                                                &theories[i].outcomes[k], w);
            e.effect = STR("weakens");
            e.ratio = 1 / weight_ratio(WEIGHT_DECISIVE);
            e.why = STR("only one of these causes can be true");
            out->evidence[out->evidence_n++] = e;
            return;
        }
}

struct ranked {
    double odds;
    size_t place;
};

static int best_first(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    if (x->odds != y->odds)
        return x->odds > y->odds ? -1 : 1;
    return (x->place > y->place) - (x->place < y->place);
}

static void list_hypotheses(struct scene *s, const struct theory *theories,
                            const struct belief *beliefs, size_t n)
{
    struct a_finding *f = s->finding;
    struct ranked *order = ARENA_ARRAY(s->inquiry->arena, struct ranked, n + 1);
    for (size_t i = 0; i < n; i++)
        order[i] = (struct ranked){beliefs[i].odds, i};
    if (n)
        qsort(order, n, sizeof *order, best_first);
    f->hypotheses = ARENA_ARRAY(s->inquiry->arena, struct a_hypothesis, n + 1);
    f->hypotheses_n = n;
    for (size_t i = 0; i < n; i++) {
        size_t at = order[i].place;
        f->hypotheses[i] = describe(s, &theories[at], &beliefs[at]);
        if (beliefs[at].excluded)
            describe_exclusion(s, theories, beliefs, n, at, &f->hypotheses[i]);
    }
    if (n && beliefs[order[0].place].verdict <= VERDICT_LIKELY)
        f->category = f->hypotheses[0].category;
}

void finding_explain(struct scene *s)
{
    size_t n = s->problem->hypotheses_n;
    struct belief *beliefs = ARENA_ARRAY(s->inquiry->arena, struct belief, n + 1);
    struct theory *theories = theories_make(s, beliefs);
    const size_t *won = s->problem->exclusive ? NULL : attempts_share(s, theories, beliefs, n);
    odds_weigh(beliefs, n, s->problem->exclusive, &s->finding->other);
    if (won)
        attempts_tell(s, theories, beliefs, won, n);
    list_hypotheses(s, theories, beliefs, n);
    missing_list(s, theories, beliefs, n);
    cure_judge(s, theories, beliefs, n);
    remarks_list(s, theories, beliefs, n);
}

/* Exposures ------------------------------------------------------------------------------------ */

/* The hypothesis that is the most common one; nothing has happened that could tell more. */
static const struct hypothesis *commonest(const struct problem *p)
{
    const struct hypothesis *best = &p->hypotheses[0];
    for (size_t i = 1; i < p->hypotheses_n; i++)
        if (prior_odds(p->hypotheses[i].prior) > prior_odds(best->prior))
            best = &p->hypotheses[i];
    return best;
}

static void describe_exposure(struct scene *s, const struct outcome *outcomes,
                              struct a_hypothesis *out)
{
    const struct items *items = &s->problem->exposure;
    struct weighed none = {.ratio = 1};
    out->evidence = ARENA_ARRAY(s->inquiry->arena, struct a_evidence, items->n + 1);
    out->evidence_n = 0;
    for (size_t i = 0; i < items->n; i++)
        if (!outcomes[i].left_out)
            out->evidence[out->evidence_n++] = describe_item(s, &items->v[i], &outcomes[i], &none);
}

void exposure_explain(struct scene *s, const struct outcome *outcomes)
{
    struct arena *arena = s->inquiry->arena;
    const struct hypothesis *h = commonest(s->problem);
    struct bound *bound = s->bound;
    struct theory t = {.hypothesis = h,
                       .outcomes = ARENA_ARRAY(arena, struct outcome, h->evidence.n + 1),
                       .bound = ARENA_ARRAY(arena, struct bound, h->binds_n + 1),
                       .weighed = ARENA_ARRAY(arena, struct weighed, h->evidence.n + 1)};
    struct belief b = {.prior = prior_odds(h->prior), .share = NAN};
    double other;
    odds_weigh(&b, 1, s->problem->exclusive, &other);
    for (size_t i = 0; i < h->evidence.n; i++)
        t.outcomes[i].left_out = true;
    struct a_hypothesis out = describe(s, &t, &b);
    out.cap = STR("nothing has happened yet");
    s->bound = bound;
    s->values.bound = bound;
    s->values.bound_n = s->problem->exposure_binds_n;
    describe_exposure(s, outcomes, &out);
    s->finding->hypotheses = ARENA_ARRAY(arena, struct a_hypothesis, 1);
    s->finding->hypotheses[0] = out;
    s->finding->hypotheses_n = 1;
}
