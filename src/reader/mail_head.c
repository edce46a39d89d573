#include "mail_head.h"

#include "base/buf.h"
#include "base/limits.h"

#include <stdio.h>

enum { SEGMENTS = 100 }; /* of a name that is spread over several parameters */

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool hex_escape(struct str s, char mark, char *out)
{
    int high = s.len > 2 && s.ptr[0] == mark ? hex_digit(s.ptr[1]) : -1;
    int low = high < 0 ? -1 : hex_digit(s.ptr[2]);
    if (low < 0)
        return false;
    unsigned byte = (unsigned)high * 16 + (unsigned)low;
    *out = (char)byte;
    return true;
}

int base64_digit(char c)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c ? strchr(digits, c) : NULL;
    return at ? (int)(at - digits) : -1;
}

bool mail_field(struct str line, struct str *name, struct str *value)
{
    size_t n = 0;
    while (n < line.len && line.ptr[n] > ' ' && line.ptr[n] < 0x7f && line.ptr[n] != ':')
        n++;
    if (n == 0 || n == line.len || line.ptr[n] != ':')
        return false;
    *name = str_head(line, n);
    *value = str_trim(str_skip(line, n + 1));
    return true;
}

/* Encodings of names ----------------------------------------------------------------------------
 */

/* "a%20b": RFC 2231; "a=20b_c": RFC 2047, where '_' is a blank. */
static void put_escaped(struct buf *to, struct str s, char mark)
{
    for (char c; s.len; buf_char(to, c)) {
        bool escaped = hex_escape(s, mark, &c);
        if (!escaped)
            c = mark == '=' && s.ptr[0] == '_' ? ' ' : s.ptr[0];
        s = str_skip(s, escaped ? 3 : 1);
    }
}

static void put_percent(struct buf *to, struct str s)
{
    put_escaped(to, s, '%');
}

static void put_q(struct buf *to, struct str s)
{
    put_escaped(to, s, '=');
}

static void put_b(struct buf *to, struct str s)
{
    unsigned bits = 0, n = 0;
    for (size_t i = 0; i < s.len; i++) {
        int digit = base64_digit(s.ptr[i]);
        if (digit < 0)
            continue;
        bits = bits << 6 | (unsigned)digit;
        n += 6;
        if (n >= 8) {
            n -= 8;
            buf_char(to, (char)(bits >> n));
        }
    }
}

/* "=?utf-8?Q?a=20b?=" at the front of `*s`: RFC 2047. The character set is not looked at, for what
 * a name is written in shows in its bytes. */
static bool take_word(struct str *s, struct buf *to)
{
    struct str rest, text;
    if (!str_starts(*s, STR("=?")))
        return false;
    str_cut(str_skip(*s, 2), '?', &rest);
    char kind = rest.len > 1 && rest.ptr[1] == '?' ? (char)(rest.ptr[0] | 0x20) : 0;
    text = str_skip(rest, 2);
    const char *end = str_find(text, STR("?="));
    if ((kind != 'b' && kind != 'q') || !end)
        return false;
    text.len = (size_t)(end - text.ptr);
    (kind == 'b' ? put_b : put_q)(to, text);
    *s = str_skip(*s, (size_t)(end + 2 - s->ptr));
    return true;
}

static void put_words(struct buf *to, struct str s)
{
    while (s.len) {
        if (!take_word(&s, to)) {
            buf_char(to, s.ptr[0]);
            s = str_skip(s, 1);
            continue;
        }
        size_t blanks = 0; /* between two words they mean nothing */
        while (blanks < s.len && (s.ptr[blanks] == ' ' || s.ptr[blanks] == '\t'))
            blanks++;
        if (str_starts(str_skip(s, blanks), STR("=?")))
            s = str_skip(s, blanks);
    }
}

/* Parameters ------------------------------------------------------------------------------------
 */

/* Length of a value up to the ';' behind it; one in a quoted text ends nothing. */
static size_t value_length(struct str s)
{
    bool quoted = false;
    size_t i = 0;
    for (; i < s.len && (quoted || s.ptr[i] != ';'); i++) {
        if (s.ptr[i] == '"')
            quoted = !quoted;
        else if (quoted && s.ptr[i] == '\\' && i + 1 < s.len &&
                 (s.ptr[i + 1] == '"' || s.ptr[i + 1] == '\\'))
            i++;
    }
    return i;
}

