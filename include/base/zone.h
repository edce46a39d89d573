/* Time zones with their daylight saving, from the system's tzdata files (RFC 8536), so that libc's
 * process-wide zone plays no part. Names are IANA ("America/Los_Angeles"), Windows ("Pacific
 * Standard Time", through the CLDR table in zones.csv) or fixed ("+05:30", "UTC").
 *
 * Owner     zone_load allocates from the arena given.
 * Threads   a loaded zone is immutable.
 * Units     ticks as in base/time.h; offsets in seconds east of UTC.
 * Errors    FAIL_INPUT for a name that is none or whose file is missing or damaged. */
#ifndef BASE_ZONE_H
#define BASE_ZONE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/time.h"

struct zone;

enum status zone_load(struct arena *arena, struct str name, const struct zone **out,
                      struct err *err) NODISCARD;
const struct zone *zone_utc(void);
struct str zone_name(const struct zone *z);

/* The IANA name for a Windows zone name (any case) or key such as "(GMT-08:00) Pacific Time (US &
 * Canada)"; empty when it is none that the table knows. */
struct str zone_of_windows(struct str windows_name);

int zone_offset(const struct zone *z, int64_t utc);
/* Wall clock to UTC; of a time that occurs twice the earlier, of one that is skipped the time as if
 * the clock had not moved. */
int64_t zone_to_utc(const struct zone *z, int64_t local);

/* Version of the tzdata found ("2024a"), "" where it does not say. */
struct str zone_data_version(struct arena *arena);

/* "2012-10-12 06:08:00 -07:00" for people; local moments without offset. Returns `to`. */
char *zone_text(const struct zone *z, struct moment m, char to[TIME_TEXT]);

#endif
