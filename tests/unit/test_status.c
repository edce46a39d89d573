#include "diagnosis/status.h"
#include "suite.h"

#include <math.h>

#define M TICKS_PER_MINUTE
#define H TICKS_PER_HOUR
#define D TICKS_PER_DAY

static struct arena arena;
static struct notes notes;
static struct survey *s;
static struct recurrence r;
static struct going_result result;
static int64_t ticks[400];
static struct recurrence_input in;

static void cover(const char *channel, int64_t from, int64_t to)
{
    survey_cover(s, STR("HOST"), str_of(channel), (struct moment){from, false},
                 (struct moment){to, false});
}

/* Twelve occurrences, five minutes apart, from the start of the count of time on. */
static void begin(void)
{
    notes_init(&notes, &arena);
    s = survey_new(&notes);
    in = (struct recurrence_input){.ticks = ticks, .n = 12, .zone = zone_utc()};
    for (size_t i = 0; i < in.n; i++)
        ticks[i] = (int64_t)i * 5 * M;
}

static struct going_input question(void)
{
    return (struct going_input){s, STR("HOST"), STR("Application"), in.zone, &r};
}

static struct str judge(void)
{
    struct going_input q = question();
    survey_finish(s);
    recurrence_measure(&arena, &in, &r);
    going_judge(&arena, &q, &result);
    return result.word;
}

static void end(void)
{
    survey_free(s);
    arena_free(&arena);
}

START_TEST(not_overdue_is_active)
{
    begin();
    cover("Application", 0, 60 * M);
    ck_str(judge(), "active");
    ck_str(result.text,
           "Still going on when the logs end (1 Jan 1970 01:00), last seen 1 Jan 1970 00:55");
    end();
}
END_TEST

START_TEST(overdue_and_covered_is_stopped)
{
    begin();
    cover("Application", 0, 5 * H);
    ck_str(judge(), "stopped");
    ck_str(result.text,
           "Not seen since 1 Jan 1970 00:55; the next was due by 1 Jan 1970 01:10, and the "
           "Application log covers 4 h 5 min since then");
    end();
}
END_TEST

START_TEST(overdue_by_another_log_only_is_cleared)
{
    begin();
    cover("Application", 0, 56 * M);
    cover("System", 0, 10 * D);
    ck_str(judge(), "cleared");
    ck_str(result.text,
           "Last seen 1 Jan 1970 00:55; the Application log covers only 1 min after that, "
           "and it would take 15 min to tell whether it has stopped");
    end();
}
END_TEST

START_TEST(no_occurrence_is_latent)
{
    begin();
    in.n = 0;
    ck_str(judge(), "latent");
    end();
}
END_TEST

START_TEST(a_clear_right_after_the_last_failure_leaves_little_to_say)
{
    begin();
    for (int i = 0; i < 2; i++) {
        struct event e = {
            .at = {i * 55 * M, false},
            .host = STR("HOST"),
            .channel = STR("Security"),
            .provider = STR("x"),
            .record_id = 100 + i,
            .level = 4
        };
        survey_event(s, &e);
    }
    struct event clear = {
        .at = {5 * D, false},
        .host = STR("HOST"),
        .channel = STR("Security"),
        .provider = STR("Security"),
        .event_id = 517,
        .record_id = 1,
        .level = 4
    };
    survey_event(s, &clear);
    struct going_input q = question();
    q.channel = STR("Security");
    survey_finish(s);
    recurrence_measure(&arena, &in, &r);
    going_judge(&arena, &q, &result);
    ck_str(result.word, "cleared");
    end();
}
END_TEST

START_TEST(what_follows_boots_waits_for_one)
{
    struct boot boots[] = {
        {.at = {0, false}},
        {.at = {5 * D, false}},
        {.at = {9 * D, false}},
        {.at = {20 * D, false}},
    };
    begin();
    in.boots = boots;
    in.boots_n = 3;
    in.n = 3;
    for (size_t i = 0; i < 3; i++)
        ticks[i] = boots[i].at.ticks + 2 * M;
    cover("Application", 0, 30 * D);
    ck_str(judge(), "active");
    ck_str(result.text,
           "Last seen 10 Jan 1970 00:02; it follows starts of Windows, and there was none since");
    in.boots_n = 4;
    ck_str(judge(), "stopped");
    end();
}
END_TEST

START_TEST(luck_of_silence_is_expected_occurrences_that_did_not_come)
{
    begin();
    in.n = 4;
    for (size_t i = 0; i < 4; i++)
        ticks[i] = (int64_t)i * 10 * H;
    cover("Application", 0, 30 * H + 15 * H);
    judge();
    struct going_input q = question();
    struct a_luck *luck = luck_of_silence(&arena, &q);
    ck_str(luck->kind, "silence");
    ck_assert_double_eq_tol(luck->expected, 4.0 / 30 * 15, 1e-9);
    ck_assert_double_eq_tol(luck->probability, exp(-2), 1e-9);
    ck_assert(isnan(luck->chance));
    ck_assert_int_eq(luck->needed, INT_NONE);
    ck_str(luck->model,
           "4 occurrences in 30.0 covered hours; in the 15.0 covered hours since 2.0 more "
           "would have been expected");
    end();
}
END_TEST

START_TEST(luck_of_a_single_occurrence_counts_the_time_before_it)
{
    begin();
    in.n = 1;
    ticks[0] = 100 * H;
    cover("Application", 0, 200 * H);
    ck_str(judge(), "stopped");
    struct going_input q = question();
    ck_assert_double_eq_tol(luck_of_silence(&arena, &q)->expected, 1, 1e-9);
    end();
}
END_TEST

SUITE(status)
{
    tcase_add_test(tests, not_overdue_is_active);
    tcase_add_test(tests, overdue_and_covered_is_stopped);
    tcase_add_test(tests, overdue_by_another_log_only_is_cleared);
    tcase_add_test(tests, no_occurrence_is_latent);
    tcase_add_test(tests, a_clear_right_after_the_last_failure_leaves_little_to_say);
    tcase_add_test(tests, what_follows_boots_waits_for_one);
    tcase_add_test(tests, luck_of_silence_is_expected_occurrences_that_did_not_come);
    tcase_add_test(tests, luck_of_a_single_occurrence_counts_the_time_before_it);
}
