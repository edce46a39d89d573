/* windash: where a value has a dash or slash that begins an option, any of the five that Windows
 * programs take may stand. */
#include "modifier.h"

#include "base/utf8.h"

enum { LATIN_LETTERS = 0xc0, PUNCTUATION = 0x2000, PUNCTUATION_END = 0x2070 };

/* A letter, digit or underscore; of other scripts, what is no general punctuation. */
static bool is_word(uint32_t c)
{
    if (c < 0x80)
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '_';
    return c >= LATIN_LETTERS && !(c >= PUNCTUATION && c < PUNCTUATION_END);
}

static void literal_dash(struct build *b, struct str text, struct glob *to)
{
    bool after_word = false;
    struct str kept = {text.ptr, 0}, rest = text;
    while (rest.len) {
        struct str behind = rest;
        struct str peek = rest;
        bool dash = dash_take(&behind);
        uint32_t c = utf8_next(&peek);
        struct str next = behind;
        if (dash && !after_word && behind.len && is_word(utf8_next(&next))) {
            glob_add(b->arena, to, (struct piece){PIECE_LITERAL, kept});
            glob_add(b->arena, to, (struct piece){PIECE_DASH, {0}});
            kept = (struct str){behind.ptr, 0};
        } else {
            kept.len += rest.len - peek.len;
        }
        after_word = is_word(c);
        rest = peek;
    }
    glob_add(b->arena, to, (struct piece){PIECE_LITERAL, kept});
}

static enum status windash_change(struct build *b, const struct operand *op, struct err *err)
{
    struct operand to = *op;
    to.glob = (struct glob){0};
    for (size_t i = 0; i < op->glob.n; i++) {
        if (op->glob.v[i].kind == PIECE_LITERAL)
            literal_dash(b, op->glob.v[i].text, &to.glob);
        else
            glob_add(b->arena, &to.glob, op->glob.v[i]);
    }
    return build_push(b, to, err);
}

const struct modifier modifier_windash = {.name = "windash",
                                          .is = WINDASH,
                                          .with = CONTAINS | EDGE | ALL | CASED | NEQ | UTF16 |
                                                  BASE64 | EXPAND,
                                          .not_behind = UTF16 | BASE64,
                                          .hint = "it replaces dashes in texts",
                                          .change = windash_change};
