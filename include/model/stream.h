/* How verbs meet without knowing each other: events in time order, and one event by its id.
 *
 * Owner     an event handed out lives until the next call on the same stream or lookup.
 * Threads   the thread of whoever made it. */
#ifndef MODEL_STREAM_H
#define MODEL_STREAM_H

#include "model/event.h"

/* OK with an event, END when there is none left. Order: time, then channel, record id, source
 * SHA-256, position (design section 2). Events without any time come last. */
struct event_stream {
    void *self;
    enum status (*next)(void *self, const struct event **out, struct err *err);
};

struct event_lookup {
    void *self;
    enum status (*get)(void *self, int64_t id, const struct event **out, struct err *err);
};

#endif
