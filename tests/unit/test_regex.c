#include "pattern/regex.h"

#include "base/buf.h"
#include "base/limits.h"
#include "pattern/regex_literal.h"
#include "suite.h"

static const struct {
    const char *expression;
    bool ignore_case;
    const char *literal;
} literals[] = {
    {"abc",                  false, "abc"     },
    {"^abc$",                false, "abc"     },
    {"ab.*defg",             false, "defg"    },
    {"abc?",                 false, "ab"      },
    {"abc*d",                false, "ab"      },
    {"ab+cde",               false, "cde"     },
    {"abcd+e",               false, "abcd"    },
    {"abc{0,2}",             false, "ab"      },
    {"a|b",                  false, ""        },
    {"(a|b)cde",             false, "cde"     },
    {"(abcdef)?gh",          false, "gh"      },
    {"(?:abcdef|x[)]\\))gh", false, "gh"      },
    {"(?i)abc",              false, ""        },
    {"(?:a(?i)b)cde",        false, ""        },
    {"(*ACCEPT)abc",         false, ""        },
    {"(?#c)abc",             false, ""        },
    {"[abc]de",              false, "de"      },
    {"[]abc]de",             false, "de"      },
    {"[^]abc]de",            false, "de"      },
    {"[[:alpha:]]de",        false, "de"      },
    {"[\\]]de",              false, "de"      },
    {"\\\\Temp\\\\[a-z]",    false, "\\Temp\\"},
    {"\\d+abc\\.exe",        false, "abc.exe" },
    {"\\x41bc",              false, ""        },
    {"\\Qa|b\\E",            false, ""        },
    {"AbC",                  true,  "abc"     },
    {"disk",                 true,  "di"      },
    {"\xc3\xa9xy",           false, "xy"      },
    {"ab\xc3\xa9?",          false, "ab"      },
    {"",                     false, ""        },
    {"a{",                   false, ""        },
    {"(",                    false, ""        },
    {"[",                    false, ""        },
    {"\\",                   false, ""        },
};

START_TEST(a_literal_is_only_found_where_every_match_has_it)
{
    struct regex_literal l =
        regex_literal(str_of(literals[_i].expression), literals[_i].ignore_case);
    ck_assert_msg(str_eq((struct str){l.text, l.len}, str_of(literals[_i].literal)),
                  "%s needs '%.*s'", literals[_i].expression, (int)l.len, l.text);
}
END_TEST

static struct str group_of(const char *expression, const char *text)
{
    struct regex *r;
    struct err err = {0};
    ck_assert_int_eq(
        regex_compile(str_of(expression), (struct regex_flags){0}, (struct loc){0}, &r, &err), OK);
    struct regex_scratch *scratch = regex_scratch_new();
    struct str group = STR("(untouched)");
    enum regex_answer a = regex_find(r, str_of(text), scratch, &group);
    regex_scratch_free(scratch);
    regex_free(r);
    return a == REGEX_YES ? group : STR("(none)");
}

START_TEST(the_first_capture_or_the_whole_match_is_told)
{
    ck_str(group_of("port (\\d+)", "on port 2883 now"), "2883");
    ck_str(group_of("port \\d+", "on port 2883 now"), "port 2883");
    ck_str(group_of("(a)(b)(c)(d)", "abcd"), "a");
    ck_str(group_of("(x)?b", "ab"), "");
    ck_str(group_of("x", "ab"), "(none)");
    ck_str(group_of("^$", ""), "");
}
END_TEST

START_TEST(text_that_is_no_utf_8_is_no_error)
{
    ck_str(group_of("b+", "\xff\xfe"
                          "bb\x80"),
           "bb");
    ck_str(group_of("a.c", "a\xff"
                           "c"),
           "(none)");
}
END_TEST

START_TEST(a_limit_is_an_answer_of_its_own)
{
    struct regex *r;
    struct err err = {0};
    ck_assert_int_eq(regex_compile(STR("^(?:a?){40}a{40}(?:(?:a+)+)+!"), (struct regex_flags){0},
                                   (struct loc){0}, &r, &err),
                     OK);
    char text[] =
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa?!?";
    text[sizeof text - 2] = '!';
    struct regex_scratch *scratch = regex_scratch_new();
    ck_assert_int_eq(regex_find(r, str_of(text), scratch, NULL), REGEX_LIMIT);
    regex_scratch_free(scratch);
    regex_free(r);
}
END_TEST

