/* minute, hour, day, week, month, year: that part of a time as it is written, without changing its
 * zone. A comparison behind it is of the part: `TimeCreated_SystemTime|hour|gte: 18`. */
#include "modifier.h"

#include "base/time.h"

#include <stdio.h>

enum { WITHOUT_ZONE = sizeof "2026-03-02T08:05:00" - 1 };

static bool civil_read(struct str value, struct civil *out)
{
    int64_t ticks;
    bool zoned;
    if (!time_parse(value, &ticks, &zoned))
        return false;
    if (zoned && !time_parse(str_head(value, WITHOUT_ZONE), &ticks, &zoned))
        return false;
    *out = civil_of(ticks);
    return true;
}

#define TIME_PART_ROW(id, expression)                                                              \
    static bool id##_view(struct str value, char room[VIEW_ROOM], struct str *out)                 \
    {                                                                                              \
        struct civil at;                                                                           \
        if (!civil_read(value, &at))                                                               \
            return false;                                                                          \
        int len = snprintf(room, VIEW_ROOM, "%d", (expression));                                   \
        *out = (struct str){room, (size_t)len};                                                    \
        return true;                                                                               \
    }                                                                                              \
    const struct modifier modifier_##id = {.name = #id,                                            \
                                           .is = TIME_PART,                                        \
                                           .with = ALL | NEQ | EXPAND | ORDER,                     \
                                           .not_behind = ORDER,                                    \
                                           .sets = PART_OF_TIME,                                   \
                                           .hint = "a part of a time is a number",                 \
                                           .view = id##_view}
TIME_PART_ROW(minute, at.minute);
TIME_PART_ROW(hour, at.hour);
TIME_PART_ROW(day, at.day);
TIME_PART_ROW(week, civil_iso_week(&at));
TIME_PART_ROW(month, at.month);
TIME_PART_ROW(year, at.year);
