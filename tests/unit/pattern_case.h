/* Rows of "these modifiers, this value of a rule, this value of an event: that answer". */
#ifndef TESTS_PATTERN_CASE_H
#define TESTS_PATTERN_CASE_H

#include "base/tree.h"
#include "pattern/pattern.h"
#include "suite.h"

struct pattern_case {
    const char *modifiers, *rule; /* the rule's value in YAML */
    const char *value;            /* NULL: the field is absent */
    enum answer answer;
};

struct pattern_error {
    const char *modifiers, *rule;
    uint32_t col; /* 0: not looked at */
    const char *text;
};

struct pattern_held {
    struct arena arena;
    const struct pattern *pattern;
    struct pattern_scratch *scratch;
};

static inline enum status pattern_try(struct pattern_held *h, const char *modifiers,
                                      const char *rule, bool keyword, struct err *err)
{
    struct tree tree;
    struct str text = arena_fmt(&h->arena, "value: %s\n", rule);
    ck_assert_msg(tree_parse(&h->arena, text, "case", &tree, err) == OK, "%s: %s", rule, err->text);
    ck_assert_uint_eq(tree.n, 1);
    struct pattern_spec spec = {
        .modifiers = str_of(modifiers),
        .at = {"case", 1, 1},
        .values = node_get(tree.documents[0], "value"),
        .keyword = keyword
    };
    h->scratch = pattern_scratch_new();
    return pattern_compile(&h->arena, &spec, &h->pattern, err);
}

static inline struct pattern_held pattern_hold(const char *modifiers, const char *rule,
                                               bool keyword)
{
    struct pattern_held h = {0};
    struct err err = {0};
    enum status status = pattern_try(&h, modifiers, rule, keyword, &err);
    ck_assert_msg(status == OK, "%s: %s: %s", modifiers, rule, err.text);
    return h;
}

static inline void pattern_drop(struct pattern_held *h)
{
    pattern_release(h->pattern);
    pattern_scratch_free(h->scratch);
    arena_free(&h->arena);
}

static inline enum answer pattern_held_ask(struct pattern_held *h, const char *value)
{
    struct str v = str_of(value);
    return pattern_test(h->pattern, (struct pattern_values){&v, value != NULL},
                        (struct pattern_values){0}, h->scratch);
}

static inline enum answer values_ask(const char *modifiers, const char *rule, bool keyword,
                                     struct pattern_values values, struct pattern_values other)
{
    struct pattern_held h = pattern_hold(modifiers, rule, keyword);
    enum answer a = pattern_test(h.pattern, values, other, h.scratch);
    pattern_drop(&h);
    return a;
}

static inline enum answer pattern_ask(const char *modifiers, const char *rule, const struct str *v,
                                      size_t n)
{
    return values_ask(modifiers, rule, false, (struct pattern_values){v, n},
                      (struct pattern_values){0});
}

static inline enum answer keyword_ask(const char *modifiers, const char *rule, const struct str *v,
                                      size_t n)
{
    return values_ask(modifiers, rule, true, (struct pattern_values){v, n},
                      (struct pattern_values){0});
}

static inline void pattern_case_check(const struct pattern_case *c)
{
    struct str v = str_of(c->value);
    enum answer a = pattern_ask(c->modifiers, c->rule, &v, c->value != NULL);
    ck_assert_msg(a == c->answer, "|%s: %s on %s is %d", c->modifiers, c->rule,
                  c->value ? c->value : "(absent)", a);
}

static inline void pattern_error_check(const struct pattern_error *c)
{
    struct pattern_held h = {0};
    struct err err = {0};
    ck_assert_msg(pattern_try(&h, c->modifiers, c->rule, false, &err) == FAIL_INPUT,
                  "|%s: %s is accepted", c->modifiers, c->rule);
    ck_assert_str_eq(err.text, c->text);
    if (c->col)
        ck_assert_uint_eq(err.loc.col, c->col);
    pattern_drop(&h);
}

#endif
