/* Sieves: what a pattern needs, and that nothing is held back which would be true. */
#include "pattern_case.h"
#include "rule_case.h"

static const struct needed_case {
    const char *modifiers, *rule, *needles; /* separated by blanks; "" when there is no such set */
} needed[] = {
    {"contains",              "[WhoAmI, Mimikatz]",      "whoami mimikatz"         },
    {"contains|all",          "[ab, longest-of-all]",    "longest-of-all"          },
    {"endswith",              "'\\cmd.exe'",             "\\cmd.exe"               },
    {"",                      "'C:\\Win*\\Temp\\?.exe'", "\\temp?.exe"             },
    {"",                      "7",                       ""                        },
    {"",                      "[text, 7]",               ""                        },
    {"",                      "null",                    ""                        },
    {"",                      "'*'",                     ""                        },
    {"contains|neq",          "text",                    ""                        },
    {"contains|cased",        "TEXT",                    "text"                    },
    {"re",                    "'(?i)Invoke-Web.*'",      "e-web"                   },
    {"re",                    "'Invoke-Web[A-Z]+'",      "invoke-web"              },
    {"re",                    "'a|b'",                   ""                        },
    {"exists",                "true",                    ""                        },
    {"cidr",                  "10.0.0.0/8",              ""                        },
    {"lt",                    "5",                       ""                        },
    {"base64offset|contains", "foobar",                  "zm9vymfy zvb2jhc mb29iyx"},
};

START_TEST(a_pattern_knows_what_a_value_must_hold)
{
    const struct needed_case *c = &needed[_i];
    struct pattern_held h = {0};
    struct err err = {0};
    struct buf text = {0};
    ck_assert_msg(pattern_try(&h, c->modifiers, c->rule, false, &err) == OK, "%s", err.text);
    struct pattern_values needles = pattern_needles(h.pattern);
    for (size_t i = 0; i < needles.n; i++)
        buf_fmt(&text, "%s%.*s", i ? " " : "", STR_ARG(needles.v[i]));
    if (strcmp(c->modifiers, "base64offset|contains") == 0)
        ck_assert_uint_eq(needles.n, 3); /* which characters are cut is not this test's affair */
    else
        ck_assert_msg(str_eq(buf_str(&text), str_of(c->needles)), "%s: %.*s", c->rule,
                      (int)text.len, text.ptr ? text.ptr : "");
    buf_free(&text);
    pattern_release(h.pattern);
    pattern_scratch_free(h.scratch);
    arena_free(&h.arena);
}
END_TEST

/* Enough rules on one field for a sieve, and a value that each of them must find. */
static const struct sieve_case {
    const char *item, *value;
} sieved[] = {
    {"F|contains: whoami",              "C:\\> WHOAMI /all"         },
    {"F|startswith: Start",             "sTARTed"                   },
    {"F|endswith: 'ing.exe'",           "Something.EXE"             },
    {"F: 'exactly this'",               "Exactly This"              },
    {"F|contains|all: [one, twoo]",     "twoo and one"              },
    {"F|contains: Größe",             "die GRÖSSE, nein: GRÖßE"},
    {"F|re: 'x[0-9]+needle'",           "ax12needle"                },
    {"F|contains|windash: ' -enc '",    "powershell /enc abc"       },
    {"F|base64offset|contains: foobar", "xxZm9vYmFyxx"              },
    {"F|contains: '2883'",              "port 2883"                 },
    {"F: '*wild*card'",                 "a wild old CARD"           },
    {"F|contains: 'ab'",                "needles of two bytes: cab" },
    {"F|contains|cased: CaseMatters",   "so CaseMatters here"       },
    {"F: 7777",                         "7777"                      },
};

START_TEST(a_sieve_holds_nothing_back_that_would_match)
{
    struct rule_case c = {0};
    struct buf rules = {0};
    for (size_t i = 0; i < ARRAY_LEN(sieved); i++)
        buf_fmt(&rules,
                "%stitle: T%zu\nname: rule%zu\nlogsource: {product: windows}\n"
                "detection:\n    s:\n        %s\n    condition: s\nlevel: low\n",
                i ? "---\n" : "", i, i, sieved[i].item);
    buf_bytes(&rules, "", 1);
    case_rules(&c, rules.ptr);
    for (size_t i = 0; i < ARRAY_LEN(sieved); i++)
        case_field(&c, (double)i, "F", sieved[i].value);
    case_field(&c, 100, "F", "nothing of the kind");
    case_field(&c, 101, "G", "whoami");
    case_run(&c);
    ck_assert_uint_eq(c.hits_n, ARRAY_LEN(sieved) + 1); /* "abc" holds "ab" */
    for (size_t i = 0; i < ARRAY_LEN(sieved); i++) {
        char name[32];
        snprintf(name, sizeof name, "rule%zu", i);
        ck_assert_msg(case_hits(&c, name, i), "%s", sieved[i].item);
    }
    case_free(&c);
    buf_free(&rules);
}
END_TEST

SUITE(sieve)
{
    tcase_add_loop_test(tests, a_pattern_knows_what_a_value_must_hold, 0, (int)ARRAY_LEN(needed));
    tcase_add_test(tests, a_sieve_holds_nothing_back_that_would_match);
}
