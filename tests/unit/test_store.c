#include "store/store.h"

#include "base/asset.h"
#include "case.h"
#include "suite.h"

#include <unistd.h>

enum { MEMORY = 16 << 20 };

static struct err err;

#define OKAY(step) ck_assert_msg((step) == OK, "%s", err.text)

/* Every statement is accepted by SQLite, and its parameters and columns are what C was told. */
START_TEST(statements_match_their_names)
{
    const struct sql *sql = &sql_table[_i];
    struct store *s;
    OKAY(store_open(NULL, STORE_CREATE, MEMORY, &s, &err));
    OKAY(stmt_do(&s->stmts, SQL_MAKE_DOOMED, &err));
    sqlite3_stmt *st = stmt_get(&s->stmts, (enum sql_id)_i, &err);
    ck_assert_msg(st != NULL, "%s", err.text);

    struct str rest = str_of(sql->params);
    for (int i = 1; i <= sqlite3_bind_parameter_count(st); i++) {
        struct str name = str_cut(rest, ' ', &rest);
        ck_assert(str_eq(name, str_of(sqlite3_bind_parameter_name(st, i) + 1)));
    }
    ck_assert_uint_eq(rest.len, 0);
    rest = str_of(sql->columns);
    int i = 0;
    for (; rest.len; i++) {
        struct str name = str_cut(rest, ' ', &rest);
        ck_assert_ptr_nonnull(sqlite3_column_name(st, i));
        ck_assert(str_eq(name, str_of(sqlite3_column_name(st, i))));
    }
    ck_assert_int_eq(i, sqlite3_column_count(st));
    store_close(s);
}
END_TEST

SUITE(store)
{
    tcase_add_loop_test(tests, statements_match_their_names, 0, SQL_COUNT);
}
