#include "store/fleet.h"

#include "store_kit.h"

#include <unistd.h>

/* A report with one finding on one host. */
static struct str report_of(struct arena *a, const char *host, const char *verdict,
                            const char *status)
{
    return arena_fmt(
        a,
        "{\"tool\": {\"version\": \"1\"}, \"case\": {\"as_of\": \"2020-03-01T00:00:00.0000000Z\"},"
        " \"rules\": {\"sha256\": \"r1\"}, \"hosts\": [{\"name\": \"%s\", \"os\": \"\", \"nt\": "
        "\"\","
        " \"service_pack\": null, \"zone\": \"UTC\", \"first\": null,"
        " \"last\": \"2020-03-01T00:00:00.0000000Z\", \"events\": 5},"
        " {\"name\": \"OLD\", \"last\": \"2020-01-01T00:00:00.0000000Z\", \"events\": 1}],"
        " \"checks\": [], \"sources\": [], \"findings\": [{\"id\": \"f-%s\", \"rule\": {\"name\":"
        " \"full\", \"title\": \"Disk full\", \"level\": \"high\"}, \"host\": \"%s\", \"category\":"
        " \"capacity\", \"status\": \"%s\", \"symptom\": \"full\", \"effect\": \"\", "
        "\"occurrences\":"
        " 3, \"first_seen\": null, \"last_seen\": null, \"explained_by\": \"\", \"hypotheses\":"
        " [{\"id\": \"logs\", \"title\": \"Logs\", \"culprit\": {\"display_name\": \"\", "
        "\"service\":"
        " \"S\", \"image\": \"\"}, \"probability\": 0.8, \"verdict\": \"%s\", \"fix\": [{\"do\":"
        " \"look\", \"kind\": \"look\"}, {\"do\": \"cure it\", \"kind\": \"cure\"}]}]}]}",
        host, host, host, status, verdict);
}

static const char path[] = "/tmp/culprit-test-fleet.db";

static struct fleet *index_of(struct arena *arena, const struct fleet_entry *entries, size_t n)
{
    struct fleet_store *f;
    struct fleet *fleet = NULL;
    ck_assert_int_eq(fleet_open(path, &f, &err), OK);
    ck_assert_int_eq(fleet_client(f, STR("a"), STR("phone"), &err), OK);
    ck_assert_int_eq(fleet_expect(f, STR("a"), STR("H1"), &err), OK);
    ck_assert_int_eq(fleet_expect(f, STR("a"), STR("H9"), &err), OK);
    for (size_t i = 0; i < n; i++)
        ck_assert_msg(fleet_add(f, &entries[i], &err) == OK, "%s", err.text);
    ck_assert_msg(fleet_finish(f, arena, &fleet, &err) == OK, "%s", err.text);
    fleet_close(f);
    return fleet;
}

START_TEST(an_index_says_who_is_worst_and_what_helps_most)
{
    struct arena a = {0};
    unlink(path);
    struct fleet_entry e[] = {
        {STR("b"),
         STR("done"),
         STR(""),
         STR("i1"),
         report_of(&a,                                                   "H2", "possible", "stopped"),
         {0}                                                                                              },
        {STR("a"),   STR("done"),   STR(""),    STR("i1"), report_of(&a, "H1", "likely",   "active"),  {0}},
        {STR("c"),   STR("failed"), STR("why"), STR("i1"), {0},          {0} },
        {STR("d"), STR("done"),  STR(""),        STR("i1"),  report_of(&a,    "H3",  "likely",           "active"),              {0}     },
    };
    struct fleet *f = index_of(&a, e, ARRAY_LEN(e));
    ck_assert(f->first);
    ck_assert_uint_eq(f->list_n, 4);
    ck_str(f->list[0].name, "c");
    ck_str(f->list[0].message, "why");
    ck_str(f->list[1].name, "a");
    ck_str(f->list[1].contact, "phone");
    ck_str(f->list[1].culprit, "S");
    ck_str(f->list[2].name, "d");
    ck_str(f->list[3].name, "b");
    ck_assert_uint_eq(f->actions_n, 1);
    ck_str(f->actions[0].step, "cure it");
    ck_assert_int_eq(f->actions[0].hosts, 2);
    ck_assert_uint_eq(f->news_n, 0);
    ck_assert_uint_eq(f->silent_n, 4);
    ck_str(f->silent[0].host, "H9");
    ck_assert_int_eq(f->silent[0].last.ticks, TIME_NONE);
    ck_str(f->silent[1].host, "OLD");
    unlink(path);
    arena_free(&a);
}
END_TEST

START_TEST(news_tell_logs_from_rules)
{
    struct arena a = {0};
    unlink(path);
    struct fleet_entry e[] = {
        {STR("a"), STR("done"), STR(""), STR("i1"), report_of(&a, "H1", "likely", "active"), {0}},
        {STR("b"), STR("done"), STR(""), STR("i1"), report_of(&a, "H2", "likely", "active"), {0}},
    };
    index_of(&a, e, 2);
    struct fleet *same = index_of(&a, e, 2);
    ck_assert(same->first);
    e[0].report = report_of(&a, "H1", "confirmed", "active");
    e[1].inputs = STR("i2");
    e[1].report = report_of(&a, "H3", "likely", "active");
    struct fleet_entry changed[] = {e[0], e[1]};
    struct str r2 = report_of(&a, "H1", "confirmed", "active");
    char *sum = strstr((char *)(uintptr_t)r2.ptr, "\"r1\"");
    sum[2] = '2';
    changed[0].report = r2;
    for (int round = 0; round < 2; round++) { /* an index made again says the same */
        struct fleet *f = index_of(&a, changed, 2);
        ck_assert(!f->first);
        ck_assert_uint_eq(f->news_n, 3);
        ck_str(f->news[0].what, "new");
        ck_str(f->news[0].host, "H3");
        ck_str(f->news[1].what, "gone");
        ck_str(f->news[1].host, "H2");
        ck_str(f->news[2].what, "rules");
        ck_str(f->news[2].before, "likely");
        ck_str(f->news[2].now, "confirmed");
    }
    unlink(path);
    arena_free(&a);
}
END_TEST

START_TEST(a_damaged_report_harms_no_other)
{
    struct arena a = {0};
    unlink(path);
    struct fleet_entry e[] = {
        {STR("x"),  STR("done"),  STR(""), STR("i"), STR("{\"hosts\": ["), {0}},
        { STR("a"), STR("done"), STR(""),    STR("i"), report_of(&a,            "H1", "likely", "active"), {0}},
    };
    struct fleet *f = index_of(&a, e, 2);
    ck_assert_int_eq(f->unfinished, 1);
    ck_str(f->list[0].name, "x");
    ck_str(f->list[0].state, "unfinished");
    ck_str(f->list[0].report, "");
    ck_str(f->list[1].name, "a");
    unlink(path);
    arena_free(&a);
}
END_TEST

START_TEST(an_index_that_is_not_finished_leaves_nothing)
{
    struct fleet_store *f;
    unlink(path);
    ck_assert_int_eq(fleet_open(path, &f, &err), OK);
    fleet_close(f);
    ck_assert_int_ne(access(path, F_OK), 0);
    ck_assert_int_ne(access("/tmp/culprit-test-fleet.db.part", F_OK), 0);
}
END_TEST

SUITE(fleet)
{
    tcase_add_test(tests, an_index_says_who_is_worst_and_what_helps_most);
    tcase_add_test(tests, news_tell_logs_from_rules);
    tcase_add_test(tests, a_damaged_report_harms_no_other);
    tcase_add_test(tests, an_index_that_is_not_finished_leaves_nothing);
}
