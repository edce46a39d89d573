/* Matching beyond the public vectors: logs without channel or zone, chains, members, silence. */
#include "rule_case.h"

static struct rule_case c;

#define DETECTION(name, field, value)                                                              \
    "title: " name "\nid: " name "\nname: " name                                                   \
    "\nlogsource: {product: windows, service: application}\n"                                      \
    "detection: {s: {" field ": " value "}, condition: s}\n---\n"
#define CORRELATION(name, body)                                                                    \
    "title: " name "\nid: " name "\nname: " name "\ncorrelation: {" body "}\n"

static const char ab[] = DETECTION("a", "K", "a") DETECTION("b", "K", "b");

/* Rules a and b, and one more document. */
static void rules_ab(const char *more)
{
    struct buf text = {0};
    buf_fmt(&text, "%s%s", ab, more);
    buf_char(&text, '\0');
    case_rules(&c, text.ptr);
    ck_assert_msg(c.notes.first == NULL, "%s", case_note(&c, 0));
    buf_free(&text);
}

static struct event *k(double seconds, const char *value)
{
    return case_field(&c, seconds, "K", value);
}

#define EPISODES(rule, literal) ck_str(case_episodes(&c, rule), literal)

START_TEST(without_a_channel_the_provider_stands_for_it)
{
    case_rules(&c, "title: P\nname: p\nlogsource: {product: windows, service: system}\n"
                   "detection: {s: {Provider_Name: Test, EventID: 1000}, condition: s}\n---\n"
                   "title: N\nname: n\nlogsource: {product: windows, service: system}\n"
                   "detection: {s: {EventID: 1000}, condition: s}\n---\n"
                   "title: C\nname: c\nlogsource: {product: windows, service: system}\n"
                   "detection: {s: {Provider_Name: Test, Channel: System}, condition: s}\n");
    case_event(&c, 0)->channel = STR("");
    case_event(&c, 1)->channel = STR("System");
    case_event(&c, 2);
    struct event *other = case_event(&c, 3);
    other->channel = STR("");
    other->provider = STR("Other");
    case_run(&c);
    ck_assert(case_hits(&c, "p", 0) && case_hits(&c, "p", 1) && !case_hits(&c, "p", 2));
    ck_assert(!case_hits(&c, "p", 3));
    ck_assert(!case_hits(&c, "n", 0) && case_hits(&c, "n", 1));
    ck_assert(!case_hits(&c, "c", 0) && case_hits(&c, "c", 1));
    case_free(&c);
}
END_TEST

/* MSSQL$SHOP has no plain name in any rule; whatever else the rule allows does not open it. */
START_TEST(without_a_channel_a_part_of_the_provider_stands_for_it_too)
{
    case_rules(&c, "title: P\nname: p\nlogsource: {product: windows, service: application}\n"
                   "detection: {a: {Provider_Name|startswith: Te, EventID: 1000}, "
                   "b: {Provider_Name: Else}, condition: a or b}\n---\n"
                   "title: N\nname: n\nlogsource: {product: windows, service: application}\n"
                   "detection: {a: {Provider_Name|startswith: Te}, b: {EventID: 1000}, "
                   "condition: a or b}\n---\n"
                   "title: Q\nname: q\nlogsource: {product: windows, service: application}\n"
                   "detection: {a: {Provider_Name|neq: Else, EventID: 1000}, condition: a}\n");
    case_event(&c, 0)->channel = STR("");
    struct event *other = case_event(&c, 1);
    other->channel = STR("");
    other->provider = STR("Other");
    case_run(&c);
    ck_assert(case_hits(&c, "p", 0) && !case_hits(&c, "p", 1));
    ck_assert(!case_hits(&c, "n", 0) && !case_hits(&c, "n", 1));
    ck_assert(!case_hits(&c, "q", 0) && !case_hits(&c, "q", 1));
    case_free(&c);
}
END_TEST

