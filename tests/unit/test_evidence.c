#include "diagnosis_kit.h"

static struct kit kit;

#define RULES                                                                                      \
    "{name: failed, provider: App, channel: Application}\n---\n"                                   \
    "{name: started, provider: Svc, channel: System}\n---\n"                                       \
    "{name: noise, provider: Noise, channel: System}\n---\n"                                       \
    "{name: other, provider: Other, channel: Application}\n---\n"
#define PROBLEM(evidence)                                                                          \
    RULES "name: problem\nuses: [failed]\ndiagnosis:\n"                                            \
          "    category: port-conflict\n    symptom: x\n    exclusive: true\n"                     \
          "    references: [{id: A, url: 'http://a'}]\n"                                           \
          "    parameters:\n        port: {from: failed, field: Data, index: 1, type: port}\n"     \
          "    hypotheses:\n        - {id: one, title: One, prior: common, culprit: {service: "    \
          "X},\n           evidence: [" evidence "]}\n"

/* Twelve failures, five minutes apart, from minute 600 on; the logs begin at 0 and end at 700. */
static void fail_all_night(const char *yaml)
{
    kit_open(&kit, yaml);
    kit_hit(&kit, "noise", AT(0), "");
    for (int i = 0; i < 12; i++)
        kit_failure(&kit, "problem", "failed", AT(600 + 5 * i), "2883");
    kit_episode(&kit, "problem", AT(600), AT(655));
}

static const struct a_evidence *judged(void)
{
    kit_hit(&kit, "noise", AT(700), "");
    kit_hit(&kit, "other", AT(700), "");
    kit_diagnose(&kit);
    return &kit_hypothesis(&kit, "one")->evidence[0];
}

#define STARTED(where) "{seen: started, " where ", supports: moderate, text: x}"

START_TEST(seen_is_present_where_the_rule_hit_in_time)
{
    fail_all_night(PROBLEM(STARTED("before: first, within: 2h")));
    kit_hit(&kit, "started", AT(590), "");
    const struct a_evidence *e = judged();
    ck_str(e->state, "present");
    ck_str(e->effect, "supports");
    ck_assert_double_eq(e->ratio, 5);
    ck_assert_uint_eq(e->records_n, 1);
    kit_close(&kit);
}
END_TEST

START_TEST(seen_is_absent_only_where_the_window_is_covered)
{
    fail_all_night(PROBLEM(STARTED("before: first, within: 2h")));
    kit_hit(&kit, "started", AT(100), "");
    ck_str(judged()->state, "absent");
    kit_close(&kit);
    fail_all_night(PROBLEM(STARTED("before: first, within: 30d")));
    const struct a_evidence *e = judged();
    ck_str(e->state, "unknown");
    ck_str(e->why, "the logs do not cover that time");
    ck_str(kit.out.findings[0].missing[0].kind, "log");
    kit_close(&kit);
}
END_TEST

START_TEST(seen_times_counts)
{
    fail_all_night(PROBLEM(STARTED("before: first, within: 2h, times: 2")));
    kit_hit(&kit, "started", AT(590), "");
    ck_str(judged()->state, "absent");
    kit_close(&kit);
}
END_TEST

START_TEST(seen_during_and_after_look_where_they_say)
{
    fail_all_night(PROBLEM(STARTED("during: finding")));
    kit_hit(&kit, "started", AT(620), "");
    ck_str(judged()->state, "present");
    kit_close(&kit);
    fail_all_night(PROBLEM(STARTED("after: last, within: 10m")));
    kit_hit(&kit, "started", AT(620), "");
    ck_str(judged()->state, "absent");
    kit_close(&kit);
}
END_TEST

START_TEST(near_any_is_judged_attempt_by_attempt)
{
    fail_all_night(PROBLEM(STARTED("near: any, within: 1m")));
    kit_hit(&kit, "started", AT(606), "");
    const struct a_evidence *e = judged();
    ck_str(e->state, "present");
    ck_str(e->why, "near 1 of 12 attempts");
    kit_close(&kit);
}
END_TEST

