/* The order of the events, kept as stretches of ids in the table ordering: written when a case is
 * finished, walked by whoever streams them. An index would say the same in twenty times the room.
 * Private to the store room.
 *
 * Owner     ordering_free frees; a zeroed struct is empty and ready. */
#ifndef STORE_ORDERING_H
#define STORE_ORDERING_H

#include "base/buf.h"
#include "stmt.h"

enum { ORDERING_EVENTS = 4096 }; /* in one stretch */

struct ordering {
    struct buf ids; /* of the stretch being written */
    int64_t number, first, last, id;
    size_t n;
    int64_t *read; /* those of the stretch being read */
    size_t read_n, at;
};

void ordering_free(struct ordering *q);

/* Writing: begun (which forgets the one before), every event in its order, ended. */
enum status ordering_begin(struct ordering *q, struct stmts *stmts, struct err *err);
enum status ordering_put(struct ordering *q, struct stmts *stmts, int64_t id, int64_t at,
                         struct err *err);
enum status ordering_end(struct ordering *q, struct stmts *stmts, struct err *err);

/* Reading: stretches that reach into since..until, then one id after the other; END. Some of the
 * first and of the last stretch may lie outside. */
enum status ordering_open(struct ordering *q, struct stmts *stmts, int64_t since, int64_t until,
                          struct err *err);
enum status ordering_next(struct ordering *q, struct stmts *stmts, int64_t *id, struct err *err);

#endif
