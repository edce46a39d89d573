#include "diagnosis/chance.h"
#include "knowledge/port.h"
#include "knowledge/table.h"
#include "suite.h"

#include "base/arena.h"

START_TEST(cells_may_be_quoted_and_missing)
{
    struct arena arena = {0};
    struct table t =
        table_read(&arena, STR("a,b,c\r\n# no row\n1,\"x, \"\"y\"\"\",3\n\nonly\n\"open,1"));
    ck_assert_uint_eq(t.rows, 3);
    ck_assert(str_eq(table_cell(&t, 0, table_column(&t, "b")), STR("x, \"y\"")));
    ck_assert(str_eq(table_cell(&t, 0, 2), STR("3")));
    ck_assert(str_eq(table_cell(&t, 1, 0), STR("only")));
    ck_assert_uint_eq(table_cell(&t, 1, 2).len, 0);
    ck_assert(str_eq(table_cell(&t, 2, 0), STR("open,1")));
    ck_assert_uint_eq(table_read(&arena, STR("")).rows, 0);
    arena_free(&arena);
}
END_TEST

START_TEST(every_row_of_the_register_is_a_port)
{
    struct arena arena = {0};
    struct port_register r = ports_load(&arena);
    ck_assert_uint_gt(r.n, 200);
    for (size_t i = 0; i < r.n; i++) {
        const struct port_entry *e = &r.v[i];
        ck_assert_msg(e->first >= 0 && e->first <= e->last && e->last <= 65535, "%lld-%lld %.*s",
                      (long long)e->first, (long long)e->last, STR_ARG(e->title));
        ck_assert(str_eq(e->protocol, STR("tcp")) || str_eq(e->protocol, STR("udp")));
        ck_assert(e->title.len && (str_eq(e->port_basis, STR("verified")) ||
                                   str_eq(e->port_basis, STR("own-knowledge"))));
    }
    arena_free(&arena);
}
END_TEST

START_TEST(a_port_is_owned_by_service_image_or_title)
{
    struct port_entry e = {.first = 25,
                           .last = 26,
                           .protocol = STR("tcp"),
                           .service = STR("MSExchangeTransport"),
                           .image = STR("EdgeTransport.exe (started by MSExchangeTransport.exe)"),
                           .title = STR("Microsoft Exchange Transport")};
    ck_assert(port_owned(&e, STR("msexchangetransport")));
    ck_assert(port_owned(&e, STR("edgetransport.exe")));
    ck_assert(port_owned(&e, STR("exchange")));
    ck_assert(!port_owned(&e, STR("edge")));
    ck_assert(!port_owned(&e, STR("")));
    ck_assert(port_covers(&e, 26, STR("TCP")) && !port_covers(&e, 26, STR("udp")));
    ck_assert(port_covers(&e, 25, (struct str){0}) && !port_covers(&e, 27, (struct str){0}));
}
END_TEST

/* Computed with exact fractions by a Python program: 1 - C(N-m, k) / C(N, k), and counted places.
 */
START_TEST(chances_are_those_of_exact_fractions)
{
    static const int64_t wanted[] = {2883, 1812, 4500, 80};
    struct chance_draw d = {2500, 1025, 65535, wanted, 4, 12};
    struct chance even = chance_even(&d), row = chance_row(&d);
    ck_assert_double_eq_tol(even.start, 0.11181370343711418, 1e-14);
    ck_assert_double_eq_tol(even.some, 0.75898236521873741, 1e-14);
    ck_assert_double_eq_tol(even.none, 0.24101763478126259, 1e-14);
    ck_assert_int_eq(even.clean, 26);
    ck_assert_double_eq_tol(row.start, 3476.0 / 62012.0, 1e-15);
    ck_assert_int_eq(row.clean, 52);
    d.wanted = &wanted[3];
    d.wanted_n = 1;
    ck_assert_double_eq(chance_even(&d).start, 0);
    ck_assert_int_eq(chance_row(&d).clean, -1);
}
END_TEST

SUITE(knowledge)
{
    tcase_add_test(tests, cells_may_be_quoted_and_missing);
    tcase_add_test(tests, every_row_of_the_register_is_a_port);
    tcase_add_test(tests, a_port_is_owned_by_service_image_or_title);
    tcase_add_test(tests, chances_are_those_of_exact_fractions);
}
