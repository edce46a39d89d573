/* What is learnt from every event as it passes, in time order, whether a rule hits it or not:
 * coverage by host and channel, boots, what the machine is (versions, zone), and candidates for
 * unexplained patterns.
 *
 * Owner     survey_new allocates, survey_free frees; views returned live as long.
 * Threads   one. */
#ifndef DIAGNOSIS_SURVEY_H
#define DIAGNOSIS_SURVEY_H

#include "base/note.h"
#include "model/match.h"
#include "model/stream.h"

struct survey;

struct survey *survey_new(struct notes *notes);
void survey_free(struct survey *s);
void survey_event(struct survey *s, const struct event *e);
void survey_finish(struct survey *s);

/* For rule tests: the coverage of a channel as if its log spanned from..to. */
void survey_cover(struct survey *s, struct str host, struct str channel, struct moment from,
                  struct moment to);

/* The zone that the host's own events (6013) name, as Windows writes it; empty when none does. */
struct str survey_zone(const struct survey *s, struct str host);

#endif
