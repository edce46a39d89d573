#include "state.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "group.h"
#include "timer.h"

/* How far events of one host, in one kind of time, have been read. */
struct cover {
    int64_t last;
    struct state *waiting; /* due by the others' time, not yet by its own */
};

struct windows {
    const struct ruleset *rules;
    struct match_sink sink;
    struct notes *notes;
    struct view *view;
    struct arena scratch; /* of one group at hand */
    struct groups groups;
    struct intern state_keys, hosts, logs;
    struct state **states; /* by index in state_keys; NULL: over */
    size_t states_n, states_max;
    struct cover *covers; /* by host twice, once for each kind of time; 0: all hosts */
    size_t covers_n, covers_max;
    struct timers timers;
    struct state *oldest, *newest; /* by when they were last fed */
    size_t live;
    size_t held; /* hits in all windows */
    uint64_t seq, serial;
    int64_t ended; /* not TIME_NONE: no more events come */
    struct buf key;
    /* the event at hand */
    struct sign sign;
    uint32_t cover;
    bool local, timed;
    struct str host;
    const struct event *e;
    uint64_t log_of;
    struct matcher_stats stats;
};

const struct ruleset *windows_rules(const struct windows *w)
{
    return w->rules;
}

struct view *windows_view(struct windows *w)
{
    return w->view;
}

const struct correlation *state_correlation(const struct windows *w, const struct state *s)
{
    return w->rules->rules[s->rule].correlation;
}

void windows_no_value(struct windows *w)
{
    w->stats.no_value++;
}

void *state_room(void *items, size_t n, size_t *max, size_t size)
{
    if (n < *max)
        return items;
    *max = *max ? *max * 2 : 8;
    items = realloc(items, *max * size);
    if (!items)
        mem_die(*max * size);
    return items;
}

bool bounds_low(const struct bounds *b, double value, double otherwise)
{
    double low = b->has_low ? b->low : otherwise;
    return b->has_low && b->low_open ? value > low : value >= low;
}

bool bounds_high(const struct bounds *b, double value)
{
    if (b->has_not && value == b->not_equal)
        return false;
    return !b->has_high || (b->high_open ? value < b->high : value <= b->high);
}

/* When time alone decides something: silence for a timespan, or the end of what is pending. */
static int64_t due_of(const struct windows *w, const struct state *s)
{
    const struct sequence *q = &s->sequence;
    int64_t from = q->head < q->end ? q->pending[q->head].start : s->last;
    return from + state_correlation(w, s)->timespan;
}

/* Groups -----------------------------------------------------------------------------------------
 */

static void put_part(struct windows *w, struct str value)
{
    char *room = arena_raw(&w->scratch, utf8_fold_room(value.len));
    struct str folded = {room, utf8_fold_into(value, room)};
    buf_fmt(&w->key, "%zu:", folded.len);
    buf_add(&w->key, folded);
}

static bool is_computer(const struct windows *w, uint32_t slot)
{
    const struct slot *s = &w->rules->slots[slot];
    return s->kind == SLOT_SYSTEM && s->system == SYSTEM_COMPUTER;
}

struct str sign_value(struct windows *w, const struct sign *sign, struct str name, uint32_t slot)
{
    const struct group *inner = sign->from ? sign->from->group : NULL;
    for (size_t i = 0; inner && i < inner->n; i++)
        if (str_eq(inner->values[i].name, name))
            return inner->values[i].value;
    return sign->now ? view_group(w->view, slot) : (struct str){0};
}

/* What a rule groups by, and where the values stand. */
struct grouping {
    uint32_t rule;
    const struct str *names;  /* shown */
    const struct str *fields; /* in an inner group */
    const uint32_t *slots;
    size_t n;
};

static void make_group(struct windows *w, const struct grouping *g, const struct sign *sign,
                       uint32_t at)
{
    struct pair *values = ARENA_ARRAY(&w->scratch, struct pair, g->n + 1);
    struct group made = {.values = values, .n = g->n};
    for (size_t i = 0; i < g->n; i++) {
        struct str value = sign_value(w, sign, g->fields[i], g->slots[i]);
        values[i] = (struct pair){g->names[i], value};
        if (is_computer(w, g->slots[i]))
            made.host = value;
    }
    groups_set(&w->groups, at, &made);
}

