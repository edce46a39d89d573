#include "load.h"

#include "base/asset.h"
#include "base/limits.h"

#include <stdio.h>
#include <stdlib.h>

/* Looking up ------------------------------------------------------------------------------------
 */

/* The table is ours; that something is wrong with it is a bug. */
static void read_builtin(struct loader *l)
{
    struct tree tree;
    struct err err = {0};
    uint32_t before = l->notes->seen[NOTE_LOGSOURCES_INVALID];
    if (l->sources.ready)
        return;
    l->sources.ready = l->sources.builtin = true;
    if (tree_parse(&l->rules->arena, asset_text("rule/logsources.yml"), "logsources.yml", &tree,
                   &err) != OK) {
        err_print(&err, stderr);
        abort();
    }
    sourcemap_read(l, tree.documents[0]);
    if (l->notes->seen[NOTE_LOGSOURCES_INVALID] > before) {
        notes_print(l->notes, stderr);
        abort();
    }
    l->sources.builtin = false;
}

const struct source_service *sourcemap_service(struct loader *l, struct str name)
{
    read_builtin(l);
    for (size_t i = 0; i < l->sources.services_n; i++)
        if (str_eq_nocase(l->sources.services[i].name, name))
            return &l->sources.services[i];
    return NULL;
}

const struct source_category *sourcemap_category(struct loader *l, struct str name)
{
    read_builtin(l);
    for (size_t i = 0; i < l->sources.categories_n; i++)
        if (str_eq_nocase(l->sources.categories[i].name, name))
            return &l->sources.categories[i];
    return NULL;
}

static bool lists(const struct source_names *names, struct str word)
{
    for (size_t i = 0; i < names->n; i++)
        if (str_eq_nocase(names->v[i], word))
            return true;
    return false;
}

bool sourcemap_is_elsewhere(struct loader *l, struct str category)
{
    read_builtin(l);
    return lists(&l->sources.elsewhere, category);
}

bool sourcemap_is_foreign(struct loader *l, struct str category)
{
    read_builtin(l);
    return lists(&l->sources.foreign, category);
}

const char *sourcemap_near_service(struct loader *l, struct str name)
{
    const char **names = ARENA_ARRAY(&l->scratch, const char *, l->sources.services_n + 1);
    for (size_t i = 0; i < l->sources.services_n; i++)
        names[i] = l->sources.services[i].name.ptr;
    return str_nearest(name, names, l->sources.services_n);
}

const char *sourcemap_near_category(struct loader *l, struct str name)
{
    const char **names = ARENA_ARRAY(&l->scratch, const char *, l->sources.categories_n + 1);
    for (size_t i = 0; i < l->sources.categories_n; i++)
        names[i] = l->sources.categories[i].name.ptr;
    return str_nearest(name, names, l->sources.categories_n);
}

static bool has_channel(const struct str *channels, size_t n, struct str channel)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq_nocase(channels[i], channel))
            return true;
    return false;
}

/* Under its own names of fields, and with nothing else asked of it. */
static bool is_of_row(const struct logsource_row *row, struct str channel, int64_t id)
{
    bool found = false;
    for (size_t i = 0; i < row->ids_n && !found; i++)
        found = row->ids[i] == id;
    return found && !row->where && !row->fields &&
           has_channel(row->channels, row->channels_n, channel);
}

struct source_words sourcemap_words(struct loader *l, struct str channel, int64_t id)
{
    struct source_words words = {0};
    size_t least = SIZE_MAX;
    read_builtin(l);
    for (size_t i = 0; i < l->sources.services_n && !words.service.len; i++) {
        const struct source_names *channels = &l->sources.services[i].channels;
        if (has_channel(channels->v, channels->n, channel))
            words.service = l->sources.services[i].name;
    }
    for (size_t i = 0; i < l->sources.categories_n; i++)
        for (size_t k = 0; k < l->sources.categories[i].n; k++) {
            const struct logsource_row *row = &l->sources.categories[i].rows[k];
            if (is_of_row(row, channel, id) && row->ids_n < least) {
                least = row->ids_n;
                words.category = l->sources.categories[i].name;
            }
        }
    return words;
}

/* Reading ---------------------------------------------------------------------------------------
 */

static uint32_t wrongs(const struct loader *l)
{
    return l->notes->seen[NOTE_LOGSOURCES_INVALID];
}

/* A list, or the one thing that stands in its place. */
static const struct node *item_of(const struct node *value, size_t i)
{
    return value->kind == NODE_LIST ? &value->items[i] : value;
}

static bool is_empty(const struct node *value)
{
    return value->kind == NODE_LIST && value->n == 0;
}

