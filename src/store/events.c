/* Events read back: a stream in the order of design section 2, and one by its id. The stream walks
 * ids; rows are read one at a time, so that sorting never carries them. */
#include "case.h"

#include "base/utf8.h"

#include <stdlib.h>

static struct str keep(struct arena *arena, sqlite3_stmt *st, int column)
{
    struct str s = stmt_str_at(st, column);
    return s.len ? arena_str(arena, s) : STR("");
}

static void take_numbers(sqlite3_stmt *st, struct event *e)
{
    e->position = (uint64_t)sqlite3_column_int64(st, EVENT_ROW_POSITION);
    e->offset = (uint64_t)sqlite3_column_int64(st, EVENT_ROW_OFFSET);
    e->at = stmt_moment_at(st, EVENT_ROW_TIME, EVENT_ROW_LOCAL_TIME);
    e->record_id = stmt_int_at(st, EVENT_ROW_RECORD_ID, EVENT_NONE);
    e->event_id = stmt_int_at(st, EVENT_ROW_EVENT_ID, EVENT_NONE);
    e->qualifiers = stmt_int_at(st, EVENT_ROW_QUALIFIERS, EVENT_NONE);
    e->version = stmt_int_at(st, EVENT_ROW_VERSION, EVENT_NONE);
    e->level = stmt_int_at(st, EVENT_ROW_LEVEL, EVENT_NONE);
    e->task = stmt_int_at(st, EVENT_ROW_TASK, EVENT_NONE);
    e->opcode = stmt_int_at(st, EVENT_ROW_OPCODE, EVENT_NONE);
    e->pid = stmt_int_at(st, EVENT_ROW_PID, EVENT_NONE);
    e->tid = stmt_int_at(st, EVENT_ROW_TID, EVENT_NONE);
    e->keywords = (uint64_t)stmt_int_at(st, EVENT_ROW_KEYWORDS, 0);
    e->has_keywords = sqlite3_column_type(st, EVENT_ROW_KEYWORDS) != SQLITE_NULL;
}

static enum status take_texts(struct shelf *shelf, sqlite3_stmt *st, struct err *err)
{
    struct arena *arena = &shelf->arena;
    struct event *e = &shelf->event;
    e->user_sid = keep(arena, st, EVENT_ROW_USER_SID);
    e->activity_id = keep(arena, st, EVENT_ROW_ACTIVITY_ID);
    e->related_activity_id = keep(arena, st, EVENT_ROW_RELATED_ACTIVITY_ID);
    e->message = keep(arena, st, EVENT_ROW_MESSAGE);
    struct json data = json_copy(arena, stmt_str_at(st, EVENT_ROW_DATA));
    struct field *fields = NULL;
    if (!flat_read(arena, data, stmt_str_at(st, EVENT_ROW_LAYOUT), &fields, &e->fields_n))
        return err_set(err, FAIL_STORE, "case file is damaged: data of event %lld",
                       (long long)e->id);
    e->fields = fields;
    return OK;
}

static enum status take_row(struct shelf *shelf, sqlite3_stmt *st, struct err *err)
{
    struct event *e = &shelf->event;
    const struct origin *o;
    take_numbers(st, e);
    TRY(take_texts(shelf, st, err));
    TRY(source_index(shelf->store, sqlite3_column_int64(st, EVENT_ROW_SOURCE), &e->source, err));
    TRY(origin_get(shelf->store, sqlite3_column_int64(st, EVENT_ROW_ORIGIN), &shelf->arena, &o,
                   err));
    e->host = o->host;
    e->computer = o->computer;
    e->channel = o->channel;
    e->provider = o->provider;
    e->event_source_name = o->event_source_name;
    e->provider_guid = o->provider_guid;
    return OK;
}

/* The row of an event, to be ended by whoever asked for it; END. */
static enum status find_row(struct store *s, int64_t id, sqlite3_stmt **st, struct err *err)
{
    *st = stmt_get(&s->stmts, SQL_EVENT_ROW, err);
    if (!*st)
        return FAIL_STORE;
    stmt_int(*st, EVENT_ROW_ID, id);
    return stmt_step(&s->stmts, SQL_EVENT_ROW, err);
}

static enum status shelf_fill(struct shelf *shelf, sqlite3_stmt *st, int64_t id, struct err *err)
{
    arena_reset(&shelf->arena);
    shelf->event = (struct event){.id = id};
    return take_row(shelf, st, err);
}

/* Is this event within the filter? */
static bool passes(const struct store *s, sqlite3_stmt *st)
{
    size_t bit = (size_t)sqlite3_column_int64(st, EVENT_ROW_ORIGIN);
    int64_t at =
        store_place_in_time(stmt_moment_at(st, EVENT_ROW_TIME, EVENT_ROW_LOCAL_TIME));
    if (at < s->since || at > s->until)
        return false;
    return !s->wanted || (bit / 8 < s->wanted_n && (s->wanted[bit / 8] >> bit % 8 & 1));
}

static enum status next_id(struct store *s, int64_t *id, struct err *err)
{
    if (s->in_ordering)
        return ordering_next(&s->ordering, &s->stmts, id, err);
    TRY(stmt_step(&s->stmts, SQL_EVENT_ORDER, err));
    *id = sqlite3_column_int64(s->stmts.prepared[SQL_EVENT_ORDER], EVENT_ORDER_ID);
    return OK;
}