START_TEST(ids_and_names_of_logs_compare_as_windows_does)
{
    case_rules(&c, "title: T\nname: t\nlogsource: {product: windows, service: application}\n"
                   "detection: {s: {EventID: [5, 1000]}, d: {EventID: 7}, "
                   "condition: s or (d and not s)}\n");
    case_event(&c, 0)->channel = STR("APPLICATION");
    case_event(&c, 1)->event_id = 7;
    case_event(&c, 2)->event_id = 8;
    case_event(&c, 3)->event_id = EVENT_NONE;
    case_run(&c);
    ck_assert(case_hits(&c, "t", 0) && case_hits(&c, "t", 1));
    ck_assert_uint_eq(case_count(&c, "t"), 2);
    case_free(&c);
}
END_TEST

START_TEST(system_values_hide_those_of_the_data)
{
    case_rules(&c, "title: T\nname: t\nlogsource: {product: windows}\n"
                   "detection: {s: {EventData_Level: 9, Level: 2}, condition: s}\n---\n"
                   "title: M\nname: m\nlogsource: {product: windows}\n"
                   "detection: {s: {Message: own}, condition: s}\n---\n"
                   "title: K\nname: k\nlogsource: {product: windows}\n"
                   "detection: {s: {Keywords: '0x8080000000000000'}, condition: s}\n");
    case_field(&c, 0, "Level", "9");
    case_field(&c, 1, "Message", "own");
    case_field(&c, 2, "Message", "own")->message = STR("rendered");
    struct event *e = case_event(&c, 3);
    e->has_keywords = true;
    e->keywords = UINT64_C(0x8080000000000000);
    case_run(&c);
    ck_assert(case_hits(&c, "t", 0) && case_count(&c, "t") == 1);
    ck_assert(case_hits(&c, "m", 1) && case_count(&c, "m") == 1);
    ck_assert(case_hits(&c, "k", 3) && case_count(&c, "k") == 1);
    case_free(&c);
}
END_TEST

static struct event *manager(double seconds, int64_t id)
{
    struct event *e = case_event(&c, seconds);
    e->provider = STR("Service Control Manager");
    e->event_id = id;
    return e;
}

START_TEST(services_are_known_by_short_name_in_every_language)
{
    case_rules(&c, "title: D\nname: d\nlogsource: {product: windows}\n"
                   "detection: {s: {ServiceName: DNS}, condition: s}\n");
    struct event *e = manager(0, 7036);
    event_add(&c, e, "param1", "DNS-Server");
    event_add(&c, e, "param2", "wird ausgeführt");
    e = manager(1, 7036);
    event_add(&c, e, "Data", "???");
    event_add(&c, e, "Binary", "44004E0053002F0034000000");
    e = manager(2, 7045);
    event_add(&c, e, "ServiceName", "Other");
    event_add(&c, e, "Data", "DNS Server");
    e = case_event(&c, 3);
    event_add(&c, e, "param1", "DNS-Server");
    e = manager(4, 7009);
    event_add(&c, e, "Data", "30000");
    event_add(&c, e, "Data", "serveur dns");
    e = manager(5, 7036);
    event_add(&c, e, "Data", "Serveur DNS");
    case_run(&c);
    ck_assert(case_hits(&c, "d", 0) && case_hits(&c, "d", 1) && case_hits(&c, "d", 4));
    ck_assert(!case_hits(&c, "d", 2) && !case_hits(&c, "d", 3) && case_hits(&c, "d", 5));
    case_free(&c);
}
END_TEST

START_TEST(events_without_time_hit_but_take_no_part_in_windows)
{
    rules_ab(CORRELATION("n", "type: event_count, rules: a, timespan: 1m, condition: {gte: 2}"));
    k(0, "a");
    k(1, "a")->at = MOMENT_NONE;
    k(2, "a")->at = MOMENT_NONE;
    case_run(&c);
    ck_assert_uint_eq(case_count(&c, "a"), 3);
    EPISODES("n", "");
    case_free(&c);
}
END_TEST

START_TEST(local_times_are_compared_within_their_host_only)
{
    rules_ab(CORRELATION("n", "type: event_count, rules: a, timespan: 1m, condition: {gte: 2}"));
    k(0, "a")->at.local = true;
    struct event *e = k(1, "a");
    e->at.local = true;
    e->host = e->computer = STR("OTHER");
    k(2, "a");
    case_run(&c);
    EPISODES("n", "");
    case_free(&c);
    rules_ab(CORRELATION("n", "type: event_count, rules: a, timespan: 1m, condition: {gte: 2}"));
    k(0, "a")->at.local = true;
    k(5, "a")->at.local = true;
    case_run(&c);
    EPISODES("n", "0 5 5 2 open;");
    ck_assert(c.episodes[0].first.local);
    case_free(&c);
}
END_TEST

