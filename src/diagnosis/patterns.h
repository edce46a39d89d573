/* Candidates for unexplained patterns: every event of level 1 to 3, a few bytes each, under its
 * host, provider, event id and masked text.
 *
 * Owner     patterns_free gives everything back.
 * Units     ticks. */
#ifndef DIAGNOSIS_PATTERNS_H
#define DIAGNOSIS_PATTERNS_H

#include "base/buf.h"
#include "base/intern.h"
#include "model/event.h"

struct pattern_chunk;

struct pattern {
    struct str key; /* in the intern: the four texts below, one after the other */
    struct str host, provider, channel, text;
    int64_t event_id, level;
    bool local;
    int64_t first_id; /* event ids and ticks are kept as differences */
    int64_t last_id, last_ticks;
    int64_t stored; /* events in the chunks */
    int64_t beyond; /* events that a limit kept out of them */
    struct pattern_chunk *head, *tail;
};

struct patterns {
    struct arena arena;  /* chunks and the table; what is dropped is used again */
    struct intern keys;  /* by number: place in `list` */
    struct intern kinds; /* host, provider, event id */
    struct intern channels;
    uint32_t *templates; /* by kind: how many texts it has */
    size_t templates_max;
    struct pattern *list;
    size_t n, max;
    struct pattern_chunk *spare;
    size_t bytes;    /* of all chunks in use */
    int64_t dropped; /* events that belong to no pattern kept */
    bool closed;     /* full of patterns that recur: no new ones */
    struct buf text, key;
};

void patterns_init(struct patterns *p);
void patterns_free(struct patterns *p);
void patterns_event(struct patterns *p, const struct event *e);

/* Goes through one pattern's events in order: set up with pattern_begin, false when none is left.
 */
struct pattern_walk {
    const struct pattern *pattern;
    const struct pattern_chunk *chunk;
    size_t at;
    int64_t id, ticks, left;
};

struct pattern_walk pattern_begin(const struct pattern *p);
bool pattern_next(struct pattern_walk *w, int64_t *id, int64_t *ticks);

#endif
