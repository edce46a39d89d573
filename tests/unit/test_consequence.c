#include "diagnosis_kit.h"

#include <math.h>

static struct kit kit;

#define DAY (24 * 60)

/* A draw of 1,000 out of 1000 to 10999 (one in ten takes port 2883), one of 100 on later versions.
 */
#define RULES                                                                                      \
    "{name: failed, provider: App, channel: Application}\n---\n"                                   \
    "{name: started, provider: Pool, channel: Application}\n---\n"                                 \
    "name: problem\nuses: [failed]\ndiagnosis:\n    category: unknown\n    symptom: x\n"           \
    "    references: [{id: A, url: 'http://a'}]\n    hypotheses:\n"                                \
    "        - id: pool\n          title: Pool\n          prior: common\n"                         \
    "          culprit: {image: pool.exe}\n"                                                       \
    "          lottery: {trial: started, pool: 1000, from: 1000, to: 10999, wanted: ['2883'], "    \
    "instead: [{applies: {nt|gte: 6.0}, pool: 100}]}\n"                                            \
    "          consequences:\n"                                                                    \
    "              - {remedy: again, price: p, proof: q, lottery: {pool: 1000}}\n"                 \
    "              - {remedy: reserve, price: p, proof: q, lottery: {wanted: []}}\n"               \
    "              - {remedy: smaller, price: p, proof: q, lottery: {pool: 10}, applies: "         \
    "{nt|lt: 6.0}}\n"                                                                              \
    "              - {remedy: pray, residual: hope, price: p, proof: q}\n"

static void open_case(void)
{
    kit_open(&kit, RULES);
    for (int day = 0; day < 73; day++)
        kit_hit(&kit, "started", AT(day * DAY), "");
    for (int i = 0; i < 4; i++)
        kit_failure(&kit, "problem", "failed", AT(72 * DAY + 10 * i), "");
    kit_episode(&kit, "problem", AT(72 * DAY), AT(72 * DAY + 30));
}

static const struct a_consequence *remedy(const char *name)
{
    const struct a_hypothesis *h = kit_hypothesis(&kit, "pool");
    for (size_t i = 0; i < h->consequences_n; i++)
        if (str_eq(h->consequences[i].remedy, str_of(name)))
            return &h->consequences[i];
    return NULL;
}

START_TEST(what_each_remedy_leaves_is_computed)
{
    open_case();
    kit_diagnose(&kit);
    ck_assert_double_eq_tol(remedy("again")->per_start, 0.1, 1e-12);
    ck_assert_double_eq_tol(remedy("again")->per_year, 1, 1e-12);
    ck_assert_double_eq(remedy("reserve")->per_start, 0);
    ck_assert_double_eq(remedy("reserve")->per_year, 0);
    ck_str(remedy("reserve")->residual, "none");
    ck_assert_double_eq_tol(remedy("smaller")->per_start, 0.001, 1e-12);
    ck_assert_double_eq_tol(remedy("smaller")->per_year, 1 - pow(0.999, 73 * 365.0 / 72.02), 1e-4);
    ck_str(remedy("pray")->residual, "hope");
    ck_assert(isnan(remedy("pray")->per_start));
    kit_close(&kit);
}
END_TEST

START_TEST(another_version_draws_otherwise_and_has_other_remedies)
{
    open_case();
    kit_fact(&kit, kit_capture(&kit, FACT_SYSTEM, AT(1)), "nt=6.1");
    kit_diagnose(&kit);
    ck_assert_ptr_null(remedy("smaller"));
    ck_assert_ptr_nonnull(
        strstr(kit_hypothesis(&kit, "pool")->lottery.ptr, "100 of 10,000 ports are drawn"));
    kit_close(&kit);
}
END_TEST

static void take_pool(int64_t at, int from, int n)
{
    struct capture *c = kit_capture(&kit, FACT_SOCKET, at);
    for (int i = 0; i < n; i++) {
        kit_fact(
            &kit, c,
            arena_fmt(&kit.arena, "protocol=udp local_port=%d pid=1 image=pool.exe", from + i).ptr);
    }
}

START_TEST(a_measured_pool_takes_the_place_of_the_documented_one)
{
    open_case();
    take_pool(AT(72 * DAY + 10), 5000, 120);
    kit_diagnose(&kit);
    ck_assert_ptr_nonnull(strstr(kit_hypothesis(&kit, "pool")->lottery.ptr,
                                 "120 of 10,000 ports (measured) are drawn as one row"));
    kit_close(&kit);
}
END_TEST

START_TEST(a_few_ports_are_no_pool)
{
    open_case();
    take_pool(AT(72 * DAY + 10), 5000, 12);
    kit_diagnose(&kit);
    ck_assert_ptr_null(strstr(kit_hypothesis(&kit, "pool")->lottery.ptr, "measured"));
    kit_close(&kit);
}
END_TEST

START_TEST(a_pool_measured_elsewhere_afterwards_is_a_cure)
{
    open_case();
    kit_hit(&kit, "started", AT(90 * DAY), "");
    take_pool(AT(80 * DAY), 50000, 120);
    kit_diagnose(&kit);
    ck_str(kit.out.findings[0].status, "stopped");
    ck_str(kit.out.findings[0].cure, "mechanism");
    ck_str(kit.out.findings[0].cure_text,
           "The pool as it was measured afterwards lies in 50000 to 50119: out of reach");
    kit_close(&kit);
}
END_TEST

SUITE(consequence)
{
    tcase_add_test(tests, what_each_remedy_leaves_is_computed);
    tcase_add_test(tests, another_version_draws_otherwise_and_has_other_remedies);
    tcase_add_test(tests, a_measured_pool_takes_the_place_of_the_documented_one);
    tcase_add_test(tests, a_few_ports_are_no_pool);
    tcase_add_test(tests, a_pool_measured_elsewhere_afterwards_is_a_cure);
}
