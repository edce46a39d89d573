#include "hypothesis.h"

#include "consequence.h"
#include "evidence.h"

#include <stdio.h>

static const struct key keys[] = {
    {"id",              KEY_TEXT,  true,  NULL             },
    {"title",           KEY_TEXT,  true,  NULL             },
    {"prior",           KEY_WORD,  true,  &words_prior     },
    {"category",        KEY_WORD,  false, &words_category  },
    {"confidence",      KEY_WORD,  false, &words_confidence},
    {"confidence_note", KEY_TEXT,  false, NULL             },
    {"culprit",         KEY_MAP,   true,  NULL             },
    {"because",         KEY_TEXT,  false, NULL             },
    {"lottery",         KEY_MAP,   false, NULL             },
    {"evidence",        KEY_LIST,  false, NULL             },
    {"cured",           KEY_LIST,  false, NULL             },
    {"fix",             KEY_LIST,  false, NULL             },
    {"verify",          KEY_LIST,  false, NULL             },
    {"consequences",    KEY_LIST,  false, NULL             },
    {"references",      KEY_LIST,  false, NULL             },
    {"explained_by",    KEY_TEXTS, false, NULL             },
};
static const struct key library_keys[] = {
    {"needs", KEY_TEXTS, false, NULL},
};
static const struct key use_keys[] = {
    {"use",  KEY_TEXT, true,  NULL},
    {"with", KEY_MAP,  false, NULL},
};
static const struct key culprit_keys[] = {
    {"service",      KEY_TEXT, false, NULL},
    {"display_name", KEY_TEXT, false, NULL},
    {"image",        KEY_TEXT, false, NULL},
    {"pid",          KEY_TEXT, false, NULL},
};
static const struct key lottery_keys[] = {
    {"trial",   KEY_TEXT,   true,  NULL       },
    {"pool",    KEY_NUMBER, true,  NULL       },
    {"from",    KEY_TEXT,   true,  NULL       },
    {"to",      KEY_TEXT,   true,  NULL       },
    {"wanted",  KEY_TEXTS,  true,  NULL       },
    {"model",   KEY_WORD,   false, &words_draw},
    {"instead", KEY_LIST,   false, NULL       },
};
static const struct key instead_keys[] = {
    {"applies", KEY_MAP, true, NULL},
};
static const struct key changed_keys[] = {
    {"pool",   KEY_NUMBER, false, NULL       },
    {"from",   KEY_TEXT,   false, NULL       },
    {"to",     KEY_TEXT,   false, NULL       },
    {"wanted", KEY_TEXTS,  false, NULL       },
    {"model",  KEY_WORD,   false, &words_draw},
};
static const struct key verify_keys[] = {
    {"absent", KEY_TEXT,     false, NULL},
    {"for",    KEY_DURATION, false, NULL},
    {"text",   KEY_TEXT,     true,  NULL},
    {"run",    KEY_TEXT,     false, NULL},
};
struct culprit culprit_load(struct loader *l, const struct node *map)
{
    if (!map || !keys_check(l, map, &KEYS("a culprit or victim", culprit_keys)))
        return (struct culprit){0};
    return (struct culprit){.service = load_phrase_at(l, map, "service"),
                            .display_name = load_phrase_at(l, map, "display_name"),
                            .image = load_phrase_at(l, map, "image"),
                            .pid = load_phrase_at(l, map, "pid")};
}

static const struct phrase *load_ports(struct loader *l, const struct node *wanted, size_t *n)
{
    struct phrase *ports = ARENA_ARRAY(l->arena, struct phrase, wanted->n + 1);
    *n = 0;
    if (wanted->kind == NODE_SCALAR)
        ports[(*n)++] = load_phrase(l, wanted);
    for (size_t i = 0; i < wanted->n; i++)
        ports[(*n)++] = load_phrase(l, &wanted->items[i]);
    return ports;
}

static void change(struct loader *l, const struct node *map, struct draw *draw)
{
    const struct node *wanted = node_get(map, "wanted"), *pool = node_get(map, "pool");
    if (pool)
        node_int(pool, &draw->pool);
    if (node_get(map, "from"))
        draw->from = load_phrase_at(l, map, "from");
    if (node_get(map, "to"))
        draw->to = load_phrase_at(l, map, "to");
    if (wanted)
        draw->wanted = load_ports(l, wanted, &draw->wanted_n);
    if (node_get(map, "model"))
        draw->run = load_word(map, "model", &words_draw) == DRAW_RUN;
    draw->instead_n = 0;
}

void draw_change(struct loader *l, const struct node *map, struct draw *draw)
{
    if (keys_check(l, map, &KEYS("a changed lottery", changed_keys)))
        change(l, map, draw);
}

