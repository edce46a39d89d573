/* Forms whose records begin at a line that can be told from all others, and go on to the next such
 * line. Private to reader.
 *
 * Owner     records are views of what was given.
 * Threads   pure functions. */
#ifndef READER_LINES_H
#define READER_LINES_H

#include "reader/reader.h"

enum { LINES_AHEAD = 2048 };

/* Does a record begin at this text, the front of a line? It gets LINES_AHEAD bytes at most and
 * must answer by the line and what of its record follows. `apart`: the line before is blank, or
 * none is known. */
typedef bool lines_begin(struct str text, bool apart);

/* What `split` of such a form does: runs end before a record. */
struct cut lines_split(struct str window, size_t want, bool last, lines_begin *begins);

/* The stretch at the front of `*rest` up to the next record; false when nothing is left. `headed`
 * says whether it is a record or text that stands before the first one. */
bool lines_next(struct str *rest, struct str *stretch, bool *headed, lines_begin *begins);

/* Is `s` nothing but blanks and line ends (and the mark of byte order)? */
bool lines_blank(struct str s);

uint32_t lines_count(struct str s);

/* `s` without the blanks at its front; `*n` is how many there were. */
struct str lines_indent(struct str s, size_t *n);

/* "Name : value" at the front of a line: the name without blanks around it, the value trimmed. */
bool lines_pair(struct str line, char sign, struct str *name, struct str *value);

#endif
