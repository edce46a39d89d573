/* Reports in another language: every text of the frame has its translation, a bad locale file is an
 * error, what has no translation is marked, and hostile text stays harmless. */
#include "suite.h"

#include "app/tongue.h"
#include "base/files.h"
#include "report/report.h"
#include "report_case.h"
#include "report_fill.h"

#include <stdio.h>
#include <stdlib.h>

#define ck_says(text, what)                                                                        \
    ck_assert_msg(str_find((text), str_of(what)) != NULL, "does not say: %s", what)
#define ck_silent(text, what)                                                                      \
    ck_assert_msg(str_find((text), str_of(what)) == NULL, "says: %s", what)

static const struct locale *language(const char *lang, struct arena *arena)
{
    const struct locale *l;
    struct err err;
    ck_assert_msg(tongue_load(lang, (struct rule_paths){0}, arena, &l, &err) == OK, "%s", err.text);
    return l;
}

/* The sources, read ------------------------------------------------------------------------------
 */

/* Functions whose texts are said: those of the frame are English literals among their arguments. */
static const char *const sayers[] = {
    "doc_say",    "doc_text",      "doc_word", "doc_section",  "doc_section_fmt", "span_fmt",
    "doc_pair",   "words_counted", "tile",     "pair",         "named_step",      "command",
    "blank_line", "strip",         "line",     "compose_rest", "html_say",        "compose_news",
};

/* Words in tables that only the program reads. */
static const char *const unsaid[] = {
    "look",       "relief",     "cure",
    "prevent",    "victim",     "culprit",
    "client",     "dc",         "sql",
    "switch",     "service",    "computer",
    "watch",      "perhaps",    "boot",
    "crash",      "clear",      "clock",
    "supports",   "weakens",    "status",
    "event",      "events",     "id",
    "ids",        "and",        "or",
    "und",        "oder",       "et",
    "ou",         "Ereignis",   "Ereignissen",
    "Ereignisse", "Fehler",     "erreur",
    "événement",  "événements", "not_applicable",
    "code",
};

static bool in(struct str word, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(word, str_of(list[i])))
            return true;
    return false;
}

enum { DEPTH = 64 };

struct scan {
    struct str text; /* what is left */
    struct str open[DEPTH];
    size_t depth;
    bool table; /* in the initializer of a static table */
};

static bool is_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* The literals at the front, which the compiler joins, with their escapes resolved. */
static struct str take_literal(struct scan *s, struct arena *arena)
{
    struct buf b = {0};
    while (s->text.len && s->text.ptr[0] == '"') {
        s->text = str_skip(s->text, 1);
        while (s->text.len && s->text.ptr[0] != '"') {
            if (s->text.ptr[0] == '\\')
                s->text = str_skip(s->text, 1);
            buf_char(&b, s->text.ptr[0]);
            s->text = str_skip(s->text, 1);
        }
        s->text = str_skip(s->text, 1);
        while (s->text.len && strchr(" \n", s->text.ptr[0]))
            s->text = str_skip(s->text, 1);
    }
    struct str out = buf_keep(&b, arena);
    buf_free(&b);
    return out;
}

/* Two letters that are of no conversion, and no markup. */
static bool is_said(struct str s)
{
    enum { WORD_MOST = 40 };
    size_t letters = 0;
    if (s.len > WORD_MOST && !memchr(s.ptr, ' ', s.len))
        return false;
    if (memchr(s.ptr, '<', s.len) || str_find(s, STR("SELECT")) || str_find(s, STR("culprit ")))
        return false;
    while (s.len) {
        size_t n = s.ptr[0] == '%' ? 1 : 0;
        while (n && n < s.len && strchr(".*lz0123456789", s.ptr[n]))
            n++;
        letters = n == 0 && is_name(s.ptr[0]) ? letters + 1 : 0;
        if (letters == 2)
            return true;
        s = str_skip(s, n + 1);
    }
    return false;
}

/* The call that a literal is an argument of; what only makes a view of it does not count. */
static struct str call_of(const struct scan *s)
{
    static const char *const views[] = {"", "STR", "STR_ARG", "str_of"};
    size_t i = s->depth < DEPTH ? s->depth : DEPTH;
    while (i && in(s->open[i - 1], views, ARRAY_LEN(views)))
        i--;
    return i ? s->open[i - 1] : (struct str){0};
}

static void skip_comment(struct scan *s)
{
    const char *end = str_find(s->text, STR("*/"));
    ck_assert(end != NULL);
    s->text = str_skip(s->text, (size_t)(end + 2 - s->text.ptr));
}

