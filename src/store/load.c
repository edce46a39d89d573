/* Reading back: events, sources, captures, losses. */
#include "case.h"

#include "base/utf8.h"

#include <stdlib.h>

/* Texts are read by their length, never beyond what SQLite says they have. */
static struct str keep(struct arena *arena, sqlite3_stmt *st, int column)
{
    return arena_str(arena, stmt_str_at(st, column));
}

static struct str keep_if_any(struct arena *arena, sqlite3_stmt *st, int column)
{
    struct str s = stmt_str_at(st, column);
    return s.len ? arena_str(arena, s) : STR("");
}

/* The moment kept as UTC in one column, or else as wall clock in the next. */
static struct moment moment_at(sqlite3_stmt *st, int utc, int local)
{
    int64_t ticks = stmt_int_at(st, utc, TIME_NONE);
    if (ticks != TIME_NONE)
        return (struct moment){ticks, false};
    ticks = stmt_int_at(st, local, TIME_NONE);
    return (struct moment){ticks, ticks != TIME_NONE};
}

static enum status load_source_ids(struct store *s, struct err *err)
{
    enum status status;
    if (!stmt_get(&s->stmts, SQL_SOURCE_IDS, err))
        return FAIL_STORE;
    s->source_ids_n = 0;
    while ((status = stmt_step(&s->stmts, SQL_SOURCE_IDS, err)) == OK) {
        if (s->source_ids_n == s->source_ids_max) {
            size_t max = s->source_ids_max ? s->source_ids_max * 2 : 64;
            int64_t *grown = realloc(s->source_ids, max * sizeof(*grown));
            if (!grown)
                mem_die(max * sizeof(*grown));
            s->source_ids = grown;
            s->source_ids_max = max;
        }
        s->source_ids[s->source_ids_n++] =
            sqlite3_column_int64(s->stmts.prepared[SQL_SOURCE_IDS], SOURCE_IDS_ID);
    }
    return status == END ? OK : status;
}

static enum status source_index(struct store *s, int64_t id, uint32_t *out, struct err *err)
{
    if (s->source_ids_n == 0)
        TRY(load_source_ids(s, err));
    size_t low = 0, high = s->source_ids_n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (s->source_ids[middle] < id)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == s->source_ids_n || s->source_ids[low] != id)
        return err_set(err, FAIL_STORE, "case file is damaged: no source %lld", (long long)id);
    *out = (uint32_t)low;
    return OK;
}

