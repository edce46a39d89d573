/* Which records are one event, in forms that do not say all of it, and over several runs. */
#include "store_kit.h"

enum { SECOND = TICKS_PER_SECOND };

/* What text and tables have of a record: whole seconds, no record id, the message alone. */
static struct event *add_text(struct kit *k, int64_t second, const char *message)
{
    struct event *e = kit_event(k, EVENT_NONE, second * SECOND);
    e->level = 4;
    e->fields_n = 0;
    e->message = str_of(message);
    return e;
}

/* The same as XML has it. */
static struct event *add_xml(struct kit *k, int64_t record, int64_t second, const char *message)
{
    struct event *e = kit_event(k, record, second * SECOND + 1234567);
    e->level = 4;
    e->message = str_of(message);
    return e;
}

static int64_t events_of(struct kit *k)
{
    kit_finish(k);
    return kit_counts(k).events;
}

START_TEST(text_and_xml_of_one_event_are_one)
{
    static const struct {
        const char *provider, *channel, *computer, *text, *message;
        int64_t code, level, second, events;
    } cases[] = {
        {"Service Control Manager", "System",      "HOST",  "It runs.",    "It runs.", 7036, 4,          5, 1},
        {"Service Control Manager", "System",      "HOST",  "It runs.",    "",         7036, 4,          5, 1},
        {"Service Control Manager", "",            "host",  "It\r\nruns.", "It runs.", 7036, 4,          5, 1},
        {"Service Control Manager", "System",      "HOST",  "",            "It runs.", 7036, EVENT_NONE, 5, 1},
        {"Service Control Manager", "System",      "HOST",  "It stops.",   "It runs.", 7036, 4,          5, 2},
        {"Service Control Manager", "System",      "HOST",  "It runs.",    "It runs.", 7036, 4,          6, 2},
        {"Service Control Manager", "System",      "HOST",  "It runs.",    "It runs.", 7036, 2,          5, 2},
        {"Service Control Manager", "System",      "HOST",  "It runs.",    "It runs.", 7035, 4,          5, 2},
        {"Service Control Manager", "System",      "OTHER", "It runs.",    "It runs.", 7036, 4,          5, 2},
        {"Service Control Manager", "Application", "HOST",  "It runs.",    "It runs.", 7036, 4,          5, 2},
        {"DNS",                     "System",      "HOST",  "It runs.",    "It runs.", 7036, 4,          5, 2},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct kit k = kit_open(NULL);
        kit_begin(&k, "log.txt");
        struct event *e = add_text(&k, cases[i].second, cases[i].text);
        e->provider = str_of(cases[i].provider);
        e->channel = str_of(cases[i].channel);
        e->computer = str_of(cases[i].computer);
        e->event_id = cases[i].code;
        e->level = cases[i].level;
        kit_end(&k, "aa");
        kit_begin(&k, "log.xml");
        add_xml(&k, 77, 5, cases[i].message);
        kit_end(&k, "bb");
        ck_assert_msg(events_of(&k) == cases[i].events, "case %zu", i);
        struct event_stream stream = kit_stream(&k);
        if (cases[i].events == 1)
            ck_assert_int_eq(kit_next(&stream)->record_id, 77);
        store_events_end(k.store);
        kit_close(&k);
    }
}
END_TEST

START_TEST(a_list_without_the_first_words_of_a_provider_names_the_same)
{
    struct kit k = kit_open(NULL);
    kit_begin(&k, "log.csv");
    add_text(&k, 5, "It runs.")->provider = STR("Kernel-General");
    kit_end(&k, "aa");
    kit_begin(&k, "log.xml");
    add_xml(&k, 1, 5, "")->provider = STR("Microsoft-Windows-Kernel-General");
    kit_end(&k, "bb");
    ck_assert_int_eq(events_of(&k), 1);
    kit_close(&k);
}
END_TEST

START_TEST(each_record_of_a_text_stands_for_one_event)
{
    struct kit k = kit_open(NULL);
    kit_begin(&k, "log.txt");
    for (int i = 0; i < 3; i++)
        add_text(&k, 5, "again");
    kit_end(&k, "aa");
    kit_begin(&k, "log.xml");
    add_xml(&k, 1, 5, "");
    add_xml(&k, 2, 5, "");
    kit_end(&k, "bb");
    ck_assert_int_eq(events_of(&k), 3);
    /* Also later: finishing again, with something new, changes nothing of that. */
    kit_begin(&k, "other.xml");
    add_xml(&k, 9, 50, "");
    kit_end(&k, "cc");
    ck_assert_int_eq(events_of(&k), 4);
    kit_begin(&k, "the text saved once more.txt");
    for (int i = 0; i < 3; i++)
        add_text(&k, 5, "again");
    kit_end(&k, "00");
    ck_assert_int_eq(events_of(&k), 4);
    kit_close(&k);
}
END_TEST

