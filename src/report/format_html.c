/* The document as one HTML file that needs neither network nor script. All markup is here and in
 * html/; every text goes through buf_html. The policy in its head allows the style by its digest
 * and nothing else, so nothing that might slip through could run or load. */
#include "compose.h"
#include "strip.h"
#include "words.h"

#include "base/asset.h"
#include "base/sha256.h"

#include <math.h>

struct printer {
    struct buf *to;
    struct arena *arena;
    int level; /* of the next heading */
};

static const char *const tones[] = {
    [TONE_PLAIN] = "",  [TONE_GOOD] = "good",     [TONE_NOTICE] = "notice", [TONE_WARN] = "warn",
    [TONE_BAD] = "bad", [TONE_ACCENT] = "accent", [TONE_DIM] = "dim",
};

static void print_node(struct printer *p, const struct doc_node *n);

static void print_children(struct printer *p, const struct doc_node *n)
{
    for (const struct doc_node *child = n->first; child; child = child->next)
        print_node(p, child);
}

/* "<name class="base tone">"; a class that is empty is left out. */
static void open_tag(struct printer *p, const char *name, const char *base, enum doc_tone tone)
{
    buf_fmt(p->to, "<%s", name);
    if (base[0] || tones[tone][0])
        buf_fmt(p->to, " class=\"%s%s%s\"", base, base[0] && tones[tone][0] ? " " : "",
                tones[tone]);
    buf_char(p->to, '>');
}

static void element(struct printer *p, const char *name, const char *base, enum doc_tone tone,
                    struct str text)
{
    open_tag(p, name, base, tone);
    buf_html(p->to, text);
    buf_fmt(p->to, "</%s>", name);
}

static void print_link(struct printer *p, const struct span *s)
{
    buf_text(p->to, "<a href=\"");
    buf_html(p->to, s->target);
    buf_text(p->to, "\">");
    buf_html(p->to, s->text);
    buf_text(p->to, "</a>");
}

static void print_span(struct printer *p, const struct span *s)
{
    switch (s->style) {
    case SPAN_STRONG:
        element(p, "strong", "", s->tone, s->text);
        break;
    case SPAN_CODE:
        element(p, "code", "", s->tone, s->text);
        break;
    case SPAN_BADGE:
        element(p, "span", "badge", s->tone, s->text);
        break;
    case SPAN_TAG:
        buf_char(p->to, ' ');
        element(p, "span", "tag", TONE_PLAIN, s->text);
        break;
    case SPAN_LINK:
        print_link(p, s);
        break;
    default:
        if (s->tone)
            element(p, "span", "", s->tone, s->text);
        else
            buf_html(p->to, s->text);
    }
}

static void print_spans(struct printer *p, const struct doc_node *n)
{
    for (const struct span *s = n->spans; s; s = s->next)
        print_span(p, s);
}

static void print_heading(struct printer *p, struct str title)
{
    int level = p->level < 6 ? p->level : 6;
    buf_fmt(p->to, "<h%d>", level);
    buf_html(p->to, title);
    buf_fmt(p->to, "</h%d>\n", level);
}

