/* Detections become trees over items. An item is one test on one field; rules that ask the same
 * share it. */
#include "load.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"

static bool has_word(struct str modifiers, const char *word)
{
    struct str rest = modifiers;
    while (rest.len)
        if (str_eq(str_cut(rest, '|', &rest), str_of(word)))
            return true;
    return false;
}

/* What costs little is asked first. */
static int cost_of(bool keyword, struct str modifiers, const struct node *values)
{
    if (keyword)
        return 4;
    if (has_word(modifiers, "re"))
        return 3;
    return modifiers.len ? 2 : values->kind == NODE_LIST;
}

static void put_value(struct buf *b, const struct node *v)
{
    const size_t head[] = {(size_t)v->quoted << 8 | (size_t)v->scalar, v->text.len};
    buf_bytes(b, head, sizeof head);
    buf_add(b, v->text);
}

/* All that decides what an item asks, as bytes. */
static struct str question(struct buf *b, uint32_t slot, const struct pattern_spec *spec)
{
    const size_t head[] = {slot, (size_t)spec->keyword << 8 | (size_t)spec->values->kind,
                           spec->modifiers.len};
    buf_reset(b);
    buf_bytes(b, head, sizeof head);
    buf_add(b, spec->modifiers);
    if (spec->values->kind == NODE_SCALAR)
        put_value(b, spec->values);
    for (size_t i = 0; i < spec->values->n; i++)
        put_value(b, &spec->values->items[i]);
    return buf_str(b);
}

static bool compile_item(struct loader *l, struct doc *d, struct item *item,
                         const struct pattern_spec *spec)
{
    struct err err = {0};
    if (pattern_compile(&l->rules->arena, spec, &item->pattern, &err) != OK) {
        complain(l, d, err.loc, "%s", err.text);
        return false;
    }
    struct str other = pattern_other_field(item->pattern);
    if (other.len > LIMIT_FIELD_NAME) {
        complain(l, d, item->values->loc, "the name of a field has more than %d bytes",
                 (int)LIMIT_FIELD_NAME);
        return false;
    }
    item->other = other.len ? slot_of(l->rules, other) : SLOT_NONE;
    return true;
}

/* The values of a field are scalars; anything else is a slip of indentation. */
static bool check_values(struct loader *l, struct doc *d, struct str field,
                         const struct node *values)
{
    bool flat = values->kind != NODE_MAP;
    for (size_t i = 0; i < values->n && flat; i++)
        flat = values->items[i].kind == NODE_SCALAR;
    if (!flat)
        complain(l, d, values->loc, "'%.*s' wants a value or a list of values", STR_ARG(field));
    else if (values->kind == NODE_LIST && values->n == 0)
        complain(l, d, values->loc, "'%.*s' has an empty list: write 'null' for an absent field",
                 STR_ARG(field));
    return flat && (values->kind != NODE_LIST || values->n);
}

static const struct expr *make_item(struct loader *l, struct doc *d, struct item item,
                                    const struct pattern_spec *spec)
{
    struct str asked = question(&l->question, item.slot, spec);
    uint32_t at;
    if (intern_find(&l->items, asked, &at))
        return expr_leaf(&l->rules->arena, at);
    if (!compile_item(l, d, &item, spec))
        return NULL;
    at = intern_put(&l->items, asked);
    GROW(&l->rules->arena, l->rules->items, l->rules->items_n, l->rules->items_max);
    l->rules->items[l->rules->items_n++] = item;
    return expr_leaf(&l->rules->arena, at);
}

/* `key` is "field|modifier|modifier"; without a field the values are keywords. */
static const struct expr *field_item(struct loader *l, struct doc *d, struct str key, struct loc at,
                                     const struct node *values)
{
    struct item item = {.values = values};
    item.field = str_cut(key, '|', &item.modifiers);
    if (!check_values(l, d, key, values))
        return NULL;
    if (item.field.len > LIMIT_FIELD_NAME) {
        complain(l, d, at, "the name of a field has more than %d bytes", (int)LIMIT_FIELD_NAME);
        return NULL;
    }
    bool keyword = item.field.len == 0;
    item.slot = keyword ? slot_keywords(l->rules) : slot_of(l->rules, item.field);
    item.cost = cost_of(keyword, item.modifiers, values);
    at.col += (uint32_t)(item.field.len + 1);
    struct pattern_spec spec = {item.modifiers, at, values, keyword, &l->placeholders};
    return make_item(l, d, item, &spec);
}

