/* Adding: a source is begun, its batches are added, it is ended. */
#include "case.h"

#include "base/stop.h"

static enum status drop_source(struct store *s, int64_t id, struct err *err)
{
    static const enum sql_id steps[] = {SQL_DROP_EVENTS, SQL_DROP_FACTS,    SQL_DROP_CAPTURES,
                                        SQL_DROP_LOSSES, SQL_DROP_REMARKS,  SQL_DROP_PRESENCE,
                                        SQL_DROP_COPIES, SQL_DROP_SOURCE};
    for (size_t i = 0; i < ARRAY_LEN(steps); i++)
        TRY(stmt_do_int(&s->stmts, steps[i], id, err));
    TRY(stmt_do(&s->stmts, SQL_DROP_ORIGINS, err));
    TRY(stmt_do(&s->stmts, SQL_STATE_CHANGED, err));
    intern_free(&s->origin_keys);
    origins_forget(s);
    s->whole = false;
    return OK;
}

/* The one number a statement returns; END when it returns none. */
static enum status find_id(struct store *s, enum sql_id sql, int64_t *id, struct err *err)
{
    TRY(stmt_step(&s->stmts, sql, err));
    *id = sqlite3_column_int64(s->stmts.prepared[sql], 0);
    stmt_end(&s->stmts, sql);
    return OK;
}

static enum status drop_interrupted(struct store *s, struct str path, struct err *err)
{
    for (;;) {
        int64_t id;
        sqlite3_stmt *st = stmt_get(&s->stmts, SQL_INTERRUPTED_SOURCE, err);
        if (!st)
            return FAIL_STORE;
        stmt_str(st, INTERRUPTED_SOURCE_PATH, path);
        enum status status = find_id(s, SQL_INTERRUPTED_SOURCE, &id, err);
        if (status != OK)
            return status == END ? OK : status;
        TRY(drop_source(s, id, err));
    }
}

static struct str folder_of(struct str path)
{
    const char *slash = path.len ? memrchr(path.ptr, '/', path.len) : NULL;
    if (!slash)
        return (struct str){0};
    return str_head(path, slash == path.ptr ? 1 : (size_t)(slash - path.ptr));
}

static enum status begin_source(struct store *s, struct str path, int64_t *id, struct err *err)
{
    TRY(drop_interrupted(s, path, err));
    sqlite3_stmt *st = stmt_get(&s->stmts, SQL_INSERT_SOURCE, err);
    if (!st)
        return FAIL_STORE;
    stmt_str(st, INSERT_SOURCE_PATH, path);
    stmt_str(st, INSERT_SOURCE_FOLDER, folder_of(path));
    TRY(stmt_run(&s->stmts, SQL_INSERT_SOURCE, err));
    *id = sqlite3_last_insert_rowid(s->stmts.db);
    return OK;
}

/* The state of the case after a step: settled or taken back, and the path named where it failed. */
static enum status close_step(struct store *s, enum status status, size_t rows, struct err *err)
{
    s->source_ids_n = 0;
    if (status == OK)
        status = work_added(s, rows, err);
    if (status != OK)
        work_abandon(s);
    return work_named(s, status, err);
}

enum status store_source_begin(struct store *s, struct str path, int64_t *id, struct err *err)
{
    enum status status = work_begin(s, err);
    if (status == OK)
        status = begin_source(s, path, id, err);
    return close_step(s, status, 1, err);
}

static void bind_numbers(sqlite3_stmt *st, const struct event *e)
{
    stmt_moment(st, INSERT_EVENT_TIME, INSERT_EVENT_LOCAL_TIME, e->at);
    stmt_int(st, INSERT_EVENT_AT, store_place_in_time(e->at));
    stmt_int_or_null(st, INSERT_EVENT_RECORD_ID, e->record_id, EVENT_NONE);
    stmt_int_or_null(st, INSERT_EVENT_EVENT_ID, e->event_id, EVENT_NONE);
    stmt_int_or_null(st, INSERT_EVENT_QUALIFIERS, e->qualifiers, EVENT_NONE);
    stmt_int_or_null(st, INSERT_EVENT_VERSION, e->version, EVENT_NONE);
    stmt_int_or_null(st, INSERT_EVENT_LEVEL, e->level, EVENT_NONE);
    stmt_int_or_null(st, INSERT_EVENT_TASK, e->task, EVENT_NONE);
    stmt_int_or_null(st, INSERT_EVENT_OPCODE, e->opcode, EVENT_NONE);
    stmt_int_or_null(st, INSERT_EVENT_PID, e->pid, EVENT_NONE);
    stmt_int_or_null(st, INSERT_EVENT_TID, e->tid, EVENT_NONE);
    if (e->has_keywords)
        stmt_int(st, INSERT_EVENT_KEYWORDS, (int64_t)e->keywords);
    else
        sqlite3_bind_null(st, INSERT_EVENT_KEYWORDS);
}

