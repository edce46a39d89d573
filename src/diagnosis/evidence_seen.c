/* `seen: RULE`: hits of a detection, or episodes of a correlation, before, after, during or near
 * the failures. */
#include "base/utf8.h"
#include "coincidence.h"
#include "evidence.h"

#include <stdlib.h>

static const struct key keys[] = {
    {"seen",   KEY_TEXT,     true,  NULL},
    {"before", KEY_TEXT,     false, NULL},
    {"after",  KEY_TEXT,     false, NULL},
    {"during", KEY_TEXT,     false, NULL},
    {"near",   KEY_TEXT,     false, NULL},
    {"within", KEY_DURATION, false, NULL},
    {"times",  KEY_NUMBER,   false, NULL},
    {"on",     KEY_TEXT,     false, NULL},
};

static const struct place {
    const char *key, *word;
    enum seen_where where;
} places[] = {
    {"before", "first",   SEEN_BEFORE_FIRST},
    {"before", "last",    SEEN_BEFORE_LAST },
    {"after",  "first",   SEEN_AFTER_FIRST },
    {"after",  "last",    SEEN_AFTER_LAST  },
    {"during", "finding", SEEN_DURING      },
    {"near",   "any",     SEEN_NEAR        },
};

static void load_place(struct loader *l, const struct node *map, struct seen_test *t)
{
    size_t found = 0, said = 0;
    static const char *const words[] = {"before", "after", "during", "near"};
    for (size_t i = 0; i < ARRAY_LEN(places); i++)
        if (str_eq(node_text(map, places[i].key), str_of(places[i].word))) {
            t->where = places[i].where;
            found++;
        }
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        said += node_get(map, words[i]) != NULL;
    if (found != 1 || said != 1)
        loader_complain(l, map->loc,
                        "'seen' wants one of 'before: first', 'before: last', 'after: first', "
                        "'after: last', 'during: finding', 'near: any'");
}

static void load(struct loader *l, const struct node *map, struct item *item)
{
    struct seen_test *t = &item->of.seen;
    const struct node *times = node_get(map, "times");
    *t = (struct seen_test){.times = 1, .within = load_duration(map, "within", 0)};
    load_rule(l, node_get(map, "seen"), &t->rule);
    load_place(l, map, t);
    t->on = load_phrase_at(l, map, "on");
    if (times && (!node_int(times, &t->times) || t->times < 1))
        loader_complain(l, times->loc, "'times' counts from 1");
}

/* Where to look: a window of time and the hosts that count. */
struct look {
    struct scene *scene;
    const struct seen_test *test;
    bool any_host;
    struct str host;
    struct outcome *out;
    struct sightings seen;
};

/* How far the wall clock of the finding's host is from UTC, where two of its logs showed it and the
 * sighting is in the one, the finding in the other. */
static int64_t wall_shift(const struct look *k, const struct sighting *s)
{
    const struct scene *scene = k->scene;
    return s->at.local && !scene->first.local && host_same(s->host, scene->finding->host)
               ? scene->wall_shift
               : 0;
}

static bool counts(const struct look *k, const struct sighting *s)
{
    if (s->at.ticks == TIME_NONE || (s->at.local != k->scene->first.local && !wall_shift(k, s)))
        return false;
    return k->any_host || host_same(s->host, k->host);
}

/* The first sighting that may not be before `from`; episodes may reach into the window from before,
 * so all of them are looked at. */
