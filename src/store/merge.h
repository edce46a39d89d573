/* What the steps of merging share: merge.c walks over all records, places.c knows which origins are
 * alike, copies.c remembers which sources had an event, coarse.c finds copies in forms that say
 * less, twins.c watches the record ids. */
#ifndef STORE_MERGE_H
#define STORE_MERGE_H

#include "case.h"

/* The record ids of one log of one host, in the order of time. */
struct log {
    int64_t record_id, source;
    uint32_t returns; /* times that a smaller one followed, from another source */
    bool local;       /* events without a zone do not come in order */
};

struct merging {
    struct store *store;
    struct kinship *kinships; /* by origin.id */
    size_t kinships_n;
    struct log *logs; /* as many */
    uint32_t *sources; /* by source.id: as struct places says */
    size_t sources_n;

    struct record *kept; /* a hash table by identity; `id` 0 marks a free slot */
    size_t kept_n, kept_room;

    struct record *bare; /* without record id or time, of one moment */
    size_t bare_n, bare_max;
    bool any_bare, any_local, any_copies;
    int64_t doomed;
    unsigned char *gone; /* bits by event.id: doomed */
    size_t gone_n;
};

/* Of two copies one goes; *kept is the one that stays. `told` says that record ids show them to be
 * one; otherwise it is remembered which source had a copy. */
enum status merge_choose(struct merging *m, int64_t first, int64_t second, bool told, int64_t *kept,
                         struct err *err);

/* Did one source have both, so that they are two events? */
enum status copies_share(struct merging *m, const struct record *a, const struct record *b,
                         bool *out, struct err *err);
/* `gone` of that source went, `kept` stays; `told` as above. */
enum status copies_add(struct merging *m, int64_t kept, int64_t gone, int64_t source, bool told,
                       struct err *err);
enum status copies_begin(struct merging *m, struct err *err);

/* places.c: fills kinships, logs and sources; gives them back. */
enum status places_load(struct merging *m, struct err *err);
void places_free(struct merging *m);

/* Text and tables of the same events: whole seconds, no record id, the message alone. */
enum status coarse_merge(struct merging *m, struct err *err);

void twins_watch(struct merging *m, const struct record *r);
enum status twins_begin(struct merging *m, struct err *err); /* which logs have local times */
enum status twins_keep(struct merging *m, struct err *err);

#endif
