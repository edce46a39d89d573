#include "stamp.h"

/* Digits at the front, 15 at most; returns how many. */
static size_t digits(struct str s, int64_t *n)
{
    size_t at = 0;
    *n = 0;
    for (; at < s.len && at < 15 && s.ptr[at] >= '0' && s.ptr[at] <= '9'; at++)
        *n = *n * 10 + (s.ptr[at] - '0');
    return at;
}

/* "/Date(1351253309000)/", "/Date(1351253309000+0200)/": milliseconds of UTC either way. */
static bool of_dotnet(struct str s, struct moment *at)
{
    const struct str open = STR("/Date(");
    int64_t n;
    if (!str_starts(s, open) || !str_ends(s, STR(")/")))
        return false;
    s = str_skip(s, open.len);
    bool minus = s.len && s.ptr[0] == '-';
    s = str_skip(s, minus);
    size_t len = digits(s, &n);
    if (len == 0 || len == 15 || (s.ptr[len] != ')' && s.ptr[len] != '+' && s.ptr[len] != '-'))
        return false;
    *at = (struct moment){(minus ? -n : n) * (TICKS_PER_SECOND / 1000), false};
    return true;
}

static int part(struct str s, size_t from, size_t len)
{
    int64_t n;
    digits(str_head(str_skip(s, from), len), &n);
    return (int)n;
}

/* "20121026050901.123456-420": the offset in minutes, "***" where it is not known. */
static bool of_cim(struct str s, struct moment *at)
{
    int64_t n, offset = 0;
    if (s.len != 25 || digits(s, &n) != 14 || s.ptr[14] != '.')
        return false;
    struct civil c = {.year = part(s, 0, 4),
                      .month = part(s, 4, 2),
                      .day = part(s, 6, 2),
                      .hour = part(s, 8, 2),
                      .minute = part(s, 10, 2),
                      .second = part(s, 12, 2),
                      .fraction = part(s, 15, 6) * INT64_C(10)};
    struct str zone = str_skip(s, 22);
    bool known = digits(zone, &offset) == 3;
    if (!civil_valid(&c) || (s.ptr[21] != '+' && s.ptr[21] != '-'))
        return false;
    offset *= s.ptr[21] == '-' ? -TICKS_PER_MINUTE : TICKS_PER_MINUTE;
    *at = (struct moment){civil_ticks(&c) - (known ? offset : 0), !known};
    return true;
}

/* "1351253309", "1351253309.123", and 13 digits of milliseconds. */
static bool of_epoch(struct str s, struct moment *at)
{
    int64_t n, unit = TICKS_PER_SECOND, fraction = 0;
    size_t len = digits(s, &n);
    if (len != 9 && len != 10 && len != 13)
        return false;
    if (len == 13)
        unit /= 1000;
    struct str rest = str_skip(s, len);
    if (rest.len && rest.ptr[0] != '.')
        return false;
    int64_t place = unit / 10;
    for (size_t i = 1; i < rest.len; i++, place /= 10) {
        if (rest.ptr[i] < '0' || rest.ptr[i] > '9')
            return false;
        fraction += place * (rest.ptr[i] - '0');
    }
    *at = (struct moment){n * unit + fraction, false};
    return true;
}

struct moment stamp_of(struct str text)
{
    struct moment at;
    bool zoned;
    text = str_trim(text);
    if (time_parse(text, &at.ticks, &zoned))
        at.local = !zoned;
    else if (!of_dotnet(text, &at) && !of_cim(text, &at) && !of_epoch(text, &at))
        return MOMENT_NONE;
    return civil_of(at.ticks).year <= 1601 ? MOMENT_NONE : at;
}
