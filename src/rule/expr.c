#include "expr.h"

#include "base/limits.h"

/* A growing list of trees. */
struct exprs {
    const struct expr **v;
    size_t n, max;
};

struct parser {
    struct arena *arena;
    const struct node *text;
    struct expr_names names;
    struct str token; /* empty at the end */
    struct str rest;  /* behind the token */
    int depth;
    size_t leaves; /* written out */
    bool upper;
    struct err *err;
};

static const struct joiner {
    struct str word;
    enum expr_kind kind;
    int power; /* binds tighter than those with less */
} joiners[] = {
    {{"or", 2},  EXPR_ANY, 1},
    {{"and", 3}, EXPR_ALL, 2},
    {{"not", 3}, EXPR_NOT, 3},
};

static const struct quantifier {
    struct str word;
    enum expr_kind kind;
} quantifiers[] = {
    {{"1", 1},   EXPR_ANY},
    {{"any", 3}, EXPR_ANY},
    {{"all", 3}, EXPR_ALL},
};

static void add(struct parser *p, struct exprs *list, const struct expr *e)
{
    GROW(p->arena, list->v, list->n, list->max);
    list->v[list->n++] = e;
}

static struct expr *make(struct arena *arena, enum expr_kind kind)
{
    struct expr *e = ARENA_NEW(arena, struct expr);
    e->kind = kind;
    return e;
}

const struct expr *expr_leaf(struct arena *arena, uint32_t leaf)
{
    struct expr *e = make(arena, EXPR_LEAF);
    e->leaf = leaf;
    return e;
}

const struct expr *expr_join(struct arena *arena, enum expr_kind kind, const struct expr *const *of,
                             size_t n)
{
    if (n == 1 && kind != EXPR_NOT)
        return of[0];
    struct expr *e = make(arena, kind);
    const struct expr **copy = ARENA_ARRAY(arena, const struct expr *, n + 1);
    for (size_t i = 0; i < n; i++)
        copy[i] = of[i];
    e->of = copy;
    e->n = (uint32_t)n;
    return e;
}

const struct expr *expr_not(struct arena *arena, const struct expr *e)
{
    return expr_join(arena, EXPR_NOT, &e, 1);
}

const struct expr *expr_graft(struct arena *arena, const struct expr *e,
                              const struct expr *const *leaves)
{
    if (e->kind == EXPR_LEAF)
        return leaves[e->leaf];
    const struct expr **of = ARENA_ARRAY(arena, const struct expr *, e->n + 1);
    for (uint32_t i = 0; i < e->n; i++)
        of[i] = expr_graft(arena, e->of[i], leaves);
    struct expr *made = make(arena, e->kind);
    made->of = of;
    made->n = e->n;
    return made;
}