START_TEST(equal_times_in_different_logs_have_no_order)
{
    case_rules(&c, "title: A\nname: a\nlogsource: {product: windows}\n"
                   "detection: {s: {K: a}, condition: s}\n---\n"
                   "title: B\nname: b\nlogsource: {product: windows}\n"
                   "detection: {s: {K: b}, condition: s}\n---\n" CORRELATION(
                       "o", "type: temporal_ordered, rules: [a, b], timespan: 1m"));
    k(0, "b");
    k(0, "a")->channel = STR("System");
    case_run(&c);
    EPISODES("o", "0 0 0 2 open;");
    case_free(&c);
}
END_TEST

START_TEST(one_event_is_not_followed_by_itself)
{
    rules_ab(DETECTION("x", "K", "[a, b]")
                 CORRELATION("o", "type: temporal_ordered, rules: [a, x], timespan: 1m"));
    k(0, "a");
    k(10, "a");
    k(1000, "a");
    case_run(&c);
    EPISODES("o", "0 10 10 2;");
    case_free(&c);
}
END_TEST

START_TEST(an_attempt_begins_with_its_first_event_for_those_who_count_it)
{
    rules_ab(CORRELATION(
        "t",
        "type: temporal_ordered, rules: [a, b], group-by: [Computer], "
        "timespan: 1m") "---\n" CORRELATION("n", "type: event_count, rules: [t], group-by: "
                                                 "[Computer], timespan: 1h, "
                                                 "condition: {gte: 3}") "diagnosis: {category: "
                                                                        "benign}\n");
    for (int i = 0; i < 4; i++) {
        k(i * 300, "a");
        k(i * 300 + 3, "b");
    }
    k(9000, "a");
    case_run(&c);
    EPISODES("n", "0 603 903 8;");
    EPISODES("t", "0 3 3 2;300 303 303 2;600 603 603 2;900 903 903 2;");
    case_free(&c);
}
END_TEST

START_TEST(members_are_all_hits_and_those_that_begin_are_marked)
{
    rules_ab(CORRELATION(
        "t",
        "type: temporal_ordered, rules: [a, b], group-by: [Computer], "
        "timespan: 1m") "---\n" CORRELATION("n", "type: event_count, rules: [t], group-by: "
                                                 "[Computer], timespan: 1h, "
                                                 "condition: {gte: 3}") "diagnosis: {category: "
                                                                        "benign}\n");
    k(0, "a");
    k(3, "b");
    k(900, "a");
    struct event *e = k(901, "a");
    e->computer = STR("srv1.example.org");
    e = k(902, "b");
    e->host = e->computer = STR("SRV2");
    case_run(&c);
    ck_assert_uint_eq(c.members_n, 5);
    ck_assert(c.members[0].begins && !c.members[1].begins && c.members[2].begins);
    ck_assert_ptr_eq(c.members[0].group, c.members[3].group);
    ck_assert_ptr_ne(c.members[0].group, c.members[4].group);
    ck_assert_uint_eq(c.members[3].hit, 3);
    ck_str(c.members[0].group->host, "SRV1");
    ck_str(c.members[0].group->values[0].name, "Computer");
    case_free(&c);
}
END_TEST

START_TEST(a_diagnosis_of_a_detection_groups_by_host)
{
    case_rules(&c, "title: T\nname: t\nlogsource: {product: windows}\n"
                   "detection: {s: {K: a}, condition: s}\ndiagnosis: {category: benign}\n");
    k(0, "a");
    k(1, "b");
    case_run(&c);
    ck_assert_uint_eq(c.members_n, 1);
    ck_assert(c.members[0].begins);
    ck_str(c.members[0].group->host, "SRV1");
    case_free(&c);
}
END_TEST

