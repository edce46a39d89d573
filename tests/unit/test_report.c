#include "suite.h"

#include "report/report.h"
#include "report_case.h"
#include "report_fill.h"

#include "base/limits.h"

static const struct report_options plain = {.width = 80};

static struct str printed(struct buf *b, const char *format, const struct analysis *a,
                          const struct report_options *o)
{
    struct err err;
    buf_reset(b);
    ck_assert_int_eq(format_find(str_of(format))->write(a, o, b, &err), OK);
    return buf_str(b);
}

static bool says(struct str text, const char *what)
{
    return str_find(text, str_of(what)) != NULL;
}

#define ck_says(text, what) ck_assert_msg(says(text, what), "does not say: %s", what)
#define ck_silent(text, what) ck_assert_msg(!says(text, what), "says: %s", what)

/* What a tired person looks for, in the order in which it must come. */
static const char *const in_order[] = {
    "culprit: pine",
    "2 problems found on PINE-SBS",
    "ACTIVE · HIGH · PINE-SBS",
    "Server ActiveSync on PINE-SBS cannot open UDP port 2883",
    "The culprit is dns.exe (DNS Server, service DNS, PID 1692).",
    "CONFIRMED ██████████",
    "Do first   Restart the DNS service",
    "291 times",
    "By day     ················▂█▃",
    "\nWhat to do\n",
    "Look:",
    "Relief:",
    "CHANGE · on PINE-SBS",
    "Cure:",
    "Prevention:",
    "LOWERS SECURITY",
    "\nWhy dns.exe\n",
    "+ netstat shows dns.exe (PID 1692) on udp port 2883 [decisive]",
    "netstat.txt, 2012-10-26 15:12:00 +00:00",
    "? Not known:",
    "RULED OUT Another program holds UDP port 2883",
    "What proves the cure",
    "What changed before it began",
    "None of 6 draws since brought it back",
    "Errors that recur and that no finding explains",
    "What was checked",
    "What cannot be told, and what is missing:",
    "What the logs cover",
    "512 bytes LOST",
    "no system was accessed",
};

START_TEST(text_says_what_who_how_sure_and_what_to_do_in_that_order)
{
    struct buf b = {0};
    struct str rest = printed(&b, "text", case_make(), &plain);
    for (size_t i = 0; i < ARRAY_LEN(in_order); i++) {
        const char *at = str_find(rest, str_of(in_order[i]));
        ck_assert_msg(at, "not there, or too early: %s", in_order[i]);
        rest = str_skip(rest, (size_t)(at - rest.ptr));
    }
    buf_free(&b);
}
END_TEST

static const struct {
    const char *verdict, *says, *silent;
} wording[] = {
    {"confirmed", "The culprit is dns.exe",                      "points to dns.exe"},
    {"likely",    "The evidence points to dns.exe",              "The culprit is"   },
    {"possible",  "It could be dns.exe",                         "The culprit is"   },
    {"possible",  "No cause is likely on the evidence at hand.", "points to dns.exe"},
    {"ruled out", "RULED OUT The DNS service holds",             "The culprit is"   },
};

START_TEST(only_what_is_confirmed_is)
{
    static const char *const names[] = {"text", "html"};
    struct analysis *a = case_make();
    struct buf b = {0};
    a->findings[0].hypotheses[0].verdict = str_of(wording[_i].verdict);
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        struct str text = printed(&b, names[i], a, &plain);
        if (i == 0)
            ck_says(text, wording[_i].says);
        ck_silent(text, wording[_i].silent);
    }
    buf_free(&b);
}
END_TEST

START_TEST(evidence_to_ask_for_comes_before_advice_while_nothing_is_likely)
{
    struct analysis *a = case_make();
    struct buf b = {0};
    a->findings[0].hypotheses[0].verdict = STR("possible");
    struct str text = printed(&b, "text", a, &plain);
    const char *ask = str_find(text, STR("What would decide it\n"));
    const char *fix = str_find(text, STR("What to do if it is dns.exe"));
    ck_assert(ask && fix && ask < fix);
    ck_says(text, "\n        netstat -ano\n");
    buf_free(&b);
}
END_TEST

START_TEST(a_finding_without_causes_says_so)
{
    struct buf b = {0};
    ck_says(printed(&b, "text", case_make(), &plain), "The rule that found this names no cause.");
    buf_free(&b);
}
END_TEST

