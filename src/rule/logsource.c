#include "load.h"

#include "base/asset.h"
#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>

/* The table is ours; that it does not parse is a bug. */
static const struct node *table(struct loader *l)
{
    struct tree tree;
    struct err err = {0};
    if (l->sources)
        return l->sources;
    if (tree_parse(&l->rules->arena, asset_text("rule/logsources.yml"), "logsources.yml", &tree,
                   &err) != OK) {
        err_print(&err, stderr);
        abort();
    }
    return l->sources = tree.documents[0];
}

static const char *nearest_item(struct loader *l, const struct node *map, struct str word)
{
    const char **names = ARENA_ARRAY(&l->scratch, const char *, map->n + 1);
    for (size_t i = 0; i < map->n; i++)
        names[i] = map->kind == NODE_MAP ? map->items[i].key.ptr : map->items[i].text.ptr;
    return str_nearest(word, names, map->n);
}

static const struct node *find_key(const struct node *map, struct str key)
{
    for (size_t i = 0; i < map->n; i++)
        if (str_eq_nocase(map->items[i].key, key))
            return &map->items[i];
    return NULL;
}

static bool lists(const struct node *list, struct str word)
{
    for (size_t i = 0; i < list->n; i++)
        if (str_eq_nocase(list->items[i].text, word))
            return true;
    return false;
}

static const struct str *texts_of(struct loader *l, const struct node *list, size_t *n)
{
    struct str *texts = ARENA_ARRAY(&l->rules->arena, struct str, list->n + 1);
    for (size_t i = 0; i < list->n; i++)
        texts[i] = list->items[i].text;
    *n = list->n;
    return texts;
}

static struct logsource_row row_of_service(struct loader *l, struct str service)
{
    struct logsource_row row = {.service = service};
    const struct node *channels = find_key(node_get(table(l), "services"), service);
    row.channels = texts_of(l, channels, &row.channels_n);
    return row;
}

static struct logsource_row row_of_category(struct loader *l, const struct node *map)
{
    struct logsource_row row = row_of_service(l, node_text(map, "service"));
    const struct node *ids = node_get(map, "ids");
    int64_t *numbers = ARENA_ARRAY(&l->rules->arena, int64_t, ids->n + 1);
    for (size_t i = 0; i < ids->n; i++)
        if (!node_int(&ids->items[i], &numbers[i]))
            abort(); /* a bug of our table */
    row.ids = numbers;
    row.ids_n = ids->n;
    row.where = node_get(map, "where");
    row.fields = node_get(map, "fields");
    return row;
}

static void add_row(struct loader *l, struct logsource *to, struct logsource_row row)
{
    struct logsource_row *rows =
        ARENA_ARRAY(&l->rules->arena, struct logsource_row, to->rows_n + 1);
    if (to->rows_n)
        memcpy(rows, to->rows, to->rows_n * sizeof(*rows));
    rows[to->rows_n++] = row;
    to->rows = rows;
}

static struct loc value_loc(const struct doc *d, const char *key)
{
    const struct node *value = node_get(d->logsource, key);
    return value ? value->loc : d->logsource->loc;
}

static void no_such(struct loader *l, struct doc *d, const char *key, struct str word,
                    const struct node *known)
{
    complain(l, d, value_loc(d, key), "unknown %s '%.*s' of Windows%s", key,
             STR_ARG(str_head(word, 60)), did_you_mean(l, nearest_item(l, known, word)));
}

static void use_category(struct loader *l, struct doc *d)
{
    struct rule_info *info = &d->info;
    const struct node *categories = node_get(table(l), "categories");
    const struct node *rows = find_key(categories, info->category);
    if (!rows && lists(node_get(table(l), "elsewhere"), info->category)) {
        d->rule.source.elsewhere = true;
        return;
    }
    if (!rows) {
        no_such(l, d, "category", info->category, categories);
        return;
    }
    for (size_t i = 0; i < rows->n; i++) {
        struct logsource_row row = row_of_category(l, &rows->items[i]);
        if (info->service.len == 0 || str_eq_nocase(info->service, row.service))
            add_row(l, &d->rule.source, row);
    }
    if (d->rule.source.rows_n == 0)
        complain(l, d, value_loc(d, "service"), "service '%.*s' has no category '%.*s'",
                 STR_ARG(info->service), STR_ARG(info->category));
}

static void use_service(struct loader *l, struct doc *d)
{
    const struct node *services = node_get(table(l), "services");
    if (find_key(services, d->info.service))
        add_row(l, &d->rule.source, row_of_service(l, d->info.service));
    else
        no_such(l, d, "service", d->info.service, services);
}

/* Another product, or a category that by itself is nothing of Windows: no event log has it. */
static bool is_elsewhere(struct loader *l, struct doc *d)
{
    const struct rule_info *info = &d->info;
    if (info->product.len)
        return !str_eq_nocase(info->product, STR("windows"));
    if (info->service.len && !find_key(node_get(table(l), "services"), info->service))
        return true;
    return info->category.len && !find_key(node_get(table(l), "categories"), info->category) &&
           lists(node_get(table(l), "foreign"), info->category);
}

static void take_text(struct loader *l, struct doc *d, const struct node *value, struct str *to)
{
    if (value->kind != NODE_SCALAR || value->text.len == 0)
        complain(l, d, value->loc, "'%.*s' of a log source wants a word", STR_ARG(value->key));
    else
        *to = value->text;
}

static void take_product(struct loader *l, struct doc *d, const struct node *value)
{
    static const char *const windows[] = {"windows"};
    take_text(l, d, value, &d->info.product);
    if (str_eq_nocase(d->info.product, STR("windows")) || d->info.product.len < 5)
        return;
    if (str_nearest(d->info.product, windows, 1))
        complain(l, d, value->loc, "unknown product '%.*s', did you mean 'windows'?",
                 STR_ARG(d->info.product));
}

static void take_category(struct loader *l, struct doc *d, const struct node *value)
{
    take_text(l, d, value, &d->info.category);
}

static void take_service(struct loader *l, struct doc *d, const struct node *value)
{
    take_text(l, d, value, &d->info.service);
}

void logsource_read(struct loader *l, struct doc *d)
{
    static const struct key keys[] = {
        {"product",    false, take_product },
        {"category",   false, take_category},
        {"service",    false, take_service },
        {"definition", false, NULL         },
    };
    read_keys(l, d, d->logsource, "a log source", keys, ARRAY_LEN(keys));
    if (d->state != DOC_LIVE)
        return;
    const struct rule_info *info = &d->info;
    if (!info->product.len && !info->category.len && !info->service.len)
        complain(l, d, d->logsource->loc, "a log source wants a product, category or service");
    else if (is_elsewhere(l, d))
        d->rule.source.elsewhere = true;
    else if (info->category.len)
        use_category(l, d);
    else if (info->service.len)
        use_service(l, d);
    else
        add_row(l, &d->rule.source, (struct logsource_row){0});
}

static bool covers(struct str filter, struct str rule)
{
    return filter.len == 0 || str_eq_nocase(filter, rule);
}

bool logsource_covers(const struct rule_info *filter, const struct rule_info *rule)
{
    return covers(filter->product, rule->product) && covers(filter->category, rule->category) &&
           covers(filter->service, rule->service);
}
