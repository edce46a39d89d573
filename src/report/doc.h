/* The document that compose.c makes of an analysis and the document formats print: some dozen kinds
 * of nodes, whose text stands in spans. Nothing here is escaped; each renderer writes every text
 * through the writer for its target.
 *
 * Owner     the arena of the document; texts are views into the analysis or that arena.
 * Threads   one at a time. */
#ifndef REPORT_DOC_H
#define REPORT_DOC_H

#include "base/arena.h"
#include "base/limits.h"
#include "base/zone.h"
#include "report/locale.h"

enum doc_kind {
    DOC_ROOT,    /* title: of the whole report */
    DOC_PART,    /* title, children: the management page, the technical part */
    DOC_BRIEF,   /* one finding on the management page: spans are its badges */
    DOC_TILES,   /* of pairs, side by side: a few words that must be seen at once */
    DOC_SECTION, /* title, lead (small words beside it), children */
    DOC_FINDING, /* as a section; the spans are the badges above the title */
    DOC_VERDICT, /* who did it, in one sentence; lead, meter and title say how sure that is */
    DOC_PARA,
    DOC_LIST, /* of items */
    DOC_ITEM, /* mark, spans, children */
    DOC_STEP, /* a numbered item: title is what to do, spans are its marks */
    DOC_PAIRS,
    DOC_PAIR,  /* title is the name, spans are the value */
    DOC_TABLE, /* of rows; the first is the heading */
    DOC_ROW,   /* of cells */
    DOC_CELL,
    DOC_CODE,  /* spans: a command, printed as it is, never wrapped */
    DOC_QUOTE, /* spans: text from a log */
    DOC_STRIP, /* activity */
    DOC_TIMES, /* lanes on one axis of time */
    DOC_BOX,   /* a remark that must be seen */
};

enum doc_tone { TONE_PLAIN, TONE_GOOD, TONE_NOTICE, TONE_WARN, TONE_BAD, TONE_ACCENT, TONE_DIM };

enum span_style { SPAN_PLAIN, SPAN_STRONG, SPAN_CODE, SPAN_BADGE, SPAN_TAG, SPAN_LINK };

struct span {
    enum span_style style;
    enum doc_tone tone;
    struct str text, target; /* target: of a link, checked to be http, https, #anchor, or a
                                report below the index of a batch */
    struct span *next;
};

/* Counts that are drawn as a row of bars. */
struct doc_strip {
    const int64_t *counts;
    size_t n;
    struct str first, last;  /* labels at its ends */
    struct str alt;          /* the same in words */
    const struct str *names; /* of each count, or NULL */
};

/* What is drawn on one axis of time: lanes with bars, for what lasts, and ticks, for what happens.
 */
struct doc_span_of_time {
    int64_t from, to; /* ticks; the same: a tick */
    enum doc_tone tone;
    struct str name; /* in words, with its time */
};

struct doc_lane {
    struct str name, target; /* target: "#anchor", or empty */
    struct doc_span_of_time *v;
    size_t n, max;
};

struct doc_times {
    int64_t from, to;
    const struct zone *zone; /* of the labels */
    int64_t at;              /* one moment that is marked through all lanes; TIME_NONE */
    struct str at_name;
    struct doc_lane *lanes;
    size_t n, max;
    struct str alt; /* all of it in words */
};

struct doc_node {
    enum doc_kind kind;
    enum doc_tone tone;
    const char *mark; /* of an item: "+", "-", "?", NULL for a plain one */
    struct str id, title, lead;
    bool fold;    /* long: closed in HTML, left out of text unless explained */
    bool number;  /* a cell that is aligned to the right */
    bool tight;   /* a cell that does not wrap where a page is wide enough */
    double meter; /* 0..1; NaN: none */
    const struct doc_strip *strip;
    const struct doc_times *times;
    const char *style; /* a hint for pages: "sheet", "areas"; NULL */
    struct span *spans, **spans_end;
    struct doc_node *first, *last, *next, *parent;
};

struct doc {
    struct arena *arena;
    const struct locale *locale; /* NULL: English */
    struct doc_node *root, *at;
};

void doc_init(struct doc *d, struct arena *arena, const struct locale *locale);

/* Texts of the frame. Whatever is given as `const char *` to a function of this header is English
 * and goes through the locale; what is given as `struct str` is printed as it is. */
struct str doc_say(struct doc *d, const char *fmt, ...) PRINTF(2, 3);
const char *doc_text(const struct doc *d, const char *english);
struct str doc_word(const struct doc *d, struct str word); /* "confirmed" */

/* A node under the present one. `doc_open` goes on below it until `doc_close`. */
struct doc_node *doc_add(struct doc *d, enum doc_kind kind);
struct doc_node *doc_open(struct doc *d, enum doc_kind kind);
void doc_close(struct doc *d);
struct doc_node *doc_section(struct doc *d, const char *title); /* opens it */
struct doc_node *doc_section_fmt(struct doc *d, const char *fmt, ...) PRINTF(2, 3);

/* Text at the end of a node. Longer ones than LIMIT_REPORT_TEXT are cut, and say so. */
struct span *span_add(struct doc *d, struct doc_node *n, struct str text);
struct span *span_fmt(struct doc *d, struct doc_node *n, const char *fmt, ...) PRINTF(3, 4);
void span_strong(struct doc *d, struct doc_node *n, struct str text);
void span_dim(struct doc *d, struct doc_node *n, struct str text);
void span_code(struct doc *d, struct doc_node *n, struct str text);
void span_tag(struct doc *d, struct doc_node *n, struct str text); /* a small word behind a text */
void span_badge(struct doc *d, struct doc_node *n, struct str text, enum doc_tone tone);
/* A link where the target is one that a report may have, else plain text. */
void span_link(struct doc *d, struct doc_node *n, struct str text, struct str target);

/* Whole nodes of one text. Empty text adds nothing. */
struct doc_node *doc_para(struct doc *d, struct str text);
struct doc_node *doc_code(struct doc *d, struct str command);
struct doc_node *doc_pair(struct doc *d, const char *name, struct str value);
struct doc_node *doc_item(struct doc *d, const char *mark, struct str text);

/* Cells of the row that is open. */
struct doc_node *doc_cell(struct doc *d, struct str text);
void doc_number(struct doc *d, int64_t n);
void doc_heading_row(struct doc *d, const char *const *names, size_t n);

bool doc_has_children(const struct doc_node *n);

#endif
