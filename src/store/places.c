/* What merging and ordering ask of origins and sources: numbers that say which are alike, and in which
 * order they stand. Tables by row id, which are small and dense; a larger id is damage. */
#include "merge.h"

#include <stdlib.h>

/* Room for row `id` in a table by ids; what is new is zero. */
static void *table_room(void *table, size_t *n, size_t id, size_t size)
{
    if (id < *n)
        return table;
    size_t room = id * 2 + 64;
    char *grown = realloc(table, room * size);
    if (!grown)
        mem_die(room * size);
    memset(grown + *n * size, 0, (room - *n) * size);
    *n = room;
    return grown;
}

static void take_origin(struct merging *m, sqlite3_stmt *st, size_t id)
{
    size_t logs_n = m->kinships_n;
    m->kinships = table_room(m->kinships, &m->kinships_n, id, sizeof *m->kinships);
    m->logs = table_room(m->logs, &logs_n, id, sizeof *m->logs);
    m->kinships[id] = (struct kinship){(uint32_t)sqlite3_column_int64(st, KIN_KIN),
                                       (uint32_t)sqlite3_column_int64(st, KIN_LOG),
                                       (uint32_t)sqlite3_column_int64(st, KIN_PLACE)};
}

static void take_source(struct merging *m, sqlite3_stmt *st, size_t id)
{
    m->sources = table_room(m->sources, &m->sources_n, id, sizeof *m->sources);
    m->sources[id] = (uint32_t)sqlite3_column_int64(st, SOURCE_PLACES_PLACE);
}

/* Every row of a statement whose first column is its id. */
static enum status load(struct merging *m, enum sql_id sql, const char *what,
                        void (*take)(struct merging *m, sqlite3_stmt *st, size_t id),
                        struct err *err)
{
    struct stmts *stmts = &m->store->stmts;
    enum status status;
    sqlite3_stmt *st = stmt_get(stmts, sql, err);
    if (!st)
        return FAIL_STORE;
    while ((status = stmt_step(stmts, sql, err)) == OK) {
        int64_t id = sqlite3_column_int64(st, 0);
        if (id < 0 || id > UINT32_MAX / 2) {
            stmt_end(stmts, sql);
            return err_set(err, FAIL_STORE, "case file is damaged: %s %lld", what, (long long)id);
        }
        take(m, st, (size_t)id);
    }
    return status == END ? OK : status;
}

enum status places_load(struct merging *m, struct err *err)
{
    _Static_assert(KIN_ID == 0 && SOURCE_PLACES_ID == 0, "ids come first");
    TRY(load(m, SQL_KIN, "origin", take_origin, err));
    return load(m, SQL_SOURCE_PLACES, "source", take_source, err);
}

void places_free(struct merging *m)
{
    free(m->kinships);
    free(m->logs);
    free(m->sources);
}
