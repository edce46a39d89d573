/* The document as one HTML file that needs neither network nor script. All markup is here, in
 * html_*.c and in html/; every text goes through buf_html. */
#include "html.h"
#include "strip.h"
#include "times.h"
#include "words.h"

#include "base/asset.h"

#include <math.h>

static const char *const tones[] = {
    [TONE_PLAIN] = "",  [TONE_GOOD] = "good",     [TONE_NOTICE] = "notice", [TONE_WARN] = "warn",
    [TONE_BAD] = "bad", [TONE_ACCENT] = "accent", [TONE_DIM] = "dim",
};

const char *html_tone(enum doc_tone tone)
{
    return tones[tone];
}

void html_children(struct html *p, const struct doc_node *n)
{
    for (const struct doc_node *child = n->first; child; child = child->next)
        html_node(p, child);
}

/* Whatever the marks are, the elements are closed. */
void html_text(struct html *p, struct str text)
{
    bool foreign = false;
    for (size_t i = 0; p->o->locale && i < text.len; i++) {
        bool begins = text.ptr[i] == LOCALE_FOREIGN, ends = text.ptr[i] == LOCALE_BACK;
        if (!begins && !ends)
            continue;
        buf_html(p->to, str_head(text, i));
        text = str_skip(text, i + 1);
        i = (size_t)-1;
        if (begins == foreign)
            continue;
        buf_text(p->to, begins ? "<span lang=\"en\">" : "</span> <span class=\"tag\">en</span>");
        foreign = begins;
    }
    buf_html(p->to, text);
    buf_text(p->to, foreign ? "</span>" : "");
}

void html_say(struct html *p, const char *english)
{
    buf_html(p->to, str_of(locale_format(p->o->locale, english)));
}

void html_open(struct html *p, const char *name, const char *base, enum doc_tone tone)
{
    buf_fmt(p->to, "<%s", name);
    if (base[0] || tones[tone][0])
        buf_fmt(p->to, " class=\"%s%s%s\"", base, base[0] && tones[tone][0] ? " " : "",
                tones[tone]);
    buf_char(p->to, '>');
}

void html_element(struct html *p, const char *name, const char *base, enum doc_tone tone,
                  struct str text)
{
    html_open(p, name, base, tone);
    html_text(p, text);
    buf_fmt(p->to, "</%s>", name);
}

static void print_link(struct html *p, const struct span *s)
{
    buf_text(p->to, "<a href=\"");
    buf_html(p->to, s->target);
    buf_text(p->to, "\">");
    html_text(p, s->text);
    buf_text(p->to, "</a>");
}

static void print_span(struct html *p, const struct span *s)
{
    switch (s->style) {
    case SPAN_STRONG:
        html_element(p, "strong", "", s->tone, s->text);
        break;
    case SPAN_CODE:
        html_element(p, "code", "", s->tone, s->text);
        break;
    case SPAN_BADGE:
        html_element(p, "span", "badge", s->tone, s->text);
        break;
    case SPAN_TAG:
        buf_char(p->to, ' ');
        html_element(p, "span", "tag", TONE_PLAIN, s->text);
        break;
    case SPAN_LINK:
        print_link(p, s);
        break;
    default:
        if (s->tone)
            html_element(p, "span", "", s->tone, s->text);
        else
            html_text(p, s->text);
    }
}

void html_spans(struct html *p, const struct doc_node *n)
{
    for (const struct span *s = n->spans; s; s = s->next)
        print_span(p, s);
}

void html_heading(struct html *p, struct str title)
{
    int level = p->level < 6 ? p->level : 6;
    buf_fmt(p->to, "<h%d>", level);
    html_text(p, title);
    buf_fmt(p->to, "</h%d>\n", level);
}

