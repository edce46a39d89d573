#include "base/time.h"

#include <stdio.h>

/* Days since 1970-01-01 of a Gregorian date (H. Hinnant's published days_from_civil). */
static int64_t days_of(int64_t y, int64_t m, int64_t d)
{
    y -= m <= 2;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t yoe = y - era * 400;
    int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

/* The inverse (civil_from_days of the same source). */
static void date_of(int64_t days, struct civil *c)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t doe = days - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    c->day = (int)(doy - (153 * mp + 2) / 5 + 1);
    c->month = (int)(mp < 10 ? mp + 3 : mp - 9);
    c->year = (int)(yoe + era * 400 + (c->month <= 2));
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

struct civil civil_of(int64_t ticks)
{
    struct civil c = {0};
    int64_t days = floor_div(ticks, TICKS_PER_DAY), rest = ticks - days * TICKS_PER_DAY;
    date_of(days, &c);
    c.hour = (int)(rest / TICKS_PER_HOUR);
    c.minute = (int)(rest / TICKS_PER_MINUTE % 60);
    c.second = (int)(rest / TICKS_PER_SECOND % 60);
    c.fraction = rest % TICKS_PER_SECOND;
    c.weekday = (int)(days + 4 - floor_div(days + 4, 7) * 7); /* day 0 was a Thursday */
    return c;
}

int64_t civil_ticks(const struct civil *c)
{
    int64_t seconds = ((days_of(c->year, c->month, c->day) * 24 + c->hour) * 60 + c->minute) * 60;
    return (seconds + c->second) * TICKS_PER_SECOND + c->fraction;
}

bool civil_valid(const struct civil *c)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (c->year < 1601 || c->year > 9999 || c->month < 1 || c->month > 12)
        return false;
    bool leap = c->year % 4 == 0 && (c->year % 100 != 0 || c->year % 400 == 0);
    int last = days[c->month - 1] + (c->month == 2 && leap);
    return c->day >= 1 && c->day <= last && c->hour >= 0 && c->hour <= 23 && c->minute >= 0 &&
           c->minute <= 59 && c->second >= 0 && c->second <= 60;
}

int civil_iso_week(const struct civil *c)
{
    int64_t day = days_of(c->year, c->month, c->day);
    int64_t monday = day - (c->weekday + 6) % 7;
    struct civil thursday;
    date_of(monday + 3, &thursday); /* the year of its Thursday is the year of a week */
    return (int)((monday + 3 - days_of(thursday.year, 1, 1)) / 7 + 1);
}

/* Take `n` digits off the front. */
static bool take_digits(struct str *s, size_t n, int *out)
{
    int value = 0;
    if (s->len < n)
        return false;
    for (size_t i = 0; i < n; i++) {
        if (s->ptr[i] < '0' || s->ptr[i] > '9')
            return false;
        value = value * 10 + (s->ptr[i] - '0');
    }
    *s = str_skip(*s, n);
    *out = value;
    return true;
}

static bool take_char(struct str *s, const char *any)
{
    if (s->len == 0 || !s->ptr[0] || !strchr(any, s->ptr[0]))
        return false;
    *s = str_skip(*s, 1);
    return true;
}

static void take_fraction(struct str *s, int64_t *fraction)
{
    int64_t unit = TICKS_PER_SECOND / 10;
    int digit;
    if (!take_char(s, ".,"))
        return;
    for (; take_digits(s, 1, &digit); unit /= 10)
        *fraction += digit * unit;
}

/* "Z", "+02:00", "-0700", " UTC", " +00:00"; true when all of `s` is that, or nothing. */
static bool take_zone(struct str s, int64_t *offset, bool *zoned)
{
    s = str_trim(s);
    *offset = 0;
    *zoned = s.len > 0;
    if (s.len == 0 || str_eq_nocase(s, STR("Z")) || str_eq(s, STR("UTC")))
        return true;
    int hours, minutes = 0;
    bool minus = s.ptr[0] == '-';
    if (!take_char(&s, "+-") || !take_digits(&s, 2, &hours))
        return false;
    take_char(&s, ":");
    if (s.len && !take_digits(&s, 2, &minutes))
        return false;
    *offset = (hours * 60 + minutes) * TICKS_PER_MINUTE * (minus ? -1 : 1);
    return s.len == 0 && hours <= 15 && minutes <= 59;
}

