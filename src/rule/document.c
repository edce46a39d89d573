/* The keys of a Sigma document. Other attributes may stand at its top, as Sigma allows. */
#include "load.h"

#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>

void complain(struct loader *l, struct doc *d, struct loc at, const char *fmt, ...)
{
    char text[400];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    notes_add(l->notes, l->wrong, at, "%s", text);
    if (d)
        d->state = DOC_INVALID;
}

const char *did_you_mean(struct loader *l, const char *near)
{
    return near ? arena_fmt(&l->scratch, ", did you mean '%s'?", near).ptr : "";
}

const char *nearest_key(struct str word, const struct key *keys, size_t n)
{
    const char *names[40];
    for (size_t i = 0; i < n && i < ARRAY_LEN(names); i++)
        names[i] = keys[i].name;
    return str_nearest(word, names, n < ARRAY_LEN(names) ? n : ARRAY_LEN(names));
}

static const struct key *find_key(const struct key *keys, size_t n, struct str name)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(name, str_of(keys[i].name)))
            return &keys[i];
    return NULL;
}

static void check_required(struct loader *l, struct doc *d, const struct node *map,
                           const char *what, const struct key *keys, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!keys[i].required || node_get(map, keys[i].name))
            continue;
        const char *near = NULL;
        for (size_t k = 0; k < map->n && !near; k++)
            if (!find_key(keys, n, map->items[k].key) &&
                str_nearest(map->items[k].key, &keys[i].name, 1))
                near = map->items[k].key.ptr;
        complain(l, d, map->loc, "%s wants '%s'%s%s%s", what, keys[i].name,
                 near ? ", is that what '" : "", near ? near : "", near ? "' means?" : "");
    }
}

static void take_keys(struct loader *l, struct doc *d, const struct node *map,
                      const struct key *keys, size_t n)
{
    for (size_t i = 0; i < map->n; i++) {
        const struct key *key = find_key(keys, n, map->items[i].key);
        if (key && key->take)
            key->take(l, d, &map->items[i]);
    }
}

void read_keys(struct loader *l, struct doc *d, const struct node *map, const char *what,
               const struct key *keys, size_t n)
{
    if (map->kind != NODE_MAP) {
        complain(l, d, map->loc, "%s wants keys and values", what);
        return;
    }
    for (size_t i = 0; i < map->n; i++)
        if (!find_key(keys, n, map->items[i].key))
            complain(l, d, map->items[i].key_loc, "unknown key '%.*s' in %s%s",
                     STR_ARG(str_head(map->items[i].key, 60)), what,
                     did_you_mean(l, nearest_key(map->items[i].key, keys, n)));
    check_required(l, d, map, what, keys, n);
    take_keys(l, d, map, keys, n);
}

static void take_text(struct loader *l, struct doc *d, const struct node *value, struct str *to)
{
    if (value->kind != NODE_SCALAR)
        complain(l, d, value->loc, "'%.*s' wants a text", STR_ARG(value->key));
    else if (value->scalar != SCALAR_NULL)
        *to = value->text;
}

static void take_title(struct loader *l, struct doc *d, const struct node *value)
{
    take_text(l, d, value, &d->info.title);
}

static void take_id(struct loader *l, struct doc *d, const struct node *value)
{
    take_text(l, d, value, &d->info.id);
}

static void take_name(struct loader *l, struct doc *d, const struct node *value)
{
    take_text(l, d, value, &d->info.name);
}

static void take_description(struct loader *l, struct doc *d, const struct node *value)
{
    take_text(l, d, value, &d->info.description);
}

static void take_status(struct loader *l, struct doc *d, const struct node *value)
{
    static const char *const known[] = {"stable", "test", "experimental", "deprecated",
                                        "unsupported"};
    take_text(l, d, value, &d->info.status);
    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        if (str_eq(d->info.status, str_of(known[i])))
            return;
    if (value->kind == NODE_SCALAR)
        complain(l, d, value->loc, "unknown status '%.*s'%s", STR_ARG(str_head(value->text, 60)),
                 did_you_mean(l, str_nearest(value->text, known, ARRAY_LEN(known))));
}

