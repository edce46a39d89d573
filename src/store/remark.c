/* Remarks on the sources, kept and given back. */
#include "case.h"

static enum status insert(struct store *s, int64_t source, enum note_id id, const struct note *note,
                          uint64_t times, struct err *err)
{
    sqlite3_stmt *st = stmt_get(&s->stmts, SQL_INSERT_REMARK, err);
    if (!st)
        return FAIL_STORE;
    stmt_int(st, INSERT_REMARK_SOURCE, source);
    stmt_str(st, INSERT_REMARK_KIND, str_of(note_kinds[id].name));
    stmt_str(st, INSERT_REMARK_FILE, str_of(note && note->loc.file ? note->loc.file : ""));
    stmt_int(st, INSERT_REMARK_LINE, note ? note->loc.line : 0);
    stmt_int(st, INSERT_REMARK_COL, note ? note->loc.col : 0);
    if (note)
        stmt_str(st, INSERT_REMARK_DETAIL, note->detail);
    stmt_int(st, INSERT_REMARK_SUM, note && note->sum);
    stmt_int(st, INSERT_REMARK_TIMES, (int64_t)times);
    return stmt_run(&s->stmts, SQL_INSERT_REMARK, err);
}

struct remarks {
    int64_t source;
    const struct notes *notes;
};

static enum status add(struct store *s, const void *what, struct err *err)
{
    const struct remarks *r = what;
    uint32_t unkept[NOTE_COUNT];
    memcpy(unkept, r->notes->seen, sizeof unkept);
    unkept[NOTE_FILE_KNOWN] = 0;
    for (const struct note *note = r->notes->first; note; note = note->next) {
        if (note->id == NOTE_FILE_KNOWN)
            continue;
        unkept[note->id]--;
        TRY(insert(s, r->source, note->id, note, note->times, err));
    }
    for (size_t i = 0; i < NOTE_COUNT; i++)
        if (unkept[i])
            TRY(insert(s, r->source, (enum note_id)i, NULL, unkept[i], err));
    return OK;
}

/* In the transaction that is open, for they belong to what is added in it; else in one of their
 * own. */
enum status store_remarks_add(struct store *s, int64_t source, const struct notes *notes,
                              struct err *err)
{
    struct remarks r = {source, notes};
    if (!notes->first)
        return OK;
    return work_named(s, s->working ? add(s, &r, err) : work_alone(s, add, &r, err), err);
}

static enum status forget(struct store *s, const void *what, struct err *err)
{
    (void)what;
    return stmt_do_int(&s->stmts, SQL_DROP_REMARKS, 0, err);
}

enum status store_remarks_begin(struct store *s, struct err *err)
{
    return work_named(s, work_alone(s, forget, NULL, err), err);
}

static enum note_id kind_of(struct str name)
{
    size_t i = 0;
    while (i < NOTE_COUNT && !str_eq(str_of(note_kinds[i].name), name))
        i++;
    return (enum note_id)i;
}

static void give(sqlite3_stmt *st, struct notes *into)
{
    enum note_id id = kind_of(stmt_str_at(st, REMARKS_KIND));
    struct str detail = stmt_str_at(st, REMARKS_DETAIL), file = stmt_str_at(st, REMARKS_FILE);
    struct loc at = {file.len ? arena_str(into->arena, file).ptr : NULL,
                     (uint32_t)sqlite3_column_int64(st, REMARKS_LINE),
                     (uint32_t)sqlite3_column_int64(st, REMARKS_COL)};
    uint64_t times = (uint64_t)sqlite3_column_int64(st, REMARKS_TIMES);
    if (id == NOTE_COUNT) /* of a newer version */
        return;
    if (sqlite3_column_type(st, REMARKS_DETAIL) == SQLITE_NULL)
        into->seen[id] += (uint32_t)times;
    else if (sqlite3_column_int64(st, REMARKS_SUM))
        notes_sum(into, id, at, times, "%.*s", STR_ARG(detail));
    else
        notes_add(into, id, at, "%.*s", STR_ARG(detail));
}

enum status store_remarks(struct store *s, struct notes *into, struct err *err)
{
    enum status status;
    sqlite3_stmt *st = stmt_get(&s->stmts, SQL_REMARKS, err);
    if (!st)
        return FAIL_STORE;
    while ((status = stmt_step(&s->stmts, SQL_REMARKS, err)) == OK)
        give(st, into);
    return status == END ? OK : work_named(s, status, err);
}
