#include "draws.h"

#include "base/utf8.h"
#include "evidence.h"
#include "finding.h"

#include <stdlib.h>

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

bool draw_fill(const struct scene *s, const struct draw *draw, struct lottery *out)
{
    size_t host = inquiry_host_place(s->inquiry, s->finding->host);
    for (size_t i = 0; i < draw->instead_n; i++)
        if (host_answer(s->inquiry, &draw->instead[i].applies, host) == YES)
            return draw_fill(s, &draw->instead[i].draw, out);
    int64_t *wanted = ARENA_ARRAY(s->inquiry->arena, int64_t, draw->wanted_n + 1);
    *out = (struct lottery){
        .pool = draw->pool, .wanted = wanted, .wanted_n = draw->wanted_n, .run = draw->run};
    for (size_t i = 0; i < draw->wanted_n; i++)
        if (!number(s, &draw->wanted[i], &wanted[i]))
            return false;
    return number(s, &draw->from, &out->from) && number(s, &draw->to, &out->to) &&
           out->from <= out->to;
}

/* The pool as a capture shows it -----------------------------------------------------------------
 */

/* Fewer ports are no pool. */
#define POOL_LEAST 100

/* The UDP ports of an image in one capture, ascending, each once. */
static int64_t *ports_of_image(struct arena *arena, const struct capture *c, struct str image,
                               size_t *n)
{
    int64_t *ports = ARENA_ARRAY(arena, int64_t, c->facts_n + 1);
    size_t all = 0;
    for (size_t i = 0; i < c->facts_n; i++) {
        const struct fact *f = &c->facts[i];
        if (str_eq_nocase(fact_get(f, STR("image")), image) &&
            str_eq_nocase(fact_get(f, STR("protocol")), STR("udp")) &&
            str_to_i64(fact_get(f, STR("local_port")), &ports[all]) && ports[all] > 1023)
            all++;
    }
    *n = ports_distinct(ports, all);
    return ports;
}

bool pool_seen(const struct scene *s, const struct hypothesis *h, const struct moment *after,
               struct pool_seen *out)
{
    size_t n;
    bool known = true;
    struct str image = phrase_expand(&h->culprit.image, &s->values, PHRASE_TEXT, &known);
    const struct capture **list = captures_of(s->inquiry, s->finding->host, &n);
    for (size_t i = 0; known && image.len && i < n; i++) {
        if (list[i]->kind != FACT_SOCKET ||
            (after && (list[i]->taken.ticks == TIME_NONE ||
                       taken_span(list[i]->taken, after->local).from <= after->ticks)))
            continue;
        out->ports = ports_of_image(s->inquiry->arena, list[i], image, &out->n);
        out->capture = list[i];
        if (out->n >= POOL_LEAST)
            return true;
    }
    return false;
}

/* The measured pool instead of the documented one: its size; its range where it leaves a tenth and
 * more of the documented one empty; and whether it stands in one row. */
static void measure(const struct scene *s, const struct hypothesis *h, struct lottery *l)
{
    struct pool_seen seen;
    if (!pool_seen(s, h, NULL, &seen))
        return;
    int64_t from = seen.ports[0], to = seen.ports[seen.n - 1];
    l->measured = true;
    l->pool = (int64_t)seen.n;
    l->run = to - from + 1 <= l->pool + l->pool / 4;
    if (l->run || (from >= l->from && to <= l->to && to - from >= (l->to - l->from) / 10 * 9))
        return;
    l->from = from;
    l->to = to;
}

bool draws_make(const struct scene *s, const struct hypothesis *h, struct draws *out)
{
    *out = (struct draws){.what = h->draw.what};
    if (!h->draw.present)
        return false;
    out->known = draw_fill(s, &h->draw, &out->lottery);
    if (out->known)
        measure(s, h, &out->lottery);
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
