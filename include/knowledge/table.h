/* Tables of knowledge that are built into the program as CSV files of ours.
 *
 * A file has a heading, may quote cells ("a, ""b"""), has no line ends inside cells; empty lines
 * and lines that begin with '#' do not count. A cell that a line lacks is empty.
 *
 * Owner     cells that needed unquoting live in the arena, the others in the program. */
#ifndef KNOWLEDGE_TABLE_H
#define KNOWLEDGE_TABLE_H

#include "base/arena.h"

struct table {
    struct str *cells; /* row by row, the heading first */
    size_t columns, rows;
};

struct table table_read(struct arena *arena, struct str text);
struct table table_load(struct arena *arena, const char *asset);

/* The place of a column; asking for one that the heading lacks is a bug and ends the program. */
size_t table_column(const struct table *t, const char *name);
struct str table_cell(const struct table *t, size_t row,
                      size_t column); /* row 0: below the heading */

#endif
