/* base64, base64offset, wide and its kin, windash, expand. */
#include "pattern_case.h"

static const struct pattern_case cases[] = {
    {"base64",                     "foo",             "Zm9v",             YES},
    {"base64",                     "'C:\\x'",         "QzpceA==",         YES},
    {"base64|contains",            "foo",             "x Zm9v y",         YES},
    {"base64",                     "'a\\*b'",         "YSpi",             YES},
    {"base64",                     "'a\\*b'",         "YVwqYg==",         NO },
    {"base64|cased",               "foo",             "zm9v",             NO },
    {"base64offset|contains",      "'für'",          "ZsO8ciB4",         YES},
    {"base64offset|contains",      "'für'",          "YWbDvHIgeA==",     YES},
    {"base64offset|contains",      "'für'",          "YWJmw7xyIHg=",     YES},
    {"base64offset|contains",      "xyz",             "unrelated",        NO },
    {"base64offset|contains|all",  "[foo, bar]",      "Zm9v xxYmFy",      YES},
    {"base64offset|contains|all",  "[foo, bar]",      "Zm9v",             NO },
    {"wide|base64",                "'ö'",            "9gA=",             YES},
    {"utf16le|base64",             "foo",             "ZgBvAG8A",         YES},
    {"utf16be|base64",             "foo",             "AGYAbwBv",         YES},
    {"utf16be|base64",             "foo",             "ZgBvAG8A",         NO },
    {"utf16|base64",               "foo",             "//5mAG8AbwA=",     YES},
    {"wide|base64",                "\"\\U0001F600\"", "PdgA3g==",         YES},
    {"wide|base64offset|contains", "IEX",             "YQBJAEUAWAAgAGIA", YES},
    {"wide|base64offset|contains", "IEX",             "SQBFAFgAIABiAA==", YES},
    {"wide|base64offset|contains", "IEX",             "SUVYIGI=",         NO },

    {"windash|contains",           "' -enc'",         "x -enc",           YES},
    {"windash|contains",           "' -enc'",         "x /enc",           YES},
    {"contains|windash",           "' -enc'",
     "x \xe2\x80\x93"
     "enc",                                                               YES},
    {"windash|contains",           "' -enc'",
     "x \xe2\x80\x94"
     "enc",                                                               YES},
    {"windash|contains",           "' -enc'",
     "x \xe2\x80\x95"
     "enc",                                                               YES},
    {"windash|contains",           "' -enc'",         "x enc",            NO },
    {"windash|contains|all",       "[' -a', ' -b']",  "x /a -b",          YES},
    {"windash|contains|all",       "[' -a', ' -b']",  "x /a",             NO },
    {"windash|contains",
     "' \xe2\x80\x93"
     "a'",                                            "x -a",             YES},
    {"windash|contains",           "' /a'",           "x -a",             YES},
    {"windash|contains",           "'-a -b'",         "/a -b",            YES},
    {"windash|contains",           "'-a -b'",         "-a /b",            YES},
    {"windash|contains",           "'-a -b'",         "/a /b",            YES},
    {"windash",                    "'a-b'",           "a/b",              NO },
    {"windash",                    "'a - b'",         "a / b",            NO },
    {"windash",                    "'-A'",            "/a",               YES},
    {"windash|cased",              "'-A'",            "/a",               NO },
    {"windash|startswith",         "'-a'",            "/ab",              YES},
    {"windash|endswith",           "' -a'",           "x /a",             YES},
    {"windash|base64",             "' -a'",           "IC9h",             YES},

    {"expand",                     "'100%'",          "100%",             YES},
    {"expand",                     "'\\%x%'",         "%x%",              YES},
    {"expand",                     "'a\\\\b'",        "a\\b",             YES},
    {"expand|contains",            "['a', 'b']",      "xb",               YES},
};

static const struct pattern_error errors[] = {
    {"base64",              "'a*b'",                       0,  "wildcard cannot be encoded by 'base64'; write '\\*' for a plain star"},
    {"wide",                "a",                           0,  "'wide' needs 'base64' or 'base64offset' with it"                     },
    {"base64|wide",         "a",                           8,  "'wide' cannot stand behind 'base64'; write 'wide|base64'"            },
    {"contains|base64",     "a",                           10,
     "'base64' cannot stand behind 'contains'; write 'base64|contains'"                                                              },
    {"base64|base64offset", "a",                           8,
     "'base64offset' cannot stand together with 'base64': only texts are encoded, and once"                                          },
    {"base64offset",        "''",                          0,  "'base64offset' needs a text to encode"                               },
    {"windash|base64",      "'-a -b -c -d -e -f -g -h'",   0,
     "value has too many dashes for 'windash|base64'"                                                                                },
    {"expand",              "'%x%'",                       0,
     "placeholder '%x%' has no values; write them in its place or under 'placeholders' in a "
     "pack.yml, or '\\%' for a sign"                                                 },
    {"expand",              "'\\\\%Admins_Workstations%'", 0,
     "placeholder '%Admins_Workstations%' has no values; write them in its place or under "
     "'placeholders' in a pack.yml, or '\\%' for a sign"                                                                                                                          },
    {"contains|expand",     "['a', 'b%y%']",               0,
     "placeholder '%y%' has no values; write them in its place or under 'placeholders' in a "
     "pack.yml, or '\\%' for a sign"                                                 },
};

START_TEST(values_are_encoded_as_the_modifier_says)
{
    pattern_case_check(&cases[_i]);
}
END_TEST

START_TEST(what_cannot_be_encoded_is_refused)
{
    pattern_error_check(&errors[_i]);
}
END_TEST

SUITE(modifier_encode)
{
    tcase_add_loop_test(tests, values_are_encoded_as_the_modifier_says, 0, ARRAY_LEN(cases));
    tcase_add_loop_test(tests, what_cannot_be_encoded_is_refused, 0, ARRAY_LEN(errors));
}