#define HOLDER                                                                                     \
    "{fact: socket, as: holder, where: {protocol: udp, local_port: '{port}', image: dns.exe}, "    \
    "supports: decisive, absent: {weakens: decisive}, text: 'PID {holder.pid}'}"

START_TEST(a_fact_is_present_with_its_row)
{
    fail_all_night(PROBLEM(HOLDER));
    struct capture *c = kit_capture(&kit, FACT_SOCKET, AT(630));
    kit_fact(&kit, c, "protocol=udp local_port=53 pid=1 image=dns.exe");
    kit_fact(&kit, c, "protocol=udp local_port=2883 pid=1692 image=dns.exe");
    const struct a_evidence *e = judged();
    ck_str(e->state, "present");
    ck_str(e->text, "PID 1692");
    ck_str(kit_hypothesis(&kit, "one")->verdict, "confirmed");
    kit_close(&kit);
}
END_TEST

START_TEST(a_field_that_is_not_shown_leaves_a_fact_unknown)
{
    fail_all_night(PROBLEM(HOLDER));
    kit_fact(&kit, kit_capture(&kit, FACT_SOCKET, AT(630)),
             "protocol=udp local_port=2883 pid=1692");
    const struct a_evidence *e = judged();
    ck_str(e->state, "unknown");
    ck_str(e->why, "'test' does not show 'image'");
    ck_str(kit.out.findings[0].missing[0].kind, "socket");
    ck_str(kit.out.findings[0].missing[0].collect, "netstat -ano");
    kit_close(&kit);
}
END_TEST

START_TEST(a_whole_capture_without_the_row_is_absent)
{
    fail_all_night(PROBLEM(HOLDER));
    kit_fact(&kit, kit_capture(&kit, FACT_SOCKET, AT(630)),
             "protocol=udp local_port=2884 pid=1 image=dns.exe");
    ck_str(judged()->state, "absent");
    ck_str(kit_hypothesis(&kit, "one")->verdict, "ruled out");
    kit_close(&kit);
}
END_TEST

START_TEST(a_capture_that_is_cut_or_of_another_protocol_says_nothing)
{
    fail_all_night(PROBLEM(HOLDER));
    struct capture *c = kit_capture(&kit, FACT_SOCKET, AT(630));
    c->scope[1].value = STR("tcp");
    kit_fact(&kit, c, "protocol=tcp local_port=2883 pid=1 image=dns.exe");
    ck_str(judged()->state, "unknown");
    kit_close(&kit);
}
END_TEST

START_TEST(a_capture_from_another_time_does_not_count)
{
    fail_all_night(PROBLEM(HOLDER));
    kit_fact(&kit, kit_capture(&kit, FACT_SOCKET, AT(300)),
             "protocol=udp local_port=2883 pid=1692 image=dns.exe");
    const struct a_evidence *e = judged();
    ck_str(e->state, "unknown");
    ck_assert(str_starts(e->why, STR("the capture does not count")));
    kit_close(&kit);
}
END_TEST

#define PORTS(condition)                                                                           \
    "{fact: registry, " condition " where: {key|endswith: '\\Tcpip\\Parameters', name: "           \
    "ReservedPorts, value|covers: '{port}'}, weakens: strong, absent: {supports: weak, text: "     \
    "'not reserved'}, text: reserved}"
#define KEY "key=HKEY_LOCAL_MACHINE\\SYSTEM\\Services\\Tcpip\\Parameters"

START_TEST(covers_asks_whether_a_port_lies_in_a_list_of_ranges)
{
    fail_all_night(PROBLEM(PORTS("")));
    kit_fact(&kit, kit_capture(&kit, FACT_REGISTRY, AT(630)),
             KEY " name=ReservedPorts value=1433-1434,2880-2890");
    ck_str(judged()->state, "present");
    kit_close(&kit);
}
END_TEST