/* What a heading is called in addresses: its id, else its title in small letters and hyphens. */
void html_slug_text(struct html *p, const struct doc_node *n)
{
    if (n->id.len) {
        buf_html(p->to, n->id);
        return;
    }
    for (size_t i = 0; i < n->title.len && i < 64; i++) {
        char c = n->title.ptr[i];
        c = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
        buf_char(p->to, (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '-');
    }
}

void html_slug(struct html *p, const struct doc_node *n)
{
    buf_text(p->to, " id=\"");
    html_slug_text(p, n);
    buf_char(p->to, '"');
}

static void print_fold(struct html *p, const struct doc_node *n)
{
    buf_text(p->to, "<details");
    if (n->style)
        buf_fmt(p->to, " class=\"%s\"", n->style);
    buf_text(p->to, "><summary>");
    html_heading(p, n->title);
    buf_text(p->to, "</summary>");
    p->level++;
    html_children(p, n);
    p->level--;
    buf_text(p->to, "</details>\n");
}

static void print_section(struct html *p, const struct doc_node *n)
{
    if (n->fold) {
        print_fold(p, n);
        return;
    }
    buf_text(p->to, "<section");
    if (n->style)
        buf_fmt(p->to, " class=\"%s\"", n->style);
    if (n->parent->kind == DOC_PART || n->parent->kind == DOC_ROOT)
        html_slug(p, n);
    buf_char(p->to, '>');
    html_heading(p, n->title);
    p->level++;
    html_children(p, n);
    p->level--;
    buf_text(p->to, "</section>\n");
}

static void print_finding(struct html *p, const struct doc_node *n)
{
    buf_text(p->to, "<article id=\"");
    buf_html(p->to, n->id);
    buf_text(p->to, "\"><p class=\"badges\">");
    html_spans(p, n);
    buf_fmt(p->to, "</p>\n<h%d>", p->level);
    html_text(p, n->title);
    buf_text(p->to, "<a class=\"anchor\" aria-label=\"");
    html_say(p, "Link to this finding");
    buf_text(p->to, "\" href=\"#");
    buf_html(p->to, n->id);
    buf_fmt(p->to, "\">#</a></h%d>\n", p->level);
    p->level++;
    html_children(p, n);
    p->level--;
    buf_text(p->to, "</article>\n");
}

void html_meter(struct html *p, double meter)
{
    if (isnan(meter))
        return;
    buf_fmt(p->to,
            "<svg class=\"meter\" viewBox=\"0 0 104 8\" aria-hidden=\"true\">"
            "<rect class=\"off\" width=\"104\" height=\"8\" rx=\"4\"></rect>"
            "<rect class=\"on\" width=\"%d\" height=\"8\" rx=\"4\"></rect></svg>",
            (int)(meter * 104 + 0.5));
}

static void print_verdict(struct html *p, const struct doc_node *n)
{
    html_open(p, "div", "verdict", n->tone);
    buf_text(p->to, "<p class=\"sentence\">");
    html_spans(p, n);
    buf_text(p->to, "</p>\n");
    if (n->lead.len) {
        buf_text(p->to, "<p class=\"sure\">");
        html_element(p, "b", "", TONE_PLAIN, n->lead);
        buf_char(p->to, ' ');
        html_meter(p, n->meter);
        html_element(p, "span", "", TONE_PLAIN, n->title);
        buf_text(p->to, "</p>\n");
    }
    html_children(p, n);
    buf_text(p->to, "</div>\n");
}

/* The sentence over all of it is the heading of the page. */
static void print_para(struct html *p, const struct doc_node *n)
{
    bool headline = n->tone == TONE_ACCENT && n->parent->kind == DOC_ROOT;
    html_open(p, headline ? "h1" : "p", headline ? "headline" : "",
              headline ? TONE_PLAIN : n->tone);
    html_spans(p, n);
    buf_text(p->to, headline ? "</h1>\n" : "</p>\n");
}

static void print_list(struct html *p, const struct doc_node *n)
{
    if (!n->first)
        return;
    buf_text(p->to, "<ul>\n");
    html_children(p, n);
    buf_text(p->to, "</ul>\n");
}

/* What a mark says, for who cannot see it. */
static const char *mark_words(const char *mark)
{
    return mark[0] == '+' ? "speaks for it: " : mark[0] == '-' ? "speaks against it: " : "open: ";
}

static void print_item(struct html *p, const struct doc_node *n)
{
    html_open(p, "li", n->mark ? "marked" : "", n->tone);
    if (n->mark)
        buf_fmt(p->to,
                "<span class=\"mark\" aria-hidden=\"true\">%s</span><span class=\"sr\">%s</span>",
                n->mark[0] == '-' ? "−" : n->mark,
                locale_format(p->o->locale, mark_words(n->mark)));
    html_spans(p, n);
    html_children(p, n);
    buf_text(p->to, "</li>\n");
}

static void print_step(struct html *p, const struct doc_node *n)
{
    int level = p->level < 6 ? p->level : 6;
    html_open(p, "div", "step", n->tone);
    buf_fmt(p->to, "<h%d>", level);
    html_element(p, "span", "n", TONE_PLAIN, n->lead);
    buf_char(p->to, ' ');
    html_text(p, n->title);
    buf_fmt(p->to, "</h%d>\n<p class=\"marks\">", level);
    html_spans(p, n);
    buf_text(p->to, "</p>\n");
    html_children(p, n);
    buf_text(p->to, "</div>\n");
}

static void print_pairs(struct html *p, const struct doc_node *n)
{
    if (!n->first)
        return;
    buf_text(p->to, "<dl>\n");
    for (const struct doc_node *pair = n->first; pair; pair = pair->next) {
        html_element(p, "dt", "", pair->tone, pair->title);
        buf_text(p->to, pair->style ? "<dd class=\"blank\">" : "<dd>");
        html_spans(p, pair);
        buf_text(p->to, "</dd>\n");
    }
    buf_text(p->to, "</dl>\n");
}

static void print_row(struct html *p, const struct doc_node *row)
{
    buf_text(p->to, "<tr>");
    for (const struct doc_node *cell = row->first; cell; cell = cell->next) {
        buf_fmt(p->to, "<td%s>",
                cell->number  ? " class=\"num\""
                : cell->tight ? " class=\"tight\""
                              : "");
        html_spans(p, cell);
        buf_text(p->to, "</td>");
    }
    buf_text(p->to, "</tr>\n");
}

/* Names stand as the cells below them do; a column without a name has no heading. */
static void print_head(struct html *p, const struct doc_node *row)
{
    const struct doc_node *below = row->next ? row->next->first : NULL;
    buf_text(p->to, "<tr>");
    for (const struct doc_node *cell = row->first; cell; cell = cell->next) {
        const char *name = cell->spans ? "th scope=\"col\"" : "td";
        buf_fmt(p->to, "<%s%s>", name, below && below->number ? " class=\"num\"" : "");
        html_spans(p, cell);
        buf_fmt(p->to, "</%.2s>", name);
        below = below ? below->next : NULL;
    }
    buf_text(p->to, "</tr>\n");
}

static void print_table(struct html *p, const struct doc_node *n)
{
    buf_text(p->to, "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"");
    html_say(p, "table");
    buf_text(p->to, "\"><table>\n<thead>");
    print_head(p, n->first);
    buf_text(p->to, "</thead>\n<tbody>\n");
    for (const struct doc_node *row = n->first->next; row; row = row->next)
        print_row(p, row);
    buf_text(p->to, "</tbody></table></div>\n");
}

static void print_code(struct html *p, const struct doc_node *n)
{
    buf_text(p->to, "<pre><code>");
    buf_html(p->to, n->spans->text);
    buf_text(p->to, "</code></pre>\n");
}

static void print_quote(struct html *p, const struct doc_node *n)
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
static void print_strip(struct html *p, const struct doc_node *n)
{
    const struct doc_node *last = before(n);
    if (!last || last->kind != DOC_STRIP)
        buf_text(p->to, "<div class=\"strips\">\n");
    buf_text(p->to, "<figure class=\"strip\"><figcaption>");
    html_element(p, "span", "", TONE_PLAIN, n->title);
    buf_char(p->to, ' ');
    html_element(p, "span", "", TONE_PLAIN, n->lead);
    buf_text(p->to, "</figcaption>");
    strip_svg(p->to, p->arena, n->strip, n->title);
    buf_text(p->to, "<div class=\"ends\" aria-hidden=\"true\">");
    html_element(p, "span", "", TONE_PLAIN, n->strip->first);
    html_element(p, "span", "", TONE_PLAIN, n->strip->last);
    buf_text(p->to, "</div></figure>\n");
    if (!n->next || n->next->kind != DOC_STRIP)
        buf_text(p->to, "</div>\n");
}

static void print_box(struct html *p, const struct doc_node *n)
{
    buf_text(p->to, "<p class=\"box\">");
    html_element(p, "b", "", TONE_PLAIN, n->title);
    buf_char(p->to, ' ');
    html_spans(p, n);
    buf_text(p->to, "</p>\n");
}

static void (*const printers[])(struct html *, const struct doc_node *) = {
    [DOC_ROOT] = html_root,        [DOC_PART] = html_part,        [DOC_BRIEF] = html_brief,
    [DOC_TILES] = html_tiles,      [DOC_TIMES] = html_times,      [DOC_SECTION] = print_section,
    [DOC_FINDING] = print_finding, [DOC_VERDICT] = print_verdict, [DOC_PARA] = print_para,
    [DOC_LIST] = print_list,       [DOC_ITEM] = print_item,       [DOC_STEP] = print_step,
    [DOC_PAIRS] = print_pairs,     [DOC_TABLE] = print_table,     [DOC_CODE] = print_code,
    [DOC_QUOTE] = print_quote,     [DOC_STRIP] = print_strip,     [DOC_BOX] = print_box,
};

void html_node(struct html *p, const struct doc_node *n)
{
    printers[n->kind](p, n);
}
