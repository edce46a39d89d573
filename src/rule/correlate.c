/* The `correlation` of a document. */
#include "load.h"

#include "base/limits.h"
#include "base/time.h"

#include <float.h>
#include <math.h>
#include <stdio.h>

static const char *const type_names[CORRELATION_TYPES] = {
    "event_count",      "value_count",  "value_sum", "value_avg",
    "value_percentile", "value_median", "temporal",  "temporal_ordered"};

static void take_type(struct loader *l, struct doc *d, const struct node *value)
{
    for (size_t i = 0; value->kind == NODE_SCALAR && i < CORRELATION_TYPES; i++)
        if (str_eq(value->text, str_of(type_names[i]))) {
            d->rule.correlation->type = (enum correlation_type)i;
            return;
        }
    complain(l, d, value->loc, "unknown type of correlation '%.*s'%s",
             STR_ARG(str_head(value->text, 60)),
             did_you_mean(l, value->text.ptr
                                 ? str_nearest(value->text, type_names, CORRELATION_TYPES)
                                 : NULL));
}

static void take_rules(struct loader *l, struct doc *d, const struct node *value)
{
    d->refs = value;
    if (value->kind == NODE_MAP || (value->kind == NODE_LIST && value->n == 0))
        complain(l, d, value->loc, "'rules' wants ids or names of rules");
    for (size_t i = 0; i < value->n; i++)
        if (value->items[i].kind != NODE_SCALAR)
            complain(l, d, value->items[i].loc, "'rules' wants ids or names of rules");
}

static void take_timespan(struct loader *l, struct doc *d, const struct node *value)
{
    int64_t *span = &d->rule.correlation->timespan;
    struct str text = value->text;
    bool good = value->kind == NODE_SCALAR && duration_parse(text, span);
    if (!good && (str_ends(text, STR("M")) || str_ends(text, STR("y"))))
        complain(l, d, value->loc,
                 "'timespan' wants a fixed length: months and years have none, "
                 "write days such as 30d or 365d");
    else if (!good)
        complain(l, d, value->loc, "'timespan' wants a duration such as 30s, 5m, 1h, 7d or 2w");
    else if (*span <= 0)
        complain(l, d, value->loc, "'timespan' must be longer than nothing");
}

static const struct str *take_names(struct loader *l, struct doc *d, const struct node *value,
                                    size_t *n)
{
    const struct node *list = value->kind == NODE_LIST ? value->items : value;
    *n = value->kind == NODE_LIST ? value->n : 1;
    struct str *names = ARENA_ARRAY(&l->rules->arena, struct str, *n + 1);
    if (*n > LIMIT_CORRELATION_FIELDS)
        complain(l, d, value->loc, "'%.*s' names more than %d fields", STR_ARG(value->key),
                 (int)LIMIT_CORRELATION_FIELDS);
    for (size_t i = 0; i < *n; i++) {
        names[i] = list[i].text;
        if (list[i].text.len > LIMIT_FIELD_NAME)
            complain(l, d, list[i].loc, "the name of a field has more than %d bytes",
                     (int)LIMIT_FIELD_NAME);
        if (list[i].kind != NODE_SCALAR || list[i].text.len == 0)
            complain(l, d, list[i].loc, "'%.*s' wants names of fields", STR_ARG(value->key));
    }
    return names;
}

static void take_group(struct loader *l, struct doc *d, const struct node *value)
{
    struct correlation *c = d->rule.correlation;
    c->group = take_names(l, d, value, &c->group_n);
}

static void take_aliases(struct loader *l, struct doc *d, const struct node *value)
{
    d->aliases = value;
    if (value->n > LIMIT_CORRELATION_FIELDS)
        complain(l, d, value->loc, "more than %d aliases", (int)LIMIT_CORRELATION_FIELDS);
    if (value->kind != NODE_MAP)
        complain(l, d, value->loc, "'aliases' wants {name: {rule: field}}");
    for (size_t i = 0; i < value->n; i++) {
        bool good = value->items[i].kind == NODE_MAP;
        for (size_t k = 0; k < value->items[i].n && good; k++)
            good = value->items[i].items[k].kind == NODE_SCALAR;
        if (!good)
            complain(l, d, value->items[i].loc, "an alias wants {rule: field}");
    }
}

static void take_generate(struct loader *l, struct doc *d, const struct node *value)
{
    if (!node_bool(value, &d->rule.correlation->generate))
        complain(l, d, value->loc, "'generate' wants true or false");
}

static bool take_number(struct loader *l, struct doc *d, const struct node *value, double *to)
{
    if (node_real(value, to))
        return true;
    complain(l, d, value->loc, "'%.*s' wants a number", STR_ARG(value->key));
    return false;
}

