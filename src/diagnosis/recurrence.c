#include "recurrence.h"

#include "base/limits.h"

#include <stdio.h>
#include <stdlib.h>

/* The rules of design section 4, in numbers. */
enum {
    PERIODIC_GAPS = 3,  /* fewer gaps make no period */
    PERIODIC_TIMES = 3, /* a gap may be one, two or three times the base */
    BUSINESS_FROM = 7,  /* hours */
    BUSINESS_TO = 19,
    BUSINESS_DAYS = 5,
    BURST_LEAST = 3,       /* occurrences in the hundredth */
    ACTIVE_HOUR_SHARE = 20 /* an hour with a twentieth of all occurrences is one of its hours */
};
#define PERIODIC_SLACK (5 * TICKS_PER_SECOND)
#define BOOT_SLACK (15 * TICKS_PER_MINUTE)
#define IRREGULAR_LEAST TICKS_PER_HOUR
#define REACH_MOST (36525 * TICKS_PER_DAY) /* a century, whatever wrong dates say */

const char *const cadence_names[CADENCES] = {
    [CADENCE_NONE] = "none",
    [CADENCE_ONCE] = "once",
    [CADENCE_DAILY] = "daily",
    [CADENCE_PERIODIC] = "periodic",
    [CADENCE_AFTER_BOOT] = "after-boot",
    [CADENCE_BUSINESS_HOURS] = "business-hours",
    [CADENCE_BURST] = "burst",
    [CADENCE_IRREGULAR] = "irregular",
};

bool cadence_find(struct str name, enum cadence *out)
{
    for (size_t i = CADENCE_ONCE; i < CADENCES; i++) {
        if (str_eq(name, str_of(cadence_names[i]))) {
            *out = (enum cadence)i;
            return true;
        }
    }
    return false;
}

/* Times are sane here: from year 1 to 9999, so differences do not overflow. */
static int64_t wall(const struct recurrence_input *in, int64_t ticks)
{
    return in->local ? ticks : ticks + zone_offset(in->zone, ticks) * TICKS_PER_SECOND;
}

static int64_t from_wall(const struct recurrence_input *in, int64_t ticks)
{
    return in->local ? ticks : zone_to_utc(in->zone, ticks);
}

static int64_t day_of(const struct recurrence_input *in, int64_t ticks)
{
    int64_t at = wall(in, ticks), day = at / TICKS_PER_DAY;
    return at % TICKS_PER_DAY < 0 ? day - 1 : day;
}

static int by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

static int64_t median_of(int64_t *values, size_t n)
{
    if (n == 0)
        return 0;
    qsort(values, n, sizeof *values, by_size);
    int64_t low = values[(n - 1) / 2], high = values[n / 2];
    return low + (high - low) / 2;
}

static int64_t spread_of(const int64_t *gaps, size_t n, int64_t median, int64_t *room)
{
    for (size_t i = 0; i < n; i++)
        room[i] = gaps[i] > median ? gaps[i] - median : median - gaps[i];
    return median_of(room, n);
}

/* Is the gap one, two or three times the base, within a tenth of it, at least 5 s? */
static bool fits_base(int64_t gap, int64_t base)
{
    int64_t slack = base / 10 > PERIODIC_SLACK ? base / 10 : PERIODIC_SLACK;
    for (int64_t k = 1; k <= PERIODIC_TIMES; k++)
        if (gap >= k * base - slack && gap <= k * base + slack)
            return true;
    return false;
}

/* The largest base that four of five gaps fit: the median, its half or its third. A base that is
 * not longer than the slack on both sides would fit anything. */
static int64_t find_base(const int64_t *gaps, size_t n, int64_t median)
{
    for (int64_t part = 1; part <= PERIODIC_TIMES && n >= PERIODIC_GAPS; part++) {
        int64_t base = median / part;
        size_t fit = 0;
        if (base < 2 * PERIODIC_SLACK)
            return 0;
        for (size_t i = 0; i < n; i++)
            fit += fits_base(gaps[i], base);
        if (fit * 5 >= n * 4)
            return base;
    }
    return 0;
}

static int64_t boot_after(const struct recurrence_input *in, int64_t ticks)
{
    for (size_t i = 0; i < in->boots_n; i++)
        if (in->boots[i].at.local == in->local && in->boots[i].at.ticks > ticks)
            return in->boots[i].at.ticks;
    return TIME_NONE;
}

/* The next boot of the right sort of time at or behind place `i`. */
static size_t next_boot(const struct recurrence_input *in, size_t i)
{
    while (i < in->boots_n && in->boots[i].at.local != in->local)
        i++;
    return i;
}

