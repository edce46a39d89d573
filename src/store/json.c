#include "json.h"

#include "base/utf8.h"

struct json json_copy(struct arena *arena, struct str text)
{
    char *copy = arena_alloc(arena, text.len + 1);
    if (text.len)
        memcpy(copy, text.ptr, text.len);
    return (struct json){copy, copy + text.len};
}

static void skip_blanks(struct json *j)
{
    while (j->at < j->end && (*j->at == ' ' || *j->at == '\n' || *j->at == '\t' || *j->at == '\r'))
        j->at++;
}

bool json_peek(struct json *j, char c)
{
    skip_blanks(j);
    return j->at < j->end && *j->at == c;
}

bool json_take(struct json *j, char c)
{
    if (!json_peek(j, c))
        return false;
    j->at++;
    return true;
}

bool json_word(struct json *j, const char *word)
{
    skip_blanks(j);
    size_t len = strlen(word);
    if ((size_t)(j->end - j->at) < len || memcmp(j->at, word, len) != 0)
        return false;
    j->at += len;
    return true;
}

bool json_number(struct json *j, struct str *out)
{
    skip_blanks(j);
    char *from = j->at;
    while (j->at < j->end && ((*j->at >= '0' && *j->at <= '9') || *j->at == '-' || *j->at == '+' ||
                              *j->at == '.' || *j->at == 'e' || *j->at == 'E'))
        j->at++;
    *out = (struct str){from, (size_t)(j->at - from)};
    return out->len > 0;
}

static bool take_hex(const char *at, const char *end, uint32_t *out)
{
    uint32_t value = 0;
    if (end - at < 4)
        return false;
    for (int i = 0; i < 4; i++) {
        char c = at[i], low = (char)(c | 0x20);
        if (c >= '0' && c <= '9')
            value = value << 4 | (uint32_t)(c - '0');
        else if (low >= 'a' && low <= 'f')
            value = value << 4 | (uint32_t)(low - 'a' + 10);
        else
            return false;
    }
    *out = value;
    return true;
}

/* A code point behind "\u", with its low surrogate where it needs one; a lone surrogate becomes
 * U+FFFD. Never longer than what it replaces. */
static bool take_unicode(char **at, const char *end, char **to)
{
    uint32_t c, low;
    if (!take_hex(*at, end, &c))
        return false;
    *at += 4;
    if (c >= 0xd800 && c < 0xdc00 && end - *at >= 6 && (*at)[0] == '\\' && (*at)[1] == 'u' &&
        take_hex(*at + 2, end, &low) && low >= 0xdc00 && low < 0xe000) {
        c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
        *at += 6;
    } else if (c >= 0xd800 && c < 0xe000) {
        c = 0xfffd;
    }
    char bytes[4];
    size_t len = utf8_put(c, bytes);
    memcpy(*to, bytes, len);
    *to += len;
    return true;
}

static bool take_escape(char **at, const char *end, char **to)
{
    static const char from[] = "\"\\/nrtbf", what[] = "\"\\/\n\r\t\b\f";
    if (*at == end)
        return false;
    char c = *(*at)++;
    if (c == 'u')
        return take_unicode(at, end, to);
    const char *which = c ? strchr(from, c) : NULL;
    if (!which)
        return false;
    *(*to)++ = what[which - from];
    return true;
}

/* The rest of a text from its first backslash on. */
static bool unescape(struct json *j, char *at, const char *from, struct str *out)
{
    char *to = at;
    while (at < j->end && *at != '"') {
        char *stop = at;
        while (stop < j->end && *stop != '"' && *stop != '\\')
            stop++;
        memmove(to, at, (size_t)(stop - at));
        to += stop - at;
        at = stop;
        if (at < j->end && *at == '\\') {
            at++;
            if (!take_escape(&at, j->end, &to))
                return false;
        }
    }
    if (at == j->end)
        return false;
    j->at = at + 1;
    *out = (struct str){from, (size_t)(to - from)};
    return true;
}

bool json_text(struct json *j, struct str *out)
{
    if (!json_take(j, '"'))
        return false;
    char *from = j->at, *stop = from;
    while (stop < j->end && *stop != '"' && *stop != '\\')
        stop++;
    if (stop == j->end)
        return false;
    if (*stop == '\\')
        return unescape(j, stop, from, out);
    *out = (struct str){from, (size_t)(stop - from)};
    j->at = stop + 1;
    return true;
}

/* Skips by counting brackets; texts are passed over so that brackets in them do not count. */
bool json_skip(struct json *j)
{
    size_t depth = 0;
    struct str ignored;
    do {
        skip_blanks(j);
        if (j->at == j->end)
            return false;
        if (*j->at == '"') {
            if (!json_text(j, &ignored))
                return false;
            continue;
        }
        depth += *j->at == '{' || *j->at == '[';
        if (*j->at == '}' || *j->at == ']') {
            if (depth == 0)
                return false;
            depth--;
        }
        if (depth == 0 && *j->at != '}' && *j->at != ']') {
            while (j->at < j->end && !strchr(",]} \n\t\r", *j->at))
                j->at++;
            return true;
        }
        j->at++;
    } while (depth);
    return true;
}