static void load_instead(struct loader *l, const struct node *list, struct draw *draw)
{
    struct draw_instead *v = ARENA_ARRAY(l->arena, struct draw_instead, list->n + 1);
    struct keys all = {"a lottery of other versions", instead_keys, ARRAY_LEN(instead_keys),
                       changed_keys, ARRAY_LEN(changed_keys)};
    size_t n = 0;
    for (size_t i = 0; i < list->n; i++) {
        const struct node *map = &list->items[i];
        if (!keys_check(l, map, &all))
            continue;
        condition_load(l, node_get(map, "applies"), fact_kinds[FACT_SYSTEM].fields, &v[n].applies);
        v[n].draw = *draw;
        change(l, map, &v[n++].draw);
    }
    draw->instead = v;
    draw->instead_n = n;
}

static struct draw load_draw(struct loader *l, const struct node *map)
{
    struct draw draw = {0};
    if (!map || !keys_check(l, map, &KEYS("a lottery", lottery_keys)))
        return draw;
    const struct node *pool = node_get(map, "pool"), *instead = node_get(map, "instead");
    draw.present = load_rule(l, node_get(map, "trial"), &draw.trial) && node_int(pool, &draw.pool);
    draw.from = load_phrase_at(l, map, "from");
    draw.to = load_phrase_at(l, map, "to");
    draw.wanted = load_ports(l, node_get(map, "wanted"), &draw.wanted_n);
    draw.run = load_word(map, "model", &words_draw) == DRAW_RUN;
    if (draw.present)
        draw.what = l->rules[draw.trial].title;
    if (instead)
        load_instead(l, instead, &draw);
    return draw;
}

static void load_verify(struct loader *l, const struct node *list, struct hypothesis *h)
{
    struct verify *verify = ARENA_ARRAY(l->arena, struct verify, list->n + 1);
    for (size_t i = 0; i < list->n; i++) {
        const struct node *map = &list->items[i];
        uint32_t rule;
        if (!keys_check(l, map, &KEYS("a verification", verify_keys)))
            continue;
        if (node_get(map, "absent"))
            load_rule(l, node_get(map, "absent"), &rule);
        verify[h->verify_n++] =
            (struct verify){load_phrase_at(l, map, "text"), load_phrase_at(l, map, "run")};
    }
    h->verify = verify;
}

/* An item that neither binds a name nor does anything is a mistake. */
static void check_effects(struct loader *l, const struct items *items)
{
    for (size_t i = 0; i < items->n; i++) {
        const struct item *item = &items->v[i];
        bool binds = item->test == &evidence_fact && item->of.fact.bind >= 0;
        if (item->test && !item->present.effect && !item->absent.effect &&
            !item->test->weighs_itself && !binds)
            loader_warn(l, item->loc, "the item does nothing: it neither supports nor weakens");
    }
}

static void load_parts(struct loader *l, const struct node *map, struct hypothesis *h)
{
    const struct node *verify = node_get(map, "verify");
    const struct node *consequences = node_get(map, "consequences");
    h->title = load_phrase_at(l, map, "title");
    h->because = load_phrase_at(l, map, "because");
    h->culprit = culprit_load(l, node_get(map, "culprit"));
    h->draw = load_draw(l, node_get(map, "lottery"));
    h->evidence = items_load(l, node_get(map, "evidence"));
    h->cured = items_load(l, node_get(map, "cured"));
    h->steps = steps_load(l, node_get(map, "fix"), &h->steps_n);
    h->explained_by = load_rules(l, node_get(map, "explained_by"), &h->explained_by_n);
    if (verify)
        load_verify(l, verify, h);
    if (consequences)
        h->consequences = consequences_load(l, consequences, &h->draw, &h->consequences_n);
    check_effects(l, &h->evidence);
    for (size_t i = 0; i < h->evidence.n; i++)
        if (h->evidence.v[i].test == &evidence_trials && !h->draw.present)
            loader_complain(l, h->evidence.v[i].loc, "'trials' wants a lottery");
}

/* A hypothesis with the names that its phrases may use already in the scope. */
static bool load_body(struct loader *l, const struct node *map, struct scope *scope, bool library,
                      struct hypothesis *h)
{
    struct keys all = {"a hypothesis", keys, ARRAY_LEN(keys), library_keys,
                       library ? ARRAY_LEN(library_keys) : 0};
    const struct scope *outer = l->scope;
    struct binds binds = {0};
    size_t before = l->defects;
    if (!keys_check(l, map, &all))
        return false;
    *h = (struct hypothesis){.id = node_text(map, "id"),
                             .loc = map->loc,
                             .shared = library,
                             .prior = load_word(map, "prior", &words_prior),
                             .category = load_word(map, "category", &words_category),
                             .confidence = load_word(map, "confidence", &words_confidence),
                             .confidence_note = node_text(map, "confidence_note"),
                             .has_source = node_get(map, "references") != NULL};
    binds_collect(l, node_get(map, "evidence"), &binds);
    binds_collect(l, node_get(map, "cured"), &binds);
    h->binds = scope->binds = binds.v;
    h->binds_n = scope->binds_n = binds.n;
    l->scope = scope;
    load_parts(l, map, h);
    l->scope = outer;
    return l->defects == before;
}

