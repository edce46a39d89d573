/* Evidence: items of a hypothesis, each one test with a text and an effect. Every test is present,
 * absent or unknown; unknown counts against nothing (design section 3). The tests are rows of one
 * table; adding one is a row and, where it is more than a few lines, a file.
 *
 * Owner     items belong to the catalogue, outcomes to the arena of the analysis. */
#ifndef DIAGNOSIS_EVIDENCE_H
#define DIAGNOSIS_EVIDENCE_H

#include "catalogue.h"
#include "loader.h"
#include "scene.h"

enum state { STATE_ABSENT, STATE_PRESENT, STATE_UNKNOWN };
extern const char *const state_names[];

/* What would have to be collected to know; kind empty: nothing can be collected. */
struct lack {
    struct str kind, what, collect;
};

struct outcome {
    enum state state;
    bool left_out; /* `when` does not hold on the host: the item is not there at all */
    struct str why;
    struct a_record *records;
    size_t records_n, records_max;
    const char *soft;    /* why a verdict may not rest on it alone; NULL when it may */
    double ratio;        /* of a test that has a ratio of its own, else 0 */
    const uint8_t *near; /* for each attempt, whether it was present there; NULL: not judged so */
    const struct fact *fact; /* the first row that was found */
    struct lack lack;
};

struct evidence_test {
    const char *name;
    const struct key *keys;
    size_t keys_n;
    void (*load)(struct loader *l, const struct node *map, struct item *item);
    void (*evaluate)(struct scene *s, const struct item *item, struct outcome *out);
    bool weighs_itself; /* gives a ratio, so it needs no effect */
};

extern const struct evidence_test evidence_seen, evidence_fact, evidence_parameter, evidence_host,
    evidence_recurrence, evidence_trials, evidence_bounded, evidence_any;

/* Loads a list of items. `binds` are all names of the hypothesis, collected before. */
struct items items_load(struct loader *l, const struct node *list);
/* The names that items of a list give to rows. */
struct binds {
    struct bind *v;
    size_t n, max;
};
void binds_collect(struct loader *l, const struct node *list, struct binds *out);

void item_evaluate(struct scene *s, const struct item *item, struct outcome *out);

/* For the tests ------------------------------------------------------------------------------- */

void outcome_cite_hit(const struct scene *s, struct outcome *o, const struct hit *h);
void outcome_cite_fact(const struct scene *s, struct outcome *o, const struct capture *c,
                       const struct fact *f);
void outcome_why(const struct scene *s, struct outcome *o, const char *fmt, ...) PRINTF(3, 4);

/* Asks for a log: "the System log of HOST from ... to ...". */
struct lack lack_of_log(const struct scene *s, uint32_t rule, struct str host, struct moment from,
                        struct moment to);
/* Asks for a kind of facts; `where` helps to name the registry key. */
struct lack lack_of_fact(const struct scene *s, enum fact_kind kind, const struct condition *where);

/* Does a condition on a host hold there? UNDECIDED where too little is known. */
enum answer host_answer(const struct inquiry *q, const struct condition *c, size_t host);

#endif
