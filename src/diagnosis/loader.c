#include "loader.h"

#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>

static void remark(struct loader *l, enum note_id id, struct loc at, const char *fmt, va_list ap)
    PRINTF(4, 0);

static void remark(struct loader *l, enum note_id id, struct loc at, const char *fmt, va_list ap)
{
    struct buf text = BUF_CAP(1024);
    buf_vfmt(&text, fmt, ap);
    notes_add(l->notes, id, at, "%.*s", STR_ARG(buf_str(&text)));
    buf_free(&text);
}

void loader_complain(struct loader *l, struct loc at, const char *fmt, ...)
{
    va_list ap;
    l->defects++;
    va_start(ap, fmt);
    remark(l, NOTE_DIAGNOSIS_INVALID, at, fmt, ap);
    va_end(ap);
}

void loader_warn(struct loader *l, struct loc at, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    remark(l, NOTE_DIAGNOSIS_DOUBTFUL, at, fmt, ap);
    va_end(ap);
}

/* Keys ---------------------------------------------------------------------------------------- */

static const struct key *find_key(const struct keys *keys, struct str name)
{
    for (size_t i = 0; i < keys->n; i++)
        if (str_eq(str_of(keys->rows[i].name), name))
            return &keys->rows[i];
    for (size_t i = 0; i < keys->more_n; i++)
        if (str_eq(str_of(keys->more[i].name), name))
            return &keys->more[i];
    return NULL;
}

static const char *nearest_key(struct loader *l, const struct keys *keys, struct str name)
{
    size_t n = 0;
    const char **known = ARENA_ARRAY(l->arena, const char *, keys->n + keys->more_n + 1);
    for (size_t i = 0; i < keys->n; i++)
        known[n++] = keys->rows[i].name;
    for (size_t i = 0; i < keys->more_n; i++)
        known[n++] = keys->more[i].name;
    return str_nearest(name, known, n);
}

static bool all_scalars(const struct node *list)
{
    for (size_t i = 0; i < list->n; i++)
        if (list->items[i].kind != NODE_SCALAR)
            return false;
    return true;
}

static bool is_duration(const struct node *node)
{
    int64_t ticks;
    return node->kind == NODE_SCALAR && duration_parse(node->text, &ticks) && ticks > 0;
}

/* What a value is not; NULL when it is what its key wants. */
static const char *wrong_kind(const struct key *key, const struct node *value)
{
    bool flag;
    int64_t number;
    switch (key->kind) {
    case KEY_ANY:
        return NULL;
    case KEY_TEXT:
    case KEY_WORD:
        return value->kind == NODE_SCALAR ? NULL : "one value";
    case KEY_TEXTS:
        return value->kind == NODE_SCALAR || (value->kind == NODE_LIST && all_scalars(value))
                   ? NULL
                   : "a value or a list of values";
    case KEY_MAP:
        return value->kind == NODE_MAP ? NULL : "keys and values";
    case KEY_LIST:
        return value->kind == NODE_LIST ? NULL : "a list";
    case KEY_BOOL:
        return value->kind == NODE_SCALAR && node_bool(value, &flag) ? NULL : "true or false";
    case KEY_DURATION:
        return is_duration(value) ? NULL : "a duration such as 30d or 15m";
    case KEY_NUMBER:
        return value->kind == NODE_SCALAR && node_int(value, &number) ? NULL : "a whole number";
    }
    return NULL;
}

static void check_word(struct loader *l, const struct key *key, const struct node *value)
{
    if (words_find(key->words, value->text) >= 0)
        return;
    const char *near = words_nearest(key->words, value->text);
    loader_complain(l, value->loc, "'%.*s' is no %s%s%s%s", STR_ARG(value->text), key->words->what,
                    near ? ", did you mean '" : "", near ? near : "", near ? "'?" : "");
}

static void check_value(struct loader *l, const struct key *key, const struct node *value)
{
    const char *wanted = wrong_kind(key, value);
    if (wanted)
        loader_complain(l, value->loc, "'%s' wants %s", key->name, wanted);
    else if (key->kind == KEY_WORD)
        check_word(l, key, value);
}

static void check_required(struct loader *l, const struct node *map, const struct keys *keys)
{
    for (size_t i = 0; i < keys->n; i++)
        if (keys->rows[i].required && !node_get(map, keys->rows[i].name))
            loader_complain(l, map->loc, "%s wants '%s'", keys->what, keys->rows[i].name);
    for (size_t i = 0; i < keys->more_n; i++)
        if (keys->more[i].required && !node_get(map, keys->more[i].name))
            loader_complain(l, map->loc, "%s wants '%s'", keys->what, keys->more[i].name);
}