START_TEST(a_command_stands_whole_on_its_own_line)
{
    struct analysis *a = case_make();
    struct buf b = {0};
    struct str text = printed(&b, "text", a, &plain);
    struct str run = a->findings[0].hypotheses[0].fix[2].run;
    const char *at = str_find(text, run);
    ck_assert_ptr_nonnull(at);
    ck_assert_int_eq(at[run.len], '\n');
    while (at[-1] == ' ')
        at--;
    ck_assert_int_eq(at[-1], '\n');
    buf_free(&b);
}
END_TEST

START_TEST(a_question_and_what_has_expired_give_no_command)
{
    struct analysis *a = case_make();
    struct buf b = {0};
    struct str text = printed(&b, "text", a, &plain);
    ck_says(text, "QUESTION");
    ck_says(text, "Find out first  reserved_ports");
    ck_silent(text, "TIME_WAIT");
    ck_says(text, "NO LONGER POSSIBLE");
    buf_free(&b);
}
END_TEST

START_TEST(what_lowers_security_is_never_first)
{
    struct analysis *a = case_make();
    struct a_hypothesis *h = &a->findings[0].hypotheses[0];
    struct buf b = {0};
    h->fix[0].security = STR("lowers");
    h->verdict = STR("likely");
    struct str text = printed(&b, "text", a, &plain);
    ck_says(text, "Do first   See what is reserved now");
    ck_assert(str_find(text, STR("1. See what is reserved now")) <
              str_find(text, STR("LOWERS SECURITY")));
    buf_free(&b);
}
END_TEST

static const int widths[] = {0, 40, 80, 132, 200, 1000};

/* All but commands, which are never broken. */
START_TEST(lines_stay_within_the_width)
{
    struct analysis *a = case_make();
    struct buf b = {0};
    struct report_options o = {.width = widths[_i], .explain = true, .detections = true};
    size_t width = _i == 0 ? 80 : widths[_i] > 200 ? 200 : (size_t)widths[_i];
    for (size_t i = 0; i < a->findings[0].hypotheses[0].fix_n; i++)
        a->findings[0].hypotheses[0].fix[i].run = STR("dir");
    a->findings[0].hypotheses[0].verify_n = 0;
    a->findings[0].symptoms_n = 0; /* they bring a query */
    a->findings[0].symptom =
        STR("a/very/long/path/without/any/blank/in/it/that/no/terminal/of/any/"
            "width/could/ever/hold/on/one/line/if/it/were/not/broken/somewhere/"
            "in/its/midst/and/it/goes/on/and/on/and/on/until/it/ends/here");
    struct str rest = printed(&b, "text", a, &o), line;
    while (str_line(&rest, &line))
        ck_assert_msg(utf8_width(line) <= width || width < 80, "%zu: %.*s", utf8_width(line),
                      STR_ARG(line));
    buf_free(&b);
}
END_TEST

START_TEST(an_unknown_probability_draws_no_bar)
{
    struct analysis *a = case_make();
    struct buf b = {0};
    a->findings[0].hypotheses[0].probability = NAN;
    ck_silent(printed(&b, "text", a, &plain), "█ a decisive");
    ck_silent(printed(&b, "html", a, &plain), "<svg class=\"meter\"");
    ck_silent(printed(&b, "json", a, &plain), ": nan");
    buf_free(&b);
}
END_TEST

START_TEST(numbers_are_told_only_when_asked_for)
{
    struct analysis *a = case_make();
    struct buf b = {0};
    struct report_options o = {.width = 80, .explain = true};
    ck_silent(printed(&b, "text", a, &plain), "Model odds");
    struct str text = printed(&b, "text", a, &o);
    ck_says(text, "Model odds 3200, probability 99.6 %: confirmed");
    ck_says(text, "None of these: less than 0.1 %.");
    buf_free(&b);
}
END_TEST

START_TEST(detections_are_counted_unless_asked_for)
{
    struct analysis *a = case_make();
    struct buf b = {0};
    struct report_options o = {.width = 80, .detections = true};
    ck_silent(printed(&b, "html", a, &plain), "A service was installed");
    ck_says(buf_str(&b), "They are listed with --detections.");
    ck_says(printed(&b, "html", a, &o), "A service was installed");
    buf_free(&b);
}
END_TEST

START_TEST(a_case_without_anything_says_what_it_does_not_know)
{
    static const struct analysis nothing = {
        .schema = {"culprit.report/1", 16}
    };
    struct buf b = {0};
    for (size_t i = 0; i < formats_count; i++)
        printed(&b, formats[i]->name, &nothing, &plain);
    struct str text = printed(&b, "text", &nothing, &plain);
    ck_says(text, "No known problem was found in these logs.");
    ck_says(text, "nothing can be said about absence");
    buf_free(&b);
}
END_TEST

