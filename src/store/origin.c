#include "case.h"

#include <stdlib.h>

/* What adding remembers of an origin: its row, and the source that named it last. */
struct seen_origin {
    int64_t id, source;
};

static void bind_texts(sqlite3_stmt *st, const struct event *e)
{
    /* FIND_ORIGIN and INSERT_ORIGIN name these in the same order. */
    _Static_assert((int)FIND_ORIGIN_PROVIDER_GUID == (int)INSERT_ORIGIN_PROVIDER_GUID &&
                       (int)FIND_ORIGIN_COMPUTER == (int)INSERT_ORIGIN_COMPUTER,
                   "one order of parameters");
    stmt_str(st, INSERT_ORIGIN_PROVIDER, e->provider);
    stmt_str(st, INSERT_ORIGIN_CHANNEL, e->channel);
    stmt_str(st, INSERT_ORIGIN_COMPUTER, e->computer);
    stmt_str(st, INSERT_ORIGIN_EVENT_SOURCE_NAME, e->event_source_name);
    stmt_str(st, INSERT_ORIGIN_PROVIDER_GUID, e->provider_guid);
}

static enum status find_or_insert(struct store *s, const struct event *e, int64_t *id,
                                  struct err *err)
{
    sqlite3_stmt *st = stmt_get(&s->stmts, SQL_FIND_ORIGIN, err);
    if (!st)
        return FAIL_STORE;
    bind_texts(st, e);
    enum status status = stmt_step(&s->stmts, SQL_FIND_ORIGIN, err);
    if (status == OK) {
        *id = sqlite3_column_int64(st, FIND_ORIGIN_ID);
        stmt_end(&s->stmts, SQL_FIND_ORIGIN);
    }
    if (status != END)
        return status;
    st = stmt_get(&s->stmts, SQL_INSERT_ORIGIN, err);
    if (!st)
        return FAIL_STORE;
    bind_texts(st, e);
    stmt_str(st, INSERT_ORIGIN_HOST, e->computer);
    TRY(stmt_run(&s->stmts, SQL_INSERT_ORIGIN, err));
    *id = sqlite3_last_insert_rowid(s->stmts.db);
    return OK;
}

static enum status note_presence(struct store *s, int64_t origin, int64_t source, struct err *err)
{
    sqlite3_stmt *st = stmt_get(&s->stmts, SQL_INSERT_PRESENCE, err);
    if (!st)
        return FAIL_STORE;
    stmt_int(st, INSERT_PRESENCE_SOURCE, source);
    stmt_int(st, INSERT_PRESENCE_ORIGIN, origin);
    return stmt_run(&s->stmts, SQL_INSERT_PRESENCE, err);
}

static struct seen_origin *seen_at(struct store *s, size_t index)
{
    if (index >= s->seen_max) {
        size_t max = s->seen_max ? s->seen_max * 2 : 256;
        struct seen_origin *grown = realloc(s->seen, max * sizeof(*grown));
        if (!grown)
            mem_die(max * sizeof(*grown));
        s->seen = grown;
        s->seen_max = max;
    }
    return &s->seen[index];
}

static enum status origin_put(struct store *s, const struct event *e, int64_t source, int64_t *id,
                              struct err *err)
{
    if (s->origin_keys.n >= LIMIT_ORIGINS_CACHED)
        intern_free(&s->origin_keys);
    size_t before = s->origin_keys.n;
    uint32_t index = intern_put(&s->origin_keys, origin_key(&s->key, e));
    struct seen_origin *seen = seen_at(s, index);
    if (index == before) {
        *seen = (struct seen_origin){0};
        TRY(find_or_insert(s, e, &seen->id, err));
    }
    if (seen->source != source) {
        TRY(note_presence(s, seen->id, source, err));
        seen->source = source;
    }
    *id = seen->id;
    return OK;
}

enum status origins_put(struct store *s, const struct rows *rows, int64_t source, struct err *err)
{
    if (rows->origins_n > s->batch_origins_max) {
        s->batch_origins_max = 2 * rows->origins_n;
        size_t size = s->batch_origins_max * sizeof(*s->batch_origins);
        free(s->batch_origins);
        s->batch_origins = malloc(size);
        if (!s->batch_origins)
            mem_die(size);
    }
    for (size_t i = 0; i < rows->origins_n; i++)
        TRY(origin_put(s, rows->origins[i], source, &s->batch_origins[i], err));
    return OK;
}

static enum status load(struct store *s, int64_t id, struct arena *arena, const struct origin **out,
                        struct err *err)
{
    sqlite3_stmt *st = stmt_get(&s->stmts, SQL_ORIGIN_ROW, err);
    if (!st)
        return FAIL_STORE;
    stmt_int(st, ORIGIN_ROW_ID, id);
    enum status status = stmt_step(&s->stmts, SQL_ORIGIN_ROW, err);
    if (status == END)
        return err_set(err, FAIL_STORE, "case file is damaged: no origin %lld", (long long)id);
    TRY(status);
    struct origin *o = ARENA_NEW(arena, struct origin);
    *o = (struct origin){
        .provider = arena_str(arena, stmt_str_at(st, ORIGIN_ROW_PROVIDER)),
        .provider_guid = arena_str(arena, stmt_str_at(st, ORIGIN_ROW_PROVIDER_GUID)),
        .event_source_name = arena_str(arena, stmt_str_at(st, ORIGIN_ROW_EVENT_SOURCE_NAME)),
        .channel = arena_str(arena, stmt_str_at(st, ORIGIN_ROW_CHANNEL)),
        .computer = arena_str(arena, stmt_str_at(st, ORIGIN_ROW_COMPUTER)),
        .host = arena_str(arena, stmt_str_at(st, ORIGIN_ROW_HOST)),
    };
    stmt_end(&s->stmts, SQL_ORIGIN_ROW);
    *out = o;
    return OK;
}

enum status origin_get(struct store *s, int64_t id, struct arena *arena, const struct origin **out,
                       struct err *err)
{
    if (id < 0 || id >= LIMIT_ORIGINS_CACHED)
        return load(s, id, arena, out, err);
    if (!s->origins)
        s->origins = ARENA_ARRAY(&s->origin_arena, const struct origin *, LIMIT_ORIGINS_CACHED);
    if (!s->origins[id])
        TRY(load(s, id, &s->origin_arena, &s->origins[id], err));
    *out = s->origins[id];
    return OK;
}

void origins_forget(struct store *s)
{
    s->origins = NULL;
    arena_free(&s->origin_arena);
}
