/* Has libevtx read the first record of each making - the same templates, values of the same types -
 * and compares it to our event. Known to differ: negative numbers (libevtx clears their sign bit
 * and prints a minus before the rest), characters outside of the basic plane, markup inside of
 * values, values of forwarded events. Private to reader.
 *
 * Owner     notes go to the batch.
 * Threads   one at a time.
 * Errors    none: what libevtx cannot read or reads otherwise becomes a note. */
#ifndef READER_EVTX_PROOF_H
#define READER_EVTX_PROOF_H

#include "crc32.h"
#include "evtx_chunk.h"
#include "proof.h"

enum { PROOF_WANTED = 64 };

struct evtx_proof {
    struct batch *batch;
    struct loc place;
    const struct crc32 *crc;
    struct proof_shapes shapes;
    struct {
        size_t record, event; /* place in the chunk, and in the batch */
    } wanted[PROOF_WANTED];
    size_t wanted_n;
    struct batch other; /* the event as libevtx has it */
    struct buf xml, why;
    char *file;
};

void evtx_proof_init(struct evtx_proof *p, struct batch *b, struct loc place,
                     const struct crc32 *crc);
void evtx_proof_free(struct evtx_proof *p);

/* The record of that making became that event of the batch. */
void evtx_proof_want(struct evtx_proof *p, uint64_t shape, size_t record, size_t event);

/* Compares what was wanted of this chunk, in which all records follow each other. */
void evtx_proof_chunk(struct evtx_proof *p, struct str chunk, const struct evtx_record *last,
                      size_t records);

#endif
