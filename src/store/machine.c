#include "store/machine.h"

#include "case.h"

enum status store_machine_sids(struct store *s, struct arena *arena, struct machine_sid **out,
                               size_t *n, struct err *err)
{
    size_t max = 0;
    enum status status;
    sqlite3_stmt *st = stmt_get(&s->stmts, SQL_MACHINE_SIDS, err);
    if (!st)
        return FAIL_STORE;
    *out = NULL;
    *n = 0;
    while ((status = stmt_step(&s->stmts, SQL_MACHINE_SIDS, err)) == OK) {
        struct str host = stmt_str_at(st, MACHINE_SIDS_HOST);
        if (*n && str_eq((*out)[*n - 1].host, host))
            continue;
        GROW(arena, *out, *n, max);
        (*out)[(*n)++] = (struct machine_sid){arena_str(arena, host),
                                              arena_str(arena, stmt_str_at(st, MACHINE_SIDS_SID))};
    }
    stmt_end(&s->stmts, SQL_MACHINE_SIDS);
    return status == END ? OK : status;
}
