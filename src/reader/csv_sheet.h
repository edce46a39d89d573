/* A table of events row by row: the record being gathered and what stands in its columns. Private
 * to reader.
 *
 * Owner     the batch; rows and cells are views of its bytes.
 * Threads   one sheet per thread. */
#ifndef READER_CSV_SHEET_H
#define READER_CSV_SHEET_H

#include "csv_columns.h"
#include "model/event.h"
#include "wall.h"

/* A row and its cells. */
struct csv_line {
    struct str text; /* ptr NULL: none */
    struct str cells[LIMIT_CSV_COLUMNS];
    int n;
    bool open; /* its message may go on in the next line */
};

struct csv_sheet {
    struct batch *batch;
    struct loc place;
    struct csv_columns columns;
    enum wall_order order;
    struct str channel; /* by the name of the file */
    bool first;         /* this run begins the file */
    bool in_table;      /* what stands before its headings is filling */
    bool lost_values;   /* a type name stood where values should */

    struct csv_line rooms[2];
    struct csv_line *record; /* being gathered */
    struct csv_line *row;    /* looked at: the record or the row behind it */
};

/* Cuts a row into its cells; from now on it is the one looked at. */
void sheet_look(struct csv_sheet *s, struct csv_line *row, struct str text);

/* What stands in the column of the row looked at, with quotes and all; ptr NULL when it is not
 * there.
 */
struct str sheet_raw(const struct csv_sheet *s, enum csv_part part);
/* What it says. */
struct str sheet_value(struct csv_sheet *s, enum csv_part part);
/* The same for a value in one line, for what is asked of every row: nothing is allocated. */
struct str sheet_plain(const struct csv_sheet *s, enum csv_part part);

void sheet_date(const struct csv_sheet *s, struct str *date, struct str *clock);
struct moment sheet_time(const struct csv_sheet *s);
/* The event id, of 16 bits or with the qualifiers above them. */
bool sheet_id(const struct csv_sheet *s, uint64_t *id);
/* Where a place of the batch's bytes stands in the source. */
uint64_t sheet_offset(const struct csv_sheet *s, const char *at);

/* Everything of the row looked at but its place and its time. */
void sheet_event(struct csv_sheet *s, uint64_t id, struct event *e);

#endif