/* The one group of these values, folded; false when one is missing or empty. */
static bool find_group(struct windows *w, const struct grouping *g, const struct sign *sign,
                       uint32_t *at)
{
    bool add;
    arena_reset(&w->scratch);
    buf_reset(&w->key);
    buf_fmt(&w->key, "%u ", g->rule);
    for (size_t i = 0; i < g->n; i++) {
        struct str value = sign_value(w, sign, g->fields[i], g->slots[i]);
        if (value.len == 0)
            return false;
        put_part(w, value);
    }
    *at = groups_put(&w->groups, buf_str(&w->key), &add);
    if (add)
        make_group(w, g, sign, *at);
    return true;
}

const struct group *windows_group(struct windows *w, const struct member_of *m)
{
    struct grouping g = {m->rule, m->names, m->names, m->slots, m->n};
    struct sign sign = {.now = true};
    uint32_t at;
    return find_group(w, &g, &sign, &at) ? groups_give(&w->groups, at) : NULL;
}

/* States -----------------------------------------------------------------------------------------
 */

static void unlink_age(struct windows *w, struct state *s)
{
    *(s->older ? &s->older->newer : &w->oldest) = s->newer;
    *(s->newer ? &s->newer->older : &w->newest) = s->older;
    s->older = s->newer = NULL;
}

static void link_newest(struct windows *w, struct state *s)
{
    s->older = w->newest;
    *(w->newest ? &w->newest->newer : &w->oldest) = s;
    w->newest = s;
}

static void stop_waiting(struct windows *w, struct state *s)
{
    struct state **at = &w->covers[s->cover].waiting;
    if (!s->waits)
        return;
    s->waits = false;
    while (*at && *at != s)
        at = &(*at)->waiting;
    if (*at)
        *at = s->waiting;
}

static void start_waiting(struct windows *w, struct state *s)
{
    s->waits = true;
    s->waiting = w->covers[s->cover].waiting;
    w->covers[s->cover].waiting = s;
}

/* Hits that the state keeps, for LIMIT_WINDOW_TOTAL. */
static void weigh(struct windows *w, struct state *s)
{
    const struct sequence *q = &s->sequence;
    size_t held =
        s->counting.ring.end - s->counting.ring.head + q->seen.n - q->seen.head + q->pending_parts;
    w->held = w->held - s->held + held;
    s->held = held;
}

static void state_free(struct windows *w, struct state *s)
{
    w->held -= s->held;
    timer_stop(&w->timers, s);
    stop_waiting(w, s);
    unlink_age(w, s);
    count_free(&s->counting);
    sequence_free(&s->sequence);
    w->states[s->key] = NULL;
    w->live--;
    free(s);
}

void state_capped(struct windows *w, struct state *s)
{
    if (!s->capped)
        notes_sum(w->notes, NOTE_WINDOW_FULL, w->rules->infos[s->rule].loc, 1, "'%.*s'",
                  STR_ARG(w->rules->infos[s->rule].title));
    s->capped = true;
}

static enum status close_oldest(struct windows *w, struct err *err)
{
    struct state *s = w->oldest;
    state_capped(w, s);
    TRY(episode_close(w, s, false, err));
    state_free(w, s);
    return OK;
}

/* For one group more; and for what those that are there have taken. */
static enum status make_room(struct windows *w, struct err *err)
{
    while (w->oldest && !w->oldest->busy &&
           (w->live >= LIMIT_WINDOW_GROUPS || w->held > LIMIT_WINDOW_TOTAL))
        TRY(close_oldest(w, err));
    return OK;
}

/* Local time of one host is compared with nobody else's, so it is a part of the key. */
static uint32_t clock_of(const struct windows *w, const struct sign *sign, bool *local)
{
    *local = sign->from ? sign->from->local : w->local;
    return sign->from ? sign->from->cover : w->cover;
}

static uint32_t state_key(struct windows *w, uint32_t group, uint32_t cover, bool local)
{
    buf_reset(&w->key);
    buf_fmt(&w->key, "%u %u", group, local ? cover : 0);
    size_t before = w->state_keys.n;
    uint32_t at = intern_put(&w->state_keys, buf_str(&w->key));
    if (w->state_keys.n > before) {
        w->states = state_room(w->states, w->states_n, &w->states_max, sizeof(struct state *));
        w->states[w->states_n++] = NULL;
    }
    return at;
}

