/* Which column of a table of events holds what: by its headings, or, for the two forms that have
 * none, by their rows. Private to reader.
 *
 * Threads   pure functions. */
#ifndef READER_CSV_COLUMNS_H
#define READER_CSV_COLUMNS_H

#include "base/limits.h"
#include "base/str.h"

enum csv_part {
    CSV_UNKNOWN, /* a heading that nobody knows */
    CSV_TIME,
    CSV_TIME_UTC,
    CSV_DATE,
    CSV_CLOCK,
    CSV_ID,
    CSV_ID_WEAK, /* "Id": taken for the event id where the tool is known */
    CSV_ID32,    /* with the qualifiers in its upper half */
    CSV_QUALIFIERS,
    CSV_SOURCE,
    CSV_SOURCE_NAME,
    CSV_GUID,
    CSV_LEVEL, /* a number as in the event, or a word */
    CSV_EVENT_TYPE,
    CSV_CHANNEL,
    CSV_COMPUTER,
    CSV_RECORD,
    CSV_MESSAGE,
    CSV_STRINGS,    /* the values, joined */
    CSV_PROPERTIES, /* the values, or what PowerShell puts in their place: a type name */
    CSV_BINARY,
    CSV_PAYLOAD, /* the values as JSON */
    CSV_FIELD,   /* a value of that name */
    CSV_USER,
    CSV_TASK,
    CSV_OPCODE,
    CSV_KEYWORDS,
    CSV_PROCESS,
    CSV_THREAD,
    CSV_VERSION,
    CSV_ACTIVITY,
    CSV_RELATED,
    CSV_REST, /* known, and not needed */
    CSV_PARTS
};

enum { CSV_ABSENT = -1 };

struct csv_dialect {
    const char *name;     /* whose table it is, for notes */
    const char *marks[4]; /* headings that tell; all of them are there */
    bool refused;         /* no event log */
    bool utc;             /* its times are UTC where they do not say */
    bool joins;           /* quotes nothing: only WMI's times tell where a row ends */
    char strings;         /* what its values are joined with; 0: nothing, it is one value */
    char around;          /* a brace around the joined values, or 0 */
};

struct csv_columns {
    const struct csv_dialect *dialect;
    const char *language; /* of the headings; "" where there are none */
    struct str foreign;   /* without headings: the word for the level, where it is not English */
    struct str heading;   /* the row of headings, as it stands there; empty when there is none */
    char separator;
    bool lines;        /* the message is last, and may go on unquoted in further lines */
    int n;             /* columns */
    int at[CSV_PARTS]; /* the column of each part, or CSV_ABSENT */
    unsigned char part[LIMIT_CSV_COLUMNS];
};

/* Looks into the first bytes of a file. Returns how sure it is, 0..100; 0: no table of events. */
int csv_columns(struct str head, struct csv_columns *out);

/* Fills `names` (ends with NUL) with the headings that nobody knows; false when all are known. */
bool csv_columns_unused(const struct csv_columns *c, char *names, size_t room);

#endif
