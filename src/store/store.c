#include "case.h"

#include "base/asset.h"
#include "base/stop.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    APPLICATION_ID = 0x43554c50, /* "CULP" */
    FLEET_ID = 0x43554c46,       /* "CULF", as in schema-fleet.sql */
    SCHEMA_VERSION = 3,
    PAGE_SIZE = 16384,
    CACHE_MIN = 4 << 20,  /* bytes */
    WAIT_MS = 3000,       /* for another program that has the case locked */
    STOP_EVERY = 20000,   /* steps of SQLite's machine between looks at the stop flag */
    SETTLE_ROWS = 100000, /* rows in one transaction */
};

static enum status read_pragma(struct stmts *s, const char *pragma, int64_t *out, struct err *err)
{
    sqlite3_stmt *st;
    if (sqlite3_prepare_v2(s->db, pragma, -1, &st, NULL) != SQLITE_OK)
        return stmts_fail(s, "read it", err);
    int step = sqlite3_step(st);
    *out = step == SQLITE_ROW ? sqlite3_column_int64(st, 0) : 0;
    sqlite3_finalize(st);
    return step == SQLITE_ROW ? OK : stmts_fail(s, "read it", err);
}

/* Schemas above `version`, each in a transaction. */
static enum status apply_schemas(struct store *s, int64_t version, struct err *err)
{
    for (int64_t v = version + 1; v <= SCHEMA_VERSION; v++) {
        struct str name = arena_fmt(&s->arena, "store/sql/schema-%d.sql", (int)v);
        TRY(stmts_script(&s->stmts, "BEGIN IMMEDIATE", err));
        enum status status = stmts_script(&s->stmts, asset_text(name.ptr).ptr, err);
        if (status == OK)
            status = stmts_script(&s->stmts, "COMMIT", err);
        if (status != OK) {
            work_abandon(s);
            return status;
        }
    }
    return OK;
}

/* Is this database ours, and of a version we know? A new file is empty and becomes ours. */
static enum status check_schema(struct store *s, enum store_mode mode, struct err *err)
{
    int64_t application = 0, version = 0, objects = 0;
    TRY(read_pragma(&s->stmts, "PRAGMA application_id", &application, err));
    TRY(read_pragma(&s->stmts, "PRAGMA user_version", &version, err));
    TRY(read_pragma(&s->stmts, "SELECT count(*) FROM sqlite_schema", &objects, err));
    bool fresh = application == 0 && version == 0 && objects == 0;
    s->fleet = mode == STORE_FLEET && application == FLEET_ID;
    s->whole = fresh;
    if (s->fleet)
        return OK;
    if (!fresh && application != APPLICATION_ID)
        return err_set(err, FAIL_INPUT, "it is a database of another program");
    if (version > SCHEMA_VERSION)
        return err_set(err, FAIL_INPUT,
                       "it was made by a newer version (schema %d, this program knows %d)",
                       (int)version, SCHEMA_VERSION);
    if (fresh && mode == STORE_READ)
        return err_set(err, FAIL_INPUT, "it is empty");
    return version < SCHEMA_VERSION ? apply_schemas(s, version, err) : OK;
}

/* Page cache and sorter take up to an eighth of `memory` each; what does not fit goes to temporary
 * files. The rollback journal costs little here, for new pages need none, and leaves one plain file
 * behind. The file may come from anybody: its schema can run nothing. */
