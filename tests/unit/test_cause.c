#include "diagnosis_kit.h"

static struct kit kit;

#define PROBLEM(name, rule, hypotheses)                                                            \
    "{name: " rule ", provider: App, channel: Application}\n---\n"                                 \
    "name: " name "\nuses: [" rule "]\ndiagnosis:\n    category: unknown\n    symptom: '" name     \
    "'\n    references: [{id: A, url: 'http://a'}]\n    hypotheses:\n" hypotheses "---\n"

#define FULL(more)                                                                                 \
    PROBLEM("disk_full", "full",                                                                   \
            "        - {id: logs, title: Logs grow, prior: common, culprit: {service: S}" more     \
            "}\n")
#define BACKUP(more)                                                                               \
    PROBLEM("backup_failed", "backup",                                                             \
            "        - {id: room, title: No room, prior: common, culprit: {service: S}" more       \
            "}\n")
#define SHARED                                                                                     \
    "name: library\nhypothesis:\n    {id: pool, title: The pool, prior: common, culprit: "         \
    "{service: DNS}}\n---\n"

static void fails(const char *problem, const char *rule, int from)
{
    for (int i = 0; i < 3; i++)
        kit_failure(&kit, problem, rule, AT(from + 10 * i), "");
    kit_episode(&kit, problem, AT(from), AT(from + 20));
}

static const struct a_finding *found(const char *rule)
{
    for (size_t i = 0; i < kit.out.findings_n; i++)
        if (str_eq(kit.out.findings[i].rule.name, str_of(rule)))
            return &kit.out.findings[i];
    ck_abort_msg("no finding of %s", rule);
    return NULL;
}

START_TEST(an_effect_names_its_cause_and_stands_behind_it)
{
    kit_open(&kit, FULL("") BACKUP(", explained_by: disk_full") "{name: end}\n");
    fails("backup_failed", "backup", 600);
    fails("backup_failed", "backup", 700);
    fails("disk_full", "full", 500);
    kit_diagnose(&kit);
    ck_assert_uint_eq(kit.out.findings_n, 2);
    ck_str(kit.out.findings[0].rule.name, "disk_full");
    ck_str(kit.out.findings[0].explained_by, "");
    ck_assert(str_eq(kit.out.findings[1].explained_by, kit.out.findings[0].id));
    ck_assert_uint_eq(kit.out.causes_n, 1);
    ck_str(kit.out.causes[0].kind, "finding");
    ck_assert(str_eq(kit.out.causes[0].findings[0], kit.out.findings[1].id));
    ck_str(kit.out.causes[0].hosts[0], "HOST");
    kit_close(&kit);
}
END_TEST

START_TEST(a_cause_of_another_week_explains_nothing)
{
    kit_open(&kit, FULL("") BACKUP(", explained_by: disk_full") "{name: end}\n");
    fails("disk_full", "full", 600);
    fails("backup_failed", "backup", 600 + 7 * 24 * 60);
    kit_diagnose(&kit);
    ck_str(found("backup_failed")->explained_by, "");
    ck_assert_uint_eq(kit.out.causes_n, 0);
    kit_close(&kit);
}
END_TEST

START_TEST(two_that_explain_each_other_make_no_circle)
{
    kit_open(&kit, FULL(", explained_by: backup_failed")
                       BACKUP(", explained_by: disk_full") "{name: end}\n");
    fails("disk_full", "full", 600);
    fails("backup_failed", "backup", 600);
    kit_diagnose(&kit);
    ck_assert_uint_eq(kit.out.findings_n, 2);
    ck_assert_int_eq((found("disk_full")->explained_by.len > 0) +
                         (found("backup_failed")->explained_by.len > 0),
                     1);
    kit_close(&kit);
}
END_TEST

START_TEST(a_hypothesis_that_two_findings_share_is_one_cause)
{
    kit_open(&kit, SHARED PROBLEM("radius", "ias", "        - use: pool\n")
                       PROBLEM("phones", "sync", "        - use: pool\n") "{name: end}\n");
    fails("radius", "ias", 600);
    fails("phones", "sync", 600);
    kit_diagnose(&kit);
    ck_assert_uint_eq(kit.out.causes_n, 1);
    ck_str(kit.out.causes[0].kind, "hypothesis");
    ck_str(kit.out.causes[0].id, "pool");
    ck_assert_uint_eq(kit.out.causes[0].findings_n, 2);
    ck_str(kit.out.causes[0].culprit.service, "DNS");
    ck_str(found("radius")->explained_by, "");
    kit_close(&kit);
}
END_TEST

START_TEST(a_cause_without_a_rule_is_a_defect)
{
    kit_open(&kit, BACKUP(", explained_by: disc_full") FULL("") "{name: end}\n");
    ck_assert_ptr_nonnull(kit.notes.first);
    ck_str(kit.notes.first->detail, "no rule 'disc_full', did you mean 'disk_full'?");
    kit_close(&kit);
}
END_TEST

SUITE(cause)
{
    tcase_add_test(tests, an_effect_names_its_cause_and_stands_behind_it);
    tcase_add_test(tests, a_cause_of_another_week_explains_nothing);
    tcase_add_test(tests, two_that_explain_each_other_make_no_circle);
    tcase_add_test(tests, a_hypothesis_that_two_findings_share_is_one_cause);
    tcase_add_test(tests, a_cause_without_a_rule_is_a_defect);
}
