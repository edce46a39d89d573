/* The analysis that a case keeps, the views, queries and the document. */
#include "store_kit.h"

#include "shape_read.h"

#include <math.h>

/* Fills every member of a struct by its shape, so that none can be forgotten: texts and numbers
 * that differ, lists of two, options alternately there and not. */
struct filler {
    struct arena *arena;
    int64_t count;
};

static void fill(struct filler *f, const struct shape *shape, char *object);

static struct str next_text(struct filler *f)
{
    return arena_fmt(f->arena, "text \"%lld\" \xc3\xa4\n", (long long)f->count++);
}

static void fill_list(struct filler *f, const struct shape_member *m, char *object)
{
    enum { ITEMS = 2 };
    char *items = arena_alloc(f->arena, ITEMS * (m->kind == SHAPE_LIST ? m->of->size : 64));
    for (int i = 0; i < ITEMS; i++)
        if (m->kind == SHAPE_LIST)
            fill(f, m->of, items + (size_t)i * m->of->size);
        else if (m->kind == SHAPE_STRS)
            ((struct str *)(void *)items)[i] = next_text(f);
        else if (m->kind == SHAPE_INTS)
            ((int64_t *)(void *)items)[i] = f->count++;
        else
            ((struct pair *)(void *)items)[i] = (struct pair){next_text(f), next_text(f)};
    *(char **)(void *)(object + m->offset) = items;
    *(size_t *)(void *)(object + m->offset_n) = f->count % 5 ? ITEMS : 0;
}

static void fill_number(struct filler *f, const struct shape_member *m, void *at)
{
    int64_t n = f->count++;
    if (m->kind == SHAPE_INT)
        *(int64_t *)at = n % 4 ? n - 3 : INT_NONE;
    else if (m->kind == SHAPE_REAL)
        *(double *)at = n % 4 ? (double)n / 7 : NAN;
    else if (m->kind == SHAPE_BOOL)
        *(bool *)at = n % 2;
    else
        *(struct moment *)at = n % 4 ? (struct moment){n * 1234567891234, n % 3 == 0} : MOMENT_NONE;
}

static void fill(struct filler *f, const struct shape *shape, char *object)
{
    for (size_t i = 0; i < shape->members_n; i++) {
        const struct shape_member *m = &shape->members[i];
        void *at = object + m->offset;
        if (m->kind == SHAPE_STR)
            *(struct str *)at = f->count % 6 ? next_text(f) : STR("");
        else if (m->kind == SHAPE_OBJECT)
            fill(f, m->of, at);
        else if (m->kind == SHAPE_OPTION && f->count++ % 2)
            fill(f, m->of, *(char **)at = arena_alloc(f->arena, m->of->size));
        else if (m->kind >= SHAPE_LIST)
            fill_list(f, m, object);
        else if (m->kind != SHAPE_OPTION)
            fill_number(f, m, at);
    }
}

static struct analysis *make_analysis(struct arena *arena, int64_t seed)
{
    struct filler f = {arena, seed};
    struct analysis *a = ARENA_NEW(arena, struct analysis);
    fill(&f, &analysis_shape, (char *)a);
    return a;
}

static void check_json(const struct analysis *a, const struct analysis *b)
{
    struct buf x = {0}, y = {0};
    shape_json(&x, &analysis_shape, a, 0);
    shape_json(&y, &analysis_shape, b, 0);
    ck_assert_uint_eq(x.len, y.len);
    ck_assert_mem_eq(x.ptr, y.ptr, x.len);
    buf_free(&x);
    buf_free(&y);
}

START_TEST(an_analysis_comes_back_byte_for_byte)
{
    struct kit k = kit_open(NULL);
    struct arena arena = {0};
    struct analysis *a = make_analysis(&arena, _i), *b;
    struct str fingerprint;
    int64_t generation;
    ck_assert_int_eq(store_load_analysis(k.store, &arena, &b, &fingerprint, &generation, &err),
                     END);
    OKAY(store_save_analysis(k.store, make_analysis(&arena, 1), STR("old"), &err));
    OKAY(store_save_analysis(k.store, a, STR("f00"), &err));
    OKAY(store_load_analysis(k.store, &arena, &b, &fingerprint, &generation, &err));
    ck_str(fingerprint, "f00");
    ck_assert_int_eq(generation, kit_counts(&k).generation);
    check_json(a, b);
    arena_free(&arena);
    kit_close(&k);
}
END_TEST

