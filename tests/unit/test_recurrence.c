#include "base/limits.h"
#include "diagnosis/recurrence.h"
#include "suite.h"

#define S TICKS_PER_SECOND
#define M TICKS_PER_MINUTE
#define H TICKS_PER_HOUR
#define D TICKS_PER_DAY

static struct arena arena;
static struct recurrence_input in;
static struct recurrence r;
static int64_t ticks[5000];

static int64_t at(const char *text)
{
    int64_t t;
    bool zoned;
    ck_assert_msg(time_parse(str_of(text), &t, &zoned), "no time '%s'", text);
    return t;
}

static const struct zone *pacific(void)
{
    const struct zone *z;
    struct err err;
    ck_assert_int_eq(zone_load(&arena, STR("America/Los_Angeles"), &z, &err), OK);
    return z;
}

static void begin(void)
{
    in = (struct recurrence_input){.ticks = ticks, .zone = zone_utc()};
}

static void add(int64_t t)
{
    ticks[in.n++] = t;
}

static struct a_cadence measure(void)
{
    struct a_cadence c;
    recurrence_measure(&arena, &in, &r);
    recurrence_cadence(&arena, &in, &r, &c);
    return c;
}

static void expect_overdue(const char *text)
{
    char is[TIME_TEXT];
    ck_assert_msg(r.overdue.ticks == at(text), "overdue %s", time_iso(r.overdue, is));
}

START_TEST(nothing_has_no_cadence)
{
    begin();
    struct a_cadence c = measure();
    ck_assert_int_eq(r.kind, CADENCE_NONE);
    ck_str(c.kind, "");
    ck_assert_int_eq(r.last.ticks, TIME_NONE);
}
END_TEST

START_TEST(one_occurrence_is_overdue_after_a_day)
{
    begin();
    add(at("2012-10-12T06:08:00Z"));
    struct a_cadence c = measure();
    ck_str(c.kind, "once");
    ck_str(c.text, "once, on 12 Oct 2012 06:08");
    expect_overdue("2012-10-13T06:08:00Z");
}
END_TEST

START_TEST(every_five_minutes_is_said_as_people_say_it)
{
    begin();
    for (int i = 0; i < 3412; i++)
        add(i ? ticks[i - 1] + 5 * M + (i % 3 - 1) * 4 * S : at("2012-10-12T06:08:00Z"));
    struct a_cadence c = measure();
    ck_str(c.kind, "periodic");
    ck_str(c.text, "every 5 min (+- 4 s) since 12 Oct 2012 06:08, 3,412 times, day and night");
    ck_assert_int_eq(r.overdue.ticks, r.last.ticks + 15 * M);
}
END_TEST

START_TEST(gaps_of_one_two_or_three_times_a_base_are_periodic)
{
    begin();
    const int gaps[] = {1, 2, 1, 1, 3, 1, 1, 2, 1, 1};
    add(0);
    for (size_t i = 0; i < ARRAY_LEN(gaps); i++)
        add(ticks[i] + gaps[i] * 5 * M);
    ck_str(measure().kind, "periodic");
    ck_assert_int_eq(r.base, 5 * M);
    add(r.last.ticks + 2 * H);
    add(ticks[in.n - 1] + 7 * H);
    add(ticks[in.n - 1] + 9 * H);
    ck_str(measure().kind, "irregular");
}
END_TEST

START_TEST(a_base_shorter_than_the_slack_is_no_period)
{
    begin();
    for (int i = 0; i < 100; i++)
        add(i * 3 * S);
    ck_assert_int_ne(measure().kind.len, 0);
    ck_assert_int_eq(r.kind, CADENCE_IRREGULAR);
    ck_assert_int_eq(r.overdue.ticks, r.last.ticks + H);
}
END_TEST

START_TEST(two_are_no_period)
{
    begin();
    add(0);
    add(5 * M);
    ck_str(measure().text, "twice since 1 Jan 1970 00:00, 5 min apart");
    ck_assert_int_eq(r.kind, CADENCE_IRREGULAR);
}
END_TEST

START_TEST(a_daily_job_is_overdue_when_its_hour_of_the_next_day_is_over)
{
    begin();
    for (int i = 0; i < 10; i++)
        add(at("2012-10-01T02:10:00Z") + i * D + i % 3 * M);
    struct a_cadence c = measure();
    ck_str(c.kind, "daily");
    ck_str(c.text, "every day about 02:10 (+- 0 s) since 1 Oct 2012 02:10, 10 times");
    expect_overdue("2012-10-11T03:00:00Z");
}
END_TEST

