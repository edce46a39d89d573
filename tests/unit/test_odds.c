#include "diagnosis/odds.h"
#include "suite.h"

#include <math.h>

#define ITEM(effect_, ratio_) ((struct weighed){.effect = EFFECT_##effect_, .ratio = (ratio_)})
#define BELIEF(prior_, list)                                                                       \
    ((struct belief){.prior = (prior_), .items = (list), .n = ARRAY_LEN(list), .share = NAN})

static double other;

START_TEST(odds_are_the_prior_times_the_ratios)
{
    struct weighed items[] = {ITEM(SUPPORTS, 5), ITEM(WEAKENS, 2)};
    struct belief b = BELIEF(0.5, items);
    odds_weigh(&b, 1, false, &other);
    ck_assert_double_eq_tol(b.odds, 1.25, 1e-9);
    ck_assert_double_eq_tol(b.probability, 1.25 / 2.25, 1e-9);
    ck_assert_int_eq(b.verdict, VERDICT_POSSIBLE);
    ck_assert(isnan(other));
}
END_TEST

START_TEST(of_a_group_only_the_strongest_of_each_effect_counts)
{
    struct weighed items[] = {ITEM(SUPPORTS, 5), ITEM(SUPPORTS, 20), ITEM(WEAKENS, 2)};
    items[0].group = items[1].group = items[2].group = STR("owner");
    struct belief b = BELIEF(0.5, items);
    odds_weigh(&b, 1, false, &other);
    ck_assert_double_eq_tol(b.odds, 5, 1e-9);
    ck_assert(!items[0].counted && items[1].counted && items[2].counted);
}
END_TEST

START_TEST(equals_of_a_group_count_once)
{
    struct weighed items[] = {ITEM(SUPPORTS, 5), ITEM(SUPPORTS, 5)};
    items[0].group = items[1].group = STR("same");
    struct belief b = BELIEF(0.5, items);
    odds_weigh(&b, 1, false, &other);
    ck_assert_double_eq_tol(b.odds, 2.5, 1e-9);
    ck_assert(items[0].counted && !items[1].counted);
}
END_TEST

START_TEST(where_one_can_be_true_the_rest_shares_what_is_left)
{
    struct weighed first[] = {ITEM(SUPPORTS, 5)}, none[] = {ITEM(NONE, 1)};
    struct belief b[] = {BELIEF(0.5, first), BELIEF(0.125, none), BELIEF(0.125, none)};
    odds_weigh(b, 3, true, &other);
    ck_assert_double_eq_tol(b[0].probability, 2.5 / 3.0, 1e-9);
    ck_assert_double_eq_tol(other, 0.25 / 3.0, 1e-9);
    ck_assert_int_eq(b[0].verdict, VERDICT_LIKELY);
    ck_assert_int_eq(b[1].verdict, VERDICT_UNLIKELY);
}
END_TEST

START_TEST(a_decisive_item_for_one_rules_out_its_rivals)
{
    struct weighed first[] = {ITEM(SUPPORTS, 200)}, none[] = {ITEM(NONE, 1)};
    struct belief b[] = {BELIEF(0.125, first), BELIEF(0.5, none)};
    odds_weigh(b, 2, true, &other);
    ck_assert_int_eq(b[0].verdict, VERDICT_CONFIRMED);
    ck_assert_int_eq(b[1].verdict, VERDICT_RULED_OUT);
    ck_assert(b[1].excluded);
    ck_assert_double_eq_tol(b[1].odds, 0.5 / 200, 1e-9);
}
END_TEST

START_TEST(what_is_weakened_decisively_already_is_not_weakened_twice)
{
    struct weighed first[] = {ITEM(SUPPORTS, 200)}, against[] = {ITEM(WEAKENS, 200)};
    struct belief b[] = {BELIEF(0.125, first), BELIEF(0.5, against)};
    odds_weigh(b, 2, true, &other);
    ck_assert_double_eq_tol(b[1].odds, 0.5 / 200, 1e-9);
    ck_assert(!b[1].excluded);
}
END_TEST

START_TEST(independent_causes_may_both_be_confirmed)
{
    struct weighed first[] = {ITEM(SUPPORTS, 200)}, second[] = {ITEM(SUPPORTS, 200)};
    struct belief b[] = {BELIEF(0.25, first), BELIEF(0.125, second)};
    odds_weigh(b, 2, false, &other);
    ck_assert_int_eq(b[0].verdict, VERDICT_CONFIRMED);
    ck_assert_int_eq(b[1].verdict, VERDICT_CONFIRMED);
}
END_TEST

