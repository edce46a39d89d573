#include "store_kit.h"

/* An order of n events whose ids jump about. */
static int64_t id_at(int64_t i)
{
    static const int64_t odd[] = {5, 1, INT64_MAX, INT64_MIN, 0, -1, 300};
    return i < (int64_t)ARRAY_LEN(odd) ? odd[i] : i * 7 % 5003;
}

static void write_order(struct kit *k, int64_t n)
{
    struct ordering q = {0};
    OKAY(ordering_begin(&q, &k->store->stmts, &err));
    for (int64_t i = 0; i < n; i++)
        OKAY(ordering_put(&q, &k->store->stmts, id_at(i), i, &err));
    OKAY(ordering_end(&q, &k->store->stmts, &err));
    ordering_free(&q);
}

START_TEST(ids_come_back_in_the_order_they_were_put)
{
    static const int64_t sizes[] = {0, 1, 7, ORDERING_EVENTS, ORDERING_EVENTS + 1,
                                    3 * ORDERING_EVENTS + 5};
    struct kit k = kit_open(NULL);
    struct ordering q = {0};
    int64_t id, n = sizes[_i];
    write_order(&k, 10); /* is forgotten */
    write_order(&k, n);
    OKAY(ordering_open(&q, &k.store->stmts, INT64_MIN, INT64_MAX, &err));
    for (int64_t i = 0; i < n; i++) {
        OKAY(ordering_next(&q, &k.store->stmts, &id, &err));
        ck_assert_int_eq(id, id_at(i));
    }
    ck_assert_int_eq(ordering_next(&q, &k.store->stmts, &id, &err), END);
    ordering_free(&q);
    kit_close(&k);
}
END_TEST

START_TEST(only_stretches_that_reach_into_the_time_are_read)
{
    struct kit k = kit_open(NULL);
    struct ordering q = {0};
    int64_t id, n = 0, at = 2 * ORDERING_EVENTS + 3;
    write_order(&k, 4 * ORDERING_EVENTS);
    OKAY(ordering_open(&q, &k.store->stmts, at, at, &err));
    OKAY(ordering_next(&q, &k.store->stmts, &id, &err));
    ck_assert_int_eq(id, id_at(2 * ORDERING_EVENTS));
    for (n = 1; ordering_next(&q, &k.store->stmts, &id, &err) == OK;)
        n++;
    ck_assert_int_eq(n, ORDERING_EVENTS);
    ordering_free(&q);
    kit_close(&k);
}
END_TEST

START_TEST(a_damaged_stretch_is_told)
{
    static const char *const damage[] = {"x'80'", "x'ffffffffffffffffffff01'",
                                         "zeroblob(4097)"};
    struct kit k = kit_open(NULL);
    struct ordering q = {0};
    int64_t id;
    write_order(&k, 3);
    struct str sql = arena_fmt(&k.batch.arena, "UPDATE ordering SET ids = %s", damage[_i]);
    OKAY(stmts_script(&k.store->stmts, sql.ptr, &err));
    OKAY(ordering_open(&q, &k.store->stmts, INT64_MIN, INT64_MAX, &err));
    ck_assert_int_eq(ordering_next(&q, &k.store->stmts, &id, &err), FAIL_STORE);
    ck_assert_msg(strstr(err.text, "damaged") != NULL, "%s", err.text);
    ordering_free(&q);
    kit_close(&k);
}
END_TEST

SUITE(ordering)
{
    tcase_add_loop_test(tests, ids_come_back_in_the_order_they_were_put, 0, 6);
    tcase_add_test(tests, only_stretches_that_reach_into_the_time_are_read);
    tcase_add_loop_test(tests, a_damaged_stretch_is_told, 0, 3);
}
