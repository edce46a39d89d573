#include "condition.h"

#include "base/buf.h"
#include "catalogue.h"
#include "loader.h"
#include "ranges.h"

/* Loading -------------------------------------------------------------------------------------- */

static bool in_fields(const char *fields, struct str name)
{
    struct str rest = str_of(fields);
    while (rest.len)
        if (str_eq(str_cut(rest, ' ', &rest), name))
            return true;
    return false;
}

static const char *nearest_field(struct loader *l, const char *fields, struct str name)
{
    const char *known[32];
    size_t n = 0;
    struct str rest = str_of(fields);
    while (rest.len && n < ARRAY_LEN(known))
        known[n++] = arena_str(l->arena, str_cut(rest, ' ', &rest)).ptr;
    return str_nearest(name, known, n);
}

static bool check_field(struct loader *l, const struct node *item, struct str field,
                        const char *fields)
{
    if (in_fields(fields, field))
        return true;
    const char *near = nearest_field(l, fields, field);
    loader_complain(l, item->key_loc, "no field '%.*s' there%s%s%s", STR_ARG(field),
                    near ? ", did you mean '" : "", near ? near : "", near ? "'?" : "");
    return false;
}

/* The scalars of a value: itself, or the items of a list. */
static const struct node *scalar_at(const struct node *values, size_t i)
{
    return values->kind == NODE_LIST ? &values->items[i] : values;
}

static size_t scalars_of(const struct node *values)
{
    return values->kind == NODE_LIST ? values->n : 1;
}

/* A phrase that is the rule's own text, as it stands there. A need that was given a plain word is
 * another text than the rule's. */
static bool is_verbatim(const struct phrase *p, struct str text)
{
    return phrase_plain(p) && str_eq(p->n ? p->pieces[0].name : STR(""), text);
}

static void load_phrases(struct loader *l, struct field_test *t)
{
    bool verbatim = true;
    size_t n = scalars_of(t->values);
    struct phrase *phrases = ARENA_ARRAY(l->arena, struct phrase, n + 1);
    for (size_t i = 0; i < n; i++) {
        const struct node *scalar = scalar_at(t->values, i);
        phrases[i] = load_phrase(l, scalar);
        verbatim &= is_verbatim(&phrases[i], scalar->text);
    }
    t->phrases_n = n;
    t->phrases = verbatim && !t->covers ? NULL : phrases;
}

static void load_pattern(struct loader *l, struct field_test *t)
{
    struct catalogue *c = l->catalogue;
    struct err why = {0};
    struct pattern_spec spec = {.modifiers = t->modifiers, .at = t->at, .values = t->values};
    if (pattern_compile(l->arena, &spec, &t->pattern, &why) != OK) {
        loader_complain(l, why.loc.line ? why.loc : t->at, "%s", why.text);
        return;
    }
    GROW(l->arena, c->patterns, c->patterns_n, c->patterns_max);
    c->patterns[c->patterns_n++].pattern = t->pattern;
}

static bool has_regex(struct str modifiers)
{
    struct str rest = modifiers;
    while (rest.len) {
        struct str one = str_cut(rest, '|', &rest);
        if (str_eq(one, STR("re")) || str_eq(one, STR("cidr")))
            return true;
    }
    return false;
}

static bool flat(const struct node *values)
{
    if (values->kind == NODE_MAP)
        return false;
    for (size_t i = 0; i < values->n; i++)
        if (values->items[i].kind != NODE_SCALAR)
            return false;
    return true;
}

static void load_test(struct loader *l, const struct node *item, const char *fields,
                      struct field_test *t)
{
    t->field = str_cut(item->key, '|', &t->modifiers);
    t->at = item->key_loc;
    t->values = item;
    t->covers = str_eq(t->modifiers, STR("covers"));
    if (!check_field(l, item, t->field, fields))
        return;
    if (!flat(item)) {
        loader_complain(l, item->loc, "'%.*s' wants a value or a list of values",
                        STR_ARG(item->key));
        return;
    }
    load_phrases(l, t);
    if (t->phrases && has_regex(t->modifiers))
        loader_complain(l, item->loc, "no placeholder may stand in a regular expression");
    else if (!t->phrases)
        load_pattern(l, t);
}

