#include "history.h"

#include "base/utf8.h"
#include "survey_parts.h"

#include <stdlib.h>

enum { USES_DEPTH = 12 };

static void count(const struct diagnosis_input *in, size_t *begin)
{
    for (size_t i = 0; i < in->hits_n; i++)
        begin[in->hits[i].rule + 1]++;
    for (size_t i = 0; i < in->episodes_n; i++)
        begin[in->episodes[i].rule + 1]++;
    for (size_t r = 0; r < in->rules_n; r++)
        begin[r + 1] += begin[r];
}

static int by_time(const void *a, const void *b)
{
    const struct sighting *x = a, *y = b;
    if (x->at.ticks != y->at.ticks)
        return x->at.ticks < y->at.ticks ? -1 : 1;
    if (x->hit != y->hit)
        return x->hit < y->hit ? -1 : 1;
    int order = str_cmp(x->host, y->host);
    return order ? order : (x->last.ticks > y->last.ticks) - (x->last.ticks < y->last.ticks);
}

void history_make(struct arena *arena, const struct diagnosis_input *in, struct history *out)
{
    size_t *begin = ARENA_ARRAY(arena, size_t, in->rules_n + 2);
    size_t *next = ARENA_ARRAY(arena, size_t, in->rules_n + 2);
    struct sighting *all = ARENA_ARRAY(arena, struct sighting, in->hits_n + in->episodes_n + 1);
    count(in, begin);
    memcpy(next, begin, (in->rules_n + 1) * sizeof *next);
    for (size_t i = 0; i < in->hits_n; i++) {
        const struct hit *h = &in->hits[i];
        all[next[h->rule]++] = (struct sighting){h->at, h->at, h->origin->host, i};
    }
    for (size_t i = 0; i < in->episodes_n; i++) {
        const struct episode *e = &in->episodes[i];
        struct str host = e->group ? e->group->host : (struct str){0};
        all[next[e->rule]++] = (struct sighting){e->first, e->last, host, SIZE_MAX};
    }
    for (size_t r = 0; r < in->rules_n; r++)
        if (begin[r + 1] > begin[r])
            qsort(all + begin[r], begin[r + 1] - begin[r], sizeof *all, by_time);
    *out = (struct history){.arena = arena,
                            .all = all,
                            .begin = begin,
                            .places = ARENA_ARRAY(arena, struct rule_place *, in->rules_n + 1)};
}

struct sightings history_of(const struct history *h, uint32_t rule)
{
    return (struct sightings){h->all + h->begin[rule], h->begin[rule + 1] - h->begin[rule]};
}

/* Where a rule would be seen --------------------------------------------------------------------
 */

static void add_channel(struct rule_place *p, struct str channel)
{
    for (size_t i = 0; i < p->channels_n; i++)
        if (utf8_fold_eq(p->channels[i], channel))
            return;
    if (p->channels_n < RULE_CHANNELS && channel.len)
        p->channels[p->channels_n++] = channel;
}

static bool share_provider(const struct rule_info *a, const struct rule_info *b)
{
    for (size_t i = 0; i < a->providers_n; i++)
        for (size_t k = 0; k < b->providers_n; k++)
            if (str_eq_nocase(a->providers[i], b->providers[k]))
                return true;
    return false;
}

static void find_channels(const struct diagnosis_input *in, const struct history *h,
                          const struct rule_info *r, struct rule_place *p)
{
    struct sightings seen = history_of(h, r->index);
    for (size_t i = 0; i < r->channels_n; i++)
        add_channel(p, r->channels[i]);
    if (p->channels_n)
        return;
    for (size_t i = 0; i < seen.n; i++)
        if (seen.v[i].hit != SIZE_MAX)
            add_channel(p, in->hits[seen.v[i].hit].origin->channel);
    for (size_t i = 0; i < in->rules_n; i++)
        if (in->rules[i].channels_n == 1 && share_provider(r, &in->rules[i]))
            add_channel(p, in->rules[i].channels[0]);
}

static bool names_provider(const struct rule_info *r, struct str provider)
{
    for (size_t i = 0; i < r->providers_n; i++)
        if (str_eq_nocase(r->providers[i], provider))
            return true;
    return false;
}

/* The survey keeps one text for each host, channel, sort of time and provider, in lines. */
static void find_writers(const struct diagnosis_input *in, const struct rule_info *r,
                         struct rule_place *p)
{
    const struct survey *s = in->survey;
    for (size_t i = 0; s && i < s->keys.n; i++) {
        struct str rest = s->keys.texts[i];
        struct str host = str_cut(rest, '\n', &rest);
        str_cut(rest, '\n', &rest);
        str_cut(rest, '\n', &rest);
        if (!names_provider(r, rest))
            continue;
        for (size_t k = 0; k < in->hosts_n; k++)
            if (!p->writes[k] && utf8_fold_eq(in->hosts[k].name, host)) {
                p->writes[k] = true;
                p->writers++;
            }
    }
}

const struct rule_place *rule_place(const struct diagnosis_input *in, const struct history *h,
                                    uint32_t rule)
{
    struct rule_place **place = &h->places[rule];
    if (!*place) {
        *place = ARENA_NEW(h->arena, struct rule_place);
        (*place)->writes = ARENA_ARRAY(h->arena, bool, in->hosts_n + 1);
        find_channels(in, h, &in->rules[rule], *place);
        find_writers(in, &in->rules[rule], *place);
    }
    return *place;
}

/* One host in one stretch of time. */
struct window {
    struct str host;
    struct moment from, to;
};

static bool detection_covered(const struct diagnosis_input *in, const struct history *h,
                              uint32_t rule, const struct window *w)
{
    const struct rule_place *place = rule_place(in, h, rule);
    for (size_t i = 0; i < place->channels_n; i++)
        if (survey_covered(in->survey, w->host, place->channels[i], w->from, w->to))
            return true;
    return place->channels_n == 0 &&
           survey_covered(in->survey, w->host, (struct str){0}, w->from, w->to);
}

/* Everything a correlation is made of; rules refuse deeper chains when they are loaded. */
static bool covered(const struct diagnosis_input *in, const struct history *h, uint32_t rule,
                    const struct window *w, int depth)
{
    const struct rule_info *r = &in->rules[rule];
    if (!in->survey || depth > USES_DEPTH)
        return false;
    if (r->type == RULE_DETECTION)
        return detection_covered(in, h, rule, w);
    for (size_t i = 0; i < r->uses_n; i++)
        if (!covered(in, h, r->uses[i], w, depth + 1))
            return false;
    return r->uses_n > 0;
}

bool rule_covered(const struct diagnosis_input *in, const struct history *h, uint32_t rule,
                  struct str host, struct moment from, struct moment to)
{
    struct window w = {host, from, to};
    return covered(in, h, rule, &w, 0);
}

bool rule_covered_somewhere(const struct diagnosis_input *in, const struct history *h,
                            uint32_t rule, struct moment from, struct moment to)
{
    const struct rule_place *place = rule_place(in, h, rule);
    size_t covering = 0;
    if (!in->survey || (!place->writers && in->hosts_n < 2))
        return false;
    for (size_t i = 0; i < in->hosts_n; i++) {
        if (place->writers && !place->writes[i])
            continue;
        bool one = rule_covered(in, h, rule, in->hosts[i].name, from, to);
        if (one && place->writers)
            return true;
        covering += one;
    }
    return covering == in->hosts_n;
}
