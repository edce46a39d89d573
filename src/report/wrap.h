/* Spans laid out as lines of at most so many columns, for a terminal. Every text goes through
 * buf_term; words that are wider than a line are cut.
 *
 * Owner     lines live in the arena given. */
#ifndef REPORT_WRAP_H
#define REPORT_WRAP_H

#include "doc.h"

struct line {
    struct str text; /* with the escapes for colour */
    size_t width;    /* columns */
};

struct lines {
    struct line *v;
    size_t n, max;
};

struct wrap_to {
    struct arena *arena;
    size_t width;
    bool color;
    enum doc_tone tone; /* of spans that have none */
};

struct lines wrap_spans(const struct wrap_to *to, const struct span *spans);
struct lines wrap_text(const struct wrap_to *to, struct str text);

/* The escape that begins a style, "" for plain text. */
const char *wrap_escape(enum span_style style, enum doc_tone tone);
#define WRAP_RESET "\x1b[0m"

#endif