START_TEST(a_daily_job_may_leave_out_days)
{
    begin();
    const int days[] = {0, 1, 4, 6, 7, 10};
    for (size_t i = 0; i < ARRAY_LEN(days); i++)
        add(at("2012-10-01T02:10:00Z") + days[i] * D);
    struct a_cadence c = measure();
    ck_str(c.kind, "daily");
    ck_str(c.text, "about 02:10, every day but those left out, since 1 Oct 2012 02:10, 6 times");
}
END_TEST

/* 4 November 2012: the clocks of California go back from 02:00 to 01:00. */
START_TEST(a_daily_job_stays_daily_when_the_clock_changes)
{
    begin();
    in.zone = pacific();
    for (int day = 1; day <= 3; day++)
        add(at("2012-11-01T09:30:00Z") + (day - 1) * D); /* 02:30 summer time */
    add(at("2012-11-04T10:30:00Z"));                     /* 02:30 standard time */
    add(at("2012-11-05T10:30:00Z"));
    ck_str(measure().kind, "daily");
    expect_overdue("2012-11-06T11:00:00Z");
    struct a_activity a;
    recurrence_activity(&arena, &in, &a);
    ck_assert_int_eq(a.hours[2], 5);
    ck_assert_uint_eq(a.days_n, 5);
    ck_str(a.days[0].date, "2012-11-01");
    ck_str(a.days[4].date, "2012-11-05");
}
END_TEST

START_TEST(the_next_day_is_reckoned_on_the_wall_across_a_change_of_clocks)
{
    begin();
    in.zone = pacific();
    for (int day = 0; day < 5; day++)
        add(at("2012-10-30T15:10:00Z") + day * D); /* 08:10; the last on 3 November */
    ck_str(measure().kind, "daily");
    expect_overdue("2012-11-04T17:00:00Z"); /* 09:00, by then standard time */
}
END_TEST

START_TEST(runs_after_boots_are_known_and_wait_for_the_next_boot)
{
    const char *const up[] = {"2012-10-01T08:00:00Z", "2012-10-04T18:30:00Z",
                              "2012-10-09T03:00:00Z", "2012-10-20T12:00:00Z"};
    struct boot boots[ARRAY_LEN(up)];
    begin();
    for (size_t i = 0; i < ARRAY_LEN(up); i++) {
        boots[i] = (struct boot){
            .at = {at(up[i]), false}
        };
        if (i == 3)
            break;
        add(at(up[i]) + 3 * M);
        add(at(up[i]) + 3 * M + 40 * S);
    }
    in.boots = boots;
    in.boots_n = 3;
    struct a_cadence c = measure();
    ck_str(c.kind, "after-boot");
    ck_str(c.text,
           "after starts of Windows (3 of 3 runs began within 15 min of one) since 1 Oct 2012 "
           "08:03, 6 times");
    ck_assert_int_eq(r.overdue.ticks, TIME_NONE);
    in.boots_n = 4;
    measure();
    expect_overdue("2012-10-20T12:15:00Z");
    in.boots_n = 1;
    ck_str(measure().kind, "irregular");
    boots[1].at.local = boots[2].at.local = true;
    in.boots_n = 3;
    ck_str(measure().kind, "irregular");
}
END_TEST

static void add_office_week(const char *monday)
{
    const int64_t minutes[] = {491, 640, 833, 1015};
    for (int day = 0; day < 5; day++)
        for (size_t i = 0; i < ARRAY_LEN(minutes); i++)
            add(at(monday) + day * D + (minutes[i] + day * 7 % 5) * M);
}

START_TEST(business_hours_wait_over_the_weekend)
{
    begin();
    add_office_week("2012-10-08T00:00:00Z");
    add_office_week("2012-10-15T00:00:00Z");
    struct a_cadence c = measure();
    ck_str(c.kind, "business-hours");
    ck_str(c.text, "on working days between 7 and 19 h since 8 Oct 2012 08:11, 40 times");
    expect_overdue("2012-10-22T17:00:00Z"); /* Monday behind the last hour */
}
END_TEST

