/* The labels of events that were copied from Event Viewer as text, in many languages, found
 * wherever they stand. Private to reader.
 *
 * Owner     parts are views of the text.
 * Threads   pure functions. */
#ifndef READER_EVENT_LABELS_H
#define READER_EVENT_LABELS_H

#include "base/str.h"

enum event_part {
    TYPE,
    LOG,
    SOURCE,
    CATEGORY,
    ID,
    DATE,
    CLOCK,
    LEVEL,
    KEYWORDS,
    USER,
    COMPUTER,
    TEXT,
    PARTS
};

struct event_label {
    size_t at, end; /* of the label with its colon */
    enum event_part part;
    const char *language; /* of an anchor, else NULL */
};

/* The first label that begins a block: "Event Type:" or "Log Name:", with a source and an id behind
 * it. */
bool event_anchor(struct str s, struct event_label *out);

/* So much must follow an anchor for it to be known as one. */
enum { EVENT_ANCHOR_AHEAD = 4096 };

struct event_block {
    struct str part[PARTS]; /* ptr NULL: not there */
    const char *language;
};

/* What stands behind each label of the block, up to the next; all behind the description is its. */
struct event_block event_block_cut(struct str s);

#endif
