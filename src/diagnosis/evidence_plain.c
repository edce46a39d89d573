/* The tests of a few lines: a parameter's value, what a host is, how the failures recur, any of
 * several. */
#include "base/utf8.h"
#include "evidence.h"

/* parameter: NAME ------------------------------------------------------------------------------ */

static const struct key parameter_keys[] = {
    {"parameter", KEY_TEXT,  true,  NULL},
    {"between",   KEY_LIST,  false, NULL},
    {"in",        KEY_TEXTS, false, NULL},
    {"match",     KEY_TEXT,  false, NULL},
};

static void load_parameter(struct loader *l, const struct node *map, struct item *item)
{
    struct parameter_test *t = &item->of.parameter;
    const struct node *name = node_get(map, "parameter"), *between = node_get(map, "between");
    const struct node *match = node_get(map, "match");
    struct node placeholder = *name;
    struct regex *regex;
    placeholder.text = arena_fmt(l->arena, "{%.*s}", STR_ARG(name->text));
    t->value = load_phrase(l, &placeholder);
    t->in = node_get(map, "in");
    t->between = between != NULL;
    if (between && (between->n != 2 || !node_int(&between->items[0], &t->from) ||
                    !node_int(&between->items[1], &t->to)))
        loader_complain(l, between->loc, "'between' wants [from, to]");
    if (match && load_regex(l, match, &regex))
        t->match = regex;
    if (!between && !t->in && !match)
        loader_complain(l, map->loc, "'parameter' wants 'between', 'in' or 'match'");
}

static bool is_in(const struct node *list, struct str value)
{
    if (list->kind == NODE_SCALAR)
        return utf8_fold_eq(list->text, value);
    for (size_t i = 0; i < list->n; i++)
        if (utf8_fold_eq(list->items[i].text, value))
            return true;
    return false;
}

/* Undecided where the expression reached a limit. */
static enum answer parameter_answer(const struct scene *s, const struct parameter_test *t,
                                    struct str value)
{
    int64_t number;
    if (t->between && (!str_to_i64(value, &number) || number < t->from || number > t->to))
        return NO;
    if (t->in && !is_in(t->in, value))
        return NO;
    enum regex_answer found =
        t->match ? regex_find(t->match, value, s->inquiry->regexes, NULL) : REGEX_YES;
    return found == REGEX_YES ? YES : found == REGEX_NO ? NO : UNDECIDED;
}

static void evaluate_parameter(struct scene *s, const struct item *item, struct outcome *out)
{
    const struct parameter_test *t = &item->of.parameter;
    bool known = true;
    struct str value = phrase_expand(&t->value, &s->values, PHRASE_TEXT, &known);
    if (!known) {
        outcome_why(s, out, "its value is not known");
        return;
    }
    enum answer answer = parameter_answer(s, t, value);
    if (answer == UNDECIDED) {
        outcome_why(s, out, "its expression reached a limit");
        return;
    }
    out->state = answer == YES ? STATE_PRESENT : STATE_ABSENT;
    out->soft = phrase_soft(&t->value, &s->values);
    outcome_why(s, out, "it is %.*s", STR_ARG(value));
}

const struct evidence_test evidence_parameter = {
    "parameter",    parameter_keys,     ARRAY_LEN(parameter_keys),
    load_parameter, evaluate_parameter, false};

/* host: {...} ---------------------------------------------------------------------------------- */

static const struct key host_keys[] = {
    {"host", KEY_MAP, true, NULL},
};

static void load_host(struct loader *l, const struct node *map, struct item *item)
{
    condition_load(l, node_get(map, "host"), fact_kinds[FACT_SYSTEM].fields, &item->of.host);
}

/* NO counts only where every host is known. */
static enum answer any_host_answer(const struct inquiry *q, const struct condition *c,
                                   size_t *which)
{
    enum answer answer = q->in->hosts_n ? NO : UNDECIDED;
    for (size_t i = 0; i < q->in->hosts_n; i++) {
        enum answer one = host_answer(q, c, i);
        *which = i;
        if (one == YES)
            return YES;
        answer = one == UNDECIDED ? UNDECIDED : answer;
    }
    return answer;
}

static void evaluate_host(struct scene *s, const struct item *item, struct outcome *out)
{
    const struct inquiry *q = s->inquiry;
    bool any = item->any_host || s->finding->host.len == 0;
    size_t which = any ? 0 : inquiry_host_place(q, s->finding->host);
    enum answer answer =
        any ? any_host_answer(q, &item->of.host, &which) : host_answer(q, &item->of.host, which);
    struct str words = condition_words(q->arena, &item->of.host);
    if (answer == UNDECIDED) {
        outcome_why(s, out, "not known: %.*s", STR_ARG(words));
        out->lack = lack_of_fact(s, FACT_SYSTEM, NULL);
        return;
    }
    out->state = answer == YES ? STATE_PRESENT : STATE_ABSENT;
    struct str nt = which < q->in->hosts_n ? fact_get(&q->profiles[which], STR("nt")) : STR("");
    if (answer == YES && any)
        outcome_why(s, out, "%.*s is Windows %.*s", STR_ARG(q->in->hosts[which].name), STR_ARG(nt));
    else if (nt.len && !any)
        outcome_why(s, out, "it is Windows %.*s", STR_ARG(nt));
}

