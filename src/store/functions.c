/* What our own statements ask of C: fold(text), to_utc(ticks), canonical(computer), and, to find
 * copies in other forms, short_name(provider), plain(message) and bare_data(data). The schema uses
 * none of them, so that any program can read a case file. */
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

static struct str text_of(sqlite3_value *value)
{
    const char *text = (const char *)sqlite3_value_text(value);
    return (struct str){text ? text : "", (size_t)sqlite3_value_bytes(value)};
}

/* Event Viewer's lists leave this away. NULL for a provider that has no name. */
static void short_name(sqlite3_context *c, int n, sqlite3_value **values)
{
    (void)n;
    const struct str prefix = STR("microsoft-windows-");
    struct arena arena = {0};
    struct str s = utf8_fold(&arena, text_of(values[0]));
    s = str_skip(s, str_starts(s, prefix) ? prefix.len : 0);
    if (s.len)
        sqlite3_result_text64(c, s.ptr, s.len, SQLITE_TRANSIENT, SQLITE_UTF8);
    arena_free(&arena);
}

/* Without blanks, for forms break and trim lines as they like. */
static void plain(sqlite3_context *c, int n, sqlite3_value **values)
{
    (void)n;
    struct arena arena = {0};
    struct str s = text_of(values[0]);
    char *to = arena_alloc(&arena, s.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < s.len; i++)
        if (!strchr(" \t\r\n", s.ptr[i]))
            to[len++] = s.ptr[i];
    sqlite3_result_text64(c, to, len, SQLITE_TRANSIENT, SQLITE_UTF8);
    arena_free(&arena);
}

/* Are these the fields of a form that has only the message, at most with a dump of binary data? */
static void bare_data(sqlite3_context *c, int n, sqlite3_value **values)
{
    (void)n;
    struct str s = text_of(values[0]);
    bool dump = str_starts(s, STR("{\"Binary\":")) && !str_find(s, STR("\",\""));
    sqlite3_result_int(c, dump || str_eq(s, STR("{}")));
}

enum status functions_add(struct store *s, struct err *err)
{
    static const struct {
        const char *name;
        void (*run)(sqlite3_context *c, int n, sqlite3_value **values);
    } functions[] = {
        {"fold",       fold      },
        {"to_utc",     to_utc    },
        {"canonical",  canonical },
        {"short_name", short_name},
        {"plain",      plain     },
        {"bare_data",  bare_data },
    };
    const int how = SQLITE_UTF8 | SQLITE_DIRECTONLY | SQLITE_DETERMINISTIC;
    for (size_t i = 0; i < ARRAY_LEN(functions); i++)
        if (sqlite3_create_function_v2(s->stmts.db, functions[i].name, 1, how, s, functions[i].run,
                                       NULL, NULL, NULL) != SQLITE_OK)
            return stmts_fail(&s->stmts, "add functions", err);
    return OK;
}