/* Where a word stands in the file. In a block the first line is the one behind the '|'. */
static struct loc place(const struct parser *p, const char *at)
{
    struct loc loc = p->text->loc;
    const char *begin = p->text->text.ptr;
    const char *line = at > begin ? memrchr(begin, '\n', (size_t)(at - begin)) : NULL;
    if (!memchr(begin, '\n', p->text->text.len)) {
        loc.col += (uint32_t)(at - begin) + p->text->quoted;
        return loc;
    }
    loc.line++;
    for (const char *c = begin; c < at; c++)
        loc.line += *c == '\n';
    loc.col = 1 + (uint32_t)(at - (line ? line + 1 : begin));
    return loc;
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '*' || c == '.' || (unsigned char)c >= 0x80;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static struct str next_word(struct str *rest)
{
    while (rest->len && is_blank(rest->ptr[0]))
        *rest = str_skip(*rest, 1);
    size_t len = 0;
    while (len < rest->len && is_word(rest->ptr[len]))
        len++;
    struct str word = str_head(*rest, len ? len : 1);
    *rest = str_skip(*rest, word.len);
    return word;
}

static void advance(struct parser *p)
{
    p->token = next_word(&p->rest);
}

static const struct joiner *joiner_at(struct parser *p)
{
    for (size_t i = 0; i < ARRAY_LEN(joiners); i++)
        if (str_eq_nocase(p->token, joiners[i].word)) {
            p->upper |= !str_eq(p->token, joiners[i].word);
            return &joiners[i];
        }
    return NULL;
}

/* "1", "any", "all" are quantifiers only before "of": rules call their selections what they like.
 */
static const struct quantifier *quantifier_at(const struct parser *p)
{
    struct str rest = p->rest;
    if (!str_eq_nocase(next_word(&rest), STR("of")))
        return NULL;
    for (size_t i = 0; i < ARRAY_LEN(quantifiers); i++)
        if (str_eq_nocase(p->token, quantifiers[i].word))
            return &quantifiers[i];
    return NULL;
}

static bool glob(struct str pattern, struct str text)
{
    struct str star = {0}, from = {0};
    while (text.len) {
        if (pattern.len && pattern.ptr[0] == '*') {
            star = pattern = str_skip(pattern, 1);
            from = text;
        } else if (pattern.len && pattern.ptr[0] == text.ptr[0]) {
            pattern = str_skip(pattern, 1);
            text = str_skip(text, 1);
        } else if (star.ptr) {
            pattern = star;
            text = from = str_skip(from, 1);
        } else {
            return false;
        }
    }
    while (pattern.len && pattern.ptr[0] == '*')
        pattern = str_skip(pattern, 1);
    return pattern.len == 0;
}

static enum status unknown(struct parser *p, const char *what)
{
    const char **known = ARENA_ARRAY(p->arena, const char *, p->names.n + 1);
    for (size_t i = 0; i < p->names.n; i++)
        known[i] = arena_str(p->arena, p->names.v[i]).ptr;
    const char *near = str_nearest(p->token, known, p->names.n);
    return err_at(p->err, FAIL_INPUT, place(p, p->token.ptr), "%s '%.*s'%s%s%s", what,
                  STR_ARG(str_head(p->token, 60)), near ? ", did you mean '" : "", near ? near : "",
                  near ? "'?" : "");
}

static enum status parse_quantifier(struct parser *p, enum expr_kind kind, const struct expr **out)
{
    struct exprs found = {0};
    advance(p);
    advance(p);
    struct str pattern = p->token;
    bool them = str_eq_nocase(pattern, STR("them"));
    for (size_t i = 0; i < p->names.n; i++) {
        struct str name = p->names.v[i];
        if (them ? name.ptr[0] != '_' : glob(pattern, name))
            add(p, &found, expr_leaf(p->arena, (uint32_t)i));
    }
    if (pattern.len == 0)
        return err_at(p->err, FAIL_INPUT, place(p, p->rest.ptr),
                      "'of' wants 'them' or a pattern such as 'selection_*' behind it");
    if (found.n == 0)
        return unknown(p, "no selection fits the pattern");
    p->leaves += found.n;
    if (p->leaves > LIMIT_CONDITION_ITEMS)
        return err_at(p->err, FAIL_LIMIT, place(p, pattern.ptr),
                      "the condition writes out to more than %d items", (int)LIMIT_CONDITION_ITEMS);
    advance(p);
    *out = expr_join(p->arena, kind, found.v, found.n);
    return OK;
}

static enum status parse_name(struct parser *p, const struct expr **out)
{
    for (size_t i = 0; i < p->names.n; i++)
        if (str_eq(p->token, p->names.v[i])) {
            advance(p);
            *out = expr_leaf(p->arena, (uint32_t)i);
            return OK;
        }
    if (memchr(p->token.ptr, '*', p->token.len))
        return err_at(p->err, FAIL_INPUT, place(p, p->token.ptr),
                      "the pattern '%.*s' wants '1 of' or 'all of' before it",
                      STR_ARG(str_head(p->token, 60)));
    return unknown(p, "unknown selection");
}

/* What an operand cannot begin with, and why it may stand there all the same. */
static enum status no_operand(struct parser *p)
{
    struct loc at = place(p, p->token.len ? p->token.ptr : p->rest.ptr);
    if (p->token.len == 0)
        return err_at(p->err, FAIL_INPUT, at, "the condition ends where a selection should stand");
    return err_at(p->err, FAIL_INPUT, at, "a selection should stand here, not '%.*s'",
                  STR_ARG(str_head(p->token, 20)));
}

static enum status parse(struct parser *p, int power, const struct expr **out);

static enum status parse_group(struct parser *p, const struct expr **out)
{
    struct loc open = place(p, p->token.ptr);
    if (++p->depth > LIMIT_CONDITION_DEPTH)
        return err_at(p->err, FAIL_LIMIT, open, "parentheses nested deeper than %d levels",
                      (int)LIMIT_CONDITION_DEPTH);
    advance(p);
    TRY(parse(p, 0, out));
    if (!str_eq(p->token, STR(")")))
        return err_at(p->err, FAIL_INPUT, open, "'(' is never closed");
    p->depth--;
    advance(p);
    return OK;
}

static enum status parse_operand(struct parser *p, const struct expr **out)
{
    const struct joiner *op = p->token.len ? joiner_at(p) : NULL;
    bool negative = false;
    for (; op && op->kind == EXPR_NOT; op = p->token.len ? joiner_at(p) : NULL) {
        negative = !negative;
        advance(p);
    }
    const struct quantifier *q = p->token.len ? quantifier_at(p) : NULL;
    if (op || p->token.len == 0 || !(is_word(p->token.ptr[0]) || p->token.ptr[0] == '('))
        return no_operand(p);
    if (q)
        TRY(parse_quantifier(p, q->kind, out));
    else if (p->token.ptr[0] == '(')
        TRY(parse_group(p, out));
    else
        TRY(parse_name(p, out));
    if (negative)
        *out = expr_not(p->arena, *out);
    return OK;
}

/* Operands joined by operators that bind tighter than `power`. */
static enum status parse(struct parser *p, int power, const struct expr **out)
{
    const struct joiner *op;
    TRY(parse_operand(p, out));
    while ((op = p->token.len ? joiner_at(p) : NULL) && op->kind != EXPR_NOT && op->power > power) {
        const struct joiner *same = op;
        struct exprs of = {0};
        add(p, &of, *out);
        do {
            const struct expr *right = NULL;
            advance(p);
            TRY(parse(p, op->power, &right));
            add(p, &of, right);
            same = p->token.len ? joiner_at(p) : NULL;
        } while (same == op);
        *out = expr_join(p->arena, op->kind, of.v, of.n);
    }
    return OK;
}

static enum status left_over(struct parser *p)
{
    struct loc at = place(p, p->token.ptr);
    if (p->token.ptr[0] == '|')
        return err_at(p->err, FAIL_INPUT, at,
                      "'|' and what it counts are no longer part of Sigma: write a correlation "
                      "document (type event_count or value_count, group-by, timespan, condition)");
    if (p->token.ptr[0] == ')')
        return err_at(p->err, FAIL_INPUT, at, "')' closes nothing");
    return err_at(p->err, FAIL_INPUT, at, "'and' or 'or' should stand before '%.*s'",
                  STR_ARG(str_head(p->token, 60)));
}

enum status expr_parse(struct arena *arena, const struct node *text, struct expr_names names,
                       const struct expr **out, bool *upper, struct err *err)
{
    struct parser p = {
        .arena = arena, .text = text, .names = names, .rest = text->text, .err = err};
    const struct expr *made = NULL;
    if (text->text.len > LIMIT_CONDITION_BYTES)
        return err_at(err, FAIL_LIMIT, text->loc, "the condition is longer than %d bytes",
                      (int)LIMIT_CONDITION_BYTES);
    advance(&p);
    TRY(parse(&p, 0, &made));
    if (p.token.len)
        return left_over(&p);
    *upper |= p.upper;
    *out = made;
    return OK;
}

bool expr_holds(const struct expr *e, uint64_t there)
{
    bool all = e->kind == EXPR_ALL;
    if (e->kind == EXPR_LEAF)
        return there >> e->leaf & 1;
    if (e->kind == EXPR_NOT)
        return !expr_holds(e->of[0], there);
    for (uint32_t i = 0; i < e->n; i++)
        if (expr_holds(e->of[i], there) != all)
            return !all;
    return all;
}