bool time_parse(struct str s, int64_t *ticks, bool *zoned)
{
    struct civil c = {0};
    int64_t offset;
    s = str_trim(s);
    if (!take_digits(&s, 4, &c.year) || !take_char(&s, "-") || !take_digits(&s, 2, &c.month) ||
        !take_char(&s, "-") || !take_digits(&s, 2, &c.day) || !take_char(&s, "Tt "))
        return false;
    if (!take_digits(&s, 2, &c.hour) || !take_char(&s, ":") || !take_digits(&s, 2, &c.minute))
        return false;
    if (take_char(&s, ":") && !take_digits(&s, 2, &c.second))
        return false;
    take_fraction(&s, &c.fraction);
    bool has_zone;
    if (!civil_valid(&c) || !take_zone(s, &offset, &has_zone))
        return false;
    *zoned = has_zone;
    *ticks = civil_ticks(&c) - offset;
    return true;
}

char *time_iso(struct moment m, char to[TIME_TEXT])
{
    to[0] = 0;
    if (m.ticks == TIME_NONE)
        return to;
    struct civil c = civil_of(m.ticks);
    snprintf(to, TIME_TEXT, "%04d-%02d-%02dT%02d:%02d:%02d.%07d%s", c.year, c.month, c.day, c.hour,
             c.minute, c.second, (int)c.fraction, m.local ? "" : "Z");
    return to;
}

static int64_t unit_ticks(char unit)
{
    switch (unit) {
    case 's':
        return TICKS_PER_SECOND;
    case 'm':
        return TICKS_PER_MINUTE;
    case 'h':
        return TICKS_PER_HOUR;
    case 'd':
        return TICKS_PER_DAY;
    case 'w':
        return 7 * TICKS_PER_DAY;
    default:
        return 0;
    }
}

bool duration_parse(struct str s, int64_t *ticks)
{
    const int64_t most = 100000 * TICKS_PER_DAY;
    int64_t sum = 0;
    bool minus = s.len && s.ptr[0] == '-';
    s = str_skip(s, minus || (s.len && s.ptr[0] == '+'));
    if (s.len == 0)
        return false;
    while (s.len) {
        int64_t n = 0;
        int digit;
        size_t before = s.len;
        while (take_digits(&s, 1, &digit) && n < most)
            n = n * 10 + digit;
        int64_t unit = s.len ? unit_ticks(s.ptr[0]) : 0;
        if (s.len == before || !unit || n > most / unit)
            return false;
        sum += n * unit;
        s = str_skip(s, 1);
        if (sum > most)
            return false;
    }
    *ticks = minus ? -sum : sum;
    return true;
}

char *duration_text(int64_t ticks, char to[TIME_TEXT])
{
    static const struct {
        int64_t ticks;
        const char *name;
    } units[] = {
        {TICKS_PER_DAY,    "d"  },
        {TICKS_PER_HOUR,   "h"  },
        {TICKS_PER_MINUTE, "min"},
        {TICKS_PER_SECOND, "s"  }
    };
    const char *sign = ticks < 0 ? "-" : "";
    int64_t left = ticks < 0 ? -ticks : ticks;
    if (left < TICKS_PER_SECOND) {
        snprintf(to, TIME_TEXT, "%s%.3g s", sign, (double)left / (double)TICKS_PER_SECOND);
        if (left == 0)
            snprintf(to, TIME_TEXT, "0 s");
        return to;
    }
    size_t i = 0;
    while (left < units[i].ticks)
        i++;
    int64_t whole = left / units[i].ticks;
    int64_t part = i + 1 < ARRAY_LEN(units) ? left % units[i].ticks / units[i + 1].ticks : 0;
    if (part && whole < 10)
        snprintf(to, TIME_TEXT, "%s%lld %s %lld %s", sign, (long long)whole, units[i].name,
                 (long long)part, units[i + 1].name);
    else
        snprintf(to, TIME_TEXT, "%s%lld %s", sign, (long long)whole, units[i].name);
    return to;
}