START_TEST(business_hours_are_those_of_the_zone)
{
    begin();
    in.zone = pacific();
    add_office_week("2012-10-08T07:00:00Z");
    ck_str(measure().kind, "business-hours");
    in.zone = zone_utc();
    ck_str(measure().kind, "irregular");
    in.local = true;
    ck_str(measure().kind, "irregular");
}
END_TEST

START_TEST(half_in_a_hundredth_of_the_time_is_a_burst)
{
    begin();
    add(0);
    add(3 * D);
    for (int i = 0; i < 12; i++)
        add(7 * D + i * i * 2 * S);
    add(20 * D);
    add(29 * D);
    struct a_cadence c = measure();
    ck_str(c.kind, "burst");
    ck_str(c.text,
           "in bursts since 1 Jan 1970 00:00, 16 times, half of them within 1 min 38 s from 8 "
           "Jan 1970 00:00 on");
    ck_assert(r.overdue.ticks >= r.last.ticks + H);
}
END_TEST

START_TEST(the_strip_has_every_day_and_is_bounded)
{
    struct a_activity a;
    begin();
    add(at("2012-02-28T23:30:00Z"));
    add(at("2012-03-02T00:10:00Z"));
    recurrence_activity(&arena, &in, &a);
    ck_assert_uint_eq(a.days_n, 4);
    ck_str(a.days[1].date, "2012-02-29");
    ck_assert_int_eq(a.days[1].count, 0);
    ck_assert_int_eq(a.days[3].count, 1);
    ck_assert_int_eq(a.hours[23], 1);
    begin();
    add(at("1601-01-01T00:00:00Z"));
    add(at("9999-12-30T00:00:00Z"));
    recurrence_activity(&arena, &in, &a);
    ck_assert_uint_eq(a.days_n, LIMIT_ACTIVITY_DAYS);
    measure();
    ck_assert_int_eq(r.kind, CADENCE_IRREGULAR);
}
END_TEST

START_TEST(every_kind_has_a_name_and_is_found_by_it)
{
    enum cadence c;
    for (int i = CADENCE_ONCE; i < CADENCES; i++) {
        ck_assert(cadence_find(str_of(cadence_names[i]), &c));
        ck_assert_int_eq(c, i);
    }
    ck_assert(!cadence_find(STR("none"), &c));
    ck_assert(!cadence_find(STR("weekly"), &c));
}
END_TEST

START_TEST(counts_are_grouped)
{
    ck_str(count_words(&arena, 0), "0");
    ck_str(count_words(&arena, 999), "999");
    ck_str(count_words(&arena, 3412), "3,412");
    ck_str(count_words(&arena, 1234567), "1,234,567");
    ck_str(count_words(&arena, -1234), "-1,234");
}
END_TEST

static void give_back(void)
{
    arena_free(&arena);
}

SUITE(recurrence)
{
    tcase_add_checked_fixture(tests, NULL, give_back);
    tcase_add_test(tests, nothing_has_no_cadence);
    tcase_add_test(tests, one_occurrence_is_overdue_after_a_day);
    tcase_add_test(tests, every_five_minutes_is_said_as_people_say_it);
    tcase_add_test(tests, gaps_of_one_two_or_three_times_a_base_are_periodic);
    tcase_add_test(tests, a_base_shorter_than_the_slack_is_no_period);
    tcase_add_test(tests, two_are_no_period);
    tcase_add_test(tests, a_daily_job_is_overdue_when_its_hour_of_the_next_day_is_over);
    tcase_add_test(tests, a_daily_job_may_leave_out_days);
    tcase_add_test(tests, a_daily_job_stays_daily_when_the_clock_changes);
    tcase_add_test(tests, the_next_day_is_reckoned_on_the_wall_across_a_change_of_clocks);
    tcase_add_test(tests, runs_after_boots_are_known_and_wait_for_the_next_boot);
    tcase_add_test(tests, business_hours_wait_over_the_weekend);
    tcase_add_test(tests, business_hours_are_those_of_the_zone);
    tcase_add_test(tests, half_in_a_hundredth_of_the_time_is_a_burst);
    tcase_add_test(tests, the_strip_has_every_day_and_is_bounded);
    tcase_add_test(tests, every_kind_has_a_name_and_is_found_by_it);
    tcase_add_test(tests, counts_are_grouped);
}
