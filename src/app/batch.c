/* The cases of a batch, its clients, the index over what the jobs left. */
#include "app/batch.h"

#include "base/files.h"
#include "base/limits.h"
#include "base/stop.h"
#include "base/tree.h"
#include "batch_state.h"
#include "store/fleet.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#define CLIENTS_BYTES ((size_t)1 << 20)

static int by_name(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* Names of a folder without hidden ones, in their order as bytes. */
static enum status list_names(struct arena *arena, const char *dir, struct str **out, size_t *n,
                              struct err *err)
{
    size_t max = 0;
    DIR *d = opendir(dir);
    *out = NULL;
    *n = 0;
    if (!d)
        return err_set(err, FAIL_IO, "cannot open folder '%s': %s", dir, strerror(errno));
    for (struct dirent *e = readdir(d); e; e = readdir(d)) {
        if (e->d_name[0] == '.')
            continue;
        GROW(arena, *out, *n, max);
        (*out)[(*n)++] = arena_str(arena, str_of(e->d_name));
    }
    closedir(d);
    if (*n)
        qsort(*out, *n, sizeof **out, by_name);
    return OK;
}

static bool same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

enum status batch_cases(struct arena *arena, const char *dir, const char *out,
                        struct batch_list *list, struct err *err)
{
    struct str *entries;
    struct stat results, one;
    size_t n;
    bool there = stat(out, &results) == 0;
    TRY(list_names(arena, dir, &entries, &n, err));
    list->paths = ARENA_ARRAY(arena, struct str, n + 1);
    list->names = ARENA_ARRAY(arena, struct str, n + 1);
    list->n = 0;
    for (size_t i = 0; i < n; i++) {
        struct str path = arena_fmt(arena, "%s/%.*s", dir, STR_ARG(entries[i]));
        if (stat(path.ptr, &one) != 0 || (!S_ISDIR(one.st_mode) && !S_ISREG(one.st_mode)) ||
            (there && same_file(&one, &results)))
            continue;
        list->paths[list->n] = path;
        list->names[list->n++] = entries[i];
    }
    if (list->n == 0)
        return err_set(err, FAIL_INPUT, "no case in '%s': no folder, no file", dir);
    return OK;
}

/* Clients -------------------------------------------------------------------------------------- */

static struct str *texts_of(struct arena *arena, const struct node *list, size_t *n)
{
    struct str *texts = ARENA_ARRAY(arena, struct str, (list ? list->n : 0) + 1);
    *n = 0;
    if (list && list->kind == NODE_SCALAR)
        texts[(*n)++] = list->text;
    for (size_t i = 0; list && i < list->n; i++)
        if (list->items[i].kind == NODE_SCALAR)
            texts[(*n)++] = list->items[i].text;
    return texts;
}

static enum status read_client(struct arena *arena, const struct node *map, struct batch_client *c,
                               struct err *err)
{
    static const char *const known[] = {"name", "hosts", "zone", "contact"};
    if (map->kind != NODE_MAP || !node_text(map, "name").len)
        return err_at(err, FAIL_INPUT, map->loc, "a client wants a name");
    for (size_t i = 0; i < map->n; i++) {
        bool good = false;
        for (size_t k = 0; k < ARRAY_LEN(known); k++)
            good |= str_eq(map->items[i].key, str_of(known[k]));
        if (!good)
            return err_at(err, FAIL_INPUT, map->items[i].key_loc,
                          "unknown key '%.*s': a client has name, hosts, zone, contact",
                          STR_ARG(map->items[i].key));
    }
    *c = (struct batch_client){.name = node_text(map, "name"),
                               .zone = node_text(map, "zone"),
                               .contact = node_text(map, "contact")};
    c->hosts = texts_of(arena, node_get(map, "hosts"), &c->hosts_n);
    return OK;
}

enum status batch_clients_read(struct arena *arena, const char *path, struct batch_clients *out,
                               struct err *err)
{
    struct str text;
    struct tree tree;
    *out = (struct batch_clients){0};
    TRY(file_read(arena, path, CLIENTS_BYTES, &text, err));
    TRY(tree_parse(arena, text, path, &tree, err));
    const struct node *list = tree.n && tree.documents[0]->kind == NODE_MAP
                                  ? node_get(tree.documents[0], "clients")
                                  : NULL;
    if (!list || list->kind != NODE_LIST)
        return err_set(err, FAIL_INPUT, "'%s' has no list 'clients'", path);
    out->v = ARENA_ARRAY(arena, struct batch_client, list->n + 1);
    for (; out->n < list->n; out->n++)
        TRY(read_client(arena, &list->items[out->n], &out->v[out->n], err));
    return OK;
}

const struct batch_client *batch_client(const struct batch_clients *c, struct str name)
{
    for (size_t i = 0; i < c->n; i++)
        if (str_eq(c->v[i].name, name))
            return &c->v[i];
    return NULL;
}

/* The index ------------------------------------------------------------------------------------ */

static enum status add_clients(struct fleet_store *f, const struct batch_clients *c,
                               struct err *err)
{
    for (size_t i = 0; i < c->n; i++) {
        TRY(fleet_client(f, c->v[i].name, c->v[i].contact, err));
        for (size_t k = 0; k < c->v[i].hosts_n; k++)
            TRY(fleet_expect(f, c->v[i].name, c->v[i].hosts[k], err));
    }
    return OK;
}

/* A report that is damaged makes its case unfinished, not the batch. */
static enum status add_case(struct fleet_store *f, const char *out, struct str name,
                            struct err *err)
{
    struct arena arena = {0};
    struct batch_state state = batch_state_read(&arena, out, name);
    bool ended = str_eq(state.state, STR("done")) || str_eq(state.state, STR("partial"));
    struct fleet_entry e = {.name = name,
                            .state = state.state.len ? state.state : STR("unfinished"),
                            .message = state.message,
                            .inputs = state.inputs,
                            .db = batch_file(&arena, out, name, "case.db")};
    struct str path = batch_file(&arena, out, name, "report.json");
    if (ended && file_read(&arena, path.ptr, LIMIT_ANALYSIS_BYTES, &e.report, err) != OK) {
        e.state = STR("unfinished");
        e.message = arena_str(&arena, str_of(err->text));
    }
    enum status status = fleet_add(f, &e, err);
    arena_free(&arena);
    return status;
}

static enum status add_cases(struct fleet_store *f, const char *out, struct arena *arena,
                             struct err *err)
{
    struct str *names;
    size_t n;
    TRY(list_names(arena, arena_fmt(arena, "%s/cases", out).ptr, &names, &n, err));
    for (size_t i = 0; i < n; i++) {
        TRY(stop_check(err));
        TRY(add_case(f, out, names[i], err));
    }
    return OK;
}

enum status batch_index(const char *out, const struct batch_clients *clients, struct arena *arena,
                        struct fleet **fleet, struct err *err)
{
    struct fleet_store *f;
    TRY(fleet_open(arena_fmt(arena, "%s/fleet.db", out).ptr, &f, err));
    enum status status = add_clients(f, clients, err);
    if (status == OK)
        status = add_cases(f, out, arena, err);
    if (status == OK)
        status = fleet_finish(f, arena, fleet, err);
    fleet_close(f);
    return status;
}