static int cost(const struct loader *l, const struct expr *e)
{
    int most = 0;
    if (e->kind == EXPR_LEAF)
        return l->rules->items[e->leaf].cost;
    for (uint32_t i = 0; i < e->n; i++) {
        int c = cost(l, e->of[i]);
        most = c > most ? c : most;
    }
    return most + 1;
}

/* The cheap ones in front, else in the order of the author. */
static void sort_by_cost(const struct loader *l, const struct expr **of, size_t n)
{
    for (size_t i = 1; i < n; i++)
        for (size_t k = i; k > 0 && cost(l, of[k]) < cost(l, of[k - 1]); k--) {
            const struct expr *swap = of[k];
            of[k] = of[k - 1];
            of[k - 1] = swap;
        }
}

const struct expr *detection_map(struct loader *l, struct doc *d, const struct node *map)
{
    const struct expr **of = ARENA_ARRAY(&l->scratch, const struct expr *, map->n + 1);
    size_t n = 0;
    if (map->n == 0)
        complain(l, d, map->loc, "a selection without fields fits every event");
    for (size_t i = 0; i < map->n; i++) {
        const struct node *item = &map->items[i];
        if ((of[n] = field_item(l, d, item->key, item->key_loc, item)))
            n++;
    }
    if (n == 0 || n < map->n)
        return NULL;
    if (n < 64)
        sort_by_cost(l, of, n);
    return expr_join(&l->rules->arena, EXPR_ALL, of, n);
}

static const struct expr *keywords(struct loader *l, struct doc *d, const struct node *values)
{
    return field_item(l, d, STR(""), values->loc, values);
}

/* A list holds maps, any of which may fit, or keywords; a mixture is read one by one. */
static const struct expr *selection_list(struct loader *l, struct doc *d, const struct node *list)
{
    size_t maps = 0;
    for (size_t i = 0; i < list->n; i++)
        maps += list->items[i].kind == NODE_MAP;
    if (maps == 0)
        return keywords(l, d, list);
    const struct expr **of = ARENA_ARRAY(&l->scratch, const struct expr *, list->n + 1);
    bool whole = true;
    for (size_t i = 0; i < list->n; i++) {
        const struct node *item = &list->items[i];
        of[i] = item->kind == NODE_MAP ? detection_map(l, d, item) : keywords(l, d, item);
        whole = whole && of[i];
    }
    return whole ? expr_join(&l->rules->arena, EXPR_ANY, of, list->n) : NULL;
}

static const struct expr *selection(struct loader *l, struct doc *d, const struct node *node)
{
    if (node->kind == NODE_MAP)
        return detection_map(l, d, node);
    return node->kind == NODE_LIST ? selection_list(l, d, node) : keywords(l, d, node);
}

static const struct expr *condition(struct loader *l, struct doc *d, const struct node *text)
{
    struct expr_names names = {d->rule.selections, d->rule.selections_n};
    const struct expr *made = NULL;
    struct err err = {0};
    bool upper = false;
    if (text->kind != NODE_SCALAR || text->scalar == SCALAR_NULL)
        complain(l, d, text->loc, "a condition wants a text such as 'selection and not filter'");
    else if (expr_parse(&l->rules->arena, text, names, &made, &upper, &err) != OK)
        complain(l, d, err.loc, "%s", err.text);
    else if (upper)
        notes_add(l->notes, NOTE_RULE_DOUBTFUL, text->loc,
                  "Sigma writes 'and', 'or' and 'not' in small letters");
    return made;
}

/* Several conditions: any of them. */
static const struct expr *conditions(struct loader *l, struct doc *d, const struct node *node)
{
    if (node->kind != NODE_LIST)
        return condition(l, d, node);
    const struct expr **of = ARENA_ARRAY(&l->scratch, const struct expr *, node->n + 1);
    bool whole = node->n > 0;
    if (node->n == 0)
        complain(l, d, node->loc, "the list of conditions is empty");
    for (size_t i = 0; i < node->n; i++) {
        of[i] = condition(l, d, &node->items[i]);
        whole = whole && of[i];
    }
    return whole ? expr_join(&l->rules->arena, EXPR_ANY, of, node->n) : NULL;
}

/* Keys of a detection that are no selections. */
static bool is_reserved(const struct doc *d, struct str key)
{
    return str_eq(key, STR("condition")) || (d->filter && str_eq(key, STR("rules")));
}

static const struct node *list_node(struct arena *arena, const char *key, const struct node *items,
                                    size_t n, struct loc at)
{
    struct node *list = ARENA_NEW(arena, struct node);
    *list = (struct node){
        .kind = NODE_LIST, .key = str_of(key), .key_loc = at, .loc = at, .items = items, .n = n};
    return list;
}

