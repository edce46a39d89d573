#include "charset.h"

#include "base/arena.h"
#include "doublebyte.h"

#include <iconv.h>
#include <stdlib.h>

/* What a row of codepages.h is. */
struct codepage {
    const char *name;
    uint16_t high[128];
    enum trust trust;
};

#include "codepages.h"

enum { PAIRS = 128 * 256 };

_Static_assert(ARRAY_LEN(codepages) + DOUBLEBYTES <= CHARSETS_MAX, "room for all");

void charsets_init(struct charsets *s)
{
    *s = (struct charsets){0};
    for (size_t i = 0; i < ARRAY_LEN(codepages); i++)
        s->all[s->n++] = (struct charset){
            .name = codepages[i].name, .high = codepages[i].high, .trust = codepages[i].trust};
    for (size_t i = 0; i < DOUBLEBYTES; i++)
        s->all[s->n++] = (struct charset){
            .name = doublebytes[i].name, .trust = PAGE_BY_WORDS, .about = &doublebytes[i]};
}

const char *charset_name(size_t i)
{
    if (i < ARRAY_LEN(codepages))
        return codepages[i].name;
    i -= ARRAY_LEN(codepages);
    return i < DOUBLEBYTES ? doublebytes[i].name : NULL;
}

void charsets_free(struct charsets *s)
{
    for (size_t i = 0; i < s->n; i++)
        free(s->all[i].pairs);
    *s = (struct charsets){0};
}

/* Names ---------------------------------------------------------------------------------------- */

/* "windows-1252", "CP1252", "ibm1252" -> "1252". */
static struct str bare_name(struct str name)
{
    static const struct str prefixes[] = {
        {"windows-", 8},
        {"windows",  7},
        {"x-cp",     4},
        {"cp",       2},
        {"ibm",      3},
        {"oem",      3},
        {"ms",       2},
    };
    for (size_t i = 0; i < ARRAY_LEN(prefixes); i++)
        if (str_starts_nocase(name, prefixes[i]) && name.len > prefixes[i].len)
            return str_skip(name, prefixes[i].len);
    return name;
}

struct charset *charset_find(struct charsets *s, struct str name)
{
    static const struct {
        const char *alias, *name;
    } others[] = {
        {"latin1",     "1252"},
        {"iso-8859-1", "1252"},
        {"gbk",        "936" },
        {"gb2312",     "936" },
        {"big5",       "950" },
        {"shift_jis",  "932" },
        {"shift-jis",  "932" },
        {"sjis",       "932" },
        {"euc-kr",     "949" },
        {"uhc",        "949" },
        {"tis-620",    "874" },
    };
    struct str bare = bare_name(name);
    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        if (str_eq_nocase(str_of(others[i].alias), name))
            bare = str_of(others[i].name);
    for (size_t i = 0; i < s->n; i++)
        if (str_eq_nocase(bare_name(str_of(s->all[i].name)), bare))
            return &s->all[i];
    return NULL;
}

/* Two bytes a character ------------------------------------------------------------------------ */

/* The code point that iconv makes of the bytes, 0 when they are none or a private one. */
static uint16_t ask(iconv_t with, const char *bytes, size_t n)
{
    char from[2], to[8];
    char *in = from, *out = to;
    size_t left = n, room = sizeof to;
    memcpy(from, bytes, n);
    iconv(with, NULL, NULL, NULL, NULL);
    if (iconv(with, &in, &left, &out, &room) == (size_t)-1 || left || room != sizeof to - 2)
        return 0;
    unsigned c = (unsigned char)to[0] | (unsigned)(unsigned char)to[1] << 8;
    return c < 0xa0 || (c >= 0xd800 && c < 0xf900) ? 0 : (uint16_t)c;
}

bool charset_load(struct charset *c)
{
    if (!c->about || c->pairs)
        return true;
    iconv_t with = c->missing ? (iconv_t)-1 : iconv_open("UTF-16LE", c->about->iconv);
    c->missing = with == (iconv_t)-1;
    if (c->missing)
        return false;
    uint16_t *to = calloc(PAIRS + 128, sizeof *to);
    if (!to)
        mem_die((PAIRS + 128) * sizeof *to);
    for (unsigned first = 0x80; first <= 0xff; first++) {
        char bytes[2] = {(char)first, 0};
        to[PAIRS + first - 0x80] = ask(with, bytes, 1);
        for (unsigned second = 0x40; second < 0xff && !to[PAIRS + first - 0x80]; second++) {
            bytes[1] = (char)second;
            to[(first - 0x80) << 8 | second] = ask(with, bytes, 2);
        }
    }
    iconv_close(with);
    c->pairs = to;
    c->high = to + PAIRS;
    return true;
}

uint32_t charset_next(const struct charset *c, struct str s, size_t *bytes)
{
    unsigned char first = (unsigned char)s.ptr[0];
    *bytes = 1;
    if (first < 0x80)
        return first;
    if (c->high[first - 0x80] || !c->pairs || s.len < 2)
        return c->high[first - 0x80];
    uint32_t pair = c->pairs[(first - 0x80) << 8 | (unsigned char)s.ptr[1]];
    *bytes = pair ? 2 : 1; /* what is no pair costs its first byte only */
    return pair;
}