bool condition_load(struct loader *l, const struct node *map, const char *fields,
                    struct condition *out)
{
    size_t before = l->defects;
    if (map->kind != NODE_MAP || map->n == 0) {
        loader_complain(l, map->loc, "a condition wants fields and values");
        return false;
    }
    struct field_test *tests = ARENA_ARRAY(l->arena, struct field_test, map->n);
    for (size_t i = 0; i < map->n; i++)
        load_test(l, &map->items[i], fields, &tests[i]);
    *out = (struct condition){tests, map->n};
    return l->defects == before;
}

/* Values of one finding ------------------------------------------------------------------------ */

static struct str phrase_name(const struct phrase *p, const struct values *values)
{
    for (size_t i = 0; i < p->n; i++) {
        enum value_type type;
        if (!piece_value(&p->pieces[i], values, &type).len)
            return p->pieces[i].name;
    }
    return STR("?");
}

static struct str fill(const struct phrase *p, const struct values *values, bool covers,
                       struct ready_condition *out)
{
    bool known = true;
    struct str text = phrase_expand(p, values, covers ? PHRASE_TEXT : PHRASE_PATTERN, &known);
    const char *soft = phrase_soft(p, values);
    out->soft = out->soft ? out->soft : soft;
    if (!known && !out->unknown.len)
        out->unknown = phrase_name(p, values);
    return text;
}

/* A list of plain scalars, as if the rule had said them. */
static const struct node *as_node(struct arena *arena, const struct node *from,
                                  const struct str *texts, size_t n)
{
    struct node *list = ARENA_NEW(arena, struct node), *items = ARENA_ARRAY(arena, struct node, n);
    *list = (struct node){.kind = NODE_LIST, .loc = from->loc, .items = items, .n = n};
    for (size_t i = 0; i < n; i++) {
        int64_t number;
        bool whole = str_to_i64(texts[i], &number);
        items[i] = (struct node){.kind = NODE_SCALAR,
                                 .scalar = whole ? SCALAR_INT : SCALAR_TEXT,
                                 .loc = from->loc,
                                 .text = texts[i]};
    }
    return list;
}

static void ready_test(struct arena *arena, const struct field_test *t, const struct values *values,
                       struct ready_test *to, struct ready_condition *out)
{
    *to = (struct ready_test){.test = t, .pattern = t->pattern};
    if (!t->phrases)
        return;
    struct str *texts = ARENA_ARRAY(arena, struct str, t->phrases_n + 1);
    for (size_t i = 0; i < t->phrases_n; i++)
        texts[i] = fill(&t->phrases[i], values, t->covers, out);
    to->wanted = texts;
    to->wanted_n = t->phrases_n;
    if (t->covers || out->unknown.len)
        return;
    struct err why = {0};
    struct pattern_spec spec = {.modifiers = t->modifiers,
                                .at = t->at,
                                .values = as_node(arena, t->values, texts, t->phrases_n)};
    if (pattern_compile(arena, &spec, &to->pattern, &why) != OK)
        out->unknown = t->field;
}

void condition_ready(struct arena *arena, const struct condition *c, const struct values *values,
                     struct ready_condition *out)
{
    *out = (struct ready_condition){.tests = ARENA_ARRAY(arena, struct ready_test, c->n + 1),
                                    .n = c->n};
    for (size_t i = 0; i < c->n; i++)
        ready_test(arena, &c->tests[i], values, &out->tests[i], out);
}

void condition_done(struct ready_condition *c)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->tests[i].pattern && c->tests[i].pattern != c->tests[i].test->pattern)
            pattern_release(c->tests[i].pattern);
}

/* Asking --------------------------------------------------------------------------------------- */

enum { PARTS_MAX = 256 };

/* Fields that hold several values; the others hold one a line at most. */
static bool is_list(struct str field)
{
    return str_eq(field, STR("roles")) || str_eq(field, STR("services")) ||
           str_eq(field, STR("depends_on"));
}

