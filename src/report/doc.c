#include "doc.h"

#include "base/utf8.h"
#include "words.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

void doc_init(struct doc *d, struct arena *arena, const struct locale *locale)
{
    *d = (struct doc){.arena = arena, .locale = locale};
    d->root = d->at = ARENA_NEW(arena, struct doc_node);
    d->root->spans_end = &d->root->spans;
    d->root->meter = NAN;
}

struct str doc_say(struct doc *d, const char *fmt, ...)
{
    struct buf b = {0};
    va_list ap;
    va_start(ap, fmt);
    buf_vfmt(&b, locale_format(d->locale, fmt), ap);
    va_end(ap);
    struct str s = buf_keep(&b, d->arena);
    buf_free(&b);
    return s;
}

const char *doc_text(const struct doc *d, const char *english)
{
    return locale_format(d->locale, english);
}

struct str doc_word(const struct doc *d, struct str word)
{
    return locale_word(d->locale, word);
}

struct doc_node *doc_add(struct doc *d, enum doc_kind kind)
{
    struct doc_node *n = ARENA_NEW(d->arena, struct doc_node), *parent = d->at;
    n->kind = kind;
    n->parent = parent;
    n->spans_end = &n->spans;
    n->meter = NAN;
    if (parent->last)
        parent->last->next = n;
    else
        parent->first = n;
    parent->last = n;
    return n;
}

struct doc_node *doc_open(struct doc *d, enum doc_kind kind)
{
    return d->at = doc_add(d, kind);
}

void doc_close(struct doc *d)
{
    d->at = d->at->parent;
}

struct doc_node *doc_section(struct doc *d, const char *title)
{
    struct doc_node *n = doc_open(d, DOC_SECTION);
    n->title = str_of(locale_format(d->locale, title));
    return n;
}

struct doc_node *doc_section_fmt(struct doc *d, const char *fmt, ...)
{
    struct doc_node *n = doc_open(d, DOC_SECTION);
    struct buf b = BUF_CAP(4 * LIMIT_REPORT_TEXT);
    va_list ap;
    va_start(ap, fmt);
    buf_vfmt(&b, locale_format(d->locale, fmt), ap);
    va_end(ap);
    n->title = buf_keep(&b, d->arena);
    buf_free(&b);
    return n;
}

/* The text itself where it is short enough, else its beginning with the count of the rest. */
static struct str bounded(struct doc *d, struct str s)
{
    if (s.len <= LIMIT_REPORT_TEXT)
        return s;
    size_t n = LIMIT_REPORT_TEXT;
    while (n > LIMIT_REPORT_TEXT - 4 && ((unsigned char)s.ptr[n] & 0xc0) == 0x80)
        n--;
    return doc_say(d, "%.*s … (%zu more bytes)", (int)n, s.ptr, s.len - n);
}

struct span *span_add(struct doc *d, struct doc_node *n, struct str text)
{
    struct span *s = ARENA_NEW(d->arena, struct span);
    s->text = bounded(d, text);
    *n->spans_end = s;
    n->spans_end = &s->next;
    return s;
}

struct span *span_fmt(struct doc *d, struct doc_node *n, const char *fmt, ...)
{
    struct buf b = BUF_CAP(4 * LIMIT_REPORT_TEXT);
    va_list ap;
    va_start(ap, fmt);
    buf_vfmt(&b, locale_format(d->locale, fmt), ap);
    va_end(ap);
    struct span *s = span_add(d, n, buf_keep(&b, d->arena));
    buf_free(&b);
    return s;
}

void span_strong(struct doc *d, struct doc_node *n, struct str text)
{
    if (text.len)
        span_add(d, n, text)->style = SPAN_STRONG;
}

void span_dim(struct doc *d, struct doc_node *n, struct str text)
{
    if (text.len)
        span_add(d, n, text)->tone = TONE_DIM;
}

void span_code(struct doc *d, struct doc_node *n, struct str text)
{
    if (text.len)
        span_add(d, n, text)->style = SPAN_CODE;
}

void span_tag(struct doc *d, struct doc_node *n, struct str text)
{
    struct span *s = span_add(d, n, text);
    s->style = SPAN_TAG;
    s->tone = TONE_DIM;
}

void span_badge(struct doc *d, struct doc_node *n, struct str text, enum doc_tone tone)
{
    if (text.len == 0)
        return;
    struct span *s = span_add(d, n, text);
    s->style = SPAN_BADGE;
    s->tone = tone;
}

void span_link(struct doc *d, struct doc_node *n, struct str text, struct str target)
{
    struct span *s = span_add(d, n, text);
    if (target.len > LIMIT_REPORT_TEXT ||
        !(str_starts(target, STR("https://")) || str_starts(target, STR("http://")) ||
          str_starts(target, STR("#")) || str_starts(target, STR("cases/"))))
        return;
    s->style = SPAN_LINK;
    s->target = target;
}

struct doc_node *doc_para(struct doc *d, struct str text)
{
    if (text.len == 0)
        return NULL;
    struct doc_node *n = doc_add(d, DOC_PARA);
    span_add(d, n, text);
    return n;
}

/* A command that is cut would be another command. */
struct doc_node *doc_code(struct doc *d, struct str command)
{
    if (command.len == 0)
        return NULL;
    if (command.len > LIMIT_REPORT_TEXT)
        return doc_para(d, doc_say(d, "The command is too long to print; the JSON report has it."));
    struct doc_node *n = doc_add(d, DOC_CODE);
    span_add(d, n, command);
    return n;
}

struct doc_node *doc_pair(struct doc *d, const char *name, struct str value)
{
    if (value.len == 0)
        return NULL;
    struct doc_node *n = doc_add(d, DOC_PAIR);
    n->title = str_of(locale_format(d->locale, name));
    span_add(d, n, value);
    return n;
}

struct doc_node *doc_item(struct doc *d, const char *mark, struct str text)
{
    struct doc_node *n = doc_add(d, DOC_ITEM);
    n->mark = mark;
    if (text.len)
        span_add(d, n, text);
    return n;
}

struct doc_node *doc_cell(struct doc *d, struct str text)
{
    struct doc_node *n = doc_add(d, DOC_CELL);
    if (text.len)
        span_add(d, n, text);
    return n;
}

void doc_number(struct doc *d, int64_t n)
{
    doc_cell(d, words_count(d, n))->number = true;
}

void doc_heading_row(struct doc *d, const char *const *names, size_t n)
{
    doc_open(d, DOC_ROW);
    for (size_t i = 0; i < n; i++)
        doc_cell(d, str_of(locale_format(d->locale, names[i])));
    doc_close(d);
}

bool doc_has_children(const struct doc_node *n)
{
    return n->first != NULL;
}