START_TEST(a_value_that_is_missing_below_an_exported_key_is_absent)
{
    fail_all_night(PROBLEM(PORTS("")));
    kit_fact(&kit, kit_capture(&kit, FACT_REGISTRY, AT(630)), KEY " name=Hostname value=x");
    const struct a_evidence *e = judged();
    ck_str(e->state, "absent");
    ck_str(e->text, "not reserved");
    kit_close(&kit);
    fail_all_night(PROBLEM(PORTS("")));
    kit_fact(&kit, kit_capture(&kit, FACT_REGISTRY, AT(630)), "key=HKLM\\Other name=x value=1");
    ck_str(judged()->state, "unknown");
    kit_close(&kit);
}
END_TEST

#define RANGE                                                                                      \
    "{fact: port_range, where: {protocol: udp, kind: excluded, to|gte: 2883}, supports: strong, "  \
    "absent: {weakens: strong}, text: excluded}"

START_TEST(a_capture_is_silent_about_kinds_that_it_does_not_declare)
{
    fail_all_night(PROBLEM(RANGE));
    struct capture *c = kit_capture(&kit, FACT_PORT_RANGE, AT(630));
    kit_fact(&kit, c, "protocol=udp kind=dynamic from=49152 to=65535");
    capture_scope(&kit.arena, c, STR("kind"), STR("dynamic"));
    ck_str(judged()->state, "unknown");
    kit_close(&kit);
    fail_all_night(PROBLEM(RANGE));
    c = kit_capture(&kit, FACT_PORT_RANGE, AT(630));
    kit_fact(&kit, c, "protocol=udp kind=excluded from=1000 to=1010");
    capture_scope(&kit.arena, c, STR("kind"), STR("excluded"));
    ck_str(judged()->state, "absent");
    kit_close(&kit);
}
END_TEST

#define DISABLED(name)                                                                             \
    "{fact: service, where: {name: " name ", start_type: disabled}, supports: strong, absent: "    \
    "{weakens: strong}, text: disabled}"

static const char *service_state(const char *yaml, const char *more)
{
    fail_all_night(yaml);
    struct capture *c = kit_capture(&kit, FACT_SERVICE, AT(630));
    kit_fact(&kit, c, "name=DNS state=running");
    if (*more) {
        c = kit_capture(&kit, FACT_SERVICE, AT(631));
        kit_fact(&kit, c, more);
        capture_scope(&kit.arena, c, STR("name"), STR("DNS"));
    }
    return arena_str(&kit.arena, judged()->state).ptr;
}

START_TEST(a_table_for_one_name_says_nothing_of_others)
{
    ck_assert_str_eq(service_state(PROBLEM(DISABLED("IAS")), "name=DNS start_type=auto"), "absent");
    kit_close(&kit);
    ck_assert_str_eq(service_state(PROBLEM(DISABLED("DNS")), ""), "unknown");
    kit_close(&kit);
    ck_assert_str_eq(service_state(PROBLEM(DISABLED("DNS")), "name=DNS start_type=auto"), "absent");
    kit_close(&kit);
    ck_assert_str_eq(service_state(PROBLEM(DISABLED("DNS")), "name=DNS start_type=disabled"),
                     "present");
    kit_close(&kit);
}
END_TEST

START_TEST(an_item_for_another_windows_is_not_there)
{
    fail_all_night(PROBLEM(PORTS("when: {nt|gte: 6.0},")));
    kit_fact(&kit, kit_capture(&kit, FACT_SYSTEM, AT(630)), "nt=5.2");
    kit_hit(&kit, "noise", AT(700), "");
    kit_diagnose(&kit);
    ck_assert_uint_eq(kit_hypothesis(&kit, "one")->evidence_n, 0);
    kit_close(&kit);
}
END_TEST

START_TEST(an_item_for_some_windows_is_unknown_where_the_version_is)
{
    fail_all_night(PROBLEM(PORTS("when: {nt|lt: 6.0},")));
    kit_fact(&kit, kit_capture(&kit, FACT_REGISTRY, AT(630)), KEY " name=Hostname value=x");
    ck_str(judged()->state, "unknown");
    kit_close(&kit);
}
END_TEST