/* The event is of this row: of one of its channels, or of none that the export names. */
static const struct expr *of_channel(struct loader *l, struct doc *d,
                                     const struct logsource_row *row)
{
    struct node *names = ARENA_ARRAY(&l->rules->arena, struct node, row->channels_n + 1);
    size_t n = 0;
    for (; n < row->channels_n; n++)
        names[n] = (struct node){.quoted = true, .text = row->channels[n], .loc = row->from};
    names[n++] = (struct node){.scalar = SCALAR_NULL, .loc = row->from};
    const struct node *list = list_node(&l->rules->arena, "Channel", names, n, row->from);
    return field_item(l, d, list->key, row->from, list);
}

static const struct expr *of_ids(struct loader *l, struct doc *d, const struct logsource_row *row)
{
    struct node *ids = ARENA_ARRAY(&l->rules->arena, struct node, row->ids_n + 1);
    for (size_t i = 0; i < row->ids_n; i++)
        ids[i] = (struct node){.scalar = SCALAR_INT,
                               .text = arena_fmt(&l->rules->arena, "%lld", (long long)row->ids[i]),
                               .loc = row->from};
    const struct node *list = list_node(&l->rules->arena, "EventID", ids, row->ids_n, row->from);
    return field_item(l, d, list->key, row->from, list);
}

static const struct expr *of_row(struct loader *l, struct doc *d, const struct logsource_row *row)
{
    const struct expr *of[3];
    size_t n = 0;
    if (row->channels_n && (of[n] = of_channel(l, d, row)))
        n++;
    if (row->ids_n && (of[n] = of_ids(l, d, row)))
        n++;
    if (row->where && (of[n] = detection_map(l, d, row->where)))
        n++;
    return n ? expr_join(&l->rules->arena, EXPR_ALL, of, n) : NULL;
}

/* An event of the log source says something besides: a key was created, not deleted. With several
 * rows each says it of its own events. */
static void add_logsource_items(struct loader *l, struct doc *d)
{
    const struct logsource *source = &d->rule.source;
    const struct expr **of = ARENA_ARRAY(&l->scratch, const struct expr *, source->rows_n + 1);
    bool asks = false;
    for (size_t i = 0; i < source->rows_n; i++)
        asks |= source->rows[i].where != NULL;
    if (!asks || !d->rule.expr)
        return;
    if (source->rows_n == 1)
        of[0] = detection_map(l, d, source->rows[0].where);
    for (size_t i = 0; source->rows_n > 1 && i < source->rows_n; i++)
        of[i] = of_row(l, d, &source->rows[i]);
    for (size_t i = 0; i < source->rows_n; i++)
        if (!of[i])
            return; /* told */
    const struct expr *both[2] = {expr_join(&l->rules->arena, EXPR_ANY, of, source->rows_n),
                                  d->rule.expr};
    d->rule.expr = expr_join(&l->rules->arena, EXPR_ALL, both, 2);
}

static void read_selections(struct loader *l, struct doc *d, const struct node *map,
                            const struct expr **made)
{
    struct str *names = ARENA_ARRAY(&l->rules->arena, struct str, map->n + 1);
    for (size_t i = 0; i < map->n; i++) {
        const struct node *item = &map->items[i];
        if (is_reserved(d, item->key))
            continue;
        if (str_eq(item->key, STR("timeframe"))) {
            complain(l, d, item->key_loc,
                     "'timeframe' is no longer part of Sigma: write a "
                     "correlation document with 'timespan'");
            continue;
        }
        made[d->rule.selections_n] = selection(l, d, item);
        names[d->rule.selections_n++] = item->key;
    }
    d->rule.selections = names;
}

static size_t weight(const struct expr *e)
{
    size_t sum = 1;
    for (uint32_t i = 0; i < e->n; i++)
        sum += weight(e->of[i]);
    return sum;
}

/* What the condition comes to when each name is replaced by its selection. */
static size_t written_out(const struct expr *e, const size_t *weights)
{
    size_t sum = e->kind == EXPR_LEAF ? weights[e->leaf] : 1;
    for (uint32_t i = 0; i < e->n && sum <= LIMIT_CONDITION_ITEMS; i++)
        sum += written_out(e->of[i], weights);
    return sum;
}

