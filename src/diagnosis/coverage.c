#include "coverage.h"

#include "base/limits.h"

#include <stdlib.h>

/* A silence is a gap from ten times the usual time between two events on, but from an hour on at
 * the least, and only where enough events say what is usual. Where the ids jump it takes ten
 * records that are missing, where there are no ids a day. */
enum { USUAL_TIMES = 10, USUAL_EVENTS = 100, MISSING_RECORDS = 10 };
#define SILENCE_LEAST TICKS_PER_HOUR
#define SILENCE_UNNUMBERED TICKS_PER_DAY
#define RECORD_ID_MAX (INT64_C(1) << 62)

void coverage_init(struct coverage *c, struct str host, struct str channel, bool local)
{
    *c = (struct coverage){.host = host,
                           .channel = channel,
                           .local = local,
                           .first = TIME_NONE,
                           .last = TIME_NONE,
                           .cleared = TIME_NONE};
}

void coverage_clear(struct coverage *c, struct arena *arena, int64_t at, int64_t record_id)
{
    c->cleared = at;
    if (c->clears_n >= LIMIT_SURVEY_GAPS)
        return;
    GROW(arena, c->clears, c->clears_n, c->clears_max);
    c->clears[c->clears_n++] = (struct a_clear){
        {at, c->local},
        record_id < 0 ? INT_NONE : record_id
    };
}

static int64_t run_missing(const struct id_run *run)
{
    int64_t span = run->n ? run->greatest - run->least + 1 : 0;
    return span > run->n ? span - run->n : 0;
}

static int64_t add_capped(int64_t a, int64_t b)
{
    return a > INT64_MAX - b ? INT64_MAX : a + b;
}

int64_t coverage_missing(const struct coverage *c)
{
    return add_capped(c->missing, run_missing(&c->run));
}

/* Takes the id into its run; returns how many ids are newly known to be missing, -1 where the count
 * began again or there is no id. */
static int64_t take_record(struct coverage *c, int64_t id)
{
    struct id_run *run = &c->run;
    if (id < 0 || id >= RECORD_ID_MAX)
        return -1;
    if (run->n == 0 || id < run->least) {
        c->missing = coverage_missing(c);
        *run = (struct id_run){id, id, 1};
        return -1;
    }
    int64_t before = run_missing(run);
    run->greatest = id > run->greatest ? id : run->greatest;
    run->n++;
    int64_t more = run_missing(run) - before;
    return more > 0 ? more : 0;
}

