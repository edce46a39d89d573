#include "phrase.h"

#include "base/buf.h"

static bool one_of(char c, const char *set)
{
    return c && strchr(set, c);
}

static enum hole_kind kind_of(char conversion)
{
    return conversion == 's' || conversion == 'c' ? HOLE_TEXT
           : one_of(conversion, "diuxX")          ? HOLE_INTEGER
           : one_of(conversion, "fgFGeE")         ? HOLE_REAL
                                                  : HOLE_NONE;
}

/* "%.*s", "%2$s", "%lld": how many bytes it takes, 0 when it is none that we know. A place that is
 * written counts from 1. */
static size_t take_conversion(struct str s, struct phrase_part *part)
{
    size_t n = 1, digits = n;
    int place = 0;
    while (digits < s.len && one_of(s.ptr[digits], "0123456789") && place < 100)
        place = place * 10 + s.ptr[digits++] - '0';
    if (digits > n && digits < s.len && s.ptr[digits] == '$') {
        if (place < 1 || place > PHRASE_HOLES)
            return 0;
        part->place = place - 1;
        n = digits + 1;
    }
    size_t from = n;
    while (n < s.len && one_of(s.ptr[n], "-+ #0123456789.*lzhj"))
        n++;
    if (n == s.len || kind_of(s.ptr[n]) == HOLE_NONE)
        return 0;
    part->kind = kind_of(s.ptr[n]);
    part->spec = (struct str){s.ptr + from, n + 1 - from};
    return n + 1;
}

/* "{port}", "{owner.pid}"; any other brace is text. */
static size_t take_placeholder(struct str s, struct phrase_part *part)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789_.";
    size_t n = 1;
    while (n < s.len && one_of(s.ptr[n], allowed))
        n++;
    if (n == 1 || n >= s.len || s.ptr[n] != '}' || one_of(s.ptr[1], "0123456789."))
        return 0;
    part->kind = HOLE_TEXT;
    part->name = (struct str){s.ptr + 1, n - 1};
    return n + 1;
}

struct splitter {
    struct arena *arena;
    enum phrase_syntax syntax;
    struct phrase_part *parts;
    size_t n, max;
    struct buf literal;
};

static struct phrase_part *end_part(struct splitter *s, struct phrase_part part)
{
    GROW(s->arena, s->parts, s->n, s->max);
    part.literal = buf_keep(&s->literal, s->arena);
    buf_reset(&s->literal);
    s->parts[s->n] = part;
    return &s->parts[s->n++];
}

/* False where a percent sign begins nothing that we know, or there are too many holes. */
static bool split(struct splitter *s, struct str text)
{
    int next = 0;
    while (text.len) {
        struct phrase_part part = {.place = next};
        bool percent = s->syntax == PHRASE_PRINTF && text.ptr[0] == '%';
        size_t n = 0;
        if (percent && text.len > 1 && text.ptr[1] == '%') {
            buf_char(&s->literal, '%');
            text = str_skip(text, 2);
            continue;
        }
        if (percent)
            n = take_conversion(text, &part);
        else if (s->syntax == PHRASE_BRACES && text.ptr[0] == '{')
            n = take_placeholder(text, &part);
        if (percent && n == 0)
            return false;
        if (n == 0) {
            buf_char(&s->literal, text.ptr[0]);
            text = str_skip(text, 1);
            continue;
        }
        if (++next > PHRASE_HOLES)
            return false;
        end_part(s, part);
        text = str_skip(text, n);
    }
    end_part(s, (struct phrase_part){0});
    return true;
}

static bool parse(struct arena *arena, enum phrase_syntax syntax, struct str text,
                  struct phrase_part **parts, size_t *holes)
{
    struct splitter s = {.arena = arena, .syntax = syntax};
    bool good = split(&s, text);
    buf_free(&s.literal);
    *parts = s.parts;
    *holes = s.n ? s.n - 1 : 0;
    return good;
}

/* The hole of the English text that a hole of the translation means; -1 none. "%2$s" means the
 * second argument however it is printed, any other letter must be of the same sort. */
static int hole_meant(const struct phrase *p, const struct phrase_part *hole)
{
    if (!hole->name.len && (size_t)hole->place < p->holes)
        return hole->kind == HOLE_TEXT || p->english[hole->place].kind == hole->kind ? hole->place
                                                                                     : -1;
    for (size_t i = 0; i < p->holes; i++)
        if (str_eq(p->english[i].name, hole->name))
            return (int)i;
    return -1;
}

