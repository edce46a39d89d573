/* Are these the rules of last time? Their bytes tell, without parsing them. */
#include "base/asset.h"
#include "base/files.h"
#include "base/limits.h"
#include "base/sha256.h"
#include "base/tree.h"
#include "pack.h"
#include "rule/rule.h"

#include <stdlib.h>
#include <string.h>

struct digest {
    struct sha256 sum;
    struct arena arena;
    const char *path;
    struct err *err;
    enum status status;
};

static void add(struct digest *d, struct str text)
{
    uint64_t length = text.len; /* so that no two lists of texts give the same bytes */
    sha256_add(&d->sum, &length, sizeof length);
    sha256_add(&d->sum, text.ptr, text.len);
}

static void add_builtin(struct digest *d)
{
    for (size_t i = 0; i < assets_count; i++) {
        if (!str_starts(str_of(assets[i].name), STR("rules/")))
            continue;
        add(d, str_of(assets[i].name));
        add(d, (struct str){(const char *)assets[i].data, assets[i].size});
    }
}

/* What cannot be read is one more state that files can be in; the folder itself is a failure. */
static void on_trouble(void *self, const char *path, const char *why)
{
    struct digest *d = self;
    add(d, str_of(path));
    add(d, str_of(why));
    if (strcmp(path, d->path) == 0)
        d->status = err_set(d->err, FAIL_IO, "cannot read rules from '%s': %s", path, why);
}

static void add_file(struct digest *d, const char *path)
{
    struct str text;
    struct err err = {0};
    add(d, str_of(path));
    if (file_read(&d->arena, path, LIMIT_YAML_BYTES, &text, &err) == OK)
        add(d, text);
    else
        add(d, str_of(err.text));
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void add_path(struct digest *d, const char *path)
{
    struct file_list list = {0};
    d->path = path;
    files_walk(&d->arena, path, &list, on_trouble, d);
    if (list.n)
        qsort(list.paths, list.n, sizeof *list.paths, by_bytes);
    for (size_t i = 0; i < list.n; i++)
        add_file(d, list.paths[i]);
}

/* A map of log sources may lie outside the path. */
static void add_map(struct digest *d, const char *path)
{
    struct str file = pack_file(&d->arena, path), text, map;
    struct tree tree;
    struct err unheard = {0};
    if (!file_exists(file.ptr) ||
        file_read(&d->arena, file.ptr, LIMIT_YAML_BYTES, &text, &unheard) != OK ||
        tree_parse(&d->arena, text, file.ptr, &tree, &unheard) != OK || tree.n == 0)
        return;
    map = pack_map_file(&d->arena, file, tree.documents[0]);
    if (map.len)
        add_file(d, map.ptr);
}

enum status ruleset_digest(struct rule_paths paths, char hex[SHA256_HEX], struct err *err)
{
    struct digest d = {.err = err, .status = OK};
    sha256_init(&d.sum);
    for (size_t i = 0; i < paths.n && d.status == OK; i++) {
        if (strcmp(paths.v[i], "builtin") == 0)
            add_builtin(&d);
        else {
            add_path(&d, paths.v[i]);
            add_map(&d, paths.v[i]);
        }
    }
    sha256_hex(&d.sum, hex);
    arena_free(&d.arena);
    return d.status;
}
