#include "taken.h"

#include "console.h"

/* Abbreviations of weekdays as `date /t` prints them, Sunday first; en, de, fr, es, it, nl. */
static const char *const weekdays[][7] = {
    {"Sun", "Mon", "Tue", "Wed",  "Thu", "Fri", "Sat" },
    {"So",  "Mo",  "Di",  "Mi",   "Do",  "Fr",  "Sa"  },
    {"dim", "lun", "mar", "mer",  "jeu", "ven", "sam" },
    {"dom", "lun", "mar", "mié", "jue", "vie", "sáb"},
    {"dom", "lun", "mar", "mer",  "gio", "ven", "sab" },
    {"zo",  "ma",  "di",  "wo",   "do",  "vr",  "za"  },
};

static bool weekday_is(struct str word, int weekday)
{
    while (word.len && (word.ptr[word.len - 1] == '.' || word.ptr[word.len - 1] == ','))
        word.len--;
    for (size_t i = 0; i < ARRAY_LEN(weekdays); i++)
        if (str_eq_nocase(word, str_of(weekdays[i][weekday])))
            return true;
    return false;
}

bool taken_numbers(struct str s, struct taken_numbers *out)
{
    size_t at = 0;
    for (int k = 0; k < 3; k++) {
        size_t from = at;
        for (out->n[k] = 0; at < s.len && s.ptr[at] >= '0' && s.ptr[at] <= '9' && at - from < 4;
             at++)
            out->n[k] = out->n[k] * 10 + (s.ptr[at] - '0');
        if (at == from || (k < 2 && (at == s.len || !s.ptr[at] || !strchr("/.-", s.ptr[at]))))
            return false;
        if (k == 0)
            out->separator = s.ptr[at];
        at += k < 2;
    }
    out->behind = str_skip(s, at);
    return true;
}

bool taken_date(struct str text, struct str word, bool month_first, struct civil *out)
{
    struct taken_numbers d;
    if (!taken_numbers(text, &d) || d.behind.len)
        return false;
    const int *n = d.n;
    struct civil ymd = {.year = n[0], .month = n[1], .day = n[2]};
    struct civil mdy = {.year = n[2], .month = n[0], .day = n[1]};
    struct civil dmy = {.year = n[2], .month = n[1], .day = n[0]};
    if (n[0] > 31) {
        *out = ymd;
        return civil_valid(out);
    }
    mdy.year += mdy.year < 100 ? 2000 : 0;
    dmy.year = mdy.year;
    bool can_mdy = civil_valid(&mdy), can_dmy = civil_valid(&dmy);
    bool says_mdy = can_mdy && word.len && weekday_is(word, civil_of(civil_ticks(&mdy)).weekday);
    bool says_dmy = can_dmy && word.len && weekday_is(word, civil_of(civil_ticks(&dmy)).weekday);
    bool take_mdy = says_mdy != says_dmy ? says_mdy
                    : can_mdy != can_dmy ? can_mdy
                                         : d.separator == '/' && month_first;
    *out = take_mdy ? mdy : dmy;
    return take_mdy ? can_mdy : can_dmy;
}

bool taken_clock(struct str text, struct str half, struct civil *out)
{
    int n[3] = {0}, k = 0;
    size_t at = 0;
    for (; k < 3; k++) {
        size_t from = at;
        for (; at < text.len && text.ptr[at] >= '0' && text.ptr[at] <= '9' && at - from < 2; at++)
            n[k] = n[k] * 10 + (text.ptr[at] - '0');
        if (at == from || at == text.len || text.ptr[at] != ':')
            break;
        at++;
    }
    if (k == 0 || (at < text.len && !strchr(".,", text.ptr[at])))
        return false;
    bool pm = str_eq_nocase(half, STR("PM")), am = str_eq_nocase(half, STR("AM"));
    if (pm && n[0] < 12)
        n[0] += 12;
    if (am && n[0] == 12)
        n[0] = 0;
    out->hour = n[0];
    out->minute = n[1];
    out->second = n[2];
    return n[0] < 24 && n[1] < 60 && n[2] < 60;
}

bool console_time(struct str text, struct moment *out)
{
    struct str words[4];
    struct civil at = {0}, clock = {0};
    size_t n = console_words(text, words, ARRAY_LEN(words));
    if (n < 2 || n > 3)
        return false;
    struct str day = words[0], half = n == 3 ? words[2] : (struct str){0};
    while (day.len && day.ptr[day.len - 1] == ',')
        day.len--;
    if (!taken_date(day, (struct str){0}, half.len > 0, &at) ||
        !taken_clock(words[1], half, &clock))
        return false;
    at.hour = clock.hour;
    at.minute = clock.minute;
    at.second = clock.second;
    *out = (struct moment){civil_ticks(&at), true};
    return true;
}

/* Names of files ------------------------------------------------------------------------------- */

static int two_digits(const char *p)
{
    return (p[0] - '0') * 10 + (p[1] - '0');
}

static size_t digits_at(struct str s, size_t at)
{
    size_t n = 0;
    while (at + n < s.len && s.ptr[at + n] >= '0' && s.ptr[at + n] <= '9')
        n++;
    return n;
}

/* A date at `at` of a name: YYYYMMDD or YYYY-MM-DD; `end` is behind it. */
static bool date_in_name(struct str s, size_t at, struct civil *day, size_t *end)
{
    size_t n = digits_at(s, at);
    const char *p = s.ptr + at;
    bool dashes = n == 4 && at + 10 <= s.len && strchr("-_.", p[4]) && p[7] == p[4] &&
                  digits_at(s, at + 5) == 2 && digits_at(s, at + 8) >= 2;
    if (n != 8 && !dashes && n != 12 && n != 14)
        return false;
    *day = (struct civil){.year = two_digits(p) * 100 + two_digits(p + 2),
                          .month = two_digits(p + (dashes ? 5 : 4)),
                          .day = two_digits(p + (dashes ? 8 : 6))};
    *end = at + (dashes ? 10 : 8);
    return day->year >= 1995 && day->year < 2100 && civil_valid(day);
}

static bool date_in(struct str s, struct moment *taken, bool *whole)
{
    struct civil day;
    size_t end;
    for (size_t at = 0; at < s.len; at++) {
        if ((at && digits_at(s, at - 1)) || !date_in_name(s, at, &day, &end))
            continue;
        size_t clock = end + (end < s.len && strchr("-_ T.", s.ptr[end]) && s.ptr[end]);
        size_t n = digits_at(s, clock);
        const char *p = s.ptr + clock;
        bool split =
            n == 2 && clock + 5 <= s.len && strchr("-_.h", p[2]) && digits_at(s, clock + 3) >= 2;
        *whole = (n == 4 || n == 6 || split) && two_digits(p) < 24 &&
                 two_digits(p + (split ? 3 : 2)) < 60;
        day.hour = *whole ? two_digits(p) : 12;
        day.minute = *whole ? two_digits(p + (split ? 3 : 2)) : 0;
        *taken = (struct moment){civil_ticks(&day), true};
        return true;
    }
    return false;
}

bool name_taken(struct str path, struct moment *taken, bool *whole)
{
    *whole = false;
    while (path.len) {
        const char *slash = memrchr(path.ptr, '/', path.len);
        struct str name = slash ? str_skip(path, (size_t)(slash + 1 - path.ptr)) : path;
        if (date_in(name, taken, whole))
            return true;
        path.len = slash ? (size_t)(slash - path.ptr) : 0;
    }
    return false;
}
