/* expand: %name% stands for the values that `placeholders` of a pack.yml gives it, one alternative
 * for each; a rule whose placeholder has none is refused and says which it needs. Without one it is
 * an ordinary value. */
#include "modifier.h"

#include "base/limits.h"

/* The name between two per cent signs at the front, empty when there is none. */
static struct str placeholder_at(struct str s)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.- ";
    size_t n = 1;
    while (n < s.len && memchr(letters, s.ptr[n], sizeof letters - 1))
        n++;
    bool closed = n > 1 && n < s.len && s.ptr[n] == '%';
    return closed ? (struct str){s.ptr + 1, n - 1} : (struct str){s.ptr, 0};
}

static enum status unbound(struct str name, struct loc at, struct err *err)
{
    return err_at(err, FAIL_INPUT, at,
                  "placeholder '%%%.*s%%' has no values; write them in its place or under "
                  "'placeholders' in a pack.yml, or '\\%%' for a sign",
                  STR_ARG(str_head(name, 80)));
}

static const struct node *values_of(const struct build *b, struct str name)
{
    const struct placeholders *all = b->placeholders;
    const struct node *found = NULL;
    for (size_t i = 0; all && i < all->n; i++)
        for (size_t k = 0; k < all->v[i]->n; k++)
            if (str_eq(all->v[i]->items[k].key, name))
                found = &all->v[i]->items[k];
    return found;
}

static enum status expand_rest(struct build *b, const struct operand *op, struct str done,
                               struct str rest, struct err *err);

/* Each value in the place of the name, as if the rule's author had written it there. */
static enum status put_values(struct build *b, const struct operand *op, struct str done,
                              struct str name, struct str rest, struct err *err)
{
    const struct node *values = values_of(b, name);
    if (!values)
        return unbound(name, op->loc, err);
    bool list = values->kind == NODE_LIST;
    for (size_t i = 0; i < (list ? values->n : 1); i++) {
        struct str value = list ? values->items[i].text : values->text;
        struct str longer = arena_fmt(&b->scratch, "%.*s%.*s", STR_ARG(done), STR_ARG(value));
        TRY(expand_rest(b, op, longer, rest, err));
    }
    return OK;
}

/* A pair of backslashes says nothing about a '%' behind it and stays a pair. */
static enum status expand_rest(struct build *b, const struct operand *op, struct str done,
                               struct str rest, struct err *err)
{
    struct operand to = *op;
    char *text = arena_alloc(b->arena, done.len + rest.len + 1);
    size_t len = done.len;
    memcpy(text, done.ptr, done.len);
    for (size_t i = 0; i < rest.len; i++) {
        char c = rest.ptr[i], next = byte_at(rest, i + 1);
        struct str name = c == '%' ? placeholder_at(str_skip(rest, i)) : (struct str){0};
        if (name.len)
            return put_values(b, op, (struct str){text, len}, name,
                              str_skip(rest, i + name.len + 2), err);
        if (c == '\\' && (next == '%' || next == '\\')) {
            i++;
            if (next == '\\')
                text[len++] = c;
            c = next;
        }
        text[len++] = c;
    }
    to.text = (struct str){text, len};
    to.glob = glob_parse(b->arena, to.text);
    return build_push(b, to, err);
}

static enum status expand_change(struct build *b, const struct operand *op, struct err *err)
{
    size_t signs = 0;
    if (op->kind != OPERAND_TEXT)
        return build_push(b, *op, err);
    for (size_t i = 0; i < op->text.len; i++)
        signs += op->text.ptr[i] == '%';
    if (signs > 2 * LIMIT_PLACEHOLDERS)
        return err_at(err, FAIL_INPUT, op->loc, "text has more than %d placeholders",
                      (int)LIMIT_PLACEHOLDERS);
    return expand_rest(b, op, STR(""), op->text, err);
}

const struct modifier modifier_expand = {.name = "expand",
                                         .is = EXPAND,
                                         .with = CONTAINS | EDGE | REGEX | REGEX_FLAG | ALL |
                                                 CASED | NEQ | UTF16 | BASE64 | WINDASH | CIDR |
                                                 ORDER | TIME_PART,
                                         .not_behind = UTF16 | BASE64 | WINDASH,
                                         .hint = "it replaces placeholders in texts",
                                         .change = expand_change};
