/* All events of a case through a matcher. Events are tested in several threads where there are many
 * rules; what comes out does not depend on that. Private to app.
 *
 *      calling thread: events -> batches -> [work] -> testers -> [done] -> windows, in order */
#ifndef APP_FEED_H
#define APP_FEED_H

#include "model/stream.h"
#include "rule/matcher.h"

struct feed {
    struct matcher *matcher;
    const struct ruleset *rules;
    int jobs;                                        /* threads that test; 0: as many as pay */
    void (*each)(void *self, const struct event *e); /* sees every event in order; or NULL */
    void *self;
};

enum status feed_all(const struct feed *f, struct event_stream *events, struct err *err) NODISCARD;

#endif
