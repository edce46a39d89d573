/* Fills any struct that has a shape, and looks at what became of it: for reports about hostile
 * input. The fuzz target and the unit test share it, so it knows nothing of Check. */
#ifndef TESTS_REPORT_FILL_H
#define TESTS_REPORT_FILL_H

#include "base/utf8.h"
#include "model/analysis.h"
#include "model/fact.h"

#include <math.h>

struct filler {
    struct arena *arena;
    struct str bytes; /* what decides; all zero where it ends */
};

/* Members that hold one of our words; the composer decides by them. */
static const char *const filler_words[] = {
    "active",   "stopped",  "cleared",        "latent",   "high",      "confirmed", "likely",
    "possible", "unlikely", "ruled out",      "supports", "weakens",   "none",      "present",
    "absent",   "unknown",  "not_applicable", "look",     "cure",      "relief",    "prevent",
    "lowers",   "opens",    "lottery",        "silence",  "mechanism", "warning",   "own-knowledge",
};

static const char *const filler_members[] = {
    "status",  "level",    "verdict", "effect", "state", "kind",       "security",
    "restart", "severity", "cure",    "weight", "risk",  "confidence", "prior",
};

static uint8_t filler_byte(struct filler *f)
{
    uint8_t byte = f->bytes.len ? (uint8_t)f->bytes.ptr[0] : 0;
    f->bytes = str_skip(f->bytes, 1);
    return byte;
}

static bool filler_is_word(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(filler_members); i++)
        if (strcmp(name, filler_members[i]) == 0)
            return true;
    return false;
}

static struct str filler_text(struct filler *f, const char *name)
{
    uint8_t n = filler_byte(f);
    if (filler_is_word(name) && n < 224)
        return str_of(filler_words[n % ARRAY_LEN(filler_words)]);
    struct str text = arena_str(f->arena, str_head(f->bytes, n % 48));
    f->bytes = str_skip(f->bytes, text.len);
    return text;
}

static int64_t filler_int(struct filler *f)
{
    static const int64_t odd[] = {INT_NONE, INT64_MAX, -1, 0, 1, 1234567};
    uint8_t n = filler_byte(f);
    return n < 64 ? odd[n % ARRAY_LEN(odd)] : n - 64;
}

static double filler_real(struct filler *f)
{
    static const double odd[] = {NAN, INFINITY, -INFINITY, -1, 0, 1e300, 1e-300, 1};
    uint8_t n = filler_byte(f);
    return n < 64 ? odd[n % ARRAY_LEN(odd)] : (n - 64) / 190.0;
}

static struct moment filler_moment(struct filler *f)
{
    uint8_t n = filler_byte(f);
    if (n < 32)
        return MOMENT_NONE;
    return (struct moment){.ticks = (int64_t)n * 365 * TICKS_PER_DAY / 4 + filler_byte(f),
                           .local = n & 1};
}

static void filler_object(struct filler *f, const struct shape *shape, void *object);

static void filler_list(struct filler *f, const struct shape_member *m, char *object)
{
    size_t size = m->kind == SHAPE_LIST   ? m->of->size
                  : m->kind == SHAPE_STRS ? sizeof(struct str)
                  : m->kind == SHAPE_INTS ? sizeof(int64_t)
                                          : sizeof(struct pair);
    size_t n = filler_byte(f) % 4;
    char *items = arena_alloc(f->arena, n * size + 1);
    for (size_t i = 0; i < n; i++) {
        void *item = items + i * size;
        if (m->kind == SHAPE_LIST)
            filler_object(f, m->of, item);
        else if (m->kind == SHAPE_STRS)
            *(struct str *)item = filler_text(f, m->name);
        else if (m->kind == SHAPE_INTS)
            *(int64_t *)item = filler_int(f);
        else
            *(struct pair *)item = (struct pair){filler_text(f, ""), filler_text(f, "")};
    }
    memcpy(object + m->offset, &items, sizeof items);
    memcpy(object + m->offset_n, &n, sizeof n);
}

