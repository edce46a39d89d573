#include "history.h"

#include "base/utf8.h"
#include "survey_parts.h"

#include <stdlib.h>

enum { CHANNELS_MAX = 16, USES_DEPTH = 12 };

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
    *out = (struct history){all, begin};
}

struct sightings history_of(const struct history *h, uint32_t rule)
{
    return (struct sightings){h->all + h->begin[rule], h->begin[rule + 1] - h->begin[rule]};
}

/* Where a rule would be seen --------------------------------------------------------------------
 */

static void add_channel(struct str *list, size_t *n, size_t max, struct str channel)
{
    for (size_t i = 0; i < *n; i++)
        if (utf8_fold_eq(list[i], channel))
            return;
    if (*n < max && channel.len)
        list[(*n)++] = channel;
}

static bool share_provider(const struct rule_info *a, const struct rule_info *b)
{
    for (size_t i = 0; i < a->providers_n; i++)
        for (size_t k = 0; k < b->providers_n; k++)
            if (str_eq_nocase(a->providers[i], b->providers[k]))
                return true;
    return false;
}

size_t rule_channels(const struct diagnosis_input *in, const struct history *h, uint32_t rule,
                     struct str *out, size_t max)
{
    const struct rule_info *r = &in->rules[rule];
    struct sightings seen = history_of(h, rule);
    size_t n = 0;
    for (size_t i = 0; i < r->channels_n; i++)
        add_channel(out, &n, max, r->channels[i]);
    if (n)
        return n;
    for (size_t i = 0; i < seen.n; i++)
        if (seen.v[i].hit != SIZE_MAX)
            add_channel(out, &n, max, in->hits[seen.v[i].hit].origin->channel);
    for (size_t i = 0; i < in->rules_n; i++)
        if (in->rules[i].channels_n == 1 && share_provider(r, &in->rules[i]))
            add_channel(out, &n, max, in->rules[i].channels[0]);
    return n;
}

static bool detection_covered(const struct diagnosis_input *in, const struct history *h,
                              uint32_t rule, struct str host, struct moment from, struct moment to)
{
    struct str channels[CHANNELS_MAX];
    size_t n = rule_channels(in, h, rule, channels, CHANNELS_MAX);
    for (size_t i = 0; i < n; i++)
        if (survey_covered(in->survey, host, channels[i], from, to))
            return true;
    return n == 0 && survey_covered(in->survey, host, (struct str){0}, from, to);
}

/* Everything a correlation is made of; rules refuse deeper chains when they are loaded. */
static bool covered(const struct diagnosis_input *in, const struct history *h, uint32_t rule,
                    struct str host, struct moment from, struct moment to, int depth)
{
    const struct rule_info *r = &in->rules[rule];
    if (!in->survey || depth > USES_DEPTH)
        return false;
    if (r->type == RULE_DETECTION)
        return detection_covered(in, h, rule, host, from, to);
    for (size_t i = 0; i < r->uses_n; i++)
        if (!covered(in, h, r->uses[i], host, from, to, depth + 1))
            return false;
    return r->uses_n > 0;
}

bool rule_covered(const struct diagnosis_input *in, const struct history *h, uint32_t rule,
                  struct str host, struct moment from, struct moment to)
{
    return covered(in, h, rule, host, from, to, 0);
}

/* Does any event of the host come from the provider? The survey keeps one text for each host,
 * channel, sort of time and provider, in lines. */
static bool wrote(const struct survey *s, struct str host, struct str provider)
{
    for (size_t i = 0; i < s->keys.n; i++) {
        struct str rest = s->keys.texts[i];
        if (!utf8_fold_eq(str_cut(rest, '\n', &rest), host))
            continue;
        str_cut(rest, '\n', &rest);
        str_cut(rest, '\n', &rest);
        if (str_eq_nocase(rest, provider))
            return true;
    }
    return false;
}

static bool writes_on(const struct diagnosis_input *in, uint32_t rule, struct str host)
{
    const struct rule_info *r = &in->rules[rule];
    for (size_t i = 0; i < r->providers_n; i++)
        if (wrote(in->survey, host, r->providers[i]))
            return true;
    return false;
}

bool rule_covered_somewhere(const struct diagnosis_input *in, const struct history *h,
                            uint32_t rule, struct moment from, struct moment to)
{
    size_t writers = 0, covering = 0;
    if (!in->survey)
        return false;
    for (size_t i = 0; i < in->hosts_n; i++) {
        bool one = rule_covered(in, h, rule, in->hosts[i].name, from, to);
        if (writes_on(in, rule, in->hosts[i].name)) {
            writers++;
            if (one)
                return true;
        }
        covering += one;
    }
    return writers == 0 && in->hosts_n > 1 && covering == in->hosts_n;
}