static void bind_texts(sqlite3_stmt *st, const struct event *e, const struct row *row)
{
    stmt_str_or_null(st, INSERT_EVENT_USER_SID, e->user_sid);
    stmt_str_or_null(st, INSERT_EVENT_ACTIVITY_ID, e->activity_id);
    stmt_str_or_null(st, INSERT_EVENT_RELATED_ACTIVITY_ID, e->related_activity_id);
    stmt_str(st, INSERT_EVENT_DATA, row->data);
    stmt_str_or_null(st, INSERT_EVENT_LAYOUT, row->layout);
    stmt_str_or_null(st, INSERT_EVENT_MESSAGE, e->message);
    if (row->bare)
        stmt_int(st, INSERT_EVENT_DIGEST, row->digest);
    else
        sqlite3_bind_null(st, INSERT_EVENT_DIGEST);
}

/* What store_finish asks of the events, kept instead of being read again. */
static enum status remember(struct store *s, int64_t source, const struct event *e,
                            const struct row *row, uint64_t position, struct err *err)
{
    struct record r = {
        .id = sqlite3_last_insert_rowid(s->stmts.db),
        .at = store_place_in_time(e->at),
        .record_id = e->record_id,
        .event_id = e->event_id,
        .origin = s->batch_origins[row->origin],
        .source = source,
        .position = (int64_t)position,
        .digest = row->digest,
        .bare = row->bare,
    };
    return records_add(&s->records, &r, err);
}

static enum status add_event(struct store *s, int64_t source, const struct event *e,
                             const struct row *row, uint64_t position, struct err *err)
{
    sqlite3_stmt *st = stmt_get(&s->stmts, SQL_INSERT_EVENT, err);
    if (!st)
        return FAIL_STORE;
    stmt_int(st, INSERT_EVENT_ORIGIN, s->batch_origins[row->origin]);
    stmt_int(st, INSERT_EVENT_SOURCE, source);
    stmt_int(st, INSERT_EVENT_POSITION, (int64_t)position);
    stmt_int(st, INSERT_EVENT_OFFSET, (int64_t)e->offset);
    bind_numbers(st, e);
    bind_texts(st, e, row);
    TRY(stmt_run(&s->stmts, SQL_INSERT_EVENT, err));
    return s->whole ? remember(s, source, e, row, position, err) : OK;
}

static enum status add_events(struct store *s, int64_t source, struct batch *b, struct err *err)
{
    const struct rows *rows = rows_of(b);
    TRY(origins_put(s, rows, source, err));
    for (size_t i = 0; i < b->events_n; i++)
        TRY(add_event(s, source, &b->events[i], &rows->rows[i], b->position + i, err));
    return OK;
}

/* Pairs and fields are the same two texts under two names, so that facts and events can be told
 * apart by the compiler. */
static struct str pairs_json(struct store *s, const struct pair *pairs, size_t n)
{
    struct str json, layout;
    struct field few[LIMIT_RECORD_FIELDS];
    n = n < LIMIT_RECORD_FIELDS ? n : LIMIT_RECORD_FIELDS;
    for (size_t i = 0; i < n; i++)
        few[i] = (struct field){pairs[i].name, pairs[i].value};
    flat_write(&s->flat, few, n, &json, &layout);
    return json;
}

static enum status add_fact(struct store *s, int64_t capture, const struct fact *f, struct err *err)
{
    sqlite3_stmt *st = stmt_get(&s->stmts, SQL_INSERT_FACT, err);
    if (!st)
        return FAIL_STORE;
    stmt_int(st, INSERT_FACT_CAPTURE, capture);
    stmt_int(st, INSERT_FACT_LINE, f->line);
    stmt_int(st, INSERT_FACT_OFFSET, (int64_t)f->offset);
    stmt_str(st, INSERT_FACT_DATA, pairs_json(s, f->fields, f->fields_n));
    return stmt_run(&s->stmts, SQL_INSERT_FACT, err);
}

static enum status add_capture(struct store *s, int64_t source, const struct capture *c,
                               struct err *err)
{
    sqlite3_stmt *st = stmt_get(&s->stmts, SQL_INSERT_CAPTURE, err);
    if (!st)
        return FAIL_STORE;
    stmt_int(st, INSERT_CAPTURE_SOURCE, source);
    stmt_str(st, INSERT_CAPTURE_KIND, str_of(fact_kinds[c->kind].name));
    stmt_str(st, INSERT_CAPTURE_TOOL, c->tool);
    stmt_str(st, INSERT_CAPTURE_NAMED_HOST, c->host);
    stmt_moment(st, INSERT_CAPTURE_TAKEN, INSERT_CAPTURE_TAKEN_LOCAL, c->taken);
    stmt_str(st, INSERT_CAPTURE_ZONE, c->zone);
    stmt_str(st, INSERT_CAPTURE_SCOPE, pairs_json(s, c->scope, c->scope_n));
    TRY(stmt_run(&s->stmts, SQL_INSERT_CAPTURE, err));
    int64_t id = sqlite3_last_insert_rowid(s->stmts.db);
    for (size_t i = 0; i < c->facts_n; i++)
        TRY(add_fact(s, id, &c->facts[i], err));
    return OK;
}

