/* What the parts of the HTML renderer share. Every text goes through buf_html.
 *
 * Owner     the caller's buffer. */
#ifndef REPORT_HTML_H
#define REPORT_HTML_H

#include "compose.h"

struct html {
    struct buf *to;
    struct arena *arena;
    const struct report_options *o;
    int level; /* of the next heading */
};

/* A whole page around a document. */
void html_page(const struct doc_node *root, const struct report_options *o, struct arena *arena,
               struct buf *to);

/* Text; what has no translation in it as a span of its own language. */
void html_text(struct html *p, struct str text);
void html_say(struct html *p, const char *english); /* of the frame */
void html_node(struct html *p, const struct doc_node *n);
void html_children(struct html *p, const struct doc_node *n);
void html_spans(struct html *p, const struct doc_node *n);
void html_heading(struct html *p, struct str title);
void html_meter(struct html *p, double meter);
void html_slug_text(struct html *p, const struct doc_node *n);
void html_slug(struct html *p, const struct doc_node *n); /* as an attribute */
/* "<name class="base tone">"; a class that is empty is left out. */
void html_open(struct html *p, const char *name, const char *base, enum doc_tone tone);
const char *html_tone(enum doc_tone tone); /* as a class */
void html_element(struct html *p, const char *name, const char *base, enum doc_tone tone,
                  struct str text);

/* The parts of the page: html_parts.c. */
void html_root(struct html *p, const struct doc_node *n);
void html_part(struct html *p, const struct doc_node *n);
void html_brief(struct html *p, const struct doc_node *n);
void html_tiles(struct html *p, const struct doc_node *n);
void html_times(struct html *p, const struct doc_node *n);

#endif
