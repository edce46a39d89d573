/* Copies in forms that say less than XML does: text and tables have whole seconds, no record id and
 * the message alone. Such a record is the same event as one of another source on the same host when
 * provider, event id and level agree, and so do data and message as far as both have them. Each
 * record of a source stands for one event only. */
#include "merge.h"

enum { TOLERANCE = TICKS_PER_SECOND / 1000 };

static enum status find_partner(struct merging *m, int64_t id, int64_t at, int64_t *partner,
                                struct err *err)
{
    struct stmts *stmts = &m->store->stmts;
    bool whole = at % TICKS_PER_SECOND == 0;
    sqlite3_stmt *st = stmt_get(stmts, SQL_PARTNER, err);
    if (!st)
        return FAIL_STORE;
    stmt_int(st, PARTNER_ID, id);
    stmt_int(st, PARTNER_FROM, whole ? at : at - TOLERANCE);
    stmt_int(st, PARTNER_TO, whole ? at + TICKS_PER_SECOND - 1 : at + TOLERANCE);
    enum status status = stmt_step(stmts, SQL_PARTNER, err);
    if (status == OK)
        *partner = sqlite3_column_int64(st, PARTNER_PARTNER);
    stmt_end(stmts, SQL_PARTNER);
    return status;
}

static enum status find_copies(struct merging *m, struct err *err)
{
    struct stmts *stmts = &m->store->stmts;
    enum status status;
    sqlite3_stmt *st = stmt_get(stmts, SQL_COARSE_EVENTS, err);
    if (!st)
        return FAIL_STORE;
    while ((status = stmt_step(stmts, SQL_COARSE_EVENTS, err)) == OK) {
        int64_t id = sqlite3_column_int64(st, COARSE_EVENTS_ID), partner, kept;
        status = find_partner(m, id, sqlite3_column_int64(st, COARSE_EVENTS_AT), &partner, err);
        if (status == OK)
            status = merge_choose(m, partner, id, false, &kept, err);
        if (status != OK && status != END)
            break;
    }
    stmt_end(stmts, SQL_COARSE_EVENTS);
    return status == END ? OK : status;
}

enum status coarse_merge(struct merging *m, struct err *err)
{
    struct stmts *stmts = &m->store->stmts;
    if (!m->any_bare && !m->any_local)
        return OK;
    TRY(stmt_do(stmts, SQL_INDEX_TIMES, err)); /* nothing else asks for events by their time */
    TRY(find_copies(m, err));
    return stmt_do(stmts, SQL_DROP_INDEX_OF_TIMES, err);
}
