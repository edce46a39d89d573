#include "merge.h"

static enum status ask(struct merging *m, enum sql_id sql, bool *out, struct err *err)
{
    struct stmts *stmts = &m->store->stmts;
    TRY(stmt_step(stmts, sql, err));
    *out = sqlite3_column_int(stmts->prepared[sql], 0) != 0;
    stmt_end(stmts, sql);
    return OK;
}

enum status copies_begin(struct merging *m, struct err *err)
{
    if (!stmt_get(&m->store->stmts, SQL_HAS_COPIES, err))
        return FAIL_STORE;
    return ask(m, SQL_HAS_COPIES, &m->any_copies, err);
}

enum status copies_share(struct merging *m, const struct record *a, const struct record *b,
                         bool *out, struct err *err)
{
    *out = a->source == b->source;
    if (*out || !m->any_copies)
        return OK;
    sqlite3_stmt *st = stmt_get(&m->store->stmts, SQL_SHARE_SOURCE, err);
    if (!st)
        return FAIL_STORE;
    stmt_int(st, SHARE_SOURCE_A, a->id);
    stmt_int(st, SHARE_SOURCE_B, b->id);
    return ask(m, SQL_SHARE_SOURCE, out, err);
}

/* What the one that goes stood for, the other stands for now. */
static enum status inherit(struct store *s, int64_t kept, int64_t gone, struct err *err)
{
    sqlite3_stmt *st = stmt_get(&s->stmts, SQL_MOVE_COPIES, err);
    if (!st)
        return FAIL_STORE;
    stmt_int(st, MOVE_COPIES_KEPT, kept);
    stmt_int(st, MOVE_COPIES_GONE, gone);
    TRY(stmt_run(&s->stmts, SQL_MOVE_COPIES, err));
    return stmt_do_int(&s->stmts, SQL_FORGET_COPIES, gone, err);
}

enum status copies_add(struct merging *m, int64_t kept, int64_t gone, int64_t source, bool told,
                       struct err *err)
{
    struct stmts *stmts = &m->store->stmts;
    if (m->any_copies)
        TRY(inherit(m->store, kept, gone, err));
    if (told)
        return OK;
    m->any_copies = true;
    sqlite3_stmt *st = stmt_get(stmts, SQL_ADD_COPY, err);
    if (!st)
        return FAIL_STORE;
    stmt_int(st, ADD_COPY_EVENT, kept);
    stmt_int(st, ADD_COPY_SOURCE, source);
    return stmt_run(stmts, SQL_ADD_COPY, err);
}
