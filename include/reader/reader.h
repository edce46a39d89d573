/* Readers: everything that enters the program enters through one of these, events and companion
 * evidence alike.
 *
 * A reader is three functions without state. `probe` says how sure it is of a file from its first
 * decoded bytes. `split` cuts runs of whole records off a stream of decoded UTF-8 and must be
 * cheap. `parse` turns such a run into events or captures, is pure, and may be called from any
 * thread. A damaged record becomes a note and a declared loss, never a failure: the records around
 * it are kept.
 *
 * To add a form: write src/reader/NAME.c with `const struct reader reader_NAME`, and add the row
 * READER(NAME) to src/reader/readers.def.
 *
 * Owner     what parse makes belongs to the batch.
 * Errors    parse fails only on limits; everything else is a note in the batch. */
#ifndef READER_READER_H
#define READER_READER_H

#include "base/err.h"
#include "base/limits.h"
#include "model/event.h"

/* What split found in the window: skip so many bytes that belong to no record, then take so many
 * that hold whole records. take = 0: nothing complete yet, more bytes are wanted (or, when `last`,
 * nothing is left). `lost` says why skipped bytes are a loss; NULL when they are mere filling
 * (banners, declarations, roots, blanks). */
struct cut {
    size_t skip, take;
    const char *lost;
};

/* How the dates of a file are written, counted over all of it: no single date tells 4/5 from 5/4.
 */
struct date_votes {
    uint32_t day_first, month_first; /* dates that only this order fits */
    uint32_t slashes, dots, dashes;  /* dates with this separator, the year last */
    uint32_t half_days;              /* clocks with AM or PM */
};

/* A heading between the records that holds for those behind it: of which log and machine they are.
 */
struct heading {
    uint64_t decoded; /* where it stands, as in struct batch */
    struct str channel, computer;
    char room[160]; /* of both */
};

enum { LEAD_BYTES = 16 * 1024 };

/* What a log that is a ring holds now, as its last record says: from the oldest one to `end`, over
 * the end of the file where oldest > end. */
struct ring {
    bool known;
    uint64_t oldest, end; /* offsets */
    uint32_t next;        /* number of the record to be written next */
};

/* What is known of a file before its first record is read. Lives as long as the file is read, is
 * shared by the threads that parse it, and does not change by then. It stays in its place, as
 * headings point into it. */
struct lead {
    struct str path;         /* of the source; NUL-terminated */
    struct str head;         /* the first bytes, as the reader gets them, LEAD_BYTES at most */
    struct date_votes dates; /* what `survey` counted */
    uint64_t surveyed;       /* while surveying: decoded bytes before the run */
    struct heading headings[LIMIT_HEADINGS]; /* what `survey` found, in their order */
    size_t headings_n;
    struct ring ring; /* what `survey` found */
};

struct reader {
    const char *name;    /* the form, as `sources.form` shows it: "windows-xml" */
    const char *summary; /* one line for help and the manual */

    /* The reader gets the bytes as they lie on disk, not decoded UTF-8. */
    bool binary;

    /* How sure are we that `head`, the first bytes of a file, is ours? 0 no .. 100 certain. */
    int (*probe)(struct str head, struct str path);

    /* NULL: the whole file is one run (companion files, up to LIMIT_COMPANION_BYTES). `want` is the
     * size of run to aim at; `last` says that nothing follows the window. */
    struct cut (*split)(struct str window, size_t want, bool last);

    /* NULL, or: the file is gone through once before it is read, and every run is shown to this, to
     * count in `lead` what only the file as a whole can tell. Needs `split`; must be cheap. */
    void (*survey)(struct lead *lead, struct str run);

    /* Append what is in `b->bytes` to the batch. */
    enum status (*parse)(struct batch *b, const struct lead *lead, struct err *err);
};

extern const struct reader *const readers[];
extern const size_t readers_count;

/* Once, before the first thread parses. */
void readers_start(void);

/* The first bytes of a file, as they lie on disk and decoded. */
struct head {
    struct str raw, text;
};

/* The reader most sure of this file, or NULL when none recognizes it; then `why` says what it looks
 * like ("empty", "no known form") and `advice` what to do. */
const struct reader *reader_for(const struct head *head, struct str path, const char **why,
                                const char **advice);

#endif