static void set_low(struct bounds *b, double value, bool open)
{
    if (!b->has_low || value > b->low) {
        b->has_low = true;
        b->low = value;
        b->low_open = open;
    }
}

static void set_high(struct bounds *b, double value, bool open)
{
    if (!b->has_high || value < b->high) {
        b->has_high = true;
        b->high = value;
        b->high_open = open;
    }
}

static void take_gte(struct loader *l, struct doc *d, const struct node *value)
{
    double n;
    if (take_number(l, d, value, &n))
        set_low(&d->rule.correlation->bounds, n, false);
}

static void take_gt(struct loader *l, struct doc *d, const struct node *value)
{
    double n;
    if (take_number(l, d, value, &n))
        set_low(&d->rule.correlation->bounds, n, true);
}

static void take_lte(struct loader *l, struct doc *d, const struct node *value)
{
    double n;
    if (take_number(l, d, value, &n))
        set_high(&d->rule.correlation->bounds, n, false);
}

static void take_lt(struct loader *l, struct doc *d, const struct node *value)
{
    double n;
    if (take_number(l, d, value, &n))
        set_high(&d->rule.correlation->bounds, n, true);
}

static void take_eq(struct loader *l, struct doc *d, const struct node *value)
{
    take_gte(l, d, value);
    take_lte(l, d, value);
}

static void take_neq(struct loader *l, struct doc *d, const struct node *value)
{
    struct bounds *b = &d->rule.correlation->bounds;
    b->has_not = take_number(l, d, value, &b->not_equal);
}

static void take_field(struct loader *l, struct doc *d, const struct node *value)
{
    struct correlation *c = d->rule.correlation;
    c->value_names = take_names(l, d, value, &c->values_n);
}

static void take_percentile(struct loader *l, struct doc *d, const struct node *value)
{
    double *p = &d->rule.correlation->percentile;
    if (take_number(l, d, value, p) && !(*p >= 0 && *p <= 100))
        complain(l, d, value->loc, "'percentile' wants a number from 0 to 100");
}

static bool is_value_type(enum correlation_type type)
{
    return type >= VALUE_COUNT && type <= VALUE_MEDIAN;
}

static bool is_temporal(enum correlation_type type)
{
    return type == TEMPORAL || type == TEMPORAL_ORDERED;
}

/* Upper bounds that even one event breaks ask for silence. */
static void set_absence(struct correlation *c)
{
    struct bounds *b = &c->bounds;
    bool counts = c->type == EVENT_COUNT || c->type == VALUE_COUNT;
    bool low = b->has_low && (b->low > 0 || (b->low == 0 && b->low_open));
    b->absence = counts && !low && b->has_high && (b->high < 1 || (b->high == 1 && b->high_open));
}

static void check_bounds(struct loader *l, struct doc *d, const struct node *at)
{
    const struct correlation *c = d->rule.correlation;
    const struct bounds *b = &c->bounds;
    if (!b->has_low && !b->has_high && !b->has_not)
        complain(l, d, at->loc, "the condition wants one of gte, gt, lte, lt, eq, neq");
    if (b->has_low && b->has_high &&
        (b->low > b->high || (b->low == b->high && (b->low_open || b->high_open))))
        complain(l, d, at->loc, "no number satisfies this condition");
    if (is_value_type(c->type) && c->values_n == 0)
        complain(l, d, at->loc, "%s wants a 'field' in its condition", type_names[c->type]);
    if (!is_value_type(c->type) && c->values_n)
        complain(l, d, at->loc, "%s has no 'field'", type_names[c->type]);
    if (c->values_n > 1 && c->type != VALUE_COUNT)
        complain(l, d, at->loc, "%s wants one 'field'", type_names[c->type]);
    if (c->type == VALUE_PERCENTILE && !node_get(at, "percentile"))
        complain(l, d, at->loc, "value_percentile wants a 'percentile' in its condition");
}

static void read_bounds(struct loader *l, struct doc *d, const struct node *map)
{
    static const struct key keys[] = {
        {"gte",        false, take_gte       },
        {"gt",         false, take_gt        },
        {"lte",        false, take_lte       },
        {"lt",         false, take_lt        },
        {"eq",         false, take_eq        },
        {"neq",        false, take_neq       },
        {"field",      false, take_field     },
        {"percentile", false, take_percentile},
    };
    read_keys(l, d, map, "the condition of a correlation", keys, ARRAY_LEN(keys));
    d->rule.correlation->counted = true;
    set_absence(d->rule.correlation);
    if (d->state == DOC_LIVE)
        check_bounds(l, d, map);
}

