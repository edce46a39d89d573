/* Windows over hits: counts, values and sequences in time, by group.
 *
 * A sign says that a rule was true at a moment: a hit of a detection, or a correlation whose
 * condition held. Signs go to every correlation that uses the rule, depth first, and come in the
 * order of time. Time moves by windows_move alone: what is over by then is decided and closed in
 * the order in which it was due.
 *
 * Owner     windows_new allocates, windows_free frees; groups live as long.
 * Threads   one. */
#ifndef RULE_WINDOW_H
#define RULE_WINDOW_H

#include "rule/matcher.h"
#include "ruleset.h"
#include "view.h"

struct windows;

struct windows *windows_new(const struct ruleset *r, struct match_sink sink, struct notes *notes,
                            struct view *view);
void windows_free(struct windows *w);

/* An event of this host and time was read; what was due before it is closed. */
enum status windows_move(struct windows *w, const struct event *e, struct err *err) NODISCARD;
/* The event of windows_move satisfies this detection. */
enum status windows_hit(struct windows *w, uint32_t rule, struct err *err) NODISCARD;
enum status windows_end(struct windows *w, struct err *err) NODISCARD;

/* The group of the event for a rule with a diagnosis; NULL when it lacks a value. */
const struct group *windows_group(struct windows *w, const struct member_of *member);

void windows_stats(const struct windows *w, struct matcher_stats *into);

#endif
