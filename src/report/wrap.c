#include "wrap.h"

#include "base/buf.h"
#include "base/utf8.h"

/* What is being laid out: the word that grows, and the line it may go to. Each byte of a word has
 * its style beside it. */
struct layout {
    const struct wrap_to *to;
    struct lines out;
    struct buf line, word, styles, safe;
    size_t line_width;
    unsigned char style; /* in force at the end of `line` */
};

static const char *const tone_escapes[] = {
    [TONE_PLAIN] = "",        [TONE_GOOD] = "\x1b[32m", [TONE_NOTICE] = "\x1b[36m",
    [TONE_WARN] = "\x1b[33m", [TONE_BAD] = "\x1b[31m",  [TONE_ACCENT] = "\x1b[1m",
    [TONE_DIM] = "\x1b[2m",
};

const char *wrap_escape(enum span_style style, enum doc_tone tone)
{
    static const char *const bold[] = {
        [TONE_PLAIN] = "\x1b[1m",   [TONE_GOOD] = "\x1b[1;32m", [TONE_NOTICE] = "\x1b[1;36m",
        [TONE_WARN] = "\x1b[1;33m", [TONE_BAD] = "\x1b[1;31m",  [TONE_ACCENT] = "\x1b[1m",
        [TONE_DIM] = "\x1b[1m",
    };
    bool strong = style == SPAN_STRONG || (style == SPAN_BADGE && tone != TONE_DIM);
    return strong ? bold[tone] : style == SPAN_CODE ? "\x1b[36m" : tone_escapes[tone];
}

static unsigned char style_code(enum span_style style, enum doc_tone tone)
{
    return (unsigned char)(style << 4 | (int)tone);
}

static void set_style(struct layout *l, unsigned char style)
{
    if (!l->to->color || style == l->style)
        return;
    const char *now = wrap_escape(style >> 4, style & 15);
    if (wrap_escape(l->style >> 4, l->style & 15)[0])
        buf_text(&l->line, WRAP_RESET);
    buf_text(&l->line, now);
    l->style = style;
}

static void end_line(struct layout *l)
{
    set_style(l, 0);
    struct lines *out = &l->out;
    GROW(l->to->arena, out->v, out->n, out->max);
    out->v[out->n++] = (struct line){buf_keep(&l->line, l->to->arena), l->line_width};
    buf_reset(&l->line);
    l->line_width = 0;
}

/* Bytes `from` to `to` of the word, each in its style. */
static void put_bytes(struct layout *l, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        set_style(l, (unsigned char)l->styles.ptr[i]);
        buf_char(&l->line, l->word.ptr[i]);
    }
}

static void end_word(struct layout *l)
{
    struct str word = buf_str(&l->word);
    size_t width = utf8_width(word), at = 0;
    if (word.len == 0)
        return;
    if (l->line_width && l->line_width + 1 + width > l->to->width)
        end_line(l);
    if (l->line_width) {
        if (l->style != (unsigned char)l->styles.ptr[0])
            set_style(l, 0);
        buf_char(&l->line, ' ');
        l->line_width++;
    }
    while (width > l->to->width) {
        size_t part = utf8_clip(str_skip(word, at), l->to->width).len;
        if (part == 0)
            break;
        put_bytes(l, at, at + part);
        l->line_width = l->to->width;
        end_line(l);
        at += part;
        width = utf8_width(str_skip(word, at));
    }
    put_bytes(l, at, word.len);
    l->line_width += width;
    buf_reset(&l->word);
    buf_reset(&l->styles);
}

static void put_span(struct layout *l, const struct span *s)
{
    enum doc_tone tone = s->tone == TONE_PLAIN ? l->to->tone : s->tone;
    unsigned char style = style_code(s->style, tone);
    bool upper = s->style == SPAN_BADGE && s->tone != TONE_PLAIN && s->tone != TONE_DIM;
    buf_reset(&l->safe);
    buf_text(&l->safe, s->style == SPAN_TAG ? "[" : "");
    buf_term(&l->safe, s->text);
    buf_text(&l->safe, s->style == SPAN_TAG ? "]" : "");
    for (size_t i = 0; i < l->safe.len; i++) {
        char c = l->safe.ptr[i];
        bool glued = c == ' ' && i + 1 < l->safe.len && l->safe.ptr[i + 1] == '%';
        if (!glued && (c == ' ' || c == '\n' || c == '\t')) {
            end_word(l);
            continue;
        }
        buf_char(&l->word, upper && c >= 'a' && c <= 'z' ? (char)(c - 32) : c);
        buf_char(&l->styles, (char)style);
    }
}

/* Where a link leads, for who cannot click on it. */
static void put_target(struct layout *l, const struct span *s)
{
    if (s->style != SPAN_LINK || s->target.ptr[0] == '#' || str_eq(s->text, s->target))
        return;
    end_word(l);
    put_span(l, &(struct span){.tone = TONE_DIM, .text = s->target});
}

/* Badges stand apart from what follows them. */
static bool apart(const struct span *s)
{
    return s->style == SPAN_BADGE && s->next;
}

struct lines wrap_spans(const struct wrap_to *to, const struct span *spans)
{
    struct layout l = {.to = to};
    for (const struct span *s = spans; s; s = s->next) {
        if (s->style == SPAN_TAG)
            end_word(&l);
        put_span(&l, s);
        put_target(&l, s);
        if (!apart(s))
            continue;
        end_word(&l);
        put_span(&l, &(struct span){.tone = TONE_DIM, .text = STR("·")});
        end_word(&l);
    }
    end_word(&l);
    if (l.line_width || l.line.len)
        end_line(&l);
    buf_free(&l.line);
    buf_free(&l.word);
    buf_free(&l.styles);
    buf_free(&l.safe);
    return l.out;
}

struct lines wrap_text(const struct wrap_to *to, struct str text)
{
    return wrap_spans(to, &(struct span){.text = text});
}