static void take_level(struct loader *l, struct doc *d, const struct node *value)
{
    if (value->kind == NODE_SCALAR && level_find(value->text, &d->info.level))
        return;
    complain(l, d, value->loc, "unknown level '%.*s'%s", STR_ARG(str_head(value->text, 60)),
             did_you_mean(l, str_nearest(value->text, level_names, LEVELS)));
}

static void take_tags(struct loader *l, struct doc *d, const struct node *value)
{
    if (value->kind == NODE_SCALAR && value->scalar == SCALAR_NULL)
        return;
    struct str *tags = ARENA_ARRAY(&l->rules->arena, struct str, value->n + 1);
    if (value->kind != NODE_LIST)
        complain(l, d, value->loc, "'tags' wants a list");
    for (size_t i = 0; value->kind == NODE_LIST && i < value->n; i++) {
        if (value->items[i].kind != NODE_SCALAR)
            complain(l, d, value->items[i].loc, "a tag wants a word");
        tags[d->info.tags_n++] = value->items[i].text;
    }
    d->info.tags = tags;
}

static void take_taxonomy(struct loader *l, struct doc *d, const struct node *value)
{
    if (value->kind != NODE_SCALAR || !str_eq(value->text, STR("sigma")))
        complain(l, d, value->loc, "the taxonomy '%.*s' is not known: only 'sigma' is",
                 STR_ARG(str_head(value->text, 60)));
}

static void take_related(struct loader *l, struct doc *d, const struct node *value)
{
    static const char *const known[] = {"derived", "obsolete", "obsoletes",  "merged",
                                        "renamed", "similar",  "correlation"};
    if (value->kind != NODE_LIST)
        complain(l, d, value->loc, "'related' wants a list of {id, type}");
    for (size_t i = 0; value->kind == NODE_LIST && i < value->n; i++) {
        struct str type = node_text(&value->items[i], "type");
        bool found = false;
        for (size_t k = 0; k < ARRAY_LEN(known) && !found; k++)
            found = str_eq(type, str_of(known[k]));
        if (!found || node_text(&value->items[i], "id").len == 0)
            complain(l, d, value->items[i].loc, "a related rule wants an id and a type%s",
                     did_you_mean(l, type.len ? str_nearest(type, known, ARRAY_LEN(known)) : NULL));
    }
}

static void take_logsource(struct loader *l, struct doc *d, const struct node *value)
{
    (void)l;
    d->logsource = value;
}

static void take_detection(struct loader *l, struct doc *d, const struct node *value)
{
    (void)l;
    d->detection = value;
}

static void take_correlation(struct loader *l, struct doc *d, const struct node *value)
{
    (void)l;
    d->correlation = value;
}

static void take_filter(struct loader *l, struct doc *d, const struct node *value)
{
    (void)l;
    d->filter = value;
}

static void take_diagnosis(struct loader *l, struct doc *d, const struct node *value)
{
    d->info.diagnosis = value;
    if (value->kind != NODE_MAP)
        complain(l, d, value->loc, "'diagnosis' wants keys and values");
}

static void take_hypothesis(struct loader *l, struct doc *d, const struct node *value)
{
    d->info.hypothesis = value;
    if (value->kind != NODE_MAP)
        complain(l, d, value->loc, "'hypothesis' wants keys and values");
}

static void take_tests(struct loader *l, struct doc *d, const struct node *value)
{
    d->info.tests = value;
    if (value->kind != NODE_LIST)
        complain(l, d, value->loc, "'tests' wants a list");
}

