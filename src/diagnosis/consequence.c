#include "consequence.h"

#include "draws.h"
#include "evidence.h"
#include "hypothesis.h"

#include <math.h>

/* From fewer days nobody can say how often in a year. */
#define DAYS_LEAST 7
#define YEAR (365 * TICKS_PER_DAY)

static const struct key keys[] = {
    {"remedy",   KEY_TEXT, true,  NULL},
    {"residual", KEY_TEXT, false, NULL},
    {"price",    KEY_TEXT, true,  NULL},
    {"proof",    KEY_TEXT, true,  NULL},
    {"applies",  KEY_MAP,  false, NULL},
    {"lottery",  KEY_MAP,  false, NULL},
};

static void load(struct loader *l, const struct node *map, const struct draw *draw,
                 struct consequence *c)
{
    const struct node *applies = node_get(map, "applies"), *lottery = node_get(map, "lottery");
    *c = (struct consequence){.remedy = load_phrase_at(l, map, "remedy"),
                              .residual = load_phrase_at(l, map, "residual"),
                              .price = load_phrase_at(l, map, "price"),
                              .proof = load_phrase_at(l, map, "proof")};
    if (applies)
        c->has_applies = condition_load(l, applies, fact_kinds[FACT_SYSTEM].fields, &c->applies);
    if (lottery && !draw->present)
        loader_complain(l, lottery->loc,
                        "'lottery' changes that of the hypothesis, which has none");
    else if (lottery) {
        c->draw = *draw;
        draw_change(l, lottery, &c->draw);
    }
    if (!lottery && !node_get(map, "residual"))
        loader_complain(l, map->loc, "a consequence wants 'residual' or 'lottery'");
}

const struct consequence *consequences_load(struct loader *l, const struct node *list,
                                            const struct draw *draw, size_t *n)
{
    struct consequence *rows = ARENA_ARRAY(l->arena, struct consequence, list->n + 1);
    *n = 0;
    for (size_t i = 0; i < list->n; i++)
        if (keys_check(l, &list->items[i], &KEYS("a consequence", keys)))
            load(l, &list->items[i], draw, &rows[(*n)++]);
    return rows;
}

/* How many draws a year has, by those that the log covers; NaN where it covers too little. */
static double draws_a_year(const struct scene *s, const struct hypothesis *h)
{
    struct draws d;
    struct moment first, last;
    if (!draws_make(s, h, &d) || d.n == 0 ||
        !survey_channel(d.field.survey, d.field.host, d.field.channel, d.field.local, &first,
                        &last) ||
        last.ticks - first.ticks < DAYS_LEAST * TICKS_PER_DAY)
        return NAN;
    size_t n = 0;
    for (size_t i = 0; i < d.n; i++)
        n += d.at[i] >= first.ticks && d.at[i] <= last.ticks;
    return n ? (double)n * (double)YEAR / (double)(last.ticks - first.ticks) : NAN;
}

static void describe(struct scene *s, const struct consequence *c, double a_year,
                     struct a_consequence *out)
{
    const struct values *v = &s->values;
    struct lottery l;
    *out = (struct a_consequence){.remedy = phrase_expand(&c->remedy, v, PHRASE_TEXT, NULL),
                                  .residual = phrase_expand(&c->residual, v, PHRASE_TEXT, NULL),
                                  .price = phrase_expand(&c->price, v, PHRASE_TEXT, NULL),
                                  .proof = phrase_expand(&c->proof, v, PHRASE_TEXT, NULL),
                                  .per_start = NAN,
                                  .per_year = NAN};
    if (!c->draw.present || !draw_fill(s, &c->draw, &l))
        return;
    out->per_start = lottery_chance(&l);
    if (out->per_start <= 0)
        out->per_year = 0;
    else if (!isnan(a_year))
        out->per_year = lottery_year(out->per_start, a_year);
    if (!out->residual.len)
        out->residual = lottery_residual(s->inquiry->arena, out->per_start, a_year);
}

void consequences_describe(struct scene *s, const struct hypothesis *h, struct a_hypothesis *out)
{
    double a_year = h->consequences_n && h->draw.present ? draws_a_year(s, h) : NAN;
    size_t host = inquiry_host_place(s->inquiry, s->finding->host);
    out->consequences = ARENA_ARRAY(s->inquiry->arena, struct a_consequence, h->consequences_n + 1);
    for (size_t i = 0; i < h->consequences_n; i++) {
        const struct consequence *c = &h->consequences[i];
        if (!c->has_applies || host_answer(s->inquiry, &c->applies, host) != NO)
            describe(s, c, a_year, &out->consequences[out->consequences_n++]);
    }
}