/* Between events: groups of which no window holds anything are forgotten, once they are many. */
static void forget_groups(struct windows *w)
{
    struct arena arena = {0};
    bool *held = ARENA_ARRAY(&arena, bool, w->groups.n + 1);
    uint32_t *to = ARENA_ARRAY(&arena, uint32_t, w->groups.n + 1);
    for (struct state *s = w->oldest; s; s = s->newer)
        held[s->at] = true;
    groups_forget(&w->groups, held, to);
    intern_free(&w->state_keys);
    w->states_n = 0;
    for (struct state *s = w->oldest; s; s = s->newer) {
        s->at = to[s->at];
        s->group = groups_at(&w->groups, s->at);
        s->key = state_key(w, s->at, s->cover, s->local);
        w->states[s->key] = s;
    }
    arena_free(&arena);
}

static enum status find_state(struct windows *w, uint32_t rule, uint32_t group,
                              const struct sign *sign, struct state **out, struct err *err)
{
    bool local;
    uint32_t cover = clock_of(w, sign, &local);
    uint32_t at = state_key(w, group, cover, local);
    if (!w->states[at]) {
        TRY(make_room(w, err));
        struct state *s = calloc(1, sizeof(*s));
        if (!s)
            mem_die(sizeof(*s));
        *s = (struct state){.rule = rule, .key = at, .at = group, .local = local};
        s->group = groups_at(&w->groups, group);
        s->cover = local || s->group->host.len ? cover : 0;
        s->serial = ++w->serial;
        w->states[at] = s;
        w->live++;
        link_newest(w, s);
    }
    *out = w->states[at];
    return OK;
}

/* Episodes ---------------------------------------------------------------------------------------
 */

static struct moment moment_of(const struct state *s, int64_t ticks)
{
    return (struct moment){ticks, s->local};
}

enum status episode_goes_on(struct windows *w, struct state *s, const struct verdict *v,
                            struct err *err)
{
    struct episode *e = &s->episode;
    (void)w, (void)err;
    if (!s->open)
        *e = (struct episode){.rule = s->rule,
                              .group = s->group,
                              .first = moment_of(s, v->first),
                              .fired = moment_of(s, v->fired),
                              .last = moment_of(s, v->last),
                              .peak = v->metric};
    s->open = true;
    e->events += v->events;
    e->last.ticks = v->last > e->last.ticks ? v->last : e->last.ticks;
    e->peak = v->metric > e->peak ? v->metric : e->peak;
    e->censored |= v->censored;
    return OK;
}

enum status episode_close(struct windows *w, struct state *s, bool open_end, struct err *err)
{
    const struct correlation *c = state_correlation(w, s);
    bool absence = s->silent;
    if (!s->open)
        return OK;
    s->open = s->silent = false;
    s->sequence.seen.n = s->sequence.seen.head = 0;
    if (c->counted && !absence && !bounds_high(&c->bounds, s->episode.peak) &&
        c->type != VALUE_AVG && c->type != VALUE_PERCENTILE && c->type != VALUE_MEDIAN)
        return OK;
    s->episode.group = s->group = groups_give(&w->groups, s->at);
    s->episode.open_end = open_end;
    s->episode.capped = s->capped;
    w->stats.episodes++;
    return w->sink.episode(w->sink.self, &s->episode, err);
}

static enum status feed(struct windows *w, struct user user, const struct sign *sign,
                        struct err *err);

enum status episode_true(struct windows *w, struct state *s, const struct verdict *v,
                         struct err *err)
{
    const struct rule *rule = &w->rules->rules[s->rule];
    struct sign sign = {.at = v->fired,
                        .first = v->first,
                        .seq = v->now ? w->seq : ++w->seq,
                        .events = v->events,
                        .log = v->now ? w->sign.log : UINT32_MAX,
                        .from = s,
                        .now = v->now};
    if (s->told == sign.seq)
        return OK; /* one event, one moment, however many rules it satisfies */
    s->told = sign.seq;
    for (size_t i = 0; i < rule->users_n; i++)
        TRY(feed(w, rule->users[i], &sign, err));
    return OK;
}

