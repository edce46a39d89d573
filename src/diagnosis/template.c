#include "template.h"

#include "base/utf8.h"

#include <ctype.h>

/* How much of a text is looked at; the template is shorter anyway. */
enum { TEMPLATE_LOOK = 2048, QUOTED_MAX = 160 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
    return isxdigit((unsigned char)c) != 0;
}

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

static bool is_blank(char c)
{
    return (unsigned char)c <= ' ';
}

/* What ends a token: blanks and what stands around words in prose. */
static const bool around_words[256] = {
    ['"'] = true, ['\''] = true, ['('] = true, [')'] = true, ['<'] = true, ['>'] = true,
    ['['] = true, [']'] = true,  [';'] = true, [','] = true, ['|'] = true};

static bool ends_token(char c)
{
    return is_blank(c) || around_words[(unsigned char)c];
}

static size_t token_length(struct str s)
{
    size_t n = 0;
    while (n < s.len && !ends_token(s.ptr[n]))
        n++;
    while (n > 0 && strchr(".:!?", s.ptr[n - 1]))
        n--;
    return n;
}

/* Each of these says how many bytes at the front of `s` are of its sort, 0 for none. */
static size_t match_guid(struct str s)
{
    static const int groups[] = {8, 4, 4, 4, 12};
    size_t n = 0;
    bool brace = s.len && s.ptr[0] == '{';
    n += brace;
    for (size_t g = 0; g < ARRAY_LEN(groups); g++) {
        for (int i = 0; i < groups[g]; i++, n++)
            if (n >= s.len || !is_hex(s.ptr[n]))
                return 0;
        if (g + 1 < ARRAY_LEN(groups) && (n >= s.len || s.ptr[n++] != '-'))
            return 0;
    }
    if (n < s.len && is_word(s.ptr[n]))
        return 0;
    return n + (brace && n < s.len && s.ptr[n] == '}');
}

static size_t match_sid(struct str s)
{
    size_t n = 4;
    if (!str_starts_nocase(s, STR("S-1-")))
        return 0;
    while (n < s.len && (is_digit(s.ptr[n]) || s.ptr[n] == '-'))
        n++;
    return n > 5 ? n : 0;
}

static size_t match_quoted(struct str s)
{
    char quote = s.len ? s.ptr[0] : 0;
    if (quote != '"' && quote != '\'')
        return 0;
    for (size_t n = 1; n < s.len && n < QUOTED_MAX; n++) {
        bool closes = s.ptr[n] == quote && (n + 1 == s.len || !is_word(s.ptr[n + 1]));
        if (closes)
            return n > 1 ? n + 1 : 0;
        if (s.ptr[n] == '\n')
            return 0;
    }
    return 0;
}

static bool is_drive(struct str s)
{
    return s.len > 2 && isalpha((unsigned char)s.ptr[0]) && s.ptr[1] == ':' && s.ptr[2] == '\\';
}

static size_t match_path(struct str s)
{
    size_t n = token_length(s);
    struct str token = str_head(s, n);
    bool path = is_drive(s) || str_starts(s, STR("\\")) || str_find(token, STR("://")) ||
                str_starts(s, STR("%systemroot%"));
    if (!path && n > 2 && s.ptr[0] == '/')
        path = memchr(s.ptr + 1, '/', n - 1) != NULL;
    return path ? n : 0;
}

static bool has(struct str token, char c)
{
    return token.len && memchr(token.ptr, c, token.len) != NULL;
}

static size_t dots(struct str token)
{
    size_t n = 0;
    for (size_t i = 1; i + 1 < token.len; i++)
        n += token.ptr[i] == '.' && is_word(token.ptr[i - 1]) && is_word(token.ptr[i + 1]);
    return n;
}

/* DOMAIN\user, user@host, CN=..., a full host name. */
static size_t match_name(struct str s)
{
    size_t n = token_length(s);
    struct str token = str_head(s, n);
    if (has(token, '\\') || has(token, '@') || str_starts_nocase(token, STR("CN=")) ||
        str_starts_nocase(token, STR("DC=")))
        return n;
    return dots(token) >= 2 && isalpha((unsigned char)token.ptr[0]) ? n : 0;
}

static size_t match_ipv6(struct str s)
{
    size_t n = 0, colons = 0, digits = 0;
    for (; n < s.len && (is_hex(s.ptr[n]) || s.ptr[n] == ':'); n++) {
        colons += s.ptr[n] == ':';
        digits += s.ptr[n] != ':';
    }
    if (colons < 2 || digits == 0 || (n < s.len && is_word(s.ptr[n])))
        return 0;
    /* A time of day has two colons as well. */
    return colons >= 3 || str_find(str_head(s, n), STR("::")) ? n : 0;
}

static size_t match_ipv4(struct str s)
{
    size_t n = 0;
    for (int part = 0; part < 4; part++) {
        size_t digits = 0;
        while (n < s.len && is_digit(s.ptr[n]) && digits < 4) {
            n++;
            digits++;
        }
        if (digits == 0 || digits > 3)
            return 0;
        if (part < 3 && (n >= s.len || s.ptr[n++] != '.'))
            return 0;
    }
    if (n + 1 < s.len && (s.ptr[n] == ':' || s.ptr[n] == '/') && is_digit(s.ptr[n + 1]))
        for (n++; n < s.len && is_digit(s.ptr[n]);)
            n++;
    return n < s.len && (is_word(s.ptr[n])) ? 0 : n;
}

