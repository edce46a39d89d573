/* How something recurs: the kind of its cadence, gaps, the moment at which the next occurrence is
 * overdue, activity by day and hour (design section 4).
 *
 * Owner     texts and lists belong to the arena given.
 * Threads   pure functions.
 * Units     ticks; `ticks` of the input are UTC, or the host's wall clock where `local`. Days and
 *           hours are those of the zone, with daylight saving. */
#ifndef DIAGNOSIS_RECURRENCE_H
#define DIAGNOSIS_RECURRENCE_H

#include "model/analysis.h"
#include "survey_view.h"

enum cadence {
    CADENCE_NONE, /* no occurrence */
    CADENCE_ONCE,
    CADENCE_DAILY,
    CADENCE_PERIODIC,
    CADENCE_AFTER_BOOT,
    CADENCE_BUSINESS_HOURS,
    CADENCE_BURST,
    CADENCE_IRREGULAR,
    CADENCES
};

extern const char *const cadence_names[CADENCES]; /* as in reports: "after-boot" */
bool cadence_find(struct str name, enum cadence *out);

struct recurrence_input {
    const int64_t *ticks; /* in order, earliest first; equal ones may follow each other */
    size_t n;
    bool local;              /* wall clock of the host, zone unknown */
    const struct zone *zone; /* never NULL */
    const struct boot
        *boots; /* of the host, in order; those of the other sort of time are passed over */
    size_t boots_n;
};

struct recurrence {
    enum cadence kind;
    size_t n;
    struct moment first, last;
    int64_t median, spread;       /* of the gaps: median, median absolute deviation; 0 below two */
    int64_t base;                 /* of daily and periodic, else 0 */
    struct moment overdue;        /* from when on the next one is missed; none: cannot be told yet
                                     (after-boot without a boot since) */
    size_t runs, runs_after_boot; /* of after-boot */
};

void recurrence_measure(struct arena *arena, const struct recurrence_input *in,
                        struct recurrence *out);

/* Kind, seconds and words: "every 5 min (+- 4 s) since 12 Oct 2012 06:08, 3,412 times, day and
 * night". Nothing in it comes from a log. */
void recurrence_cadence(struct arena *arena, const struct recurrence_input *in,
                        const struct recurrence *r, struct a_cadence *out);

/* Every day from first to last (the latest LIMIT_ACTIVITY_DAYS), and 24 hours. */
void recurrence_activity(struct arena *arena, const struct recurrence_input *in,
                         struct a_activity *out);

/* Three median gaps, at least `floor`: how long two occurrences belong to one stretch, and how far
 * from them a capture still counts. */
int64_t recurrence_reach(const struct recurrence *r, int64_t floor);

/* "12 Oct 2012 06:08" in the zone; local moments as they are. For every sentence of this room. */
struct str moment_words(struct arena *arena, const struct zone *zone, struct moment m);
struct str count_words(struct arena *arena, int64_t n); /* "3,412" */

#endif
