/* lt, lte, gt, gte: decimal numbers of any length; what is no number satisfies none. */
#include "modifier.h"

struct bounds {
    bool less, equal, greater; /* the value may be so */
    struct number *v;
    size_t n;
};

static enum status bounds_compile(struct build *b, const struct operand *v, size_t n,
                                  const void **out, struct err *err)
{
    struct bounds *all = ARENA_NEW(b->arena, struct bounds);
    *all = (struct bounds){.less = b->settings & LESS,
                           .equal = b->settings & EQUAL,
                           .greater = b->settings & GREATER,
                           .v = ARENA_ARRAY(b->arena, struct number, n)};
    for (; all->n < n; all->n++) {
        const struct operand *op = &v[all->n];
        struct number number;
        if (op->kind != OPERAND_NUMBER)
            return err_at(err, FAIL_INPUT, op->loc, "'%.*s' is no number%s",
                          STR_ARG(str_head(op->text, 80)),
                          number_parse(op->text, &number) ? "; leave the quotes out" : "");
        all->v[all->n] = op->number;
    }
    *out = all;
    return OK;
}

static enum answer bounds_test(const void *compiled, const struct subject *s)
{
    const struct bounds *all = compiled;
    struct number value;
    if (!number_parse(s->value, &value))
        return NO;
    for (size_t i = 0; i < all->n; i++) {
        int order = number_cmp(value, all->v[i]);
        if (order < 0 ? all->less : order > 0 ? all->greater : all->equal)
            return YES;
    }
    return NO;
}

static const struct comparison compare_order = {
    .name = "order", .compile = bounds_compile, .test = bounds_test};

#define ORDER_ROW(id, bits)                                                                        \
    const struct modifier modifier_##id = {.name = #id,                                            \
                                           .is = ORDER,                                            \
                                           .with = ALL | NEQ | EXPAND | TIME_PART,                 \
                                           .sets = (bits),                                         \
                                           .hint = "two bounds are two entries of the selection",  \
                                           .comparison = &compare_order}
ORDER_ROW(lt, LESS);
ORDER_ROW(lte, LESS | EQUAL);
ORDER_ROW(gt, GREATER);
ORDER_ROW(gte, GREATER | EQUAL);
