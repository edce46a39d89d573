/* The page for those who decide, the order of the findings, and the pictures. */
#include "suite.h"

#include "report/compose.h"
#include "report/order.h"
#include "report/plain.h"
#include "report/report.h"
#include "report_case.h"

static const struct report_options plain_options = {.width = 80};

static struct str printed(struct buf *b, const char *format, const struct analysis *a)
{
    struct err err;
    buf_reset(b);
    ck_assert_int_eq(format_find(str_of(format))->write(a, &plain_options, b, &err), OK);
    return buf_str(b);
}

#define ck_says(text, what)                                                                        \
    ck_assert_msg(str_find((text), str_of(what)) != NULL, "does not say: %s", what)
#define ck_silent(text, what)                                                                      \
    ck_assert_msg(str_find((text), str_of(what)) == NULL, "says: %s", what)

/* What stands before the technical part. */
static struct str management(struct str page)
{
    const char *from = str_find(page, STR("<h1")), *to = str_find(page, STR("id=\"technical\""));
    ck_assert(from && to && from < to);
    return (struct str){from, (size_t)(to - from)};
}

static const struct {
    const char *text, *becomes;
} words[] = {
    {"cannot open UDP port 2883 (error 80004005)", "cannot open UDP port 2883"               },
    {"no event 3015 for a day",                    "no event of the kind described for a day"},
    {"stopped with 0x80070005.",                   "stopped with a code."                    },
    {"see C:\\Windows\\Temp\\x.log",               "see a place"                             },
    {"below HKLM\\SYSTEM\\Services",               "below a place"                           },
    {"of S-1-5-21-1-2-3-500",                      "of an account"                           },
    {"{d0b2b611-1dbb-02eb-b8c8-88b044858fb1} ran", "an identifier ran"                       },
    {"on \\\\SRV\\share, again",                   "on a place, again"                       },
    {"the log /var/log/syslog",                    "the log a place"                         },
    {"PINE\\bob on SRV1 (2008 R2)",                "PINE\\bob on SRV1 (2008 R2)"             },
    {"since 24 Oct 2012, 1,234 times",             "since 24 Oct 2012, 1,234 times"          },
    {"and/or none of it (n/a)",                    "and/or none of it (n/a)"                 },
    {"open ( and never closed 80004005",           "open ( and never closed a code"          },
    {"It jumps (50, 34), and more (7031 or 7034).", "It jumps, and more."                   },
    {"seen (12 times) by two (2) of them",         "seen (12 times) by two (2) of them"      },
};

START_TEST(plain_words_have_no_ids_codes_and_paths)
{
    struct arena arena = {0};
    struct str got = plain_words(&arena, NULL, str_of(words[_i].text));
    ck_assert_msg(str_eq(got, str_of(words[_i].becomes)), "%.*s", STR_ARG(got));
    ck_assert(plain_is(got));
    arena_free(&arena);
}
END_TEST

START_TEST(the_management_page_tells_what_who_how_sure_and_what_to_do_without_ids)
{
    struct buf b = {0};
    struct str page = management(printed(&b, "html", case_make()));
    ck_says(page, "2 problems found on PINE-SBS");
    ck_says(page, "Server ActiveSync on PINE-SBS cannot open UDP port 2883<");
    ck_says(page, "Phones get no push notification");
    ck_says(page, "<b>dns.exe</b>");
    ck_says(page, "<b>confirmed</b>");
    ck_says(page, "<b>Restart the DNS service");
    ck_says(page, "Risk that remains");
    ck_silent(page, "80004005");
    ck_silent(page, "3015");
    ck_silent(page, "\\");
    ck_silent(page, "2024a");
    buf_free(&b);
}
END_TEST

/* Whatever a rule or a log puts into its texts. */
START_TEST(no_text_brings_an_id_or_a_path_onto_the_management_page)
{
    static const char evil[] = "event 7031 0xDEADBEEF C:\\Temp\\a.txt HKLM\\SOFTWARE\\X "
                               "S-1-5-21-9-9-9-9 80070005 words";
    struct analysis *a = case_make();
    struct a_finding *f = &a->findings[0];
    struct a_hypothesis *h = &f->hypotheses[0];
    struct buf b = {0};
    struct str *const texts[] = {&f->symptom,
                                 &f->effect,
                                 &f->status_text,
                                 &h->title,
                                 &h->because,
                                 &h->fix[0].step,
                                 &h->fix[2].step,
                                 &f->missing[0].what,
                                 &h->culprit.display_name,
                                 &h->consequences[0].residual};
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        *texts[i] = str_of(evil);
    for (int sure = 0; sure < 2; sure++) {
        h->verdict = sure ? STR("likely") : STR("possible");
        struct str page = management(printed(&b, "html", a));
        static const char *const none[] = {"7031",     "DEADBEEF", "Temp",
                                           "SOFTWARE", "S-1-",     "80070005"};
        for (size_t i = 0; i < ARRAY_LEN(none); i++)
            ck_silent(page, none[i]);
        ck_says(page, "words");
    }
    buf_free(&b);
}
END_TEST