/* A run ends at a boot and at a gap of more than three median gaps (an hour at least). */
static bool is_after_boot(const struct recurrence_input *in, struct recurrence *r)
{
    int64_t reach = recurrence_reach(r, IRREGULAR_LEAST), boot = TIME_NONE, counted = TIME_NONE;
    size_t next = next_boot(in, 0), boots = 0;
    for (size_t i = 0; i < in->n; i++) {
        bool begins = i == 0 || in->ticks[i] - in->ticks[i - 1] > reach;
        for (; next < in->boots_n && in->boots[next].at.ticks <= in->ticks[i];
             next = next_boot(in, next + 1)) {
            boot = in->boots[next].at.ticks;
            begins = true;
        }
        if (!begins)
            continue;
        r->runs++;
        if (boot == TIME_NONE || in->ticks[i] - boot > BOOT_SLACK)
            continue;
        r->runs_after_boot++;
        boots += boot != counted;
        counted = boot;
    }
    return boots >= 2 && r->runs_after_boot * 5 >= r->runs * 4;
}

static bool is_working_day(int weekday)
{
    return weekday >= 1 && weekday <= 5;
}

static bool is_business_hours(const struct recurrence_input *in)
{
    size_t inside = 0, days = 0;
    int64_t day = INT64_MIN;
    for (size_t i = 0; i < in->n; i++) {
        struct civil c = civil_of(wall(in, in->ticks[i]));
        int64_t today = day_of(in, in->ticks[i]);
        if (!is_working_day(c.weekday) || c.hour < BUSINESS_FROM || c.hour >= BUSINESS_TO)
            continue;
        inside++;
        days += today != day;
        day = today;
    }
    return days >= BUSINESS_DAYS && inside * 10 >= in->n * 9;
}

/* The shortest stretch that holds half of all occurrences; where it begins in `first`. */
static int64_t densest_half(const struct recurrence_input *in, size_t *first)
{
    size_t half = (in->n + 1) / 2;
    int64_t best = INT64_MAX;
    for (size_t i = 0; i + half <= in->n; i++) {
        int64_t length = in->ticks[i + half - 1] - in->ticks[i];
        if (length < best) {
            best = length;
            *first = i;
        }
    }
    return best;
}

static bool is_burst(const struct recurrence_input *in)
{
    size_t first = 0;
    return (in->n + 1) / 2 >= BURST_LEAST &&
           densest_half(in, &first) <= (in->ticks[in->n - 1] - in->ticks[0]) / 100;
}

static enum cadence kind_of(const struct recurrence_input *in, struct recurrence *r)
{
    if (in->n <= 1)
        return in->n ? CADENCE_ONCE : CADENCE_NONE;
    if (r->base >= 23 * TICKS_PER_HOUR && r->base <= 25 * TICKS_PER_HOUR)
        return CADENCE_DAILY;
    if (r->base)
        return CADENCE_PERIODIC;
    if (is_after_boot(in, r))
        return CADENCE_AFTER_BOOT;
    if (is_business_hours(in))
        return CADENCE_BUSINESS_HOURS;
    return is_burst(in) ? CADENCE_BURST : CADENCE_IRREGULAR;
}

static void count_hours(const struct recurrence_input *in, int64_t hours[24])
{
    memset(hours, 0, 24 * sizeof *hours);
    for (size_t i = 0; i < in->n; i++)
        hours[civil_of(wall(in, in->ticks[i])).hour]++;
}

/* The end of its hours on the next day, or the next working day. */
static int64_t hours_over(const struct recurrence_input *in, int64_t last, bool working)
{
    int64_t hours[24], at = wall(in, last);
    struct civil c = civil_of(at);
    int end = c.hour;
    count_hours(in, hours);
    for (int h = 0; h < 24; h++)
        if (hours[h] * ACTIVE_HOUR_SHARE >= (int64_t)in->n && h > end)
            end = h;
    c.hour = c.minute = c.second = 0;
    c.fraction = 0;
    int64_t midnight = civil_ticks(&c) + TICKS_PER_DAY;
    while (working && !is_working_day(civil_of(midnight).weekday))
        midnight += TICKS_PER_DAY;
    return from_wall(in, midnight + (end + 1) * TICKS_PER_HOUR);
}

int64_t recurrence_reach(const struct recurrence *r, int64_t floor)
{
    int64_t reach = r->median < REACH_MOST / 3 ? 3 * r->median : REACH_MOST;
    return reach > floor ? reach : floor;
}

