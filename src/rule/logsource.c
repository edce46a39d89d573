#include "load.h"

static struct logsource_row row_of_service(const struct source_service *service)
{
    return (struct logsource_row){.service = service->name,
                                  .channels = service->channels.v,
                                  .channels_n = service->channels.n,
                                  .from = service->from};
}

static void use_row(struct loader *l, struct doc *d, struct logsource_row row)
{
    struct logsource_row *rows = ARENA_NEW(&l->rules->arena, struct logsource_row);
    rows[0] = row;
    d->rule.source.rows = rows;
    d->rule.source.rows_n = 1;
}

static struct loc value_loc(const struct doc *d, const char *key)
{
    const struct node *value = node_get(d->logsource, key);
    return value ? value->loc : d->logsource->loc;
}

static void no_such(struct loader *l, struct doc *d, const char *key, struct str word,
                    const char *near)
{
    complain(l, d, value_loc(d, key), "unknown %s '%.*s' of Windows%s", key,
             STR_ARG(str_head(word, 60)), did_you_mean(l, near));
}

static void use_category(struct loader *l, struct doc *d)
{
    struct rule_info *info = &d->info;
    const struct source_category *category = sourcemap_category(l, info->category);
    if (category ? category->n == 0 : sourcemap_is_elsewhere(l, info->category)) {
        d->rule.source.elsewhere = true;
        return;
    }
    if (!category) {
        no_such(l, d, "category", info->category, sourcemap_near_category(l, info->category));
        return;
    }
    struct logsource *source = &d->rule.source;
    struct logsource_row *rows =
        ARENA_ARRAY(&l->rules->arena, struct logsource_row, category->n + 1);
    for (size_t i = 0; i < category->n; i++)
        if (info->service.len == 0 || str_eq_nocase(info->service, category->rows[i].service))
            rows[source->rows_n++] = category->rows[i];
    source->rows = rows;
    if (source->rows_n == 0)
        complain(l, d, value_loc(d, "service"), "service '%.*s' has no category '%.*s'",
                 STR_ARG(info->service), STR_ARG(info->category));
}

static void use_service(struct loader *l, struct doc *d)
{
    const struct source_service *service = sourcemap_service(l, d->info.service);
    if (service)
        use_row(l, d, row_of_service(service));
    else
        no_such(l, d, "service", d->info.service, sourcemap_near_service(l, d->info.service));
}

/* Another product, or a category that by itself is nothing of Windows: no event log has it. */
static bool is_elsewhere(struct loader *l, struct doc *d)
{
    const struct rule_info *info = &d->info;
    if (info->product.len)
        return !str_eq_nocase(info->product, STR("windows"));
    if (info->service.len && !sourcemap_service(l, info->service))
        return true;
    return info->category.len && !sourcemap_category(l, info->category) &&
           sourcemap_is_foreign(l, info->category);
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
        use_row(l, d, (struct logsource_row){0});
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
