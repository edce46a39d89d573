#include "pattern_case.h"

static const struct pattern_case cases[] = {
    {"all|contains",     "[a, b]",              "b a",          YES},
    {"contains|all",     "[a, b]",              "a",            NO },
    {"contains|all",     "a",                   "xa",           YES},
    {"neq",              "a",                   "b",            YES},
    {"neq",              "a",                   "A",            NO },
    {"neq",              "a",                   NULL,           YES},
    {"neq",              "[dns.exe, w3wp.exe]", "DNS.exe",      NO },
    {"neq",              "[dns.exe, w3wp.exe]", "inetinfo.exe", YES},
    {"neq",              "5",                   "5",            NO },
    {"neq",              "5",                   "6",            YES},
    {"neq",              "null",                "x",            YES},
    {"neq",              "null",                "",             NO },
    {"contains|neq",     "a",                   "xyz",          YES},
    {"contains|neq",     "a",                   "xay",          NO },
    {"contains|neq|all", "[a, b]",              "a",            YES},
    {"contains|neq|all", "[a, b]",              "ab",           NO },
    {"exists",           "true",                "",             YES},
    {"exists",           "true",                NULL,           NO },
    {"exists",           "false",               "",             NO },
    {"exists",           "false",               NULL,           YES},
};

static const struct pattern_error errors[] = {
    {"contains|all", "[a, null]",     0,
     "null cannot stand with 'contains'; write it without modifier"                                        },
    {"exists",       "'yes'",         0,  "'exists' takes true or false, without quotes"                   },
    {"exists",       "[true, false]", 0,  "'exists' takes true or false, without quotes"                   },
    {"exists",       "null",          0,  "null cannot stand with 'exists'; write it without modifier"     },
    {"exists|neq",   "true",          8,
     "'neq' cannot stand together with 'exists': 'exists' stands alone and takes true or false"            },
    {"fieldref|all", "A",             10, "'all' cannot stand together with 'fieldref': it takes one value"},
};

START_TEST(answers_on_several_values_are_put_together)
{
    pattern_case_check(&cases[_i]);
}
END_TEST

START_TEST(what_has_no_several_values_is_refused)
{
    pattern_error_check(&errors[_i]);
}
END_TEST

START_TEST(a_negated_test_holds_for_none_of_several_values)
{
    struct str values[] = {STR("a"), STR("b")};
    ck_assert_int_eq(pattern_ask("neq", "b", values, 2), NO);
    ck_assert_int_eq(pattern_ask("neq", "c", values, 2), YES);
}
END_TEST

SUITE(modifier_logic)
{
    tcase_add_loop_test(tests, answers_on_several_values_are_put_together, 0, ARRAY_LEN(cases));
    tcase_add_loop_test(tests, what_has_no_several_values_is_refused, 0, ARRAY_LEN(errors));
    tcase_add_test(tests, a_negated_test_holds_for_none_of_several_values);
}
