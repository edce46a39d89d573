#include "ordering.h"

#include "base/arena.h"

#include <stdlib.h>

void ordering_free(struct ordering *q)
{
    buf_free(&q->ids);
    free(q->read);
    *q = (struct ordering){0};
}

/* Writing --------------------------------------------------------------------------------------
 */

static void put_varint(struct buf *b, uint64_t value)
{
    for (; value >= 0x80; value >>= 7)
        buf_char(b, (char)(value | 0x80));
    buf_char(b, (char)value);
}

/* Small numbers of either sign become small ones without: 0 -1 1 -2 as 0 1 2 3. */
static uint64_t zigzag(int64_t difference)
{
    return (uint64_t)difference << 1 ^ (difference < 0 ? UINT64_MAX : 0);
}

static enum status write_stretch(struct ordering *q, struct stmts *stmts, struct err *err)
{
    sqlite3_stmt *st = stmt_get(stmts, SQL_INSERT_ORDERING, err);
    if (!st)
        return FAIL_STORE;
    stmt_int(st, INSERT_ORDERING_NUMBER, q->number);
    stmt_int(st, INSERT_ORDERING_FIRST, q->first);
    stmt_int(st, INSERT_ORDERING_LAST, q->last);
    sqlite3_bind_blob64(st, INSERT_ORDERING_IDS, q->ids.ptr, q->ids.len, SQLITE_STATIC);
    q->number++;
    q->n = 0;
    return stmt_run(stmts, SQL_INSERT_ORDERING, err);
}

enum status ordering_begin(struct ordering *q, struct stmts *stmts, struct err *err)
{
    q->number = 0;
    q->n = 0;
    return stmt_do(stmts, SQL_DROP_ORDERING, err);
}

enum status ordering_put(struct ordering *q, struct stmts *stmts, int64_t id, int64_t at,
                         struct err *err)
{
    if (q->n == 0) {
        buf_reset(&q->ids);
        q->first = at;
        q->id = 0;
    }
    put_varint(&q->ids, zigzag((int64_t)((uint64_t)id - (uint64_t)q->id)));
    q->id = id;
    q->last = at;
    return ++q->n == ORDERING_EVENTS ? write_stretch(q, stmts, err) : OK;
}

enum status ordering_end(struct ordering *q, struct stmts *stmts, struct err *err)
{
    return q->n ? write_stretch(q, stmts, err) : OK;
}

/* Reading --------------------------------------------------------------------------------------
 */

static bool take_varint(struct str *rest, uint64_t *value)
{
    *value = 0;
    for (unsigned shift = 0; rest->len && shift < 64; shift += 7) {
        unsigned char byte = (unsigned char)rest->ptr[0];
        *rest = str_skip(*rest, 1);
        *value |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80)
            return true;
    }
    return false;
}

static bool read_stretch(struct ordering *q, struct str ids)
{
    uint64_t value, id = 0;
    q->at = q->read_n = 0;
    while (ids.len) {
        if (q->read_n == ORDERING_EVENTS || !take_varint(&ids, &value))
            return false;
        id += value >> 1 ^ (value & 1 ? UINT64_MAX : 0);
        q->read[q->read_n++] = (int64_t)id;
    }
    return true;
}

enum status ordering_open(struct ordering *q, struct stmts *stmts, int64_t since, int64_t until,
                          struct err *err)
{
    sqlite3_stmt *st = stmt_get(stmts, SQL_ORDERING, err);
    if (!st)
        return FAIL_STORE;
    stmt_int(st, ORDERING_SINCE, since);
    stmt_int(st, ORDERING_UNTIL, until);
    q->at = q->read_n = 0;
    if (!q->read)
        q->read = malloc(ORDERING_EVENTS * sizeof *q->read);
    if (!q->read)
        mem_die(ORDERING_EVENTS * sizeof *q->read);
    return OK;
}

enum status ordering_next(struct ordering *q, struct stmts *stmts, int64_t *id, struct err *err)
{
    while (q->at == q->read_n) {
        TRY(stmt_step(stmts, SQL_ORDERING, err));
        sqlite3_stmt *st = stmts->prepared[SQL_ORDERING];
        const char *ids = sqlite3_column_blob(st, ORDERING_IDS);
        if (!read_stretch(q, (struct str){ids, (size_t)sqlite3_column_bytes(st, ORDERING_IDS)}))
            return err_set(err, FAIL_STORE, "case file is damaged: order of the events");
    }
    *id = q->read[q->at++];
    return OK;
}
