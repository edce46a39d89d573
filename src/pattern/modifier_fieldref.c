/* fieldref: the value against that of another field of the event, which is taken literally. */
#include "modifier.h"

#include "base/utf8.h"

struct reference {
    bool exact_case, before, behind; /* what may stand beside the other value */
};

static enum status reference_compile(struct build *b, const struct operand *v, size_t n,
                                     const void **out, struct err *err)
{
    struct reference *r = ARENA_NEW(b->arena, struct reference);
    (void)v, (void)n, (void)err;
    *r = (struct reference){.exact_case = b->settings & EXACT_CASE,
                            .before = b->settings & OPEN_BEFORE,
                            .behind = b->settings & OPEN_BEHIND};
    *out = r;
    return OK;
}

static bool stands(const struct reference *r, struct str value, struct str other)
{
    if (r->before && r->behind)
        return other.len == 0 || str_find(value, other);
    if (r->before)
        return str_ends(value, other);
    return r->behind ? str_starts(value, other) : str_eq(value, other);
}

static enum answer reference_test(const void *compiled, const struct subject *s)
{
    const struct reference *r = compiled;
    struct str value = r->exact_case ? s->value : folder_fold(&s->scratch->folder, s->value);
    for (size_t i = 0; i < s->other.n; i++) {
        struct str other = s->other.v[i];
        if (!r->exact_case)
            other = fold_into(&s->scratch->other, other);
        if (stands(r, value, other))
            return YES;
    }
    return NO;
}

static const struct comparison compare_fieldref = {
    .name = "fieldref", .compile = reference_compile, .test = reference_test};

const struct modifier modifier_fieldref = {.name = "fieldref",
                                           .is = FIELDREF,
                                           .with = CONTAINS | EDGE | CASED | NEQ,
                                           .sets = OTHER_FIELD,
                                           .hint = "'fieldref' compares two fields as texts",
                                           .comparison = &compare_fieldref};
