/* JSON as exporters of events write it: one object a line, objects one after the other, or in an
 * array with or without something around it.
 *
 * Owner     texts without escapes are views of what was read, the others belong to the maker.
 * Threads   pure. */
#ifndef READER_JSON_SCAN_H
#define READER_JSON_SCAN_H

#include "piece.h"
#include "value.h"

/* The piece at the front: a record is an object, or a string that is an event in XML. Nothing is
 * made of it, and of what is wrong inside it only what tells that its end is missing is seen. */
struct piece json_piece_at(struct str s, bool last);

struct json_counts {
    size_t halves;   /* lone halves of characters that became U+FFFD */
    size_t controls; /* control characters that became U+FFFD */
};

/* All of `text` as one value; NULL when it is not well-formed, nested too deep or too large. */
struct value *json_read(struct value_maker *m, struct str text, struct json_counts *counts);

#endif
