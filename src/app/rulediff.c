#include "app/rulediff.h"

#include "base/buf.h"
#include "base/tree.h"

/* So deep a change is named; below it stands only that something did. */
#define DEPTH 4
#define SHORT 60

static bool node_same(const struct node *a, const struct node *b)
{
    if (!a || !b)
        return a == b;
    if (a->kind != b->kind || a->n != b->n)
        return false;
    if (a->kind == NODE_SCALAR)
        return a->scalar == b->scalar && str_eq(a->text, b->text);
    for (size_t i = 0; i < a->n; i++) {
        bool map = a->kind == NODE_MAP;
        const struct node *other = map ? node_get(b, a->items[i].key.ptr) : &b->items[i];
        if (!node_same(&a->items[i], other))
            return false;
    }
    return true;
}

/* What an entry of a list is known by: hypotheses and references have an id or say what they use,
 * tests have a name. */
static struct str entry_key(const struct node *entry)
{
    static const char *const keys[] = {"id", "use", "name"};
    struct str key = {0};
    for (size_t i = 0; entry->kind == NODE_MAP && key.len == 0 && i < ARRAY_LEN(keys); i++)
        key = node_text(entry, keys[i]);
    return key;
}

static const struct node *entry_of(const struct node *list, struct str key)
{
    for (size_t i = 0; list && key.len && i < list->n; i++)
        if (str_eq(entry_key(&list->items[i]), key))
            return &list->items[i];
    return NULL;
}

static bool has_keys(const struct node *list)
{
    bool all = list && list->kind == NODE_LIST && list->n;
    for (size_t i = 0; all && i < list->n; i++)
        all = entry_key(&list->items[i]).len > 0;
    return all;
}

static bool is_short(const struct node *n)
{
    return n && n->kind == NODE_SCALAR && n->text.len <= SHORT &&
           !memchr(n->text.ptr, '\n', n->text.len);
}

static void say(struct buf *to, struct str path, const struct node *old, const struct node *now)
{
    buf_fmt(to, "%s%.*s", to->len ? "; " : "", STR_ARG(path));
    if (is_short(old) && is_short(now))
        buf_fmt(to, " %.*s -> %.*s", STR_ARG(old->text), STR_ARG(now->text));
    else if (!old || !now)
        buf_text(to, old ? " (gone)" : " (new)");
}

static void compare(struct arena *arena, struct buf *to, struct str path, const struct node *old,
                    const struct node *now, int depth);

/* One side's entries; those of both are compared once, from the old side. */
static void compare_entries(struct arena *arena, struct buf *to, struct str path,
                            const struct node *old, const struct node *now, int depth)
{
    bool map = old->kind == NODE_MAP;
    for (int side = 0; side < 2; side++) {
        const struct node *from = side ? now : old, *other = side ? old : now;
        for (size_t i = 0; i < from->n; i++) {
            const struct node *item = &from->items[i];
            struct str key = map ? item->key : entry_key(item);
            const struct node *twin = map ? node_get(other, key.ptr) : entry_of(other, key);
            struct str at = arena_fmt(arena, "%.*s%s%.*s", STR_ARG(path), path.len ? "." : "",
                                      STR_ARG(key));
            if (side && twin)
                continue;
            compare(arena, to, at, side ? NULL : item, side ? item : twin, depth - 1);
        }
    }
}

static void compare(struct arena *arena, struct buf *to, struct str path, const struct node *old,
                    const struct node *now, int depth)
{
    if (node_same(old, now))
        return;
    bool maps = old && now && old->kind == NODE_MAP && now->kind == NODE_MAP;
    if (depth > 0 && (maps || (has_keys(old) && has_keys(now))))
        compare_entries(arena, to, path, old, now, depth);
    else
        say(to, path, old, now);
}

static const struct rule_info *twin_of(const struct ruleset *rules, const struct rule_info *r)
{
    struct str name = r->id.len ? r->id : r->name;
    return name.len ? ruleset_find(rules, name) : NULL;
}

static void add_row(struct rulediff *d, struct rulediff_row row)
{
    d->rows[d->rows_n++] = row;
    d->counts[row.change]++;
}

static void compare_rules(struct rulediff *d, struct arena *arena)
{
    const struct rule_info *now = ruleset_rules(d->now_rules);
    for (size_t i = 0; i < ruleset_count(d->now_rules); i++) {
        const struct rule_info *old = twin_of(d->old_rules, &now[i]);
        struct buf parts = {0};
        if (!old)
            continue;
        compare(arena, &parts, STR(""), ruleset_document(d->old_rules, old->index),
                ruleset_document(d->now_rules, now[i].index), DEPTH);
        if (parts.len)
            add_row(d, (struct rulediff_row){RULE_CHANGED, old, &now[i], buf_keep(&parts, arena)});
        else
            d->same++;
        buf_free(&parts);
    }
}

enum status rulediff_run(struct rule_paths old, struct rule_paths now, struct arena *arena,
                         struct notes *notes, struct rulediff *out, struct err *err)
{
    *out = (struct rulediff){0};
    TRY(ruleset_load(old, notes, &out->old_rules, err));
    TRY(ruleset_load(now, notes, &out->now_rules, err));
    size_t old_n = ruleset_count(out->old_rules), now_n = ruleset_count(out->now_rules);
    const struct rule_info *was = ruleset_rules(out->old_rules), *is = ruleset_rules(out->now_rules);
    out->rows = ARENA_ARRAY(arena, struct rulediff_row, old_n + now_n + 1);
    for (size_t i = 0; i < old_n; i++)
        if (!twin_of(out->now_rules, &was[i]))
            add_row(out, (struct rulediff_row){RULE_REMOVED, &was[i], NULL, {0}});
    for (size_t i = 0; i < now_n; i++)
        if (!twin_of(out->old_rules, &is[i]))
            add_row(out, (struct rulediff_row){RULE_ADDED, NULL, &is[i], {0}});
    compare_rules(out, arena);
    return OK;
}

void rulediff_free(struct rulediff *d)
{
    ruleset_free(d->old_rules);
    ruleset_free(d->now_rules);
    *d = (struct rulediff){0};
}
