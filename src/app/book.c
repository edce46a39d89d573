#include "book.h"

#include "base/files.h"

enum status book_map(struct book *b, const struct node *map, const struct book_key *keys, size_t n,
                     void *into, struct err *err)
{
    if (map->kind != NODE_MAP)
        return err_at(err, FAIL_INPUT, map->loc, "a map is wanted here");
    for (size_t i = 0; i < map->n; i++) {
        const struct node *item = &map->items[i];
        const char *names[32];
        size_t k = 0;
        while (k < n && !str_eq(item->key, str_of(keys[k].name)))
            k++;
        if (k < n) {
            TRY(keys[k].take(b, item, (char *)into + keys[k].offset, err));
            continue;
        }
        for (k = 0; k < n && k < ARRAY_LEN(names); k++)
            names[k] = keys[k].name;
        const char *near = str_nearest(item->key, names, k);
        return err_at(err, FAIL_INPUT, item->key_loc, "unknown key '%.*s'%s%s%s",
                      STR_ARG(str_head(item->key, 80)), near ? ", did you mean '" : "",
                      near ? near : "", near ? "'?" : "");
    }
    return OK;
}

enum status book_text(struct book *b, const struct node *value, void *into, struct err *err)
{
    if (value->kind != NODE_SCALAR)
        return err_at(err, FAIL_INPUT, value->loc, "a text is wanted here");
    *(struct str *)into = arena_str(b->arena, str_trim(value->text));
    return OK;
}

enum status book_texts(struct book *b, const struct node *value, void *into, struct err *err)
{
    struct {
        struct str *v;
        size_t n;
    } *list = into;
    size_t n = value->kind == NODE_LIST ? value->n : 1;
    const struct node *items = value->kind == NODE_LIST ? value->items : value;
    list->v = ARENA_ARRAY(b->arena, struct str, n + 1);
    for (list->n = 0; list->n < n; list->n++)
        TRY(book_text(b, &items[list->n], &list->v[list->n], err));
    return OK;
}

enum status book_list(struct book *b, const struct node *list,
                      enum status (*take)(struct book *, const struct node *, struct err *),
                      struct err *err)
{
    if (list->kind != NODE_LIST)
        return err_at(err, FAIL_INPUT, list->loc, "a list is wanted here");
    for (size_t i = 0; i < list->n; i++)
        TRY(take(b, &list->items[i], err));
    return OK;
}

bool book_means(const struct a_finding *f, struct str finding, struct str host)
{
    if (host.len && !str_eq_nocase(f->host, host))
        return false;
    return str_eq(f->id, finding) || str_eq_nocase(f->rule.name, finding) ||
           str_eq_nocase(f->rule.id, finding);
}

enum status book_open(struct book *b, const struct node **out, struct err *err)
{
    struct str text;
    struct tree tree;
    TRY(file_read(b->arena, b->path, LIMIT_YAML_BYTES, &text, err));
    TRY(tree_parse(b->arena, text, b->path, &tree, err));
    if (tree.n != 1)
        return err_at(err, FAIL_INPUT, (struct loc){.file = b->path},
                      "one document is wanted, there are %zu", tree.n);
    *out = tree.documents[0];
    return OK;
}
