#include "hex.h"

static const char digits[] = "0123456789ABCDEF";

static int sextet(char c)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c ? strchr(letters, c) : NULL;
    return at ? (int)(at - letters) : -1;
}

static char *put(char *to, unsigned byte)
{
    *to++ = digits[byte >> 4 & 15];
    *to++ = digits[byte & 15];
    return to;
}

struct str hex_of_base64(struct arena *arena, struct str text)
{
    char *from = arena_alloc(arena, text.len / 4 * 6 + 8), *to = from;
    unsigned bits = 0, have = 0;
    for (size_t i = 0; i < text.len; i++) {
        int digit = sextet(text.ptr[i]);
        if (strchr(" \t\r\n=", text.ptr[i]))
            continue;
        if (digit < 0)
            return (struct str){0};
        bits = bits << 6 | (unsigned)digit;
        have += 6;
        if (have >= 8) {
            have -= 8;
            to = put(to, bits >> have & 0xFF);
        }
    }
    return (struct str){from, (size_t)(to - from)};
}

struct str hex_of_digits(struct arena *arena, struct str text)
{
    char *to = arena_alloc(arena, text.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'F'))
            to[n++] = c;
        else if (c >= 'a' && c <= 'f')
            to[n++] = (char)(c - 'a' + 'A');
        else if ((c != '-' && c != ' ') || n % 2)
            return (struct str){0};
    }
    return n % 2 ? (struct str){0} : (struct str){to, n};
}

struct str hex_of_numbers(struct arena *arena, const struct value *list)
{
    size_t n = 0;
    uint64_t byte;
    for (const struct value *v = list->first; v; v = v->next)
        n++;
    char *from = arena_alloc(arena, n * 2 + 1), *to = from;
    for (const struct value *v = list->first; v; v = v->next) {
        if (value_holds(v) || !str_to_u64(v->text, &byte) || byte > 255)
            return (struct str){0};
        to = put(to, (unsigned)byte);
    }
    return (struct str){from, n * 2};
}