START_TEST(members_and_episodes_share_their_group_through_aliases)
{
    rules_ab(CORRELATION(
        "p",
        "type: temporal, rules: [a, b], group-by: [ip], timespan: 1m, "
        "aliases: {ip: {a: Src, b: Dst}}") "---\n" CORRELATION("n",
                                                               "type: event_count, rules: [p], "
                                                               "group-by: [address], timespan: 1h, "
                                                               "aliases: {address: {p: ip}}, "
                                                               "condition: {gte: 1}") "diagnosis: "
                                                                                      "{category: "
                                                                                      "benign}\n");
    event_add(&c, k(0, "a"), "Src", "10.0.0.1");
    event_add(&c, k(1, "b"), "Dst", "10.0.0.1");
    event_add(&c, k(2, "b"), "Dst", "10.0.0.2");
    case_run(&c);
    EPISODES("n", "0 1 1 2 open;");
    const struct episode *e = &c.episodes[1];
    ck_assert_uint_eq(c.members_n, 3);
    ck_assert_ptr_eq(c.members[0].group, c.members[1].group);
    ck_assert(e->group == c.members[0].group || c.episodes[0].group == c.members[0].group);
    ck_assert(!c.members[1].begins);
    ck_assert_uint_eq(e->group->host.len, 0);
    case_free(&c);
}
END_TEST

START_TEST(silence_is_found_in_groups_that_exist)
{
    rules_ab(CORRELATION("q", "type: event_count, rules: a, group-by: [Computer], timespan: 1m, "
                              "condition: {eq: 0}"));
    k(0, "a");
    k(30, "a");
    k(300, "a");
    k(320, "x");
    k(1000, "x");
    case_run(&c);
    EPISODES("q", "30 90 300 0;300 360 1000 0 open;");
    case_free(&c);
}
END_TEST

START_TEST(the_end_of_a_log_is_told_from_the_end_of_an_episode)
{
    rules_ab(CORRELATION("n", "type: event_count, rules: a, group-by: [Computer], timespan: 1m, "
                              "condition: {gte: 2}"));
    k(0, "a");
    k(1, "a");
    struct event *e = k(5000, "a"); /* another host, whose log goes on */
    e->host = e->computer = STR("SRV2");
    case_run(&c);
    EPISODES("n", "0 1 1 2 open;");
    case_free(&c);
    rules_ab(CORRELATION("n", "type: event_count, rules: a, group-by: [Computer], timespan: 1m, "
                              "condition: {gte: 2}"));
    k(0, "a");
    k(1, "a");
    e = k(5000, "a");
    e->host = e->computer = STR("SRV2");
    k(6000, "x");
    case_run(&c);
    EPISODES("n", "0 1 1 2;");
    case_free(&c);
}
END_TEST

START_TEST(what_is_waited_for_is_forgotten_when_it_comes_at_the_same_time)
{
    rules_ab(CORRELATION("n", "type: event_count, rules: a, group-by: [Computer], timespan: 1m, "
                              "condition: {gte: 2}"));
    struct event *e;
    k(0, "a");
    k(1, "a");
    for (int i = 2; i < 400; i += 10) {
        e = k(i, "a");
        e->host = e->computer = STR("SRV2");
    }
    k(61, "a"); /* the last moment that is still together */
    k(1000, "x");
    case_run(&c);
    ck_assert(str_find(case_episodes(&c, "n"), STR("0 1 61 3;")) != NULL);
    case_free(&c);
}
END_TEST

/* So many wait at once that the room for them is put together again and again. */
START_TEST(each_of_many_is_held_against_what_must_not_follow)
{
    rules_ab(CORRELATION("n", "type: temporal_ordered, rules: [a, b], timespan: 10s, "
                              "condition: a and not b"));
    for (int i = 0; i < 300; i++)
        k(i, "a");
    k(100.5, "b");
    k(200.5, "b");
    k(200.6, "b");
    case_run(&c);
    uint64_t events = 0;
    for (size_t i = 0; i < c.episodes_n; i++)
        events += c.episodes[i].events;
    ck_assert_uint_eq(events, 300 - 2 * 10); /* those of the ten seconds before each */
    ck_assert_uint_eq(c.episodes_n, 3);
    case_free(&c);
}
END_TEST

