#include "finding.h"

#include "base/limits.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "draws.h"
#include "parameter.h"
#include "quote.h"
#include "twice.h"

#include <math.h>
#include <stdlib.h>

static int by_ticks(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

struct a_rule rule_describe(const struct rule_info *rule)
{
    return (struct a_rule){.id = rule->id,
                           .name = rule->name,
                           .title = rule->title,
                           .sha256 = rule->sha256,
                           .level = str_of(level_names[rule->level])};
}

/* Identity ------------------------------------------------------------------------------------- */

static void add_folded(struct sha256 *sum, struct arena *arena, struct str text)
{
    struct str folded = utf8_fold(arena, text);
    sha256_add(sum, folded.ptr, folded.len);
    sha256_add(sum, "", 1);
}

struct str finding_id(struct arena *arena, const struct rule_info *rule, struct str host,
                      const struct pair *group, size_t group_n)
{
    struct sha256 sum;
    char hex[SHA256_HEX];
    sha256_init(&sum);
    add_folded(&sum, arena, rule->id);
    add_folded(&sum, arena, host);
    for (size_t i = 0; i < group_n; i++) {
        add_folded(&sum, arena, group[i].name);
        add_folded(&sum, arena, group[i].value);
    }
    sha256_hex(&sum, hex);
    return arena_fmt(arena, "cul-1-%.12s", hex);
}

/* Hits ----------------------------------------------------------------------------------------- */

static const struct hit *hit_of(const struct inquiry *q, const struct cluster *c, size_t i)
{
    return &q->in->hits[c->members[i]->hit];
}

/* The moments at which it began again, in order; of the sort of time that most of them have. */
static void list_attempts(struct inquiry *q, const struct cluster *c, const bool *repeats,
                          struct a_finding *f, struct scene *s)
{
    int64_t *ticks = ARENA_ARRAY(q->arena, int64_t, c->members_n + 1);
    size_t local = 0, timed = 0, n = 0;
    for (size_t i = 0; i < c->members_n; i++) {
        const struct hit *h = hit_of(q, c, i);
        if (!c->members[i]->begins || repeats[i])
            continue;
        f->occurrences++;
        timed += h->at.ticks != TIME_NONE;
        local += h->at.ticks != TIME_NONE && h->at.local;
    }
    bool is_local = local * 2 > timed;
    for (size_t i = 0; i < c->members_n; i++) {
        const struct hit *h = hit_of(q, c, i);
        if (c->members[i]->begins && !repeats[i] && h->at.ticks != TIME_NONE &&
            h->at.local == is_local)
            ticks[n++] = h->at.ticks;
    }
    if (n)
        qsort(ticks, n, sizeof *ticks, by_ticks);
    s->attempts = ticks;
    s->attempts_n = n;
    s->first = n ? (struct moment){ticks[0], is_local} : MOMENT_NONE;
    s->last = n ? (struct moment){ticks[n - 1], is_local} : MOMENT_NONE;
    f->first_seen = s->first;
    f->last_seen = s->last;
}

static struct a_symptom *take_symptom(struct a_finding *f, const struct origin *o)
{
    for (size_t i = 0; i < f->symptoms_n; i++)
        if (str_eq(f->symptoms[i].provider, o->provider) &&
            str_eq(f->symptoms[i].channel, o->channel))
            return &f->symptoms[i];
    if (f->symptoms_n >= LIMIT_REPORT_ROWS)
        return NULL;
    struct a_symptom *s = &f->symptoms[f->symptoms_n++];
    *s = (struct a_symptom){.provider = o->provider, .channel = o->channel};
    return s;
}

static void note_event_id(struct arena *arena, struct a_symptom *s, int64_t id)
{
    size_t at = 0;
    while (at < s->event_ids_n && s->event_ids[at] < id)
        at++;
    if ((at < s->event_ids_n && s->event_ids[at] == id) || s->event_ids_n >= LIMIT_REPORT_ROWS)
        return;
    int64_t *ids = ARENA_ARRAY(arena, int64_t, s->event_ids_n + 1);
    for (size_t i = 0; i < s->event_ids_n; i++)
        ids[i + (i >= at)] = s->event_ids[i];
    ids[at] = id;
    s->event_ids = ids;
    s->event_ids_n++;
}

static int most_first(const void *a, const void *b)
{
    const struct a_symptom *x = a, *y = b;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    int order = str_cmp(x->provider, y->provider);
    return order ? order : str_cmp(x->channel, y->channel);
}

static void list_symptoms(struct inquiry *q, const struct cluster *c, const bool *repeats,
                          struct a_finding *f, struct scene *s)
{
    f->symptoms = ARENA_ARRAY(q->arena, struct a_symptom, LIMIT_REPORT_ROWS);
    for (size_t i = 0; i < c->members_n; i++) {
        const struct origin *o = hit_of(q, c, i)->origin;
        struct a_symptom *symptom = repeats[i] ? NULL : take_symptom(f, o);
        if (!symptom)
            continue;
        symptom->count++;
        note_event_id(q->arena, symptom, o->event_id);
    }
    if (f->symptoms_n)
        qsort(f->symptoms, f->symptoms_n, sizeof *f->symptoms, most_first);
    s->channel = f->symptoms_n ? f->symptoms[0].channel : (struct str){0};
}

static void list_episodes(struct inquiry *q, const struct cluster *c, struct a_finding *f)
{
    f->episodes = ARENA_ARRAY(q->arena, struct a_episode, c->episodes_n + 1);
    for (size_t i = 0; i < c->episodes_n; i++) {
        const struct episode *e = c->episodes[i];
        f->episodes[i] = (struct a_episode){.first = e->first,
                                            .fired = e->fired,
                                            .last = e->last,
                                            .events = (int64_t)e->events,
                                            .peak = e->peak,
                                            .open_end = e->open_end,
                                            .censored = e->censored,
                                            .capped = e->capped};
    }
    f->episodes_n = c->episodes_n;
    f->episodes_total = (int64_t)c->episodes_n;
}

static enum status quote(struct inquiry *q, const struct cluster *c, size_t from, size_t to,
                         struct a_finding *f, struct err *err)
{
    for (size_t i = from; i < to; i++) {
        const struct event *e;
        TRY(q->in->lookup.get(q->in->lookup.self, hit_of(q, c, i)->event, &e, err));
        f->events[f->events_n++] = event_quote(q->arena, e);
    }
    return OK;
}

/* The first and the last few. */
static enum status quote_events(struct inquiry *q, const struct cluster *c, struct a_finding *f,
                                struct err *err)
{
    size_t n = c->members_n, each = LIMIT_REPORT_EVENTS;
    size_t head = n < each ? n : each, tail = n > 2 * each ? n - each : head;
    if (!q->in->lookup.get)
        return OK;
    f->events = ARENA_ARRAY(q->arena, struct a_event, 2 * each + 1);
    TRY(quote(q, c, 0, head, f, err));
    return quote(q, c, tail, n, f, err);
}

/* Parameters ----------------------------------------------------------------------------------- */

static int latest_first(const void *a, const void *b)
{
    const struct capture *x = *(const struct capture *const *)a;
    const struct capture *y = *(const struct capture *const *)b;
    if (x->taken.ticks != y->taken.ticks)
        return x->taken.ticks > y->taken.ticks ? -1 : 1;
    if (x->source != y->source)
        return x->source < y->source ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

void captures_latest_first(const struct capture **list, size_t n)
{
    if (n)
        qsort(list, n, sizeof(void *), latest_first);
}

const struct capture **captures_of(struct inquiry *q, struct str host, size_t *n)
{
    const struct capture **list =
        ARENA_ARRAY(q->arena, const struct capture *, q->in->captures_n + 1);
    *n = 0;
    for (size_t i = 0; host.len && i < q->in->captures_n; i++)
        if (q->in->captures[i].host.len && host_same(q->in->captures[i].host, host))
            list[(*n)++] = &q->in->captures[i];
    captures_latest_first(list, *n);
    return list;
}

static bool wants_rule(const struct problem *p, uint32_t rule)
{
    for (size_t i = 0; i < p->parameters_n; i++)
        if (!p->parameters[i].from_fact && p->parameters[i].rule == rule)
            return true;
    return false;
}

static enum status tally_events(struct inquiry *q, const struct problem *p, const struct cluster *c,
                                struct tally *tallies, struct err *err)
{
    size_t looked = 0;
    for (size_t i = 0; i < c->members_n && looked < LIMIT_PARAMETER_EVENTS; i++) {
        const struct hit *h = hit_of(q, c, i);
        const struct event *e;
        if (!wants_rule(p, h->rule) || !q->in->lookup.get)
            continue;
        looked++;
        TRY(q->in->lookup.get(q->in->lookup.self, h->event, &e, err));
        for (size_t k = 0; k < p->parameters_n; k++)
            if (!p->parameters[k].from_fact && p->parameters[k].rule == h->rule)
                tally_event(&tallies[k], q->arena, e, q->regexes);
    }
    return OK;
}

/* What the tallies and the captures say; also as the report lists it. */
static void settle(struct inquiry *q, const struct problem *p, const struct tally *tallies,
                   struct a_finding *f, struct scene *s)
{
    struct fact_source from = {.arena = q->arena, .patterns = q->patterns, .regexes = q->regexes};
    from.captures = captures_of(q, f->host, &from.n);
    struct parameter_value *values =
        ARENA_ARRAY(q->arena, struct parameter_value, p->parameters_n + 1);
    f->parameters = ARENA_ARRAY(q->arena, struct pair, p->parameters_n + 1);
    for (size_t i = 0; i < p->parameters_n; i++) {
        values[i] = p->parameters[i].from_fact ? parameter_from_facts(&from, &p->parameters[i])
                                               : tally_value(&tallies[i], q->arena);
        if (values[i].known)
            f->parameters[f->parameters_n++] = (struct pair){values[i].name, values[i].value};
    }
    s->values.parameters = values;
    s->values.parameters_n = p->parameters_n;
}

static enum status find_parameters(struct inquiry *q, const struct problem *p,
                                   const struct cluster *c, struct a_finding *f, struct scene *s,
                                   struct err *err)
{
    struct tally *tallies = ARENA_ARRAY(q->arena, struct tally, p->parameters_n + 1);
    for (size_t i = 0; i < p->parameters_n; i++)
        tallies[i].parameter = &p->parameters[i];
    enum status status = c ? tally_events(q, p, c, tallies, err) : OK;
    if (status == OK)
        settle(q, p, tallies, f, s);
    for (size_t i = 0; i < p->parameters_n; i++)
        tally_free(&tallies[i]);
    return status;
}

/* Course --------------------------------------------------------------------------------------- */

static int by_moment(const void *a, const void *b)
{
    const struct moment *x = a, *y = b;
    return x->ticks < y->ticks ? -1 : x->ticks > y->ticks;
}

/* Starts of Windows and draws of a pool: after either, who owned what is another matter. */
static void list_starts(struct scene *s)
{
    const struct diagnosis_input *in = s->inquiry->in;
    const struct survey_host *h = in->survey ? survey_host(in->survey, s->finding->host) : NULL;
    struct moment *starts = NULL;
    size_t n = 0, max = 0;
    for (size_t i = 0; h && i < h->boots_n; i++) {
        GROW(s->inquiry->arena, starts, n, max);
        starts[n++] = h->boots[i].at;
    }
    for (size_t i = 0; i < s->problem->hypotheses_n; i++) {
        const struct draw *draw = &s->problem->hypotheses[i].draw;
        size_t draws_n = 0;
        const int64_t *draws = draw->present ? draws_of(s, draw->trial, &draws_n) : NULL;
        for (size_t k = 0; k < draws_n; k++) {
            GROW(s->inquiry->arena, starts, n, max);
            starts[n++] = scene_moment(s, draws[k]);
        }
    }
    if (n)
        qsort(starts, n, sizeof *starts, by_moment);
    s->starts = starts;
    s->starts_n = n;
}

static void measure(struct inquiry *q, struct a_finding *f, struct scene *s)
{
    const struct survey_host *h = q->in->survey ? survey_host(q->in->survey, f->host) : NULL;
    struct recurrence_input in = {.ticks = s->attempts,
                                  .n = s->attempts_n,
                                  .local = s->first.local,
                                  .zone = s->zone,
                                  .boots = h ? h->boots : NULL,
                                  .boots_n = h ? h->boots_n : 0};
    recurrence_measure(q->arena, &in, &s->recurrence);
    recurrence_cadence(q->arena, &in, &s->recurrence, &f->cadence);
    recurrence_activity(q->arena, &in, &f->activity);
    struct going_input going = {.survey = q->in->survey,
                                .host = f->host,
                                .channel = s->channel,
                                .zone = s->zone,
                                .recurrence = &s->recurrence};
    s->going = (struct going_result){.going = GOING_ACTIVE, .end = MOMENT_NONE};
    if (q->in->survey)
        going_judge(q->arena, &going, &s->going);
    f->status = s->going.word.len ? s->going.word : str_of(going_names[s->going.going]);
    f->status_text = s->going.text;
    list_starts(s);
}

/* Texts ---------------------------------------------------------------------------------------- */

static struct str filled(const struct scene *s, const struct phrase *p)
{
    bool known = true;
    struct str text = phrase_expand(p, &s->values, PHRASE_TEXT, &known);
    return known ? text : (struct str){0};
}

static void say(struct scene *s, const struct problem *p, struct a_finding *f)
{
    struct arena *arena = s->inquiry->arena;
    s->values.first = moment_words(arena, s->zone, s->first);
    s->values.last = moment_words(arena, s->zone, s->last);
    s->values.count = count_words(arena, f->occurrences);
    f->victim = (struct a_culprit){.service = filled(s, &p->victim.service),
                                   .display_name = filled(s, &p->victim.display_name),
                                   .image = filled(s, &p->victim.image),
                                   .pid = filled(s, &p->victim.pid)};
    s->values.victim = &f->victim;
    f->symptom = phrase_expand(&p->symptom, &s->values, PHRASE_TEXT, NULL);
    f->effect = phrase_expand(&p->effect, &s->values, PHRASE_TEXT, NULL);
}

static void begin(struct inquiry *q, const struct problem *p, struct str host, struct a_finding *f,
                  struct scene *s)
{
    const struct host_info *info = inquiry_host(q, host);
    *f = (struct a_finding){.rule = rule_describe(p->rule),
                            .host = host,
                            .category = str_of(words_category.list[p->category]),
                            .confidence = p->confidence < 0
                                              ? (struct str){0}
                                              : str_of(words_confidence.list[p->confidence]),
                            .confidence_note = p->confidence_note,
                            .cure = STR("none"),
                            .other = NAN,
                            .references_n = p->references_n,
                            .first_seen = MOMENT_NONE,
                            .last_seen = MOMENT_NONE};
    f->references = ARENA_ARRAY(q->arena, struct a_reference, p->references_n + 1);
    for (size_t i = 0; i < p->references_n; i++)
        f->references[i] = p->references[i];
    *s = (struct scene){
        .inquiry = q,
        .problem = p,
        .finding = f,
        .host = info,
        .zone = info && info->zone ? info->zone : zone_utc(),
        .first = MOMENT_NONE,
        .last = MOMENT_NONE,
        .values = {.arena = q->arena, .computer = host}
    };
}

enum status finding_make(struct inquiry *q, const struct problem *p, const struct cluster *c,
                         struct a_finding *f, struct scene *s, struct err *err)
{
    struct str host = c->group ? c->group->host : (struct str){0};
    begin(q, p, host, f, s);
    f->group_n = c->group ? c->group->n : 0;
    f->group = ARENA_ARRAY(q->arena, struct pair, f->group_n + 1);
    for (size_t i = 0; i < f->group_n; i++)
        f->group[i] = c->group->values[i];
    f->id = finding_id(q->arena, p->rule, host, f->group, f->group_n);
    struct twice twice = twice_find(q, c, s->host && s->host->zone_known ? s->zone : NULL);
    s->wall_shift = twice.shift;
    list_attempts(q, c, twice.attempt, f, s);
    list_symptoms(q, c, twice.event, f, s);
    list_episodes(q, c, f);
    TRY(quote_events(q, c, f, err));
    TRY(find_parameters(q, p, c, f, s, err));
    measure(q, f, s);
    say(s, p, f);
    return OK;
}

void finding_latent(struct inquiry *q, const struct problem *p, const struct host_info *host,
                    struct a_finding *f, struct scene *s)
{
    struct err none = {0};
    begin(q, p, host->name, f, s);
    s->mode = SCENE_EXPOSURE;
    f->rule.level =
        str_of(level_names[p->rule->level < LEVEL_MEDIUM ? p->rule->level : LEVEL_MEDIUM]);
    f->group = ARENA_ARRAY(q->arena, struct pair, 1);
    f->group_n = 1;
    f->group[0] = (struct pair){STR("Computer"), host->name};
    f->id = finding_id(q->arena, p->rule, host->name, f->group, f->group_n);
    (void)!find_parameters(q, p, NULL, f, s, &none);
    measure(q, f, s);
    f->status = str_of(going_names[GOING_LATENT]);
    f->status_text = STR("Nothing has happened yet; what it takes is there.");
    say(s, p, f);
}

void finding_trim(struct a_finding *f)
{
    if (f->episodes_n > LIMIT_REPORT_EPISODES)
        f->episodes_n = LIMIT_REPORT_EPISODES;
}