static const struct key top_keys[] = {
    {"title",          true,  take_title      },
    {"id",             false, take_id         },
    {"name",           false, take_name       },
    {"status",         false, take_status     },
    {"description",    false, take_description},
    {"level",          false, take_level      },
    {"tags",           false, take_tags       },
    {"taxonomy",       false, take_taxonomy   },
    {"related",        false, take_related    },
    {"logsource",      false, take_logsource  },
    {"detection",      false, take_detection  },
    {"correlation",    false, take_correlation},
    {"filter",         false, take_filter     },
    {"diagnosis",      false, take_diagnosis  },
    {"hypothesis",     false, take_hypothesis },
    {"tests",          false, take_tests      },
    {"license",        false, NULL            },
    {"references",     false, NULL            },
    {"author",         false, NULL            },
    {"date",           false, NULL            },
    {"modified",       false, NULL            },
    {"fields",         false, NULL            },
    {"falsepositives", false, NULL            },
    {"scope",          false, NULL            },
};

/* Attributes of any name may stand at the top, so only what nearly spells one of ours is wrong. */
static void check_ours(struct loader *l, struct doc *d)
{
    static const char *const ours[] = {"diagnosis", "hypothesis", "tests"};
    for (size_t i = 0; i < d->root->n; i++) {
        const struct node *item = &d->root->items[i];
        if (find_key(top_keys, ARRAY_LEN(top_keys), item->key))
            continue;
        const char *near = str_nearest(item->key, ours, ARRAY_LEN(ours));
        if (near && item->key.ptr[0] == near[0])
            complain(l, d, item->key_loc, "unknown key '%.*s', did you mean '%s'?",
                     STR_ARG(item->key), near);
    }
}

/* A document is one of three things. */
static void check_type(struct loader *l, struct doc *d)
{
    const struct node *parts[] = {d->detection, d->correlation, d->filter};
    static const char *const names[] = {"detection", "correlation", "filter"};
    int found = 0;
    for (size_t i = 0; i < ARRAY_LEN(parts); i++)
        if (parts[i] && found++ == 0)
            d->info.type = (enum rule_type)i;
    if (found > 1)
        complain(l, d, d->root->loc,
                 "a document is a detection, a correlation or a filter: only "
                 "one of them may stand in it");
    if (found)
        return;
    const struct node *action = node_get(d->root, "action");
    if (action) {
        complain(l, d, action->key_loc,
                 "'action' is no longer part of Sigma: write out in each document what they share");
        return;
    }
    const char *near = NULL;
    for (size_t i = 0; i < d->root->n && !near; i++)
        if (!find_key(top_keys, ARRAY_LEN(top_keys), d->root->items[i].key) &&
            str_nearest(d->root->items[i].key, names, ARRAY_LEN(names)))
            near = d->root->items[i].key.ptr;
    complain(l, d, d->root->loc, "a rule wants 'detection', 'correlation' or 'filter'%s%s%s",
             near ? ", is that what '" : "", near ? near : "", near ? "' means?" : "");
}

static bool is_retired(const struct rule_info *info)
{
    return str_eq(info->status, STR("deprecated")) || str_eq(info->status, STR("unsupported"));
}

static void read_parts(struct loader *l, struct doc *d)
{
    if (d->info.type != RULE_CORRELATION && !d->logsource)
        complain(l, d, d->root->loc, "a %s wants 'logsource'", d->filter ? "filter" : "detection");
    else if (d->logsource)
        logsource_read(l, d);
    if (d->correlation)
        correlation_read(l, d);
    else
        detection_read(l, d, d->detection ? d->detection : d->filter);
}

void document_read(struct loader *l, struct doc *d)
{
    d->info.level = LEVEL_MEDIUM;
    d->info.loc = d->root->loc;
    d->rule.root = d->root;
    if (d->root->kind != NODE_MAP) {
        complain(l, d, d->root->loc, "a rule wants keys and values");
        return;
    }
    check_required(l, d, d->root, "a rule", top_keys, ARRAY_LEN(top_keys));
    take_keys(l, d, d->root, top_keys, ARRAY_LEN(top_keys));
    check_ours(l, d);
    check_type(l, d);
    if (d->state == DOC_LIVE && is_retired(&d->info))
        d->state = DOC_RETIRED;
    if (d->state == DOC_LIVE)
        read_parts(l, d);
}