START_TEST(what_confirmed_causes_explain_leaves_less_for_the_unsupported)
{
    struct weighed first[] = {ITEM(SUPPORTS, 200)}, none[] = {ITEM(NONE, 1)};
    struct weighed some[] = {ITEM(SUPPORTS, 2)};
    struct belief b[] = {BELIEF(0.25, first), BELIEF(0.5, none), BELIEF(0.5, some)};
    b[0].share = 0.75;
    odds_weigh(b, 3, false, &other);
    ck_assert_double_eq_tol(b[1].odds, 0.125, 1e-9);
    ck_assert_double_eq_tol(b[2].odds, 1, 1e-9);
}
END_TEST

START_TEST(decisive_support_that_is_soft_makes_it_likely_at_most)
{
    struct weighed items[] = {ITEM(SUPPORTS, 200)};
    items[0].soft = "the time of the capture is not known";
    struct belief b = BELIEF(0.5, items);
    odds_weigh(&b, 1, false, &other);
    ck_assert_int_eq(b.verdict, VERDICT_LIKELY);
    ck_assert_str_eq(b.cap, "the time of the capture is not known");
}
END_TEST

START_TEST(one_firm_decisive_item_is_enough)
{
    struct weighed items[] = {ITEM(SUPPORTS, 200), ITEM(SUPPORTS, 200)};
    items[0].soft = "somebody said so";
    struct belief b = BELIEF(0.5, items);
    odds_weigh(&b, 1, false, &other);
    ck_assert_int_eq(b.verdict, VERDICT_CONFIRMED);
    ck_assert_ptr_null(b.cap);
}
END_TEST

START_TEST(own_knowledge_without_a_source_is_possible_at_most)
{
    struct weighed items[] = {ITEM(SUPPORTS, 200)};
    struct belief b = BELIEF(0.5, items);
    b.at_most_possible = "own knowledge";
    odds_weigh(&b, 1, false, &other);
    ck_assert_int_eq(b.verdict, VERDICT_POSSIBLE);
}
END_TEST

START_TEST(strong_without_decisive_is_never_confirmed)
{
    struct weighed items[] = {ITEM(SUPPORTS, 20), ITEM(SUPPORTS, 20), ITEM(SUPPORTS, 20)};
    struct belief b = BELIEF(0.5, items);
    odds_weigh(&b, 1, false, &other);
    ck_assert_double_gt(b.probability, 0.99);
    ck_assert_int_eq(b.verdict, VERDICT_LIKELY);
}
END_TEST

START_TEST(decisive_both_ways_is_neither_confirmed_nor_ruled_out)
{
    struct weighed items[] = {ITEM(SUPPORTS, 200), ITEM(WEAKENS, 200)};
    struct belief b = BELIEF(0.5, items);
    odds_weigh(&b, 1, false, &other);
    ck_assert_int_eq(b.verdict, VERDICT_POSSIBLE);
}
END_TEST

SUITE(odds)
{
    tcase_add_test(tests, odds_are_the_prior_times_the_ratios);
    tcase_add_test(tests, of_a_group_only_the_strongest_of_each_effect_counts);
    tcase_add_test(tests, equals_of_a_group_count_once);
    tcase_add_test(tests, where_one_can_be_true_the_rest_shares_what_is_left);
    tcase_add_test(tests, a_decisive_item_for_one_rules_out_its_rivals);
    tcase_add_test(tests, what_is_weakened_decisively_already_is_not_weakened_twice);
    tcase_add_test(tests, independent_causes_may_both_be_confirmed);
    tcase_add_test(tests, what_confirmed_causes_explain_leaves_less_for_the_unsupported);
    tcase_add_test(tests, decisive_support_that_is_soft_makes_it_likely_at_most);
    tcase_add_test(tests, one_firm_decisive_item_is_enough);
    tcase_add_test(tests, own_knowledge_without_a_source_is_possible_at_most);
    tcase_add_test(tests, strong_without_decisive_is_never_confirmed);
    tcase_add_test(tests, decisive_both_ways_is_neither_confirmed_nor_ruled_out);
}