/* Without quotes, and without the '\' in front of a quote: others are parts of paths. */
static struct str unquote(struct arena *arena, struct str s)
{
    s = str_trim(s);
    if (s.len < 2 || s.ptr[0] != '"')
        return s;
    s = str_head(str_skip(s, 1), s.len - 1 - (s.ptr[s.len - 1] == '"'));
    char *to = arena_alloc(arena, s.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++) {
        bool escape =
            s.ptr[i] == '\\' && i + 1 < s.len && (s.ptr[i + 1] == '"' || s.ptr[i + 1] == '\\');
        i += escape;
        to[n++] = s.ptr[i];
    }
    return (struct str){to, n};
}

static bool find_parameter(struct arena *arena, struct str value, const char *key, struct str *out)
{
    while (value.len) {
        size_t n = value_length(value);
        struct str text, name = str_trim(str_cut(str_head(value, n), '=', &text));
        if (str_eq_nocase(name, str_of(key))) {
            *out = unquote(arena, text);
            return true;
        }
        value = str_skip(value, n + 1);
    }
    return false;
}

/* "utf-8'en'a%20b" without what stands before the text. */
static struct str behind_charset(struct str s)
{
    struct str rest = s;
    str_cut(s, '\'', &rest);
    struct str text = rest;
    if (rest.len == 0)
        return s;
    str_cut(rest, '\'', &text);
    return text;
}

/* "name*0", "name*1*", ...: a name in segments. */
static bool join_segments(struct arena *arena, struct str value, const char *key, struct buf *to)
{
    for (int i = 0; i < SEGMENTS; i++) {
        char plain[40], encoded[40];
        struct str text;
        snprintf(plain, sizeof plain, "%s*%d", key, i);
        snprintf(encoded, sizeof encoded, "%s*%d*", key, i);
        if (find_parameter(arena, value, encoded, &text))
            put_percent(to, i ? text : behind_charset(text));
        else if (find_parameter(arena, value, plain, &text))
            buf_add(to, text);
        else
            return i > 0;
    }
    return true;
}

static struct str file_name(struct arena *arena, struct str value, const char *key)
{
    struct buf name = BUF_CAP(LIMIT_MEMBER_NAME);
    char encoded[40];
    struct str text;
    snprintf(encoded, sizeof encoded, "%s*", key);
    if (find_parameter(arena, value, encoded, &text))
        put_percent(&name, behind_charset(text));
    else if (!join_segments(arena, value, key, &name) && find_parameter(arena, value, key, &text))
        put_words(&name, text);
    struct str kept = buf_keep(&name, arena);
    buf_free(&name);
    return kept;
}

/* Fields ----------------------------------------------------------------------------------------
 */

static void take_type(struct mail_head *h, struct arena *arena, struct str value)
{
    struct str rest;
    h->type = arena_str(arena, str_trim(str_cut(value, ';', &rest)));
    if (find_parameter(arena, rest, "boundary", &h->boundary))
        h->boundary = arena_str(arena, h->boundary);
    if (h->name.len == 0)
        h->name = file_name(arena, rest, "name");
}

static void take_disposition(struct mail_head *h, struct arena *arena, struct str value)
{
    struct str name = file_name(arena, value, "filename");
    if (name.len)
        h->name = name;
}

static void take_transfer(struct mail_head *h, struct arena *arena, struct str value)
{
    (void)arena;
    if (str_eq_nocase(value, STR("base64")))
        h->transfer = TRANSFER_BASE64;
    else if (str_eq_nocase(value, STR("quoted-printable")))
        h->transfer = TRANSFER_QUOTED;
}

void mail_head_take(struct mail_head *h, struct arena *arena, struct str name, struct str value)
{
    static const struct {
        const char *name;
        void (*take)(struct mail_head *h, struct arena *arena, struct str value);
    } fields[] = {
        {"content-type",              take_type       },
        {"content-disposition",       take_disposition},
        {"content-transfer-encoding", take_transfer   },
    };
    for (size_t i = 0; i < ARRAY_LEN(fields); i++)
        if (str_eq_nocase(name, str_of(fields[i].name)))
            fields[i].take(h, arena, value);
}
