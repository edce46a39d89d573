/* Rows and cells of tables whose values stand between commas, semicolons or tabs: RFC 4180 and what
 * Windows tools make of it. Private to reader.
 *
 * A cell that begins with a quote goes on, over line ends, to the quote behind which the cell ends;
 * quotes inside are doubled. Where a quote inside is not, or none ends the cell within
 * LIMIT_CSV_CELL_BYTES, the row ends before the first line in it that looks like a row of events.
 * In a cell whose quotes are all in order nothing is looked for, so that no message can pass for
 * events. Which character separates is not asked when rows are cut: any of the three does.
 *
 * Owner     cells and rows are views of what was given.
 * Threads   pure functions. */
#ifndef READER_CSV_H
#define READER_CSV_H

#include "base/arena.h"
#include "base/limits.h"
#include "reader/reader.h"

/* Where the row at the front of a text ends, behind its line end; 0: more bytes are wanted.
 * `broken`: a quote opened it that nothing closed. */
struct csv_row {
    size_t end;
    bool broken;
};

struct csv_row csv_row(struct str s, bool last);

/* The row without its line end: LF, CR LF or CR CR LF. */
struct str csv_text(struct str row);

/* The separator behind the first cell; 0 when there is none. Messages may hold any of them. */
char csv_separator(struct str text);

/* Cells as they stand there, with their quotes; at most `max` are stored. Returns how many there
 * are. */
size_t csv_cells(struct str text, char separator, struct str *cells, size_t max);

/* What a cell says: without blanks around, quotes, and with LF for CR LF. */
struct str csv_value(struct arena *arena, struct str cell);

/* Does a row of events begin here? It has a date and a number near its front. */
bool csv_begins(struct str s);

/* Does the row end in two times as WMI writes them, type and user? Its tool quotes nothing, so that
 * nothing else tells where its rows end. */
bool csv_ends_wmi(struct str text);

/* "20121026050901.000000-420" */
bool csv_is_wmi_time(struct str text);

/* Cuts runs of whole rows. */
struct cut csv_split(struct str window, size_t want, bool last);

#endif
