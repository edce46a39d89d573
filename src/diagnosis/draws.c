#include "draws.h"

#include "base/utf8.h"

int64_t *draws_of(const struct scene *s, uint32_t trial, size_t *n)
{
    struct sightings seen = history_of(&s->inquiry->history, trial);
    int64_t *ticks = ARENA_ARRAY(s->inquiry->arena, int64_t, seen.n + 1);
    int64_t *draws = ARENA_ARRAY(s->inquiry->arena, int64_t, seen.n + 1);
    size_t found = 0;
    for (size_t i = 0; i < seen.n; i++)
        if (seen.v[i].at.ticks != TIME_NONE && seen.v[i].at.local == s->first.local &&
            host_same(seen.v[i].host, s->finding->host))
            ticks[found++] = seen.v[i].at.ticks;
    *n = lottery_draws(ticks, found, draws);
    return draws;
}

static bool number(const struct scene *s, const struct phrase *p, int64_t *out)
{
    bool known = true;
    struct str text = phrase_expand(p, &s->values, PHRASE_TEXT, &known);
    return known && str_to_i64(str_trim(text), out);
}

static bool fill_lottery(const struct scene *s, const struct draw *draw, struct lottery *out)
{
    int64_t *wanted = ARENA_ARRAY(s->inquiry->arena, int64_t, draw->wanted_n + 1);
    *out = (struct lottery){.pool = draw->pool, .wanted = wanted, .wanted_n = draw->wanted_n};
    for (size_t i = 0; i < draw->wanted_n; i++)
        if (!number(s, &draw->wanted[i], &wanted[i]))
            return false;
    return number(s, &draw->from, &out->from) && number(s, &draw->to, &out->to) &&
           out->from <= out->to;
}

bool draws_make(const struct scene *s, const struct hypothesis *h, struct draws *out)
{
    *out = (struct draws){.what = h->draw.what};
    if (!h->draw.present)
        return false;
    out->known = fill_lottery(s, &h->draw, &out->lottery);
    out->chance = out->known ? lottery_chance(&out->lottery) : 0;
    out->at = draws_of(s, h->draw.trial, &out->n);
    out->begins = ARENA_ARRAY(s->inquiry->arena, int64_t, s->finding->episodes_n + 1);
    for (size_t i = 0; i < s->finding->episodes_n; i++)
        out->begins[out->begins_n++] = s->finding->episodes[i].first.ticks;
    out->field = (struct lottery_field){.survey = s->inquiry->in->survey,
                                        .host = s->finding->host,
                                        .channel = s->channel,
                                        .local = s->first.local,
                                        .draws = out->at,
                                        .draws_n = out->n,
                                        .begins = out->begins,
                                        .begins_n = out->begins_n};
    if (s->inquiry->in->survey && s->attempts_n)
        out->trials = lottery_count(&out->field);
    return true;
}
