/* Two machines under one name: in the order of time their record ids go to and fro between the
 * sources, which those of one log do not, whatever was cleared or exported twice. */
#include "merge.h"

enum {
    NOISE = 100, /* threads log nearly at once: ids so near say nothing */
    RETURNS = 3  /* a log that was cleared goes back as well, but only so often */
};

enum status twins_begin(struct merging *m, struct err *err)
{
    struct stmts *stmts = &m->store->stmts;
    enum status status;
    sqlite3_stmt *st = stmt_get(stmts, SQL_LOCAL_ORIGINS, err);
    if (!st)
        return FAIL_STORE;
    while ((status = stmt_step(stmts, SQL_LOCAL_ORIGINS, err)) == OK) {
        int64_t id = sqlite3_column_int64(st, LOCAL_ORIGINS_ID);
        m->any_local = true;
        if (id >= 0 && (size_t)id < m->kinships_n)
            m->logs[m->kinships[id].log].local = true;
    }
    return status == END ? OK : status;
}

void twins_watch(struct merging *m, const struct record *r)
{
    if (r->record_id <= 0 || (size_t)r->origin >= m->kinships_n)
        return;
    struct log *log = &m->logs[m->kinships[r->origin].log];
    if (log->source && log->source != r->source && r->record_id + NOISE < log->record_id)
        log->returns++;
    log->record_id = r->record_id;
    log->source = r->source;
}

static enum status keep(struct store *s, sqlite3_stmt *origin, uint32_t returns, struct err *err)
{
    sqlite3_stmt *st = stmt_get(&s->stmts, SQL_INSERT_TWIN, err);
    if (!st)
        return FAIL_STORE;
    stmt_str(st, INSERT_TWIN_HOST, stmt_str_at(origin, KIN_HOST));
    stmt_str(st, INSERT_TWIN_CHANNEL, stmt_str_at(origin, KIN_CHANNEL));
    stmt_int(st, INSERT_TWIN_RETURNS, returns);
    return stmt_run(&s->stmts, SQL_INSERT_TWIN, err);
}

enum status twins_keep(struct merging *m, struct err *err)
{
    struct stmts *stmts = &m->store->stmts;
    enum status status;
    TRY(stmt_do(stmts, SQL_DROP_TWINS, err));
    sqlite3_stmt *st = stmt_get(stmts, SQL_KIN, err);
    if (!st)
        return FAIL_STORE;
    while ((status = stmt_step(stmts, SQL_KIN, err)) == OK) {
        size_t id = (size_t)sqlite3_column_int64(st, KIN_ID);
        const struct log *log = id < m->kinships_n ? &m->logs[id] : NULL;
        if (!log || log->local || log->returns < RETURNS || stmt_str_at(st, KIN_HOST).len == 0)
            continue;
        status = keep(m->store, st, log->returns, err);
        if (status != OK)
            break;
    }
    stmt_end(stmts, SQL_KIN);
    return status == END ? OK : status;
}

enum status store_twins(struct store *s, struct arena *arena, struct twin **out, size_t *n,
                        struct err *err)
{
    struct twin *twins = NULL;
    size_t count = 0, max = 0;
    enum status status;
    sqlite3_stmt *st = stmt_get(&s->stmts, SQL_TWINS, err);
    if (!st)
        return FAIL_STORE;
    while ((status = stmt_step(&s->stmts, SQL_TWINS, err)) == OK) {
        GROW(arena, twins, count, max);
        twins[count++] = (struct twin){.host = arena_str(arena, stmt_str_at(st, TWINS_HOST)),
                                       .channel = arena_str(arena, stmt_str_at(st, TWINS_CHANNEL))};
    }
    if (status != END)
        return status;
    *out = twins;
    *n = count;
    return OK;
}