START_TEST(inverted_items_look_for_what_is_absent)
{
    fail_all_night(PROBLEM("{fact: registry, gone: true, where: {key|endswith: '\\Parameters', "
                           "name: MaxUserPort}, supports: weak, text: gone}"));
    kit_fact(&kit, kit_capture(&kit, FACT_REGISTRY, AT(630)), KEY " name=Hostname value=x");
    const struct a_evidence *e = judged();
    ck_str(e->state, "present");
    ck_str(e->effect, "supports");
    kit_close(&kit);
}
END_TEST

START_TEST(a_parameter_is_tested_by_its_value)
{
    fail_all_night(PROBLEM("{parameter: port, between: [1025, 65535], absent: {weakens: decisive}, "
                           "text: x}"));
    ck_str(judged()->state, "present");
    kit_close(&kit);
}
END_TEST

START_TEST(recurrence_is_that_of_the_failures)
{
    fail_all_night(PROBLEM("{recurrence: {kind: [daily, periodic], period: 5m}, supports: weak, "
                           "text: x}"));
    ck_str(judged()->state, "present");
    kit_close(&kit);
}
END_TEST

START_TEST(any_is_present_when_one_is)
{
    fail_all_night(PROBLEM("{any: [{host: {nt: 5.0}, text: a}, " STARTED(
        "during: finding") "], supports: weak, text: x}"));
    kit_hit(&kit, "started", AT(620), "");
    ck_str(judged()->state, "present");
    kit_close(&kit);
}
END_TEST

START_TEST(every_end_of_the_failures_needs_its_event)
{
    static const char yaml[] =
        PROBLEM("{bounded: started, within: 15m, supports: strong, absent: {weakens: moderate}, "
                "text: x}");
    fail_all_night(yaml);
    ck_str(judged()->state, "absent");
    kit_close(&kit);
    fail_all_night(yaml);
    kit_hit(&kit, "started", AT(658), "");
    ck_str(judged()->state, "present");
    kit_close(&kit);
}
END_TEST

SUITE(evidence)
{
    tcase_add_test(tests, seen_is_present_where_the_rule_hit_in_time);
    tcase_add_test(tests, seen_is_absent_only_where_the_window_is_covered);
    tcase_add_test(tests, seen_times_counts);
    tcase_add_test(tests, seen_during_and_after_look_where_they_say);
    tcase_add_test(tests, near_any_is_judged_attempt_by_attempt);
    tcase_add_test(tests, a_fact_is_present_with_its_row);
    tcase_add_test(tests, a_field_that_is_not_shown_leaves_a_fact_unknown);
    tcase_add_test(tests, a_whole_capture_without_the_row_is_absent);
    tcase_add_test(tests, a_capture_that_is_cut_or_of_another_protocol_says_nothing);
    tcase_add_test(tests, a_capture_from_another_time_does_not_count);
    tcase_add_test(tests, covers_asks_whether_a_port_lies_in_a_list_of_ranges);
    tcase_add_test(tests, a_value_that_is_missing_below_an_exported_key_is_absent);
    tcase_add_test(tests, a_capture_is_silent_about_kinds_that_it_does_not_declare);
    tcase_add_test(tests, a_table_for_one_name_says_nothing_of_others);
    tcase_add_test(tests, an_item_for_another_windows_is_not_there);
    tcase_add_test(tests, an_item_for_some_windows_is_unknown_where_the_version_is);
    tcase_add_test(tests, inverted_items_look_for_what_is_absent);
    tcase_add_test(tests, a_parameter_is_tested_by_its_value);
    tcase_add_test(tests, recurrence_is_that_of_the_failures);
    tcase_add_test(tests, any_is_present_when_one_is);
    tcase_add_test(tests, every_end_of_the_failures_needs_its_event);
}