/* Every literal that is said goes to `each`. */
static void scan(struct scan *s, struct arena *arena, void (*each)(struct str, void *), void *self)
{
    struct str name = {0};
    for (size_t n; s->text.len; s->text = str_skip(s->text, n)) {
        n = 1;
        char c = s->text.ptr[0];
        if (str_starts(s->text, STR("/*")) || str_starts(s->text, STR("#include"))) {
            if (c == '/')
                skip_comment(s);
            else
                str_line(&s->text, &(struct str){0});
            n = 0;
        } else if (c == '\'') {
            n = s->text.ptr[1] == '\\' ? 4 : 3;
        } else if (c == '"') {
            struct str call = call_of(s), text = take_literal(s, arena);
            bool said = in(call, sayers, ARRAY_LEN(sayers)) ||
                        (s->table && call.len == 0 && !in(text, unsaid, ARRAY_LEN(unsaid)));
            if (said && is_said(text))
                each(text, self);
            n = 0;
        } else if (is_name(c)) {
            while (n < s->text.len && is_name(s->text.ptr[n]))
                n++;
            name = str_head(s->text, n);
            s->table |= str_eq(name, STR("static"));
            continue;
        } else if (c == '(' && s->depth++ < DEPTH) {
            s->open[s->depth - 1] = name;
        } else if (c == ')') {
            s->depth--;
        } else if (c == ';') {
            s->table = false;
        }
        if (c != ' ' && c != '\n')
            name = (struct str){0};
    }
}

struct lacking {
    const struct locale *l;
    size_t n, seen;
    struct buf list;
};

static void look_up(struct str text, void *self)
{
    struct lacking *x = self;
    x->seen++;
    if (locale_has(x->l, LOCALE_FRAME, text))
        return;
    x->n++;
    buf_fmt(&x->list, "\n\"%.*s\"", STR_ARG(text));
}

/* What has texts that are not the frame: names of files, of formats, of members of CSV. */
static bool is_frame(struct str path)
{
    static const char *const others[] = {"html_page.c",
                                         "format_csv.c",
                                         "format_junit.c",
                                         "format_timesketch.c",
                                         "format_csv_hits.c",
                                         "format_csv_unexplained.c",
                                         "format_json.c",
                                         "format_jsonl.c",
                                         "format_markdown.c",
                                         "order.c",
                                         "times.c",
                                         "strip.c",
                                         "wrap.c",
                                         "table.c",
                                         "locale.c",
                                         "locale_object.c",
                                         "phrase.c",
                                         "report.c",
                                         "said.c",
                                         "foreign.c",
                                         "format_html.c",
                                         "format_text.c"};
    return str_ends(path, STR(".c")) && !in(path_name(path), others, ARRAY_LEN(others));
}

START_TEST(every_text_of_the_frame_is_translated)
{
    struct arena arena = {0};
    struct file_list files = {0};
    struct err err;
    struct lacking x = {.l = language(locale_words[_i + 1], &arena)};
    files_walk(&arena, "src/report", &files, NULL, NULL);
    for (size_t i = 0; i < files.n; i++) {
        struct scan s = {0};
        if (!is_frame(str_of(files.paths[i])))
            continue;
        ck_assert_int_eq(file_read(&arena, files.paths[i], 1 << 20, &s.text, &err), OK);
        scan(&s, &arena, look_up, &x);
    }
    ck_assert_uint_gt(x.seen, 400);
    ck_assert_msg(x.n == 0, "%zu texts lack a row in src/report/locale/%s.csv:%.*s", x.n,
                  locale_code(x.l), STR_ARG(buf_str(&x.list)));
    buf_free(&x.list);
    arena_free(&arena);
}
END_TEST

/* Locale files ---------------------------------------------------------------------------------
 */

static const struct {
    enum locale_kind kind;
    const char *row, *error;
} bad_rows[] = {
    {LOCALE_FRAME, "%s of %d,%1$s von",         "has not the conversions"},
    {LOCALE_FRAME, "%s of %d,%1$s von %3$d",    "has not the conversions"},
    {LOCALE_FRAME, "%s of %d,%1$d von %2$d",    "has not the conversions"},
    {LOCALE_FRAME, "%s of %d,%1$s von %2$d %n", "not known"              },
    {LOCALE_FRAME, "plain,%s",                  "has not the conversions"},
    {LOCALE_FRAME, "plain,100 %",               "not known"              },
    {LOCALE_RULES, "port {port},Port {prot}",   "has not the conversions"},
    {LOCALE_RULES, "port {port},Port",          "has not the conversions"},
    {LOCALE_RULES, "a,\016b",                   "control characters"     },
};

