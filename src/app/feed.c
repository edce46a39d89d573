#include "feed.h"

#include "base/stop.h"

enum status feed_all(struct matcher *m, struct event_stream *events, struct err *err)
{
    const struct event *e;
    enum status status;
    for (uint64_t n = 0; (status = events->next(events->self, &e, err)) == OK; n++) {
        TRY(matcher_feed(m, e, err));
        if (n % 1024 == 0)
            TRY(stop_check(err));
    }
    return status == END ? matcher_end(m, err) : status;
}