START_TEST(averages_may_open_and_close_at_every_event)
{
    rules_ab(CORRELATION("n", "type: value_avg, rules: a, timespan: 1h, "
                              "condition: {field: B, gte: 1}"));
    for (int i = 0; i < 6; i++)
        event_add(&c, k(i, "a"), "B", i % 2 ? "2" : "0");
    case_run(&c);
    EPISODES("n", "0 1 1 2;0 3 3 4;0 5 5 6 open;");
    case_free(&c);
}
END_TEST

START_TEST(median_and_sum_look_at_numbers)
{
    rules_ab(CORRELATION("m",
                         "type: value_median, rules: a, timespan: 1m, condition: {field: B, "
                         "gte: 5}") "---\n" CORRELATION("s", "type: value_sum, rules: a, timespan: "
                                                             "1m, condition: {field: B, gt: "
                                                             "10, lt: 100}"));
    event_add(&c, k(0, "a"), "B", "1");
    event_add(&c, k(1, "a"), "B", "9");
    event_add(&c, k(2, "a"), "B", "none");
    event_add(&c, k(3, "a"), "B", "2");
    case_run(&c);
    EPISODES("m", "0 1 1 2;");
    EPISODES("s", "0 3 3 3 open;");
    ck_assert_uint_eq(matcher_stats(c.matcher).no_value, 2);
    case_free(&c);
}
END_TEST

START_TEST(a_number_of_many_digits_is_none)
{
    rules_ab(CORRELATION("n", "type: value_sum, rules: a, timespan: 1h, "
                              "condition: {field: U, gte: 1}"));
    char digits[LIMIT_NUMBER_BYTES + 2];
    memset(digits, '0', sizeof digits);
    digits[LIMIT_NUMBER_BYTES - 1] = '1';
    digits[LIMIT_NUMBER_BYTES] = '\0';
    event_add(&c, k(0, "a"), "U", digits);
    digits[LIMIT_NUMBER_BYTES] = '0';
    digits[LIMIT_NUMBER_BYTES + 1] = '\0';
    event_add(&c, k(1, "a"), "U", digits);
    case_run(&c);
    ck_assert_uint_eq(c.episodes_n, 1);
    ck_assert_uint_eq(c.episodes[0].events, 1);
    ck_assert_uint_eq(matcher_stats(c.matcher).no_value, 1);
    case_free(&c);
}
END_TEST

START_TEST(filters_narrow_what_they_name)
{
    case_rules(&c, "title: A\nid: a\nname: a\nlogsource: {product: windows, service: application}\n"
                   "detection: {s_1: {K: a}, condition: 1 of s_*}\n---\n"
                   "title: B\nid: b\nname: b\nlogsource: {product: windows, service: system}\n"
                   "detection: {s_1: {K: a}, condition: 1 of s_*}\n---\n"
                   "title: F\nid: f\nlogsource: {product: windows, service: application}\n"
                   "filter: {rules: any, s_2: {U: admin}, condition: not s_2}\n");
    ck_assert_msg(c.notes.first == NULL, "%s", case_note(&c, 0));
    k(0, "a");
    event_add(&c, k(1, "a"), "U", "Admin");
    event_add(&c, k(2, "a"), "U", "Admin");
    c.events[2].channel = STR("System");
    case_run(&c);
    ck_assert(case_hits(&c, "a", 0) && !case_hits(&c, "a", 1) && case_hits(&c, "b", 2));
    case_free(&c);
}
END_TEST

START_TEST(a_full_window_drops_the_oldest_and_says_so)
{
    struct err err = {0};
    rules_ab(CORRELATION("n", "type: event_count, rules: a, timespan: 7d, condition: {gte: 2}"));
    case_run(&c);
    struct event e = *k(0, "a");
    for (int i = 0; i < LIMIT_WINDOW_EVENTS + 10; i++) {
        c.hits_n = 0;
        e.at.ticks += 1;
        e.id++;
        ck_assert_int_eq(matcher_feed(c.matcher, &e, &err), OK);
    }
    ck_assert_uint_eq(c.notes.seen[NOTE_WINDOW_FULL], 1);
    case_free(&c);
}
END_TEST

