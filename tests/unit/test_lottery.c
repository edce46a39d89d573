#include "diagnosis/lottery.h"
#include "suite.h"

#include <math.h>

static const int64_t sbs[] = {1645, 1646, 1701, 1812, 1813, 2883, 4500};

/* Computed with exact fractions by another program (knowledge/ports/pool_math.py). */
static const struct {
    int64_t pool, from, to;
    size_t wanted; /* how many of the above, from the end: 2883 is the sixth */
    double percent;
} chances[] = {
    {2500,  1025,  65535, 1, 3.87531},
    {2500,  1025,  60000, 1, 4.23901},
    {2500,  1024,  5000,  1, 62.8615},
    {2500,  1024,  5000,  7, 99.9038},
    {50,    1024,  65535, 1, 0.07750},
    {2500,  49152, 65535, 1, 0      },
    {64512, 1024,  65535, 1, 100    },
    {0,     1024,  65535, 7, 0      },
};

static struct lottery drawn(size_t i)
{
    return (struct lottery){
        chances[i].pool,   chances[i].from, chances[i].to, chances[i].wanted == 1 ? &sbs[5] : sbs,
        chances[i].wanted, false,           false};
}

START_TEST(the_chance_is_hypergeometric)
{
    struct lottery l = drawn((size_t)_i);
    ck_assert_double_eq_tol(100 * lottery_chance(&l), chances[_i].percent, 0.0005);
}
END_TEST

START_TEST(ports_outside_the_range_and_doubles_do_not_count)
{
    const int64_t odd[] = {2883, 2883, 80, 70000, -1};
    struct lottery l = {2500, 1025, 65535, odd, 5, false, false},
                   one = {2500, 1025, 65535, &sbs[5], 1, false, false};
    ck_assert_double_eq_tol(lottery_chance(&l), lottery_chance(&one), 1e-12);
}
END_TEST

/* A row of 2,500 in 49152 to 65535 can begin in 13,885 places. */
START_TEST(a_row_takes_a_port_in_as_many_places_as_cover_it)
{
    static const struct {
        int64_t wanted[2];
        size_t n, places;
    } rows[] = {
        {{56000, 0},     1, 2500},
        {{49152, 0},     1, 1   },
        {{65535, 0},     1, 1   },
        {{2883, 0},      1, 0   },
        {{56000, 57000}, 2, 3500},
        {{56000, 60000}, 2, 5000},
        {{49152, 65535}, 2, 2   },
    };
    struct lottery l = {2500, 49152, 65535, rows[_i].wanted, rows[_i].n, .run = true};
    ck_assert_double_eq_tol(lottery_chance(&l), (double)rows[_i].places / 13885, 1e-12);
    l.pool = 16384;
    ck_assert_double_eq(lottery_chance(&l), rows[_i].places ? 1 : 0);
}
END_TEST

START_TEST(what_remains_is_told_per_start_and_per_year)
{
    struct arena arena = {0};
    ck_str(lottery_residual(&arena, 0, NAN), "none");
    ck_str(lottery_residual(&arena, 0.0387531, NAN), "one start in 26 (3.88 %)");
    ck_str(lottery_residual(&arena, 0.0387531, 12),
           "one start in 26 (3.88 %), 38 % in a year with 12 starts");
    ck_str(lottery_residual(&arena, 0.0387531, 400),
           "one start in 26 (3.88 %), more than 99 % in a year with 400 starts");
    ck_str(lottery_residual(&arena, 0.629, NAN), "62.9 % of starts");
    ck_assert_double_eq_tol(lottery_year(0.0387531, 12), 0.37767, 1e-4);
    ck_assert_double_eq(lottery_year(1, 12), 1);
    arena_free(&arena);
}
END_TEST

START_TEST(ranges_that_are_none_have_no_chance)
{
    struct lottery wrong[] = {
        {2500, 60000, 1025,      sbs, 7, false, false},
        {2500, -5,    65535,     sbs, 7, false, false},
        {2500, 1025,  INT64_MAX, sbs, 7, false, false},
        {-1,   1025,  65535,     sbs, 7, false, false},
        {2500, 1025,  65535,     sbs, 0, false, false},
    };
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
        ck_assert_double_eq(lottery_chance(&wrong[i]), 0);
}
END_TEST

START_TEST(clean_starts_prove_something_only_when_counted)
{
    ck_assert_int_eq(lottery_needed(2500.0 / 64511), 76);
    ck_assert_int_eq(lottery_needed(2500.0 / 58976), 70);
    ck_assert_int_eq(lottery_needed(1), 1);
    ck_assert_int_eq(lottery_needed(0), INT_NONE);
    ck_assert_double_eq_tol(lottery_luck(2500.0 / 64511, 9), 0.7006, 0.0005);
    ck_assert_double_eq(lottery_luck(0.5, 0), 1);
    ck_assert_double_eq(lottery_luck(1, 3), 0);
}
END_TEST

