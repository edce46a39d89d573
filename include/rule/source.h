/* The words of a log source for a kind of event: the other way round than rules are loaded.
 *
 * Owner     the arena given.
 * Threads   pure.
 * Errors    what is wrong with a map of log sources is a note. */
#ifndef RULE_SOURCE_H
#define RULE_SOURCE_H

#include "rule/rule.h"

struct source_words {
    struct str service, category; /* empty where there is none */
};

/* The category that is for no other events, else the service of the channel. `paths` are those of
 * rules, of which only the maps of log sources are read. */
struct source_words rule_source_of(struct rule_paths paths, struct str channel, int64_t id,
                                   struct arena *arena, struct notes *notes);

/* Does the name stand for a value of the event's System part? */
bool rule_is_system_field(struct str name);

#endif
