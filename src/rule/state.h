/* The insides of windows, shared by window.c (groups, time, episodes), count.c (counts and values)
 * and chain.c (temporal correlations). */
#ifndef RULE_STATE_H
#define RULE_STATE_H

#include "window.h"

struct state;

/* A rule was true. */
struct sign {
    int64_t at;
    int64_t first;            /* of what made it true; earlier than `at` for a sequence */
    uint64_t seq;             /* of the event; grows with time */
    uint64_t events;          /* that it stands for */
    uint32_t log;             /* equal times in different logs have no order */
    const struct state *from; /* the correlation that was true; NULL: a detection */
    bool now;                 /* the view holds its event */
};

/* count.c: a hit in the window. */
struct entry {
    int64_t at, first;
    uint64_t seq, events;
    double number;
    uint64_t hash;
};

struct ring {
    struct entry *v; /* from head to end */
    size_t head, end, max;
};

/* How often each value stands in the window. */
struct tally {
    uint64_t *keys;
    uint32_t *counts;
    size_t used, room, distinct;
};

struct counting {
    struct ring ring;
    struct tally tally;
    double *sorted; /* of percentiles */
    size_t sorted_n, sorted_max;
    double sum;
    uint64_t events; /* in the ring */
    bool early;      /* something in it began before its time: a correlation */
};

/* chain.c: an event that takes part. */
struct part {
    uint64_t seq, events;
    int64_t at;
};

struct parts {
    struct part *v;
    size_t head, n, max;
};

/* The best sequence that ends with one step: the one that began last. */
struct chain {
    bool there;
    int64_t start, first, at;
    uint64_t seq;
    uint32_t log;
    struct part *parts;
};

struct step {
    struct chain chain, before; /* `before` the event at hand */
    bool hit;
    struct sign last; /* when its rule was last true */
};

/* All was there; what must not be decides when its time is over. */
struct pending {
    int64_t start, first, last;
    uint64_t there, excluded; /* rules by bit */
    uint32_t path;
    struct part *parts;
    size_t parts_n;
};

struct sequence {
    struct step *steps; /* of TEMPORAL one for each rule; else of all paths, one behind another */
    size_t steps_n;
    struct pending *pending;
    size_t head, end, max, pending_parts;
    size_t *marked;    /* by rule: up to which pending it was held against all */
    struct parts seen; /* counted in the open episode */
};

/* One group of one correlation while something of it lies in the window. */
struct state {
    uint32_t rule, key, cover;
    uint32_t at; /* of its group, in the groups */
    uint64_t serial;
    const struct group *group;
    bool local;
    int64_t due, last; /* when time decides something; when it was last fed */
    size_t timer;      /* index + 1 in the heap; 0: in none */
    struct state *older, *newer, *waiting;
    bool open, capped;
    bool silent; /* the open episode is one of silence */
    bool waits;  /* in the list of its cover */
    bool busy;   /* being fed: what it feeds in turn must not close it */
    size_t held; /* hits, as `windows` has counted them */
    struct episode episode;
    uint64_t told; /* the event of which users were last told */
    struct counting counting;
    struct sequence sequence;
};

struct windows;
const struct ruleset *windows_rules(const struct windows *w);
struct view *windows_view(struct windows *w);

/* The correlation of a state. */
const struct correlation *state_correlation(const struct windows *w, const struct state *s);
void *state_room(void *items, size_t n, size_t *max, size_t size); /* for one more; realloc'd */

/* Episodes. `fired` and so on are those of the evaluation that satisfied the condition. */
struct verdict {
    int64_t fired, first, last;
    uint64_t events; /* not yet counted in this episode */
    double metric;
    bool now;
    bool censored;
};
enum status episode_goes_on(struct windows *w, struct state *s, const struct verdict *v,
                            struct err *err) NODISCARD;
/* Tells those that use the correlation that it is true. */
enum status episode_true(struct windows *w, struct state *s, const struct verdict *v,
                         struct err *err) NODISCARD;
enum status episode_close(struct windows *w, struct state *s, bool open_end,
                          struct err *err) NODISCARD;
void state_capped(struct windows *w, struct state *s);

bool bounds_low(const struct bounds *b, double value, double otherwise);
bool bounds_high(const struct bounds *b, double value);
/* The text of a field for this sign: of the inner group, else of the event. */
struct str sign_value(struct windows *w, const struct sign *sign, struct str name, uint32_t slot);
void windows_no_value(struct windows *w);

enum status count_feed(struct windows *w, struct state *s, const struct sign *sign,
                       struct err *err) NODISCARD;
void count_free(struct counting *c);

enum status sequence_feed(struct windows *w, struct state *s, uint32_t ref, const struct sign *sign,
                          struct err *err) NODISCARD;
/* Decides what is pending up to `until`; `end`: the end of what is covered, TIME_NONE while events
 * still come. */
enum status sequence_decide(struct windows *w, struct state *s, int64_t until, int64_t end,
                            struct err *err) NODISCARD;
void sequence_free(struct sequence *q);

#endif
