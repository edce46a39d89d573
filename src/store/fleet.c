#include "store/fleet.h"

#include "base/asset.h"
#include "base/files.h"
#include "shape_read.h"
#include "stmt.h"
#include "store/store.h"

#include <stdlib.h>
#include <unistd.h>

struct fleet_store {
    struct stmts stmts;
    struct arena arena;
    struct str path, part; /* where it will be; where it is made */
};

static enum status named(const struct fleet_store *f, enum status status, struct err *err)
{
    return status == OK ? OK : err_wrap(err, "batch database '%.*s'", STR_ARG(f->path));
}

static enum status attach(struct fleet_store *f, struct str path, const char *as, struct err *err)
{
    sqlite3_stmt *st;
    struct str sql = arena_fmt(&f->arena, "ATTACH ? AS %s", as);
    if (sqlite3_prepare_v2(f->stmts.db, sql.ptr, -1, &st, NULL) != SQLITE_OK)
        return stmts_fail(&f->stmts, "attach another file", err);
    sqlite3_bind_text(st, 1, path.ptr, (int)path.len, SQLITE_STATIC);
    int step = sqlite3_step(st);
    sqlite3_finalize(st);
    return step == SQLITE_DONE ? OK : stmts_fail(&f->stmts, "attach another file", err);
}

static enum status make(struct fleet_store *f, struct err *err)
{
    unlink(f->part.ptr);
    if (sqlite3_open_v2(f->part.ptr, &f->stmts.db,
                        SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                        NULL) != SQLITE_OK)
        return stmts_fail(&f->stmts, "make it", err);
    TRY(stmts_script(&f->stmts,
                     "PRAGMA trusted_schema = OFF; PRAGMA journal_mode = OFF; "
                     "PRAGMA synchronous = OFF; BEGIN",
                     err));
    return stmts_script(&f->stmts, asset_text("store/sql/schema-fleet.sql").ptr, err);
}

enum status fleet_open(const char *path, struct fleet_store **out, struct err *err)
{
    struct fleet_store *f = calloc(1, sizeof *f);
    if (!f)
        mem_die(sizeof *f);
    f->path = arena_str(&f->arena, str_of(path));
    f->part = arena_fmt(&f->arena, "%s.part", path);
    enum status status = named(f, make(f, err), err);
    if (status == OK)
        *out = f;
    else
        fleet_close(f);
    return status;
}

void fleet_close(struct fleet_store *f)
{
    if (!f)
        return;
    stmts_close(&f->stmts);
    if (f->part.len)
        unlink(f->part.ptr);
    arena_free(&f->arena);
    free(f);
}

_Static_assert(FLEET_HOSTS_NAME == 1 && FLEET_FINDINGS_NAME == 1 && FLEET_CHECKS_NAME == 1 &&
                   FLEET_SOURCES_NAME == 1 && FLEET_EXPECTED_CLIENT == FLEET_CLIENT_NAME &&
                   FLEET_EXPECTED_HOST == FLEET_CLIENT_CONTACT,
               "statements that are bound alike have their parameters in one order");

/* One of the statements that take a report apart. */
static enum status take(struct fleet_store *f, enum sql_id id, const struct fleet_entry *e,
                        struct err *err)
{
    sqlite3_stmt *st = stmt_get(&f->stmts, id, err);
    if (!st)
        return FAIL_STORE;
    stmt_str(st, FLEET_HOSTS_NAME, e->name);
    stmt_str(st, FLEET_HOSTS_JSON, e->report);
    return stmt_run(&f->stmts, id, err);
}

static enum status take_case(struct fleet_store *f, const struct fleet_entry *e, struct err *err)
{
    sqlite3_stmt *st = stmt_get(&f->stmts, SQL_FLEET_CASE, err);
    if (!st)
        return FAIL_STORE;
    stmt_str(st, FLEET_CASE_NAME, e->name);
    stmt_str(st, FLEET_CASE_STATE, e->state);
    stmt_str(st, FLEET_CASE_MESSAGE, e->message);
    stmt_str(st, FLEET_CASE_INPUTS, e->inputs);
    stmt_str(st, FLEET_CASE_JSON, e->report.len ? e->report : STR("{}"));
    return stmt_run(&f->stmts, SQL_FLEET_CASE, err);
}

/* The updates stand in no report; they are facts of the case file. Files cannot be attached while a
 * transaction is open. */
static enum status take_updates(struct fleet_store *f, const struct fleet_entry *e, struct err *err)
{
    if (!e->db.len || !store_is_case(e->db.ptr))
        return OK;
    TRY(stmts_script(&f->stmts, "COMMIT", err));
    TRY(attach(f, e->db, "one", err));
    sqlite3_stmt *st = stmt_get(&f->stmts, SQL_FLEET_UPDATES, err);
    enum status status = FAIL_STORE;
    if (st) {
        stmt_str(st, FLEET_UPDATES_NAME, e->name);
        status = stmt_run(&f->stmts, SQL_FLEET_UPDATES, err);
    }
    sqlite3_finalize(f->stmts.prepared[SQL_FLEET_UPDATES]);
    f->stmts.prepared[SQL_FLEET_UPDATES] = NULL;
    if (status == OK)
        status = stmts_script(&f->stmts, "DETACH one; BEGIN", err);
    return status;
}

