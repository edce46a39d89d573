/* lt, lte, gt, gte, the parts of a time, and covers. */
#include "pattern_case.h"

#define RESERVED "1433-1434\n2880-2890"

static const struct pattern_case cases[] = {
    {"gt",         "5",                          "6",                          YES},
    {"gt",         "5",                          "5",                          NO },
    {"gt",         "5",                          "x",                          NO },
    {"gt",         "5",                          "",                           NO },
    {"gt",         "5",                          NULL,                         NO },
    {"gt",         "5",                          "10",                         YES},
    {"gte",        "5.5",                        "5.5",                        YES},
    {"gte",        "5.5",                        "5.49",                       NO },
    {"gte",        "5.5",                        "-7",                         NO },
    {"lt",         "0",                          "-1",                         YES},
    {"lt",         "0",                          "0",                          NO },
    {"lte",        "5",                          "5",                          YES},
    {"lte",        "5",                          "6",                          NO },
    {"lt",         "-1.5",                       "-1.6",                       YES},
    {"lt",         "-1.5",                       "-1.4",                       NO },
    {"lt",         "6.0",                        "5.2",                        YES},
    {"gte",        "6.1",                        "10.0",                       YES},
    {"gt",         "99999999999999999999999998", "99999999999999999999999999", YES},
    {"gt|neq",     "5",                          "6",                          NO },
    {"gt|neq",     "5",                          "5",                          YES},

    {"hour",       "8",                          "2026-03-02T08:59:59.999Z",   YES},
    {"hour",       "8",                          "2026-03-02 09:00:00",        NO },
    {"hour",       "8",                          "x",                          NO },
    {"hour",       "8",                          "2026-03-02T08:00:00+02:00",  YES},
    {"hour|gte",   "18",                         "2026-03-02T18:00:00Z",       YES},
    {"hour|gte",   "18",                         "2026-03-02T08:00:00Z",       NO },
    {"minute",     "5",                          "2026-03-02 08:05:00.123",    YES},
    {"day",        "[1, 2]",                     "2026-03-02 08:05:00.123",    YES},
    {"day",        "[1, 2]",                     "2026-03-03 08:05:00",        NO },
    {"month",      "3",                          "2026-03-02 08:05:00",        YES},
    {"year",       "2026",                       "2026-03-02 08:05:00",        YES},
    {"week",       "10",                         "2026-03-02T00:00:00Z",       YES},
    {"week",       "10",                         "2026-03-09T00:00:00Z",       NO },
    {"week",       "53",                         "2027-01-01T00:00:00Z",       YES},

    {"covers",     "2883",                       RESERVED,                     YES},
    {"covers",     "'2883'",                     RESERVED,                     YES},
    {"covers",     "1434",                       RESERVED,                     YES},
    {"covers",     "1435",                       RESERVED,                     NO },
    {"covers",     "2891",                       RESERVED,                     NO },
    {"covers",     "53",                         "1-10, 53; 99",               YES},
    {"covers",     "5",                          "1 - 10",                     YES},
    {"covers",     "53",                         "",                           NO },
    {"covers",     "53",                         NULL,                         NO },
    {"covers",     "53",                         "x53",                        NO },
    {"covers",     "53",                         "50-60x 7",                   NO },
    {"covers",     "7",                          "50-60x 7",                   YES},
    {"covers",     "7",                          "-",                          NO },
    {"covers",     "7",                          "5-99999999999999999999999",  YES},
    {"covers|neq", "53",                         "1-10",                       YES},
    {"covers|all", "[53, 54]",                   "53",                         NO },
};

static const struct pattern_error errors[] = {
    {"gt",              "'5'", 0, "'5' is no number; leave the quotes out"                   },
    {"gt",              "x",   0, "'x' is no number"                                         },
    {"gt|lt",           "5",   4,
     "'lt' cannot stand together with 'gt': two bounds are two entries of the selection"     },
    {"gte|hour",        "5",   5, "'hour' cannot stand behind 'gte'; write 'hour|gte'"       },
    {"hour",            "'8'", 0, "a part of a time is a number, without quotes"             },
    {"covers",          "x",   0, "'x' is no port number"                                    },
    {"covers|contains", "1",   8,
     "'contains' cannot stand together with 'covers': a text stands in one place; choose one"},
};

START_TEST(numbers_are_compared_as_numbers)
{
    pattern_case_check(&cases[_i]);
}
END_TEST

START_TEST(numbers_are_asked_for_as_numbers)
{
    pattern_error_check(&errors[_i]);
}
END_TEST

SUITE(modifier_number)
{
    tcase_add_loop_test(tests, numbers_are_compared_as_numbers, 0, ARRAY_LEN(cases));
    tcase_add_loop_test(tests, numbers_are_asked_for_as_numbers, 0, ARRAY_LEN(errors));
}