START_TEST(a_clean_bill_names_what_was_checked)
{
    struct analysis *a = case_make();
    struct buf b = {0};
    a->findings_n = 0;
    struct str text = printed(&b, "text", a, &plain);
    ck_says(text, "No known problem was found in these logs.");
    ck_says(text, "1 is absent, and the logs cover it");
    ck_says(text, "Security covers 31 h only");
    buf_free(&b);
}
END_TEST

START_TEST(long_lists_are_cut_and_the_rest_is_counted)
{
    enum { MANY = LIMIT_REPORT_ROWS + 1234 };
    struct analysis *a = case_make();
    struct arena arena = {0};
    struct buf b = {0};
    struct report_options o = {.width = 80, .explain = true};
    a->unexplained = ARENA_ARRAY(&arena, struct a_unexplained, MANY);
    a->unexplained_n = MANY;
    for (size_t i = 0; i < MANY; i++)
        a->unexplained[i] = case_unexplained[0];
    ck_says(printed(&b, "html", a, &o), "1,234 more patterns are left out here.");
    ck_says(buf_str(&b), "SELECT * FROM unexplained");
    ck_assert_uint_lt(b.len, 400000);
    ck_says(printed(&b, "text", a, &o), "1,234 more patterns are left out here.");
    arena_free(&arena);
    buf_free(&b);
}
END_TEST

START_TEST(a_report_that_is_too_long_is_refused)
{
    struct err err;
    for (size_t i = 0; i < formats_count; i++) {
        struct buf b = BUF_CAP(100);
        ck_assert_int_eq(formats[i]->write(case_make(), &plain, &b, &err), FAIL_LIMIT);
        buf_free(&b);
    }
}
END_TEST

START_TEST(the_same_analysis_gives_the_same_bytes)
{
    struct buf b = {0}, again = {0};
    for (size_t i = 0; i < formats_count; i++) {
        struct str first = printed(&b, formats[i]->name, case_make(), &plain);
        ck_assert(str_eq(first, printed(&again, formats[i]->name, case_make(), &plain)));
    }
    buf_free(&b);
    buf_free(&again);
}
END_TEST

START_TEST(the_page_needs_no_network_no_script_and_no_style_of_its_elements)
{
    struct buf b = {0};
    struct str page = printed(&b, "html", case_make(), &plain);
    ck_says(page, "default-src 'none'; style-src 'sha256-");
    ck_says(page, "<article id=\"cul-1-6d1f3a520b0e\">");
    ck_says(page, "aria-label=\"By day: 2012-10-08 to 2012-10-26, most on 2012-10-25: 187\"");
    ck_silent(page, "<script");
    ck_silent(page, " style=");
    ck_silent(page, " src=");
    ck_silent(page, "href=\"javascript");
    ck_silent(page, "url(");
    ck_silent(page, "{{");
    ck_assert_ptr_null(page_foreign(page));
    buf_free(&b);
}
END_TEST

/* Puts hostile text in front of every text that is not one of our own words. */
static void poison(struct arena *arena, const struct shape *shape, char *object)
{
    static const char evil[] =
        "<script>alert(1)</script>\x1b[31m\xe2\x80\xae\"><img src=x onerror=alert(1)>\xff\xc0 "
        "]] --> {{body}} ``` | # \r\n\x07\xc2\x9b"
        "31m averyveryveryveryveryveryveryveryveryveryveryveryveryveryveryveryveryverylongword";
    for (size_t i = 0; i < shape->members_n; i++) {
        const struct shape_member *m = &shape->members[i];
        char *at = object + m->offset;
        struct str *text = (struct str *)(void *)at;
        if (m->kind == SHAPE_STR && !filler_is_word(m->name))
            *text = arena_fmt(arena, "%s%.*s", evil, STR_ARG(*text));
        if (m->kind == SHAPE_OBJECT)
            poison(arena, m->of, at);
        if (m->kind == SHAPE_LIST) {
            size_t n = *(size_t *)(void *)(object + m->offset_n);
            char *items = *(char **)(void *)at;
            for (size_t k = 0; k < n; k++)
                poison(arena, m->of, items + k * m->of->size);
        }
    }
}

/* Between fences everything is text. */
static void no_markup_outside_fences(struct str rest)
{
    struct str line;
    bool fenced = false;
    while (str_line(&rest, &line)) {
        struct str text = str_trim(line);
        bool fence = text.len >= 3;
        for (size_t i = 0; i < text.len; i++)
            fence &= text.ptr[i] == '`';
        fenced ^= fence;
        ck_assert_msg(fenced || !says(line, "<img") || says(line, "\\<img"), "%.*s", STR_ARG(line));
    }
    ck_assert(!fenced);
}