/* Nothing came for a timespan: an episode of a correlation that asks for silence. */
static enum status begin_silence(struct windows *w, struct state *s, struct err *err)
{
    struct verdict v = {.fired = s->due, .first = s->last, .last = s->due};
    s->silent = true;
    TRY(episode_goes_on(w, s, &v, err));
    return episode_true(w, s, &v, err);
}

static enum status end_silence(struct windows *w, struct state *s, int64_t at, struct err *err)
{
    if (!s->silent)
        return OK;
    s->episode.last.ticks = at;
    return episode_close(w, s, w->ended != TIME_NONE, err);
}

static enum status feed(struct windows *w, struct user user, const struct sign *sign,
                        struct err *err)
{
    const struct correlation *c = w->rules->rules[user.rule].correlation;
    size_t row = user.ref * c->group_n;
    struct grouping g = {user.rule, c->group, c->fields + row, c->slots + row, c->group_n};
    struct state *s;
    uint32_t group;
    if (!find_group(w, &g, sign, &group)) {
        w->stats.no_group++;
        return OK;
    }
    TRY(find_state(w, user.rule, group, sign, &s, err));
    stop_waiting(w, s);
    TRY(end_silence(w, s, sign->at, err));
    unlink_age(w, s);
    link_newest(w, s);
    s->last = sign->at;
    bool busy = s->busy;
    s->busy = true;
    if (c->type == TEMPORAL || c->type == TEMPORAL_ORDERED)
        TRY(sequence_feed(w, s, user.ref, sign, err));
    else if (!c->bounds.absence)
        TRY(count_feed(w, s, sign, err));
    s->busy = busy;
    weigh(w, s);
    timer_set(&w->timers, s, due_of(w, s));
    return w->held > LIMIT_WINDOW_TOTAL ? make_room(w, err) : OK;
}

/* Time -------------------------------------------------------------------------------------------
 */

/* The own time of a group may lie behind: whether it was silence or the end of its log is known
 * only when its host speaks again. What others build on does not wait. */
static bool must_wait(const struct windows *w, const struct state *s)
{
    return w->ended == TIME_NONE && w->covers[s->cover].last <= s->due &&
           w->rules->rules[s->rule].users_n == 0;
}

static enum status close_idle(struct windows *w, struct state *s, int64_t end, struct err *err)
{
    const struct correlation *c = state_correlation(w, s);
    bool ended = w->ended != TIME_NONE;
    if (!c->bounds.absence) {
        TRY(episode_close(w, s, ended && s->last + c->timespan >= end, err));
        state_free(w, s);
        return OK;
    }
    if (ended && end <= s->due) {
        state_free(w, s);
        return OK;
    }
    TRY(begin_silence(w, s, err));
    if (!ended)
        return OK;
    TRY(end_silence(w, s, end, err));
    state_free(w, s);
    return OK;
}

static enum status expire(struct windows *w, struct state *s, struct err *err)
{
    int64_t end = w->covers[s->cover].last, due = s->due;
    timer_stop(&w->timers, s);
    if (must_wait(w, s)) {
        start_waiting(w, s);
        return OK;
    }
    TRY(sequence_decide(w, s, due, w->ended == TIME_NONE ? TIME_NONE : end, err));
    if (due_of(w, s) <= due)
        return close_idle(w, s, end, err);
    timer_set(&w->timers, s, due_of(w, s));
    return OK;
}

static void wake(struct windows *w, uint32_t cover, int64_t now)
{
    struct state *s = w->covers[cover].waiting;
    w->covers[cover].waiting = NULL;
    while (s) {
        struct state *next = s->waiting;
        s->waits = false;
        if (s->due < now)
            timer_set(&w->timers, s, s->due);
        else
            start_waiting(w, s);
        s = next;
    }
}

static void reach(struct windows *w, uint32_t cover, int64_t now)
{
    struct cover *c = &w->covers[cover];
    if (now <= c->last)
        return;
    c->last = now;
    if (c->waiting)
        wake(w, cover, now);
}