bool keys_check(struct loader *l, const struct node *map, const struct keys *keys)
{
    size_t before = l->defects;
    if (map->kind != NODE_MAP) {
        loader_complain(l, map->loc, "%s wants keys and values", keys->what);
        return false;
    }
    for (size_t i = 0; i < map->n; i++) {
        const struct node *value = &map->items[i];
        const struct key *key = find_key(keys, value->key);
        const char *near = key ? NULL : nearest_key(l, keys, value->key);
        if (key)
            check_value(l, key, value);
        else
            loader_complain(l, value->key_loc, "unknown key '%.*s' in %s%s%s%s",
                            STR_ARG(value->key), keys->what, near ? ", did you mean '" : "",
                            near ? near : "", near ? "'?" : "");
    }
    check_required(l, map, keys);
    return l->defects == before;
}

/* Values -------------------------------------------------------------------------------------- */

struct phrase load_phrase(struct loader *l, const struct node *scalar)
{
    struct phrase phrase = {0};
    struct str unknown;
    const char *near = NULL;
    if (!scalar || scalar->kind != NODE_SCALAR)
        return phrase;
    if (!phrase_compile(l->arena, l->scope, scalar->text, &phrase, &unknown, &near))
        loader_complain(l, scalar->loc, "'{%.*s}' is not declared%s%s%s", STR_ARG(unknown),
                        near ? ", did you mean '{" : "", near ? near : "", near ? "}'?" : "");
    return phrase;
}

struct phrase load_phrase_at(struct loader *l, const struct node *map, const char *key)
{
    return load_phrase(l, node_get(map, key));
}

const struct rule_info *catalogue_rule(const struct rule_info *rules, size_t n, struct str name)
{
    for (size_t i = 0; name.len && i < n; i++)
        if (str_eq(rules[i].name, name) || str_eq(rules[i].id, name))
            return &rules[i];
    return NULL;
}

static const char *nearest_rule(struct loader *l, struct str name)
{
    size_t n = 0;
    const char **known = ARENA_ARRAY(l->arena, const char *, l->rules_n + 1);
    for (size_t i = 0; i < l->rules_n; i++)
        if (l->rules[i].name.len)
            known[n++] = arena_str(l->arena, l->rules[i].name).ptr;
    return str_nearest(name, known, n);
}

bool load_rule(struct loader *l, const struct node *name, uint32_t *rule)
{
    const struct rule_info *found = NULL;
    if (name && name->kind == NODE_SCALAR)
        found = catalogue_rule(l->rules, l->rules_n, name->text);
    if (found) {
        *rule = found->index;
        return true;
    }
    if (name && name->kind == NODE_SCALAR) {
        const char *near = nearest_rule(l, name->text);
        loader_complain(l, name->loc, "no rule '%.*s'%s%s%s", STR_ARG(name->text),
                        near ? ", did you mean '" : "", near ? near : "", near ? "'?" : "");
    }
    return false;
}

const uint32_t *load_rules(struct loader *l, const struct node *list, size_t *n)
{
    *n = 0;
    if (!list)
        return NULL;
    uint32_t *rules = ARENA_ARRAY(l->arena, uint32_t, list->n + 1);
    if (list->kind == NODE_SCALAR)
        *n += load_rule(l, list, &rules[*n]);
    for (size_t i = 0; i < list->n; i++)
        *n += load_rule(l, &list->items[i], &rules[*n]);
    return rules;
}

int64_t load_duration(const struct node *map, const char *key, int64_t otherwise)
{
    const struct node *node = node_get(map, key);
    int64_t ticks;
    return node && node->kind == NODE_SCALAR && duration_parse(node->text, &ticks) ? ticks
                                                                                   : otherwise;
}

int load_word(const struct node *map, const char *key, const struct words *w)
{
    const struct node *node = node_get(map, key);
    return node && node->kind == NODE_SCALAR ? words_find(w, node->text) : -1;
}

bool load_regex(struct loader *l, const struct node *text, struct regex **out)
{
    struct catalogue *c = l->catalogue;
    struct err why = {0};
    if (text->kind != NODE_SCALAR)
        return false;
    if (regex_compile(text->text, (struct regex_flags){0}, text->loc, out, &why) != OK) {
        loader_complain(l, text->loc, "%s", why.text);
        return false;
    }
    GROW(&c->arena, c->regexes, c->regexes_n, c->regexes_max);
    c->regexes[c->regexes_n++].regex = *out;
    return true;
}