static void add_alike(struct kit *k, const char *sha256, int n)
{
    kit_begin(k, sha256);
    for (int i = 0; i < n; i++)
        kit_event(k, EVENT_NONE, 100);
    kit_end(k, sha256);
}

START_TEST(what_stood_for_a_copy_is_remembered_over_runs)
{
    struct kit k = kit_open(NULL);
    add_alike(&k, "bb", 3);
    add_alike(&k, "aa", 2); /* its copies stay, for its digest is smaller */
    ck_assert_int_eq(events_of(&k), 3);
    add_alike(&k, "cc", 1);
    ck_assert_int_eq(events_of(&k), 3);
    add_alike(&k, "99", 4);
    ck_assert_int_eq(events_of(&k), 4);
    kit_begin(&k, "other");
    kit_event(&k, 1, 9 * SECOND);
    kit_end(&k, "dd");
    ck_assert_int_eq(events_of(&k), 5);
    kit_close(&k);
}
END_TEST

START_TEST(a_source_that_was_interrupted_leaves_no_trace_in_copies)
{
    struct kit k = kit_open(NULL);
    add_alike(&k, "aa", 2);
    kit_begin(&k, "bb");
    kit_event(&k, EVENT_NONE, 100);
    OKAY(store_add(k.store, k.source, &k.batch, &err));
    ck_assert_int_eq(events_of(&k), 2); /* somebody looked at the case meanwhile */
    add_alike(&k, "bb", 3);
    ck_assert_int_eq(events_of(&k), 3);
    kit_close(&k);
}
END_TEST

/* Record ids `from`, `from` + `step` ..., one a minute. */
static void add_log(struct kit *k, const char *name, int64_t minute, int64_t from, int64_t n)
{
    kit_begin(k, name);
    for (int64_t i = 0; i < n; i++)
        kit_event(k, from + i, (minute + i) * 60 * SECOND);
    kit_end(k, name);
}

static size_t twins_of(struct kit *k)
{
    struct arena arena = {0};
    struct twin *twins;
    size_t n;
    kit_finish(k);
    OKAY(store_twins(k->store, &arena, &twins, &n, &err));
    if (n) {
        ck_str(twins[0].host, "HOST");
        ck_str(twins[0].channel, "System");
    }
    arena_free(&arena);
    return n;
}

START_TEST(two_machines_under_one_name_are_noticed)
{
    struct kit k = kit_open(NULL);
    add_log(&k, "a.xml", 0, 1000, 20);
    add_log(&k, "b.xml", 0, 5000, 20);
    ck_assert_int_eq(events_of(&k), 40);
    ck_assert_uint_eq(twins_of(&k), 1);
    kit_close(&k);
}
END_TEST

START_TEST(exports_that_overlap_and_logs_that_were_cleared_are_one_machine)
{
    struct kit k = kit_open(NULL);
    add_log(&k, "a.xml", 0, 1000, 300);
    add_log(&k, "b.xml", 200, 1200, 300);
    add_log(&k, "c.xml", 600, 1, 300); /* cleared */
    add_log(&k, "d.xml", 700, 101, 300);
    add_log(&k, "e.xml", 1100, 1, 100); /* and again */
    ck_assert_int_eq(events_of(&k), 1000);
    ck_assert_uint_eq(twins_of(&k), 0);
    kit_close(&k);
}
END_TEST

START_TEST(a_forwarded_copy_is_the_event_itself)
{
    struct kit k = kit_open(NULL);
    kit_begin(&k, "ForwardedEvents.xml");
    kit_event(&k, 7, 100)->message = STR("It runs.");
    kit_end(&k, "bb");
    kit_begin(&k, "System.xml");
    kit_event(&k, 7, 120); /* another converter: 2 microseconds */
    kit_end(&k, "aa");
    ck_assert_int_eq(events_of(&k), 1);
    struct event_stream stream = kit_stream(&k);
    ck_str(kit_next(&stream)->message, "It runs.");
    store_events_end(k.store);
    kit_close(&k);
}
END_TEST

SUITE(store_merge)
{
    tcase_add_test(tests, text_and_xml_of_one_event_are_one);
    tcase_add_test(tests, a_list_without_the_first_words_of_a_provider_names_the_same);
    tcase_add_test(tests, each_record_of_a_text_stands_for_one_event);
    tcase_add_test(tests, what_stood_for_a_copy_is_remembered_over_runs);
    tcase_add_test(tests, a_source_that_was_interrupted_leaves_no_trace_in_copies);
    tcase_add_test(tests, two_machines_under_one_name_are_noticed);
    tcase_add_test(tests, exports_that_overlap_and_logs_that_were_cleared_are_one_machine);
    tcase_add_test(tests, a_forwarded_copy_is_the_event_itself);
}
