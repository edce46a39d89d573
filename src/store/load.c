/* Reading back what is no event: sources, captures, losses. */
#include "case.h"

#include <stdlib.h>

/* Texts are read by their length, never beyond what SQLite says they have. */
static struct str keep(struct arena *arena, sqlite3_stmt *st, int column)
{
    return arena_str(arena, stmt_str_at(st, column));
}

enum status sources_index_load(struct store *s, struct err *err)
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

enum status source_index(struct store *s, int64_t id, uint32_t *out, struct err *err)
{
    if (s->source_ids_n == 0)
        TRY(sources_index_load(s, err));
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
        .used = (uint64_t)sqlite3_column_int64(st, SOURCES_USED),
        .filling = (uint64_t)sqlite3_column_int64(st, SOURCES_FILLING),
        .lost = (uint64_t)sqlite3_column_int64(st, SOURCES_LOST),
        .replaced = (uint64_t)sqlite3_column_int64(st, SOURCES_REPLACED),
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

enum status store_seen(struct store *s, struct arena *arena, struct seen_file **out, size_t *n,
                       struct err *err)
{
    struct seen_file *files = NULL;
    size_t count = 0, max = 0;
    enum status status;
    sqlite3_stmt *st = stmt_get(&s->stmts, SQL_SEEN_FILES, err);
    if (!st)
        return FAIL_STORE;
    while ((status = stmt_step(&s->stmts, SQL_SEEN_FILES, err)) == OK) {
        GROW(arena, files, count, max);
        files[count++] = (struct seen_file){
            .path = keep(arena, st, SEEN_FILES_PATH),
            .stamp = keep(arena, st, SEEN_FILES_STAMP),
            .encoding = keep(arena, st, SEEN_FILES_ENCODING),
            .bytes = (uint64_t)sqlite3_column_int64(st, SEEN_FILES_BYTES),
            .lost = (uint64_t)sqlite3_column_int64(st, SEEN_FILES_LOST),
            .useless = sqlite3_column_int64(st, SEEN_FILES_USELESS) != 0,
        };
    }
    if (status != END)
        return status;
    *out = files;
    *n = count;
    return OK;
}

static enum status read_pairs(struct arena *arena, struct str text, struct pair **out, size_t *n,
                              struct err *err)
{
    struct field *fields = NULL;
    if (!flat_read(arena, json_copy(arena, text), STR(""), &fields, n))
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
        .taken = stmt_moment_at(st, CAPTURES_TAKEN, CAPTURES_TAKEN_LOCAL),
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
    sqlite3_stmt *st = stmt_get(&s->stmts, SQL_ASSIGN_CAPTURE, err);
    if (!st)
        return FAIL_STORE;
    stmt_int(st, ASSIGN_CAPTURE_ID, c->id);
    stmt_str(st, ASSIGN_CAPTURE_HOST, c->host);
    stmt_int(st, ASSIGN_CAPTURE_SNAPSHOT, c->snapshot);
    stmt_moment(st, ASSIGN_CAPTURE_TIME, ASSIGN_CAPTURE_LOCAL_TIME, c->taken);
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
        TRY(sources_index_load(s, err));
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
