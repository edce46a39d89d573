/* The forms for other programs: ticket, tables, lines of JSON, Timesketch, JUnit. */
#include "suite.h"

#include "base/tree.h"
#include "report/report.h"
#include "report_case.h"

static const struct report_options options = {.width = 80};

static struct str printed(struct buf *b, const char *format, const struct analysis *a)
{
    struct err err;
    buf_reset(b);
    ck_assert_int_eq(format_find(str_of(format))->write(a, &options, b, &err), OK);
    return buf_str(b);
}

#define ck_says(text, what)                                                                        \
    ck_assert_msg(str_find((text), str_of(what)) != NULL, "does not say: %s", what)
#define ck_silent(text, what)                                                                      \
    ck_assert_msg(str_find((text), str_of(what)) == NULL, "says: %s", what)

static size_t lines_of(struct str text)
{
    struct str line;
    size_t n = 0;
    while (str_line(&text, &line))
        n++;
    return n;
}

START_TEST(a_ticket_has_twelve_lines_at_most)
{
    struct analysis *a = case_make();
    struct buf b = {0};
    struct str text = printed(&b, "ticket", a);
    ck_assert_uint_le(lines_of(text), 12);
    ck_says(text, "WHO     The culprit is dns.exe (DNS Server, service DNS, PID 1692)");
    ck_says(text, "DO      Restart the DNS service");
    ck_says(text, "ALSO    Shadow copies on PINE-SBS time out at night (stopped)");
    ck_says(text, "ID      cul-1-6d1f3a520b0e");
    a->findings[0].symptom = STR("two\nlines and \x1b[31mcolour\r\nof a log");
    text = printed(&b, "ticket", a);
    ck_assert_uint_le(lines_of(text), 12);
    ck_silent(text, "\x1b");
    buf_free(&b);
}
END_TEST

static const struct {
    const char *verdict, *says, *silent;
} wording[] = {
    {"confirmed", "The culprit is dns.exe",         "points to"     },
    {"likely",    "The evidence points to dns.exe", "The culprit is"},
    {"possible",  "It could be dns.exe",            "The culprit is"},
    {"unlikely",  "open: none of the causes",       "dns.exe ("     },
};

START_TEST(a_ticket_is_no_surer_than_the_verdict)
{
    struct analysis *a = case_make();
    struct buf b = {0};
    a->findings[0].hypotheses[0].verdict = str_of(wording[_i].verdict);
    a->findings[0].hypotheses[3].verdict = STR("unlikely");
    struct str text = printed(&b, "ticket", a);
    ck_says(text, wording[_i].says);
    ck_silent(text, wording[_i].silent);
    buf_free(&b);
}
END_TEST

START_TEST(a_command_that_does_not_fit_is_left_out_whole)
{
    static char longest[600];
    struct analysis *a = case_make();
    struct buf b = {0};
    memset(longest, 'x', sizeof longest - 1);
    a->findings[0].hypotheses[0].fix[0].run = str_of(longest);
    struct str text = printed(&b, "ticket", a);
    ck_says(text, "(the command is in the report)");
    ck_silent(text, "xxx");
    buf_free(&b);
}
END_TEST

static const char *const formulas[] = {"=1+1",
                                       "+1",
                                       "-1",
                                       "@SUM(A1)",
                                       "\t=1",
                                       "\r=1",
                                       " =1",
                                       "\n=1",
                                       "\xef\xbc\x9d"
                                       "1"};

START_TEST(no_cell_is_a_formula)
{
    static const char *const tables[] = {"csv", "csv-hits", "csv-unexplained", "timesketch"};
    struct analysis *a = case_make();
    struct buf b = {0};
    struct str evil = str_of(formulas[_i]);
    a->findings[0].symptom = a->findings[0].effect = a->findings[0].events[0].message = evil;
    a->unexplained[0].text = a->unexplained[0].provider = evil;
    for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
        struct arena arena = {0};
        struct str text = printed(&b, tables[i], a);
        ck_silent(text, arena_fmt(&arena, ",%.*s", STR_ARG(evil)).ptr);
        ck_silent(text, arena_fmt(&arena, ",\"%.*s", STR_ARG(evil)).ptr);
        arena_free(&arena);
    }
    ck_says(printed(&b, "csv", a), "\"'");
    buf_free(&b);
}
END_TEST

