/* expand: %name% stands for values that a configuration binds. Nothing binds any yet, so that a
 * rule with a placeholder is refused and says which it needs; without one it is an ordinary value.
 */
#include "modifier.h"

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
    return err_at(
        err, FAIL_INPUT, at,
        "placeholder '%%%.*s%%' has no values; write them in its place, or '\\%%' for a sign",
        STR_ARG(str_head(name, 80)));
}

static enum status expand_change(struct build *b, const struct operand *op, struct err *err)
{
    struct operand to = *op;
    if (op->kind != OPERAND_TEXT)
        return build_push(b, to, err);
    char *text = arena_alloc(b->arena, op->text.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < op->text.len; i++) {
        char c = op->text.ptr[i], next = byte_at(op->text, i + 1);
        struct str name = c == '%' ? placeholder_at(str_skip(op->text, i)) : (struct str){0};
        if (name.len)
            return unbound(name, op->loc, err);
        if (c == '\\' &&
            (next == '%' || next == '\\')) { /* a pair says nothing about a '%' behind */
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

const struct modifier modifier_expand = {.name = "expand",
                                         .is = EXPAND,
                                         .with = CONTAINS | EDGE | REGEX | REGEX_FLAG | ALL |
                                                 CASED | NEQ | UTF16 | BASE64 | WINDASH | CIDR |
                                                 ORDER | TIME_PART,
                                         .not_behind = UTF16 | BASE64 | WINDASH,
                                         .hint = "it replaces placeholders in texts",
                                         .change = expand_change};