static size_t items_of(struct loader *l, const struct node *value, const char *what)
{
    size_t n = value->kind == NODE_LIST ? value->n : 1;
    if (n > 0 && n <= LIMIT_LOGSOURCE_NAMES)
        return n;
    complain(l, NULL, value->loc, "'%.*s' has %s %s", STR_ARG(str_head(value->key, 60)),
             n ? "too many" : "no", what);
    return 0;
}

/* Channels are compared as they stand, so a wildcard in one would never be met. */
static void take_name(struct loader *l, const struct node *item, const char *what,
                      struct source_names *to)
{
    if (item->kind != NODE_SCALAR || item->text.len == 0) {
        complain(l, NULL, item->loc, "%s wants a name", what);
        return;
    }
    if (memchr(item->text.ptr, '*', item->text.len) ||
        memchr(item->text.ptr, '?', item->text.len)) {
        complain(l, NULL, item->loc, "%s has no wildcards: write its whole name", what);
        return;
    }
    GROW(&l->rules->arena, to->v, to->n, to->max);
    to->v[to->n++] = item->text;
}

static struct source_names names_of(struct loader *l, const struct node *value, const char *what,
                                    const char *many)
{
    struct source_names names = {0};
    size_t n = items_of(l, value, many);
    for (size_t i = 0; i < n; i++)
        take_name(l, item_of(value, i), what, &names);
    return names;
}

static void take_row_service(struct loader *l, struct doc *d, const struct node *value)
{
    (void)d;
    if (value->kind != NODE_SCALAR || value->text.len == 0)
        complain(l, NULL, value->loc, "a service wants a name");
    else
        l->sources.row->service = value->text;
}

static void take_row_channels(struct loader *l, struct doc *d, const struct node *value)
{
    struct source_names names = names_of(l, value, "a channel", "channels");
    (void)d;
    l->sources.row->channels = names.v;
    l->sources.row->channels_n = names.n;
}

static void take_row_ids(struct loader *l, struct doc *d, const struct node *value)
{
    size_t n = is_empty(value) ? 0 : items_of(l, value, "event ids");
    int64_t *ids = ARENA_ARRAY(&l->rules->arena, int64_t, n + 1);
    (void)d;
    for (size_t i = 0; i < n; i++) {
        const struct node *item = item_of(value, i);
        if (!node_int(item, &ids[i]) || ids[i] < 0 || ids[i] > UINT32_MAX)
            complain(l, NULL, item->loc, "an event id is a number from 0 on");
    }
    l->sources.row->ids = ids;
    l->sources.row->ids_n = n;
}

/* What cannot be asked is told here, once, and not at every rule of the category. */
static void take_row_where(struct loader *l, struct doc *d, const struct node *value)
{
    struct doc probe = {0};
    (void)d;
    if (value->kind != NODE_MAP) {
        complain(l, NULL, value->loc, "'%.*s' wants fields and their values", STR_ARG(value->key));
        return;
    }
    if (value->n && !l->sources.builtin)
        (void)detection_map(l, &probe, value);
    if (value->n)
        l->sources.row->where = value;
}

static void take_row_fields(struct loader *l, struct doc *d, const struct node *value)
{
    (void)d;
    if (value->kind != NODE_MAP) {
        complain(l, NULL, value->loc,
                 "'%.*s' wants names that rules use and what the events call them",
                 STR_ARG(value->key));
        return;
    }
    for (size_t i = 0; i < value->n; i++)
        if (value->items[i].kind != NODE_SCALAR || value->items[i].text.len == 0)
            complain(l, NULL, value->items[i].loc, "the other name of '%.*s' is one name",
                     STR_ARG(str_head(value->items[i].key, 60)));
    if (value->n)
        l->sources.row->fields = value;
}

static void take_row_has(struct loader *l, struct doc *d, const struct node *value)
{
    struct source_names names = names_of(l, value, "a field", "fields");
    (void)d;
    l->sources.row->has = names.v;
    l->sources.row->has_n = names.n;
}

/* Ours and those of logsource_map.json. */
static const struct key row_keys[] = {
    {"has",        false, take_row_has     },
    {"service",    false, take_row_service },
    {"channels",   false, take_row_channels},
    {"ids",        false, take_row_ids     },
    {"where",      false, take_row_where   },
    {"fields",     false, take_row_fields  },
    {"eventids",   false, take_row_ids     },
    {"conditions", false, take_row_where   },
    {"fieldmap",   false, take_row_fields  },
};

