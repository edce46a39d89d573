/* The parts of <System>: who logged what, when and where. Private to event_xml.c.
 *
 * Owner     as in event_xml.h. */
#ifndef READER_EVENT_SYSTEM_H
#define READER_EVENT_SYSTEM_H

#include "event_xml.h"

/* An element starts; `m->wanted` says afterwards whether its text means something. */
void system_start(struct event_maker *m, struct str element, const struct xml_attr *attrs, size_t n);
void system_text(struct event_maker *m, struct str text); /* of a wanted one, trimmed */

/* A text that lives as long as the batch. The second shares what is equal to `*last`, as most values
 * of a log are to those before. */
struct str event_keep(struct event_maker *m, struct str s);
struct str event_keep_again(struct event_maker *m, struct str *last, struct str s);

#endif