const struct evidence_test evidence_host = {"host",    host_keys,     ARRAY_LEN(host_keys),
                                            load_host, evaluate_host, false};

/* recurrence: {kind, period, jitter} ----------------------------------------------------------- */

static const struct key recurrence_keys[] = {
    {"recurrence", KEY_MAP, true, NULL},
};
static const struct key shape_keys[] = {
    {"kind",   KEY_TEXTS,    false, NULL},
    {"period", KEY_DURATION, false, NULL},
    {"jitter", KEY_DURATION, false, NULL},
};

static void load_kind(struct loader *l, const struct node *scalar, unsigned *kinds)
{
    enum cadence kind;
    if (cadence_find(scalar->text, &kind)) {
        *kinds |= 1U << kind;
        return;
    }
    const char *near = str_nearest(scalar->text, cadence_names, CADENCES);
    loader_complain(l, scalar->loc, "'%.*s' is no kind of recurrence%s%s%s", STR_ARG(scalar->text),
                    near ? ", did you mean '" : "", near ? near : "", near ? "'?" : "");
}

static void load_recurrence(struct loader *l, const struct node *map, struct item *item)
{
    struct recurrence_test *t = &item->of.recurrence;
    const struct node *shape = node_get(map, "recurrence");
    if (!keys_check(l, shape, &KEYS("'recurrence'", shape_keys)))
        return;
    const struct node *kind = node_get(shape, "kind");
    if (kind && kind->kind == NODE_SCALAR)
        load_kind(l, kind, &t->kinds);
    for (size_t i = 0; kind && i < kind->n; i++)
        load_kind(l, &kind->items[i], &t->kinds);
    t->period = load_duration(shape, "period", 0);
    t->jitter = load_duration(shape, "jitter", t->period / 10);
}

static void evaluate_recurrence(struct scene *s, const struct item *item, struct outcome *out)
{
    const struct recurrence_test *t = &item->of.recurrence;
    const struct recurrence *r = &s->recurrence;
    if (r->n < 3) {
        outcome_why(s, out, "too few occurrences to say how they recur");
        return;
    }
    int64_t base = r->base ? r->base : r->median;
    bool kind = !t->kinds || (t->kinds & (1U << r->kind));
    bool period = !t->period || (base >= t->period - t->jitter && base <= t->period + t->jitter);
    out->state = kind && period ? STATE_PRESENT : STATE_ABSENT;
    outcome_why(s, out, "the failures are %s", cadence_names[r->kind]);
}

const struct evidence_test evidence_recurrence = {
    "recurrence",    recurrence_keys,     ARRAY_LEN(recurrence_keys),
    load_recurrence, evaluate_recurrence, false};

/* any: [...] ----------------------------------------------------------------------------------- */

static const struct key any_keys[] = {
    {"any", KEY_LIST, true, NULL},
};

static void load_any(struct loader *l, const struct node *map, struct item *item)
{
    const struct node *list = node_get(map, "any");
    for (size_t i = 0; i < list->n; i++)
        if (node_get(&list->items[i], "any")) {
            loader_complain(l, list->items[i].loc, "'any' does not stand inside 'any'");
            return;
        }
    struct items items = items_load(l, list);
    item->any = items.v;
    item->any_n = items.n;
}

/* Present when one is, absent when all are. The one that is present speaks for it. */
static void evaluate_any(struct scene *s, const struct item *item, struct outcome *out)
{
    size_t absent = 0, there = 0;
    for (size_t i = 0; i < item->any_n; i++) {
        struct outcome one;
        item_evaluate(s, &item->any[i], &one);
        if (one.left_out)
            continue;
        there++;
        absent += one.state == STATE_ABSENT;
        if (one.state == STATE_PRESENT) {
            struct str text = phrase_expand(&item->any[i].text, &s->values, PHRASE_TEXT, NULL);
            *out = one;
            outcome_why(s, out, "%.*s (%.*s)", STR_ARG(text), STR_ARG(one.why));
            return;
        }
        if (one.state == STATE_UNKNOWN && !out->lack.kind.len)
            out->lack = one.lack;
    }
    out->state = there && absent == there ? STATE_ABSENT : STATE_UNKNOWN;
    outcome_why(s, out, out->state == STATE_ABSENT ? "none of these" : "none of these is known");
}

const struct evidence_test evidence_any = {"any",    any_keys,     ARRAY_LEN(any_keys),
                                           load_any, evaluate_any, false};
