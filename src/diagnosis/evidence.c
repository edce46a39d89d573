#include "evidence.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"

#include <stdarg.h>

const char *const state_names[] = {
    [STATE_ABSENT] = "absent", [STATE_PRESENT] = "present", [STATE_UNKNOWN] = "unknown"};

static const struct evidence_test *const tests[] = {
    &evidence_seen,       &evidence_fact,   &evidence_parameter, &evidence_host,
    &evidence_recurrence, &evidence_trials, &evidence_bounded,   &evidence_any,
};

/* What every item may say, whatever it tests. */
static const struct key common_keys[] = {
    {"text",     KEY_TEXT,  true,  NULL         },
    {"supports", KEY_WORD,  false, &words_weight},
    {"weakens",  KEY_WORD,  false, &words_weight},
    {"absent",   KEY_MAP,   false, NULL         },
    {"group",    KEY_TEXT,  false, NULL         },
    {"when",     KEY_MAP,   false, NULL         },
    {"same",     KEY_TEXTS, false, NULL         },
    {"present",  KEY_BOOL,  false, NULL         },
    {"gone",     KEY_BOOL,  false, NULL         },
};

static const struct key absent_keys[] = {
    {"supports", KEY_WORD, false, &words_weight},
    {"weakens",  KEY_WORD, false, &words_weight},
    {"text",     KEY_TEXT, false, NULL         },
};

/* Loading -------------------------------------------------------------------------------------- */

static const struct evidence_test *find_test(struct loader *l, const struct node *map)
{
    const struct evidence_test *found = NULL;
    for (size_t i = 0; i < ARRAY_LEN(tests); i++) {
        if (!node_get(map, tests[i]->name))
            continue;
        if (found) {
            loader_complain(l, map->loc, "an item is one test, not both '%s' and '%s'", found->name,
                            tests[i]->name);
            return NULL;
        }
        found = tests[i];
    }
    if (!found)
        loader_complain(l, map->loc,
                        "an item wants a test: seen, fact, parameter, host, recurrence, trials, "
                        "bounded or any");
    return found;
}

static struct force load_force(struct loader *l, const struct node *map)
{
    int supports = load_word(map, "supports", &words_weight);
    int weakens = load_word(map, "weakens", &words_weight);
    if (supports >= 0 && weakens >= 0)
        loader_complain(l, map->loc, "one state supports or weakens, not both");
    if (supports >= 0)
        return (struct force){EFFECT_SUPPORTS, (enum weight)supports};
    if (weakens >= 0)
        return (struct force){EFFECT_WEAKENS, (enum weight)weakens};
    return (struct force){0};
}

static bool flag(const struct node *map, const char *key, bool otherwise)
{
    const struct node *node = node_get(map, key);
    bool value;
    return node && node_bool(node, &value) ? value : otherwise;
}

static void load_common(struct loader *l, const struct node *map, struct item *item)
{
    const struct node *absent = node_get(map, "absent"), *when = node_get(map, "when");
    const struct node *same = node_get(map, "same");
    item->loc = map->loc;
    item->text = load_phrase_at(l, map, "text");
    item->group = node_text(map, "group");
    item->present = load_force(l, map);
    item->inverted = !flag(map, "present", true) || flag(map, "gone", false);
    item->any_host = same && same->kind == NODE_LIST && same->n == 0;
    if (same && !item->any_host &&
        !(same->kind == NODE_LIST && same->n == 1 && str_eq(same->items[0].text, STR("Computer"))))
        loader_complain(l, same->loc, "'same' wants [Computer] or [], any host of the case");
    if (absent && keys_check(l, absent, &KEYS("'absent' of an item", absent_keys))) {
        item->absent = load_force(l, absent);
        item->absent_text = load_phrase_at(l, absent, "text");
    }
    if (when)
        item->has_when = condition_load(l, when, fact_kinds[FACT_SYSTEM].fields, &item->when);
}

static void load_item(struct loader *l, const struct node *map, struct item *item)
{
    if (map->kind != NODE_MAP) {
        loader_complain(l, map->loc, "an item of evidence wants keys and values");
        return;
    }
    item->test = find_test(l, map);
    if (!item->test)
        return;
    struct keys keys = {"an item of evidence", common_keys, ARRAY_LEN(common_keys),
                        item->test->keys, item->test->keys_n};
    if (!keys_check(l, map, &keys))
        return;
    load_common(l, map, item);
    item->test->load(l, map, item);
}

struct items items_load(struct loader *l, const struct node *list)
{
    if (!list)
        return (struct items){0};
    if (list->kind != NODE_LIST) {
        loader_complain(l, list->loc, "a list of items is wanted");
        return (struct items){0};
    }
    struct item *items = ARENA_ARRAY(l->arena, struct item, list->n + 1);
    for (size_t i = 0; i < list->n; i++)
        load_item(l, &list->items[i], &items[i]);
    return (struct items){items, list->n};
}

