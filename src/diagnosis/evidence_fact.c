/* `fact: KIND`: rows of companion evidence. */
#include "base/utf8.h"
#include "evidence.h"
#include "finding.h"
#include "parameter.h"

#include <stdlib.h>

static const struct key keys[] = {
    {"fact",  KEY_TEXT, true,  NULL},
    {"where", KEY_MAP,  false, NULL},
    {"as",    KEY_TEXT, false, NULL},
    {"count", KEY_ANY,  false, NULL},
};
static const struct key count_keys[] = {
    {"gte", KEY_NUMBER, false, NULL},
    {"gt",  KEY_NUMBER, false, NULL},
    {"lte", KEY_NUMBER, false, NULL},
    {"lt",  KEY_NUMBER, false, NULL},
};

/* Loading -------------------------------------------------------------------------------------- */

static void load_count(struct loader *l, const struct node *count, struct fact_test *t)
{
    int64_t n;
    t->at_least = 1;
    t->at_most = -1;
    if (count && node_int(count, &n)) {
        t->at_least = n;
        return;
    }
    if (!count || !keys_check(l, count, &KEYS("'count'", count_keys)))
        return;
    for (size_t i = 0; i < count->n; i++) {
        struct str key = count->items[i].key;
        if (!node_int(&count->items[i], &n))
            continue;
        if (str_starts(key, STR("gt")))
            t->at_least = str_eq(key, STR("gt")) ? n + 1 : n;
        else
            t->at_most = str_eq(key, STR("lt")) ? n - 1 : n;
    }
    if (t->at_most >= 0 && !node_get(count, "gte") && !node_get(count, "gt"))
        t->at_least = 0;
}

static void load(struct loader *l, const struct node *map, struct item *item)
{
    struct fact_test *t = &item->of.fact;
    const struct node *kind = node_get(map, "fact"), *where = node_get(map, "where");
    struct str as = node_text(map, "as");
    *t = (struct fact_test){.bind = -1};
    if (!fact_kind_find(kind->text, &t->kind)) {
        const char *names[FACT_KINDS];
        for (size_t i = 0; i < FACT_KINDS; i++)
            names[i] = fact_kinds[i].name;
        const char *near = str_nearest(kind->text, names, FACT_KINDS);
        loader_complain(l, kind->loc, "no kind of facts '%.*s'%s%s%s", STR_ARG(kind->text),
                        near ? ", did you mean '" : "", near ? near : "", near ? "'?" : "");
        return;
    }
    if (where)
        condition_load(l, where, fact_kinds[t->kind].fields, &t->where);
    load_count(l, node_get(map, "count"), t);
    for (size_t i = 0; as.len && i < l->scope->binds_n; i++)
        if (str_eq(l->scope->binds[i].name, as))
            t->bind = (int)i;
}

/* Judging -------------------------------------------------------------------------------------- */

/* One item while the captures are gone through. */
struct search {
    struct scene *scene;
    const struct item *item;
    const struct fact_test *test;
    struct ready_condition where;
    const struct capture *moment; /* where the condition speaks of a bound row: its capture */
    struct outcome *out;
    const char *unused; /* why some capture does not count; NULL: there was none */
    bool late;          /* some capture shows how it was after the failures, not before */
    size_t looked;      /* captures that count */
    bool hidden;        /* settings were left open only by a field that their capture has not */
};

/* What one capture says: rows that satisfy the condition, rows that may. */
struct tally_of_rows {
    int64_t yes, undecided;
    const struct fact *first;
    struct str hidden; /* a field that the undecided rows do not show */
};

static struct tally_of_rows count_rows(struct search *k, const struct capture *c)
{
    struct tally_of_rows t = {0};
    for (size_t i = 0; i < c->facts_n; i++) {
        struct row row = row_of_fact(&c->facts[i]);
        enum answer answer = condition_test(&k->where, row, k->scene->inquiry->patterns);
        if (answer == YES && !t.first)
            t.first = &c->facts[i];
        t.yes += answer == YES;
        t.undecided += answer == UNDECIDED;
        for (size_t w = 0; answer == UNDECIDED && !t.hidden.len && w < k->where.n; w++)
            if (!fact_get(&c->facts[i], k->where.tests[w].test->field).ptr)
                t.hidden = k->where.tests[w].test->field;
    }
    return t;
}

static bool momentary(enum fact_kind kind)
{
    return kind == FACT_SOCKET || kind == FACT_PROCESS;
}

