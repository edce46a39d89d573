/* What adding needs of a batch that no case has to be asked for: the texts of the columns, and
 * which events come from one origin. Private to the store room; made by store_ready in whatever
 * thread parsed the batch, so that the one thread that writes has less to do.
 *
 * Owner     the arena of the batch. */
#ifndef STORE_ROWS_H
#define STORE_ROWS_H

#include "base/buf.h"
#include "model/event.h"

struct row {
    struct str data, layout; /* as flat.h makes them */
    int64_t digest;          /* of a bare event, see below */
    bool bare;               /* without record id or time */
    uint32_t origin;         /* index below */
};

struct rows {
    struct row *rows;             /* one for each event of the batch */
    const struct event **origins; /* the first event of each origin */
    size_t origins_n, origins_max;
};

const struct rows *rows_of(struct batch *b); /* made if they are not there yet */

/* The five texts of an origin as one, with their lengths in front, so that no two sets look alike.
 * A view that the next use of the buffer ends. */
struct str origin_key(struct buf *b, const struct event *e);

#endif
