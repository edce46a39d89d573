#include "base/tree.h"
#include "pattern/glob.h"
#include "pattern/needles.h"
#include "pattern/pattern.h"
#include "pattern_case.h"
#include "suite.h"

static const struct pattern_case cases[] = {
  /* whole value, without case, nothing trimmed */
    {"", "AbC",                                  "abc",                  YES},
    {"", "AbC",                                  "ABC",                  YES},
    {"", "AbC",                                  "xabc",                 NO },
    {"", "AbC",                                  "abc ",                 NO },
    {"", "'Straße Äpfel'",                     "STRAßE äPFEL",       YES},
    {"", "'Straße Äpfel'",                     "strasse äpfel",       NO },
    {"", "Привет",                         "ПРИВЕТ",         YES},
    {"", "[a, b]",                               "B",                    YES},
    {"", "[a, b]",                               "c",                    NO },
    {"", "''",                                   "",                     YES},
    {"", "''",                                   " ",                    NO },
    {"", "''",                                   NULL,                   NO },
    {"", "null",                                 "",                     YES},
    {"", "null",                                 NULL,                   YES},
    {"", "null",                                 "x",                    NO },
    {"", "[null, x]",                            NULL,                   YES},
    {"", "[null, x]",                            "X",                    YES},
    {"", "[null, x]",                            "y",                    NO },
    {"", "true",                                 "True",                 YES},
    {"", "true",                                 "1",                    NO },
    {"", "'%x%'",                                "%x%",                  YES},
    {"", "yes",                                  "yes",                  YES},
 /* numbers */
    {"", "5",                                    "5",                    YES},
    {"", "5",                                    "05",                   YES},
    {"", "5",                                    "5.0",                  YES},
    {"", "5",                                    "0x5",                  NO },
    {"", "5",                                    "50",                   NO },
    {"", "5",                                    "",                     NO },
    {"", "-1",                                   "-1",                   YES},
    {"", "-1",                                   "1",                    NO },
    {"", "0",                                    "-0",                   YES},
    {"", "0x10",                                 "16",                   YES},
    {"", "18446744073709551615",                 "18446744073709551615", YES},
    {"", "18446744073709551615",                 "18446744073709551614", NO },
    {"", "'5'",                                  "05",                   NO },
    {"", "[5, x]",                               "5",                    YES},
    {"", "[5, x]",                               "x",                    YES},
    {"", "[5, x]",                               "6",                    NO },
    {"", "[1, 2, 3, 4, 5, 6, 7, 8, 9, -10, 0]",  "007",                  YES},
    {"", "[1, 2, 3, 4, 5, 6, 7, 8, 9, -10, 0]",  "-10",                  YES},
    {"", "[1, 2, 3, 4, 5, 6, 7, 8, 9, -10, 0]",  "0",                    YES},
    {"", "[1, 2, 3, 4, 5, 6, 7, 8, 9, -10, 0]",  "11",                   NO },
    {"", "[1, 2, 3, 4, 5, 6, 7, 8, 9, 9.5, 10]", "9.50",                 YES},
 /* wildcards and escapes */
    {"", "'a*z'",                                "az",                   YES},
    {"", "'a*z'",                                "a\nxx\nZ",             YES},
    {"", "'a*z'",                                "azb",                  NO },
    {"", "'a?z'",                                "a\xc3\xa9z",           YES},
    {"", "'a?z'",                                "a\nz",                 YES},
    {"", "'a?z'",                                "az",                   NO },
    {"", "'a?z'",                                "abbz",                 NO },
    {"", "'*'",                                  "",                     YES},
    {"", "'*'",                                  NULL,                   NO },
    {"", "'?'",                                  "",                     NO },
    {"", "'*?'",                                 "",                     NO },
    {"", "'*?'",                                 "x",                    YES},
    {"", "'?*'",                                 "x",                    YES},
    {"", "'*?\?'",                               "\xc3\xa9",             NO },
    {"", "'*?\?'",                               "a\xc3\xa9",            YES},
    {"", "'*a?c*d'",                             "xxabcxabxd",           YES},
    {"", "'*a?c*d?'",                            "xxabcxabxdx",          YES},
    {"", "'*a?c*a?c'",                           "abc",                  NO },
    {"", "'*a?c*a?c'",                           "abcaXc",               YES},
    {"", "'a*b*c'",                              "abbc",                 YES},
    {"", "'a*b*c'",                              "acb",                  NO },
    {"", "'C:\\Windows\\x'",                     "C:\\Windows\\x",       YES},
    {"", "'C:\\\\Windows'",                      "C:\\Windows",          YES},
    {"", "'C:\\\\Windows'",                      "C:\\\\Windows",        NO },
    {"", "'C:\\\\*'",                            "C:\\abc",              YES},
    {"", "'C:\\\\*'",                            "C:*",                  NO },
    {"", "'C:\\\\\\*'",                          "C:\\*",                YES},
    {"", "'C:\\\\\\*'",                          "C:\\abc",              NO },
    {"", "'a\\?b'",                              "a?b",                  YES},
    {"", "'a\\?b'",                              "axb",                  NO },
    {"", "'a\\\\\\b'",                           "a\\\\b",               YES},
    {"", "'a\\\\\\\\b'",                         "a\\\\b",               YES},
    {"", "'C:\\'",                               "C:\\",                 YES},
};