START_TEST(luck_is_said_in_one_sentence)
{
    struct arena arena = {0};
    struct lottery l = drawn(0);
    struct a_luck *luck = lottery_luck_of(&arena, &l, 9);
    ck_str(lottery_words(&arena, luck, STR("DNS starts")),
           "0 of 9 DNS starts since; with 3.875 % per start that happens by luck in 70 % of cases; "
           "76 clean starts are needed for 95 %");
    ck_str(luck->kind, "lottery");
    ck_assert_int_eq(luck->needed, 76);
    ck_assert_int_eq(luck->draws, 9);
    ck_str(lottery_model(&arena, &l, (struct lottery_trials){5, 2}, STR("DNS starts")),
           "2,500 of 64,511 ports are drawn at each start, so the one that is wanted is taken in "
           "3.875 % of them; 2 of 5 DNS starts that the log covers were followed by failures");
    arena_free(&arena);
}
END_TEST

START_TEST(hits_less_than_five_minutes_apart_are_one_draw)
{
    const int64_t m = TICKS_PER_MINUTE;
    const int64_t hits[] = {0, 1, 4 * m, 8 * m, 13 * m, 60 * m, 60 * m};
    int64_t draws[ARRAY_LEN(hits)];
    ck_assert_uint_eq(lottery_draws(hits, ARRAY_LEN(hits), draws), 3);
    ck_assert_int_eq(draws[0], 0);
    ck_assert_int_eq(draws[1], 13 * m);
    ck_assert_int_eq(draws[2], 60 * m);
    ck_assert_uint_eq(lottery_draws(hits, 0, draws), 0);
}
END_TEST

START_TEST(a_rare_failure_speaks_for_the_lottery_and_a_constant_one_against_it)
{
    const double chance = 2500.0 / 64511;
    ck_assert_double_eq(lottery_ratio(chance, (struct lottery_trials){12, 1}), 20);
    ck_assert_double_eq(lottery_ratio(chance, (struct lottery_trials){12, 12}), 1.0 / 20);
    ck_assert_double_eq(lottery_ratio(chance, (struct lottery_trials){12, 0}), 1);
    ck_assert_double_eq(lottery_ratio(chance, (struct lottery_trials){0, 0}), 1);
    ck_assert_double_eq_tol(lottery_ratio(chance, (struct lottery_trials){1, 1}), 1, 1e-9);
    double huge = lottery_ratio(chance, (struct lottery_trials){INT64_MAX, INT64_MAX / 2});
    ck_assert(huge >= 1.0 / 20 && huge <= 20);
}
END_TEST

/* Two draws, worked by hand: P(1 of 2) = 2c(1-c) / (1-(1-c)^2) over the same with 0.95. */
START_TEST(the_ratio_is_that_of_two_binomials_given_a_failure)
{
    const double c = 0.1, r = 0.95;
    double lottery = 2 * c * (1 - c) / (1 - (1 - c) * (1 - c));
    double rival = 2 * r * (1 - r) / (1 - (1 - r) * (1 - r));
    ck_assert_double_eq_tol(lottery_ratio(c, (struct lottery_trials){2, 1}), lottery / rival, 1e-9);
}
END_TEST

START_TEST(only_draws_that_the_log_covers_are_counted)
{
    struct arena arena = {0};
    struct notes notes;
    notes_init(&notes, &arena);
    struct survey *s = survey_new(&notes);
    const int64_t h = TICKS_PER_HOUR;
    survey_cover(s, STR("HOST"), STR("Application"), (struct moment){0, false},
                 (struct moment){100 * h, false});
    survey_finish(s);
    const int64_t draws[] = {-5 * h, 10 * h, 20 * h, 30 * h, 100 * h - TICKS_PER_MINUTE};
    const int64_t begins[] = {-4 * h, 11 * h, 31 * h, 32 * h};
    struct lottery_field f = {s, STR("HOST"), STR("Application"), false, draws, 5, begins, 4};
    struct lottery_trials t = lottery_count(&f);
    ck_assert_int_eq(t.n, 3);
    ck_assert_int_eq(t.k, 2);
    ck_assert_int_eq(lottery_draws_since(&f, (struct moment){15 * h, false}), 2);
    ck_assert_int_eq(lottery_draws_since(&f, (struct moment){15 * h, true}), 0);
    f.channel = STR("System");
    ck_assert_int_eq(lottery_count(&f).n, 0);
    survey_free(s);
    arena_free(&arena);
}
END_TEST

SUITE(lottery)
{
    tcase_add_loop_test(tests, the_chance_is_hypergeometric, 0, (int)ARRAY_LEN(chances));
    tcase_add_test(tests, ports_outside_the_range_and_doubles_do_not_count);
    tcase_add_loop_test(tests, a_row_takes_a_port_in_as_many_places_as_cover_it, 0, 7);
    tcase_add_test(tests, what_remains_is_told_per_start_and_per_year);
    tcase_add_test(tests, ranges_that_are_none_have_no_chance);
    tcase_add_test(tests, clean_starts_prove_something_only_when_counted);
    tcase_add_test(tests, luck_is_said_in_one_sentence);
    tcase_add_test(tests, hits_less_than_five_minutes_apart_are_one_draw);
    tcase_add_test(tests, a_rare_failure_speaks_for_the_lottery_and_a_constant_one_against_it);
    tcase_add_test(tests, the_ratio_is_that_of_two_binomials_given_a_failure);
    tcase_add_test(tests, only_draws_that_the_log_covers_are_counted);
}
