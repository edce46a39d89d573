/* Prepared statements, known to the compiler by name. Private to the store room: nobody else sees
 * SQLite. The ids and parameter numbers are made from sql/queries.sql by src/mk/sql.awk. */
#ifndef STORE_STMT_H
#define STORE_STMT_H

#include "base/err.h"
#include "base/time.h"

#include <sqlite3.h>

#include "store_sql.h" /* enum sql_id, <STATEMENT>_<PARAMETER>, <STATEMENT>_<COLUMN> */

struct sql {
    const char *name;
    int line; /* in queries.sql */
    const char *text;
    const char *params, *columns; /* names in order, for the test that compares them with SQLite */
};

extern const struct sql sql_table[SQL_COUNT];

struct stmts {
    sqlite3 *db;
    sqlite3_stmt *prepared[SQL_COUNT]; /* filled on first use */
};

/* The statement, reset and ready to be bound; NULL with `err` filled when SQLite refuses it. */
sqlite3_stmt *stmt_get(struct stmts *s, enum sql_id id, struct err *err);

/* Views must live until the statement is reset. */
void stmt_int(sqlite3_stmt *st, int param, int64_t value);
void stmt_int_or_null(sqlite3_stmt *st, int param, int64_t value, int64_t null);
void stmt_moment(sqlite3_stmt *st, int utc, int local, struct moment m); /* one of the two */
void stmt_str(sqlite3_stmt *st, int param, struct str value);
void stmt_str_or_null(sqlite3_stmt *st, int param, struct str value); /* NULL where empty */

int64_t stmt_int_at(sqlite3_stmt *st, int column, int64_t null); /* `null` where it is NULL */
struct str stmt_str_at(sqlite3_stmt *st, int column);            /* lives until the next step */

/* The moment kept as UTC in one column, or else as wall clock in another. */
struct moment stmt_moment_at(sqlite3_stmt *st, int utc, int local);

/* OK with a row, END without one; then the statement is reset. */
enum status stmt_step(struct stmts *s, enum sql_id id, struct err *err);

/* Steps to the end and resets: for statements that return nothing. */
enum status stmt_run(struct stmts *s, enum sql_id id, struct err *err);

/* Gets and runs a statement without parameters, or with the one number that is its first. */
enum status stmt_do(struct stmts *s, enum sql_id id, struct err *err);
enum status stmt_do_int(struct stmts *s, enum sql_id id, int64_t value, struct err *err);

/* Ends a statement whose rows are not all wanted. */
void stmt_end(struct stmts *s, enum sql_id id);

enum status stmts_script(struct stmts *s, const char *script, struct err *err);
enum status stmts_fail(struct stmts *s, const char *what, struct err *err);
void stmts_close(struct stmts *s);

#endif