START_TEST(findings_are_told_by_impact_and_certainty)
{
    struct analysis *a = case_make();
    struct arena arena = {0};
    a->findings[0].rule.level = STR("low");
    struct order o = order_findings(a, &arena);
    ck_assert_uint_eq(o.n, 2);
    ck_assert_ptr_eq(o.v[0], &a->findings[0]); /* active and confirmed */
    a->findings[1].status = STR("active");
    a->findings[1].rule.level = STR("critical");
    ck_assert_ptr_eq(order_findings(a, &arena).v[0], &a->findings[1]);
    a->findings[0].asked = true;
    ck_assert_ptr_eq(order_findings(a, &arena).v[0], &a->findings[0]);
    arena_free(&arena);
}
END_TEST

START_TEST(an_effect_follows_its_cause_and_is_told_as_one)
{
    struct analysis *a = case_make();
    struct arena arena = {0};
    struct buf b = {0};
    a->findings[0].explained_by = a->findings[1].id;
    struct order o = order_findings(a, &arena);
    ck_assert_ptr_eq(o.v[0], &a->findings[1]);
    ck_assert_ptr_eq(o.v[1], &a->findings[0]);
    struct str page = printed(&b, "html", a);
    ck_says(management(page), "It also explains");
    ck_says(page, "This is explained by another finding: ");
    a->findings[1].explained_by = a->findings[0].id; /* whatever a case file may say */
    ck_assert_uint_eq(order_findings(a, &arena).n, 2);
    printed(&b, "html", a);
    arena_free(&arena);
    buf_free(&b);
}
END_TEST

START_TEST(findings_starts_and_changes_stand_on_one_axis)
{
    struct buf b = {0};
    struct str page = printed(&b, "html", case_make());
    ck_says(page, "2 problems, 3 starts, 1 of them after a crash, and 1 change on one axis");
    ck_says(page, "class=\"tick bad\"");
    ck_says(page, "Windows started after it went down unclean on PINE-SBS</title>");
    ck_says(page, "<a href=\"#cul-1-6d1f3a520b0e\"><text class=\"lane\"");
    buf_free(&b);
}
END_TEST

START_TEST(each_action_has_its_change_sheet)
{
    struct buf b = {0};
    struct str page = printed(&b, "html", case_make());
    ck_says(page, "Change 1: Restart the DNS service");
    ck_says(page, "Approved by");
    ck_says(page, "Back-out");
    ck_silent(page, "Change 4: Ask for the hotfix");
    ck_silent(page, ": See what is reserved now, and keep the export</h");
    buf_free(&b);
}
END_TEST

START_TEST(a_log_that_misses_the_incident_is_said_first)
{
    struct analysis *a = case_make();
    struct a_dossier story = {.complaint = STR("Mail does not reach the phones"),
                              .incident = at("2012-10-01T10:00:00Z")};
    struct buf b = {0};
    a->about.dossier = &story;
    struct str page = management(printed(&b, "html", a));
    ck_says(page, "log of PINE-SBS begins");
    ck_says(page, "after the time that you named");
    ck_says(page, "Mail does not reach the phones");
    ck_says(page, "Nothing that was found happened around the time that you named");
    a->findings[0].asked = true;
    page = management(printed(&b, "html", a));
    ck_silent(page, "Nothing that was found happened");
    ck_says(page, "What else we found");
    a->about.dossier = NULL;
    buf_free(&b);
}
END_TEST

START_TEST(what_people_add_is_told_as_theirs)
{
    struct analysis *a = case_make();
    struct a_comment comment = {STR("Ada"), STR("2012-11-01"), STR("Seen on site.")};
    struct a_override override = {STR("verdict"), STR("confirmed"),
                                  STR("likely"),  STR("the port was free at noon"),
                                  STR("Ada"),     {0}};
    struct a_acceptance acceptance = {STR("accepted"), STR("replaced in May"), STR("Bob"),
                                      STR("2013-05-31")};
    struct buf b = {0};
    a->findings[0].comments = &comment;
    a->findings[0].comments_n = 1;
    a->findings[0].overrides = &override;
    a->findings[0].overrides_n = 1;
    a->findings[0].acceptance = &acceptance;
    struct str text = printed(&b, "html", a);
    ck_says(text, "<b>Ada</b> Seen on site.");
    ck_says(text, "verdict is likely instead of confirmed, because the port was free at noon");
    ck_says(text, "accepted: replaced in May by Bob until 2013-05-31");
    acceptance.state = STR("rule-changed");
    ck_says(printed(&b, "html", a), "but its rule has changed");
    buf_free(&b);
}
END_TEST

SUITE(report_page)
{
    tcase_add_loop_test(tests, plain_words_have_no_ids_codes_and_paths, 0, (int)ARRAY_LEN(words));
    tcase_add_test(tests, the_management_page_tells_what_who_how_sure_and_what_to_do_without_ids);
    tcase_add_test(tests, no_text_brings_an_id_or_a_path_onto_the_management_page);
    tcase_add_test(tests, findings_are_told_by_impact_and_certainty);
    tcase_add_test(tests, an_effect_follows_its_cause_and_is_told_as_one);
    tcase_add_test(tests, findings_starts_and_changes_stand_on_one_axis);
    tcase_add_test(tests, each_action_has_its_change_sheet);
    tcase_add_test(tests, a_log_that_misses_the_incident_is_said_first);
    tcase_add_test(tests, what_people_add_is_told_as_theirs);
}
