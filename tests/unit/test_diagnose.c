#include "base/limits.h"
#include "diagnosis_kit.h"

#include <math.h>

static struct kit kit;

#define RULES                                                                                      \
    "{name: failed, provider: App, channel: Application}\n---\n"                                   \
    "{name: limit, provider: Sql, channel: Application}\n---\n"                                    \
    "{name: link, provider: Nic, channel: System}\n---\n"
#define HEAD                                                                                       \
    RULES "name: problem\nuses: [failed]\ndiagnosis:\n    category: unknown\n    symptom: 'port "  \
          "{port} on {computer}'\n    references: [{id: A, url: 'http://a'}]\n    parameters:\n"   \
          "        port: {from: failed, field: Data, index: 1, type: port, default: 7}\n"

static void fail_times(int n, const char *data)
{
    for (int i = 0; i < n; i++)
        kit_failure(&kit, "problem", "failed", AT(600 + 10 * i), data);
    kit_episode(&kit, "problem", AT(600), AT(600 + 10 * (n - 1)));
}

#define TWO_CAUSES                                                                                 \
    HEAD "    hypotheses:\n"                                                                       \
         "        - {id: limit, title: Limit, prior: occasional, culprit: {service: S}, "          \
         "evidence: [{seen: limit, near: any, within: 1m, supports: decisive, text: x}]}\n"        \
         "        - {id: link, title: Link, prior: occasional, culprit: {service: S}, evidence: "  \
         "[{seen: link, near: any, within: 1m, supports: strong, text: x}]}\n"                     \
         "        - {id: other, title: Other, prior: common, culprit: {service: S}}\n"

START_TEST(attempts_go_to_the_cause_that_explains_them)
{
    kit_open(&kit, TWO_CAUSES);
    fail_times(10, "2883");
    for (int i = 0; i < 6; i++)
        kit_hit(&kit, "limit", AT(600 + 10 * i), "");
    kit_hit(&kit, "link", AT(680), "");
    kit_diagnose(&kit);
    const struct a_finding *f = &kit.out.findings[0];
    ck_str(f->attribution, "6 of 10 attempts: Limit; 1: Link; 3: undecided");
    ck_assert_double_eq_tol(kit_hypothesis(&kit, "limit")->share, 0.6, 1e-9);
    ck_str(kit_hypothesis(&kit, "limit")->verdict, "confirmed");
    ck_assert_double_eq_tol(kit_hypothesis(&kit, "other")->odds, 0.5 * 0.4, 1e-9);
    ck_assert(isnan(kit_hypothesis(&kit, "other")->share));
    ck_assert(isnan(f->other));
    kit_close(&kit);
}
END_TEST

START_TEST(what_is_unlikely_on_the_whole_is_not_named_for_single_attempts)
{
    kit_open(&kit,
             HEAD "    hypotheses:\n"
                  "        - {id: limit, title: Limit, prior: occasional, culprit: {service: S}, "
                  "evidence: [{seen: limit, near: any, within: 1m, supports: strong, text: x}]}\n"
                  "        - {id: link, title: Link, prior: rare, culprit: {service: S}, evidence: "
                  "[{seen: link, near: any, within: 1m, supports: weak, text: x}, "
                  "{seen: limit, during: finding, weakens: strong, text: y}]}\n");
    fail_times(10, "2883");
    for (int i = 0; i < 6; i++)
        kit_hit(&kit, "limit", AT(600 + 10 * i), "");
    kit_hit(&kit, "link", AT(680), "");
    kit_diagnose(&kit);
    ck_str(kit_hypothesis(&kit, "link")->verdict, "unlikely");
    ck_str(kit.out.findings[0].attribution, "6 of 10 attempts: Limit; 4: undecided");
    kit_close(&kit);
}
END_TEST

START_TEST(one_event_that_two_detections_find_is_one_occurrence)
{
    kit_open(&kit, TWO_CAUSES);
    fail_times(6, "2883");
    for (int i = 0; i < 6; i += 2) {
        kit_failure(&kit, "problem", "failed", AT(600 + 10 * i), "2883");
        kit.hits[kit.events_n - 1].event = i + 1;
    }
    kit_diagnose(&kit);
    ck_assert_int_eq(kit.out.findings[0].occurrences, 6);
    ck_assert_int_eq(kit.out.findings[0].symptoms[0].count, 6);
    kit_close(&kit);
}
END_TEST

