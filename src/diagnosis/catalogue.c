#include "catalogue.h"

#include "evidence.h"
#include "hypothesis.h"
#include "parameter.h"

#include <stdlib.h>

static const struct key keys[] = {
    {"category",        KEY_WORD,  true,  &words_category  },
    {"confidence",      KEY_WORD,  false, &words_confidence},
    {"confidence_note", KEY_TEXT,  false, NULL             },
    {"symptom",         KEY_TEXT,  true,  NULL             },
    {"effect",          KEY_TEXT,  false, NULL             },
    {"victim",          KEY_MAP,   false, NULL             },
    {"parameters",      KEY_MAP,   false, NULL             },
    {"exclusive",       KEY_BOOL,  false, NULL             },
    {"yields",          KEY_BOOL,  false, NULL             },
    {"claims",          KEY_TEXTS, false, NULL             },
    {"hypotheses",      KEY_LIST,  true,  NULL             },
    {"exposure",        KEY_LIST,  false, NULL             },
    {"references",      KEY_LIST,  false, NULL             },
};
static const struct key reference_keys[] = {
    {"id",  KEY_TEXT, true, NULL},
    {"url", KEY_TEXT, true, NULL},
};

static void load_parameters(struct loader *l, const struct node *map, struct problem *p,
                            struct scope *scope)
{
    struct parameter *list = ARENA_ARRAY(l->arena, struct parameter, map->n + 1);
    struct str *names = ARENA_ARRAY(l->arena, struct str, map->n + 1);
    for (size_t i = 0; i < map->n; i++) {
        parameter_load(l, &map->items[i], &list[i]);
        names[i] = map->items[i].key;
    }
    p->parameters = list;
    p->parameters_n = map->n;
    scope->parameters = names;
    scope->parameters_n = map->n;
}

static void load_references(struct loader *l, const struct node *list, struct problem *p)
{
    struct a_reference *refs = ARENA_ARRAY(l->arena, struct a_reference, list->n + 1);
    for (size_t i = 0; i < list->n; i++)
        if (keys_check(l, &list->items[i], &KEYS("a reference", reference_keys)))
            refs[p->references_n++] = (struct a_reference){node_text(&list->items[i], "id"),
                                                           node_text(&list->items[i], "url")};
    p->references = refs;
}

static void load_hypotheses(struct loader *l, const struct node *list, struct problem *p)
{
    struct hypothesis *h = ARENA_ARRAY(l->arena, struct hypothesis, list->n + 1);
    int own = words_find(&words_confidence, STR("own-knowledge"));
    for (size_t i = 0; i < list->n; i++)
        p->hypotheses_n += hypothesis_load(l, &list->items[i], &h[p->hypotheses_n]);
    for (size_t i = 0; i < p->hypotheses_n; i++) {
        if (h[i].confidence != own) /* a page about the problem bears out no guess of its cause */
            h[i].has_source = h[i].has_source || p->references_n > 0;
        for (size_t k = 0; k < i; k++)
            if (str_eq(h[i].id, h[k].id))
                loader_complain(l, h[i].loc, "two hypotheses are called '%.*s'", STR_ARG(h[i].id));
    }
    if (list->n == 0)
        loader_complain(l, list->loc, "a diagnosis wants hypotheses");
    p->hypotheses = h;
}

static void load_exposure(struct loader *l, const struct node *list, struct problem *p,
                          struct scope *scope)
{
    struct binds binds = {0};
    struct scope with_binds = *scope;
    binds_collect(l, list, &binds);
    with_binds.binds = p->exposure_binds = binds.v;
    with_binds.binds_n = p->exposure_binds_n = binds.n;
    l->scope = &with_binds;
    p->exposure = items_load(l, list);
    l->scope = scope;
}

static bool load_flag(const struct node *map, const char *key)
{
    bool set = false;
    return node_get(map, key) && node_bool(node_get(map, key), &set) && set;
}

static void load_parts(struct loader *l, const struct node *map, struct problem *p,
                       struct scope *scope)
{
    if (!keys_check(l, map, &KEYS("a diagnosis", keys)))
        return;
    p->category = load_word(map, "category", &words_category);
    p->confidence = load_word(map, "confidence", &words_confidence);
    p->confidence_note = node_text(map, "confidence_note");
    p->exclusive = load_flag(map, "exclusive");
    p->yields = load_flag(map, "yields");
    p->claims = load_rules(l, node_get(map, "claims"), &p->claims_n);
    if (node_get(map, "parameters"))
        load_parameters(l, node_get(map, "parameters"), p, scope);
    p->has_victim = node_get(map, "victim") != NULL;
    p->victim = culprit_load(l, node_get(map, "victim"));
    scope->victim = p->has_victim;
    p->symptom = load_phrase_at(l, map, "symptom");
    p->effect = load_phrase_at(l, map, "effect");
    if (node_get(map, "references"))
        load_references(l, node_get(map, "references"), p);
    load_hypotheses(l, node_get(map, "hypotheses"), p);
    if (node_get(map, "exposure"))
        load_exposure(l, node_get(map, "exposure"), p, scope);
}

static void load_problem(struct loader *l, const struct rule_info *rule, struct problem *p)
{
    struct scope scope = {0};
    *p = (struct problem){.rule = rule};
    l->scope = &scope;
    load_parts(l, rule->diagnosis, p, &scope);
    l->scope = NULL;
}

/* Library hypotheses are looked at even where nobody uses them. */
static void check_library(struct loader *l)
{
    for (size_t i = 0; i < l->rules_n; i++)
        if (l->rules[i].hypothesis)
            hypothesis_check(l, l->rules[i].hypothesis);
}

static void load_problems(struct loader *l)
{
    struct catalogue *c = l->catalogue;
    for (size_t i = 0; i < l->rules_n; i++) {
        struct problem problem;
        if (!l->rules[i].diagnosis)
            continue;
        l->defects = 0;
        load_problem(l, &l->rules[i], &problem);
        if (l->defects)
            continue;
        reach_check(l, &problem);
        GROW(l->arena, c->problems, c->problems_n, c->problems_max);
        c->problems[c->problems_n++] = problem;
    }
}

enum status catalogue_load(const struct rule_info *rules, size_t rules_n, struct notes *notes,
                           struct catalogue **out, struct err *err)
{
    (void)err;
    struct catalogue *c = calloc(1, sizeof *c);
    if (!c)
        mem_die(sizeof *c);
    struct loader l = {
        .catalogue = c, .arena = &c->arena, .notes = notes, .rules = rules, .rules_n = rules_n};
    c->rules = rules;
    c->rules_n = rules_n;
    check_library(&l);
    load_problems(&l);
    *out = c;
    return OK;
}

void catalogue_free(struct catalogue *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < c->patterns_n; i++)
        pattern_release(c->patterns[i].pattern);
    for (size_t i = 0; i < c->regexes_n; i++)
        regex_free(c->regexes[i].regex);
    arena_free(&c->arena);
    free(c);
}
