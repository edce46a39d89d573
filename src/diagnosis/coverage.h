/* What the log of one channel of one host covers: first and last moment, silences, clears, record
 * ids that are missing. Fed in order of time.
 *
 * Owner     lists grow in the arena given at each call; always the same one.
 * Units     ticks; all of one coverage are of one sort (UTC or local). */
#ifndef DIAGNOSIS_COVERAGE_H
#define DIAGNOSIS_COVERAGE_H

#include "base/time.h"
#include "model/analysis.h"

enum { COVERAGE_BUCKETS = 64 };

/* A time without events over which the record ids do not run on. */
struct silence {
    int64_t from, to;
    int64_t missing; /* record ids left out there; -1 where ids do not say */
    bool cleared;    /* a clear ended it */
};

/* Record ids from one restart of their count to the next. */
struct id_run {
    int64_t least, greatest, n;
};

struct coverage {
    struct str host, channel; /* first spelling */
    bool local, declared;     /* declared: survey_cover said from when to when */
    int64_t first, last;      /* TIME_NONE before the first event */
    int64_t events;
    int64_t cleared;          /* a clear since the last event, else TIME_NONE */
    struct id_run run;        /* n 0: no ids yet */
    int64_t missing;          /* of the runs before */
    struct silence *silences; /* while events come: candidates; then those that are gaps */
    size_t silences_n, silences_max;
    int64_t shortest; /* silences below this are not kept */
    struct a_clear *clears;
    size_t clears_n, clears_max;
    double spans[COVERAGE_BUCKETS]; /* time between events, by the logarithm of its length */
    int64_t spans_n[COVERAGE_BUCKETS];
    double longest;
};

void coverage_init(struct coverage *c, struct str host, struct str channel, bool local);
void coverage_clear(struct coverage *c, struct arena *arena, int64_t at, int64_t record_id);
void coverage_event(struct coverage *c, struct arena *arena, int64_t at, int64_t record_id);
void coverage_declare(struct coverage *c, int64_t from, int64_t to);
void coverage_finish(struct coverage *c); /* keeps of the silences those that are gaps */

int64_t coverage_missing(const struct coverage *c);
bool coverage_whole(const struct coverage *c, int64_t from, int64_t to);
int64_t coverage_time(const struct coverage *c, int64_t from, int64_t to);
struct a_coverage coverage_describe(const struct coverage *c, struct arena *arena);

#endif