static enum status add_loss(struct store *s, int64_t source, const struct loss *l, struct err *err)
{
    sqlite3_stmt *st = stmt_get(&s->stmts, SQL_INSERT_LOSS, err);
    if (!st)
        return FAIL_STORE;
    stmt_int(st, INSERT_LOSS_SOURCE, source);
    stmt_int(st, INSERT_LOSS_OFFSET, (int64_t)l->offset);
    stmt_int(st, INSERT_LOSS_LENGTH, (int64_t)l->length);
    stmt_str(st, INSERT_LOSS_REASON, l->reason);
    return stmt_run(&s->stmts, SQL_INSERT_LOSS, err);
}

static enum status count_batch(struct store *s, int64_t source, const struct batch *b, size_t facts,
                               struct err *err)
{
    sqlite3_stmt *st = stmt_get(&s->stmts, SQL_COUNT_SOURCE, err);
    if (!st)
        return FAIL_STORE;
    stmt_int(st, COUNT_SOURCE_ID, source);
    stmt_int(st, COUNT_SOURCE_EVENTS, (int64_t)b->events_n);
    stmt_int(st, COUNT_SOURCE_FACTS, (int64_t)facts);
    stmt_int(st, COUNT_SOURCE_LOSSES, (int64_t)b->losses_n);
    return stmt_run(&s->stmts, SQL_COUNT_SOURCE, err);
}

static enum status add_batch(struct store *s, int64_t source, struct batch *b, size_t *rows,
                             struct err *err)
{
    size_t facts = 0;
    TRY(add_events(s, source, b, err));
    for (size_t i = 0; i < b->captures_n; i++) {
        TRY(add_capture(s, source, &b->captures[i], err));
        facts += b->captures[i].facts_n;
    }
    for (size_t i = 0; i < b->losses_n; i++)
        TRY(add_loss(s, source, &b->losses[i], err));
    *rows = b->events_n + b->captures_n + facts + b->losses_n;
    return count_batch(s, source, b, facts, err);
}

enum status store_add(struct store *s, int64_t source, struct batch *b, struct err *err)
{
    size_t rows = 0;
    enum status status = work_begin(s, err);
    if (status == OK)
        status = add_batch(s, source, b, &rows, err);
    return close_step(s, status, rows, err);
}

/* END: no other complete source has these bytes. */
static enum status find_same(struct store *s, int64_t id, struct str sha256, struct err *err)
{
    int64_t other;
    if (sha256.len == 0)
        return END;
    sqlite3_stmt *st = stmt_get(&s->stmts, SQL_SAME_SOURCE, err);
    if (!st)
        return FAIL_STORE;
    stmt_str(st, SAME_SOURCE_SHA256, sha256);
    stmt_int(st, SAME_SOURCE_NOT, id);
    return find_id(s, SQL_SAME_SOURCE, &other, err);
}

static enum status see_source(struct store *s, int64_t id, const struct source *src,
                              struct err *err)
{
    if (src->stamp.len == 0)
        return OK;
    sqlite3_stmt *st = stmt_get(&s->stmts, SQL_SEE_SOURCE, err);
    if (!st)
        return FAIL_STORE;
    stmt_int(st, SEE_SOURCE_ID, id);
    stmt_str(st, SEE_SOURCE_STAMP, src->stamp);
    stmt_int(st, SEE_SOURCE_BYTES, (int64_t)src->bytes);
    stmt_int(st, SEE_SOURCE_LOST, (int64_t)src->lost);
    stmt_int(st, SEE_SOURCE_USELESS, src->lost > 0 && src->events + src->facts == 0);
    return stmt_run(&s->stmts, SQL_SEE_SOURCE, err);
}

static enum status end_source(struct store *s, int64_t id, const struct source *src, bool *again,
                              struct err *err)
{
    TRY(see_source(s, id, src, err));
    enum status status = find_same(s, id, src->sha256, err);
    *again = status == OK;
    if (status == OK)
        return drop_source(s, id, err);
    if (status != END)
        return status;
    sqlite3_stmt *st = stmt_get(&s->stmts, SQL_END_SOURCE, err);
    if (!st)
        return FAIL_STORE;
    stmt_str(st, END_SOURCE_FORM, src->form);
    stmt_str(st, END_SOURCE_ENCODING, src->encoding);
    stmt_str(st, END_SOURCE_SHA256, src->sha256);
    stmt_int(st, END_SOURCE_BYTES, (int64_t)src->bytes);
    stmt_int(st, END_SOURCE_USED, (int64_t)src->used);
    stmt_int(st, END_SOURCE_FILLING, (int64_t)src->filling);
    stmt_int(st, END_SOURCE_LOST, (int64_t)src->lost);
    stmt_int(st, END_SOURCE_REPLACED, (int64_t)src->replaced);
    stmt_int(st, END_SOURCE_ID, id);
    TRY(stmt_run(&s->stmts, SQL_END_SOURCE, err));
    return stmt_do(&s->stmts, SQL_STATE_CHANGED, err);
}

enum status store_source_end(struct store *s, int64_t source, const struct source *src, bool *again,
                             struct err *err)
{
    enum status status = work_begin(s, err);
    if (status == OK)
        status = end_source(s, source, src, again, err);
    return close_step(s, status, 1, err);
}