START_TEST(an_empty_analysis_comes_back_too)
{
    struct kit k = kit_open(NULL);
    struct arena arena = {0};
    struct analysis a = {.schema = STR("culprit.report/1")}, *b;
    struct str fingerprint;
    int64_t generation;
    a.about.as_of = a.about.made = MOMENT_NONE;
    OKAY(store_save_analysis(k.store, &a, STR(""), &err));
    OKAY(store_load_analysis(k.store, &arena, &b, &fingerprint, &generation, &err));
    check_json(&a, b);
    arena_free(&arena);
    kit_close(&k);
}
END_TEST

START_TEST(new_events_make_a_kept_analysis_old)
{
    struct kit k = kit_open(NULL);
    struct arena arena = {0};
    struct analysis a = {0}, *b;
    struct str fingerprint;
    int64_t generation;
    OKAY(store_save_analysis(k.store, &a, STR(""), &err));
    kit_begin(&k, "a");
    kit_event(&k, 1, 1);
    kit_end(&k, "a");
    OKAY(store_load_analysis(k.store, &arena, &b, &fingerprint, &generation, &err));
    ck_assert_int_lt(generation, kit_counts(&k).generation);
    arena_free(&arena);
    kit_close(&k);
}
END_TEST

START_TEST(damaged_json_is_refused_and_unknown_keys_are_passed_over)
{
    static const struct {
        const char *json;
        bool good;
    } cases[] = {
        {"{}",                                                                          true },
        {"{\"schema\": \"x\", \"new\": [1, {\"a\": \"}\"}], \"unexplained_total\": 7}", true },
        {"{\"new\": \"]\", \"schema\": \"x\"}",                                         true },
        {"{\"case\": {\"as_of\": \"not a time\"}}",                                     true },
        {"",                                                                            false},
        {"{\"schema\": 5}",                                                             false},
        {"{\"checks\": {}}",                                                            false},
        {"{\"checks\": [{}",                                                            false},
        {"{\"findings\": [{\"group\": {\"a\": 1}}]}",                                   false},
        {"{\"new\": [",                                                                 false},
        {"{\"new\": ",                                                                  false},
        {"{\"unexplained_total\": x}",                                                  false},
        {"{\"findings\": [{\"other\": 1e5e5}]}",                                        false},
    };
    struct arena arena = {0};
    struct analysis a;
    size_t len = strlen(cases[_i].json);
    char *copy = malloc(len + 1);
    memcpy(copy, cases[_i].json, len);
    ck_assert(shape_read(&arena, (struct json){copy, copy + len}, &analysis_shape, &a) ==
              cases[_i].good);
    free(copy);
    arena_free(&arena);
}
END_TEST

/* What a query printed: rows end in a newline, values in a bar, NULL is "-". */
static enum status put_values(void *self, const struct str *values, size_t n, struct err *e)
{
    (void)e;
    for (size_t i = 0; i < n; i++) {
        buf_add(self, values[i].ptr ? values[i] : STR("-"));
        buf_char(self, i + 1 < n ? '|' : '\n');
    }
    return OK;
}

static enum status query(struct kit *k, const char *sql, struct buf *out)
{
    struct store_rows rows = {.self = out, .head = put_values, .row = put_values};
    buf_reset(out);
    return store_query(k->store, str_of(sql), &rows, &err);
}