/* As ERRORLOG has them: no channel, wall clock, a little later. */
static void tell_again(int n, int64_t zone_minutes)
{
    for (int i = 0; i < n; i++) {
        kit_failure(&kit, "problem", "failed", AT(600 + 10 * i), "2883");
        struct hit *h = &kit.hits[kit.events_n - 1];
        kit.origins[kit.events_n - 1].channel = (struct str){"", 0};
        h->at =
            (struct moment){h->at.ticks + zone_minutes * TICKS_PER_MINUTE + TICKS_PER_SECOND, true};
    }
}

START_TEST(one_error_in_two_logs_of_a_host_is_one_occurrence)
{
    static const struct {
        int again, zone, occurrences;
        bool known;
    } logs[] = {
        {6, 120,  7,  false}, /* the seventh stands in the one log only */
        {6, -570, 7,  false},
        {7, 60,   7,  false},
        {2, 120,  9,  false}, /* from two nobody can tell the zone */
        {6, 127,  13, false}, /* no zone has such an offset: these are others */
        {2, 0,    7,  true },
        {6, 5,    13, true },
    };
    kit_open(&kit, TWO_CAUSES);
    fail_times(7, "2883");
    tell_again(logs[_i].again, logs[_i].zone);
    kit.host.zone_known = logs[_i].known;
    kit_diagnose(&kit);
    ck_assert_int_eq(kit.out.findings[0].occurrences, logs[_i].occurrences);
    ck_assert_int_eq(kit.out.findings[0].symptoms[1].count, logs[_i].again);
    ck_assert(!kit.out.findings[0].first_seen.local);
    kit_close(&kit);
}
END_TEST

START_TEST(a_finding_counts_quotes_and_names_its_group)
{
    kit_open(&kit, TWO_CAUSES);
    fail_times(60, "2883");
    kit_diagnose(&kit);
    const struct a_finding *f = &kit.out.findings[0];
    ck_assert_int_eq(f->occurrences, 60);
    ck_str(f->host, "HOST");
    ck_str(f->group[0].value, "HOST");
    ck_str(f->symptom, "port 2883 on HOST");
    ck_assert_uint_eq(f->events_n, 2 * LIMIT_REPORT_EVENTS);
    ck_assert_int_eq(f->events[0].time.ticks, AT(600));
    ck_assert_int_eq(f->events[f->events_n - 1].time.ticks, AT(600 + 590));
    ck_assert_int_eq(f->symptoms[0].count, 60);
    ck_assert_uint_eq(f->id.len, 18);
    ck_assert(str_starts(f->id, STR("cul-1-")));
    kit_close(&kit);
}
END_TEST

START_TEST(a_parameter_is_the_most_frequent_value_of_a_tie_the_latest)
{
    static const struct {
        const char *values[5];
        const char *wins;
    } cases[] = {
        {{"1", "2", "2", NULL, NULL},      "2"},
        {{"1", "2", NULL, NULL, NULL},     "2"},
        {{"2", "2", "1", "1", NULL},       "1"},
        {{"x", "99999", NULL, NULL, NULL}, "7"},
    };
    for (size_t c = 0; c < ARRAY_LEN(cases); c++) {
        kit_open(&kit, TWO_CAUSES);
        for (int i = 0; cases[c].values[i]; i++)
            kit_failure(&kit, "problem", "failed", AT(600 + 10 * i), cases[c].values[i]);
        kit_episode(&kit, "problem", AT(600), AT(640));
        kit_diagnose(&kit);
        struct str got = kit.out.findings[0].parameters[0].value;
        ck_assert_msg(str_eq(got, str_of(cases[c].wins)), "case %zu: %.*s", c, STR_ARG(got));
        kit_close(&kit);
    }
}
END_TEST

#define FIX(steps)                                                                                 \
    HEAD "        list: {from: {fact: registry, where: {name: ReservedPorts}}, field: value, "     \
         "type: port_ranges, merge: ['2883-2883']}\n    hypotheses:\n"                             \
         "        - {id: one, title: One, prior: common, culprit: {service: S}, fix: [" steps      \
         "]}\n"
