/* The layouts in which commands print rows of named properties, and how their lines are cut into
 * cells. Private to reader; objects.c makes facts of it.
 *
 * Owner     names and cells are views into what was read.
 * Threads   pure functions. */
#ifndef READER_LAYOUT_H
#define READER_LAYOUT_H

#include "objects.h"

enum layout {
    LAYOUT_NONE,
    LAYOUT_LIST,   /* Name : value */
    LAYOUT_EQUALS, /* Name=value */
    LAYOUT_RULED,  /* a heading above a line of dashes */
    LAYOUT_WIDTHS, /* a heading, every column from its first letter on */
    LAYOUT_CSV
};

enum {
    COLUMNS = OBJECT_PROPERTIES,
    BLOCK_LINES = 80 /* a list is looked at so far before it is known */
};

/* A column by its rule, in characters. */
struct columns {
    struct str names[COLUMNS];
    size_t from[COLUMNS], to[COLUMNS], n;
};

struct heading_line {
    enum layout layout;
    char separator; /* of CSV */
    struct str text;
    struct columns columns;
};

/* What `line` begins by its names of properties; LAYOUT_NONE when it is nothing of `o`. */
enum layout layout_of(const struct console *c, struct str line, const struct objects *o,
                      struct heading_line *h);
bool layout_is_list(const struct console *c, struct str line, const struct objects *o, char sign);
const struct property *property_of(const struct objects *o, struct str name);
/* "Name : value"; the name may be empty. */
bool split_pair(struct str line, char sign, struct str *name, struct str *value);
/* The cells of a row, at most OBJECT_PROPERTIES. */
size_t layout_cells(const struct heading_line *h, struct str line, struct str *cells);
/* In a table of widths, a blank stands before each column. */
bool layout_is_aligned(struct str line, const struct columns *k);

#endif
