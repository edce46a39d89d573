/* The literal that every match of a regular expression contains, read from its text.
 *
 * Careful rather than clever: what is not surely needed ends the literal, what is not surely
 * understood ends the search. The answer is a view of plain ASCII in `to`.
 *
 * Threads   pure function. */
#ifndef PATTERN_REGEX_LITERAL_PRIVATE_H
#define PATTERN_REGEX_LITERAL_PRIVATE_H

#include "base/str.h"

enum { LITERAL_MAX = 64 };

struct regex_literal {
    char text[LITERAL_MAX]; /* in lower case where case is ignored */
    size_t len;             /* 0: none is known */
};

struct regex_literal regex_literal(struct str expression, bool ignore_case);

/* Whether it stands in `text`; `literal` is in lower case when case is ignored. */
bool regex_literal_found(const struct regex_literal *literal, bool ignore_case, struct str text);

#endif
