/* When something was written, as people and commands write it: dates of several countries, clocks
 * with and without AM, dates in names of files. Private to reader.
 *
 * Units     wall clock of the host; nothing here knows a zone.
 * Threads   pure functions. */
#ifndef READER_TAKEN_H
#define READER_TAKEN_H

#include "base/str.h"
#include "base/time.h"

/* Three numbers with '/', '.' or '-' between them at the front of a text. */
struct taken_numbers {
    int n[3];
    char separator; /* behind the first */
    struct str behind;
};

bool taken_numbers(struct str s, struct taken_numbers *out);

/* All of `text` as a date: "10/26/2012", "26.10.2012", "2012-10-26"; `word` is the weekday before
 * it, or empty. The weekday, then the size of the numbers, then the separator decide the order;
 * `month_first` is what a slash means where none of them does. */
bool taken_date(struct str text, struct str word, bool month_first, struct civil *out);

/* "08:12", "8:12:41.22"; `half` is AM, PM or empty. */
bool taken_clock(struct str text, struct str half, struct civil *out);

/* "10/24/2012, 6:33:12 PM", "24.10.2012, 18:33:12": a wall clock. Slashes without AM or PM put the
 * day first. */
bool console_time(struct str text, struct moment *out);

/* When the name of a file or of its folder says it was taken: "x-2012-10-29.reg",
 * "netstat_20121026_0908.txt". `whole`: with a time of day, else noon is meant. */
bool name_taken(struct str path, struct moment *taken, bool *whole);

#endif