/* May the capture speak here? */
static enum capture_use use_of(struct search *k, const struct capture *c, const char **why)
{
    const struct scene *s = k->scene;
    *why = "";
    if (s->mode == SCENE_EXPOSURE)
        return CAPTURE_COUNTS;
    if (s->mode == SCENE_CURE) {
        bool lasting = c->kind == FACT_SYSTEM || c->kind == FACT_HOTFIX;
        bool after =
            c->taken.ticks != TIME_NONE && taken_span(c->taken, s->last.local).from > s->last.ticks;
        *why = "it was not taken after the last failure";
        return lasting || after ? CAPTURE_COUNTS : CAPTURE_UNUSED;
    }
    struct capture_question question = {.capture = c,
                                        .episodes = s->finding->episodes,
                                        .episodes_n = s->finding->episodes_n,
                                        .recurrence = &s->recurrence,
                                        .owner_starts = s->starts,
                                        .owner_starts_n = s->starts_n,
                                        .stopped = s->going.going == GOING_STOPPED};
    return capture_use(&question, why);
}

static bool wanted(const struct search *k, const struct capture *c)
{
    const struct scene *s = k->scene;
    if (c->kind != k->test->kind || c->host.len == 0)
        return false;
    if (k->moment && (c->snapshot != k->moment->snapshot || !host_same(c->host, k->moment->host)))
        return false;
    bool any = k->item->any_host || s->finding->host.len == 0;
    return any || host_same(c->host, s->finding->host);
}

/* Where `same: []` goes over several hosts, `when` is asked of each of them. */
static enum answer applies_to(const struct search *k, const struct capture *c)
{
    const struct inquiry *q = k->scene->inquiry;
    if (!k->item->has_when || !k->item->any_host)
        return YES;
    return host_answer(q, &k->item->when, inquiry_host_place(q, c->host));
}

static void found(struct search *k, const struct capture *c, const struct tally_of_rows *t,
                  bool capped)
{
    struct outcome *o = k->out;
    o->state = STATE_PRESENT;
    o->fact = t->first;
    outcome_why(k->scene, o, "%lld row%s", (long long)t->yes, t->yes == 1 ? "" : "s");
    if (t->first)
        outcome_cite_fact(k->scene, o, c, t->first);
    if (capped)
        o->soft = "the time of the capture is not known";
    else if (t->first && fact_get(t->first, STR("attested_by")).len)
        o->soft = "somebody said so; nothing shows it";
    if (!o->soft)
        o->soft = k->where.soft;
    if (k->test->bind >= 0 && k->scene->bound)
        k->scene->bound[k->test->bind] = (struct bound){c, t->first};
}

static void undecided(struct search *k, const struct capture *c, const struct tally_of_rows *t)
{
    struct outcome *o = k->out;
    o->state = STATE_UNKNOWN;
    if (t->hidden.len)
        outcome_why(k->scene, o, "'%.*s' does not show '%.*s'",
                    STR_ARG(c->tool.len ? c->tool : str_of(fact_kinds[c->kind].name)),
                    STR_ARG(t->hidden));
    else
        outcome_why(k->scene, o, "the capture is not whole, or does not reach so far");
}

/* The name that a registry condition asks for, to say what is not there. */
static struct str wanted_name(const struct search *k)
{
    for (size_t i = 0; i < k->where.n; i++) {
        const struct field_test *t = k->where.tests[i].test;
        if (str_eq(t->field, STR("name")) && !t->modifiers.len && t->values->kind == NODE_SCALAR)
            return t->values->text;
    }
    return (struct str){0};
}

static void say_absent(struct search *k, int64_t rows)
{
    struct str name = wanted_name(k);
    bool value = k->test->kind == FACT_REGISTRY && name.len;
    if (value)
        outcome_why(k->scene, k->out, "the exported key holds no %s%.*s",
                    k->where.n > 2 ? "such " : "", STR_ARG(name));
    else if (rows)
        outcome_why(k->scene, k->out, "%lld row%s only", (long long)rows, rows == 1 ? "" : "s");
    else
        outcome_why(k->scene, k->out, "no such row in what was captured");
}

