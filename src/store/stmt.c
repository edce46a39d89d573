#include "stmt.h"

/* Why nothing more could be written, where that is the trouble; else NULL. */
static const char *no_room(sqlite3 *db)
{
    int code = sqlite3_extended_errcode(db);
    if (code == SQLITE_FULL)
        return "the disk is full";
    /* What the system said is forgotten by now. */
    return code == SQLITE_IOERR_WRITE ? "no room for a larger file, or the disk fails" : NULL;
}

enum status stmts_fail(struct stmts *s, const char *what, struct err *err)
{
    if (sqlite3_errcode(s->db) == SQLITE_INTERRUPT)
        return err_set(err, FAIL_STOPPED, "stopped");
    const char *why = no_room(s->db);
    if (why)
        return err_set(err, FAIL_STORE,
                       "cannot be written: %s; what it has is whole: make room and run the same "
                       "command again",
                       why);
    return err_set(err, FAIL_STORE, "cannot %s: %s", what, sqlite3_errmsg(s->db));
}

sqlite3_stmt *stmt_get(struct stmts *s, enum sql_id id, struct err *err)
{
    sqlite3_stmt **st = &s->prepared[id];
    const struct sql *sql = &sql_table[id];
    if (*st) {
        sqlite3_reset(*st);
        return *st;
    }
    if (sqlite3_prepare_v3(s->db, sql->text, -1, SQLITE_PREPARE_PERSISTENT, st, NULL) !=
        SQLITE_OK) {
        stmts_fail(s, sql->name, err);
        return NULL;
    }
    return *st;
}

void stmt_int(sqlite3_stmt *st, int param, int64_t value)
{
    sqlite3_bind_int64(st, param, value);
}

void stmt_int_or_null(sqlite3_stmt *st, int param, int64_t value, int64_t null)
{
    if (value == null)
        sqlite3_bind_null(st, param);
    else
        sqlite3_bind_int64(st, param, value);
}

void stmt_moment(sqlite3_stmt *st, int utc, int local, struct moment m)
{
    stmt_int_or_null(st, utc, m.local ? TIME_NONE : m.ticks, TIME_NONE);
    stmt_int_or_null(st, local, m.local ? m.ticks : TIME_NONE, TIME_NONE);
}

void stmt_str(sqlite3_stmt *st, int param, struct str value)
{
    sqlite3_bind_text64(st, param, value.ptr ? value.ptr : "", value.len, SQLITE_STATIC,
                        SQLITE_UTF8);
}

void stmt_str_or_null(sqlite3_stmt *st, int param, struct str value)
{
    if (value.len)
        stmt_str(st, param, value);
    else
        sqlite3_bind_null(st, param);
}

int64_t stmt_int_at(sqlite3_stmt *st, int column, int64_t null)
{
    return sqlite3_column_type(st, column) == SQLITE_NULL ? null : sqlite3_column_int64(st, column);
}

struct str stmt_str_at(sqlite3_stmt *st, int column)
{
    const char *text = (const char *)sqlite3_column_text(st, column);
    return (struct str){text ? text : "", text ? (size_t)sqlite3_column_bytes(st, column) : 0};
}

struct moment stmt_moment_at(sqlite3_stmt *st, int utc, int local)
{
    int64_t ticks = stmt_int_at(st, utc, TIME_NONE);
    if (ticks != TIME_NONE)
        return (struct moment){ticks, false};
    ticks = stmt_int_at(st, local, TIME_NONE);
    return (struct moment){ticks, ticks != TIME_NONE};
}

enum status stmt_step(struct stmts *s, enum sql_id id, struct err *err)
{
    enum status status;
    switch (sqlite3_step(s->prepared[id])) {
    case SQLITE_ROW:
        return OK;
    case SQLITE_DONE:
        status = END;
        break;
    default:
        status = stmts_fail(s, sql_table[id].name, err);
    }
    sqlite3_reset(s->prepared[id]);
    return status;
}

enum status stmt_run(struct stmts *s, enum sql_id id, struct err *err)
{
    enum status status;
    while ((status = stmt_step(s, id, err)) == OK) {
    }
    return status == END ? OK : status;
}

enum status stmt_do(struct stmts *s, enum sql_id id, struct err *err)
{
    return stmt_get(s, id, err) ? stmt_run(s, id, err) : FAIL_STORE;
}

enum status stmt_do_int(struct stmts *s, enum sql_id id, int64_t value, struct err *err)
{
    sqlite3_stmt *st = stmt_get(s, id, err);
    if (!st)
        return FAIL_STORE;
    stmt_int(st, 1, value);
    return stmt_run(s, id, err);
}

void stmt_end(struct stmts *s, enum sql_id id)
{
    sqlite3_reset(s->prepared[id]); /* NULL is harmless */
}

enum status stmts_script(struct stmts *s, const char *script, struct err *err)
{
    if (sqlite3_exec(s->db, script, NULL, NULL, NULL) != SQLITE_OK)
        return stmts_fail(s, "run SQL", err);
    return OK;
}

void stmts_close(struct stmts *s)
{
    for (size_t i = 0; i < SQL_COUNT; i++)
        sqlite3_finalize(s->prepared[i]);
    sqlite3_close(s->db);
    *s = (struct stmts){0};
}
