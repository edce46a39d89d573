#include "compare/compare.h"
#include "suite.h"

#include <math.h>

/* A day of the story, in ticks. */
static struct moment day(double n)
{
    return (struct moment){(int64_t)(n * (double)TICKS_PER_DAY), false};
}

/* One host, one finding of one rule, one check, one log, from day to day. */
struct side {
    struct analysis a;
    struct a_host host;
    struct a_finding finding;
    struct a_check check;
    struct a_coverage coverage;
    struct a_symptom symptom;
    struct a_hypothesis hypothesis;
    struct a_luck luck;
    struct a_mark mark;
};

static void side_init(struct side *s, double from, double to)
{
    *s = (struct side){0};
    s->host = (struct a_host){.name = STR("SRV1"), .first = day(from), .last = day(to)};
    s->check = (struct a_check){.rule = STR("probe"), .host = STR("SRV1"), .state = STR("present")};
    s->coverage = (struct a_coverage){
        .host = STR("SRV1"), .channel = STR("System"), .first = day(from), .last = day(to)};
    s->symptom = (struct a_symptom){.provider = STR("Probe"), .channel = STR("System")};
    s->hypothesis = (struct a_hypothesis){.id = STR("one"), .verdict = STR("likely")};
    s->finding = (struct a_finding){
        .id = STR("cul-1-000000000001"),
        .rule = {.id = STR("r1"), .name = STR("probe"), .level = STR("medium")},
        .host = STR("SRV1"),
        .status = STR("active"),
        .cure = STR("none"),
        .first_seen = day(from),
        .last_seen = day(to),
        .occurrences = 10,
        .cadence = {.kind = STR("periodic"),               .median_seconds = 3600            },
        .symptoms = &s->symptom,
        .symptoms_n = 1,
        .hypotheses = &s->hypothesis,
        .hypotheses_n = 1
    };
    s->a = (struct analysis){.about = {.as_of = day(to)},
                             .checks = &s->check,
                             .checks_n = 1,
                             .hosts = &s->host,
                             .hosts_n = 1,
                             .coverage = &s->coverage,
                             .coverage_n = 1,
                             .findings = &s->finding,
                             .findings_n = 1};
}

static struct side old, now;
static struct arena arena;

static void set_up(void)
{
    side_init(&old, 0, 10);
    side_init(&now, 10, 20);
    now.finding.last_seen = day(20);
}

static void tear_down(void)
{
    arena_free(&arena);
}

static struct comparison compared(const struct analysis *kept)
{
    struct comparison c;
    compare_run(&arena, &(struct compare_spec){.old = &old.a, .kept = kept, .now = &now.a}, &c);
    return c;
}

static enum change_class only_class(bool *counts)
{
    struct comparison c = compared(NULL);
    ck_assert_uint_eq(c.rows_n, 1);
    *counts = c.act;
    return c.rows[0].change;
}

/* The new side without the finding; its check says so. */
static void vanish(const char *state)
{
    now.a.findings_n = 0;
    now.check.state = str_of(state);
}

START_TEST(what_is_the_same_is_unchanged)
{
    bool act;
    ck_assert_int_eq(only_class(&act), CHANGE_SAME);
    ck_assert(!act);
}
END_TEST

START_TEST(what_began_later_is_new)
{
    bool act;
    old.a.findings_n = 0;
    old.check.state = STR("absent");
    now.finding.first_seen = day(12);
    ck_assert_int_eq(only_class(&act), CHANGE_NEW);
    ck_assert(act);
    now.finding.category = STR("benign");
    ck_assert_int_eq(only_class(&act), CHANGE_NEW);
    ck_assert(!act);
    struct a_acceptance accepted = {.state = STR("accepted")};
    now.finding.category = STR("capacity");
    now.finding.acceptance = &accepted;
    only_class(&act);
    ck_assert(!act);
}
END_TEST

START_TEST(what_was_there_before_is_recognised)
{
    bool act;
    old.a.findings_n = 0;
    now.finding.first_seen = day(5);
    old.check = (struct a_check){.rule = STR("another"), .host = STR("SRV1")};
    ck_assert_int_eq(only_class(&act), CHANGE_RECOGNISED);
    old.check = (struct a_check){
        .rule = STR("probe"), .host = STR("SRV1"), .state = STR("unknown"), .why = STR("no log")};
    ck_assert_int_eq(only_class(&act), CHANGE_RECOGNISED);
    ck_assert(!act);
    old.check.state = STR("absent");
    ck_assert_int_eq(only_class(&act), CHANGE_NEW);
}
END_TEST

START_TEST(what_todays_rules_see_in_the_old_one_is_recognised)
{
    struct analysis kept = old.a;
    kept.findings_n = 0;
    struct comparison c = compared(&kept);
    ck_assert_uint_eq(c.counts[CHANGE_RECOGNISED], 1);
    ck_assert(!c.act);
    c = compared(&old.a);
    ck_assert_uint_eq(c.counts[CHANGE_SAME], 1);
}
END_TEST