static void collect_bind(struct loader *l, const struct node *map, struct binds *out)
{
    struct str name = node_text(map, "as");
    enum fact_kind kind;
    if (!name.len || !fact_kind_find(node_text(map, "fact"), &kind))
        return;
    for (size_t i = 0; i < out->n; i++)
        if (str_eq(out->v[i].name, name)) {
            if (out->v[i].kind != kind)
                loader_complain(l, map->loc, "'%.*s' names facts of two kinds", STR_ARG(name));
            return;
        }
    GROW(l->arena, out->v, out->n, out->max);
    out->v[out->n++] = (struct bind){name, kind};
}

void binds_collect(struct loader *l, const struct node *list, struct binds *out)
{
    for (size_t i = 0; list && list->kind == NODE_LIST && i < list->n; i++) {
        const struct node *any = node_get(&list->items[i], "any");
        if (list->items[i].kind != NODE_MAP)
            continue;
        collect_bind(l, &list->items[i], out);
        for (size_t k = 0; any && any->kind == NODE_LIST && k < any->n; k++)
            if (any->items[k].kind == NODE_MAP)
                collect_bind(l, &any->items[k], out);
    }
}

/* Judging -------------------------------------------------------------------------------------- */

void outcome_why(const struct scene *s, struct outcome *o, const char *fmt, ...)
{
    va_list ap;
    struct buf text = BUF_CAP(4096);
    va_start(ap, fmt);
    buf_vfmt(&text, fmt, ap);
    va_end(ap);
    o->why = buf_keep(&text, s->inquiry->arena);
    buf_free(&text);
}

static void cite(const struct scene *s, struct outcome *o, struct a_record record)
{
    if (o->records_n >= LIMIT_EVIDENCE_RECORDS)
        return;
    GROW(s->inquiry->arena, o->records, o->records_n, o->records_max);
    o->records[o->records_n++] = record;
}

void outcome_cite_hit(const struct scene *s, struct outcome *o, const struct hit *h)
{
    cite(s, o,
         (struct a_record){.source = h->source,
                           .position = (int64_t)h->position,
                           .offset = (int64_t)h->offset,
                           .record_id = h->record_id < 0 ? INT_NONE : h->record_id,
                           .time = h->at});
}

void outcome_cite_fact(const struct scene *s, struct outcome *o, const struct capture *c,
                       const struct fact *f)
{
    cite(s, o,
         (struct a_record){.source = c->source,
                           .position = f && f->line ? (int64_t)f->line - 1 : INT_NONE,
                           .offset = f ? (int64_t)f->offset : INT_NONE,
                           .record_id = INT_NONE,
                           .time = c->taken});
}

enum answer host_answer(const struct inquiry *q, const struct condition *c, size_t host)
{
    struct values none = {.arena = q->arena};
    struct ready_condition ready;
    if (host >= q->in->hosts_n)
        return UNDECIDED;
    condition_ready(q->arena, c, &none, &ready);
    enum answer answer = condition_test(&ready, row_of_fact(&q->profiles[host]), q->patterns);
    condition_done(&ready);
    return answer;
}

/* Does `when` hold? Of an item on any host: on one of them at least. */
static enum answer item_applies(const struct scene *s, const struct item *item)
{
    const struct inquiry *q = s->inquiry;
    enum answer answer = NO;
    if (!item->has_when)
        return YES;
    if (!item->any_host && s->finding->host.len)
        return host_answer(q, &item->when, inquiry_host_place(q, s->finding->host));
    for (size_t i = 0; i < q->in->hosts_n; i++) {
        enum answer one = host_answer(q, &item->when, i);
        if (one == YES)
            return YES;
        answer = one == UNDECIDED ? UNDECIDED : answer;
    }
    return answer;
}

void item_evaluate(struct scene *s, const struct item *item, struct outcome *out)
{
    *out = (struct outcome){.state = STATE_UNKNOWN};
    enum answer applies = item_applies(s, item);
    if (applies == NO) {
        out->left_out = true;
        return;
    }
    item->test->evaluate(s, item, out);
    if (applies == UNDECIDED && out->state != STATE_UNKNOWN) {
        struct str words = condition_words(s->inquiry->arena, &item->when);
        out->state = STATE_UNKNOWN;
        out->lack = lack_of_fact(s, FACT_SYSTEM, NULL);
        outcome_why(s, out, "it counts for %.*s only, and that is not known of the host",
                    STR_ARG(words));
    }
    if (item->inverted && out->state != STATE_UNKNOWN)
        out->state = out->state == STATE_PRESENT ? STATE_ABSENT : STATE_PRESENT;
}
