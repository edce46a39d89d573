#include "pattern_case.h"

static const struct pattern_case cases[] = {
    {"re",          "'a.b'",                       "axb",               YES},
    {"re",          "'a.b'",                       "a\nb",              NO },
    {"re|s",        "'a.b'",                       "a\nb",              YES},
    {"re|dotall",   "'a.b'",                       "a\nb",              YES},
    {"re",          "'^b$'",                       "b",                 YES},
    {"re",          "'^b$'",                       "xb",                NO },
    {"re",          "'^b$'",                       "b\n",               YES},
    {"re|m",        "'^b$'",                       "a\nb\nc",           YES},
    {"re|i|m|s",    "'^A.B$'",                     "x\na\nb",           YES},
    {"re",          "'(?i)abc'",                   "ABC",               YES},
    {"re",          "abc",                         "ABC",               NO },
    {"re|i",        "abc",                         "xABC",              YES},
    {"re|i",        "'straße'",                   "STRAßE",           YES},
    {"re",          "['^a', 'z$']",                "ab",                YES},
    {"re",          "['^a', 'z$']",                "yz",                YES},
    {"re",          "['^a', 'z$']",                "m",                 NO },
    {"re|all",      "['^a', 'z$']",                "abz",               YES},
    {"re|all",      "['^a', 'z$']",                "ab",                NO },
    {"re",          "'a*'",                        "xyz",               YES},
    {"re",          "'.*'",                        "",                  YES},
    {"re",          "'.*'",                        NULL,                NO },
    {"re",          "'\\\\Temp\\\\[a-z]+\\.exe$'", "C:\\Temp\\abc.exe", YES},
    {"re",          "'\\\\Temp\\\\[a-z]+\\.exe$'", "C:\\Temp\\abcXexe", NO },
    {"re|neq",      "abc",                         "xabc",              NO },
    {"re|neq",      "abc",                         "x",                 YES},
    {"re|contains", "abc",                         "xabcx",             YES},
    {"re",          "47",                          "x47",               YES},
};

static const struct pattern_error errors[] = {
    {"contains|re",   "a",    10, "'re' cannot stand behind 'contains'; write 're|contains'"},
    {"re|startswith", "a",    4,
     "'startswith' cannot stand together with 're': a text stands in one place; choose one" },
    {"i",             "a",    0,  "'i' needs 're' with it"                                  },
    {"contains|i",    "a",    0,  "'i' needs 're' with it"                                  },
    {"re",            "null", 0,  "null cannot stand with 're'; write it without modifier"  },
    {"re",            "'('",  0,
     "regular expression is wrong at character 2, behind '(': missing closing parenthesis"  },
};

START_TEST(expressions_are_searched_for_in_the_value_as_it_is)
{
    pattern_case_check(&cases[_i]);
}
END_TEST

START_TEST(expressions_stand_first_and_must_be_right)
{
    pattern_error_check(&errors[_i]);
}
END_TEST

START_TEST(an_expression_that_does_not_end_is_undecided_and_counted)
{
    struct pattern_held h = pattern_hold("re", "'(?:a|aa|aaa)*(?:a|aa)*[bc]$'", false);
    static char text[4097];
    memset(text, 'a', sizeof text - 1);
    ck_assert_int_eq(pattern_held_ask(&h, text), UNDECIDED);
    ck_assert_uint_eq(pattern_scratch_undecided(h.scratch), 1);
    pattern_drop(&h);
}
END_TEST

SUITE(modifier_regex)
{
    tcase_add_loop_test(tests, expressions_are_searched_for_in_the_value_as_it_is, 0,
                        ARRAY_LEN(cases));
    tcase_add_loop_test(tests, expressions_stand_first_and_must_be_right, 0, ARRAY_LEN(errors));
    tcase_add_test(tests, an_expression_that_does_not_end_is_undecided_and_counted);
}
