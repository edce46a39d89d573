#include "pack.h"

#include "base/files.h"
#include "base/limits.h"
#include "load.h"

bool pack_is_map(const char *path)
{
    return str_ends(str_of(path), STR(".json"));
}

struct str pack_file(struct arena *arena, const char *path)
{
    if (str_eq(path_name(str_of(path)), STR("pack.yml")))
        return arena_str(arena, str_of(path));
    return arena_fmt(arena, "%s/pack.yml", path);
}

struct str pack_map_file(struct arena *arena, struct str pack_file, const struct node *pack)
{
    struct str name = node_text(pack, "logsources"), folder = path_folder(pack_file);
    if (name.len == 0 || name.ptr[0] == '/' || folder.len == 0)
        return arena_str(arena, name);
    return arena_fmt(arena, "%.*s/%.*s", STR_ARG(folder), STR_ARG(name));
}

struct str pack_add(struct loader *l, struct str name, struct str version)
{
    struct ruleset *r = l->rules;
    for (size_t i = 0; i < r->packs_n; i++)
        if (str_eq(r->packs[i].name, name)) {
            if (version.len)
                r->packs[i].version = version;
            return r->packs[i].name;
        }
    GROW(&r->arena, r->packs, r->packs_n, r->packs_max);
    r->packs[r->packs_n] = (struct rule_pack){name, version};
    return r->packs[r->packs_n++].name;
}

/* Any key may stand there, so only what nearly spells one of ours is wrong. */
static void check_keys(struct loader *l, const struct node *pack)
{
    static const char *const ours[] = {"version", "placeholders", "logsources"};
    for (size_t i = 0; pack->kind == NODE_MAP && i < pack->n; i++) {
        const struct node *item = &pack->items[i];
        const char *near = str_nearest(item->key, ours, ARRAY_LEN(ours));
        if (near && !str_eq(item->key, str_of(near)))
            notes_add(l->notes, NOTE_RULE_DOUBTFUL, item->key_loc,
                      "unknown key '%.*s' of a pack, did you mean '%s'?",
                      STR_ARG(str_head(item->key, 60)), near);
    }
}

bool pack_read_file(struct loader *l, const struct ahead_file *f, struct str pack)
{
    if (!str_eq(path_name(str_of(f->name)), STR("pack.yml")))
        return false;
    if (f->parsed != OK || f->tree.n == 0) {
        notes_add(l->notes, NOTE_RULE_DOUBTFUL, f->err.loc, "%s", f->err.text);
        return true;
    }
    const struct node *root = f->tree.documents[0], *map = node_get(root, "placeholders");
    if (map && map->kind != NODE_MAP)
        notes_add(l->notes, NOTE_RULE_DOUBTFUL, map->loc,
                  "'placeholders' wants a map of names to values; they are passed over");
    check_keys(l, root);
    pack_add(l, pack, node_text(root, "version"));
    return true;
}

/* The bytes of what shapes the rules are a part of their digest. */
static enum status read_tree(struct loader *l, struct str name, struct tree *tree, struct err *err)
{
    struct arena *arena = &l->rules->arena;
    struct str text;
    TRY(file_read(arena, name.ptr, LIMIT_YAML_BYTES, &text, err));
    sha256_add(&l->sum, text.ptr, text.len);
    return tree_parse(arena, text, name.ptr, tree, err);
}

static void map_invalid(struct loader *l, struct loc at, const char *why)
{
    l->rules->counts.left_out++;
    notes_add(l->notes, NOTE_LOGSOURCES_INVALID, at, "%s", why);
}

/* `at` is where the file is named. */
static void read_map_file(struct loader *l, struct str name, struct loc at)
{
    struct tree tree;
    struct err err = {0};
    if (read_tree(l, name, &tree, &err) != OK)
        map_invalid(l, err.loc.file ? err.loc : at, err.text);
    else if (tree.n == 0)
        map_invalid(l, (struct loc){.file = name.ptr}, "the file is empty");
    else
        sourcemap_read(l, tree.documents[0]);
}

static void read_logsources(struct loader *l, struct str file, const struct node *pack)
{
    const struct node *value = node_get(pack, "logsources");
    if (value && value->kind == NODE_SCALAR && value->text.len)
        read_map_file(l, pack_map_file(&l->rules->arena, file, pack), value->loc);
    else if (value)
        sourcemap_read(l, value);
}

/* A pack.yml that cannot be used is told of when its folder is read. */
void pack_prepare(struct loader *l, const char *path)
{
    struct tree tree;
    struct err unheard = {0};
    struct str name = pack_file(&l->rules->arena, path);
    if (pack_is_map(path)) {
        if (file_exists(path))
            read_map_file(l, arena_str(&l->rules->arena, str_of(path)), (struct loc){.file = path});
        return;
    }
    if (!file_exists(name.ptr) || read_tree(l, name, &tree, &unheard) != OK || tree.n == 0)
        return;
    const struct node *map = node_get(tree.documents[0], "placeholders");
    if (map && map->kind == NODE_MAP) {
        GROW(&l->scratch, l->placeholders.v, l->placeholders.n, l->placeholders.max);
        l->placeholders.v[l->placeholders.n++] = map;
    }
    read_logsources(l, name, tree.documents[0]);
}