static int64_t overdue_at(const struct recurrence_input *in, const struct recurrence *r)
{
    int64_t last = r->last.ticks, boot;
    switch (r->kind) {
    case CADENCE_ONCE:
        return last + TICKS_PER_DAY;
    case CADENCE_DAILY:
        return hours_over(in, last, false);
    case CADENCE_BUSINESS_HOURS:
        return hours_over(in, last, true);
    case CADENCE_AFTER_BOOT:
        boot = boot_after(in, last);
        return boot == TIME_NONE ? TIME_NONE : boot + BOOT_SLACK;
    case CADENCE_PERIODIC:
        return last + recurrence_reach(r, 0);
    default:
        return last + recurrence_reach(r, IRREGULAR_LEAST);
    }
}

void recurrence_measure(struct arena *arena, const struct recurrence_input *in,
                        struct recurrence *out)
{
    *out = (struct recurrence){
        .n = in->n, .first = MOMENT_NONE, .last = MOMENT_NONE, .overdue = MOMENT_NONE};
    if (in->n == 0)
        return;
    size_t gaps_n = in->n - 1;
    int64_t *gaps = ARENA_ARRAY(arena, int64_t, gaps_n + 1);
    int64_t *room = ARENA_ARRAY(arena, int64_t, gaps_n + 1);
    for (size_t i = 0; i < gaps_n; i++)
        gaps[i] = in->ticks[i + 1] - in->ticks[i];
    out->first = (struct moment){in->ticks[0], in->local};
    out->last = (struct moment){in->ticks[in->n - 1], in->local};
    out->median = median_of(gaps, gaps_n);
    out->spread = spread_of(gaps, gaps_n, out->median, room);
    out->base = find_base(gaps, gaps_n, out->median);
    out->kind = kind_of(in, out);
    out->overdue = (struct moment){overdue_at(in, out), in->local};
}

/* Words ---------------------------------------------------------------------------------------- */

static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

struct str moment_words(struct arena *arena, const struct zone *zone, struct moment m)
{
    if (m.ticks == TIME_NONE)
        return STR("an unknown time");
    const struct recurrence_input in = {.local = m.local, .zone = zone};
    struct civil c = civil_of(wall(&in, m.ticks));
    return arena_fmt(arena, "%d %s %d %02d:%02d", c.day, months[c.month - 1], c.year, c.hour,
                     c.minute);
}

struct str count_words(struct arena *arena, int64_t n)
{
    char digits[24], text[32];
    size_t len = (size_t)snprintf(digits, sizeof digits, "%lld", (long long)n), to = 0;
    for (size_t i = 0; i < len; i++) {
        text[to++] = digits[i];
        bool group = digits[i] != '-' && i + 1 < len && (len - i - 1) % 3 == 0;
        if (group)
            text[to++] = ',';
    }
    return arena_str(arena, (struct str){text, to});
}

static struct str times_words(struct arena *arena, size_t n)
{
    return n == 1 ? STR("once")
                  : arena_fmt(arena, "%.*s times", STR_ARG(count_words(arena, (int64_t)n)));
}

/* "day and night", "mostly by day", "mostly at night": day is 7 to 19 h. */
static const char *day_part(const struct recurrence_input *in)
{
    int64_t hours[24], day = 0, n = (int64_t)in->n;
    count_hours(in, hours);
    for (int h = BUSINESS_FROM; h < BUSINESS_TO; h++)
        day += hours[h];
    if (day * 5 > n * 4)
        return "mostly by day";
    return day * 5 < n ? "mostly at night" : "day and night";
}

struct wording {
    struct arena *arena;
    const struct recurrence_input *in;
    const struct recurrence *r;
    struct str since, times;
    char median[TIME_TEXT], spread[TIME_TEXT], base[TIME_TEXT];
};

static struct str say_once(struct wording *w)
{
    return arena_fmt(w->arena, "once, on %.*s", STR_ARG(w->since));
}

/* Is the median gap the base itself, and not twice or three times as long? */
static bool is_median_base(const struct recurrence *r)
{
    return r->median < r->base * 3 / 2;
}

static struct str say_daily(struct wording *w)
{
    struct civil c = civil_of(wall(w->in, w->r->last.ticks));
    if (is_median_base(w->r) && w->r->spread < w->r->base / 4)
        return arena_fmt(w->arena, "every day about %02d:%02d (+- %s) since %.*s, %.*s", c.hour,
                         c.minute, w->spread, STR_ARG(w->since), STR_ARG(w->times));
    return arena_fmt(w->arena, "about %02d:%02d, every day but those left out, since %.*s, %.*s",
                     c.hour, c.minute, STR_ARG(w->since), STR_ARG(w->times));
}

