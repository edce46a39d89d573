#include "parameter.h"

#include "base/limits.h"
#include "ranges.h"

#include <stdio.h>

/* Loading -------------------------------------------------------------------------------------- */

static const struct key parameter_keys[] = {
    {"from",    KEY_ANY,    true,  NULL       },
    {"field",   KEY_TEXT,   false, NULL       },
    {"index",   KEY_NUMBER, false, NULL       },
    {"match",   KEY_TEXT,   false, NULL       },
    {"type",    KEY_WORD,   false, &words_type},
    {"default", KEY_TEXT,   false, NULL       },
    {"else",    KEY_MAP,    false, NULL       },
    {"merge",   KEY_TEXTS,  false, NULL       },
};
static const struct key else_keys[] = {
    {"field", KEY_TEXT,   true,  NULL},
    {"index", KEY_NUMBER, false, NULL},
    {"match", KEY_TEXT,   false, NULL},
};
static const struct key from_keys[] = {
    {"fact",  KEY_TEXT, true,  NULL},
    {"where", KEY_MAP,  false, NULL},
    {"field", KEY_TEXT, false, NULL},
};

static struct extract load_extract(struct loader *l, const struct node *map)
{
    struct extract e = {.field = node_text(map, "field"), .index = 1};
    const struct node *index = node_get(map, "index"), *match = node_get(map, "match");
    struct regex *regex;
    if (index && (!node_int(index, &e.index) || e.index < 1))
        loader_complain(l, index->loc, "'index' counts from 1");
    if (match && load_regex(l, match, &regex))
        e.match = regex;
    return e;
}

static void load_from_fact(struct loader *l, const struct node *from, struct parameter *p)
{
    const struct node *where = node_get(from, "where"), *kind = node_get(from, "fact");
    p->from_fact = true;
    if (!keys_check(l, from, &KEYS("the fact of a parameter", from_keys)))
        return;
    if (!fact_kind_find(kind->text, &p->kind)) {
        loader_complain(l, kind->loc, "no kind of facts '%.*s'", STR_ARG(kind->text));
        return;
    }
    if (where)
        condition_load(l, where, fact_kinds[p->kind].fields, &p->where);
    if (!p->first.field.len)
        p->first.field = node_text(from, "field");
}

static void load_merge(struct loader *l, const struct node *merge, struct parameter *p)
{
    struct str text = merge->kind == NODE_SCALAR ? merge->text : (struct str){0};
    struct port_range *ranges;
    for (size_t i = 0; i < merge->n; i++)
        text = arena_fmt(l->arena, "%.*s %.*s", STR_ARG(text), STR_ARG(merge->items[i].text));
    if (p->type != VALUE_PORT_RANGES)
        loader_complain(l, merge->loc, "'merge' is for the type port_ranges");
    else if (!ranges_parse(l->arena, text, &ranges, &p->merge_n))
        loader_complain(l, merge->loc, "'merge' wants ranges of ports such as 2883-2883");
    else
        p->merge = ranges;
}

bool parameter_load(struct loader *l, const struct node *map, struct parameter *p)
{
    *p = (struct parameter){.name = map->key};
    size_t before = l->defects;
    if (!keys_check(l, map, &KEYS("a parameter", parameter_keys)))
        return false;
    const struct node *from = node_get(map, "from"), *otherwise = node_get(map, "else");
    const struct node *fallback = node_get(map, "default"), *merge = node_get(map, "merge");
    int type = load_word(map, "type", &words_type);
    p->type = type < 0 ? VALUE_TEXT : (enum value_type)type;
    p->first = load_extract(l, map);
    if (from->kind == NODE_MAP)
        load_from_fact(l, from, p);
    else
        load_rule(l, from, &p->rule);
    if (!p->first.field.len)
        loader_complain(l, map->loc, "a parameter wants 'field'");
    if (otherwise && keys_check(l, otherwise, &KEYS("'else' of a parameter", else_keys)))
        p->otherwise = load_extract(l, otherwise);
    if (merge)
        load_merge(l, merge, p);
    p->has_fallback = fallback != NULL;
    p->fallback = fallback ? fallback->text : (struct str){0};
    return l->defects == before;
}

/* From events ---------------------------------------------------------------------------------- */

static struct str number_text(struct arena *arena, int64_t n)
{
    return n == EVENT_NONE ? (struct str){0} : arena_fmt(arena, "%lld", (long long)n);
}