START_TEST(a_bad_locale_file_is_an_error)
{
    struct arena arena = {0};
    struct err err;
    struct locale *l = locale_new(&arena, "de");
    struct str csv = arena_fmt(&arena, "text,translation\n%s\n", bad_rows[_i].row);
    ck_assert_int_eq(locale_add(l, bad_rows[_i].kind, "x.csv", csv, &err), FAIL_INPUT);
    ck_says(str_of(err.text), bad_rows[_i].error);
    ck_says(str_of(err.text), "x.csv");
    ck_assert_int_eq(locale_add(l, LOCALE_FRAME, "x.csv", STR("a,b\n"), &err), FAIL_INPUT);
    arena_free(&arena);
}
END_TEST

static const char rows[] = "text,translation\n"
                           "%.*s of %lld in %zu,%3$zu: %1$s/%2$d\n"
                           "%lld times,%1$d-mal\n"
                           "every %s (+- %s),alle %1$s (+- %2$s)\n"
                           "%.1f hours,%1$s Stunden\n"
                           "of remarks,von Anmerkungen\n"
                           "\"1,234.5\",\"1.234,5\"\n";

START_TEST(arguments_go_to_their_places)
{
    struct arena arena = {0};
    struct err err;
    struct locale *l = locale_new(&arena, "de");
    ck_assert_int_eq(locale_add(l, LOCALE_FRAME, "x", str_of(rows), &err), OK);
    ck_assert_str_eq(locale_format(l, "%.*s of %lld in %zu"), "%4$zu: %2$.*1$s/%3$lld");
    ck_assert_str_eq(locale_format(l, "not there %d"), "not there %d");
    ck_assert_str_eq(locale_format(NULL, "%lld times"), "%lld times");
    arena_free(&arena);
}
END_TEST

static const struct {
    const char *text, *said;
} sentences[] = {
    {"every 5 times (+- 2 times)",       "alle 5-mal (+- 2-mal)"            },
    {"3.5 hours",                        "3,5 Stunden"                      },
    {"x hours",                          NULL                               },
    {"every 1,234 (+- x)",               "alle 1.234 (+- x)"                },
    {"port 2883 of w3wp.exe (PID 12)",   "Port 2883 von w3wp.exe (PID 12)"  },
    {"port 2883 of w3wp.exe",            "Port 2883 von w3wp.exe"           },
    {"port {port} of {who} (PID {pid})", "Port {port} von {who} (PID {pid})"},
    {"a port 2883 of x (PID 1)",         NULL                               },
    {"2 and 2",                          "2 zweimal"                        },
    {"2 and 3",                          NULL                               },
    {"of remarks: b.log",                "von Anmerkungen: b.log"           },
    {"of others: b.log",                 NULL                               },
    {"",                                 NULL                               },
};

START_TEST(what_was_filled_in_is_found_by_its_shape)
{
    struct arena arena = {0};
    struct err err;
    struct str said = {0};
    struct locale *l = locale_new(&arena, "de");
    struct str of_rules = STR("text,translation\n"
                              "port {port} of {who} (PID {pid}),Port {port} von {who} (PID {pid})\n"
                              "{a} and {a},{a} zweimal\n");
    ck_assert_int_eq(locale_add(l, LOCALE_FRAME, "x", str_of(rows), &err), OK);
    ck_assert_int_eq(locale_add(l, LOCALE_PHRASES, "x", str_of(rows), &err), OK);
    ck_assert_int_eq(locale_add(l, LOCALE_RULES, "x", of_rules, &err), OK);
    bool found = locale_text(l, &arena, str_of(sentences[_i].text), &said);
    ck_assert(found == (sentences[_i].said != NULL));
    if (found)
        ck_assert_msg(str_eq(said, str_of(sentences[_i].said)), "says '%.*s'", STR_ARG(said));
    arena_free(&arena);
}
END_TEST

/* Reports --------------------------------------------------------------------------------------
 */

static struct str printed(struct buf *b, const char *format, const struct analysis *a,
                          const struct locale *l)
{
    struct report_options o = {.width = 80, .locale = l};
    struct err err;
    buf_reset(b);
    ck_assert_int_eq(format_find(str_of(format))->write(a, &o, b, &err), OK);
    return buf_str(b);
}

START_TEST(a_report_says_its_language)
{
    struct arena arena = {0};
    struct buf b = {0};
    const struct locale *l = language("de", &arena);
    struct analysis *a = case_make();
    a->findings[0].effect = STR("nobody has translated this");
    struct str text = printed(&b, "html", a, l);
    ck_says(text, "<html lang=\"de\">");
    ck_says(text,
            "<span lang=\"en\">nobody has translated this.</span> <span class=\"tag\">en</span>");
    ck_says(text, "Der Verursacher ist ");
    ck_says(printed(&b, "text", a, l), "nobody has translated this [en]");
    ck_says(printed(&b, "ticket", a, l), "nobody has translated this [en]");
    ck_says(printed(&b, "markdown", a, l), "nobody has translated this \\[en\\]");
    text = printed(&b, "json", a, l);
    ck_says(text, "\"lang\": \"de\"");
    ck_says(text, "\"nobody has translated this\"");
    ck_silent(printed(&b, "json", a, NULL), "\"lang\"");
    ck_says(printed(&b, "jsonl", a, l), "{\"type\": \"lang\", \"value\": \"de\"}");
    ck_silent(printed(&b, "text", a, NULL), "[en]");
    ck_silent(printed(&b, "html", a, NULL), "lang=\"en\">nobody");
    buf_free(&b);
    arena_free(&arena);
}
END_TEST