START_TEST(what_is_gone_is_fixed_only_where_it_would_have_shown)
{
    bool act;
    vanish("absent");
    ck_assert_int_eq(only_class(&act), CHANGE_FIXED);
    ck_assert(!act);
    now.check.state = STR("unknown");
    ck_assert_int_eq(only_class(&act), CHANGE_UNSURE);
    now.check.state = STR("not_applicable");
    ck_assert_int_eq(only_class(&act), CHANGE_FIXED);
    now.check.state = STR("absent");
    now.coverage.channel = STR("Application");
    ck_assert_int_eq(only_class(&act), CHANGE_UNSURE);
    now.coverage.channel = STR("System");
    now.coverage.last = day(10.1); /* 2.4 hours, and three gaps are needed */
    ck_assert_int_eq(only_class(&act), CHANGE_UNSURE);
    now.coverage.last = day(10.2);
    ck_assert_int_eq(only_class(&act), CHANGE_FIXED);
    struct a_gap gap = {day(10.01), day(10.15)};
    now.coverage.gaps = &gap;
    now.coverage.gaps_n = 1;
    ck_assert_int_eq(only_class(&act), CHANGE_UNSURE);
}
END_TEST

START_TEST(a_start_or_a_draw_must_have_been_there)
{
    bool act;
    vanish("absent");
    old.finding.cadence.kind = STR("after-boot");
    ck_assert_int_eq(only_class(&act), CHANGE_UNSURE);
    now.mark = (struct a_mark){day(15), STR("SRV1"), STR("boot"), STR("start")};
    now.a.marks = &now.mark;
    now.a.marks_n = 1;
    ck_assert_int_eq(only_class(&act), CHANGE_FIXED);
    now.mark.time = day(9);
    ck_assert_int_eq(only_class(&act), CHANGE_UNSURE);
    old.finding.cadence.kind = STR("periodic");
    old.hypothesis.lottery = STR("2,500 of 64,511 ports are drawn");
    ck_assert_int_eq(only_class(&act), CHANGE_UNSURE);
}
END_TEST

START_TEST(a_host_that_is_missing_tells_nothing)
{
    bool act;
    vanish("absent");
    now.a.hosts_n = 0;
    ck_assert_int_eq(only_class(&act), CHANGE_UNSURE);
}
END_TEST

START_TEST(what_stopped_is_fixed_by_mechanism_or_by_number)
{
    bool act;
    now.finding.status = STR("stopped");
    now.finding.cure = STR("mechanism");
    ck_assert_int_eq(only_class(&act), CHANGE_FIXED);
    now.finding.cure = STR("count");
    now.finding.luck = &now.luck;
    now.luck.probability = 0.04;
    ck_assert_int_eq(only_class(&act), CHANGE_FIXED);
    now.luck.probability = 0.7;
    ck_assert_int_eq(only_class(&act), CHANGE_UNSURE);
    now.finding.status = STR("cleared");
    now.finding.luck = NULL;
    ck_assert_int_eq(only_class(&act), CHANGE_UNSURE);
    ck_assert(!act);
}
END_TEST

START_TEST(what_came_back_or_grew_is_worse)
{
    bool act;
    old.finding.status = STR("stopped");
    ck_assert_int_eq(only_class(&act), CHANGE_CHANGED);
    ck_assert(act);
    old.finding.status = STR("active");
    now.finding.rule.level = STR("high");
    ck_assert_int_eq(only_class(&act), CHANGE_CHANGED);
    ck_assert(act);
    now.finding.rule.level = STR("low");
    ck_assert_int_eq(only_class(&act), CHANGE_CHANGED);
    ck_assert(!act);
    now.finding.rule.level = STR("medium");
    now.finding.occurrences = 19;
    ck_assert_int_eq(only_class(&act), CHANGE_SAME);
    now.finding.occurrences = 21;
    ck_assert_int_eq(only_class(&act), CHANGE_CHANGED);
    ck_assert(act);
    now.finding.occurrences = 4;
    ck_assert_int_eq(only_class(&act), CHANGE_CHANGED);
    ck_assert(!act);
}
END_TEST

START_TEST(another_cause_or_value_is_a_change)
{
    struct pair before = {STR("port"), STR("2883")}, after = {STR("port"), STR("4500")};
    bool act;
    now.hypothesis.verdict = STR("confirmed");
    ck_assert_int_eq(only_class(&act), CHANGE_CHANGED);
    now.hypothesis = (struct a_hypothesis){.id = STR("two"), .verdict = STR("likely")};
    ck_assert_int_eq(only_class(&act), CHANGE_CHANGED);
    now.hypothesis = old.hypothesis;
    old.finding.parameters = &before;
    now.finding.parameters = &after;
    old.finding.parameters_n = now.finding.parameters_n = 1;
    ck_assert_int_eq(only_class(&act), CHANGE_CHANGED);
    ck_str(compared(NULL).rows[0].why, "port 4500, was 2883");
    ck_assert(!act);
}
END_TEST

static void rename_now(struct str name)
{
    now.host.name = now.finding.host = now.check.host = now.coverage.host = name;
}