void correlation_read(struct loader *l, struct doc *d)
{
    static const struct key keys[] = {
        {"type",      true,  take_type    },
        {"rules",     true,  take_rules   },
        {"timespan",  true,  take_timespan},
        {"group-by",  false, take_group   },
        {"aliases",   false, take_aliases },
        {"generate",  false, take_generate},
        {"condition", false, NULL         },
    };
    d->rule.correlation = ARENA_NEW(&l->rules->arena, struct correlation);
    read_keys(l, d, d->correlation, "a correlation", keys, ARRAY_LEN(keys));
    if (d->state != DOC_LIVE)
        return;
    struct correlation *c = d->rule.correlation;
    const struct node *when = node_get(d->correlation, "condition");
    d->info.timespan = c->timespan;
    if (c->type == VALUE_MEDIAN)
        c->percentile = 50;
    if (when && when->kind == NODE_MAP)
        read_bounds(l, d, when);
    else if (!is_temporal(c->type))
        complain(l, d, when ? when->loc : d->correlation->loc,
                 "%s wants a 'condition' such as {gte: 3}", type_names[c->type]);
    if (c->type == EVENT_COUNT && c->bounds.has_low)
        d->info.least = c->bounds.low;
}

/* Once the rules are known --------------------------------------------------------------------- */

static void find_signs(const struct expr *e, bool negated, uint64_t *positive, uint64_t *negative)
{
    if (e->kind == EXPR_LEAF) {
        *(negated ? negative : positive) |= UINT64_C(1) << e->leaf;
        return;
    }
    for (uint32_t i = 0; i < e->n; i++)
        find_signs(e->of[i], negated != (e->kind == EXPR_NOT), positive, negative);
}

/* Alternatives of a condition, each a set of rules that must and one of rules that must not be. */
struct way {
    uint64_t yes, no;
};

struct ways {
    struct way v[LIMIT_CORRELATION_PATHS];
    size_t n;
    bool full;
};

static void add_way(struct ways *to, struct way way)
{
    if (to->n == LIMIT_CORRELATION_PATHS)
        to->full = true;
    else
        to->v[to->n++] = way;
}

static void cross(struct ways *sum, const struct ways *with)
{
    struct ways old = *sum;
    sum->n = 0;
    sum->full |= with->full;
    for (size_t i = 0; i < old.n; i++)
        for (size_t k = 0; k < with->n; k++)
            add_way(sum, (struct way){old.v[i].yes | with->v[k].yes, old.v[i].no | with->v[k].no});
}

static void find_ways(const struct expr *e, bool negated, struct ways *to)
{
    bool all = (e->kind == EXPR_ALL) != negated;
    to->n = 0;
    if (e->kind == EXPR_LEAF) {
        uint64_t bit = UINT64_C(1) << e->leaf;
        add_way(to, negated ? (struct way){0, bit} : (struct way){bit, 0});
        return;
    }
    if (e->kind == EXPR_NOT) {
        find_ways(e->of[0], !negated, to);
        return;
    }
    if (all)
        add_way(to, (struct way){0, 0});
    for (uint32_t i = 0; i < e->n && !to->full; i++) {
        struct ways more = {0};
        find_ways(e->of[i], negated, &more);
        if (all)
            cross(to, &more);
        for (size_t k = 0; !all && k < more.n; k++)
            add_way(to, more.v[k]);
    }
}

static struct path make_path(struct loader *l, size_t rules_n, struct way way)
{
    struct path path = {0};
    struct path_step *steps = ARENA_ARRAY(&l->rules->arena, struct path_step, rules_n);
    for (uint32_t i = 0; i < rules_n; i++) {
        bool yes = way.yes >> i & 1, no = way.no >> i & 1;
        if (!yes && !no)
            continue;
        steps[path.n++] = (struct path_step){i, no};
        path.positive += yes;
    }
    path.steps = steps;
    return path;
}

static uint64_t low_bits(size_t n)
{
    return n >= 64 ? UINT64_MAX : (UINT64_C(1) << n) - 1;
}

static void make_paths(struct loader *l, struct doc *d, const struct node *at)
{
    struct correlation *c = d->rule.correlation;
    struct ways ways = {.n = 1, .v = {{low_bits(c->rules_n), 0}}};
    if (c->when)
        find_ways(c->when, false, &ways);
    if (ways.full) {
        complain(l, d, at->loc, "the condition has more than %d alternatives",
                 (int)LIMIT_CORRELATION_PATHS);
        return;
    }
    struct path *paths = ARENA_ARRAY(&l->rules->arena, struct path, ways.n);
    for (size_t i = 0; i < ways.n; i++)
        paths[i] = make_path(l, c->rules_n, ways.v[i]);
    c->paths = paths;
    c->paths_n = ways.n;
}