/* What stands in <System>, by Sigma's names. */
static bool system_field(struct arena *arena, const struct event *e, struct str name,
                         struct str *out)
{
    const struct {
        const char *name;
        struct str text;
        int64_t number;
    } fields[] = {
        {"Message",         e->message,           EVENT_NONE },
        {"Provider_Name",   e->provider,          EVENT_NONE },
        {"Channel",         e->channel,           EVENT_NONE },
        {"Computer",        e->computer,          EVENT_NONE },
        {"UserID",          e->user_sid,          EVENT_NONE },
        {"EventSourceName", e->event_source_name, EVENT_NONE },
        {"EventID",         {0},                  e->event_id},
        {"Level",           {0},                  e->level   },
        {"Task",            {0},                  e->task    },
        {"ProcessID",       {0},                  e->pid     },
    };
    for (size_t i = 0; i < ARRAY_LEN(fields); i++)
        if (str_eq(name, str_of(fields[i].name))) {
            *out = fields[i].text.ptr ? fields[i].text : number_text(arena, fields[i].number);
            return true;
        }
    return false;
}

/* The `index`th value of a field. */
static struct str nth_field(const struct event *e, struct str name, int64_t index)
{
    for (size_t i = 0; i < e->fields_n; i++)
        if (str_eq_nocase(e->fields[i].name, name) && --index == 0)
            return e->fields[i].value;
    return (struct str){0};
}

static struct str apply_match(const struct extract *x, struct str text,
                              struct regex_scratch *scratch)
{
    struct str group;
    if (!text.len || !x->match)
        return text;
    return regex_find(x->match, text, scratch, &group) == REGEX_YES ? group : (struct str){0};
}

static struct str extract_event(struct arena *arena, const struct extract *x, const struct event *e,
                                struct regex_scratch *scratch)
{
    struct str text;
    if (!x->field.len)
        return (struct str){0};
    if (!system_field(arena, e, x->field, &text))
        text = nth_field(e, x->field, x->index);
    return str_trim(apply_match(x, text, scratch));
}

void tally_event(struct tally *t, struct arena *arena, const struct event *e,
                 struct regex_scratch *scratch)
{
    const struct parameter *p = t->parameter;
    if (t->seen++ >= LIMIT_PARAMETER_EVENTS)
        return;
    struct str value = extract_event(arena, &p->first, e, scratch);
    if (!value_admits(p->type, value))
        value = extract_event(arena, &p->otherwise, e, scratch);
    if (!value_admits(p->type, value))
        return;
    uint32_t index = intern_put(&t->values, value);
    while (index >= t->counts_max)
        t->counts = arena_grow(arena, t->counts, t->counts_max, &t->counts_max, sizeof *t->counts);
    t->counts[index].n++;
    t->counts[index].last = t->seen;
}

static struct parameter_value fallback_value(const struct parameter *p)
{
    return (struct parameter_value){.name = p->name,
                                    .value = p->fallback,
                                    .type = p->type,
                                    .known = p->has_fallback,
                                    .defaulted = p->has_fallback};
}

struct parameter_value tally_value(const struct tally *t, struct arena *arena)
{
    size_t best = 0;
    if (t->values.n == 0)
        return fallback_value(t->parameter);
    for (size_t i = 1; i < t->values.n; i++) {
        const struct tally_count *a = &t->counts[best], *b = &t->counts[i];
        if (b->n > a->n || (b->n == a->n && b->last > a->last))
            best = i;
    }
    return (struct parameter_value){.name = t->parameter->name,
                                    .value = arena_str(arena, t->values.texts[best]),
                                    .type = t->parameter->type,
                                    .known = true};
}

void tally_free(struct tally *t)
{
    intern_free(&t->values);
}

/* From facts ----------------------------------------------------------------------------------- */

/* A row that has nothing but one field. */
struct one_field {
    struct str name, value;
};

static struct str one_field(const void *self, struct str field)
{
    const struct one_field *f = self;
    return str_eq(field, f->name) ? f->value : (struct str){0};
}

static bool has_exported_key(const struct capture *c, const struct ready_condition *where,
                             struct pattern_scratch *scratch)
{
    for (size_t i = 0; i < c->scope_n; i++) {
        struct one_field key = {STR("key"), c->scope[i].value};
        if (str_eq(c->scope[i].name, key.name) &&
            condition_test_field(where, key.name, (struct row){&key, one_field}, scratch) == YES)
            return true;
    }
    return false;
}