START_TEST(hosts_are_paired_by_name_sid_and_rename)
{
    struct compare_machine a = {STR("SRV1"), STR("S-1-5-21-1-2-3")},
                           b = {STR("NEW1"), STR("S-1-5-21-1-2-3")};
    struct pair rename = {STR("srv1"), STR("NEW1")};
    struct compare_spec spec = {.old = &old.a, .now = &now.a};
    struct comparison c;
    rename_now(STR("srv1.example.local"));
    compare_run(&arena, &spec, &c);
    ck_assert_str_eq(c.hosts[0].how, "short name");
    ck_assert_int_eq(c.rows[0].change, CHANGE_SAME);
    rename_now(STR("NEW1"));
    compare_run(&arena, &spec, &c);
    ck_assert_uint_eq(c.hosts_n, 2);
    ck_assert_uint_eq(c.rows_n, 2);
    spec.old_machines = &a;
    spec.now_machines = &b;
    spec.old_machines_n = spec.now_machines_n = 1;
    compare_run(&arena, &spec, &c);
    ck_assert_str_eq(c.hosts[0].how, "machine SID");
    ck_assert_int_eq(c.rows[0].change, CHANGE_SAME);
    b.sid = STR("S-1-5-21-9-9-9");
    compare_run(&arena, &spec, &c);
    ck_assert_uint_eq(c.hosts_n, 2);
    spec.renames = &rename;
    spec.renames_n = 1;
    compare_run(&arena, &spec, &c);
    ck_assert(c.hosts[0].other_machine);
    b.sid = STR("S-1-5-21-1-2-3");
    compare_run(&arena, &spec, &c);
    ck_assert(!c.hosts[0].other_machine);
    spec.old_machines_n = 0;
    spec.renames = &rename;
    spec.renames_n = 1;
    compare_run(&arena, &spec, &c);
    ck_assert_str_eq(c.hosts[0].how, "--rename");
    ck_assert_int_eq(c.rows[0].change, CHANGE_SAME);
}
END_TEST

START_TEST(a_sid_that_two_hosts_have_pairs_nobody)
{
    struct compare_machine a =
                               {
                                   STR("SRV1"), STR("S-1-5-21-1-2-3")
    },
                           b[] = {{STR("NEW1"), STR("S-1-5-21-1-2-3")},
                                  {STR("NEW2"), STR("S-1-5-21-1-2-3")}};
    struct compare_spec spec = {.old = &old.a,
                                .now = &now.a,
                                .old_machines = &a,
                                .old_machines_n = 1,
                                .now_machines = b,
                                .now_machines_n = 2};
    struct comparison c;
    rename_now(STR("NEW1"));
    compare_run(&arena, &spec, &c);
    ck_assert_uint_eq(c.hosts_n, 2);
}
END_TEST

START_TEST(groups_keep_findings_apart)
{
    struct pair a = {STR("disk"), STR("0")}, b = {STR("disk"), STR("1")};
    old.finding.group = &a;
    now.finding.group = &b;
    old.finding.group_n = now.finding.group_n = 1;
    ck_assert_uint_eq(compared(NULL).rows_n, 2);
    b.value = STR("0");
    ck_assert_uint_eq(compared(NULL).rows_n, 1);
}
END_TEST

START_TEST(errors_without_a_rule_are_told_where_they_began_later)
{
    struct a_unexplained u = {.host = STR("SRV1"),
                              .provider = STR("Disk"),
                              .event_id = 7,
                              .text = STR("bad block"),
                              .first_seen = day(12)},
                         v;
    now.a.unexplained = &u;
    now.a.unexplained_n = 1;
    ck_assert_uint_eq(compared(NULL).patterns_n, 1);
    ck_assert(!compared(NULL).act);
    v = u;
    v.first_seen = day(2);
    old.a.unexplained = &v;
    old.a.unexplained_n = 1;
    ck_assert_uint_eq(compared(NULL).patterns_n, 0);
    v.text = STR("another");
    ck_assert_uint_eq(compared(NULL).patterns_n, 1);
    u.first_seen = day(9);
    ck_assert_uint_eq(compared(NULL).patterns_n, 0);
}
END_TEST

SUITE(compare)
{
    tcase_add_test(tests, errors_without_a_rule_are_told_where_they_began_later);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, what_is_the_same_is_unchanged);
    tcase_add_test(tests, what_began_later_is_new);
    tcase_add_test(tests, what_was_there_before_is_recognised);
    tcase_add_test(tests, what_todays_rules_see_in_the_old_one_is_recognised);
    tcase_add_test(tests, what_is_gone_is_fixed_only_where_it_would_have_shown);
    tcase_add_test(tests, a_start_or_a_draw_must_have_been_there);
    tcase_add_test(tests, a_host_that_is_missing_tells_nothing);
    tcase_add_test(tests, what_stopped_is_fixed_by_mechanism_or_by_number);
    tcase_add_test(tests, what_came_back_or_grew_is_worse);
    tcase_add_test(tests, another_cause_or_value_is_a_change);
    tcase_add_test(tests, hosts_are_paired_by_name_sid_and_rename);
    tcase_add_test(tests, a_sid_that_two_hosts_have_pairs_nobody);
    tcase_add_test(tests, groups_keep_findings_apart);
}