START_TEST(a_test_without_modifiers_compares_whole_values)
{
    pattern_case_check(&cases[_i]);
}
END_TEST

static const struct pattern_error errors[] = {
    {"contain",             "x",        1,  "unknown modifier 'contain', did you mean 'contains'?"                   },
    {"contains|al",         "x",        10, "unknown modifier 'al', did you mean 'all'?"                             },
    {"all|",                "x",        5,  "modifier is missing behind '|'"                                         },
    {"",                    "[]",       0,  "list of values is empty; write null for 'absent or empty'"              },
    {"",                    "[[a]]",    0,  "value is a list in a list; a text, a number or a list of them is needed"},
    {"",                    "[{a: b}]", 0,  "value is a map; a text, a number or a list of them is needed"           },
    {"contains|contains",   "x",        10, "'contains' stands twice; leave one out"                                 },
    {"contains|startswith", "x",        10,
     "'startswith' cannot stand together with 'contains': a text stands in one place; choose one"                    },
    {"",                    "1e5",      0,  "number '1e5' is not decimal; write its digits out"                      },
};

START_TEST(what_cannot_be_meant_is_an_error_with_its_place)
{
    pattern_error_check(&errors[_i]);
}
END_TEST

START_TEST(any_of_several_values_of_a_field_satisfies)
{
    struct str values[] = {STR("a"), STR("b")};
    ck_assert_int_eq(pattern_ask("", "B", values, 2), YES);
    ck_assert_int_eq(pattern_ask("", "c", values, 2), NO);
    ck_assert_int_eq(pattern_ask("contains|all", "[a, b]", values, 2), YES);
    ck_assert_int_eq(pattern_ask("contains|all", "[a, c]", values, 2), NO);
}
END_TEST

START_TEST(keywords_stand_anywhere_in_a_value)
{
    struct str values[] = {STR("x"), STR("say HostName=evil 4711 twice")};
    ck_assert_int_eq(keyword_ask("", "hostname=Evil", values, 2), YES);
    ck_assert_int_eq(keyword_ask("", "4711", values, 2), YES);
    ck_assert_int_eq(keyword_ask("", "47110", values, 2), NO);
    ck_assert_int_eq(keyword_ask("", "'host*twice'", values, 2), YES);
    ck_assert_int_eq(keyword_ask("all", "[x, evil]", values, 2), YES);
    ck_assert_int_eq(keyword_ask("all", "[x, good]", values, 2), NO);
    ck_assert_int_eq(keyword_ask("cased", "Evil", values, 2), NO);
    ck_assert_int_eq(keyword_ask("re", "'^say .*[0-9]{4}'", values, 2), YES);
}
END_TEST

static char *many(const char *prefix, int n)
{
    static char text[1 << 20];
    int at = snprintf(text, sizeof text, "[");
    for (int i = 0; i < n; i++)
        at += snprintf(text + at, sizeof text - (size_t)at, "%s%05d, ", prefix, i);
    snprintf(text + at, sizeof text - (size_t)at, "end]");
    return text;
}

START_TEST(thousands_of_values_are_all_found)
{
    struct pattern_held h = pattern_hold("", many("name", 5000), false);
    struct pattern_held in = pattern_hold("contains", many("\\common\\prefix\\", 5000), false);
    char text[64];
    for (int i = 0; i < 5000; i++) {
        snprintf(text, sizeof text, "NAME%05d", i);
        ck_assert_int_eq(pattern_held_ask(&h, text), YES);
        snprintf(text, sizeof text, "C:\\Common\\prefix\\%05d.exe", i);
        ck_assert_int_eq(pattern_held_ask(&in, text), YES);
    }
    ck_assert_int_eq(pattern_held_ask(&h, "name05000"), NO);
    ck_assert_int_eq(pattern_held_ask(&in, "\\common\\prefix\\05000"), NO);
    ck_assert_int_eq(pattern_held_ask(&in, "weekEND"), YES);
    pattern_drop(&h);
    pattern_drop(&in);
}
END_TEST

START_TEST(needles_of_every_length_are_found_where_they_stand)
{
    static const char *const words[] = {"a", "bc", "\xc3\xa9", "def", "ghij", "klmnopq", "zz"};
    static const char *const texts[] = {"xxa",    "xbc",     "\xc3\xa9", "defx",
                                        "xghijx", "klmnopq", "zz"};
    struct arena arena = {0};
    struct str all[ARRAY_LEN(words)];
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        all[i] = str_of(words[i]);
    struct needles needles = needles_build(&arena, all, ARRAY_LEN(words));
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        ck_assert_msg(needles_found(&needles, str_of(texts[i])), "%s", texts[i]);
    ck_assert(!needles_found(&needles, STR("xx b c de f ghi klmnop z")));
    ck_assert(!needles_found(&needles, STR("")));
    arena_free(&arena);
}
END_TEST

