/* What the rule engine finds: hits, episodes, and the members that findings count; and what others
 * may know of a rule.
 *
 * Owner     the ruleset (rules), the matcher's sink (the rest copies what it wants to keep). */
#ifndef MODEL_MATCH_H
#define MODEL_MATCH_H

#include "base/tree.h"
#include "model/event.h"

enum level { LEVEL_INFORMATIONAL, LEVEL_LOW, LEVEL_MEDIUM, LEVEL_HIGH, LEVEL_CRITICAL, LEVELS };
extern const char *const level_names[LEVELS];
bool level_find(struct str name, enum level *out);

enum rule_type { RULE_DETECTION, RULE_CORRELATION, RULE_FILTER };

/* A rule as the other rooms see it. `index` is its place in the ruleset, in load order. */
struct rule_info {
    uint32_t index;
    enum rule_type type;
    struct str id, name, title, status, description;
    enum level level;
    const struct str *tags;
    size_t tags_n;
    struct loc loc;
    struct str sha256;    /* of its file, in hexadecimal digits */
    struct str pack;      /* "builtin" or the folder it came from */
    const uint32_t *uses; /* rules a correlation refers to, in its order */
    size_t uses_n;
    bool used;        /* another rule refers to it */
    bool by_text;     /* it hits on message text or keywords alone */
    bool reports;     /* stands in results by itself (not used, or generate: true) */
    int64_t timespan; /* ticks, of a correlation */
    double least;     /* events that an event_count asks for at least; 0: says nothing of that */
    struct str product, service, category; /* log source of a detection */
    const struct str *channels;            /* which the log source demands; none: any */
    size_t channels_n;
    const struct str *providers; /* which the detection names as plain values, for tests */
    size_t providers_n;
    const struct node *diagnosis, *hypothesis, *tests; /* NULL where the document has none */
};

/* What kind of event a hit is, interned by the matcher. */
struct origin {
    struct str host, channel, provider;
    int64_t event_id, level;
};

/* One event that satisfies one detection. */
struct hit {
    uint32_t rule;
    const struct origin *origin;
    int64_t event; /* id of the event in the case */
    struct moment at;
    uint32_t source;
    uint64_t position, offset;
    int64_t record_id;
};

/* The values of group-by, first spelling; interned by the matcher. Two groups are one when they
 * are the same pointer. */
struct group {
    const struct pair *values;
    size_t n;
    struct str host; /* of the event that made it; empty when the group spans hosts */
};

/* A hit counted for a finding: hit `hit` (index in order of emission) belongs to group `group` of
 * rule `rule`, which has a diagnosis. `begins`: it counts as an occurrence (design section 4). */
struct member {
    uint32_t rule;
    const struct group *group;
    uint64_t hit;
    bool begins;
};

struct episode {
    uint32_t rule;
    const struct group *group;
    struct moment first, fired, last;
    uint64_t events; /* events that took part, all together */
    double peak;     /* greatest value of the metric */
    bool open_end, censored, capped;
};

/* Where a matcher puts what it finds. Hits come in event-time order, episodes when they close,
 * members right behind their hit. A status other than OK ends the run. `undecided` (may be NULL)
 * has an event on which a limit left a rule undecided; it is no hit. */
struct match_sink {
    void *self;
    enum status (*hit)(void *self, const struct hit *h, struct err *err);
    enum status (*member)(void *self, const struct member *m, struct err *err);
    enum status (*episode)(void *self, const struct episode *e, struct err *err);
    enum status (*undecided)(void *self, const struct hit *h, struct err *err);
};

#endif