/* " id=..." from a title of ours: small letters and hyphens. */
static void print_slug(struct printer *p, struct str title)
{
    buf_text(p->to, " id=\"");
    for (size_t i = 0; i < title.len && i < 64; i++) {
        char c =
            title.ptr[i] >= 'A' && title.ptr[i] <= 'Z' ? (char)(title.ptr[i] + 32) : title.ptr[i];
        buf_char(p->to, (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '-');
    }
    buf_char(p->to, '"');
}

static void print_fold(struct printer *p, const struct doc_node *n)
{
    buf_text(p->to, "<details><summary>");
    print_heading(p, n->title);
    buf_text(p->to, "</summary>");
    p->level++;
    print_children(p, n);
    p->level--;
    buf_text(p->to, "</details>\n");
}

static void print_section(struct printer *p, const struct doc_node *n)
{
    if (n->fold) {
        print_fold(p, n);
        return;
    }
    buf_text(p->to, "<section");
    if (n->parent->kind == DOC_ROOT)
        print_slug(p, n->title);
    buf_char(p->to, '>');
    print_heading(p, n->title);
    p->level++;
    print_children(p, n);
    p->level--;
    buf_text(p->to, "</section>\n");
}

static void print_finding(struct printer *p, const struct doc_node *n)
{
    buf_text(p->to, "<article id=\"");
    buf_html(p->to, n->id);
    buf_text(p->to, "\"><p class=\"badges\">");
    print_spans(p, n);
    buf_text(p->to, "</p>\n<h2>");
    buf_html(p->to, n->title);
    buf_text(p->to, "<a class=\"anchor\" aria-label=\"Link to this finding\" href=\"#");
    buf_html(p->to, n->id);
    buf_text(p->to, "\">#</a></h2>\n");
    p->level++;
    print_children(p, n);
    p->level--;
    buf_text(p->to, "</article>\n");
}

static void print_meter(struct printer *p, double meter)
{
    if (isnan(meter))
        return;
    buf_fmt(p->to,
            "<svg class=\"meter\" viewBox=\"0 0 104 8\" aria-hidden=\"true\">"
            "<rect class=\"off\" width=\"104\" height=\"8\" rx=\"4\"></rect>"
            "<rect class=\"on\" width=\"%d\" height=\"8\" rx=\"4\"></rect></svg>",
            (int)(meter * 104 + 0.5));
}

static void print_verdict(struct printer *p, const struct doc_node *n)
{
    open_tag(p, "div", "verdict", n->tone);
    buf_text(p->to, "<p class=\"sentence\">");
    print_spans(p, n);
    buf_text(p->to, "</p>\n");
    if (n->lead.len) {
        buf_text(p->to, "<p class=\"sure\">");
        element(p, "b", "", TONE_PLAIN, n->lead);
        buf_char(p->to, ' ');
        print_meter(p, n->meter);
        element(p, "span", "", TONE_PLAIN, n->title);
        buf_text(p->to, "</p>\n");
    }
    print_children(p, n);
    buf_text(p->to, "</div>\n");
}

static void print_para(struct printer *p, const struct doc_node *n)
{
    open_tag(p, "p", n->tone == TONE_ACCENT ? "headline" : "",
             n->tone == TONE_ACCENT ? TONE_PLAIN : n->tone);
    print_spans(p, n);
    buf_text(p->to, "</p>\n");
}

static void print_list(struct printer *p, const struct doc_node *n)
{
    if (!n->first)
        return;
    buf_text(p->to, "<ul>\n");
    print_children(p, n);
    buf_text(p->to, "</ul>\n");
}

/* What a mark says, for who cannot see it. */
static const char *mark_words(const char *mark)
{
    return mark[0] == '+' ? "speaks for it: " : mark[0] == '-' ? "speaks against it: " : "open: ";
}

static void print_item(struct printer *p, const struct doc_node *n)
{
    open_tag(p, "li", n->mark ? "marked" : "", n->tone);
    if (n->mark)
        buf_fmt(p->to,
                "<span class=\"mark\" aria-hidden=\"true\">%s</span><span class=\"sr\">%s</span>",
                n->mark[0] == '-' ? "−" : n->mark, mark_words(n->mark));
    print_spans(p, n);
    print_children(p, n);
    buf_text(p->to, "</li>\n");
}

static void print_step(struct printer *p, const struct doc_node *n)
{
    int level = p->level < 6 ? p->level : 6;
    open_tag(p, "div", "step", n->tone);
    buf_fmt(p->to, "<h%d>", level);
    element(p, "span", "n", TONE_PLAIN, n->lead);
    buf_char(p->to, ' ');
    buf_html(p->to, n->title);
    buf_fmt(p->to, "</h%d>\n<p class=\"marks\">", level);
    print_spans(p, n);
    buf_text(p->to, "</p>\n");
    print_children(p, n);
    buf_text(p->to, "</div>\n");
}

static void print_pairs(struct printer *p, const struct doc_node *n)
{
    if (!n->first)
        return;
    buf_text(p->to, "<dl>\n");
    for (const struct doc_node *pair = n->first; pair; pair = pair->next) {
        element(p, "dt", "", pair->tone, pair->title);
        buf_text(p->to, "<dd>");
        print_spans(p, pair);
        buf_text(p->to, "</dd>\n");
    }
    buf_text(p->to, "</dl>\n");
}

static void print_row(struct printer *p, const struct doc_node *row)
{
    buf_text(p->to, "<tr>");
    for (const struct doc_node *cell = row->first; cell; cell = cell->next) {
        buf_fmt(p->to, "<td%s>",
                cell->number  ? " class=\"num\""
                : cell->tight ? " class=\"tight\""
                              : "");
        print_spans(p, cell);
        buf_text(p->to, "</td>");
    }
    buf_text(p->to, "</tr>\n");
}

/* Names stand as the cells below them do; a column without a name has no heading. */
static void print_head(struct printer *p, const struct doc_node *row)
{
    const struct doc_node *below = row->next ? row->next->first : NULL;
    buf_text(p->to, "<tr>");
    for (const struct doc_node *cell = row->first; cell; cell = cell->next) {
        const char *name = cell->spans ? "th scope=\"col\"" : "td";
        buf_fmt(p->to, "<%s%s>", name, below && below->number ? " class=\"num\"" : "");
        print_spans(p, cell);
        buf_fmt(p->to, "</%.2s>", name);
        below = below ? below->next : NULL;
    }
    buf_text(p->to, "</tr>\n");
}

static void print_table(struct printer *p, const struct doc_node *n)
{
    bool index = n->parent->kind == DOC_ROOT;
    buf_text(p->to, index ? "<nav aria-label=\"Findings\">" : "");
    buf_text(p->to, "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"table\">"
                    "<table>\n<thead>");
    print_head(p, n->first);
    buf_text(p->to, "</thead>\n<tbody>\n");
    for (const struct doc_node *row = n->first->next; row; row = row->next)
        print_row(p, row);
    buf_text(p->to, "</tbody></table></div>\n");
    buf_text(p->to, index ? "</nav>\n" : "");
}

static void print_code(struct printer *p, const struct doc_node *n)
{
    buf_text(p->to, "<pre><code>");
    buf_html(p->to, n->spans->text);
    buf_text(p->to, "</code></pre>\n");
}

static void print_quote(struct printer *p, const struct doc_node *n)
{
    buf_text(p->to, "<blockquote>");
    buf_html(p->to, n->spans->text);
    buf_text(p->to, "</blockquote>\n");
}

static const struct doc_node *before(const struct doc_node *n)
{
    const struct doc_node *at = n->parent->first;
    if (at == n)
        return NULL;
    while (at->next != n)
        at = at->next;
    return at;
}

/* Strips that follow each other stand beside each other. */
static void print_strip(struct printer *p, const struct doc_node *n)
{
    const struct doc_node *last = before(n);
    if (!last || last->kind != DOC_STRIP)
        buf_text(p->to, "<div class=\"strips\">\n");
    buf_text(p->to, "<figure class=\"strip\"><figcaption>");
    element(p, "span", "", TONE_PLAIN, n->title);
    buf_char(p->to, ' ');
    element(p, "span", "", TONE_PLAIN, n->lead);
    buf_text(p->to, "</figcaption>");
    strip_svg(p->to, p->arena, n->strip, n->title);
    buf_text(p->to, "<div class=\"ends\" aria-hidden=\"true\">");
    element(p, "span", "", TONE_PLAIN, n->strip->first);
    element(p, "span", "", TONE_PLAIN, n->strip->last);
    buf_text(p->to, "</div></figure>\n");
    if (!n->next || n->next->kind != DOC_STRIP)
        buf_text(p->to, "</div>\n");
}

static void print_box(struct printer *p, const struct doc_node *n)
{
    buf_text(p->to, "<p class=\"box\">");
    element(p, "b", "", TONE_PLAIN, n->title);
    buf_char(p->to, ' ');
    print_spans(p, n);
    buf_text(p->to, "</p>\n");
}

/* The first paragraphs are the head of the page. */
static void print_root(struct printer *p, const struct doc_node *n)
{
    const struct doc_node *child = n->first;
    buf_text(p->to, "<header>\n<h1><b>culprit</b> · ");
    buf_html(p->to, n->title);
    buf_text(p->to, "</h1>\n");
    for (; child && child->kind == DOC_PARA; child = child->next)
        print_node(p, child);
    buf_text(p->to, "</header>\n<main>\n");
    for (; child; child = child->next)
        print_node(p, child);
    buf_text(p->to, "</main>");
}

static void (*const printers[])(struct printer *, const struct doc_node *) = {
    [DOC_ROOT] = print_root,       [DOC_SECTION] = print_section, [DOC_FINDING] = print_finding,
    [DOC_VERDICT] = print_verdict, [DOC_PARA] = print_para,       [DOC_LIST] = print_list,
    [DOC_ITEM] = print_item,       [DOC_STEP] = print_step,       [DOC_PAIRS] = print_pairs,
    [DOC_TABLE] = print_table,     [DOC_CODE] = print_code,       [DOC_QUOTE] = print_quote,
    [DOC_STRIP] = print_strip,     [DOC_BOX] = print_box,
};

static void print_node(struct printer *p, const struct doc_node *n)
{
    printers[n->kind](p, n);
}

static unsigned nibble(char c)
{
    return (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
}

/* The digest as a policy wants it: base64 of its 32 bytes. */
static void print_digest(struct buf *to, struct str text)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    enum { BYTES = 32 };
    struct sha256 s;
    char hex[SHA256_HEX];
    unsigned char bytes[BYTES + 1] = {0};
    sha256_init(&s);
    sha256_add(&s, text.ptr, text.len);
    sha256_hex(&s, hex);
    for (int i = 0; i < BYTES; i++)
        bytes[i] = (unsigned char)(nibble(hex[2 * i]) << 4 | nibble(hex[2 * i + 1]));
    for (int i = 0; i < BYTES; i += 3) {
        unsigned n = (unsigned)bytes[i] << 16 | (unsigned)bytes[i + 1] << 8 |
                     (i + 2 < BYTES ? bytes[i + 2] : 0u);
        buf_char(to, digits[n >> 18]);
        buf_char(to, digits[n >> 12 & 63]);
        buf_char(to, digits[n >> 6 & 63]);
        buf_char(to, i + 2 < BYTES ? digits[n & 63] : '=');
    }
}

static void put_title(struct printer *p, const struct doc_node *doc)
{
    buf_text(p->to, "culprit: ");
    buf_html(p->to, doc->title);
}

static void put_style(struct printer *p, const struct doc_node *doc)
{
    (void)doc;
    struct str style = asset_text("report/html/style.css");
    buf_text(p->to, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                    "style-src 'sha256-");
    print_digest(p->to, style);
    buf_text(p->to, "'; base-uri 'none'; form-action 'none'\">\n<style>");
    buf_add(p->to, style);
    buf_text(p->to, "</style>");
}

static void put_nothing(struct printer *p, const struct doc_node *doc)
{
    (void)p;
    (void)doc;
}

static const struct placeholder {
    const char *name;
    void (*put)(struct printer *, const struct doc_node *);
} placeholders[] = {
    {"{{title}}",  put_title  },
    {"{{style}}",  put_style  },
    {"{{script}}", put_nothing},
    {"{{body}}",   print_node },
};

/* One pass over the page, so that text which looks like a placeholder stays text. */
static void fill_page(struct printer *p, struct str page, const struct doc_node *doc)
{
    while (page.len) {
        size_t i = 0;
        while (i < ARRAY_LEN(placeholders) && !str_starts(page, str_of(placeholders[i].name)))
            i++;
        if (i < ARRAY_LEN(placeholders)) {
            placeholders[i].put(p, doc);
            page = str_skip(page, strlen(placeholders[i].name));
            continue;
        }
        buf_char(p->to, page.ptr[0]);
        page = str_skip(page, 1);
    }
}

static enum status write(const struct analysis *a, const struct report_options *o, struct buf *to,
                         struct err *err)
{
    struct arena arena = {0};
    struct printer p = {.to = to, .arena = &arena, .level = 2};
    fill_page(&p, asset_text("report/html/page.html"), compose(a, o, &arena));
    arena_free(&arena);
    if (to->over)
        return err_set(err, FAIL_LIMIT, "the HTML report is longer than %zu bytes", to->cap);
    return OK;
}

const struct format format_html = {"html", "html", "one page that needs no network and no script",
                                   write};