START_TEST(wildcards_do_not_blow_up)
{
    struct pattern_held h = pattern_hold("", "'*a*a*a*a*a*a*a*a*a*a*a*a*b'", false);
    static char text[200001];
    memset(text, 'a', sizeof text - 1);
    ck_assert_int_eq(pattern_held_ask(&h, text), NO);
    pattern_drop(&h);
}
END_TEST

START_TEST(the_plain_values_of_a_simple_test_are_told)
{
    struct pattern_held h = pattern_hold("", "[4625, 0x10, 'a\\*b']", false);
    struct pattern_values plain = pattern_plain(h.pattern);
    ck_assert_uint_eq(plain.n, 3);
    ck_str(plain.v[0], "4625");
    ck_str(plain.v[1], "16");
    ck_str(plain.v[2], "a*b");
    pattern_drop(&h);
    static const char *const others[][2] = {
        {"",         "'a*'"     },
        {"",         "[a, null]"},
        {"neq",      "a"        },
        {"cased",    "a"        },
        {"contains", "a"        }
    };
    for (size_t i = 0; i < ARRAY_LEN(others); i++) {
        h = pattern_hold(others[i][0], others[i][1], false);
        ck_assert_uint_eq(pattern_plain(h.pattern).n, 0);
        pattern_drop(&h);
    }
    h = pattern_hold("", "a", true);
    ck_assert_uint_eq(pattern_plain(h.pattern).n, 0);
    pattern_drop(&h);
}
END_TEST

START_TEST(patterns_are_the_same_when_they_ask_the_same)
{
    static const struct {
        const char *a_mods, *a, *b_mods, *b;
        bool same;
    } rows[] = {
        {"contains",     "[a, b]", "contains",     "[a, b]", true },
        {"contains",     "[a, b]", "contains|all", "[a, b]", false},
        {"contains|all", "[a, b]", "all|contains", "[a, b]", true },
        {"contains",     "[a, b]", "contains",     "[ab]",   false},
        {"",             "5",      "",             "'5'",    false},
        {"",             "a",      "cased",        "a",      false},
        {"hour",         "5",      "day",          "5",      false},
        {"re",           "a",      "re|i",         "a",      false},
        {"exists",       "true",   "exists",       "false",  false},
        {"fieldref",     "A",      "fieldref",     "B",      false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct pattern_held a = pattern_hold(rows[i].a_mods, rows[i].a, false);
        struct pattern_held b = pattern_hold(rows[i].b_mods, rows[i].b, false);
        ck_assert_msg(pattern_same(a.pattern, b.pattern) == rows[i].same, "row %zu", i);
        pattern_drop(&a);
        pattern_drop(&b);
    }
}
END_TEST

START_TEST(every_modifier_has_a_name_and_its_name_finds_it)
{
    for (size_t i = 0; modifier_names[i]; i++) {
        struct err err = {0};
        struct pattern_held h = {0};
        enum status status = pattern_try(&h, modifier_names[i], "x", false, &err);
        ck_assert_msg(status == OK || !strstr(err.text, "unknown"), "%s", err.text);
        pattern_drop(&h);
    }
}
END_TEST

START_TEST(a_value_in_memory_used_again_is_folded_again)
{
    struct pattern_held h = pattern_hold("", "abc", false);
    char text[4] = "ABC";
    ck_assert_int_eq(pattern_held_ask(&h, text), YES);
    text[1] = 'X';
    ck_assert_int_eq(pattern_held_ask(&h, text), NO);
    text[1] = 'b';
    ck_assert_int_eq(pattern_held_ask(&h, text), YES);
    pattern_drop(&h);
}
END_TEST

SUITE(pattern)
{
    tcase_add_loop_test(tests, a_test_without_modifiers_compares_whole_values, 0, ARRAY_LEN(cases));
    tcase_add_loop_test(tests, what_cannot_be_meant_is_an_error_with_its_place, 0,
                        ARRAY_LEN(errors));
    tcase_add_test(tests, any_of_several_values_of_a_field_satisfies);
    tcase_add_test(tests, keywords_stand_anywhere_in_a_value);
    tcase_add_test(tests, thousands_of_values_are_all_found);
    tcase_add_test(tests, needles_of_every_length_are_found_where_they_stand);
    tcase_add_test(tests, wildcards_do_not_blow_up);
    tcase_add_test(tests, the_plain_values_of_a_simple_test_are_told);
    tcase_add_test(tests, patterns_are_the_same_when_they_ask_the_same);
    tcase_add_test(tests, every_modifier_has_a_name_and_its_name_finds_it);
    tcase_add_test(tests, a_value_in_memory_used_again_is_folded_again);
}
