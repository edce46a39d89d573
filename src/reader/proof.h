/* Two readings of one record of a binary log compared: that of its bytes and that of a library.
 * Private to reader.
 *
 * Records of one making are read the same way, so the first of each making in a run speaks for the
 * others.
 *
 * Threads   one at a time. */
#ifndef READER_PROOF_H
#define READER_PROOF_H

#include "base/buf.h"
#include "model/event.h"

enum { PROOF_SHAPES = 1024 };

/* The makings seen so far. */
struct proof_shapes {
    uint64_t seen[PROOF_SHAPES]; /* 0: free */
};

/* Adds the making; false when it is there, or when there is no room to remember it. */
bool proof_is_new(struct proof_shapes *shapes, uint64_t shape);

/* Are the two alike? Else the first difference is told in `why`. */
bool proof_same(struct buf *why, const struct event *ours, const struct event *theirs);

/* The note that says so, with the place of our event. */
void proof_differs(struct batch *b, struct loc place, const struct event *ours, struct str why);
void proof_missing(struct batch *b, struct loc place, const struct event *ours, struct str why,
                   const char *advice);

#endif
