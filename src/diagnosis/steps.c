/* Loading the steps of a fix. */
#include "hypothesis.h"

static const struct key step_keys[] = {
    {"do",       KEY_TEXT,  true,  NULL           },
    {"kind",     KEY_WORD,  true,  &words_kind    },
    {"on",       KEY_WORD,  true,  &words_machine },
    {"run",      KEY_TEXT,  false, NULL           },
    {"expect",   KEY_TEXT,  false, NULL           },
    {"undo",     KEY_TEXT,  false, NULL           },
    {"risk",     KEY_WORD,  false, &words_risk    },
    {"security", KEY_WORD,  false, &words_security},
    {"restart",  KEY_WORD,  false, &words_restart },
    {"applies",  KEY_MAP,   false, NULL           },
    {"needs",    KEY_TEXTS, false, NULL           },
    {"valid",    KEY_MAP,   false, NULL           },
    {"watch",    KEY_TEXTS, false, NULL           },
    {"never",    KEY_TEXT,  false, NULL           },
    {"says",     KEY_LIST,  false, NULL           },
    {"note",     KEY_TEXT,  false, NULL           },
};
static const struct key valid_keys[] = {
    {"until", KEY_TEXT, true, NULL},
};
static const struct key says_keys[] = {
    {"source",  KEY_TEXT, true,  NULL},
    {"for",     KEY_TEXT, false, NULL},
    {"against", KEY_TEXT, false, NULL},
    {"why",     KEY_TEXT, false, NULL},
};

/* A need is a kind of facts or the name of a value. */
static bool load_need(struct loader *l, const struct node *name, struct need *out)
{
    *out = (struct need){.name = name->text};
    if (fact_kind_find(name->text, &out->kind)) {
        out->is_fact = true;
        return true;
    }
    struct node placeholder = *name;
    size_t before = l->defects;
    placeholder.text = arena_fmt(l->arena, "{%.*s}", STR_ARG(name->text));
    out->value = load_phrase(l, &placeholder);
    return l->defects == before;
}

static void load_needs(struct loader *l, const struct node *list, struct step *step)
{
    step->needs = ARENA_ARRAY(l->arena, struct need, list->n + 1);
    if (list->kind == NODE_SCALAR)
        step->needs_n += load_need(l, list, &step->needs[step->needs_n]);
    for (size_t i = 0; i < list->n; i++)
        step->needs_n += load_need(l, &list->items[i], &step->needs[step->needs_n]);
}

static void load_says(struct loader *l, const struct node *list, struct step *step)
{
    struct a_says *says = ARENA_ARRAY(l->arena, struct a_says, list->n + 1);
    for (size_t i = 0; i < list->n; i++) {
        const struct node *map = &list->items[i];
        if (!keys_check(l, map, &KEYS("what somebody says", says_keys)))
            continue;
        struct str in_favour = node_text(map, "for"), against = node_text(map, "against");
        struct str why = node_text(map, "why");
        if ((in_favour.len > 0) == (against.len > 0))
            loader_complain(l, map->loc, "who says something is for or against it");
        struct str what = in_favour.len ? in_favour : against;
        says[step->says_n++] = (struct a_says){
            .source = node_text(map, "source"),
            .side = in_favour.len ? STR("for") : STR("against"),
            .why = why.len ? arena_fmt(l->arena, "%.*s: %.*s", STR_ARG(what), STR_ARG(why)) : what};
    }
    step->says = says;
}

static void load_valid(struct loader *l, const struct node *map, struct step *step)
{
    bool zoned;
    if (!keys_check(l, map, &KEYS("'valid'", valid_keys)))
        return;
    step->until = node_text(map, "until");
    struct str time = arena_fmt(l->arena, "%.*sT00:00:00Z", STR_ARG(step->until));
    if (!time_parse(step->until, &step->until_ticks, &zoned) &&
        !time_parse(time, &step->until_ticks, &zoned))
        loader_complain(l, map->loc, "'until' wants a date such as 2025-09-09");
}

static void load_step(struct loader *l, const struct node *map, struct step *step)
{
    const struct node *applies = node_get(map, "applies"), *needs = node_get(map, "needs");
    const struct node *says = node_get(map, "says"), *valid = node_get(map, "valid");
    *step = (struct step){.what = load_phrase_at(l, map, "do"),
                          .run = load_phrase_at(l, map, "run"),
                          .expect = load_phrase_at(l, map, "expect"),
                          .undo = load_phrase_at(l, map, "undo"),
                          .never = load_phrase_at(l, map, "never"),
                          .note = load_phrase_at(l, map, "note"),
                          .kind = load_word(map, "kind", &words_kind),
                          .on = load_word(map, "on", &words_machine),
                          .risk = load_word(map, "risk", &words_risk),
                          .security = load_word(map, "security", &words_security),
                          .restart = load_word(map, "restart", &words_restart),
                          .until_ticks = TIME_NONE};
    if (applies)
        step->has_applies =
            condition_load(l, applies, fact_kinds[FACT_SYSTEM].fields, &step->applies);
    if (needs)
        load_needs(l, needs, step);
    if (says)
        load_says(l, says, step);
    if (valid)
        load_valid(l, valid, step);
    step->watch = load_rules(l, node_get(map, "watch"), &step->watch_n);
}

const struct step *steps_load(struct loader *l, const struct node *list, size_t *n)
{
    *n = 0;
    if (!list)
        return NULL;
    struct step *steps = ARENA_ARRAY(l->arena, struct step, list->n + 1);
    for (size_t i = 0; i < list->n; i++)
        if (keys_check(l, &list->items[i], &KEYS("a step of a fix", step_keys)))
            load_step(l, &list->items[i], &steps[(*n)++]);
    if (*n && steps[0].security > 0)
        loader_warn(l, list->items[0].loc, "what lowers security stands first among the steps");
    return steps;
}