START_TEST(views_have_the_columns_that_the_design_names)
{
    struct kit k = kit_open(NULL);
    struct buf out = {0};
    OKAY(query(&k, "SELECT group_concat(name, ' ') FROM pragma_table_info('events')", &out));
    ck_assert_str_eq(strchr(out.ptr, '\n') + 1,
                     "id time local_time host channel record_id provider event_source_name "
                     "event_id qualifiers version level task opcode keywords pid tid user_sid "
                     "activity_id data message source position\n");
    static const char *const views[] = {"events",     "facts",    "sources",  "findings",
                                        "hypotheses", "evidence", "coverage", "unexplained"};
    for (size_t i = 0; i < ARRAY_LEN(views); i++) {
        char sql[64];
        snprintf(sql, sizeof sql, "SELECT count(*) AS n FROM %s", views[i]);
        OKAY(query(&k, sql, &out));
        ck_assert_str_eq(out.ptr, "n\n0\n");
    }
    buf_free(&out);
    kit_close(&k);
}
END_TEST

START_TEST(views_show_iso_times)
{
    struct kit k = kit_open(NULL);
    struct buf out = {0};
    kit_begin(&k, "a");
    kit_event(&k, 1, -1);
    kit_event(&k, 2, 15400000001234567)->at.local = true;
    kit_event(&k, 3, TIME_NONE);
    kit_end(&k, "a");
    kit_finish(&k);
    OKAY(
        query(&k, "SELECT record_id, time, local_time, data, source FROM events ORDER BY 1", &out));
    ck_assert_str_eq(out.ptr, "record_id|time|local_time|data|source\n"
                              "1|1969-12-31T23:59:59.9999999Z|-|{\"param1\":\"one\"}|a\n"
                              "2|-|2018-10-20T01:46:40.1234567|{\"param1\":\"one\"}|a\n"
                              "3|-|-|{\"param1\":\"one\"}|a\n");
    buf_free(&out);
    kit_close(&k);
}
END_TEST

START_TEST(views_show_the_analysis)
{
    struct kit k = kit_open(NULL);
    struct buf out = {0};
    struct arena arena = {0};
    struct a_evidence proof = {.text = STR("seen"), .ratio = 20, .counted = true};
    struct a_hypothesis cause = {
        .id = STR("pool"), .probability = 0.5, .evidence = &proof, .evidence_n = 1};
    struct pair group = {STR("Computer"), STR("HOST")};
    struct a_finding found = {.id = STR("cul-1-0"),
                              .group = &group,
                              .group_n = 1,
                              .hypotheses = &cause,
                              .hypotheses_n = 1};
    struct a_gap gap = {
        {0,        false},
        {10000000, false}
    };
    struct a_coverage span = {.host = STR("HOST"), .gaps = &gap, .gaps_n = 1};
    struct a_unexplained odd = {.provider = STR("Disk"), .text = STR("bad <n>"), .occurrences = 4};
    struct analysis a = {.findings = &found,
                         .findings_n = 1,
                         .coverage = &span,
                         .coverage_n = 1,
                         .unexplained = &odd,
                         .unexplained_n = 1};
    OKAY(store_save_analysis(k.store, &a, STR("f"), &err));
    OKAY(query(&k, "SELECT id, grouped FROM findings", &out));
    ck_assert_str_eq(out.ptr, "id|grouped\ncul-1-0|{\"Computer\":\"HOST\"}\n");
    OKAY(query(&k, "SELECT finding, id, probability FROM hypotheses", &out));
    ck_assert_str_eq(out.ptr, "finding|id|probability\ncul-1-0|pool|0.5\n");
    OKAY(query(&k, "SELECT hypothesis, text, ratio, counted FROM evidence", &out));
    ck_assert_str_eq(out.ptr, "hypothesis|text|ratio|counted\npool|seen|20.0|1\n");
    OKAY(query(&k, "SELECT host, gaps FROM coverage", &out));
    ck_assert_str_eq(out.ptr, "host|gaps\nHOST|[{\"from\":\"1970-01-01T00:00:00.0000000Z\",\"to\":"
                              "\"1970-01-01T00:00:01.0000000Z\"}]\n");
    OKAY(query(&k, "SELECT provider, template, occurrences FROM unexplained", &out));
    ck_assert_str_eq(out.ptr, "provider|template|occurrences\nDisk|bad <n>|4\n");
    buf_free(&out);
    arena_free(&arena);
    kit_close(&k);
}
END_TEST