static enum status add(struct fleet_store *f, const struct fleet_entry *e, struct err *err)
{
    static const enum sql_id parts[] = {SQL_FLEET_HOSTS, SQL_FLEET_FINDINGS, SQL_FLEET_CHECKS,
                                        SQL_FLEET_SOURCES};
    TRY(take_case(f, e, err));
    for (size_t i = 0; e->report.len && i < ARRAY_LEN(parts); i++)
        TRY(take(f, parts[i], e, err));
    return take_updates(f, e, err);
}

static enum status is_valid(struct fleet_store *f, struct str json, bool *valid, struct err *err)
{
    sqlite3_stmt *st = stmt_get(&f->stmts, SQL_FLEET_VALID, err);
    if (!st)
        return FAIL_STORE;
    stmt_str(st, FLEET_VALID_JSON, json);
    TRY(stmt_step(&f->stmts, SQL_FLEET_VALID, err));
    *valid = stmt_int_at(st, FLEET_VALID_VALID, 0) != 0;
    stmt_end(&f->stmts, SQL_FLEET_VALID);
    return OK;
}

enum status fleet_add(struct fleet_store *f, const struct fleet_entry *entry, struct err *err)
{
    struct fleet_entry damaged = *entry;
    const struct fleet_entry *e = entry;
    bool valid = true;
    if (e->report.len)
        TRY(is_valid(f, e->report, &valid, err));
    if (!valid) {
        damaged.report = (struct str){0};
        damaged.state = STR("unfinished");
        damaged.message = STR("its report is damaged");
        e = &damaged;
    }
    enum status status = add(f, e, err);
    return status == OK ? OK : named(f, err_wrap(err, "case '%.*s'", STR_ARG(e->name)), err);
}

static enum status insert_pair(struct fleet_store *f, enum sql_id id, struct str a, struct str b,
                               struct err *err)
{
    sqlite3_stmt *st = stmt_get(&f->stmts, id, err);
    if (!st)
        return FAIL_STORE;
    stmt_str(st, FLEET_CLIENT_NAME, a);
    stmt_str(st, FLEET_CLIENT_CONTACT, b);
    return named(f, stmt_run(&f->stmts, id, err), err);
}

enum status fleet_client(struct fleet_store *f, struct str name, struct str contact,
                         struct err *err)
{
    return insert_pair(f, SQL_FLEET_CLIENT, name, contact, err);
}

enum status fleet_expect(struct fleet_store *f, struct str client, struct str host, struct err *err)
{
    return insert_pair(f, SQL_FLEET_EXPECTED, client, host, err);
}

/* An index made again of the same reports keeps what it was compared with. */
static enum status copy_before(struct fleet_store *f, struct err *err)
{
    sqlite3_stmt *st = stmt_get(&f->stmts, SQL_FLEET_SAME, err);
    if (!st)
        return FAIL_STORE;
    TRY(stmt_step(&f->stmts, SQL_FLEET_SAME, err));
    bool same = stmt_int_at(st, FLEET_SAME_SAME, 0) != 0;
    stmt_end(&f->stmts, SQL_FLEET_SAME);
    TRY(stmt_do(&f->stmts, same ? SQL_FLEET_KEEP_CASES : SQL_FLEET_BEFORE_CASES, err));
    return stmt_do(&f->stmts, same ? SQL_FLEET_KEEP_FINDINGS : SQL_FLEET_BEFORE_FINDINGS, err);
}

static enum status summarise(struct fleet_store *f, struct arena *arena, struct fleet **out,
                             struct err *err)
{
    sqlite3_stmt *st = stmt_get(&f->stmts, SQL_FLEET_SUMMARY, err);
    if (!st)
        return FAIL_STORE;
    stmt_str(st, FLEET_SUMMARY_VERSION, STR(VERSION));
    TRY(stmt_step(&f->stmts, SQL_FLEET_SUMMARY, err));
    struct json json = json_copy(arena, stmt_str_at(st, FLEET_SUMMARY_JSON));
    *out = ARENA_NEW(arena, struct fleet);
    bool read = shape_read(arena, json, &fleet_shape, *out);
    stmt_end(&f->stmts, SQL_FLEET_SUMMARY);
    return read ? OK : err_set(err, FAIL_STORE, "its summary cannot be read");
}

static enum status finish(struct fleet_store *f, struct arena *arena, struct fleet **out,
                          struct err *err)
{
    TRY(stmts_script(&f->stmts, "COMMIT", err));
    if (file_exists(f->path.ptr)) {
        TRY(attach(f, f->path, "old", err));
        TRY(copy_before(f, err));
    }
    TRY(summarise(f, arena, out, err));
    stmts_close(&f->stmts);
    f->stmts = (struct stmts){0};
    if (rename(f->part.ptr, f->path.ptr) != 0)
        return err_set(err, FAIL_IO, "it cannot be put into its place");
    f->part = (struct str){0};
    return OK;
}

enum status fleet_finish(struct fleet_store *f, struct arena *arena, struct fleet **out,
                         struct err *err)
{
    return named(f, finish(f, arena, out, err), err);
}
