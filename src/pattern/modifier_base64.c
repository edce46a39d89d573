/* base64, base64offset: the text as it stands in base64, at its beginning or anywhere inside. */
#include "modifier.h"

enum { PADDING = 64 };
static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";

/* Encodes `text` behind `shift` unknown bytes, with padding. */
static struct str encode(struct arena *arena, struct str text, size_t shift)
{
    size_t n = text.len + shift, len = 0;
    char *to = arena_alloc(arena, (n + 2) / 3 * 4 + 1);
    for (size_t i = 0; i < n; i += 3) {
        uint32_t three = 0;
        for (size_t k = i; k < i + 3; k++)
            three = three << 8 | (k >= shift && k < n ? (unsigned char)text.ptr[k - shift] : 0);
        for (size_t k = 0; k < 4; k++)
            to[len++] = digits[i + k > n ? PADDING : three >> (18 - 6 * k) & 63];
    }
    return (struct str){to, len};
}

static enum status base64_use(struct build *b, const struct operand *op, struct str text,
                              struct err *err)
{
    return build_push_literal(b, op, encode(b->arena, text, 0), err);
}

/* What stands in base64 wherever the text begins: the digits that its bytes alone decide. */
static enum status base64offset_use(struct build *b, const struct operand *op, struct str text,
                                    struct err *err)
{
    static const size_t begin[3] = {0, 2, 3}, cut[3] = {0, 3, 2};
    for (size_t shift = 0; shift < 3; shift++) {
        struct str code = encode(b->arena, text, shift);
        code = str_skip(str_head(code, code.len - cut[(text.len + shift) % 3]), begin[shift]);
        if (code.len) /* one byte alone may decide no digit, and nothing stands everywhere */
            TRY(build_push_literal(b, op, code, err));
    }
    return OK;
}

static enum status base64_change(struct build *b, const struct operand *op, struct err *err)
{
    return operand_texts(b, op, "base64", base64_use, err);
}

static enum status base64offset_change(struct build *b, const struct operand *op, struct err *err)
{
    if (op->glob.n == 0)
        return err_at(err, FAIL_INPUT, op->loc, "'base64offset' needs a text to encode");
    return operand_texts(b, op, "base64offset", base64offset_use, err);
}

enum { BASE64_WITH = CONTAINS | EDGE | ALL | CASED | NEQ | UTF16 | WINDASH | EXPAND };

const struct modifier modifier_base64 = {.name = "base64",
                                         .is = BASE64,
                                         .with = BASE64_WITH,
                                         .not_behind = CONTAINS | EDGE,
                                         .hint = "only texts are encoded, and once",
                                         .change = base64_change};
const struct modifier modifier_base64offset = {.name = "base64offset",
                                               .is = BASE64,
                                               .with = BASE64_WITH,
                                               .not_behind = CONTAINS | EDGE,
                                               .hint = "only texts are encoded, and once",
                                               .change = base64offset_change};