START_TEST(hostile_text_stays_text)
{
    struct arena arena = {0};
    struct analysis *a = case_make();
    struct buf b = {0};
    struct report_options o = {.width = 80, .explain = true, .detections = true};
    poison(&arena, &analysis_shape, (char *)a);
    struct str page = printed(&b, "html", a, &o);
    const char *foreign = page_foreign(page);
    ck_assert_msg(!foreign, "%.60s", foreign);
    ck_assert_ptr_null(text_unsafe(page));
    ck_silent(page, "<script");
    ck_silent(page, "<img");
    ck_says(page, "&lt;script&gt;alert(1)&lt;/script&gt;");
    ck_assert_ptr_null(text_unsafe(printed(&b, "text", a, &o)));
    ck_assert_ptr_null(text_unsafe(printed(&b, "markdown", a, &o)));
    no_markup_outside_fences(buf_str(&b));
    ck_assert(utf8_valid(printed(&b, "json", a, &o)));
    arena_free(&arena);
    buf_free(&b);
}
END_TEST

static const struct {
    const char *body;
    bool foreign;
} pages[] = {
    {"<p class=\"dim\">a</p>",           false},
    {"<a href=\"https://x.org/\">a</a>", false},
    {"<a href=\"javascript:x\">a</a>",   true },
    {"<script>",                         true },
    {"<p onclick=\"x\">a</p>",           true },
    {"<p style=\"x\">a</p>",             true },
    {"<p class=\"<b>\">a</p>",           true },
    {"a > b",                            true },
};

START_TEST(the_look_at_pages_sees_what_is_foreign)
{
    struct arena arena = {0};
    struct str page = arena_fmt(&arena, "<!doctype html>\n%s", pages[_i].body);
    ck_assert_int_eq(page_foreign(page) != NULL, pages[_i].foreign);
    arena_free(&arena);
}
END_TEST

START_TEST(colour_comes_only_where_asked_for_and_ends_on_its_line)
{
    struct buf b = {0};
    struct report_options o = {.width = 80, .color = true};
    struct str rest = printed(&b, "text", case_make(), &o), line;
    ck_says(rest, "\x1b[");
    while (str_line(&rest, &line)) {
        const char *last = NULL;
        for (size_t i = 0; i + 1 < line.len; i++)
            last = line.ptr[i] == '\x1b' ? line.ptr + i : last;
        ck_assert(!last || strncmp(last, "\x1b[0m", 4) == 0);
    }
    buf_free(&b);
}
END_TEST

SUITE(report)
{
    tcase_add_test(tests, text_says_what_who_how_sure_and_what_to_do_in_that_order);
    tcase_add_loop_test(tests, only_what_is_confirmed_is, 0, (int)ARRAY_LEN(wording));
    tcase_add_test(tests, evidence_to_ask_for_comes_before_advice_while_nothing_is_likely);
    tcase_add_test(tests, a_finding_without_causes_says_so);
    tcase_add_test(tests, a_command_stands_whole_on_its_own_line);
    tcase_add_test(tests, a_question_and_what_has_expired_give_no_command);
    tcase_add_test(tests, what_lowers_security_is_never_first);
    tcase_add_loop_test(tests, lines_stay_within_the_width, 0, (int)ARRAY_LEN(widths));
    tcase_add_test(tests, an_unknown_probability_draws_no_bar);
    tcase_add_test(tests, numbers_are_told_only_when_asked_for);
    tcase_add_test(tests, detections_are_counted_unless_asked_for);
    tcase_add_test(tests, a_case_without_anything_says_what_it_does_not_know);
    tcase_add_test(tests, a_clean_bill_names_what_was_checked);
    tcase_add_test(tests, long_lists_are_cut_and_the_rest_is_counted);
    tcase_add_test(tests, a_report_that_is_too_long_is_refused);
    tcase_add_test(tests, the_same_analysis_gives_the_same_bytes);
    tcase_add_test(tests, the_page_needs_no_network_no_script_and_no_style_of_its_elements);
    tcase_add_test(tests, hostile_text_stays_text);
    tcase_add_loop_test(tests, the_look_at_pages_sees_what_is_foreign, 0, (int)ARRAY_LEN(pages));
    tcase_add_test(tests, colour_comes_only_where_asked_for_and_ends_on_its_line);
}
