/* All records of a case by what tells them apart and what puts them in order, without their texts.
 * They are gathered while events are added, or read from the case file where it had some before,
 * and then come in the order of design section 2. Beyond LIMIT_RECORDS_HELD they go to a temporary
 * file, which is sorted piece by piece and merged, so that memory does not grow with the case.
 * Private to the store room.
 *
 * Owner     records_free frees, and keeps `most`; a zeroed struct is empty and ready.
 * Errors    FAIL_IO of the temporary file. */
#ifndef STORE_RECORDS_H
#define STORE_RECORDS_H

#include "base/err.h"

struct record {
    int64_t id, at, record_id, event_id, origin, source, position;
    int64_t digest;                /* of a bare one */
    uint32_t kin, channel, sha256; /* filled by records_sort: see struct places */
    bool bare;                     /* without record id or time */
};

/* What the order and the merging ask of an origin: its kin, and the places of its log and of its
 * channel among all of them. */
struct kinship {
    uint32_t kin, log, channel;
};

struct places {
    const struct kinship *origins; /* by origin.id */
    size_t origins_n;
    const uint32_t *sources; /* by source.id: place of its digest among all of them */
    size_t sources_n;
};

/* A sorted stretch of the temporary file, read piece by piece. */
struct run {
    struct record *piece;
    size_t at, n, room; /* in the piece */
    uint64_t next, end; /* in the file, counted in records: what was not read yet */
};

struct records {
    size_t most; /* so many are held; 0: LIMIT_RECORDS_HELD */
    struct record *held;
    size_t held_n, held_max;
    size_t at;        /* of the next one in `held`, where nothing is spooled */
    int spool;        /* open where `spooled` is not 0 */
    uint64_t spooled; /* records in it */
    struct run *runs; /* while the file is merged: a heap, the one with the next record first */
    size_t runs_n;
    bool taken; /* the first record of the first run was handed out */
};

void records_free(struct records *r);
enum status records_add(struct records *r, const struct record *one, struct err *err);

/* Once, after the last one. */
enum status records_sort(struct records *r, const struct places *places, struct err *err);

/* From the first one on; then one after the other, each a view that the next call ends. END. */
enum status records_begin(struct records *r, struct err *err);
enum status records_next(struct records *r, const struct record **out, struct err *err);

#endif
