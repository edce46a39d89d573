#include "read_kit.h"

static const struct {
    struct str head;
    const char *why, *advice; /* words that stand in them */
} unread[] = {
    {{"", 0},                                                                                      "empty",         "again"      },
    {{"\r\n \0\0", 5},                                                                             "empty",         "again"      },
    {{"ElfFile\1\0\0", 10},                                                                        "binary .evtx",  "wevtutil qe"},
    {{"0\0\0\0LfLe\1\0", 10},                                                                      "binary .evt",   "Vista"      },
    {{"PK\3\4\24\0\0\0\10\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\23\0\0\0[Content_Types].xml", 49},
     "Office",                                                                                                      "text"       },
    {{"\x78\x9F\x3E\x22", 4},                                                                      "Outlook",       "zip"        },
    {{"<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\">", 78},
     "CLIXML",                                                                                                      "ToXml"      },
    {{"<failedRequest xmlns='x'><Event><System/></Event>", 49},                                    "IIS",           ""           },
    {{"\1\2\3\4\5\6\7\1\2\3", 10},                                                                 "binary",        "XML"        },
    {{"Lorem ipsum dolor\n", 18},                                                                  "no known form", "XML"        },
};

START_TEST(what_nobody_reads_has_a_name_and_an_advice)
{
    const char *why = NULL, *advice = NULL;
    ck_assert_ptr_null(
        reader_for(&(struct head){unread[_i].head, unread[_i].head}, STR("x"), &why, &advice));
    ck_assert_msg(strstr(why, unread[_i].why), "why is '%s'", why);
    ck_assert_msg(strstr(advice, unread[_i].advice), "advice is '%s'", advice);
}
END_TEST

SUITE(reader)
{
    tcase_add_loop_test(tests, what_nobody_reads_has_a_name_and_an_advice, 0, ARRAY_LEN(unread));
}