static size_t lower(const struct look *k, int64_t from)
{
    size_t low = 0, high = k->seen.n;
    if (k->seen.n && k->seen.v[0].hit == SIZE_MAX)
        return 0;
    from -= llabs(k->scene->wall_shift);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (k->seen.v[middle].at.ticks < from)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static int64_t count_between(struct look *k, int64_t from, int64_t to)
{
    int64_t n = 0, late = llabs(k->scene->wall_shift);
    for (size_t i = lower(k, from); i < k->seen.n && k->seen.v[i].at.ticks <= to + late; i++) {
        const struct sighting *s = &k->seen.v[i];
        int64_t shift = wall_shift(k, s);
        if (!counts(k, s) || s->last.ticks - shift < from || s->at.ticks - shift > to)
            continue;
        n++;
        if (s->hit != SIZE_MAX)
            outcome_cite_hit(k->scene, k->out, &k->scene->inquiry->in->hits[s->hit]);
    }
    return n;
}

static bool covered(const struct look *k, int64_t from, int64_t to)
{
    const struct inquiry *q = k->scene->inquiry;
    struct moment a = scene_moment(k->scene, from), b = scene_moment(k->scene, to);
    if (k->any_host)
        return rule_covered_somewhere(q->in, &q->history, k->test->rule, a, b);
    return rule_covered(q->in, &q->history, k->test->rule, k->host, a, b);
}

static void lacking(struct look *k, int64_t from, int64_t to)
{
    struct moment a = scene_moment(k->scene, from), b = scene_moment(k->scene, to);
    k->out->lack = lack_of_log(k->scene, k->test->rule, k->any_host ? STR("") : k->host, a, b);
    outcome_why(k->scene, k->out, "the logs do not cover that time");
}

static void judge_window(struct look *k, int64_t from, int64_t to)
{
    int64_t n = count_between(k, from, to);
    if (n >= k->test->times) {
        k->out->state = STATE_PRESENT;
        outcome_why(k->scene, k->out, "%lld time%s", (long long)n, n == 1 ? "" : "s");
    } else if (covered(k, from, to)) {
        k->out->state = STATE_ABSENT;
        outcome_why(k->scene, k->out,
                    n ? "%lld times only, and the logs cover that time"
                      : "not once, and the logs cover that time",
                    (long long)n);
    } else {
        lacking(k, from, to);
    }
}

/* Absent needs the time around every attempt to be covered. */
static bool all_covered(const struct look *k, int64_t within)
{
    const struct scene *s = k->scene;
    if (covered(k, s->first.ticks - within, s->last.ticks + within))
        return true;
    for (size_t i = 0; i < s->attempts_n; i++)
        if (!covered(k, s->attempts[i] - within, s->attempts[i] + within))
            return false;
    return s->attempts_n > 0;
}

/* The sightings that count, as moments in the finding's time; of one host where `host` is not NULL.
 */
static struct moments list_moments(const struct look *k, const struct str *host)
{
    int64_t *v = ARENA_ARRAY(k->scene->inquiry->arena, int64_t, k->seen.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < k->seen.n; i++) {
        const struct sighting *s = &k->seen.v[i];
        if (counts(k, s) && (!host || host_same(s->host, *host)))
            v[n++] = s->at.ticks - wall_shift(k, s);
    }
    return (struct moments){v, n};
}

/* Another host whose clock is wrong by one shift: its sightings then stand beside the attempts. */
static bool judge_shifted(struct look *k, uint8_t *near)
{
    const struct scene *s = k->scene;
    struct moments attempts = {s->attempts, s->attempts_n};
    for (size_t h = 0; h < s->inquiry->in->hosts_n; h++) {
        const struct str *host = &s->inquiry->in->hosts[h].name;
        int64_t shift, shown = 0;
        if (host_same(*host, s->finding->host) || (!k->any_host && !host_same(*host, k->host)))
            continue;
        struct moments seen = list_moments(k, host);
        if (!moments_shift(s->inquiry->arena, attempts, seen, k->test->within, &shift))
            continue;
        for (size_t i = 0; i < s->attempts_n; i++) {
            int64_t at = s->attempts[i] + shift;
            near[i] = count_between(k, at - TICKS_PER_MINUTE, at + TICKS_PER_MINUTE) > 0;
            shown += near[i];
        }
        k->out->state = STATE_PRESENT;
        k->out->soft = "the clocks of two machines disagree";
        outcome_why(s, k->out,
                    "near %lld of %zu attempts if the clock of %.*s is %lld min %s, as all of them "
                    "agree",
                    (long long)shown, s->attempts_n, STR_ARG(*host),
                    (long long)(llabs(shift) + TICKS_PER_MINUTE / 2) / TICKS_PER_MINUTE,
                    shift > 0 ? "ahead" : "behind");
        return true;
    }
    return false;
}

static int64_t count_near(struct look *k, uint8_t *near)
{
    const struct scene *s = k->scene;
    int64_t within = k->test->within, shown = 0;
    for (size_t i = 0; i < s->attempts_n; i++) {
        int64_t n = count_between(k, s->attempts[i] - within, s->attempts[i] + within);
        near[i] = n >= k->test->times;
        shown += near[i];
    }
    return shown;
}

/* Of what few attempts have beside them only by chance nobody can say anything. */
static bool is_chance(const struct look *k, int64_t shown)
{
    const struct scene *s = k->scene;
    return k->seen.n && k->seen.v[0].hit != SIZE_MAX && k->test->times == 1 &&
           moments_by_chance((struct moments){s->attempts, s->attempts_n}, list_moments(k, NULL),
                             k->test->within, (size_t)shown);
}

/* Attempt by attempt. */
static void judge_near(struct look *k)
{
    const struct scene *s = k->scene;
    uint8_t *near = ARENA_ARRAY(s->inquiry->arena, uint8_t, s->attempts_n + 1);
    k->out->near = near;
    if (judge_shifted(k, near))
        return;
    int64_t shown = count_near(k, near), within = k->test->within;
    if (is_chance(k, shown)) {
        k->out->near = NULL;
        outcome_why(s, k->out, "near %lld of %zu attempts, as many as chance brings there",
                    (long long)shown, s->attempts_n);
    } else if (shown) {
        k->out->state = STATE_PRESENT;
        outcome_why(s, k->out, "near %lld of %zu attempts", (long long)shown, s->attempts_n);
    } else if (all_covered(k, within)) {
        k->out->state = STATE_ABSENT;
        outcome_why(s, k->out, "near none of %zu attempts, and the logs cover them", s->attempts_n);
    } else {
        lacking(k, s->first.ticks - within, s->last.ticks + within);
    }
}

/* From when to when the host was logged at all, in the finding's sort of time. */
static bool host_span(const struct look *k, int64_t *from, int64_t *to)
{
    const struct survey_host *h =
        k->scene->inquiry->in->survey ? survey_host(k->scene->inquiry->in->survey, k->host) : NULL;
    *from = h ? h->first.ticks : TIME_NONE;
    *to = h ? h->last.ticks : TIME_NONE;
    return h && h->first.ticks != TIME_NONE;
}

static void judge_any_time(struct look *k)
{
    int64_t n = 0, from, to;
    for (size_t i = 0; i < k->seen.n; i++) {
        const struct sighting *s = &k->seen.v[i];
        if (!k->any_host && !host_same(s->host, k->host))
            continue;
        n++;
        if (s->hit != SIZE_MAX)
            outcome_cite_hit(k->scene, k->out, &k->scene->inquiry->in->hits[s->hit]);
    }
    if (n >= k->test->times) {
        k->out->state = STATE_PRESENT;
        outcome_why(k->scene, k->out, "%lld time%s", (long long)n, n == 1 ? "" : "s");
        return;
    }
    if (host_span(k, &from, &to) && covered(k, from, to)) {
        k->out->state = STATE_ABSENT;
        outcome_why(k->scene, k->out, "not in the logs of the host");
        return;
    }
    outcome_why(k->scene, k->out, "the host's logs do not cover it");
    k->out->lack = lack_of_log(k->scene, k->test->rule, k->host, MOMENT_NONE, MOMENT_NONE);
}

static void judge_placed(struct look *k)
{
    const struct scene *s = k->scene;
    int64_t first = s->first.ticks, last = s->last.ticks, from, to;
    int64_t within = k->test->within;
    bool known = host_span(k, &from, &to);
    int64_t early = within ? within : (known && from < first ? first - from : 0);
    int64_t late = within ? within : (known && to > last ? to - last : 0);
    switch (k->test->where) {
    case SEEN_BEFORE_FIRST:
        judge_window(k, first - early, first);
        break;
    case SEEN_BEFORE_LAST:
        judge_window(k, last - (within ? within : early + last - first), last);
        break;
    case SEEN_AFTER_FIRST:
        judge_window(k, first, first + (within ? within : late + last - first));
        break;
    case SEEN_AFTER_LAST:
        judge_window(k, last, last + late);
        break;
    case SEEN_DURING:
        judge_window(k, first - within, last + within);
        break;
    case SEEN_NEAR:
        judge_near(k);
        break;
    }
}

/* Does the rule hit on message text alone? A correlation does where all that it uses do. */
static bool rests_on_text(const struct rule_info *rules, uint32_t rule, int depth)
{
    const struct rule_info *r = &rules[rule];
    if (r->type != RULE_CORRELATION || depth == LIMIT_CORRELATION_DEPTH)
        return r->by_text;
    for (size_t i = 0; i < r->uses_n; i++)
        if (!rests_on_text(rules, r->uses[i], depth + 1))
            return false;
    return r->uses_n > 0;
}

static void evaluate(struct scene *s, const struct item *item, struct outcome *out)
{
    struct look k = {.scene = s,
                     .test = &item->of.seen,
                     .any_host = item->any_host || s->finding->host.len == 0,
                     .host = s->finding->host,
                     .out = out,
                     .seen = history_of(&s->inquiry->history, item->of.seen.rule)};
    bool known = true;
    if (item->of.seen.on.n) {
        k.host = phrase_expand(&item->of.seen.on, &s->values, PHRASE_TEXT, &known);
        k.any_host = false;
    }
    if (!known)
        outcome_why(s, out, "the host is not known");
    else if (s->attempts_n == 0 || (k.test->where == SEEN_NEAR && !k.test->within))
        judge_any_time(&k);
    else
        judge_placed(&k);
    if (out->state == STATE_PRESENT && !out->soft &&
        rests_on_text(s->inquiry->in->rules, k.test->rule, 0))
        out->soft = "it was told by message text alone";
}

const struct evidence_test evidence_seen = {"seen", keys, ARRAY_LEN(keys), load, evaluate, false};