/* Every hole of the one stands in the other: a format that skips an argument cannot be printed. */
static bool same_holes(struct phrase *p, size_t others)
{
    bool used[PHRASE_HOLES] = {0};
    for (size_t i = 0; i < others; i++) {
        int place = hole_meant(p, &p->other[i]);
        if (place < 0)
            return false;
        p->other[i].place = place;
        used[place] = true;
    }
    for (size_t i = 0; i < p->holes; i++) {
        size_t same = 0; /* a name that is said twice need be said but once */
        while (!used[i] && same < p->holes &&
               !(used[same] && p->english[i].name.len &&
                 str_eq(p->english[same].name, p->english[i].name)))
            same++;
        if (!used[i] && same == p->holes)
            return false;
    }
    return true;
}

/* Words between holes, so that the shape means something, and no two holes side by side. */
static bool is_shaped(const struct phrase *p)
{
    for (size_t i = 1; i < p->holes; i++)
        if (p->english[i].literal.len == 0)
            return false;
    return p->holes && p->weight >= 2;
}

enum status phrase_make(struct arena *arena, enum phrase_syntax syntax, struct str text,
                        struct str said, struct phrase *out, struct err *err)
{
    struct phrase p = {.text = text, .said = said};
    size_t others;
    if (!parse(arena, syntax, text, &p.english, &p.holes) ||
        !parse(arena, syntax, said, &p.other, &others))
        return err_set(err, FAIL_INPUT, "'%.*s' has a conversion that is not known",
                       STR_ARG(str_head(said, 120)));
    if (!same_holes(&p, others))
        return err_set(err, FAIL_INPUT, "'%.*s' has not the conversions or placeholders of '%.*s'",
                       STR_ARG(str_head(said, 120)), STR_ARG(str_head(text, 120)));
    for (size_t i = 0; i <= p.holes; i++)
        p.weight += p.english[i].literal.len;
    p.shaped = is_shaped(&p);
    *out = p;
    return OK;
}

static bool fits(enum hole_kind kind, struct str text)
{
    for (size_t i = 0; kind != HOLE_TEXT && i < text.len; i++)
        if (!one_of(text.ptr[i], kind == HOLE_REAL ? "+-0123456789.e" : "+-0123456789,"))
            return false;
    return kind == HOLE_TEXT || text.len;
}

/* A name that stands twice holds the same twice. */
static bool agrees(const struct phrase *p, size_t hole, const struct str *holes)
{
    for (size_t i = 0; i < hole && p->english[hole].name.len; i++)
        if (str_eq(p->english[i].name, p->english[hole].name) && !str_eq(holes[i], holes[hole]))
            return false;
    return true;
}

/* Each hole ends where the text behind it first stands, the last where that ends the text. */
bool phrase_match(const struct phrase *p, struct str text, struct str holes[PHRASE_HOLES])
{
    const struct str last = p->english[p->holes].literal;
    if (!p->shaped || !str_starts(text, p->english[0].literal))
        return false;
    text = str_skip(text, p->english[0].literal.len);
    for (size_t i = 0; i < p->holes; i++) {
        struct str behind = p->english[i + 1].literal;
        bool ends = i + 1 == p->holes;
        if (ends && !str_ends(text, last))
            return false;
        const char *end = ends ? text.ptr + text.len - last.len : str_find(text, behind);
        if (!end)
            return false;
        holes[i] = (struct str){text.ptr, (size_t)(end - text.ptr)};
        if (!fits(p->english[i].kind, holes[i]) || !agrees(p, i, holes))
            return false;
        text = str_skip(text, holes[i].len + behind.len);
    }
    return true;
}

/* "%.*s" takes two arguments: its place counts them. */
static int argument_of(const struct phrase *p, int hole)
{
    int n = 1;
    for (int i = 0; i < hole; i++)
        n += 1 + (memchr(p->english[i].spec.ptr, '*', p->english[i].spec.len) != NULL);
    return n;
}

static void put_conversion(struct buf *to, const struct phrase *p, int hole)
{
    struct str spec = p->english[hole].spec;
    const char *star = memchr(spec.ptr, '*', spec.len);
    int argument = argument_of(p, hole);
    buf_fmt(to, "%%%d$", argument + (star != NULL));
    for (size_t i = 0; i < spec.len; i++)
        if (spec.ptr[i] == '*')
            buf_fmt(to, "*%d$", argument);
        else
            buf_char(to, spec.ptr[i]);
}

const char *phrase_format(struct arena *arena, const struct phrase *p)
{
    struct buf b = {0};
    for (const struct phrase_part *part = p->other;; part++) {
        for (size_t i = 0; i < part->literal.len; i++)
            buf_text(&b, part->literal.ptr[i] == '%' ? "%%" : (char[]){part->literal.ptr[i], 0});
        if (part->kind == HOLE_NONE)
            break;
        put_conversion(&b, p, part->place);
    }
    const char *format = buf_keep(&b, arena).ptr;
    buf_free(&b);
    return format;
}
