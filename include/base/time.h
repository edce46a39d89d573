/* Times, durations and dates.
 *
 * Units     ticks: 100 ns since 1970-01-01T00:00:00, as Windows counts but from the Unix epoch.
 *           TIME_NONE where no time is known.
 * Threads   pure functions. */
#ifndef BASE_TIME_H
#define BASE_TIME_H

#include "base/str.h"

#define TIME_NONE INT64_MIN
#define TICKS_PER_SECOND INT64_C(10000000)
#define TICKS_PER_MINUTE (60 * TICKS_PER_SECOND)
#define TICKS_PER_HOUR (60 * TICKS_PER_MINUTE)
#define TICKS_PER_DAY (24 * TICKS_PER_HOUR)

/* A point in time that is either UTC or, where an input does not tell its zone, the wall clock of
 * its host. The two are never compared with each other. */
struct moment {
    int64_t ticks; /* TIME_NONE: unknown */
    bool local;
};

#define MOMENT_NONE ((struct moment){.ticks = TIME_NONE})

struct civil {
    int year, month, day; /* month and day count from 1 */
    int hour, minute, second;
    int weekday;      /* 0 Sunday .. 6 Saturday */
    int64_t fraction; /* ticks within the second */
};

struct civil civil_of(int64_t ticks);
int64_t civil_ticks(const struct civil *c); /* weekday is not looked at */
int civil_iso_week(const struct civil *c);  /* ISO 8601 week number, 1..53 */
bool civil_valid(const struct civil *c);

/* "2024-05-01T12:34:56.7890123Z", a blank for the T, any number of decimals (rounded down to
 * 100 ns), "Z", "+02:00", " UTC" or nothing behind. `zoned` says whether a zone stood there; then
 * the result is UTC. False when it is not a time. */
bool time_parse(struct str text, int64_t *ticks, bool *zoned);

enum { TIME_TEXT = 48 }; /* room for any of the texts below */

/* "2024-05-01T12:34:56.7890123Z"; without the Z when local; "" for TIME_NONE. Returns `to`. */
char *time_iso(struct moment m, char to[TIME_TEXT]);

/* "30s", "5m", "1h", "30d", "2w", also a sign and sums such as "1h30m". False when it is none. */
bool duration_parse(struct str text, int64_t *ticks);

/* For people: "5 min", "2 h 10 min", "3 d". Returns `to`. */
char *duration_text(int64_t ticks, char to[TIME_TEXT]);

#endif
