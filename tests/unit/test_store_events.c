/* Events come back as they were parsed: numbers, texts, and fields in their order. */
#include "store_kit.h"

static const struct event *round_trip(struct kit *k, struct event_stream *stream)
{
    kit_end(k, "aa");
    kit_finish(k);
    *stream = kit_stream(k);
    return kit_next(stream);
}

static bool same(struct str a, struct str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

START_TEST(every_member_of_an_event_comes_back)
{
    struct kit k = kit_open(NULL);
    struct event_stream stream;
    kit_begin(&k, "dir/a.xml");
    k.batch.position = 41;
    kit_event(&k, 1, 999);
    struct event *e = kit_event(&k, 77, 123);
    e->computer = STR("HOST");
    e->event_source_name = STR("Eventlog");
    e->provider_guid = STR("{1}");
    e->qualifiers = 0x8000;
    e->version = 0;
    e->level = 2;
    e->task = 3;
    e->opcode = 4;
    e->pid = 5;
    e->tid = 6;
    e->keywords = UINT64_C(0x8020000000000000);
    e->has_keywords = true;
    e->user_sid = STR("S-1-5-18");
    e->activity_id = STR("{2}");
    e->related_activity_id = STR("{3}");
    e->message = STR("Said \"so\"\r\n\tand \xe2\x82\xac.");
    e->offset = 1234567;
    const struct event *got = round_trip(&k, &stream);
    ck_assert_int_eq(got->at.ticks, 123);
    ck_assert(!got->at.local && got->has_keywords);
    ck_assert_int_eq(got->record_id, 77);
    ck_assert_int_eq(got->event_id, 7036);
    ck_assert_int_eq(got->qualifiers, 0x8000);
    ck_assert_int_eq(got->version, 0);
    ck_assert_int_eq(got->level, 2);
    ck_assert_int_eq(got->task, 3);
    ck_assert_int_eq(got->opcode, 4);
    ck_assert_int_eq(got->pid, 5);
    ck_assert_int_eq(got->tid, 6);
    ck_assert(got->keywords == UINT64_C(0x8020000000000000));
    ck_str(got->host, "HOST");
    ck_str(got->computer, "HOST");
    ck_str(got->channel, "System");
    ck_str(got->provider, "Service Control Manager");
    ck_str(got->event_source_name, "Eventlog");
    ck_str(got->provider_guid, "{1}");
    ck_str(got->user_sid, "S-1-5-18");
    ck_str(got->activity_id, "{2}");
    ck_str(got->related_activity_id, "{3}");
    ck_str(got->message, "Said \"so\"\r\n\tand \xe2\x82\xac.");
    ck_assert_uint_eq(got->position, 42);
    ck_assert_uint_eq(got->offset, 1234567);
    ck_assert_uint_eq(got->source, 0);
    kit_close(&k);
}
END_TEST

START_TEST(what_the_log_did_not_give_stays_unknown)
{
    struct kit k = kit_open(NULL);
    struct event_stream stream;
    kit_begin(&k, "a");
    batch_add(&k.batch);
    const struct event *got = round_trip(&k, &stream);
    ck_assert_int_eq(got->at.ticks, TIME_NONE);
    ck_assert(!got->at.local && !got->has_keywords);
    const int64_t numbers[] = {got->record_id, got->event_id, got->qualifiers,
                               got->version,   got->level,    got->task,
                               got->opcode,    got->pid,      got->tid};
    for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
        ck_assert_int_eq(numbers[i], EVENT_NONE);
    ck_assert_uint_eq(got->fields_n, 0);
    ck_assert_uint_eq(got->message.len, 0);
    ck_str(got->host, "");
    kit_close(&k);
}
END_TEST

enum { FIELDS = 6 };

static const struct {
    struct field fields[FIELDS];
    const char *json, *layout;
} shapes[] = {
    {{{{0}, {0}}},                                                                  "{}",                                        ""     },
    {{{{"a", 1}, {"1", 1}}},                                                        "{\"a\":\"1\"}",                             ""     },
    {{{{"a", 1}, {"", 0}}, {{"b", 1}, {"2", 1}}},                                   "{\"a\":\"\",\"b\":\"2\"}",                  ""     },
    {{{{"b", 1}, {"1", 1}}, {{"a", 1}, {"2", 1}}},                                  "{\"b\":\"1\",\"a\":\"2\"}",                 ""     },
    {{{{"Data", 4}, {"x", 1}}},                                                     "{\"Data\":[\"x\"]}",                        ""     },
    {{{{"Data", 4}, {"x", 1}}, {{"Data", 4}, {"", 0}}, {{"Binary", 6}, {"00", 2}}},
     "{\"Data\":[\"x\",\"\"],\"Binary\":\"00\"}",                                                                                ""     },
    {{{{"a", 1}, {"1", 1}}, {{"a", 1}, {"1", 1}}},                                  "{\"a\":[\"1\",\"1\"]}",                     ""     },
    {{{{"a", 1}, {"1", 1}}, {{"b", 1}, {"2", 1}}, {{"a", 1}, {"3", 1}}},
     "{\"a\":[\"1\",\"3\"],\"b\":\"2\"}",                                                                                        "0 1 0"},
    {{{{"A", 1}, {"1", 1}}, {{"a", 1}, {"2", 1}}},                                  "{\"A\":\"1\",\"a\":\"2\"}",                 ""     },
    {{{{"q\"\\", 3}, {"\n\r\t\x01\x7f/", 6}}},                                      "{\"q\\\"\\\\\":\"\\n\\r\\t\\u0001\x7f/\"}", ""     },
    {{{{"z", 1}, {"a\0b", 3}}},                                                     "{\"z\":\"a\\u0000b\"}",                     ""     },
    {{{{"\xc3\xa4", 2}, {"\xf0\x9f\x98\x80", 4}}},                                  "{\"\xc3\xa4\":\"\xf0\x9f\x98\x80\"}",       ""     },
};

START_TEST(fields_are_one_flat_object_and_come_back_as_they_were)
{
    struct flat flat = {0};
    struct arena arena = {0};
    const struct field *in = shapes[_i].fields;
    struct field *out = NULL;
    struct str json, layout;
    size_t n = 0, back;
    while (n < FIELDS && in[n].name.ptr)
        n++;
    flat_write(&flat, in, n, &json, &layout);
    ck_assert_msg(str_eq(json, str_of(shapes[_i].json)), "%.*s", STR_ARG(json));
    ck_assert_msg(str_eq(layout, str_of(shapes[_i].layout)), "%.*s", STR_ARG(layout));
    ck_assert(flat_read(&arena, json_copy(&arena, json), layout, &out, &back));
    ck_assert_uint_eq(back, n);
    for (size_t i = 0; i < n; i++)
        ck_assert(same(out[i].name, in[i].name) && same(out[i].value, in[i].value));
    arena_free(&arena);
    flat_free(&flat);
}
END_TEST

/* Names among many go through a table, those among few do not: both must say the same. */
START_TEST(many_fields_keep_their_order)
{
    enum { MANY = 3000, NAMES = 700 };
    static char names[NAMES][16];
    struct flat flat = {0};
    struct arena arena = {0};
    struct field *in = ARENA_ARRAY(&arena, struct field, MANY), *out;
    struct str json, layout;
    size_t n;
    for (int i = 0; i < NAMES; i++)
        snprintf(names[i], sizeof names[i], "name%d", i);
    for (int i = 0; i < MANY; i++)
        in[i] = (struct field){str_of(names[i * 37 % NAMES]), arena_fmt(&arena, "%d", i)};
    flat_write(&flat, in, MANY, &json, &layout);
    ck_assert(flat_read(&arena, json_copy(&arena, json), layout, &out, &n));
    ck_assert_uint_eq(n, MANY);
    for (size_t i = 0; i < n; i++)
        ck_assert(same(out[i].name, in[i].name) && same(out[i].value, in[i].value));
    arena_free(&arena);
    flat_free(&flat);
}
END_TEST

START_TEST(damaged_objects_are_refused_whole)
{
    static const char *const damaged[] = {
        "",          "{",          "[]",           "{\"a\"}",        "{\"a\":}",
        "{\"a\":1}", "{\"a\":\"",  "{\"a\":\"\\",  "{\"a\":\"\\u1",  "{\"a\":\"\\ud800\\u",
        "{\"a\":[}", "{\"a\":[\"", "{\"a\":\"b\"", "{\"a\":\"b\",}", "{\"a\":{\"b\":\"c\"}}",
    };
    struct arena arena = {0};
    struct field *out;
    size_t n, len = strlen(damaged[_i]);
    char *copy = malloc(len ? len : 1); /* of its exact size, so that a sanitizer sees every step */
    memcpy(copy, damaged[_i], len);
    ck_assert(!flat_read(&arena, (struct json){copy, copy + len}, STR(""), &out, &n));
    free(copy);
    arena_free(&arena);
}
END_TEST

START_TEST(a_layout_that_does_not_fit_is_refused)
{
    static const char *const layouts[] = {"0", "0 0 0", "0 1 1", "0 1 2", "0 x 0", "9 9 9", "0 1"};
    struct arena arena = {0};
    struct field *out;
    size_t n;
    struct json json = json_copy(&arena, STR("{\"a\":[\"1\",\"3\"],\"b\":\"2\"}"));
    ck_assert(!flat_read(&arena, json, str_of(layouts[_i]), &out, &n));
    arena_free(&arena);
}
END_TEST

START_TEST(a_surrogate_pair_is_one_character_and_a_lone_one_a_replacement)
{
    struct arena arena = {0};
    struct field *out;
    size_t n;
    struct json json = json_copy(&arena, STR("{\"a\":\"\\ud83d\\ude00\\u00e4\\ud800x\"}"));
    ck_assert(flat_read(&arena, json, STR(""), &out, &n));
    ck_str(out[0].value, "\xf0\x9f\x98\x80\xc3\xa4\xef\xbf\xbdx");
    arena_free(&arena);
}
END_TEST

SUITE(store_events)
{
    tcase_add_test(tests, every_member_of_an_event_comes_back);
    tcase_add_test(tests, what_the_log_did_not_give_stays_unknown);
    tcase_add_loop_test(tests, fields_are_one_flat_object_and_come_back_as_they_were, 0,
                        ARRAY_LEN(shapes));
    tcase_add_test(tests, many_fields_keep_their_order);
    tcase_add_loop_test(tests, damaged_objects_are_refused_whole, 0, 15);
    tcase_add_loop_test(tests, a_layout_that_does_not_fit_is_refused, 0, 7);
    tcase_add_test(tests, a_surrogate_pair_is_one_character_and_a_lone_one_a_replacement);
}
