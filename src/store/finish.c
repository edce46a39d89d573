/* After the last source: hosts, copies, the order of the events; and zones that became known. */
#include "case.h"

enum status store_is_finished(struct store *s, bool *out, struct err *err)
{
    sqlite3_stmt *st = stmt_get(&s->stmts, SQL_STATE, err);
    if (!st)
        return FAIL_STORE;
    TRY(stmt_step(&s->stmts, SQL_STATE, err));
    *out = sqlite3_column_int(st, STATE_FINISHED) != 0;
    stmt_end(&s->stmts, SQL_STATE);
    return OK;
}

struct renames {
    const struct pair *pairs;
    size_t n;
};

static enum status finish(struct store *s, const void *what, struct err *err)
{
    const struct renames *renames = what;
    bool finished, changed = false;
    TRY(store_is_finished(s, &finished, err));
    if (finished && renames->n == 0)
        return OK;
    TRY(hosts_rename(s, renames->pairs, renames->n, err));
    TRY(hosts_settle(s, &changed, err));
    if (finished && !changed)
        return OK;
    TRY(events_merge(s, &changed, err));
    if (changed)
        TRY(stmt_do(&s->stmts, SQL_STATE_GROWN, err));
    return stmt_do(&s->stmts, SQL_STATE_FINISHED, err);
}

enum status store_finish(struct store *s, const struct pair *renames, size_t renames_n,
                         struct err *err)
{
    struct renames r = {renames, renames_n};
    return work_named(s, work_alone(s, finish, &r, err), err);
}

static enum status set_zone(struct store *s, const void *what, struct err *err)
{
    const struct str *host = what;
    bool changed = true;
    sqlite3_stmt *st = stmt_get(&s->stmts, SQL_SET_ZONE, err);
    if (!st)
        return FAIL_STORE;
    stmt_str(st, SET_ZONE_HOST, *host);
    TRY(stmt_run(&s->stmts, SQL_SET_ZONE, err));
    if (sqlite3_changes(s->stmts.db) == 0)
        return OK;
    s->whole = false; /* their times are others now */
    TRY(events_merge(s, &changed, err));
    return stmt_do(&s->stmts, SQL_STATE_GROWN, err);
}

enum status store_set_zone(struct store *s, struct str host, const struct zone *zone,
                           struct err *err)
{
    s->zone = zone;
    enum status status = work_alone(s, set_zone, &host, err);
    s->zone = NULL;
    return work_named(s, status, err);
}
