#include "unexplained.h"

#include "base/intern.h"
#include "base/utf8.h"
#include "quote.h"
#include "status.h"
#include "survey_parts.h"

#include <math.h>
#include <stdlib.h>

enum {
    PATTERN_LEAST = 3, /* fewer are no pattern */
    KNOWN_LESS = 3     /* what somebody knows is less of a worry than a thousand times nobody does */
};

/* One pattern on its way to the report. */
struct candidate {
    struct a_unexplained a;
    const struct pattern *pattern;
    int64_t sample; /* id of the latest unexplained event */
    double worry;
    uint32_t spread; /* number among texts that several hosts may show */
};

struct listing {
    struct arena *arena;
    const struct unexplained_input *in;
    struct arena scratch; /* of one pattern at a time */
    struct intern kinds;
    int64_t *hosts; /* by kind: how many hosts show it */
    size_t hosts_max;
    struct candidate *list;
    size_t n, max;
};

static int by_id(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

static bool is_explained(const struct unexplained_input *in, int64_t id)
{
    return in->explained_n &&
           bsearch(&id, in->explained, in->explained_n, sizeof id, by_id) != NULL;
}

/* The moments of the events that nothing explains, in order. */
static int64_t *moments_left(struct listing *l, const struct pattern *p, size_t *n, int64_t *sample)
{
    int64_t *ticks = ARENA_ARRAY(&l->scratch, int64_t, (size_t)p->stored + 1), id, at;
    struct pattern_walk walk = pattern_begin(p);
    *n = 0;
    while (pattern_next(&walk, &id, &at)) {
        if (is_explained(l->in, id))
            continue;
        ticks[(*n)++] = at;
        *sample = id;
    }
    return ticks;
}

static const struct zone *zone_of(const struct unexplained_input *in, struct str host)
{
    for (size_t i = 0; i < in->hosts_n; i++)
        if (utf8_fold_eq(in->hosts[i].name, host))
            return in->hosts[i].zone;
    return zone_utc();
}

/* Kinds that come by the clock or by an occasion are worth more attention than noise. */
static const double regularity[CADENCES] = {
    [CADENCE_DAILY] = 1.0,          [CADENCE_PERIODIC] = 1.0, [CADENCE_AFTER_BOOT] = 0.7,
    [CADENCE_BUSINESS_HOURS] = 0.4, [CADENCE_BURST] = 0.2,
};

/* Ten times as many occurrences weigh as much as a regular cadence, twice as many hosts, or that it
 * still goes on. */
static double worry_of(const struct candidate *c, const struct recurrence *r, enum going going)
{
    return log10((double)c->a.occurrences) + regularity[r->kind] + (going == GOING_ACTIVE) +
           (c->a.level <= 2 ? 0.3 : 0);
}

static void measure(struct listing *l, struct candidate *c, const int64_t *ticks, size_t n)
{
    const struct pattern *p = c->pattern;
    const struct survey_host *host = survey_host(l->in->survey, p->host);
    struct recurrence_input in = {.ticks = ticks,
                                  .n = n,
                                  .local = p->local,
                                  .zone = zone_of(l->in, p->host),
                                  .boots = host ? host->boots : NULL,
                                  .boots_n = host ? host->boots_n : 0};
    struct recurrence r;
    struct going_result going;
    recurrence_measure(&l->scratch, &in, &r);
    recurrence_cadence(l->arena, &in, &r, &c->a.cadence);
    going_judge(&l->scratch, &(struct going_input){l->in->survey, p->host, p->channel, in.zone, &r},
                &going);
    c->a.first_seen = r.first;
    c->a.last_seen = r.last;
    c->a.status = going.word;
    c->worry = worry_of(c, &r, going.going);
}

/* Counts the host for the kind of event and text, whoever shows it. */
static uint32_t count_host(struct listing *l, const struct pattern *p)
{
    struct str kind = arena_fmt(&l->scratch, "%.*s\n%lld\n%.*s", STR_ARG(p->provider),
                                (long long)p->event_id, STR_ARG(p->text));
    uint32_t index = intern_put(&l->kinds, kind);
    while (index >= l->hosts_max)
        l->hosts = arena_grow(l->arena, l->hosts, l->hosts_max, &l->hosts_max, sizeof *l->hosts);
    l->hosts[index]++;
    return index;
}

static void consider(struct listing *l, const struct pattern *p)
{
    size_t n;
    int64_t sample = 0;
    arena_reset(&l->scratch);
    const int64_t *ticks = moments_left(l, p, &n, &sample);
    /* What a limit kept from being stored counts only where none of the rest was explained. */
    int64_t beyond = (int64_t)n == p->stored ? p->beyond : 0;
    if ((int64_t)n + beyond < PATTERN_LEAST || n == 0)
        return;
    GROW(l->arena, l->list, l->n, l->max);
    struct candidate *c = &l->list[l->n++];
    *c = (struct candidate){
        .pattern = p,
        .sample = sample,
        .a = {.host = arena_str(l->arena, p->host),
              .provider = arena_str(l->arena, p->provider),
              .channel = arena_str(l->arena, p->channel),
              .event_id = p->event_id < 0 ? INT_NONE : p->event_id,
              .level = p->level,
              .text = arena_str(l->arena, utf8_repair(&l->scratch, p->text)),
              .occurrences = (int64_t)n + beyond}
    };
    measure(l, c, ticks, n);
    c->spread = count_host(l, p);
}

/* Problems that were not reached ---------------------------------------------------------------- */

/* Below this a rule is known to nobody; in the order of the rules, the first problem counts. */
static void mark_members(const struct unexplained_input *in, uint32_t rule, uint32_t problem,
                         uint32_t *problems)
{
    const struct rule_info *r = &in->rules[rule];
    if (problems[rule] < in->rules_n)
        return;
    problems[rule] = problem;
    for (size_t i = 0; i < r->uses_n; i++)
        mark_members(in, r->uses[i], problem, problems);
}

/* By rule: the problem whose events its hits are; rules_n where there is none. */
static uint32_t *problems_of(struct listing *l)
{
    const struct unexplained_input *in = l->in;
    uint32_t *problems = ARENA_ARRAY(&l->scratch, uint32_t, in->rules_n + 1);
    for (size_t i = 0; i < in->rules_n; i++)
        problems[i] = (uint32_t)in->rules_n;
    for (size_t i = 0; i < in->rules_n; i++)
        if (in->rules[i].diagnosis)
            mark_members(in, (uint32_t)i, (uint32_t)i, problems);
    return problems;
}

static int by_sample(const void *a, const void *b)
{
    const struct candidate *const *x = a, *const *y = b;
    return ((*x)->sample > (*y)->sample) - ((*x)->sample < (*y)->sample);
}

static int sample_of(const void *id, const void *c)
{
    int64_t x = *(const int64_t *)id, y = (*(const struct candidate *const *)c)->sample;
    return (x > y) - (x < y);
}

static void find_problems(struct listing *l)
{
    const struct unexplained_input *in = l->in;
    arena_reset(&l->scratch);
    const uint32_t *problems = problems_of(l);
    struct candidate **list = ARENA_ARRAY(&l->scratch, struct candidate *, l->n + 1);
    for (size_t i = 0; i < l->n; i++)
        list[i] = &l->list[i];
    if (l->n)
        qsort(list, l->n, sizeof(void *), by_sample);
    for (size_t i = 0; l->n && i < in->hits_n; i++) {
        uint32_t problem = problems[in->hits[i].rule];
        struct candidate **c = problem == in->rules_n ? NULL
                                                      : bsearch(&in->hits[i].event, list, l->n,
                                                                sizeof(void *), sample_of);
        if (c && (*c)->a.too_rare_for.len == 0) {
            (*c)->a.too_rare_for = in->rules[problem].title;
            (*c)->worry -= KNOWN_LESS;
        }
    }
}

static int by_worry(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    const int64_t counts[] = {y->a.occurrences, x->a.occurrences, x->a.event_id, y->a.event_id};
    if (x->worry != y->worry)
        return x->worry > y->worry ? -1 : 1;
    for (size_t i = 0; i < ARRAY_LEN(counts); i += 2)
        if (counts[i] != counts[i + 1])
            return counts[i] < counts[i + 1] ? -1 : 1;
    int order = str_cmp(x->a.host, y->a.host);
    order = order ? order : str_cmp(x->a.provider, y->a.provider);
    order = order ? order : str_cmp(x->a.text, y->a.text);
    return order ? order : (int)x->pattern->local - (int)y->pattern->local;
}

static void rank(struct listing *l)
{
    for (size_t i = 0; i < l->n; i++) {
        struct candidate *c = &l->list[i];
        c->a.hosts = l->hosts[c->spread];
        c->worry += log2((double)c->a.hosts);
    }
    find_problems(l);
    if (l->n)
        qsort(l->list, l->n, sizeof *l->list, by_worry);
}

static enum status quote_sample(const struct listing *l, struct candidate *c, struct err *err)
{
    const struct event *e;
    c->a.sample = (struct a_event){.source = -1,
                                   .position = INT_NONE,
                                   .record_id = INT_NONE,
                                   .time = MOMENT_NONE,
                                   .event_id = INT_NONE};
    if (!l->in->lookup.get)
        return OK;
    enum status status = l->in->lookup.get(l->in->lookup.self, c->sample, &e, err);
    if (status == OK)
        c->a.sample = event_quote(l->arena, e);
    return status == END ? OK : status;
}

static enum status hand_out(struct listing *l, struct unexplained_result *out, struct err *err)
{
    out->list = ARENA_ARRAY(l->arena, struct a_unexplained, l->n + 1);
    for (size_t i = 0; i < l->n; i++) {
        TRY(quote_sample(l, &l->list[i], err));
        out->list[out->n++] = l->list[i].a;
    }
    out->total = (int64_t)l->n;
    return OK;
}

enum status unexplained_list(struct arena *arena, const struct unexplained_input *in,
                             struct unexplained_result *out, struct err *err)
{
    struct listing l = {.arena = arena, .in = in};
    *out = (struct unexplained_result){0};
    const struct patterns *patterns = &in->survey->patterns;
    for (size_t i = 0; i < patterns->n; i++)
        consider(&l, &patterns->list[i]);
    rank(&l);
    enum status status = hand_out(&l, out, err);
    intern_free(&l.kinds);
    arena_free(&l.scratch);
    return status;
}