#define MERGE                                                                                      \
    "{do: reserve, kind: cure, on: victim, needs: [list], run: 'reg add {list}', risk: low}"

START_TEST(a_step_whose_need_is_unknown_is_a_question)
{
    kit_open(&kit, FIX(MERGE));
    fail_times(3, "2883");
    kit_diagnose(&kit);
    const struct a_step *step = &kit_hypothesis(&kit, "one")->fix[0];
    ck_assert(step->question);
    ck_str(step->run, "");
    kit_close(&kit);
}
END_TEST

START_TEST(a_list_is_printed_with_the_exported_one_merged_in)
{
    kit_open(&kit, FIX(MERGE));
    fail_times(3, "2883");
    kit_fact(&kit, kit_capture(&kit, FACT_REGISTRY, AT(610)),
             "key=HKLM\\A name=ReservedPorts value=1433-1434");
    kit_diagnose(&kit);
    ck_str(kit_hypothesis(&kit, "one")->fix[0].run, "reg add 1433-1434,2883-2883");
    kit_close(&kit);
}
END_TEST

START_TEST(a_list_that_nobody_can_read_is_never_printed)
{
    kit_open(&kit, FIX(MERGE));
    fail_times(3, "2883");
    kit_fact(&kit, kit_capture(&kit, FACT_REGISTRY, AT(610)),
             "key=HKLM\\A name=ReservedPorts value=\"&calc");
    kit_diagnose(&kit);
    ck_assert(kit_hypothesis(&kit, "one")->fix[0].question);
    ck_str(kit_hypothesis(&kit, "one")->fix[0].run, "");
    kit_close(&kit);
}
END_TEST

#define OLD "{do: old, kind: cure, on: victim, applies: {nt|lt: 6.0}}"
#define NEW "{do: new, kind: cure, on: victim, applies: {nt|gte: 6.0}}"

START_TEST(steps_are_those_of_the_host_s_windows)
{
    kit_open(&kit, FIX(OLD ", " NEW));
    fail_times(3, "2883");
    kit_fact(&kit, kit_capture(&kit, FACT_SYSTEM, AT(610)), "nt=6.1");
    kit_diagnose(&kit);
    ck_assert_uint_eq(kit_hypothesis(&kit, "one")->fix_n, 1);
    ck_str(kit_hypothesis(&kit, "one")->fix[0].step, "new");
    kit_close(&kit);
}
END_TEST

START_TEST(where_the_version_is_unknown_a_step_tells_its_condition)
{
    kit_open(&kit, FIX(OLD ", " NEW));
    fail_times(3, "2883");
    kit_diagnose(&kit);
    ck_assert_uint_eq(kit_hypothesis(&kit, "one")->fix_n, 2);
    ck_str(kit_hypothesis(&kit, "one")->fix[0].condition, "Windows version before 6.0");
    kit_close(&kit);
}
END_TEST

START_TEST(what_lowers_security_is_never_first)
{
    kit_open(&kit,
             FIX("{do: open, kind: cure, on: victim, security: opens}, {do: mend, kind: cure, "
                 "on: victim}"));
    fail_times(3, "2883");
    kit_diagnose(&kit);
    ck_str(kit_hypothesis(&kit, "one")->fix[0].step, "mend");
    ck_str(kit_hypothesis(&kit, "one")->fix[1].step, "open");
    kit_close(&kit);
}
END_TEST

#define EXPOSED                                                                                    \
    HEAD                                                                                           \
        "    hypotheses:\n        - {id: one, title: One, prior: common, culprit: {service: S}}\n" \
        "    exposure:\n        - {host: {nt|lt: 6.0}, text: old}\n"                               \
        "        - {fact: registry, where: {key|endswith: Parameters, name: MaxUserPort}, text: "  \
        "set, absent: {text: 'without it nothing can happen'}}\n"