static enum status next_event(void *self, const struct event **out, struct err *err)
{
    struct shelf *shelf = self;
    struct store *s = shelf->store;
    sqlite3_stmt *st;
    int64_t id;
    enum status status;
    if (!s->streaming)
        return END;
    for (;;) {
        status = next_id(s, &id, err);
        if (status != OK)
            break;
        status = find_row(s, id, &st, err);
        if (status == END) /* a copy that went when records were merged */
            continue;
        TRY(status);
        if (passes(s, st)) {
            status = shelf_fill(shelf, st, id, err);
            stmt_end(&s->stmts, SQL_EVENT_ROW);
            *out = &shelf->event;
            return status;
        }
        stmt_end(&s->stmts, SQL_EVENT_ROW);
    }
    store_events_end(s);
    return status;
}

static enum status want_host(struct store *s, struct str name, struct err *err)
{
    enum status status;
    struct arena arena = {0};
    sqlite3_stmt *st = stmt_get(&s->stmts, SQL_ORIGINS_OF_HOST, err);
    if (!st)
        return FAIL_STORE;
    stmt_str(st, ORIGINS_OF_HOST_NAME, utf8_fold(&arena, name));
    while ((status = stmt_step(&s->stmts, SQL_ORIGINS_OF_HOST, err)) == OK) {
        size_t bit = (size_t)sqlite3_column_int64(st, ORIGINS_OF_HOST_ID);
        if (bit / 8 < s->wanted_n)
            s->wanted[bit / 8] |= (unsigned char)(1 << bit % 8);
    }
    arena_free(&arena);
    return status == END ? OK : status;
}

/* One bit for each origin; memory grows with their highest id. */
static enum status want_hosts(struct store *s, const struct event_filter *filter, struct err *err)
{
    free(s->wanted);
    s->wanted = NULL;
    if (filter->hosts_n == 0)
        return OK;
    if (!stmt_get(&s->stmts, SQL_LAST_ORIGIN, err))
        return FAIL_STORE;
    TRY(stmt_step(&s->stmts, SQL_LAST_ORIGIN, err));
    int64_t last = sqlite3_column_int64(s->stmts.prepared[SQL_LAST_ORIGIN], LAST_ORIGIN_ID);
    stmt_end(&s->stmts, SQL_LAST_ORIGIN);
    if (last < 0 || last > UINT32_MAX)
        return err_set(err, FAIL_STORE, "case file is damaged: origin %lld", (long long)last);
    s->wanted_n = (size_t)last / 8 + 1;
    s->wanted = calloc(s->wanted_n, 1);
    if (!s->wanted)
        mem_die(s->wanted_n);
    for (size_t i = 0; i < filter->hosts_n; i++)
        TRY(want_host(s, filter->hosts[i], err));
    return OK;
}

/* A case that was not finished has no ordering, or an old one: SQLite sorts what it has. */
static enum status open_stream(struct store *s, struct err *err)
{
    TRY(store_is_finished(s, &s->in_ordering, err));
    if (s->in_ordering)
        return ordering_open(&s->ordering, &s->stmts, s->since, s->until, err);
    sqlite3_stmt *st = stmt_get(&s->stmts, SQL_EVENT_ORDER, err);
    if (!st)
        return FAIL_STORE;
    stmt_int(st, EVENT_ORDER_SINCE, s->since);
    stmt_int(st, EVENT_ORDER_UNTIL, s->until);
    return OK;
}

enum status store_events(struct store *s, const struct event_filter *filter,
                         struct event_stream *out, struct err *err)
{
    bool since = filter->since.ticks != TIME_NONE, until = filter->until.ticks != TIME_NONE;
    int64_t last = since || until ? INT64_MAX - 1 : INT64_MAX; /* the largest: without a time */
    s->since = since ? filter->since.ticks : INT64_MIN;
    s->until = until ? filter->until.ticks : last;
    TRY(work_settle(s, err));
    TRY(want_hosts(s, filter, err));
    TRY(open_stream(s, err));
    work_stoppable(s, true);
    s->streaming = true;
    *out = (struct event_stream){&s->stream, next_event};
    return OK;
}

void store_events_end(struct store *s)
{
    stmt_end(&s->stmts, SQL_EVENT_ORDER);
    stmt_end(&s->stmts, SQL_ORDERING);
    work_stoppable(s, false);
    s->streaming = false;
}

static enum status get_event(void *self, int64_t id, const struct event **out, struct err *err)
{
    struct shelf *shelf = self;
    sqlite3_stmt *st;
    enum status status = find_row(shelf->store, id, &st, err);
    if (status == END)
        return err_set(err, FAIL_STORE, "no event %lld in the case", (long long)id);
    TRY(status);
    status = shelf_fill(shelf, st, id, err);
    stmt_end(&shelf->store->stmts, SQL_EVENT_ROW);
    *out = &shelf->event;
    return status;
}

void store_lookup(struct store *s, struct event_lookup *out)
{
    *out = (struct event_lookup){&s->lookup, get_event};
}
