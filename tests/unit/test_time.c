#include "base/time.h"
#include "suite.h"

static const struct {
    const char *text, *iso;
    bool zoned;
} times[] = {
    {"2012-10-12T06:08:00.0000000Z",   "2012-10-12T06:08:00.0000000Z", true },
    {"2019-08-14T14:06:44.495674800Z", "2019-08-14T14:06:44.4956748Z", true },
    {"2019-08-14 14:06:44.495674",     "2019-08-14T14:06:44.4956740",  false},
    {"2018-08-09 07:21:00.046087 UTC", "2018-08-09T07:21:00.0460870Z", true },
    {"2024-01-31T20:00:00-08:00",      "2024-02-01T04:00:00.0000000Z", true },
    {"2024-02-29 23:59",               "2024-02-29T23:59:00.0000000",  false},
    {"1969-12-31T23:59:59.9999999Z",   "1969-12-31T23:59:59.9999999Z", true },
    {"1601-01-01T00:00:00Z",           "1601-01-01T00:00:00.0000000Z", true },
    {"2010-05-04 03:02:01.5 +00:00",   "2010-05-04T03:02:01.5000000Z", true },
};

START_TEST(a_time_is_read_and_printed)
{
    int64_t ticks;
    bool zoned;
    char text[TIME_TEXT];
    ck_assert(time_parse(str_of(times[_i].text), &ticks, &zoned));
    ck_assert_int_eq(zoned, times[_i].zoned);
    ck_assert_str_eq(time_iso((struct moment){ticks, !zoned}, text), times[_i].iso);
}
END_TEST

static const char *const no_times[] = {"",
                                       "now",
                                       "2024-13-01T00:00:00Z",
                                       "2023-02-29T00:00:00Z",
                                       "2024-01-01",
                                       "2024-01-01T25:00:00Z",
                                       "2024-01-01T00:00:00Zebra",
                                       "0000-00-00T00:00:00Z"};

START_TEST(what_is_no_time_is_refused)
{
    int64_t ticks;
    bool zoned;
    ck_assert(!time_parse(str_of(no_times[_i]), &ticks, &zoned));
}
END_TEST

static const struct {
    const char *text;
    int64_t seconds;
} durations[] = {
    {"30s",    30      },
    {"5m",     300     },
    {"1h30m",  5400    },
    {"-30d",   -2592000},
    {"2w",     1209600 },
    {"+10m3s", 603     },
};

START_TEST(a_duration_is_read)
{
    int64_t ticks;
    ck_assert(duration_parse(str_of(durations[_i].text), &ticks));
    ck_assert_int_eq(ticks, durations[_i].seconds * TICKS_PER_SECOND);
}
END_TEST

START_TEST(what_is_no_duration_is_refused)
{
    static const char *const none[] = {"", "5", "m", "5 m", "5y", "99999999999d", "-", "1h-3m"};
    int64_t ticks;
    for (size_t i = 0; i < ARRAY_LEN(none); i++)
        ck_assert_msg(!duration_parse(str_of(none[i]), &ticks), "took '%s'", none[i]);
}
END_TEST

static const struct {
    double seconds;
    const char *text;
} spoken[] = {
    {0,      "0 s"       },
    {0.25,   "0.25 s"    },
    {59,     "59 s"      },
    {300,    "5 min"     },
    {303,    "5 min 3 s" },
    {7800,   "2 h 10 min"},
    {259200, "3 d"       },
    {1e6,    "11 d"      },
    {-60,    "-1 min"    },
};

START_TEST(a_duration_is_said_in_words)
{
    char text[TIME_TEXT];
    int64_t ticks = (int64_t)(spoken[_i].seconds * (double)TICKS_PER_SECOND);
    ck_assert_str_eq(duration_text(ticks, text), spoken[_i].text);
}
END_TEST

START_TEST(weeks_count_as_iso_8601_does)
{
    static const struct {
        int year, month, day, week;
    } days[] = {
        {2021, 1,  3,  53},
        {2021, 1,  4,  1 },
        {2024, 12, 30, 1 },
        {2026, 11, 24, 48}
    };
    for (size_t i = 0; i < ARRAY_LEN(days); i++) {
        struct civil c = {.year = days[i].year, .month = days[i].month, .day = days[i].day};
        c = civil_of(civil_ticks(&c));
        ck_assert_int_eq(civil_iso_week(&c), days[i].week);
    }
}
END_TEST

SUITE(time)
{
    tcase_add_loop_test(tests, a_time_is_read_and_printed, 0, (int)ARRAY_LEN(times));
    tcase_add_loop_test(tests, what_is_no_time_is_refused, 0, (int)ARRAY_LEN(no_times));
    tcase_add_loop_test(tests, a_duration_is_read, 0, (int)ARRAY_LEN(durations));
    tcase_add_test(tests, what_is_no_duration_is_refused);
    tcase_add_loop_test(tests, a_duration_is_said_in_words, 0, (int)ARRAY_LEN(spoken));
    tcase_add_test(tests, weeks_count_as_iso_8601_does);
}