static size_t split(struct str field, struct str text, struct str parts[PARTS_MAX])
{
    size_t n = 0;
    bool list = is_list(field);
    if (!list && !memchr(text.ptr, '\n', text.len)) {
        parts[0] = text;
        return 1;
    }
    while (text.len && n < PARTS_MAX) {
        size_t i = 0;
        while (i < text.len && text.ptr[i] != '\n' &&
               !(list && (text.ptr[i] == ',' || text.ptr[i] == ' ')))
            i++;
        struct str part = str_trim(str_head(text, i));
        if (part.len)
            parts[n++] = part;
        text = str_skip(text, i + 1);
    }
    return n;
}

static enum answer test_covers(const struct ready_test *t, struct str text)
{
    struct arena scratch = {0};
    struct port_range *ranges;
    size_t n;
    enum answer answer = UNDECIDED;
    if (ranges_parse(&scratch, text, &ranges, &n)) {
        answer = YES;
        for (size_t i = 0; i < t->wanted_n; i++) {
            int64_t port;
            if (!str_to_i64(t->wanted[i], &port))
                answer = answer == YES ? UNDECIDED : answer;
            else if (!ranges_cover(ranges, n, port))
                answer = NO;
        }
    }
    arena_free(&scratch);
    return answer;
}

static enum answer test_field(const struct ready_test *t, struct row row,
                              struct pattern_scratch *scratch)
{
    struct str parts[PARTS_MAX];
    struct str text = row.get(row.self, t->test->field);
    if (!text.ptr)
        return UNDECIDED;
    if (t->test->covers)
        return test_covers(t, text);
    if (!t->pattern)
        return UNDECIDED;
    struct pattern_values values = {parts, split(t->test->field, text, parts)};
    return pattern_test(t->pattern, values, (struct pattern_values){0}, scratch);
}

enum answer condition_test_field(const struct ready_condition *c, struct str field, struct row row,
                                 struct pattern_scratch *scratch)
{
    enum answer answer = YES;
    for (size_t i = 0; i < c->n; i++) {
        if (field.len && !str_eq(c->tests[i].test->field, field))
            continue;
        enum answer one = test_field(&c->tests[i], row, scratch);
        if (one == NO)
            return NO;
        answer = one == UNDECIDED ? UNDECIDED : answer;
    }
    return answer;
}

enum answer condition_test(const struct ready_condition *c, struct row row,
                           struct pattern_scratch *scratch)
{
    return condition_test_field(c, (struct str){0}, row, scratch);
}

static struct str fact_field(const void *self, struct str field)
{
    return fact_get(self, field);
}

struct row row_of_fact(const struct fact *f)
{
    return (struct row){f, fact_field};
}

/* In words ------------------------------------------------------------------------------------- */

static const char *comparison(struct str modifiers)
{
    static const struct {
        const char *modifier, *words;
    } rows[] = {
        {"",         ""           },
        {"lt",       "before "    },
        {"lte",      "up to "     },
        {"gt",       "after "     },
        {"gte",      "from "      },
        {"neq",      "other than "},
        {"contains", "with "      },
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        if (str_eq(modifiers, str_of(rows[i].modifier)))
            return rows[i].words;
    return "as ";
}

static const char *subject(struct str field)
{
    static const struct {
        const char *field, *words;
    } rows[] = {
        {"nt",           "Windows version"},
        {"service_pack", "service pack"   },
        {"roles",        "role"           },
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        if (str_eq(field, str_of(rows[i].field)))
            return rows[i].words;
    return NULL;
}

struct str condition_words(struct arena *arena, const struct condition *c)
{
    struct buf to = BUF_CAP(1024);
    for (size_t i = 0; i < c->n; i++) {
        const struct field_test *t = &c->tests[i];
        const char *words = subject(t->field);
        buf_text(&to, i ? ", " : "");
        buf_add(&to, words ? str_of(words) : t->field);
        buf_fmt(&to, " %s", comparison(t->modifiers));
        for (size_t k = 0; k < scalars_of(t->values); k++)
            buf_fmt(&to, "%s%.*s", k ? " or " : "", STR_ARG(scalar_at(t->values, k)->text));
    }
    struct str out = buf_keep(&to, arena);
    buf_free(&to);
    return out;
}
