/* Times as text exports print them: the wall clock of whoever exported, in the order of day and
 * month of his country, without a zone. Private to reader.
 *
 * No single date tells 4/5 from 5/4, so the dates of the whole file are counted first (`survey` of
 * a reader), and one order is taken for all of them.
 *
 * Units     wall clock of the host; nothing here knows a zone.
 * Threads   pure functions. */
#ifndef READER_WALL_H
#define READER_WALL_H

#include "model/event.h"
#include "reader/reader.h"

enum wall_order { WALL_DAY_FIRST, WALL_MONTH_FIRST };

/* Counts one date. `clock` may be empty where it stands behind the date in the same text. */
void wall_count(struct date_votes *votes, struct str date, struct str clock);

/* What most dates that only one order fits say; where there is none, AM and PM, then the separator.
 * `proven`: such a date was there and none spoke against it. */
enum wall_order wall_order(const struct date_votes *votes, bool *proven);

/* The order, and a note when no date of the file proves it. */
enum wall_order wall_order_noted(struct batch *b, const struct lead *lead);

/* "10/26/2012" "5:08:32 AM"; "26.10.2012 14:08:35" ""; "2012-10-26T14:08:35.908" "". A date that
 * the order does not fit is read in the other. MOMENT_NONE when it is no time. */
struct moment wall_time(struct str date, struct str clock, enum wall_order order);

#endif