/* A rule is named in the condition as it is in `rules`. */
static const struct str *ref_names(struct loader *l, struct doc *d)
{
    const struct node *refs = d->refs->kind == NODE_LIST ? d->refs->items : d->refs;
    struct str *names = ARENA_ARRAY(&l->rules->arena, struct str, d->uses_n);
    for (size_t i = 0; i < d->uses_n; i++)
        names[i] = refs[i].text;
    return names;
}

static void read_when(struct loader *l, struct doc *d, const struct node *text)
{
    struct correlation *c = d->rule.correlation;
    struct expr_names names = {ref_names(l, d), d->uses_n};
    struct err err = {0};
    bool upper = false;
    if (text->kind != NODE_SCALAR) {
        complain(l, d, text->loc, "the condition wants {gte: 2} or a text such as 'a and not b'");
        return;
    }
    if (expr_parse(&l->rules->arena, text, names, &c->when, &upper, &err) != OK) {
        complain(l, d, err.loc, "%s", err.text);
        return;
    }
    find_signs(c->when, false, &c->positive, &c->negative);
    if (c->positive & c->negative)
        complain(l, d, text->loc, "a rule is both asked for and excluded");
    else if (expr_holds(c->when, 0))
        complain(l, d, text->loc,
                 "the absence of a rule wants another rule that is there: nothing "
                 "at all satisfies this condition");
}

static void finish_temporal(struct loader *l, struct doc *d)
{
    struct correlation *c = d->rule.correlation;
    const struct node *when = node_get(d->correlation, "condition");
    if (d->uses_n > LIMIT_CORRELATION_RULES) {
        complain(l, d, d->refs->loc, "%s over more than %d rules", type_names[c->type],
                 (int)LIMIT_CORRELATION_RULES);
        return;
    }
    c->positive = low_bits(d->uses_n);
    if (when && !c->counted) {
        c->positive = 0;
        read_when(l, d, when);
    }
    double n = (double)d->uses_n;
    bool all = c->counted && c->bounds.has_low && !c->bounds.has_high && !c->bounds.low_open &&
               c->bounds.low == n;
    if (c->type == TEMPORAL_ORDERED && when && c->counted && !all)
        complain(l, d, when->loc,
                 "temporal_ordered counts no rules: leave 'condition' out, or "
                 "write which of them must come, such as 'a and (b or c)'");
    if (c->type == TEMPORAL_ORDERED && d->state == DOC_LIVE)
        make_paths(l, d, when ? when : d->correlation);
}

/* The field that stands for a name of group-by in the hits of one rule. */
static struct str field_of(const struct doc *d, struct str name, size_t ref)
{
    const struct node *refs = d->refs->kind == NODE_LIST ? d->refs->items : d->refs;
    const struct node *alias = d->aliases ? node_get(d->aliases, name.ptr) : NULL;
    for (size_t i = 0; alias && i < alias->n; i++)
        if (str_eq(alias->items[i].key, refs[ref].text))
            return alias->items[i].text;
    return name;
}

static bool is_ref(const struct doc *d, struct str name)
{
    const struct node *refs = d->refs->kind == NODE_LIST ? d->refs->items : d->refs;
    for (size_t i = 0; i < d->uses_n; i++)
        if (str_eq(refs[i].text, name))
            return true;
    return false;
}

static void check_aliases(struct loader *l, struct doc *d)
{
    for (size_t i = 0; d->aliases && i < d->aliases->n; i++)
        for (size_t k = 0; k < d->aliases->items[i].n; k++)
            if (!is_ref(d, d->aliases->items[i].items[k].key))
                complain(l, d, d->aliases->items[i].items[k].key_loc,
                         "the alias names '%.*s', which is none of the correlation's rules",
                         STR_ARG(d->aliases->items[i].items[k].key));
}

void correlation_finish(struct loader *l, struct doc *d)
{
    struct correlation *c = d->rule.correlation;
    size_t cells = d->uses_n * c->group_n;
    struct str *fields = ARENA_ARRAY(&l->rules->arena, struct str, cells + 1);
    uint32_t *slots = ARENA_ARRAY(&l->rules->arena, uint32_t, cells + 1);
    uint32_t *values = ARENA_ARRAY(&l->rules->arena, uint32_t, c->values_n + 1);
    c->rules_n = d->uses_n;
    check_aliases(l, d);
    for (size_t i = 0; i < cells; i++) {
        fields[i] = field_of(d, c->group[i % c->group_n], i / c->group_n);
        slots[i] = slot_of(l->rules, fields[i]);
    }
    for (size_t i = 0; i < c->values_n; i++)
        values[i] = slot_of(l->rules, c->value_names[i]);
    c->fields = fields;
    c->slots = slots;
    c->values = values;
    if (is_temporal(c->type))
        finish_temporal(l, d);
}
