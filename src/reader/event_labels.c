#include "event_labels.h"

#define ANCHOR(part, language, text) {part, language, text, sizeof(text) - 1},
#define LABEL(part, text) {part, NULL, text, sizeof(text) - 1},
static const struct label {
    enum event_part part;
    const char *language, *text;
    size_t len;
} labels[] = {
#include "event_labels.def"
};
#undef ANCHOR
#undef LABEL

/* Blanks of all kinds, as HTML and Windows write them. */
static const struct str blanks[] = {
    {" ",            1},
    {"\t",           1},
    {"\r",           1},
    {"\n",           1},
    {"\xC2\xA0",     2},
    {"\xE2\x80\xAF", 3},
    {"&nbsp;",       6},
};

/* Apostrophes that word processors put for the straight one. */
static const struct str apostrophes[] = {
    {"'",            1},
    {"\xE2\x80\x99", 3},
    {"\xE2\x80\x98", 3},
    {"\xC2\xB4",     2},
    {"&#39;",        5},
};

/* Where `s` ends when one of the rows is taken off its end; `end` when none is there. */
static size_t off_end(struct str s, size_t end, const struct str *rows, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_ends(str_head(s, end), rows[i]))
            return end - rows[i].len;
    return end;
}

/* Almost always no blank stands there: that is seen by the last byte. */
static size_t off_blanks(struct str s, size_t end)
{
    for (size_t before; end && memchr(" \t\r\n\xA0\xAF;", s.ptr[end - 1], 7); end = before) {
        before = off_end(s, end, blanks, ARRAY_LEN(blanks));
        if (before == end)
            break;
    }
    return end;
}

/* Where the label begins that ends at `end` of `s`; SIZE_MAX when it does not stand there. */
static size_t label_before(struct str s, size_t end, const struct label *label)
{
    for (size_t i = label->len; i > 0; i--) {
        char c = label->text[i - 1];
        size_t before = c == ' '    ? off_blanks(s, end)
                        : c == '\'' ? off_end(s, end, apostrophes, ARRAY_LEN(apostrophes))
                                    : end - (end && s.ptr[end - 1] == c);
        if (before == end)
            return SIZE_MAX;
        end = before;
    }
    return end;
}

/* The earliest label in `s` of a part that `wanted` has. Every label ends in a colon, which is
 * looked for; of two that end at one, the longer is taken. */
static bool find_label(struct str s, unsigned wanted, struct event_label *out)
{
    const char *colon;
    size_t from = 0;
    unsigned last = 31 - (unsigned)__builtin_clz(wanted);
    for (; (colon = from < s.len ? memchr(s.ptr + from, ':', s.len - from) : NULL);
         from = (size_t)(colon + 1 - s.ptr)) {
        size_t at = (size_t)(colon - s.ptr), best = SIZE_MAX;
        size_t end = off_blanks(s, at);
        char c = end ? s.ptr[end - 1] : 0;
        if (c >= '0' && c <= '9')
            continue; /* a clock */
        for (size_t i = 0; i < ARRAY_LEN(labels) && labels[i].part <= last; i++) {
            const struct label *l = &labels[i];
            if (l->text[l->len - 1] != c || !(wanted >> l->part & 1))
                continue;
            size_t begin = label_before(s, end, l);
            if (begin < best) {
                best = begin;
                *out = (struct event_label){begin, at + 1, l->part, l->language};
            }
        }
        if (best != SIZE_MAX)
            return true;
    }
    return false;
}

enum { ANCHORS = 1u << TYPE | 1u << LOG };

/* Goes behind the label of that part; false when the next block begins before it. */
static bool find_part(struct str *s, enum event_part part)
{
    struct event_label f;
    if (!find_label(*s, 1u << part | ANCHORS, &f) || f.part != part)
        return false;
    *s = str_skip(*s, f.end);
    return true;
}

bool event_anchor(struct str s, struct event_label *out)
{
    size_t from = 0;
    while (find_label(str_skip(s, from), ANCHORS, out)) {
        struct str behind = str_head(str_skip(s, from + out->end), EVENT_ANCHOR_AHEAD);
        out->at += from;
        out->end += from;
        if (find_part(&behind, SOURCE) && find_part(&behind, ID))
            return true;
        from = out->end;
    }
    return false;
}

struct event_block event_block_cut(struct str s)
{
    struct event_block b = {.language = "English"};
    struct str *open = NULL;
    unsigned wanted = (1u << PARTS) - 1;
    struct event_label f;
    while (wanted && find_label(s, wanted, &f)) {
        if (open)
            *open = str_trim(str_head(s, f.at));
        open = &b.part[f.part];
        if (f.language)
            b.language = f.language;
        wanted &= ~(1u << f.part);
        s = str_skip(s, f.end);
        *open = s;
        if (f.part == TEXT)
            break;
    }
    if (open)
        *open = str_trim(s);
    return b;
}
