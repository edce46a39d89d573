#include "diagnosis/coincidence.h"

#include "base/time.h"
#include "suite.h"

enum { MOST = 64 };

static int64_t first_row[MOST], second_row[MOST];

/* n moments without order in ten days, the same for the same seed; `shift` minutes later. */
static struct moments row(int64_t *to, size_t n, uint64_t seed, int64_t shift)
{
    uint64_t at = 0;
    for (size_t i = 0; i < n; i++) {
        seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        at += 60 + (seed >> 33) % (2 * 10 * 24 * 60 / n - 60);
        to[i] = ((int64_t)at + shift) * TICKS_PER_MINUTE;
    }
    return (struct moments){to, n};
}

static bool shift_of(struct moments a, struct moments b, int64_t *minutes)
{
    struct arena arena = {0};
    int64_t shift = 0;
    bool found = moments_shift(&arena, a, b, 5 * TICKS_PER_MINUTE, &shift);
    *minutes = shift / TICKS_PER_MINUTE;
    arena_free(&arena);
    return found;
}

START_TEST(one_clock_that_is_wrong_is_found)
{
    static const int64_t shifts[] = {-170, -7, 12, 61};
    int64_t minutes;
    struct moments a = row(first_row, 12, 3, 200), b = row(second_row, 12, 3, 200 + shifts[_i]);
    ck_assert(shift_of(a, b, &minutes));
    ck_assert_int_eq(minutes, shifts[_i]);
    b.n = 11;
    ck_assert_msg(shift_of(a, b, &minutes), "one is missing");
    b.n = 8;
    ck_assert_msg(!shift_of(a, b, &minutes), "a third is missing");
}
END_TEST

START_TEST(no_shift_is_concluded_from_too_little)
{
    int64_t minutes;
    struct moments a = row(first_row, 12, 3, 200);
    ck_assert_msg(!shift_of(a, row(second_row, 12, 3, 200), &minutes), "they meet as they are");
    ck_assert_msg(!shift_of(a, row(second_row, 12, 3, 420), &minutes), "too far");
    ck_assert_msg(!shift_of(a, row(second_row, 12, 7, 200), &minutes), "others");
    a.n = 4;
    ck_assert_msg(!shift_of(a, row(second_row, 12, 3, 210), &minutes), "too few");
}
END_TEST

START_TEST(what_comes_by_the_clock_shows_no_shift)
{
    int64_t minutes;
    for (int64_t i = 0; i < MOST; i++) {
        first_row[i] = i * TICKS_PER_HOUR;
        second_row[i] = i * TICKS_PER_HOUR + 20 * TICKS_PER_MINUTE;
    }
    ck_assert(
        !shift_of((struct moments){first_row, MOST}, (struct moments){second_row, MOST}, &minutes));
}
END_TEST

/* Twenty attempts of 19 hours; around each of b stand ten minutes. */
START_TEST(few_of_many_may_be_chance)
{
    static const struct {
        size_t seen, met;
        bool chance;
    } rows[] = {
        {20, 1,  true }, /* 200 of 1,150 minutes: three or four are to be expected */
        {20, 5,  true },
        {20, 9,  false},
        {20, 10, false}, /* half of them: no matter how it came */
        {3,  1,  true },
        {2,  1,  false}, /* too rare to say */
        {3,  3,  false},
        {0,  0,  false},
    };
    for (int64_t i = 0; i < 20; i++)
        first_row[i] = i * TICKS_PER_HOUR;
    for (size_t i = 0; i < rows[_i].seen; i++)
        second_row[i] = (int64_t)i * 57 * TICKS_PER_MINUTE + 17;
    ck_assert(moments_by_chance((struct moments){first_row, 20},
                                (struct moments){second_row, rows[_i].seen}, 5 * TICKS_PER_MINUTE,
                                rows[_i].met) == rows[_i].chance);
}
END_TEST

START_TEST(they_meet_where_one_is_near)
{
    for (int64_t i = 0; i < 20; i++) {
        first_row[i] = i * TICKS_PER_HOUR;
        second_row[i] = i * TICKS_PER_HOUR + (i % 2 ? 4 : 6) * TICKS_PER_MINUTE;
    }
    struct moments a = {first_row, 20}, b = {second_row, 20};
    ck_assert_uint_eq(moments_meet(a, b, 5 * TICKS_PER_MINUTE, 0), 10);
    ck_assert_uint_eq(moments_meet(a, b, TICKS_PER_MINUTE, 5 * TICKS_PER_MINUTE), 20);
}
END_TEST

SUITE(coincidence)
{
    tcase_add_loop_test(tests, one_clock_that_is_wrong_is_found, 0, 4);
    tcase_add_test(tests, no_shift_is_concluded_from_too_little);
    tcase_add_test(tests, what_comes_by_the_clock_shows_no_shift);
    tcase_add_loop_test(tests, few_of_many_may_be_chance, 0, 7);
    tcase_add_test(tests, they_meet_where_one_is_near);
}