static const struct a_check *checked(const char *system, const char *registry)
{
    kit_open(&kit, EXPOSED);
    kit_hit(&kit, "limit", AT(0), "");
    if (system)
        kit_fact(&kit, kit_capture(&kit, FACT_SYSTEM, AT(1)), system);
    if (registry)
        kit_fact(&kit, kit_capture(&kit, FACT_REGISTRY, AT(1)), registry);
    kit_diagnose(&kit);
    return &kit.out.checks[0];
}

START_TEST(an_exposure_is_latent_and_medium_at_most)
{
    const struct a_check *c = checked("nt=5.2", "key=HKLM\\Parameters name=MaxUserPort value=1");
    ck_str(c->state, "present");
    ck_assert_uint_eq(kit.out.findings_n, 1);
    ck_str(kit.out.findings[0].status, "latent");
    ck_str(kit.out.findings[0].rule.level, "medium");
    ck_str(kit.out.findings[0].hypotheses[0].verdict, "possible");
    ck_assert_uint_eq(kit.out.findings[0].hypotheses[0].evidence_n, 2);
    kit_close(&kit);
}
END_TEST

START_TEST(a_host_that_is_not_exposed_says_why)
{
    const struct a_check *c = checked("nt=5.2", "key=HKLM\\Parameters name=Hostname value=1");
    ck_assert_uint_eq(kit.out.findings_n, 0);
    ck_str(c->state, "absent");
    ck_assert(str_ends(c->why, STR("not exposed: without it nothing can happen")));
    kit_close(&kit);
    ck_str(checked("nt=6.1", NULL)->state, "not_applicable");
    kit_close(&kit);
}
END_TEST

START_TEST(nothing_is_exposed_where_it_has_happened)
{
    kit_open(&kit, EXPOSED);
    fail_times(3, "2883");
    kit_fact(&kit, kit_capture(&kit, FACT_SYSTEM, AT(1)), "nt=5.2");
    kit_fact(&kit, kit_capture(&kit, FACT_REGISTRY, AT(1)),
             "key=HKLM\\Parameters name=MaxUserPort value=1");
    kit_diagnose(&kit);
    ck_assert_uint_eq(kit.out.findings_n, 1);
    ck_str(kit.out.findings[0].rule.level, "high");
    kit_close(&kit);
}
END_TEST

START_TEST(the_same_case_gives_the_same_bytes)
{
    struct buf a = {0}, b = {0};
    for (int round = 0; round < 2; round++) {
        kit_open(&kit, TWO_CAUSES);
        fail_times(20, "2883");
        kit_hit(&kit, "limit", AT(600), "");
        kit_diagnose(&kit);
        shape_json(round ? &b : &a, &analysis_shape, &kit.out, 1);
        kit_close(&kit);
    }
    ck_assert(str_eq(buf_str(&a), buf_str(&b)));
    buf_free(&a);
    buf_free(&b);
}
END_TEST

SUITE(diagnose)
{
    tcase_add_test(tests, attempts_go_to_the_cause_that_explains_them);
    tcase_add_test(tests, what_is_unlikely_on_the_whole_is_not_named_for_single_attempts);
    tcase_add_test(tests, one_event_that_two_detections_find_is_one_occurrence);
    tcase_add_loop_test(tests, one_error_in_two_logs_of_a_host_is_one_occurrence, 0, 7);
    tcase_add_test(tests, a_finding_counts_quotes_and_names_its_group);
    tcase_add_test(tests, a_parameter_is_the_most_frequent_value_of_a_tie_the_latest);
    tcase_add_test(tests, a_step_whose_need_is_unknown_is_a_question);
    tcase_add_test(tests, a_list_is_printed_with_the_exported_one_merged_in);
    tcase_add_test(tests, a_list_that_nobody_can_read_is_never_printed);
    tcase_add_test(tests, steps_are_those_of_the_host_s_windows);
    tcase_add_test(tests, where_the_version_is_unknown_a_step_tells_its_condition);
    tcase_add_test(tests, what_lowers_security_is_never_first);
    tcase_add_test(tests, an_exposure_is_latent_and_medium_at_most);
    tcase_add_test(tests, a_host_that_is_not_exposed_says_why);
    tcase_add_test(tests, nothing_is_exposed_where_it_has_happened);
    tcase_add_test(tests, the_same_case_gives_the_same_bytes);
}