static void graft(struct loader *l, struct doc *d, const struct expr *const *made)
{
    size_t *weights = ARENA_ARRAY(&l->scratch, size_t, d->rule.selections_n + 1);
    for (size_t i = 0; i < d->rule.selections_n; i++)
        weights[i] = weight(made[i]);
    if (written_out(d->rule.written, weights) > LIMIT_CONDITION_ITEMS)
        complain(l, d, d->root->loc, "the condition writes out to more than %d items",
                 (int)LIMIT_CONDITION_ITEMS);
    else
        d->rule.expr = expr_graft(&l->rules->arena, d->rule.written, made);
}

void detection_read(struct loader *l, struct doc *d, const struct node *map)
{
    if (map->kind != NODE_MAP) {
        complain(l, d, map->loc, "'%s' wants selections and a condition",
                 d->filter ? "filter" : "detection");
        return;
    }
    const struct expr **made = ARENA_ARRAY(&l->scratch, const struct expr *, map->n + 1);
    const struct node *text = node_get(map, "condition");
    read_selections(l, d, map, made);
    d->refs = d->filter ? node_get(map, "rules") : NULL;
    if (d->rule.selections_n == 0)
        complain(l, d, map->loc, "there is no selection");
    else if (d->rule.selections_n > LIMIT_SELECTIONS)
        complain(l, d, map->loc, "more than %d selections", (int)LIMIT_SELECTIONS);
    else if (!text)
        complain(l, d, map->loc, "there is no 'condition'");
    else
        d->rule.written = conditions(l, d, text);
    if (d->state != DOC_LIVE || !d->rule.written)
        return;
    graft(l, d, made);
    if (!d->filter)
        add_logsource_items(l, d);
}

/* What the finished tree says about ids, providers and names ------------------------------------
 */

static const struct id_set any_id = {.any = true};

static struct id_set ids_of_item(struct loader *l, const struct item *item)
{
    const struct slot *slot = &l->rules->slots[item->slot];
    struct pattern_values plain = {0};
    if (slot->kind == SLOT_SYSTEM && slot->system == SYSTEM_EVENT_ID)
        plain = pattern_plain(item->pattern);
    if (plain.n == 0)
        return any_id;
    int64_t *ids = ARENA_ARRAY(&l->rules->arena, int64_t, plain.n);
    for (size_t i = 0; i < plain.n; i++)
        if (!str_to_i64(plain.v[i], &ids[i]))
            return any_id;
    return (struct id_set){false, ids, plain.n};
}

static struct id_set ids_of(struct loader *l, const struct expr *e);

/* One that must hold decides; the shortest list is the best. */
static struct id_set ids_of_all(struct loader *l, const struct expr *e)
{
    struct id_set best = any_id;
    for (uint32_t i = 0; i < e->n; i++) {
        struct id_set ids = ids_of(l, e->of[i]);
        if (!ids.any && (best.any || ids.n < best.n))
            best = ids;
    }
    return best;
}

static int by_number(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

static struct id_set ids_of_any(struct loader *l, const struct expr *e)
{
    int64_t *sum = NULL;
    size_t n = 0, max = 0;
    for (uint32_t i = 0; i < e->n; i++) {
        struct id_set ids = ids_of(l, e->of[i]);
        if (ids.any)
            return any_id;
        for (size_t k = 0; k < ids.n; k++) {
            GROW(&l->rules->arena, sum, n, max);
            sum[n++] = ids.v[k];
        }
    }
    if (n > 1)
        qsort(sum, n, sizeof(*sum), by_number);
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || sum[kept - 1] != sum[i])
            sum[kept++] = sum[i];
    return (struct id_set){false, sum, kept};
}

static struct id_set ids_of(struct loader *l, const struct expr *e)
{
    switch (e->kind) {
    case EXPR_LEAF:
        return ids_of_item(l, &l->rules->items[e->leaf]);
    case EXPR_ALL:
        return ids_of_all(l, e);
    case EXPR_ANY:
        return ids_of_any(l, e);
    case EXPR_NOT:
        break;
    }
    return any_id;
}

struct texts {
    struct intern known; /* folded */
    struct str *v;
    size_t n, max;
};

static void add_text(struct loader *l, struct texts *to, struct str text)
{
    intern_put(&to->known, utf8_fold(&l->scratch, text));
    if (to->known.n == to->n)
        return;
    GROW(&l->rules->arena, to->v, to->n, to->max);
    to->v[to->n++] = text;
}

static void find_providers(struct loader *l, const struct expr *e, struct texts *to)
{
    if (e->kind == EXPR_NOT)
        return;
    for (uint32_t i = 0; i < e->n; i++)
        find_providers(l, e->of[i], to);
    if (e->kind != EXPR_LEAF)
        return;
    const struct item *item = &l->rules->items[e->leaf];
    const struct slot *slot = &l->rules->slots[item->slot];
    if (slot->kind != SLOT_SYSTEM || slot->system != SYSTEM_PROVIDER)
        return;
    struct pattern_values plain = pattern_plain(item->pattern);
    for (size_t i = 0; i < plain.n; i++)
        add_text(l, to, plain.v[i]);
}