/* One capture that counts; true when it settles the item. */
static bool judge(struct search *k, const struct capture *c, bool capped)
{
    struct tally_of_rows t = count_rows(k, c);
    const struct fact_test *test = k->test;
    bool whole = scope_includes(c, &k->where, k->scene->inquiry->patterns);
    bool enough = t.yes >= test->at_least;
    bool few = test->at_most < 0 || (t.yes + t.undecided <= test->at_most && whole);
    if (applies_to(k, c) == UNDECIDED)
        return false;
    k->looked++;
    if (enough && few) {
        found(k, c, &t, capped);
        return true;
    }
    if (!whole && !t.yes && !t.undecided)
        return false; /* it says nothing of this */
    bool decided = whole && (t.yes + t.undecided < test->at_least || (enough && !few));
    if (!decided) {
        undecided(k, c, &t);
        k->hidden = t.hidden.len && !momentary(c->kind);
        return !momentary(c->kind) && !k->hidden; /* another table may have the field */
    }
    if (k->out->state != STATE_ABSENT && k->out->why.len && !k->hidden)
        return false; /* an earlier capture left it open */
    k->out->state = STATE_ABSENT;
    outcome_cite_fact(k->scene, k->out, c, NULL);
    say_absent(k, t.yes);
    return !momentary(c->kind);
}

/* Two tables of one moment, such as Get-NetAdapter and wmic nic: what one does not show, the other
 * may. */
static bool another_view(const struct search *k, const struct capture *a, const struct capture *b)
{
    return k->out->state != STATE_PRESENT && a->kind != FACT_REGISTRY &&
           a->snapshot == b->snapshot && a->taken.ticks == b->taken.ticks &&
           host_same(a->host, b->host);
}

/* Of settings the latest capture of a host that speaks of it decides; of moments any that shows it,
 * and hosts beside each other all have their say. */
static void search_captures(struct search *k)
{
    const struct diagnosis_input *in = k->scene->inquiry->in;
    const struct capture **list =
        ARENA_ARRAY(k->scene->inquiry->arena, const struct capture *, in->captures_n + 1);
    size_t n = 0;
    for (size_t i = 0; i < in->captures_n; i++)
        if (wanted(k, &in->captures[i]) && applies_to(k, &in->captures[i]) != NO)
            list[n++] = &in->captures[i];
    captures_latest_first(list, n);
    for (size_t i = 0; i < n; i++) {
        const char *why;
        enum capture_use use = use_of(k, list[i], &why);
        k->late = k->late || use == CAPTURE_AFTER;
        if (use == CAPTURE_UNUSED || use == CAPTURE_AFTER)
            k->unused = why;
        else if (judge(k, list[i], use == CAPTURE_CAPPED) &&
                 (k->out->state == STATE_PRESENT || !k->item->any_host) &&
                 !(i + 1 < n && another_view(k, list[i], list[i + 1])))
            return;
    }
}

/* The capture of a bound row that the condition refers to: its PIDs are true there only. */
static const struct capture *moment_of(const struct scene *s, const struct condition *where)
{
    for (size_t i = 0; i < where->n; i++)
        for (size_t k = 0; where->tests[i].phrases && k < where->tests[i].phrases_n; k++) {
            const struct phrase *p = &where->tests[i].phrases[k];
            for (size_t j = 0; j < p->n; j++)
                if (p->pieces[j].kind == PIECE_BOUND && s->bound)
                    return s->bound[p->pieces[j].index].capture;
        }
    return NULL;
}

static void evaluate(struct scene *s, const struct item *item, struct outcome *out)
{
    struct search k = {.scene = s,
                       .item = item,
                       .test = &item->of.fact,
                       .moment = moment_of(s, &item->of.fact.where),
                       .out = out};
    condition_ready(s->inquiry->arena, &k.test->where, &s->values, &k.where);
    if (k.where.unknown.len)
        outcome_why(s, out, "no value for {%.*s}", STR_ARG(k.where.unknown));
    else
        search_captures(&k);
    if (out->state == STATE_UNKNOWN) {
        if (!k.late) /* nobody can go back */
            out->lack = lack_of_fact(s, k.test->kind, &k.test->where);
        if (!out->why.len && k.unused)
            outcome_why(s, out, "the capture does not count: %s", k.unused);
        else if (!out->why.len)
            outcome_why(s, out,
                        k.looked ? "what was captured does not reach so far"
                                 : "nothing of that kind was captured");
    }
    condition_done(&k.where);
}

const struct evidence_test evidence_fact = {"fact", keys, ARRAY_LEN(keys), load, evaluate, false};
