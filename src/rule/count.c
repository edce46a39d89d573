/* Counts, distinct values and numbers over a window that trails each event. */
#include "state.h"

#include <math.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/utf8.h"

static void *taken(size_t n, size_t size)
{
    void *p = calloc(n, size);
    if (!p)
        mem_die(n * size);
    return p;
}

void count_free(struct counting *c)
{
    free(c->ring.v);
    free(c->tally.keys);
    free(c->tally.counts);
    free(c->sorted);
}

/* Tally ---------------------------------------------------------------------------------------- */

static size_t tally_at(const struct tally *t, uint64_t key)
{
    size_t mask = t->room - 1, i = key & mask;
    while (t->counts[i] != 0 && t->keys[i] != key)
        i = (i + 1) & mask;
    return i;
}

static void tally_grow(struct tally *t)
{
    struct tally old = *t;
    t->room = 16;
    while (t->room < old.distinct * 4)
        t->room *= 2;
    t->keys = taken(t->room, sizeof(*t->keys));
    t->counts = taken(t->room, sizeof(*t->counts));
    t->used = old.distinct;
    for (size_t i = 0; i < old.room; i++)
        if (old.counts[i]) {
            size_t at = tally_at(t, old.keys[i]);
            t->keys[at] = old.keys[i];
            t->counts[at] = old.counts[i];
        }
    free(old.keys);
    free(old.counts);
}

static void tally_add(struct tally *t, uint64_t key)
{
    if ((t->distinct + 1) * 2 > t->room)
        tally_grow(t);
    size_t at = tally_at(t, key);
    t->keys[at] = key;
    t->distinct += t->counts[at]++ == 0;
}

/* A key that leaves makes room without breaking the run of those behind it. */
static void tally_drop(struct tally *t, uint64_t key)
{
    size_t mask = t->room - 1, hole = tally_at(t, key);
    if (t->counts[hole] == 0 || --t->counts[hole])
        return;
    t->distinct--;
    for (size_t i = (hole + 1) & mask; t->counts[i]; i = (i + 1) & mask) {
        size_t home = t->keys[i] & mask;
        if (((i - home) & mask) < ((i - hole) & mask))
            continue;
        t->keys[hole] = t->keys[i];
        t->counts[hole] = t->counts[i];
        t->counts[i] = 0;
        hole = i;
    }
}

/* Numbers in order ------------------------------------------------------------------------------
 */