/* On a terminal a bare one would write over what stands there. */
START_TEST(only_a_return_that_ends_a_line_is_kept)
{
    struct analysis *a = case_make();
    struct buf b = {0};
    a->findings[0].symptom = STR("one\rtwo\r\nthree\r");
    ck_says(printed(&b, "csv", a), "\"one\xef\xbf\xbdtwo\r\nthree\xef\xbf\xbd\"");
    buf_free(&b);
}
END_TEST

START_TEST(a_semicolon_or_a_tab_makes_no_new_cell)
{
    struct analysis *a = case_make();
    struct buf b = {0};
    a->findings[0].symptom = STR("a;=1+1");
    ck_says(printed(&b, "csv", a), ",\"a;=1+1\",");
    buf_free(&b);
}
END_TEST

START_TEST(each_line_of_json_is_json)
{
    struct arena arena = {0};
    struct buf b = {0};
    struct str rest = printed(&b, "jsonl", case_make()), line;
    size_t findings = 0;
    while (str_line(&rest, &line)) {
        struct tree tree;
        struct err err;
        ck_assert_msg(tree_parse(&arena, line, "line", &tree, &err) == OK, "%s", err.text);
        ck_assert(node_text(tree.documents[0], "type").len > 0);
        ck_assert_ptr_nonnull(node_get(tree.documents[0], "value"));
        findings += str_eq(node_text(tree.documents[0], "type"), STR("findings"));
    }
    ck_assert_uint_eq(findings, 2);
    arena_free(&arena);
    buf_free(&b);
}
END_TEST

START_TEST(a_timeline_for_timesketch_has_its_columns_and_is_in_order)
{
    struct buf b = {0};
    struct str rest = printed(&b, "timesketch", case_make()), line, last = {0};
    str_line(&rest, &line);
    ck_assert(str_starts(line, STR("message,datetime,timestamp_desc,")));
    while (str_line(&rest, &line)) {
        const char *at = str_find(line, STR(",2012-"));
        if (!at) /* goes on in the next line, between quotes */
            continue;
        struct str when = {at, 27};
        ck_assert(str_cmp(last, when) <= 0);
        ck_assert(str_starts((struct str){at + 27, 6}, STR("+00:00")));
        last = when;
    }
    ck_says(buf_str(&b),
            "Windows started after it went down unclean,2012-10-17T00:48:40.000000+00:00");
    buf_free(&b);
}
END_TEST

START_TEST(junit_fails_what_is_present_and_skips_what_cannot_be_told)
{
    struct analysis *a = case_make();
    struct buf b = {0};
    a->checks[2].title = STR("a <b> & \"c\"\x01");
    struct str text = printed(&b, "junit", a);
    ck_says(text,
            "<testsuite name=\"PINE-SBS\" tests=\"5\" failures=\"1\" errors=\"0\" skipped=\"3\">");
    ck_says(text, "<testcase classname=\"PINE-SBS.sql\" name=\"a &lt;b&gt; &amp; "
                  "&quot;c&quot;\xef\xbf\xbd\"/>");
    ck_says(text, "<skipped message=\"Security covers 31 h only\"/>");
    a->checks[0].rule = STR("activesync_port_conflict");
    ck_says(printed(&b, "junit", a),
            "<failure message=\"Server ActiveSync on PINE-SBS cannot open UDP port 2883 (error "
            "80004005)\" type=\"high\">The culprit is dns.exe (confirmed).");
    buf_free(&b);
}
END_TEST

SUITE(report_formats)
{
    tcase_add_test(tests, a_ticket_has_twelve_lines_at_most);
    tcase_add_loop_test(tests, a_ticket_is_no_surer_than_the_verdict, 0, (int)ARRAY_LEN(wording));
    tcase_add_test(tests, a_command_that_does_not_fit_is_left_out_whole);
    tcase_add_test(tests, only_a_return_that_ends_a_line_is_kept);
    tcase_add_loop_test(tests, no_cell_is_a_formula, 0, (int)ARRAY_LEN(formulas));
    tcase_add_test(tests, a_semicolon_or_a_tab_makes_no_new_cell);
    tcase_add_test(tests, each_line_of_json_is_json);
    tcase_add_test(tests, a_timeline_for_timesketch_has_its_columns_and_is_in_order);
    tcase_add_test(tests, junit_fails_what_is_present_and_skips_what_cannot_be_told);
}