static void filler_member(struct filler *f, const struct shape_member *m, char *object)
{
    void *at = object + m->offset;
    switch (m->kind) {
    case SHAPE_STR:
        *(struct str *)at = filler_text(f, m->name);
        break;
    case SHAPE_INT:
        *(int64_t *)at = filler_int(f);
        break;
    case SHAPE_REAL:
        *(double *)at = filler_real(f);
        break;
    case SHAPE_BOOL:
        *(bool *)at = filler_byte(f) & 1;
        break;
    case SHAPE_MOMENT:
        *(struct moment *)at = filler_moment(f);
        break;
    case SHAPE_OBJECT:
        filler_object(f, m->of, at);
        break;
    case SHAPE_OPTION:
        if (filler_byte(f) & 1) {
            *(void **)at = arena_alloc(f->arena, m->of->size);
            filler_object(f, m->of, *(void **)at);
        }
        break;
    default:
        filler_list(f, m, object);
    }
}

static void filler_object(struct filler *f, const struct shape *shape, void *object)
{
    for (size_t i = 0; i < shape->members_n; i++)
        filler_member(f, &shape->members[i], object);
}

/* What a page may hold between "<" and ">": one of these elements, with these attributes. */
static const char *const page_elements[] = {
    "line",   "text",   "input", "label",   "button", "a",     "article", "b",    "blockquote",
    "body",   "code",   "dd",    "details", "div",    "dl",    "dt",      "em",   "figcaption",
    "figure", "h1",     "h2",    "h3",      "h4",     "h5",    "h6",      "head", "header",
    "html",   "li",     "main",  "meta",    "nav",    "p",     "pre",     "rect", "section",
    "span",   "strong", "style", "summary", "svg",    "table", "tbody",   "td",   "th",
    "thead",  "title",  "tr",    "ul",
};
static const char *const page_attributes[] = {
    "x1",
    "x2",
    "y1",
    "y2",
    "aria-labelledby",
    "aria-hidden",
    "aria-label",
    "charset",
    "class",
    "content",
    "height",
    "href",
    "http-equiv",
    "id",
    "lang",
    "name",
    "preserveAspectRatio",
    "role",
    "rx",
    "scope",
    "tabindex",
    "viewBox",
    "width",
    "x",
    "y",
};

static bool page_known(struct str name, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(name, str_of(list[i])))
            return true;
    return false;
}

static struct str page_word(struct str *s)
{
    size_t n = 0;
    while (n < s->len && !strchr(" =>\"/\n", s->ptr[n]))
        n++;
    struct str word = str_head(*s, n);
    *s = str_skip(*s, n);
    return word;
}

/* Takes ` name="value"`; a link leads inside the page, or to the web. */
static bool page_attribute(struct str *s)
{
    *s = str_skip(*s, 1);
    struct str name = page_word(s);
    if (!page_known(name, page_attributes, ARRAY_LEN(page_attributes)) ||
        !str_starts(*s, STR("=\"")))
        return false;
    *s = str_skip(*s, 2);
    struct str rest, value = str_cut(*s, '"', &rest);
    if (str_eq(name, STR("href")) && !str_starts(value, STR("#")) &&
        !str_starts(value, STR("http://")) && !str_starts(value, STR("https://")))
        return false;
    *s = rest;
    return memchr(value.ptr, '<', value.len) == NULL;
}

static bool page_tag(struct str *s)
{
    *s = str_skip(*s, 1 + str_starts(*s, STR("</")));
    if (!page_known(page_word(s), page_elements, ARRAY_LEN(page_elements)))
        return false;
    while (str_starts(*s, STR(" ")))
        if (!page_attribute(s))
            return false;
    bool ends = str_starts(*s, STR(">"));
    *s = str_skip(*s, 1);
    return ends;
}

/* NULL when every tag of a page is one that the report itself writes, else the place that is not.
 */
static const char *page_foreign(struct str page)
{
    struct str doctype = STR("<!doctype html>\n");
    if (!str_starts(page, doctype))
        return page.ptr;
    for (struct str s = str_skip(page, doctype.len); s.len;) {
        const char *at = s.ptr;
        if (*at == '<' && !page_tag(&s))
            return at;
        if (*at != '<' && *at == '>' && (size_t)(at - page.ptr) > 0 &&
            !str_find(s, STR("</style>")))
            return at;
        if (*at != '<')
            s = str_skip(s, 1);
    }
    return NULL;
}

/* The first character that could change how a terminal or a page shows the text around it. */
static const char *text_unsafe(struct str s)
{
    while (s.len) {
        const char *at = s.ptr;
        uint32_t c = utf8_next(&s);
        if (c == '\r' && s.len && s.ptr[0] == '\n') /* the line ends of CSV */
            continue;
        if ((c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7f && c <= 0x9f) ||
            (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e ||
            c == 0x200f || c == 0x61c)
            return at;
    }
    return NULL;
}

#endif
