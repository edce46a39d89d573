/* Operands: what a rule's values say, before and after modifiers change them. */
#include "modifier.h"

#include "base/limits.h"

struct operands operands_with_room(struct arena *arena, size_t n)
{
    return (struct operands){.v = ARENA_ARRAY(arena, struct operand, n), .max = n};
}

enum status build_push(struct build *b, struct operand op, struct err *err)
{
    if (b->out.n >= LIMIT_EXPANSIONS)
        return err_at(err, FAIL_INPUT, op.loc, "values expand to more than %d",
                      (int)LIMIT_EXPANSIONS);
    GROW(&b->scratch, b->out.v, b->out.n, b->out.max);
    b->out.v[b->out.n++] = op;
    return OK;
}

enum status build_push_literal(struct build *b, const struct operand *from, struct str text,
                               struct err *err)
{
    struct operand op = *from;
    op.kind = OPERAND_TEXT;
    op.text = text;
    op.glob = glob_literal(b->arena, text);
    return build_push(b, op, err);
}

/* An integer in the notations of YAML, as decimal digits. */
static struct str integer_text(struct arena *arena, const struct node *n)
{
    uint64_t u;
    int64_t i;
    if (str_starts_nocase(n->text, STR("0x")) && str_to_hex(n->text, &u))
        return arena_fmt(arena, "%llu", (unsigned long long)u);
    if (node_int(n, &i))
        return arena_fmt(arena, "%lld", (long long)i);
    return n->text;
}

static enum status number_read(struct build *b, const struct node *n, struct operand *op,
                               struct err *err)
{
    op->kind = OPERAND_NUMBER;
    struct str decimal = n->scalar == SCALAR_INT ? integer_text(b->arena, n) : n->text;
    if (!number_parse(decimal, &op->number))
        return err_at(err, FAIL_INPUT, n->loc, "number '%.*s' is not decimal; write its digits out",
                      STR_ARG(str_head(n->text, 80)));
    return OK;
}

static enum status operand_read(struct build *b, const struct node *n, size_t value,
                                struct err *err)
{
    struct operand op = {.loc = n->loc, .text = n->text, .value = value};
    if (n->kind != NODE_SCALAR)
        return err_at(err, FAIL_INPUT, n->loc,
                      "value is a %s; a text, a number or a list of them is needed",
                      n->kind == NODE_MAP ? "map" : "list in a list");
    switch (n->scalar) {
    case SCALAR_NULL:
        op.kind = OPERAND_NULL;
        break;
    case SCALAR_BOOL:
        op.kind = OPERAND_BOOL;
        (void)node_bool(n, &op.yes);
        op.glob = glob_literal(b->arena, op.yes ? STR("true") : STR("false"));
        break;
    case SCALAR_INT:
    case SCALAR_FLOAT:
        TRY(number_read(b, n, &op, err));
        op.glob = glob_literal(b->arena, n->text);
        break;
    case SCALAR_TEXT:
        op.glob = glob_parse(b->arena, n->text);
        break;
    }
    return build_push(b, op, err);
}

enum status operands_read(struct build *b, const struct node *values, struct err *err)
{
    b->out =
        operands_with_room(&b->scratch, values->kind == NODE_LIST && values->n ? values->n : 1);
    if (values->kind != NODE_LIST)
        return operand_read(b, values, 0, err);
    if (values->n == 0)
        return err_at(err, FAIL_INPUT, values->loc,
                      "list of values is empty; write null for 'absent or empty'");
    for (size_t i = 0; i < values->n; i++)
        TRY(operand_read(b, &values->items[i], i, err));
    return OK;
}

/* The text of `g` in which dash number k is the digit k of `choice` to the base 5. */
static struct str with_dashes(struct arena *arena, struct glob g, uint64_t choice)
{
    size_t len = 0;
    for (size_t i = 0; i < g.n; i++)
        len += g.v[i].kind == PIECE_LITERAL ? g.v[i].text.len : 3;
    char *to = arena_alloc(arena, len + 1);
    len = 0;
    for (size_t i = 0; i < g.n; i++) {
        struct str part = g.v[i].text;
        if (g.v[i].kind == PIECE_DASH) {
            part = str_of(dashes[choice % ARRAY_LEN(dashes)]);
            choice /= ARRAY_LEN(dashes);
        }
        memcpy(to + len, part.ptr, part.len);
        len += part.len;
    }
    return (struct str){to, len};
}

enum status operand_texts(struct build *b, const struct operand *op, const char *modifier,
                          text_user *use, struct err *err)
{
    uint64_t choices = 1;
    if (op->kind == OPERAND_NULL)
        return err_at(err, FAIL_INPUT, op->loc, "null cannot stand with '%s'", modifier);
    if (glob_has_wildcard(op->glob))
        return err_at(err, FAIL_INPUT, op->loc,
                      "wildcard cannot be encoded by '%s'; write '\\*' for a plain star", modifier);
    for (size_t i = 0; i < op->glob.n; i++)
        if (op->glob.v[i].kind == PIECE_DASH && choices <= LIMIT_EXPANSIONS)
            choices *= ARRAY_LEN(dashes);
    if (choices > LIMIT_EXPANSIONS)
        return err_at(err, FAIL_INPUT, op->loc, "value has too many dashes for 'windash|%s'",
                      modifier);
    for (uint64_t i = 0; i < choices; i++)
        TRY(use(b, op, with_dashes(b->arena, op->glob, i), err));
    return OK;
}