/* Fields of which a capture may show a part only, and all the values that they may have. */
static const struct domain {
    enum fact_kind kind;
    struct str field;
    const char *values[5];
} domains[] = {
    {FACT_SOCKET,       {"protocol", 8}, {"tcp", "udp"}                          },
    {FACT_PORT_RANGE,   {"protocol", 8}, {"tcp", "udp"}                          },
    {FACT_PORT_RANGE,   {"kind", 4},     {"dynamic", "excluded"}                 },
    {FACT_HTTP_BINDING, {"kind", 4},     {"sslcert", "urlacl", "iplisten", "url"}},
    {FACT_FILTER,       {"kind", 4},     {"minifilter", "driver", "lsp"}         },
};

static bool declares(const struct capture *c, struct str field)
{
    for (size_t i = 0; i < c->scope_n; i++)
        if (str_eq(c->scope[i].name, field))
            return true;
    return false;
}

/* Every value that would satisfy the condition is one that the capture would have shown. */
static bool covers_domain(const struct capture *c, const struct domain *d,
                          const struct ready_condition *where, struct pattern_scratch *scratch)
{
    for (size_t i = 0; i < ARRAY_LEN(d->values) && d->values[i]; i++) {
        struct one_field value = {d->field, str_of(d->values[i])};
        if (condition_test_field(where, d->field, (struct row){&value, one_field}, scratch) ==
                YES &&
            !capture_scope_has(c, d->field, value.value))
            return false;
    }
    return true;
}

/* Where the capture declares names, it was asked for these only: "sc qc DNS". */
static bool covers_names(const struct capture *c, const struct ready_condition *where,
                         struct pattern_scratch *scratch)
{
    const struct str name = STR("name");
    bool asked = false;
    for (size_t i = 0; i < where->n; i++)
        asked |= str_eq(where->tests[i].test->field, name);
    for (size_t i = 0; asked && i < c->scope_n; i++) {
        struct one_field value = {name, c->scope[i].value};
        if (str_eq(c->scope[i].name, name) &&
            condition_test_field(where, name, (struct row){&value, one_field}, scratch) == YES)
            return true;
    }
    return false;
}

bool scope_includes(const struct capture *c, const struct ready_condition *where,
                    struct pattern_scratch *scratch)
{
    if (capture_scope_has(c, STR("whole"), STR("no")))
        return false;
    if (c->kind == FACT_REGISTRY)
        return has_exported_key(c, where, scratch);
    if (c->kind == FACT_SOCKET && !capture_scope_has(c, STR("whole"), STR("yes")))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(domains); i++) {
        bool partial = c->kind == FACT_SOCKET || declares(c, domains[i].field);
        if (domains[i].kind == c->kind && partial && !covers_domain(c, &domains[i], where, scratch))
            return false;
    }
    return !declares(c, STR("name")) || covers_names(c, where, scratch);
}

static struct parameter_value merged_value(const struct parameter *p, struct str exported,
                                           struct arena *arena)
{
    struct port_range *ranges;
    size_t n;
    struct parameter_value v = {.name = p->name, .type = p->type};
    v.known = ranges_parse(arena, exported, &ranges, &n);
    if (v.known)
        v.value = ranges_merge(arena, ranges, n, p->merge, p->merge_n);
    return v;
}

static const struct fact *matching_fact(const struct capture *c,
                                        const struct ready_condition *where,
                                        struct pattern_scratch *scratch)
{
    for (size_t i = 0; i < c->facts_n; i++)
        if (condition_test(where, row_of_fact(&c->facts[i]), scratch) == YES)
            return &c->facts[i];
    return NULL;
}

/* The first capture that speaks of it decides: a row, or its absence where it would show. */
static struct parameter_value search(const struct fact_source *from, const struct parameter *p,
                                     const struct ready_condition *where)
{
    for (size_t i = 0; i < from->n; i++) {
        const struct capture *capture = from->captures[i];
        if (capture->kind != p->kind)
            continue;
        const struct fact *fact = matching_fact(capture, where, from->patterns);
        if (!fact && !scope_includes(capture, where, from->patterns))
            continue;
        struct str text = fact ? fact_get(fact, p->first.field) : (struct str){0};
        if (p->merge)
            return merged_value(p, text, from->arena);
        text = str_trim(apply_match(&p->first, text, from->regexes));
        if (!value_admits(p->type, text))
            break;
        return (struct parameter_value){
            .name = p->name, .value = text, .type = p->type, .known = true};
    }
    return fallback_value(p);
}

struct parameter_value parameter_from_facts(const struct fact_source *from,
                                            const struct parameter *p)
{
    struct values none = {.arena = from->arena};
    struct ready_condition where;
    condition_ready(from->arena, &p->where, &none, &where);
    struct parameter_value v = search(from, p, &where);
    condition_done(&where);
    return v;
}
