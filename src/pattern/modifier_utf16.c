/* wide, utf16le, utf16be, utf16: the text as bytes of UTF-16, for an encoding behind it. */
#include "modifier.h"

#include "base/utf8.h"

enum { MARK = 0xfeff };

static size_t unit_put(char *to, uint32_t unit, bool big)
{
    to[big ? 1 : 0] = (char)(unit & 0xff);
    to[big ? 0 : 1] = (char)(unit >> 8 & 0xff);
    return 2;
}

static size_t character_put(char *to, uint32_t c, bool big)
{
    if (c < 0x10000)
        return unit_put(to, c, big);
    c -= 0x10000;
    unit_put(to, 0xd800 + (c >> 10), big);
    unit_put(to + 2, 0xdc00 + (c & 0x3ff), big);
    return 4;
}

static enum status push_utf16(struct build *b, const struct operand *op, struct str text, bool big,
                              bool mark, struct err *err)
{
    char *to = arena_alloc(b->arena, text.len * 2 + 4);
    size_t len = mark ? unit_put(to, MARK, big) : 0;
    while (text.len)
        len += character_put(to + len, utf8_next(&text), big);
    return build_push_literal(b, op, (struct str){to, len}, err);
}

#define UTF16_ROW(id, big, mark)                                                                   \
    static enum status id##_use(struct build *b, const struct operand *op, struct str text,        \
                                struct err *err)                                                   \
    {                                                                                              \
        return push_utf16(b, op, text, (big), (mark), err);                                        \
    }                                                                                              \
    static enum status id##_change(struct build *b, const struct operand *op, struct err *err)     \
    {                                                                                              \
        return operand_texts(b, op, #id, id##_use, err);                                           \
    }                                                                                              \
    const struct modifier modifier_##id = {.name = #id,                                            \
                                           .is = UTF16,                                            \
                                           .with = CONTAINS | EDGE | ALL | CASED | NEQ | BASE64 |  \
                                                   WINDASH | EXPAND,                               \
                                           .not_behind = BASE64 | CONTAINS | EDGE,                 \
                                           .needs = BASE64,                                        \
                                           .hint = "a text has one encoding",                      \
                                           .change = id##_change}
UTF16_ROW(wide, false, false);
UTF16_ROW(utf16le, false, false);
UTF16_ROW(utf16be, true, false);
UTF16_ROW(utf16, false, true);