static uint32_t cover_of(struct windows *w, const struct event *e)
{
    uint32_t at = intern_put(&w->hosts, e->host.len ? e->host : e->computer) * 2 + e->at.local;
    while (w->covers_n <= (at | 1)) {
        w->covers = state_room(w->covers, w->covers_n, &w->covers_max, sizeof(*w->covers));
        w->covers[w->covers_n++] = (struct cover){.last = INT64_MIN};
    }
    return at;
}

static enum status expire_before(struct windows *w, int64_t now, struct err *err)
{
    while (w->timers.n && w->timers.v[0]->due < now)
        TRY(expire(w, w->timers.v[0], err));
    return OK;
}

enum status windows_move(struct windows *w, const struct event *e, struct err *err)
{
    w->seq++;
    w->e = e;
    if (groups_are_many(&w->groups))
        forget_groups(w);
    w->timed = e->at.ticks != TIME_NONE;
    if (!w->timed)
        return OK;
    w->cover = cover_of(w, e);
    w->local = e->at.local;
    reach(w, w->cover, e->at.ticks);
    if (!w->local)
        reach(w, 0, e->at.ticks);
    TRY(expire_before(w, e->at.ticks, err));
    w->sign = (struct sign){.at = e->at.ticks,
                            .first = e->at.ticks,
                            .seq = ++w->seq,
                            .events = 1,
                            .now = true,
                            .log = UINT32_MAX};
    return OK;
}

static uint32_t log_of(struct windows *w)
{
    struct buf key = {0};
    if (w->e->channel.len)
        buf_fmt(&key, "%u ", w->cover);
    else
        buf_fmt(&key, "#%u", w->e->source);
    buf_add(&key, w->e->channel);
    uint32_t at = intern_put(&w->logs, buf_str(&key));
    buf_free(&key);
    return at;
}

enum status windows_hit(struct windows *w, uint32_t rule, struct err *err)
{
    const struct rule *r = &w->rules->rules[rule];
    if (!w->timed || r->users_n == 0)
        return OK;
    if (w->sign.log == UINT32_MAX)
        w->sign.log = log_of(w);
    for (size_t i = 0; i < r->users_n; i++)
        TRY(feed(w, r->users[i], &w->sign, err));
    return OK;
}

/* Silences that nobody broke have no timer any more. */
static enum status end_rest(struct windows *w, struct err *err)
{
    while (w->oldest) {
        struct state *s = w->oldest;
        TRY(end_silence(w, s, w->covers[s->cover].last, err));
        TRY(episode_close(w, s, true, err));
        state_free(w, s);
    }
    return OK;
}

enum status windows_end(struct windows *w, struct err *err)
{
    w->ended = INT64_MAX;
    for (uint32_t i = 0; i < w->covers_n; i++)
        wake(w, i, INT64_MAX);
    TRY(expire_before(w, INT64_MAX, err));
    return end_rest(w, err);
}

struct windows *windows_new(const struct ruleset *r, struct match_sink sink, struct notes *notes,
                            struct view *view)
{
    struct windows *w = calloc(1, sizeof(*w));
    if (!w)
        mem_die(sizeof(*w));
    w->rules = r;
    w->sink = sink;
    w->notes = notes;
    w->view = view;
    w->ended = TIME_NONE;
    w->covers = state_room(NULL, 0, &w->covers_max, sizeof(*w->covers));
    w->covers[0] = w->covers[1] = (struct cover){.last = INT64_MIN};
    w->covers_n = 2;
    intern_put(&w->hosts, STR("\xFF all hosts"));
    return w;
}

void windows_free(struct windows *w)
{
    if (!w)
        return;
    for (struct state *s = w->oldest, *next; s; s = next) {
        next = s->newer;
        state_free(w, s);
    }
    groups_free(&w->groups);
    intern_free(&w->state_keys);
    intern_free(&w->hosts);
    intern_free(&w->logs);
    arena_free(&w->scratch);
    buf_free(&w->key);
    free(w->states);
    free(w->covers);
    free(w->timers.v);
    free(w);
}

void windows_stats(const struct windows *w, struct matcher_stats *into)
{
    into->episodes = w->stats.episodes;
    into->no_group = w->stats.no_group;
    into->no_value = w->stats.no_value;
}