/* 0x80004005, A1B2C3D4, 10048, 1,234.5, 10/24/2012, 06:31:25. */
static size_t match_number(struct str s)
{
    size_t n = 0, digits = 0;
    if (str_starts_nocase(s, STR("0x")) && s.len > 2 && is_hex(s.ptr[2]))
        for (n = 2; n < s.len && is_hex(s.ptr[n]);)
            n++;
    if (n)
        return n;
    for (; n < s.len && is_hex(s.ptr[n]); n++)
        digits += is_digit(s.ptr[n]);
    if (n >= 8 && digits && (n == s.len || !is_word(s.ptr[n])))
        return n;
    for (n = 0; n < s.len && is_digit(s.ptr[n]);) {
        while (n < s.len && is_digit(s.ptr[n]))
            n++;
        if (n + 1 < s.len && strchr(".,:/-", s.ptr[n]) && is_digit(s.ptr[n + 1]))
            n++;
    }
    return n;
}

static const struct mask {
    size_t (*match)(struct str s);
    bool inside; /* also in the middle of a word */
    const char *becomes;
} masks[] = {
    {match_guid,   false, "<guid>"   },
    {match_sid,    false, "<sid>"    },
    {match_quoted, false, "<name>"   },
    {match_path,   false, "<path>"   },
    {match_name,   false, "<name>"   },
    {match_ipv6,   false, "<address>"},
    {match_ipv4,   false, "<address>"},
    {match_number, true,  "<n>"      },
};

static struct str short_name(struct str host)
{
    struct str rest;
    return str_cut(host, '.', &rest);
}

static size_t match_host(struct str s, struct str host)
{
    const struct str names[] = {host, short_name(host)};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        size_t n = names[i].len;
        if (n && n <= s.len && str_eq_nocase(str_head(s, n), names[i]) &&
            (n == s.len || !is_word(s.ptr[n])))
            return n;
    }
    return 0;
}

static size_t mask_at(struct str s, struct str host, bool inside, const char **becomes)
{
    size_t n = inside ? 0 : match_host(s, host);
    *becomes = "<host>";
    for (size_t i = 0; i < ARRAY_LEN(masks) && n == 0; i++) {
        if (inside && !masks[i].inside)
            continue;
        n = masks[i].match(s);
        n = inside && n < s.len && is_word(s.ptr[n]) ? 0 : n; /* w3wp, W32Time */
        *becomes = masks[i].becomes;
    }
    return n;
}

/* A mask; the same one again behind a blank adds nothing, nor does a name behind a path:
 * "C:\Program Files\x" is one path. */
static void put_mask(struct buf *to, const char *mask)
{
    struct str so_far = buf_str(to);
    bool more_path = str_eq(str_of(mask), STR("<name>")) && str_ends(so_far, STR("<path> "));
    size_t len = strlen(mask);
    bool again = so_far.len > len && so_far.ptr[so_far.len - 1] == ' ' &&
                 memcmp(so_far.ptr + so_far.len - 1 - len, mask, len) == 0;
    if (again || more_path)
        to->len--;
    else
        buf_text(to, mask);
}

static void put_char(struct buf *to, char c)
{
    bool blank = is_blank(c);
    if (blank && (to->len == 0 || to->ptr[to->len - 1] == ' '))
        return;
    buf_char(to, blank ? ' ' : c);
}

/* Ends on a whole character and without a blank. */
static void trim_end(struct buf *to)
{
    size_t n = to->len < TEMPLATE_BYTES ? to->len : TEMPLATE_BYTES;
    if (n < to->len)
        while (n > 0 && ((unsigned char)to->ptr[n] & 0xC0) == 0x80)
            n--;
    while (n > 0 && to->ptr[n - 1] == ' ')
        n--;
    to->len = n;
}

/* How many bytes from the front on are the rest of a word that holds nothing to mask. */
static size_t plain_rest(struct str s)
{
    size_t n = 0;
    while (n < s.len && is_word(s.ptr[n]) && !is_digit(s.ptr[n]))
        n++;
    return n;
}

static void mask_text(struct str text, struct str host, struct buf *to)
{
    struct str s = str_head(text, TEMPLATE_LOOK);
    bool inside = false;
    while (s.len && to->len <= TEMPLATE_BYTES) {
        const char *becomes;
        size_t plain = inside ? plain_rest(s) : 0;
        size_t n = plain ? 0 : mask_at(s, host, inside, &becomes);
        if (plain) {
            buf_add(to, str_head(s, plain));
            n = plain;
        } else if (n) {
            put_mask(to, becomes);
            inside = true;
        } else {
            n = 1;
            put_char(to, s.ptr[0]);
            inside = is_word(s.ptr[0]);
        }
        s = str_skip(s, n);
    }
}

void template_of_text(struct str text, struct str host, struct buf *to)
{
    mask_text(text, host, to);
    trim_end(to);
}

void template_of_event(const struct event *e, struct buf *to)
{
    if (str_trim(e->message).len) {
        template_of_text(e->message, e->host, to);
        return;
    }
    for (size_t i = 0; i < e->fields_n && to->len <= TEMPLATE_BYTES; i++) {
        struct str value = e->fields[i].value;
        if (value.len == 0 || str_eq(e->fields[i].name, STR("Binary")))
            continue;
        if (to->len)
            buf_text(to, "; ");
        mask_text(value, e->host, to);
    }
    trim_end(to);
}
