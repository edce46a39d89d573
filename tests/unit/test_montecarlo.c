/* The arithmetic of draws against draws that are really made (issue 5: equal within 1 %). The
 * generator, the draw and the count share nothing with what they check. */
#include "diagnosis/lottery.h"
#include "suite.h"

#include <math.h>

enum { ROUNDS = 40000, PORTS = 65536 };

/* xorshift64*: the same numbers everywhere. */
static uint64_t state;

static uint64_t draw_number(uint64_t below)
{
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return ((state * UINT64_C(2685821657736338717)) >> 32) % below;
}

/* One start: ports are drawn one by one, each a second time where it is taken already. */
static bool even_start_hits(const struct lottery *l, uint32_t *taken, uint32_t round)
{
    bool hit = false;
    for (int64_t i = 0; i < l->pool; i++) {
        int64_t port;
        do
            port = l->from + (int64_t)draw_number((uint64_t)(l->to - l->from + 1));
        while (taken[port] == round);
        taken[port] = round;
    }
    for (size_t i = 0; i < l->wanted_n; i++)
        hit |= taken[l->wanted[i]] == round;
    return hit;
}

static bool row_start_hits(const struct lottery *l)
{
    int64_t first = l->from + (int64_t)draw_number((uint64_t)(l->to - l->from + 1 - l->pool + 1));
    for (size_t i = 0; i < l->wanted_n; i++)
        if (l->wanted[i] >= first && l->wanted[i] < first + l->pool)
            return true;
    return false;
}

static double share_of_starts(const struct lottery *l)
{
    static uint32_t taken[PORTS];
    size_t hits = 0;
    memset(taken, 0, sizeof taken);
    for (uint32_t round = 1; round <= ROUNDS; round++)
        hits += l->run ? row_start_hits(l) : even_start_hits(l, taken, round);
    return (double)hits / ROUNDS;
}

static const int64_t sbs[] = {1645, 1646, 1701, 1812, 1813, 2883, 4500};
static const int64_t high[] = {50000, 56000};
static const struct lottery lotteries[] = {
    {250,  1024,  5000,  sbs + 5, 1, false, false},
    {250,  1024,  5000,  sbs,     7, false, false},
    {50,   1024,  2000,  sbs,     3, false, false},
    {2500, 1025,  65535, sbs,     7, false, false},
    {2500, 49152, 65535, high,    2, true,  false},
    {2500, 49152, 65535, high,    1, true,  false},
};

START_TEST(a_start_is_as_bad_as_starts_that_are_played)
{
    const struct lottery *l = &lotteries[_i];
    state = UINT64_C(88172645463325252) + (uint64_t)_i;
    ck_assert_double_eq_tol(lottery_chance(l), share_of_starts(l), 0.01);
}
END_TEST

/* Years of so many starts each, and how many of them have a bad one. */
START_TEST(a_year_is_as_bad_as_years_that_are_played)
{
    static const struct {
        double chance;
        int starts;
    } years[] = {
        {0.03875, 17 },
        {0.0424,  52 },
        {0.001,   365},
        {0.1,     5  }
    };
    int bad = 0;
    state = UINT64_C(1181783497276652981) + (uint64_t)_i;
    for (int year = 0; year < ROUNDS; year++) {
        bool hit = false;
        for (int i = 0; i < years[_i].starts; i++)
            hit |= (double)draw_number(1000000) < years[_i].chance * 1e6;
        bad += hit;
    }
    ck_assert_double_eq_tol(lottery_year(years[_i].chance, years[_i].starts), (double)bad / ROUNDS,
                            0.01);
    ck_assert_double_eq_tol(lottery_luck(years[_i].chance, years[_i].starts),
                            1 - (double)bad / ROUNDS, 0.01);
}
END_TEST

SUITE(montecarlo)
{
    tcase_add_loop_test(tests, a_start_is_as_bad_as_starts_that_are_played, 0,
                        (int)ARRAY_LEN(lotteries));
    tcase_add_loop_test(tests, a_year_is_as_bad_as_years_that_are_played, 0, 4);
}
