/* re, with its flags. The expression is searched for in the value as it is: neither Sigma's escapes
 * nor folding touch it. */
#include "modifier.h"
#include "regex_literal.h"

#include "base/utf8.h"

enum { RE_WITH = REGEX_FLAG | ALL | CASED | NEQ | EXPAND | CONTAINS };

struct regexes {
    struct regex **v;
    size_t n;
};

static void regexes_release(const void *compiled)
{
    const struct regexes *all = compiled;
    for (size_t i = 0; i < all->n; i++)
        regex_free(all->v[i]);
}

static enum status regexes_compile(struct build *b, const struct operand *v, size_t n,
                                   const void **out, struct err *err)
{
    struct regexes *all = ARENA_NEW(b->arena, struct regexes);
    struct regex_flags flags = {.ignore_case = b->settings & IGNORE_CASE,
                                .multiline = b->settings & MULTILINE,
                                .dot_all = b->settings & DOT_ALL};
    all->v = ARENA_ARRAY(b->arena, struct regex *, n);
    for (; all->n < n; all->n++) {
        const struct operand *op = &v[all->n];
        enum status status = regex_compile(op->text, flags, op->loc, &all->v[all->n], err);
        if (status != OK) {
            regexes_release(all);
            return status;
        }
    }
    *out = all;
    return OK;
}

static enum answer regexes_test(const void *compiled, const struct subject *s)
{
    const struct regexes *all = compiled;
    struct pattern_scratch *scratch = s->scratch;
    enum answer found = NO;
    if (!scratch->regex)
        scratch->regex = regex_scratch_new();
    for (size_t i = 0; i < all->n; i++) {
        enum regex_answer a = regex_find(all->v[i], s->value, scratch->regex, NULL);
        if (a == REGEX_YES)
            return YES;
        if (a == REGEX_LIMIT)
            found = UNDECIDED;
    }
    scratch->undecided += found == UNDECIDED;
    return found;
}

static struct str regexes_needed(struct build *b, const struct operand *op)
{
    bool flag = str_starts(op->text, STR("(?i)"));
    struct regex_literal literal =
        regex_literal(str_skip(op->text, flag ? 4 : 0), flag || (b->settings & IGNORE_CASE));
    return utf8_fold(b->arena, arena_str(b->arena, (struct str){literal.text, literal.len}));
}

static const struct comparison compare_regex = {.name = "re",
                                                .compile = regexes_compile,
                                                .test = regexes_test,
                                                .release = regexes_release,
                                                .needed = regexes_needed};

const struct modifier modifier_re = {.name = "re",
                                     .is = REGEX,
                                     .with = RE_WITH,
                                     .not_behind = RE_WITH & ~EXPAND,
                                     .hint = "an expression is searched for anywhere; use ^ and $",
                                     .comparison = &compare_regex};

#define REGEX_FLAG_ROW(id, bit)                                                                    \
    const struct modifier modifier_##id = {.name = #id,                                            \
                                           .is = REGEX_FLAG,                                       \
                                           .with = RE_WITH | REGEX,                                \
                                           .needs = REGEX,                                         \
                                           .sets = (bit),                                          \
                                           .hint = "it is a flag of 're'"}
REGEX_FLAG_ROW(i, IGNORE_CASE);
REGEX_FLAG_ROW(m, MULTILINE);
REGEX_FLAG_ROW(s, DOT_ALL);
REGEX_FLAG_ROW(ignorecase, IGNORE_CASE);
REGEX_FLAG_ROW(multiline, MULTILINE);
REGEX_FLAG_ROW(dotall, DOT_ALL);