static enum status set_up(struct store *s, size_t memory, struct err *err)
{
    size_t cache = memory / 8 > CACHE_MIN ? memory / 8 : CACHE_MIN;
    struct str script = arena_fmt(&s->arena,
                                  "PRAGMA page_size = %d; PRAGMA cache_size = -%llu;"
                                  "PRAGMA temp_store = FILE; PRAGMA trusted_schema = OFF;",
                                  PAGE_SIZE, (unsigned long long)cache / 1024);
    sqlite3_db_config(s->stmts.db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(s->stmts.db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    sqlite3_db_config(s->stmts.db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
    sqlite3_busy_timeout(s->stmts.db, WAIT_MS);
    TRY(stmts_script(&s->stmts, script.ptr, err));
    return functions_add(s, err);
}

static enum status open_database(struct store *s, enum store_mode mode, size_t memory,
                                 struct err *err)
{
    /* A name never means more than a file: no "file:" with options, no ":memory:". */
    bool plain = s->path.len == 0 || s->path.ptr[0] == '/';
    struct str name = plain ? s->path : arena_fmt(&s->arena, "./%.*s", STR_ARG(s->path));
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE |
                (mode == STORE_CREATE ? SQLITE_OPEN_CREATE : 0);
    if (mode != STORE_CREATE && access(name.ptr, R_OK) != 0)
        return err_set(err, FAIL_IO, "%s", strerror(errno));
    if (sqlite3_open_v2(name.ptr, &s->stmts.db, flags, NULL) != SQLITE_OK) {
        int reason = s->stmts.db ? sqlite3_system_errno(s->stmts.db) : 0;
        return err_set(err, FAIL_STORE, "%s%s%s",
                       s->stmts.db ? sqlite3_errmsg(s->stmts.db) : "out of memory",
                       reason ? ": " : "", reason ? strerror(reason) : "");
    }
    enum status status = set_up(s, memory, err);
    if (status == OK)
        status = check_schema(s, mode, err);
    if (status == FAIL_STORE && sqlite3_errcode(s->stmts.db) == SQLITE_NOTADB)
        return err_set(err, FAIL_INPUT, "it is no case file");
    if (status == OK && mode == STORE_CREATE && sqlite3_db_readonly(s->stmts.db, "main") == 1)
        return err_set(err, FAIL_STORE, "it cannot be written");
    return status;
}

enum status store_open(const char *path, enum store_mode mode, size_t memory, struct store **out,
                       struct err *err)
{
    struct store *s = calloc(1, sizeof *s);
    if (!s)
        mem_die(sizeof *s);
    s->path = arena_str(&s->arena, str_of(path));
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); /* the first time; nobody asks how much it takes */
    s->stream.store = s->lookup.store = s;
    enum status status = path && !path[0] ? err_set(err, FAIL_USAGE, "it has no name")
                                          : open_database(s, mode, memory, err);
    if (status != OK) {
        err_wrap(err, "cannot open case file '%s'", path ? path : "(temporary)");
        store_close(s);
        return status;
    }
    *out = s;
    return OK;
}

void store_close(struct store *s)
{
    if (!s)
        return;
    struct err unheard = {0};
    if (s->working)
        (void)!work_settle(s, &unheard);
    stmts_close(&s->stmts);
    flat_free(&s->flat);
    records_free(&s->records);
    ordering_free(&s->ordering);
    intern_free(&s->origin_keys);
    arena_free(&s->origin_arena);
    arena_free(&s->stream.arena);
    arena_free(&s->lookup.arena);
    arena_free(&s->arena);
    buf_free(&s->key);
    free(s->source_ids);
    free(s->seen);
    free(s->batch_origins);
    free(s->wanted);
    free(s);
}

static bool has_id(const char *path, uint32_t wanted)
{
    static const char magic[] = "SQLite format 3";
    unsigned char head[100] = {0};
    FILE *f = fopen(path, "rb");
    if (!f)
        return false;
    size_t n = fread(head, 1, sizeof head, f);
    fclose(f);
    uint32_t id =
        (uint32_t)head[68] << 24 | (uint32_t)head[69] << 16 | (uint32_t)head[70] << 8 | head[71];
    return n == sizeof head && memcmp(head, magic, sizeof magic) == 0 && id == wanted;
}

bool store_is_case(const char *path)
{
    return has_id(path, APPLICATION_ID);
}

bool store_is_fleet(const char *path)
{
    return has_id(path, FLEET_ID);
}

enum status work_begin(struct store *s, struct err *err)
{
    if (s->working)
        return OK;
    TRY(stmts_script(&s->stmts, "BEGIN IMMEDIATE", err));
    s->working = true;
    s->unsettled = 0;
    return OK;
}

enum status work_settle(struct store *s, struct err *err)
{
    if (!s->working)
        return OK;
    enum status status = stmts_script(&s->stmts, "COMMIT", err);
    s->working = false;
    if (status != OK)
        work_abandon(s);
    return status;
}

/* SQLite may have rolled back by itself, as when the disk is full. */
void work_abandon(struct store *s)
{
    if (s->stmts.db && !sqlite3_get_autocommit(s->stmts.db))
        sqlite3_exec(s->stmts.db, "ROLLBACK", NULL, NULL, NULL);
    s->working = false;
    s->whole = false;
    intern_free(&s->origin_keys);
    origins_forget(s);
}

enum status work_added(struct store *s, size_t rows, struct err *err)
{
    s->unsettled += rows;
    return s->unsettled >= SETTLE_ROWS ? work_settle(s, err) : OK;
}

enum status work_named(const struct store *s, enum status status, struct err *err)
{
    if (status == FAIL_STORE)
        err_wrap(err, "case file '%s'", s->path.len ? s->path.ptr : "(temporary)");
    return status;
}

static int on_progress(void *unused)
{
    (void)unused;
    return stop_requested();
}

void work_stoppable(struct store *s, bool on)
{
    sqlite3_progress_handler(s->stmts.db, on ? STOP_EVERY : 0, on ? on_progress : NULL, NULL);
}

enum status work_alone(struct store *s, work_step *step, const void *what, struct err *err)
{
    TRY(work_settle(s, err));
    TRY(work_begin(s, err));
    work_stoppable(s, true);
    enum status status = step(s, what, err);
    work_stoppable(s, false);
    if (status == OK)
        return work_settle(s, err);
    work_abandon(s);
    return status;
}

enum status store_counts(struct store *s, struct store_counts *out, struct err *err)
{
    sqlite3_stmt *st = stmt_get(&s->stmts, SQL_COUNTS, err);
    if (!st)
        return FAIL_STORE;
    TRY(stmt_step(&s->stmts, SQL_COUNTS, err));
    *out = (struct store_counts){
        .sources = sqlite3_column_int64(st, COUNTS_SOURCES),
        .events = sqlite3_column_int64(st, COUNTS_EVENTS),
        .facts = sqlite3_column_int64(st, COUNTS_FACTS),
        .hosts = sqlite3_column_int64(st, COUNTS_HOSTS),
        .merged = sqlite3_column_int64(st, COUNTS_MERGED),
        .generation = sqlite3_column_int64(st, COUNTS_GENERATION),
    };
    stmt_end(&s->stmts, SQL_COUNTS);
    return OK;
}
