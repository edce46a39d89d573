/* SQL that a person typed: it may read and nothing else. */
#include "case.h"

static bool is_harmless_pragma(const char *name)
{
    static const char *const harmless[] = {"table_info", "table_xinfo", "table_list",
                                           "index_list", "index_info",  "function_list"};
    for (size_t i = 0; i < ARRAY_LEN(harmless); i++)
        if (name && sqlite3_stricmp(name, harmless[i]) == 0)
            return true;
    return false;
}

static int authorize(void *unused, int action, const char *first, const char *second,
                     const char *database, const char *trigger)
{
    (void)unused, (void)second, (void)database, (void)trigger;
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_RECURSIVE:
    case SQLITE_FUNCTION: /* extensions, and with them functions that touch files, are off */
        return SQLITE_OK;
    case SQLITE_UPDATE: /* what declaring json_each asks; a real UPDATE does not only read */
        return sqlite3_stricmp(first, "sqlite_master") == 0 ? SQLITE_OK : SQLITE_DENY;
    case SQLITE_PRAGMA:
        return is_harmless_pragma(first) ? SQLITE_OK : SQLITE_DENY;
    default:
        return SQLITE_DENY;
    }
}

static enum status refuse(struct store *s, struct err *err)
{
    int code = sqlite3_errcode(s->stmts.db);
    if (code == SQLITE_AUTH)
        return err_set(err, FAIL_USAGE, "only SQL that reads is allowed here");
    if (code == SQLITE_INTERRUPT)
        return err_set(err, FAIL_STOPPED, "stopped");
    return err_set(err, code == SQLITE_ERROR ? FAIL_USAGE : FAIL_STORE, "%s",
                   sqlite3_errmsg(s->stmts.db));
}

static enum status put_row(sqlite3_stmt *st, const struct store_rows *to, struct str *values,
                           size_t n, struct err *err)
{
    for (size_t i = 0; i < n; i++) {
        int type = sqlite3_column_type(st, (int)i);
        values[i] = type == SQLITE_NULL ? (struct str){0} : stmt_str_at(st, (int)i);
        if (to->number && i < STORE_COLUMNS)
            to->number[i] = type == SQLITE_INTEGER || type == SQLITE_FLOAT;
    }
    return to->row(to->self, values, n, err);
}

static enum status run_one(struct store *s, sqlite3_stmt *st, const struct store_rows *to,
                           struct err *err)
{
    struct arena arena = {0};
    size_t n = (size_t)sqlite3_column_count(st);
    struct str *values = ARENA_ARRAY(&arena, struct str, n + 1);
    for (size_t i = 0; i < n; i++)
        values[i] = str_of(sqlite3_column_name(st, (int)i));
    enum status status = n ? to->head(to->self, values, n, err) : OK;
    int step = SQLITE_DONE;
    while (status == OK && (step = sqlite3_step(st)) == SQLITE_ROW)
        status = put_row(st, to, values, n, err);
    if (status == OK && step != SQLITE_DONE)
        status = refuse(s, err);
    arena_free(&arena);
    return status;
}

static enum status run_all(struct store *s, struct str sql, const struct store_rows *to,
                           struct err *err)
{
    const char *rest = sql.ptr;
    while (rest < sql.ptr + sql.len) {
        sqlite3_stmt *st = NULL;
        int left = (int)(sql.ptr + sql.len - rest);
        if (sqlite3_prepare_v2(s->stmts.db, rest, left, &st, &rest) != SQLITE_OK)
            return refuse(s, err);
        enum status status = OK;
        if (st && !sqlite3_stmt_readonly(st))
            status = err_set(err, FAIL_USAGE, "only SQL that reads is allowed here");
        else if (st)
            status = run_one(s, st, to, err);
        sqlite3_finalize(st);
        TRY(status);
    }
    return OK;
}

enum status store_query(struct store *s, struct str sql, const struct store_rows *to,
                        struct err *err)
{
    if (sql.len > LIMIT_SQL_BYTES)
        return err_set(err, FAIL_LIMIT, "the SQL is too long");
    sqlite3_set_authorizer(s->stmts.db, authorize, NULL);
    work_stoppable(s, true);
    enum status status = run_all(s, sql, to, err);
    work_stoppable(s, false);
    sqlite3_set_authorizer(s->stmts.db, NULL, NULL);
    return status;
}
