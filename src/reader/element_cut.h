/* Finding the records of an XML export whose records are elements of some name, without parsing it.
 * Knows comments, CDATA, declarations and depth.
 *
 * Threads   pure. */
#ifndef READER_ELEMENT_CUT_H
#define READER_ELEMENT_CUT_H

#include "piece.h"

struct element_form {
    const char *const *wrappers; /* elements that only hold records; ends with NULL */
    const char *record;          /* the element that is a record; NULL: any that is no wrapper */
};

struct piece element_piece_at(const struct element_form *form, struct str s, bool last);

#endif