static const struct node *find_library(struct loader *l, struct str id)
{
    for (size_t i = 0; i < l->rules_n; i++)
        if (l->rules[i].hypothesis && str_eq(node_text(l->rules[i].hypothesis, "id"), id))
            return l->rules[i].hypothesis;
    return NULL;
}

static const char *nearest_library(struct loader *l, struct str id)
{
    size_t n = 0;
    const char **known = ARENA_ARRAY(l->arena, const char *, l->rules_n + 1);
    for (size_t i = 0; i < l->rules_n; i++)
        if (l->rules[i].hypothesis && node_text(l->rules[i].hypothesis, "id").len)
            known[n++] = node_text(l->rules[i].hypothesis, "id").ptr;
    return str_nearest(id, known, n);
}

/* The names that a library hypothesis needs: a scalar or a list. */
static size_t needs_of(const struct node *map, const struct node **first)
{
    const struct node *needs = node_get(map, "needs");
    *first = needs ? (needs->kind == NODE_LIST ? needs->items : needs) : NULL;
    return needs ? (needs->kind == NODE_LIST ? needs->n : 1) : 0;
}

static void check_with(struct loader *l, const struct node *with, const struct given *givens,
                       size_t n)
{
    for (size_t i = 0; with && i < with->n; i++) {
        bool needed = false;
        for (size_t k = 0; k < n && !needed; k++)
            needed = str_eq(givens[k].name, with->items[i].key);
        if (!needed)
            loader_complain(l, with->items[i].key_loc, "the hypothesis does not need '%.*s'",
                            STR_ARG(with->items[i].key));
    }
}

/* What `with` gives, in the words of the diagnosis that uses the hypothesis. */
static const struct given *load_givens(struct loader *l, const struct node *library,
                                       const struct node *use, size_t *n)
{
    const struct node *needs, *with = use ? node_get(use, "with") : NULL;
    *n = needs_of(library, &needs);
    struct given *givens = ARENA_ARRAY(l->arena, struct given, *n + 1);
    for (size_t i = 0; i < *n; i++) {
        char key[128];
        snprintf(key, sizeof key, "%.*s", STR_ARG(needs[i].text));
        const struct node *value = with ? node_get(with, key) : NULL;
        givens[i].name = needs[i].text;
        givens[i].present = value != NULL;
        givens[i].phrase = load_phrase(l, value);
        if (use && !value)
            loader_complain(l, use->loc, "the hypothesis needs '%s'; give it under 'with'", key);
    }
    check_with(l, with, givens, *n);
    return givens;
}

static bool load_used(struct loader *l, const struct node *use, struct hypothesis *h)
{
    if (!keys_check(l, use, &KEYS("the use of a hypothesis", use_keys)))
        return false;
    const struct node *name = node_get(use, "use");
    const struct node *library = find_library(l, name->text);
    if (!library) {
        const char *near = nearest_library(l, name->text);
        loader_complain(l, name->loc, "no hypothesis '%.*s' in the library%s%s%s",
                        STR_ARG(name->text), near ? ", did you mean '" : "", near ? near : "",
                        near ? "'?" : "");
        return false;
    }
    size_t before = l->defects;
    struct scope scope = {.library = true, .victim = l->scope->victim};
    scope.givens = load_givens(l, library, use, &scope.givens_n);
    if (l->defects != before)
        return false;
    return load_body(l, library, &scope, true, h);
}

bool hypothesis_load(struct loader *l, const struct node *map, struct hypothesis *out)
{
    if (map->kind == NODE_MAP && node_get(map, "use"))
        return load_used(l, map, out);
    struct scope scope = *l->scope;
    return load_body(l, map, &scope, false, out);
}

void hypothesis_check(struct loader *l, const struct node *map)
{
    struct scope scope = {.library = true, .victim = true};
    struct hypothesis h;
    l->scope = &scope;
    if (map->kind != NODE_MAP) {
        loader_complain(l, map->loc, "a hypothesis wants keys and values");
        l->scope = NULL;
        return;
    }
    scope.givens = load_givens(l, map, NULL, &scope.givens_n);
    load_body(l, map, &scope, true, &h);
    l->scope = NULL;
}