static enum regex_answer ask_long(const char *expression, const char *beginning, const char *end)
{
    static char text[LIMIT_REGEX_BYTES + 1000];
    struct regex *r;
    struct err err = {0};
    memset(text, ' ', sizeof text);
    memcpy(text, beginning, strlen(beginning));
    memcpy(text + sizeof text - strlen(end), end, strlen(end));
    ck_assert_int_eq(
        regex_compile(str_of(expression), (struct regex_flags){0}, (struct loc){0}, &r, &err), OK);
    struct regex_scratch *scratch = regex_scratch_new();
    enum regex_answer answer = regex_find(r, (struct str){text, sizeof text}, scratch, NULL);
    regex_scratch_free(scratch);
    regex_free(r);
    return answer;
}

START_TEST(of_a_long_text_only_the_beginning_is_searched)
{
    ck_assert_int_eq(ask_long("ab+c", "abbc", "x"), REGEX_YES);
    ck_assert_int_eq(ask_long("ab+c", "x", "abbc"), REGEX_LIMIT);
    ck_assert_int_eq(ask_long("ab+cde", "x", "y"), REGEX_NO); /* what it needs is nowhere */
    ck_assert_int_eq(ask_long("x *$", "x", " "), REGEX_LIMIT);
    ck_assert_int_eq(ask_long("x(?!.*y)", "x", "y"), REGEX_LIMIT);
    ck_assert_int_eq(ask_long("^(?:\\s|\\s)+y", "x", "y"), REGEX_LIMIT);
}
END_TEST

START_TEST(what_is_too_large_or_too_deep_is_refused)
{
    struct buf large = {0}, deep = {0};
    struct regex *r;
    struct err err = {0};
    for (int i = 0; i < 9000; i++)
        buf_fmt(&large, "%salternative%d", i ? "|" : "", i);
    for (int i = 0; i <= LIMIT_REGEX_NESTING; i++)
        buf_text(&deep, "(");
    buf_text(&deep, "a");
    for (int i = 0; i <= LIMIT_REGEX_NESTING; i++)
        buf_text(&deep, ")");
    ck_assert_int_eq(
        regex_compile(buf_str(&large), (struct regex_flags){0}, (struct loc){0}, &r, &err),
        FAIL_INPUT);
    ck_assert_str_eq(err.text, "regular expression is too large: write its alternatives as a list "
                               "of values");
    ck_assert_int_eq(
        regex_compile(buf_str(&deep), (struct regex_flags){0}, (struct loc){0}, &r, &err),
        FAIL_INPUT);
    ck_assert(strstr(err.text, "parentheses are too deeply nested") != NULL);
    buf_free(&large);
    buf_free(&deep);
}
END_TEST

START_TEST(a_wrong_expression_is_told_with_its_place)
{
    struct regex *r;
    struct err err = {0};
    struct loc at = {"x.yml", 3, 9};
    ck_assert_int_eq(regex_compile(STR("ab[z-a]"), (struct regex_flags){0}, at, &r, &err),
                     FAIL_INPUT);
    ck_assert_str_eq(err.text, "regular expression is wrong at character 6, behind 'ab[z-': range "
                               "out of order in character class");
    ck_assert_uint_eq(err.loc.line, 3);
}
END_TEST

SUITE(regex)
{
    tcase_add_loop_test(tests, a_literal_is_only_found_where_every_match_has_it, 0,
                        ARRAY_LEN(literals));
    tcase_add_test(tests, the_first_capture_or_the_whole_match_is_told);
    tcase_add_test(tests, text_that_is_no_utf_8_is_no_error);
    tcase_add_test(tests, a_limit_is_an_answer_of_its_own);
    tcase_add_test(tests, of_a_long_text_only_the_beginning_is_searched);
    tcase_add_test(tests, what_is_too_large_or_too_deep_is_refused);
    tcase_add_test(tests, a_wrong_expression_is_told_with_its_place);
}