/* Only what is confirmed "is". */
static const struct {
    const char *lang, *verdict, *says, *silent;
} wording[] = {
    {"de", "confirmed", "Der Verursacher ist dns.exe",       "deutet"             },
    {"de", "likely",    "Alles deutet hin auf dns.exe",      "Der Verursacher ist"},
    {"de", "possible",  "Verursacher könnte sein: dns.exe", "Der Verursacher ist"},
    {"fr", "confirmed", "Le responsable est dns.exe",        "désignent"         },
    {"fr", "likely",    "Les indices désignent dns.exe",    "Le responsable est" },
    {"fr", "possible",  "Ce pourrait être dns.exe",         "Le responsable est" },
};

START_TEST(no_language_is_surer_than_the_verdict)
{
    struct arena arena = {0};
    struct buf b = {0};
    struct analysis *a = case_make();
    a->findings[0].hypotheses[0].verdict = str_of(wording[_i].verdict);
    struct str text = printed(&b, "ticket", a, language(wording[_i].lang, &arena));
    ck_says(text, wording[_i].says);
    ck_silent(text, wording[_i].silent);
    buf_free(&b);
    arena_free(&arena);
}
END_TEST

/* Whoever writes our marks into a log gets no markup, and no other text of the report. */
START_TEST(marks_from_a_log_are_dropped)
{
    struct arena arena = {0};
    struct buf b = {0};
    struct analysis *a = case_make();
    a->findings[0].host = STR("A\016B\017C");
    a->findings[0].effect = STR("\017left\016 open\016");
    struct str text = printed(&b, "html", a, language("de", &arena));
    ck_says(text, "ABC");
    ck_says(text, "<span lang=\"en\">left open.</span>");
    ck_silent(printed(&b, "text", a, language("de", &arena)), "\016");
    ck_silent(printed(&b, "json", a, language("de", &arena)), "\\u000e");
    buf_free(&b);
    arena_free(&arena);
}
END_TEST

START_TEST(hostile_text_is_as_harmless_in_any_language)
{
    struct arena arena = {0};
    char bytes[4096];
    uint32_t x = 12345u + (uint32_t)_i;
    for (size_t i = 0; i < sizeof bytes; i++) {
        x = x * 1664525u + 1013904223u;
        bytes[i] = (char)(x >> 24);
    }
    struct filler f = {
        &arena, {bytes, sizeof bytes}
    };
    struct analysis *a = ARENA_NEW(&arena, struct analysis);
    struct report_options o = {.width = 80, .detections = true, .explain = true};
    o.locale = language(_i % 2 ? "de" : "fr", &arena);
    filler_object(&f, &analysis_shape, a);
    for (size_t i = 0; i < formats_count; i++) {
        struct buf b = {0};
        struct err err;
        ck_assert_int_eq(formats[i]->write(a, &o, &b, &err), OK);
        bool page = strcmp(formats[i]->name, "html") == 0;
        bool data = strncmp(formats[i]->name, "json", 4) == 0;
        ck_assert_msg(utf8_valid(buf_str(&b)), "%s", formats[i]->name);
        ck_assert_msg(data || !text_unsafe(buf_str(&b)), "%s", formats[i]->name);
        ck_assert(!page || !page_foreign(buf_str(&b)));
        buf_free(&b);
    }
    arena_free(&arena);
}
END_TEST

SUITE(locale)
{
    tcase_add_loop_test(tests, every_text_of_the_frame_is_translated, 0, 2);
    tcase_add_loop_test(tests, a_bad_locale_file_is_an_error, 0, (int)ARRAY_LEN(bad_rows));
    tcase_add_test(tests, arguments_go_to_their_places);
    tcase_add_loop_test(tests, what_was_filled_in_is_found_by_its_shape, 0,
                        (int)ARRAY_LEN(sentences));
    tcase_add_test(tests, a_report_says_its_language);
    tcase_add_loop_test(tests, no_language_is_surer_than_the_verdict, 0, (int)ARRAY_LEN(wording));
    tcase_add_test(tests, marks_from_a_log_are_dropped);
    tcase_add_loop_test(tests, hostile_text_is_as_harmless_in_any_language, 0, 40);
}
