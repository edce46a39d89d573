/* All events of a case through a matcher. Private to app. */
#ifndef APP_FEED_H
#define APP_FEED_H

#include "model/stream.h"
#include "rule/matcher.h"

enum status feed_all(struct matcher *m, struct event_stream *events, struct err *err) NODISCARD;

#endif