/* Must something be asked of the provider, whichever way the condition is met? `pattern`: is any of
 * it more than a plain name? */
static bool asks_provider(const struct ruleset *r, const struct expr *e, bool *pattern)
{
    if (e->kind == EXPR_NOT)
        return false;
    if (e->kind == EXPR_LEAF) {
        const struct item *item = &r->items[e->leaf];
        const struct slot *slot = &r->slots[item->slot];
        if (slot->kind != SLOT_SYSTEM || slot->system != SYSTEM_PROVIDER ||
            str_find(item->modifiers, STR("neq")))
            return false;
        *pattern |= pattern_plain(item->pattern).n == 0;
        return true;
    }
    bool all = e->kind == EXPR_ALL, any = false, every = true;
    for (uint32_t i = 0; i < e->n; i++) {
        bool asks = asks_provider(r, e->of[i], pattern);
        any |= asks;
        every &= asks;
    }
    return all ? any : every;
}

/* Must something other than message text or a keyword hold, whichever way the condition is met? */
static bool asks_beyond_text(const struct ruleset *r, const struct expr *e)
{
    if (e->kind == EXPR_NOT)
        return false;
    if (e->kind == EXPR_LEAF) {
        const struct slot *slot = &r->slots[r->items[e->leaf].slot];
        bool message = slot->kind == SLOT_SYSTEM && slot->system == SYSTEM_MESSAGE;
        return slot->kind != SLOT_KEYWORDS && !message;
    }
    bool all = e->kind == EXPR_ALL;
    for (uint32_t i = 0; i < e->n; i++)
        if (asks_beyond_text(r, e->of[i]) == all)
            return all;
    return !all;
}

static bool alias_same(const struct slot_alias *a, const struct slot_alias *b)
{
    return a->channel == b->channel && a->slot == b->slot && a->ids_n == b->ids_n &&
           (a->ids_n == 0 || memcmp(a->ids, b->ids, a->ids_n * sizeof *a->ids) == 0);
}

/* Once for each, however many rules of its category there are. */
static void learn_name(struct ruleset *r, uint32_t at, struct slot_alias alias)
{
    struct slot *slot = &r->slots[at];
    for (size_t i = 0; i < slot->aliases_n; i++)
        if (alias_same(&slot->aliases[i], &alias))
            return;
    GROW(&r->arena, slot->aliases, slot->aliases_n, slot->aliases_max);
    slot->aliases[slot->aliases_n++] = alias;
}

/* Rules name fields as Sysmon does; where the log source has them under another name, the slot
 * learns it. */
static void learn_names(struct loader *l, const struct logsource_row *row)
{
    struct ruleset *r = l->rules;
    for (size_t f = 0; row->fields && f < row->fields->n; f++) {
        uint32_t at = slot_of(r, row->fields->items[f].key);
        struct slot_alias alias = {
            .ids = row->ids, .ids_n = row->ids_n, .slot = slot_of(r, row->fields->items[f].text)};
        for (size_t c = 0; c < row->channels_n; c++) {
            alias.channel = intern_put(&r->channels, utf8_fold(&r->arena, row->channels[c]));
            learn_name(r, at, alias);
        }
    }
}

void detection_finish(struct loader *l, struct doc *d)
{
    struct texts providers = {0}, channels = {0};
    bool any_channel = d->rule.source.rows_n == 0;
    d->rule.ids = ids_of(l, d->rule.expr);
    d->info.by_text = !asks_beyond_text(l->rules, d->rule.expr);
    find_providers(l, d->rule.expr, &providers);
    bool pattern = false;
    d->rule.any_provider = asks_provider(l->rules, d->rule.expr, &pattern) && pattern;
    for (size_t i = 0; i < d->rule.source.rows_n; i++) {
        const struct logsource_row *row = &d->rule.source.rows[i];
        any_channel = any_channel || row->channels_n == 0;
        for (size_t c = 0; c < row->channels_n; c++)
            add_text(l, &channels, row->channels[c]);
        learn_names(l, row);
    }
    d->info.providers = providers.v;
    d->info.providers_n = providers.n;
    d->info.channels = channels.v;
    d->info.channels_n = any_channel ? 0 : channels.n;
    intern_free(&providers.known);
    intern_free(&channels.known);
}