/* Feeds what the log of a hostile or a very large case would bring: `of(i)` is the value of U. */
static void feed_many(int n, int64_t step, void (*of)(int i, char value[16]))
{
    struct err err = {0};
    case_open(&c);
    for (int i = 0; i < n; i++) {
        char value[16];
        struct field fields[] = {
            {STR("K"), STR("a")  },
            {STR("U"), {value, 0}}
        };
        of(i, value);
        fields[1].value.len = strlen(value);
        c.events_n = 0;
        struct event e = *case_event(&c, 0);
        e.at.ticks += i * step;
        e.id = i;
        e.fields = fields;
        e.fields_n = 2;
        c.hits_n = 0;
        ck_assert_int_eq(matcher_feed(c.matcher, &e, &err), OK);
    }
}

static void new_value(int i, char value[16])
{
    snprintf(value, 16, "u%d", i);
}

START_TEST(more_groups_than_the_limit_close_the_idlest_and_say_so)
{
    rules_ab(CORRELATION("n", "type: event_count, rules: a, group-by: [U], timespan: 7d, "
                              "condition: {gte: 1}"));
    feed_many(LIMIT_WINDOW_GROUPS + 3, 1, new_value);
    ck_assert_uint_eq(c.episodes_n, 3);
    ck_assert(c.episodes[0].capped && str_eq(c.episodes[0].group->values[0].value, STR("u0")));
    ck_assert_uint_eq(c.notes.seen[NOTE_WINDOW_FULL], 1);
    ck_assert_uint_eq(c.notes.first->times, 3);
    case_free(&c);
}
END_TEST

/* Each is alone in its window, so that nothing but their names would be left of them. */
START_TEST(groups_that_are_over_are_forgotten_and_found_again)
{
    struct err err = {0};
    rules_ab(CORRELATION("n", "type: event_count, rules: a, group-by: [U], timespan: 5s, "
                              "condition: {gte: 2}"));
    feed_many(3 * LIMIT_WINDOW_GROUPS, TICKS_PER_SECOND, new_value);
    ck_assert_uint_eq(c.episodes_n, 0);
    struct event e = c.events[0];
    struct field fields[] = {
        {STR("K"), STR("a") },
        {STR("U"), STR("u7")}
    };
    e.fields = fields;
    e.fields_n = 2;
    for (int i = 0; i < 2; i++) {
        e.at.ticks += TICKS_PER_SECOND;
        ck_assert_int_eq(matcher_feed(c.matcher, &e, &err), OK);
    }
    ck_assert_int_eq(matcher_end(c.matcher, &err), OK);
    ck_assert_uint_eq(c.episodes_n, 1);
    ck_assert(str_eq(c.episodes[0].group->values[0].value, STR("u7")));
    case_free(&c);
}
END_TEST

static void one_of_twelve(int i, char value[16])
{
    snprintf(value, 16, "u%d", i % 12);
}

START_TEST(all_windows_together_are_bounded_and_say_so)
{
    rules_ab(CORRELATION("n", "type: event_count, rules: a, group-by: [U], timespan: 7d, "
                              "condition: {gte: 2}"));
    feed_many(12 * LIMIT_WINDOW_EVENTS, 1, one_of_twelve);
    ck_assert_uint_ge(c.notes.seen[NOTE_WINDOW_FULL], 1);
    ck_assert_uint_ge(c.episodes_n, 1);
    for (size_t i = 0; i < c.episodes_n; i++)
        ck_assert(c.episodes[i].capped);
    case_free(&c);
}
END_TEST

