/* The large parts of the page: its head, the list of contents, the management page, pictures. */
#include "html.h"

#include "plain.h"
#include "times.h"

/* Contents ------------------------------------------------------------------------------------- */

static void contents_link(struct html *p, const struct doc_node *n)
{
    buf_text(p->to, "<li><a href=\"#");
    html_slug_text(p, n);
    buf_text(p->to, "\">");
    html_text(p, plain_words(p->arena, p->o->locale, n->title));
    buf_text(p->to, "</a></li>\n");
}

static bool in_contents(const struct doc_node *n)
{
    return (n->kind == DOC_SECTION && !n->fold && n->title.len) || n->kind == DOC_FINDING ||
           n->kind == DOC_BRIEF;
}

/* Every part, and what stands in it. */
static void contents(struct html *p, const struct doc_node *root)
{
    buf_text(p->to, "<nav class=\"contents\" aria-label=\"");
    html_say(p, "Contents");
    buf_text(p->to, "\">\n<ul>\n");
    for (const struct doc_node *part = root->first; part; part = part->next) {
        if (part->kind != DOC_PART)
            continue;
        buf_text(p->to, "<li><a href=\"#");
        html_slug_text(p, part);
        buf_text(p->to, "\">");
        html_text(p, part->title);
        buf_text(p->to, "</a>\n<ul>\n");
        for (const struct doc_node *n = part->first; n; n = n->next)
            if (in_contents(n))
                contents_link(p, n);
        buf_text(p->to, "</ul></li>\n");
    }
    buf_text(p->to, "</ul></nav>\n");
}

/* Page ----------------------------------------------------------------------------------------- */

/* Whose report it is; culprit's own name where nobody else's is given. */
static void masthead(struct html *p)
{
    const struct brand *b = &p->o->brand;
    if (b->logo.len) {
        buf_text(p->to, "<img alt=\"\" src=\"data:");
        buf_html(p->to, b->logo_type);
        buf_text(p->to, ";base64,");
        buf_html(p->to, b->logo);
        buf_text(p->to, "\">");
    }
    html_element(p, "b", "", TONE_PLAIN, b->title.len ? b->title : STR("culprit"));
    buf_text(p->to, " · ");
}

static void foot(struct html *p)
{
    if (p->o->brand.contact.len == 0)
        return;
    buf_text(p->to, "<footer>");
    html_element(p, "p", "", TONE_DIM, p->o->brand.contact);
    buf_text(p->to, "</footer>\n");
}

/* The first paragraphs are the head of the page. */
void html_root(struct html *p, const struct doc_node *n)
{
    const struct doc_node *child = n->first;
    buf_text(p->to, "<a class=\"skip\" href=\"#in-short\">");
    html_say(p, "Skip to the report");
    buf_text(p->to, "</a>\n<header>\n<p class=\"masthead\">");
    masthead(p);
    html_text(p, n->title);
    buf_text(p->to, "</p>\n");
    for (; child && child->kind == DOC_PARA; child = child->next)
        html_node(p, child);
    buf_text(p->to, "</header>\n<div class=\"frame\">\n");
    contents(p, n);
    buf_text(p->to, "<main>\n");
    for (; child; child = child->next)
        html_node(p, child);
    foot(p);
    buf_text(p->to, "</main>\n</div>");
}

void html_part(struct html *p, const struct doc_node *n)
{
    buf_text(p->to, "<section class=\"part\"");
    html_slug(p, n);
    buf_text(p->to, " aria-labelledby=\"");
    html_slug_text(p, n);
    buf_text(p->to, "-title\"><h2 id=\"");
    html_slug_text(p, n);
    buf_text(p->to, "-title\">");
    html_text(p, n->title);
    buf_text(p->to, "</h2>\n");
    p->level++;
    html_children(p, n);
    p->level--;
    buf_text(p->to, "</section>\n");
}

/* The first brief is told in larger letters. */
void html_brief(struct html *p, const struct doc_node *n)
{
    buf_fmt(p->to, "<article class=\"brief%s %s\"", str_eq(n->lead, STR("1")) ? " first" : "",
            html_tone(n->tone));
    html_slug(p, n);
    buf_text(p->to, "><p class=\"badges\">");
    html_spans(p, n);
    buf_text(p->to, "</p>\n");
    html_heading(p, n->title);
    p->level++;
    html_children(p, n);
    p->level--;
    buf_text(p->to, "</article>\n");
}

void html_tiles(struct html *p, const struct doc_node *n)
{
    if (!n->first)
        return;
    buf_text(p->to, "<dl class=\"tiles\">\n");
    for (const struct doc_node *t = n->first; t; t = t->next) {
        html_open(p, "div", "tile", t->tone);
        html_element(p, "dt", "", TONE_PLAIN, t->title);
        buf_text(p->to, "<dd><b>");
        html_spans(p, t);
        buf_text(p->to, "</b>");
        html_meter(p, t->meter);
        if (t->lead.len)
            html_element(p, "span", "", TONE_DIM, t->lead);
        buf_text(p->to, "</dd></div>\n");
    }
    buf_text(p->to, "</dl>\n");
}

void html_times(struct html *p, const struct doc_node *n)
{
    buf_text(p->to, "<figure class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"");
    html_say(p, "picture");
    buf_text(p->to, "\">");
    times_svg(p->to, n->times, n->parent->title, p->o->locale);
    buf_text(p->to, "</figure>\n");
}