static size_t sorted_at(const struct counting *c, double number)
{
    size_t low = 0, high = c->sorted_n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (c->sorted[middle] < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void sorted_add(struct counting *c, double number)
{
    c->sorted = state_room(c->sorted, c->sorted_n, &c->sorted_max, sizeof(*c->sorted));
    size_t at = sorted_at(c, number);
    memmove(c->sorted + at + 1, c->sorted + at, (c->sorted_n - at) * sizeof(*c->sorted));
    c->sorted[at] = number;
    c->sorted_n++;
}

static void sorted_drop(struct counting *c, double number)
{
    size_t at = sorted_at(c, number);
    c->sorted_n--;
    memmove(c->sorted + at, c->sorted + at + 1, (c->sorted_n - at) * sizeof(*c->sorted));
}

/* Linear interpolation between the closest ranks. */
static double percentile(const struct counting *c, double p)
{
    double rank = p / 100 * (double)(c->sorted_n - 1);
    size_t below = (size_t)rank;
    size_t above = below + 1 < c->sorted_n ? below + 1 : below;
    return c->sorted[below] + (rank - (double)below) * (c->sorted[above] - c->sorted[below]);
}

/* The window ------------------------------------------------------------------------------------
 */

static bool has_numbers(enum correlation_type type)
{
    return type >= VALUE_SUM && type <= VALUE_MEDIAN;
}

static bool has_ranks(enum correlation_type type)
{
    return type == VALUE_PERCENTILE || type == VALUE_MEDIAN;
}

static void drop_oldest(const struct correlation *c, struct counting *k)
{
    struct entry *e = &k->ring.v[k->ring.head++];
    k->events -= e->events;
    k->early = k->early && k->ring.head < k->ring.end;
    if (c->type == VALUE_COUNT)
        tally_drop(&k->tally, e->hash);
    if (has_ranks(c->type))
        sorted_drop(k, e->number);
    k->sum = k->ring.head == k->ring.end ? 0 : k->sum - e->number;
}

static void push(const struct correlation *c, struct counting *k, struct entry e)
{
    struct ring *r = &k->ring;
    if (r->head > 64 && r->head > r->end / 2) {
        memmove(r->v, r->v + r->head, (r->end - r->head) * sizeof(*r->v));
        r->end -= r->head;
        r->head = 0;
    }
    if (r->end > r->head && r->v[r->end - 1].seq == e.seq)
        e.events = 0; /* one event that satisfies two rules counts twice, and is one event */
    r->v = state_room(r->v, r->end, &r->max, sizeof(*r->v));
    r->v[r->end++] = e;
    k->events += e.events;
    k->early |= e.first != e.at;
    if (c->type == VALUE_COUNT)
        tally_add(&k->tally, e.hash);
    if (has_ranks(c->type))
        sorted_add(k, e.number);
    k->sum += e.number;
}

static double metric(const struct correlation *c, const struct counting *k)
{
    double n = (double)(k->ring.end - k->ring.head);
    switch (c->type) {
    case VALUE_COUNT:
        return (double)k->tally.distinct;
    case VALUE_SUM:
        return k->sum;
    case VALUE_AVG:
        return k->sum / n;
    case VALUE_PERCENTILE:
    case VALUE_MEDIAN:
        return percentile(k, c->percentile);
    default:
        return n;
    }
}

static bool to_number(struct str text, double *out)
{
    char room[LIMIT_NUMBER_BYTES + 1], *end;
    text = str_trim(text);
    if (text.len == 0 || text.len >= sizeof room)
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (!strchr("0123456789+-.eE", text.ptr[i]))
            return false;
    memcpy(room, text.ptr, text.len);
    room[text.len] = '\0';
    *out = strtod(room, &end);
    return *end == '\0' && isfinite(*out);
}

static uint64_t mix(uint64_t h, struct str folded)
{
    for (size_t i = 0; i < folded.len; i++)
        h = (h ^ (unsigned char)folded.ptr[i]) * UINT64_C(1099511628211);
    return (h ^ 0xFF) * UINT64_C(1099511628211);
}

/* The value that is counted or added up; false when the event has none. */
static bool read_value(struct windows *w, const struct correlation *c, const struct sign *sign,
                       struct entry *e)
{
    char room[1024];
    uint64_t h = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < c->values_n; i++) {
        struct str value = sign_value(w, sign, c->value_names[i], c->values[i]);
        if (value.len == 0)
            return false;
        if (has_numbers(c->type))
            return to_number(value, &e->number);
        while (value.len) {
            struct str piece = str_head(value, 400);
            h = mix(h, (struct str){room, utf8_fold_into(piece, room)});
            value = str_skip(value, piece.len);
        }
    }
    e->hash = h ^ h >> 32;
    return true;
}

/* Averages and percentiles go up and down: the whole condition opens and closes. Counts and sums
 * open by their lower bound; the upper one is judged when the episode is over. */
static bool holds(const struct correlation *c, double value)
{
    bool goes_down = c->type == VALUE_AVG || has_ranks(c->type);
    if (!goes_down)
        return bounds_low(&c->bounds, value, c->type == VALUE_SUM ? -INFINITY : 1);
    return bounds_low(&c->bounds, value, -INFINITY) && bounds_high(&c->bounds, value);
}

/* An episode that opens begins with what the window has: its oldest hit, unless some began before
 * their time. An average may open one at every other event, so nothing is added up here. */
static struct verdict verdict_of(const struct state *s, double value)
{
    const struct counting *k = &s->counting;
    const struct ring *r = &k->ring;
    const struct entry *last = &r->v[r->end - 1];
    struct verdict v = {.fired = last->at,
                        .first = last->first,
                        .last = last->at,
                        .events = last->events,
                        .metric = value,
                        .now = true};
    if (s->open)
        return v;
    v.events = k->events;
    for (size_t i = r->head; i + 1 < r->end && (k->early || i == r->head); i++)
        v.first = r->v[i].first < v.first ? r->v[i].first : v.first;
    return v;
}

enum status count_feed(struct windows *w, struct state *s, const struct sign *sign, struct err *err)
{
    const struct correlation *c = state_correlation(w, s);
    struct counting *k = &s->counting;
    struct entry e = {
        .at = sign->at, .first = sign->first, .seq = sign->seq, .events = sign->events};
    if (c->values_n && !read_value(w, c, sign, &e)) {
        windows_no_value(w);
        return OK;
    }
    while (k->ring.head < k->ring.end && sign->at - k->ring.v[k->ring.head].at > c->timespan)
        drop_oldest(c, k);
    push(c, k, e);
    if (k->ring.end - k->ring.head > LIMIT_WINDOW_EVENTS) {
        drop_oldest(c, k);
        state_capped(w, s);
    }
    double value = metric(c, k);
    if (!holds(c, value))
        return episode_close(w, s, false, err);
    struct verdict v = verdict_of(s, value);
    v.now = sign->now;
    TRY(episode_goes_on(w, s, &v, err));
    v.first = v.fired; /* for those who look at it, a count is true at its last event */
    v.events = 1;
    return bounds_high(&c->bounds, value) ? episode_true(w, s, &v, err) : OK;
}