static int by_length(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

/* Keeps the longer half, in order; from then on only longer ones are taken. */
static void drop_short(struct coverage *c)
{
    int64_t lengths[2 * LIMIT_SURVEY_GAPS];
    size_t n = 0;
    for (size_t i = 0; i < c->silences_n; i++)
        lengths[i] = c->silences[i].to - c->silences[i].from;
    qsort(lengths, c->silences_n, sizeof *lengths, by_length);
    int64_t middle = lengths[c->silences_n / 2];
    for (size_t i = 0; i < c->silences_n && n < LIMIT_SURVEY_GAPS; i++)
        if (c->silences[i].to - c->silences[i].from >= middle)
            c->silences[n++] = c->silences[i];
    c->silences_n = n;
    c->shortest = middle + 1;
}

static void note_silence(struct coverage *c, struct arena *arena, struct silence s)
{
    if (s.missing == 0 || s.to - s.from < c->shortest)
        return;
    if (c->silences_n >= 2 * LIMIT_SURVEY_GAPS)
        drop_short(c);
    GROW(arena, c->silences, c->silences_n, c->silences_max);
    c->silences[c->silences_n++] = s;
}

static void note_span(struct coverage *c, int64_t length)
{
    size_t bucket = 0;
    for (int64_t rest = length; rest > 1 && bucket < COVERAGE_BUCKETS - 1; rest >>= 1)
        bucket++;
    c->spans[bucket] += (double)length;
    c->spans_n[bucket]++;
    c->longest = (double)length > c->longest ? (double)length : c->longest;
}

void coverage_event(struct coverage *c, struct arena *arena, int64_t at, int64_t record_id)
{
    int64_t missing = take_record(c, record_id);
    c->events++;
    if (c->events > 1 && !c->declared && at > c->last) {
        int64_t length = at - c->last;
        note_span(c, length);
        if (c->cleared != TIME_NONE && c->cleared > c->last)
            note_silence(c, arena, (struct silence){c->last, c->cleared, missing, true});
        else if (length >= SILENCE_LEAST)
            note_silence(c, arena, (struct silence){c->last, at, missing, false});
    }
    c->cleared = TIME_NONE;
    c->first = c->first == TIME_NONE || at < c->first ? at : c->first;
    c->last = c->last == TIME_NONE || at > c->last ? at : c->last;
}

void coverage_declare(struct coverage *c, int64_t from, int64_t to)
{
    c->declared = true;
    c->first = c->first == TIME_NONE || from < c->first ? from : c->first;
    c->last = c->last == TIME_NONE || to > c->last ? to : c->last;
}

/* The silence in which half of all time lies, the longest left out: what is usual here, whether
 * events come evenly or in bursts. */
static double usual_span(const struct coverage *c)
{
    double total = -c->longest, sum = 0;
    for (size_t i = 0; i < COVERAGE_BUCKETS; i++)
        total += c->spans[i];
    for (size_t i = 0; i < COVERAGE_BUCKETS; i++) {
        sum += c->spans[i];
        if (c->spans_n[i] && sum >= total / 2)
            return c->spans[i] / (double)c->spans_n[i];
    }
    return c->longest;
}

static bool is_gap(const struct silence *s, double usual, bool enough)
{
    int64_t length = s->to - s->from;
    if (s->cleared)
        return true;
    if (!enough || (double)length < USUAL_TIMES * usual)
        return false;
    return s->missing < 0 ? length >= SILENCE_UNNUMBERED : s->missing >= MISSING_RECORDS;
}

void coverage_finish(struct coverage *c)
{
    double usual = usual_span(c);
    size_t n = 0;
    for (size_t i = 0; i < c->silences_n; i++)
        if (is_gap(&c->silences[i], usual, c->events >= USUAL_EVENTS))
            c->silences[n++] = c->silences[i];
    c->silences_n = n;
}

bool coverage_whole(const struct coverage *c, int64_t from, int64_t to)
{
    if (c->first == TIME_NONE || from < c->first || to > c->last || from > to)
        return false;
    for (size_t i = 0; i < c->silences_n; i++)
        if (c->silences[i].from < to && c->silences[i].to > from)
            return false;
    for (size_t i = 0; i < c->clears_n; i++)
        if (c->clears[i].time.ticks > from && c->clears[i].time.ticks <= to &&
            c->clears[i].time.ticks > c->first)
            return false;
    return true;
}

static int64_t overlap(int64_t a_from, int64_t a_to, int64_t b_from, int64_t b_to)
{
    int64_t from = a_from > b_from ? a_from : b_from;
    int64_t to = a_to < b_to ? a_to : b_to;
    return to > from ? to - from : 0;
}

int64_t coverage_time(const struct coverage *c, int64_t from, int64_t to)
{
    if (c->first == TIME_NONE || from > to)
        return 0;
    int64_t sum = overlap(c->first, c->last, from, to);
    for (size_t i = 0; i < c->silences_n && sum > 0; i++) {
        int64_t least = from > c->first ? from : c->first;
        sum -= overlap(c->silences[i].from, c->silences[i].to, least, to);
    }
    return sum > 0 ? sum : 0;
}

struct a_coverage coverage_describe(const struct coverage *c, struct arena *arena)
{
    struct a_coverage a = {
        .host = arena_str(arena, c->host),
        .channel = arena_str(arena, c->channel),
        .first = {c->first, c->local},
        .last = {c->last,  c->local},
        .events = c->events,
        .missing_records = coverage_missing(c)
    };
    a.gaps = ARENA_ARRAY(arena, struct a_gap, c->silences_n + 1);
    for (size_t i = 0; i < c->silences_n; i++)
        a.gaps[a.gaps_n++] = (struct a_gap){
            {c->silences[i].from, c->local},
            {c->silences[i].to,   c->local}
        };
    a.clears = ARENA_ARRAY(arena, struct a_clear, c->clears_n + 1);
    for (size_t i = 0; i < c->clears_n; i++)
        a.clears[a.clears_n++] = c->clears[i];
    return a;
}