START_TEST(a_query_only_reads)
{
    static const struct {
        const char *sql;
        enum status status;
    } cases[] = {
        {"SELECT 1; SELECT 2;",                                                                     OK        },
        {"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 3) SELECT * FROM n",
         OK                                                                                                   },
        {"EXPLAIN QUERY PLAN SELECT * FROM events",                                                 OK        },
        {"PRAGMA table_info(event)",                                                                OK        },
        {"",                                                                                        OK        },
        {"-- nothing",                                                                              OK        },
        {"SELECT value FROM json_each('[1, 2]')",                                                   OK        },
        {"UPDATE sqlite_master SET sql = ''",                                                       FAIL_USAGE},
        {"SELEKT 1",                                                                                FAIL_USAGE},
        {"SELECT nothing FROM events",                                                              FAIL_USAGE},
        {"DELETE FROM event",                                                                       FAIL_USAGE},
        {"SELECT 1; DROP TABLE event",                                                              FAIL_USAGE},
        {"INSERT INTO state VALUES (2, 1, 1)",                                                      FAIL_USAGE},
        {"ATTACH '/tmp/elsewhere.db' AS x",                                                         FAIL_USAGE},
        {"PRAGMA user_version = 7",                                                                 FAIL_USAGE},
        {"PRAGMA journal_mode",                                                                     FAIL_USAGE},
        {"VACUUM INTO '/tmp/elsewhere.db'",                                                         FAIL_USAGE},
        {"BEGIN",                                                                                   FAIL_USAGE},
        {"CREATE TEMP TABLE t (x)",                                                                 FAIL_USAGE},
        {"SELECT load_extension('x')",                                                              FAIL_USAGE},
    };
    struct kit k = kit_open(NULL);
    struct buf out = {0};
    enum status status = query(&k, cases[_i].sql, &out);
    ck_assert_msg(status == cases[_i].status, "%s: %s", cases[_i].sql, err.text);
    kit_begin(&k, "a"); /* and the store works on as before */
    kit_event(&k, 1, 1);
    kit_end(&k, "a");
    buf_free(&out);
    kit_close(&k);
}
END_TEST

/* Every column of the database stands in the document, with a meaning. */
START_TEST(the_document_names_every_column)
{
    struct kit k = kit_open(NULL);
    struct buf out = {0}, page = {0};
    store_document(&page);
    OKAY(query(&k,
               "SELECT '| `' || c.name || '` | ' FROM sqlite_schema AS s, "
               "pragma_table_info(s.name) AS c WHERE s.type IN ('table', 'view')",
               &out));
    struct str line, rest = str_skip(buf_str(&out), 0), at = buf_str(&page);
    str_line(&rest, &line);
    size_t n = 0;
    while (str_line(&rest, &line)) {
        ck_assert_msg(str_find(at, line) != NULL, "%.*s", STR_ARG(line));
        n++;
    }
    size_t rows = 0;
    for (rest = at; str_line(&rest, &line);)
        rows += str_starts(line, STR("| `"));
    ck_assert_uint_eq(rows, n);
    buf_free(&out);
    buf_free(&page);
    kit_close(&k);
}
END_TEST

SUITE(store_keep)
{
    tcase_add_loop_test(tests, an_analysis_comes_back_byte_for_byte, 0, 12);
    tcase_add_test(tests, an_empty_analysis_comes_back_too);
    tcase_add_test(tests, new_events_make_a_kept_analysis_old);
    tcase_add_loop_test(tests, damaged_json_is_refused_and_unknown_keys_are_passed_over, 0, 13);
    tcase_add_test(tests, views_have_the_columns_that_the_design_names);
    tcase_add_test(tests, views_show_iso_times);
    tcase_add_test(tests, views_show_the_analysis);
    tcase_add_loop_test(tests, a_query_only_reads, 0, 20);
    tcase_add_test(tests, the_document_names_every_column);
}