static void read_row(struct loader *l, const struct node *map, struct logsource_row *row)
{
    uint32_t before = wrongs(l);
    l->sources.row = row;
    if (!l->sources.builtin)
        row->from = map->loc;
    read_keys(l, NULL, map, "a row of a category", row_keys, ARRAY_LEN(row_keys));
    if (row->channels_n || wrongs(l) > before)
        return;
    const struct source_service *service = sourcemap_service(l, row->service);
    if (service) {
        row->channels = service->channels.v;
        row->channels_n = service->channels.n;
    } else if (row->service.len) {
        complain(l, NULL, node_get(map, "service")->loc, "unknown service '%.*s'%s",
                 STR_ARG(str_head(row->service, 60)),
                 did_you_mean(l, sourcemap_near_service(l, row->service)));
    } else {
        complain(l, NULL, map->loc, "a row of a category wants 'service' or 'channels'");
    }
}

static void read_service(struct loader *l, const struct node *value)
{
    struct sourcemap *to = &l->sources;
    uint32_t before = wrongs(l);
    struct source_service made = {.name = value->key,
                                  .channels = names_of(l, value, "a channel", "channels")};
    size_t at = 0;
    if (!to->builtin)
        made.from = value->key_loc;
    if (wrongs(l) > before)
        return;
    while (at < to->services_n && !str_eq_nocase(to->services[at].name, made.name))
        at++;
    if (at == to->services_n) {
        GROW(&l->rules->arena, to->services, to->services_n, to->services_max);
        to->services_n++;
    }
    to->services[at] = made;
}

/* An empty list: no event log has it. */
static void read_category(struct loader *l, const struct node *value)
{
    struct sourcemap *to = &l->sources;
    uint32_t before = wrongs(l);
    size_t at = 0, n = is_empty(value) ? 0 : items_of(l, value, "rows");
    struct logsource_row *rows = ARENA_ARRAY(&l->rules->arena, struct logsource_row, n + 1);
    for (size_t i = 0; i < n; i++)
        read_row(l, item_of(value, i), &rows[i]);
    if (wrongs(l) > before)
        return;
    while (at < to->categories_n && !str_eq_nocase(to->categories[at].name, value->key))
        at++;
    if (at == to->categories_n) {
        GROW(&l->rules->arena, to->categories, to->categories_n, to->categories_max);
        to->categories_n++;
    }
    to->categories[at] = (struct source_category){value->key, rows, n};
}

static void read_each(struct loader *l, const struct node *map,
                      void (*read)(struct loader *l, const struct node *value))
{
    if (map && map->kind != NODE_MAP)
        complain(l, NULL, map->loc, "'%.*s' wants names and what they mean", STR_ARG(map->key));
    for (size_t i = 0; map && map->kind == NODE_MAP && i < map->n; i++)
        read(l, &map->items[i]);
}

static void add_names(struct loader *l, const struct node *value, struct source_names *to)
{
    struct source_names more = {0};
    if (value)
        more = names_of(l, value, "a category", "categories");
    for (size_t i = 0; i < more.n; i++) {
        GROW(&l->rules->arena, to->v, to->n, to->max);
        to->v[to->n++] = more.v[i];
    }
}

/* `builtin: false`: nothing is known but what this map says. */
static void forget_builtin(struct loader *l, const struct node *value)
{
    bool keep = true;
    if (value && !node_bool(value, &keep))
        complain(l, NULL, value->loc, "'builtin' is true or false");
    if (!keep)
        l->sources.services_n = l->sources.categories_n = 0;
}

/* Rows name services, so services come first wherever they stand. */
void sourcemap_read(struct loader *l, const struct node *map)
{
    static const struct key keys[] = {
        {"services",   false, NULL},
        {"categories", false, NULL},
        {"elsewhere",  false, NULL},
        {"foreign",    false, NULL},
        {"builtin",    false, NULL},
        {"profile",    false, NULL}, /* says of logsource_map.json where it comes from */
        {"source",     false, NULL},
    };
    enum note_id before = l->wrong;
    read_builtin(l);
    uint32_t seen = wrongs(l);
    l->wrong = NOTE_LOGSOURCES_INVALID;
    read_keys(l, NULL, map, "a map of log sources", keys, ARRAY_LEN(keys));
    if (map->kind == NODE_MAP) {
        forget_builtin(l, node_get(map, "builtin"));
        read_each(l, node_get(map, "services"), read_service);
        read_each(l, node_get(map, "categories"), read_category);
        add_names(l, node_get(map, "elsewhere"), &l->sources.elsewhere);
        add_names(l, node_get(map, "foreign"), &l->sources.foreign);
    }
    l->rules->counts.left_out += wrongs(l) - seen;
    l->wrong = before;
}