static struct str say_periodic(struct wording *w)
{
    if (is_median_base(w->r))
        return arena_fmt(w->arena, "every %s (+- %s) since %.*s, %.*s, %s", w->median, w->spread,
                         STR_ARG(w->since), STR_ARG(w->times), day_part(w->in));
    return arena_fmt(
        w->arena, "every %s or two or three times that, mostly %s (+- %s), since %.*s, %.*s, %s",
        w->base, w->median, w->spread, STR_ARG(w->since), STR_ARG(w->times), day_part(w->in));
}

static struct str say_after_boot(struct wording *w)
{
    return arena_fmt(w->arena,
                     "after starts of Windows (%zu of %zu runs began within 15 min of one) since "
                     "%.*s, %.*s",
                     w->r->runs_after_boot, w->r->runs, STR_ARG(w->since), STR_ARG(w->times));
}

static struct str say_business_hours(struct wording *w)
{
    return arena_fmt(w->arena, "on working days between 7 and 19 h since %.*s, %.*s",
                     STR_ARG(w->since), STR_ARG(w->times));
}

static struct str say_burst(struct wording *w)
{
    size_t at = 0;
    char length[TIME_TEXT];
    duration_text(densest_half(w->in, &at), length);
    struct moment from = {w->in->ticks[at], w->in->local};
    return arena_fmt(w->arena, "in bursts since %.*s, %.*s, half of them within %s from %.*s on",
                     STR_ARG(w->since), STR_ARG(w->times), length,
                     STR_ARG(moment_words(w->arena, w->in->zone, from)));
}

static struct str say_irregular(struct wording *w)
{
    if (w->r->n == 2)
        return arena_fmt(w->arena, "twice since %.*s, %s apart", STR_ARG(w->since), w->median);
    if (w->r->spread < w->r->median / 2)
        return arena_fmt(w->arena, "about every %s (+- %s), unevenly, since %.*s, %.*s, %s",
                         w->median, w->spread, STR_ARG(w->since), STR_ARG(w->times),
                         day_part(w->in));
    return arena_fmt(w->arena, "irregularly since %.*s, %.*s, mostly %s apart, %s",
                     STR_ARG(w->since), STR_ARG(w->times), w->median, day_part(w->in));
}

static struct str (*const wordings[CADENCES])(struct wording *w) = {
    [CADENCE_ONCE] = say_once,
    [CADENCE_DAILY] = say_daily,
    [CADENCE_PERIODIC] = say_periodic,
    [CADENCE_AFTER_BOOT] = say_after_boot,
    [CADENCE_BUSINESS_HOURS] = say_business_hours,
    [CADENCE_BURST] = say_burst,
    [CADENCE_IRREGULAR] = say_irregular,
};

void recurrence_cadence(struct arena *arena, const struct recurrence_input *in,
                        const struct recurrence *r, struct a_cadence *out)
{
    struct wording w = {.arena = arena, .in = in, .r = r};
    *out = (struct a_cadence){.kind = STR(""), .text = STR("")};
    if (r->kind == CADENCE_NONE)
        return;
    w.since = moment_words(arena, in->zone, r->first);
    w.times = times_words(arena, r->n);
    duration_text(r->median, w.median);
    duration_text(r->spread, w.spread);
    duration_text(r->base, w.base);
    *out = (struct a_cadence){.kind = str_of(cadence_names[r->kind]),
                              .median_seconds = (double)r->median / (double)TICKS_PER_SECOND,
                              .spread_seconds = (double)r->spread / (double)TICKS_PER_SECOND,
                              .text = wordings[r->kind](&w)};
}

/* Activity ------------------------------------------------------------------------------------- */

void recurrence_activity(struct arena *arena, const struct recurrence_input *in,
                         struct a_activity *out)
{
    *out = (struct a_activity){.hours = ARENA_ARRAY(arena, int64_t, 24), .hours_n = 24};
    if (in->n == 0)
        return;
    count_hours(in, out->hours);
    int64_t first = day_of(in, in->ticks[0]), last = day_of(in, in->ticks[in->n - 1]);
    first = last - first >= LIMIT_ACTIVITY_DAYS ? last - LIMIT_ACTIVITY_DAYS + 1 : first;
    out->days_n = (size_t)(last - first + 1);
    out->days = ARENA_ARRAY(arena, struct a_day, out->days_n);
    for (size_t i = 0; i < out->days_n; i++) {
        struct civil c = civil_of((first + (int64_t)i) * TICKS_PER_DAY);
        out->days[i].date = arena_fmt(arena, "%04d-%02d-%02d", c.year, c.month, c.day);
    }
    for (size_t i = 0; i < in->n; i++) {
        int64_t day = day_of(in, in->ticks[i]);
        if (day >= first && day <= last)
            out->days[day - first].count++;
    }
}