START_TEST(a_rule_that_a_limit_leaves_undecided_is_told_and_the_others_run)
{
    static char nasty[3000], cut[LIMIT_REGEX_BYTES + 100];
    memset(nasty, 'a', sizeof nasty - 2);
    strcpy(nasty + sizeof nasty - 2, "!");
    memset(cut, 'b', sizeof cut - 1);
    case_rules(&c, "title: R\nname: r\nlogsource: {product: windows}\n"
                   "detection: {s: {T|re: '(?:a|aa)+$'}, condition: s}\n---\n"
                   "title: N\nname: n\nlogsource: {product: windows}\n"
                   "detection: {s: {T|re: '(?:a|aa)+$'}, condition: not s}\n---\n"
                   "title: B\nname: b\nlogsource: {product: windows}\n"
                   "detection: {s: {T|re: 'bb$'}, condition: s}\n---\n"
                   "title: O\nname: o\nlogsource: {product: windows}\n"
                   "detection: {s: {T|re: '(?:a|aa)+$'}, t: {T|contains: a}, condition: s or t}\n");
    case_field(&c, 0, "T", nasty);
    case_field(&c, 1, "T", cut);
    case_field(&c, 2, "T", "caa");
    case_run(&c);
    ck_assert(case_hits(&c, "r", 2) && !case_hits(&c, "r", 0));
    ck_assert(case_hits(&c, "o", 0) && case_hits(&c, "o", 2)); /* the rest decides */
    ck_assert(!case_hits(&c, "n", 0) && !case_hits(&c, "n", 1) && !case_hits(&c, "n", 2));
    ck_assert_uint_eq(c.undecided_n, 6);
    ck_assert_uint_eq(matcher_stats(c.matcher).undecided, 6);
    ck_assert_uint_eq(c.notes.seen[NOTE_RULE_UNDECIDED], 4);
    ck_assert_str_eq(case_note(&c, 0), "rule.yml:1:1: 'R'");
    case_free(&c);
}
END_TEST

START_TEST(the_same_rules_and_events_say_the_same_twice)
{
    char first[4096] = "";
    for (int round = 0; round < 2; round++) {
        rules_ab(CORRELATION("n", "type: event_count, rules: [a, b], group-by: [U], timespan: 1m, "
                                  "condition: {gte: 2}"));
        for (int i = 0; i < 200; i++) {
            char user[8];
            snprintf(user, sizeof user, "u%d", i * 7 % 13);
            event_add(&c, k(i * 11 % 97, i % 3 ? "a" : "b"), "U", user);
        }
        case_run(&c);
        struct str text = case_episodes(&c, "n");
        if (round == 0)
            snprintf(first, sizeof first, "%.*s", STR_ARG(text));
        else
            ck_assert(str_eq(text, str_of(first)));
        case_free(&c);
    }
}
END_TEST

SUITE(matcher)
{
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, without_a_channel_the_provider_stands_for_it);
    tcase_add_test(tests, without_a_channel_a_part_of_the_provider_stands_for_it_too);
    tcase_add_test(tests, ids_and_names_of_logs_compare_as_windows_does);
    tcase_add_test(tests, system_values_hide_those_of_the_data);
    tcase_add_test(tests, services_are_known_by_short_name_in_every_language);
    tcase_add_test(tests, events_without_time_hit_but_take_no_part_in_windows);
    tcase_add_test(tests, local_times_are_compared_within_their_host_only);
    tcase_add_test(tests, equal_times_in_different_logs_have_no_order);
    tcase_add_test(tests, one_event_is_not_followed_by_itself);
    tcase_add_test(tests, an_attempt_begins_with_its_first_event_for_those_who_count_it);
    tcase_add_test(tests, members_are_all_hits_and_those_that_begin_are_marked);
    tcase_add_test(tests, a_diagnosis_of_a_detection_groups_by_host);
    tcase_add_test(tests, members_and_episodes_share_their_group_through_aliases);
    tcase_add_test(tests, silence_is_found_in_groups_that_exist);
    tcase_add_test(tests, the_end_of_a_log_is_told_from_the_end_of_an_episode);
    tcase_add_test(tests, what_is_waited_for_is_forgotten_when_it_comes_at_the_same_time);
    tcase_add_test(tests, each_of_many_is_held_against_what_must_not_follow);
    tcase_add_test(tests, averages_may_open_and_close_at_every_event);
    tcase_add_test(tests, median_and_sum_look_at_numbers);
    tcase_add_test(tests, a_number_of_many_digits_is_none);
    tcase_add_test(tests, filters_narrow_what_they_name);
    tcase_add_test(tests, a_full_window_drops_the_oldest_and_says_so);
    tcase_add_test(tests, more_groups_than_the_limit_close_the_idlest_and_say_so);
    tcase_add_test(tests, groups_that_are_over_are_forgotten_and_found_again);
    tcase_add_test(tests, all_windows_together_are_bounded_and_say_so);
    tcase_add_test(tests, a_rule_that_a_limit_leaves_undecided_is_told_and_the_others_run);
    tcase_add_test(tests, the_same_rules_and_events_say_the_same_twice);
}