static void take_numbers(sqlite3_stmt *st, struct event *e)
{
    e->position = (uint64_t)sqlite3_column_int64(st, EVENT_ROW_POSITION);
    e->offset = (uint64_t)sqlite3_column_int64(st, EVENT_ROW_OFFSET);
    e->at = moment_at(st, EVENT_ROW_TIME, EVENT_ROW_LOCAL_TIME);
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
    e->user_sid = keep_if_any(arena, st, EVENT_ROW_USER_SID);
    e->activity_id = keep_if_any(arena, st, EVENT_ROW_ACTIVITY_ID);
    e->related_activity_id = keep_if_any(arena, st, EVENT_ROW_RELATED_ACTIVITY_ID);
    e->message = keep_if_any(arena, st, EVENT_ROW_MESSAGE);
    struct str data = stmt_str_at(st, EVENT_ROW_DATA);
    char *json = arena_alloc(arena, data.len + 1);
    struct field *fields = NULL;
    memcpy(json, data.ptr, data.len);
    if (!flat_read(arena, json, data.len, stmt_str_at(st, EVENT_ROW_LAYOUT), &fields, &e->fields_n))
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

static enum status shelf_load(struct shelf *shelf, int64_t id, struct err *err)
{
    struct stmts *stmts = &shelf->store->stmts;
    sqlite3_stmt *st = stmt_get(stmts, SQL_EVENT_ROW, err);
    if (!st)
        return FAIL_STORE;
    arena_reset(&shelf->arena);
    shelf->event = (struct event){.id = id};
    stmt_int(st, EVENT_ROW_ID, id);
    enum status status = stmt_step(stmts, SQL_EVENT_ROW, err);
    if (status == END)
        return err_set(err, FAIL_STORE, "no event %lld in the case", (long long)id);
    if (status == OK)
        status = take_row(shelf, st, err);
    stmt_end(stmts, SQL_EVENT_ROW);
    return status;
}

static bool passes(const struct store *s, int64_t origin)
{
    size_t bit = (size_t)origin;
    return !s->wanted || (bit / 8 < s->wanted_n && (s->wanted[bit / 8] >> bit % 8 & 1));
}

static enum status next_event(void *self, const struct event **out, struct err *err)
{
    struct shelf *shelf = self;
    struct store *s = shelf->store;
    sqlite3_stmt *st = s->stmts.prepared[SQL_EVENT_ORDER];
    if (!s->streaming)
        return END;
    do {
        enum status status = stmt_step(&s->stmts, SQL_EVENT_ORDER, err);
        if (status != OK) {
            store_events_end(s);
            return status;
        }
    } while (!passes(s, sqlite3_column_int64(st, EVENT_ORDER_ORIGIN)));
    TRY(shelf_load(shelf, sqlite3_column_int64(st, EVENT_ORDER_ID), err));
    *out = &shelf->event;
    return OK;
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

enum status store_events(struct store *s, const struct event_filter *filter,
                         struct event_stream *out, struct err *err)
{
    bool since = filter->since.ticks != TIME_NONE, until = filter->until.ticks != TIME_NONE;
    int64_t last = since || until ? INT64_MAX - 1 : INT64_MAX; /* the largest: without a time */
    TRY(work_settle(s, err));
    TRY(want_hosts(s, filter, err));
    sqlite3_stmt *st = stmt_get(&s->stmts, SQL_EVENT_ORDER, err);
    if (!st)
        return FAIL_STORE;
    stmt_int(st, EVENT_ORDER_SINCE, since ? filter->since.ticks : INT64_MIN);
    stmt_int(st, EVENT_ORDER_UNTIL, until ? filter->until.ticks : last);
    work_stoppable(s, true);
    s->streaming = true;
    *out = (struct event_stream){&s->stream, next_event};
    return OK;
}

void store_events_end(struct store *s)
{
    stmt_end(&s->stmts, SQL_EVENT_ORDER);
    work_stoppable(s, false);
    s->streaming = false;
}

static enum status get_event(void *self, int64_t id, const struct event **out, struct err *err)
{
    struct shelf *shelf = self;
    TRY(shelf_load(shelf, id, err));
    *out = &shelf->event;
    return OK;
}

void store_lookup(struct store *s, struct event_lookup *out)
{
    *out = (struct event_lookup){&s->lookup, get_event};
}

static struct source take_source(struct arena *arena, sqlite3_stmt *st)
{
    return (struct source){
        .id = sqlite3_column_int64(st, SOURCES_ID),
        .path = keep(arena, st, SOURCES_PATH),
        .folder = keep(arena, st, SOURCES_FOLDER),
        .form = keep(arena, st, SOURCES_FORM),
        .encoding = keep(arena, st, SOURCES_ENCODING),
        .sha256 = keep(arena, st, SOURCES_SHA256),
        .bytes = (uint64_t)sqlite3_column_int64(st, SOURCES_BYTES),
        .events = (uint64_t)sqlite3_column_int64(st, SOURCES_EVENTS),
        .facts = (uint64_t)sqlite3_column_int64(st, SOURCES_FACTS),
        .merged = (uint64_t)sqlite3_column_int64(st, SOURCES_MERGED),
        .lost = (uint64_t)sqlite3_column_int64(st, SOURCES_LOST),
        .losses = (uint64_t)sqlite3_column_int64(st, SOURCES_LOSSES),
        .complete = sqlite3_column_int64(st, SOURCES_COMPLETE) != 0,
    };
}

enum status store_sources(struct store *s, struct arena *arena, struct source **out, size_t *n,
                          struct err *err)
{
    struct source *sources = NULL;
    size_t count = 0, max = 0;
    enum status status;
    sqlite3_stmt *st = stmt_get(&s->stmts, SQL_SOURCES, err);
    if (!st)
        return FAIL_STORE;
    while ((status = stmt_step(&s->stmts, SQL_SOURCES, err)) == OK) {
        GROW(arena, sources, count, max);
        sources[count++] = take_source(arena, st);
    }
    if (status != END)
        return status;
    *out = sources;
    *n = count;
    return OK;
}

static enum status read_pairs(struct arena *arena, struct str text, struct pair **out, size_t *n,
                              struct err *err)
{
    struct field *fields = NULL;
    struct str json = arena_str(arena, text);
    char *copy = arena_alloc(arena, json.len + 1);
    memcpy(copy, json.ptr, json.len);
    if (!flat_read(arena, copy, json.len, STR(""), &fields, n))
        return err_set(err, FAIL_STORE, "case file is damaged: fields of a fact");
    *out = ARENA_ARRAY(arena, struct pair, *n + 1);
    for (size_t i = 0; i < *n; i++)
        (*out)[i] = (struct pair){fields[i].name, fields[i].value};
    return OK;
}

static enum status load_facts(struct store *s, struct arena *arena, struct capture *c,
                              struct err *err)
{
    enum status status;
    sqlite3_stmt *st = stmt_get(&s->stmts, SQL_FACTS, err);
    if (!st)
        return FAIL_STORE;
    stmt_int(st, FACTS_CAPTURE, c->id);
    while ((status = stmt_step(&s->stmts, SQL_FACTS, err)) == OK) {
        struct fact *f = capture_add(arena, c);
        f->id = sqlite3_column_int64(st, FACTS_ID);
        f->line = (uint32_t)sqlite3_column_int64(st, FACTS_LINE);
        f->offset = (uint64_t)sqlite3_column_int64(st, FACTS_OFFSET);
        status = read_pairs(arena, stmt_str_at(st, FACTS_DATA), &f->fields, &f->fields_n, err);
        f->fields_max = f->fields_n;
        if (status != OK) {
            stmt_end(&s->stmts, SQL_FACTS);
            return status;
        }
    }
    return status == END ? OK : status;
}

static enum status take_capture(struct store *s, struct arena *arena, sqlite3_stmt *st,
                                struct capture *c, struct err *err)
{
    *c = (struct capture){
        .id = sqlite3_column_int64(st, CAPTURES_ID),
        .tool = keep(arena, st, CAPTURES_TOOL),
        .host = keep(arena, st, CAPTURES_HOST),
        .zone = keep(arena, st, CAPTURES_ZONE),
        .taken = moment_at(st, CAPTURES_TAKEN, CAPTURES_TAKEN_LOCAL),
    };
    struct str kind = stmt_str_at(st, CAPTURES_KIND);
    if (!fact_kind_find(kind, &c->kind))
        return err_set(err, FAIL_STORE, "case file is damaged: no kind of facts '%.*s'",
                       STR_ARG(str_head(kind, 40)));
    TRY(source_index(s, sqlite3_column_int64(st, CAPTURES_SOURCE), &c->source, err));
    TRY(read_pairs(arena, stmt_str_at(st, CAPTURES_SCOPE), &c->scope, &c->scope_n, err));
    c->scope_max = c->scope_n;
    return load_facts(s, arena, c, err);
}

enum status store_captures(struct store *s, struct arena *arena, struct capture **out, size_t *n,
                           struct err *err)
{
    struct capture *captures = NULL;
    size_t count = 0, max = 0;
    enum status status;
    sqlite3_stmt *st = stmt_get(&s->stmts, SQL_CAPTURES, err);
    if (!st)
        return FAIL_STORE;
    while ((status = stmt_step(&s->stmts, SQL_CAPTURES, err)) == OK) {
        GROW(arena, captures, count, max);
        status = take_capture(s, arena, st, &captures[count++], err);
        if (status != OK) {
            stmt_end(&s->stmts, SQL_CAPTURES);
            return status;
        }
    }
    if (status != END)
        return status;
    *out = captures;
    *n = count;
    return OK;
}

static enum status assign(struct store *s, const struct capture *c, struct err *err)
{
    int64_t utc = c->taken.local ? TIME_NONE : c->taken.ticks;
    int64_t local = c->taken.local ? c->taken.ticks : TIME_NONE;
    sqlite3_stmt *st = stmt_get(&s->stmts, SQL_ASSIGN_CAPTURE, err);
    if (!st)
        return FAIL_STORE;
    stmt_int(st, ASSIGN_CAPTURE_ID, c->id);
    stmt_str(st, ASSIGN_CAPTURE_HOST, c->host);
    stmt_int(st, ASSIGN_CAPTURE_SNAPSHOT, c->snapshot);
    stmt_int_or_null(st, ASSIGN_CAPTURE_TIME, utc, TIME_NONE);
    stmt_int_or_null(st, ASSIGN_CAPTURE_LOCAL_TIME, local, TIME_NONE);
    return stmt_run(&s->stmts, SQL_ASSIGN_CAPTURE, err);
}

struct assignment {
    const struct capture *captures;
    size_t n;
};

static enum status assign_all(struct store *s, const void *what, struct err *err)
{
    const struct assignment *a = what;
    for (size_t i = 0; i < a->n; i++)
        TRY(assign(s, &a->captures[i], err));
    return OK;
}

enum status store_assign_captures(struct store *s, const struct capture *captures, size_t n,
                                  struct err *err)
{
    struct assignment a = {captures, n};
    return n ? work_alone(s, assign_all, &a, err) : OK;
}

enum status store_losses(struct store *s, struct arena *arena, uint32_t source, struct loss **out,
                         size_t *n, struct err *err)
{
    struct loss *losses = NULL;
    size_t count = 0, max = 0;
    enum status status;
    if (s->source_ids_n == 0)
        TRY(load_source_ids(s, err));
    sqlite3_stmt *st = stmt_get(&s->stmts, SQL_LOSSES, err);
    if (!st)
        return FAIL_STORE;
    stmt_int(st, LOSSES_SOURCE, source < s->source_ids_n ? s->source_ids[source] : 0);
    stmt_int(st, LOSSES_MOST, LIMIT_LOSSES_KEPT);
    while ((status = stmt_step(&s->stmts, SQL_LOSSES, err)) == OK) {
        GROW(arena, losses, count, max);
        losses[count++] = (struct loss){
            .offset = (uint64_t)sqlite3_column_int64(st, LOSSES_OFFSET),
            .length = (uint64_t)sqlite3_column_int64(st, LOSSES_LENGTH),
            .reason = keep(arena, st, LOSSES_REASON),
        };
    }
    if (status != END)
        return status;
    *out = losses;
    *n = count;
    return OK;
}

enum status store_folder_hosts(struct store *s, struct arena *arena, struct str folder,
                               struct str **out, size_t *n, struct err *err)
{
    struct str *hosts = NULL;
    size_t count = 0, max = 0;
    enum status status;
    sqlite3_stmt *st = stmt_get(&s->stmts, SQL_FOLDER_HOSTS, err);
    if (!st)
        return FAIL_STORE;
    stmt_str(st, FOLDER_HOSTS_FOLDER, folder);
    while ((status = stmt_step(&s->stmts, SQL_FOLDER_HOSTS, err)) == OK) {
        GROW(arena, hosts, count, max);
        hosts[count++] = keep(arena, st, FOLDER_HOSTS_HOST);
    }
    if (status != END)
        return status;
    *out = hosts;
    *n = count;
    return OK;
}
