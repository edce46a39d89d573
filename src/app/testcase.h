/* A test that stands in a rule, as a small case in memory: its events in time order and its facts
 * (design section 3, "Tests in the rule"). Private to app.
 *
 * Owner     the arena given.
 * Units     offsets such as "10m" count from 2020-01-06T00:00:00Z.
 * Errors    FAIL_INPUT with the place in the rule file. */
#ifndef APP_TESTCASE_H
#define APP_TESTCASE_H

#include "model/match.h"
#include "model/source.h"
#include "model/stream.h"

struct testcover {
    struct str channel;
    struct moment from, to;
};

struct testcase {
    struct str name;
    struct loc loc;
    struct event *events;
    size_t events_n, events_max;
    struct capture *captures;
    size_t captures_n, captures_max;
    struct testcover *covers;
    size_t covers_n, covers_max;
    const struct node *expect;
    struct source sources[2]; /* the log and the companion files */
    size_t at;                /* of the stream */
};

/* `rules` tell the channel of an event that names none. */
enum status testcase_build(struct arena *arena, const struct node *test,
                           const struct rule_info *rules, size_t rules_n, struct testcase *out,
                           struct err *err) NODISCARD;

struct event_stream testcase_stream(struct testcase *t);
struct event_lookup testcase_lookup(struct testcase *t);

/* "10m", "-3d", "1h30m" to a time of the test. */
bool testcase_time(struct str text, int64_t *ticks);

#endif
