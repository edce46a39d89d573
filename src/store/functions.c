/* What our own statements ask of C: fold(text), to_utc(ticks) and canonical(computer). The schema
 * uses none of them, so that any program can read a case file. */
#include "case.h"

#include "base/utf8.h"

static void fold(sqlite3_context *c, int n, sqlite3_value **values)
{
    (void)n;
    struct arena arena = {0};
    const char *text = (const char *)sqlite3_value_text(values[0]);
    struct str s = {text ? text : "", (size_t)sqlite3_value_bytes(values[0])};
    s = utf8_fold(&arena, s);
    sqlite3_result_text64(c, s.ptr, s.len, SQLITE_TRANSIENT, SQLITE_UTF8);
    arena_free(&arena);
}

static void to_utc(sqlite3_context *c, int n, sqlite3_value **values)
{
    (void)n;
    const struct store *s = sqlite3_user_data(c);
    if (s->zone && sqlite3_value_type(values[0]) == SQLITE_INTEGER)
        sqlite3_result_int64(c, zone_to_utc(s->zone, sqlite3_value_int64(values[0])));
    else
        sqlite3_result_null(c);
}

static void canonical(sqlite3_context *c, int n, sqlite3_value **values)
{
    (void)n;
    const struct store *s = sqlite3_user_data(c);
    const char *text = (const char *)sqlite3_value_text(values[0]);
    struct str name = {text ? text : "", (size_t)sqlite3_value_bytes(values[0])};
    if (s->hosts)
        name = hosts_canonical(s->hosts, name);
    sqlite3_result_text64(c, name.ptr, name.len, SQLITE_TRANSIENT, SQLITE_UTF8);
}

enum status functions_add(struct store *s, struct err *err)
{
    static const struct {
        const char *name;
        void (*run)(sqlite3_context *c, int n, sqlite3_value **values);
    } functions[] = {
        {"fold",      fold     },
        {"to_utc",    to_utc   },
        {"canonical", canonical},
    };
    const int how = SQLITE_UTF8 | SQLITE_DIRECTONLY | SQLITE_DETERMINISTIC;
    for (size_t i = 0; i < ARRAY_LEN(functions); i++)
        if (sqlite3_create_function_v2(s->stmts.db, functions[i].name, 1, how, s, functions[i].run,
                                       NULL, NULL, NULL) != SQLITE_OK)
            return stmts_fail(&s->stmts, "add functions", err);
    return OK;
}
