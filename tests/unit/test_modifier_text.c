#include "pattern_case.h"

static const struct pattern_case cases[] = {
    {"contains",       "b",                  "aBc",            YES},
    {"contains",       "b",                  "ac",             NO },
    {"contains",       "b",                  NULL,             NO },
    {"contains",       "''",                 "x",              YES},
    {"contains",       "''",                 NULL,             NO },
    {"contains",       "5",                  "a5b",            YES},
    {"contains",       "'a*c'",              "xaYYcx",         YES},
    {"contains",       "'a*c'",              "xac",            YES},
    {"contains",       "'a*c'",              "ca",             NO },
    {"contains",       "'*a*'",              "bab",            YES},
    {"contains",       "'\\Temp\\'",         "C:\\Temp\\x",    YES},
    {"contains",       "'\\Temp\\'",         "C:\\Temp",       NO },
    {"contains",       "'\"'",               "say \"x\"",      YES},
    {"contains",       "true",               "is True here",   YES},
    {"contains",       "[a, b, c, d, e, f]", "xxF",            YES},
    {"contains",       "[a, b, c, d, e, f]", "xx",             NO },
    {"startswith",     "'C:\\Temp\\'",       "C:\\Temp\\x",    YES},
    {"startswith",     "'C:\\Temp\\'",       "C:\\Temp*",      NO },
    {"startswith",     "'C:\\Temp\\'",       "C:\\Tempx",      NO },
    {"startswith",     "'\\\\\\\\srv'",      "\\\\srv\\x",     YES},
    {"startswith",     "'\\\\\\\\srv'",      "\\srv",          NO },
    {"startswith",     "'\\\\srv'",          "\\srv",          YES},
    {"startswith",     "'\\\\srv'",          "\\\\srv\\x",     NO },
    {"startswith",     "'a?c'",              "aXcd",           YES},
    {"endswith",       "'\\cmd.exe'",        "C:\\W\\CMD.EXE", YES},
    {"endswith",       "'\\cmd.exe'",        "cmd.exe",        NO },
    {"endswith",       "'\\cmd.exe'",        "x\\cmd.exe ",    NO },
    {"endswith",       "'a?c'",              "xaYc",           YES},
    {"endswith",       "'?c'",               "c",              NO },
    {"cased",          "Abc",                "Abc",            YES},
    {"cased",          "Abc",                "abc",            NO },
    {"contains|cased", "Abc",                "xAbcx",          YES},
    {"cased|contains", "Abc",                "xabcx",          NO },
    {"cased",          "'A*c'",              "Axc",            YES},
    {"cased",          "'A*c'",              "axc",            NO },
};

static const struct pattern_error errors[] = {
    {"contains",            "null", 0,  "null cannot stand with 'contains'; write it without modifier"},
    {"startswith|endswith", "a",    12,
     "'endswith' cannot stand together with 'startswith': a text stands in one place; choose one"     },
    {"cased|gt",            "5",    7,
     "'gt' cannot stand together with 'cased': two bounds are two entries of the selection"           },
};

START_TEST(texts_stand_where_the_modifier_says)
{
    pattern_case_check(&cases[_i]);
}
END_TEST

START_TEST(text_modifiers_refuse_what_makes_no_sense)
{
    pattern_error_check(&errors[_i]);
}
END_TEST

SUITE(modifier_text)
{
    tcase_add_loop_test(tests, texts_stand_where_the_modifier_says, 0, ARRAY_LEN(cases));
    tcase_add_loop_test(tests, text_modifiers_refuse_what_makes_no_sense, 0, ARRAY_LEN(errors));
}
