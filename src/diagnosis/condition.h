/* One matcher for `where`, `host`, `when` and `applies`: field tests with Sigma's modifiers, all of
 * which must hold (design section 3). A field that is not shown leaves the answer undecided: it is
 * neither yes nor no.
 *
 * One modifier of our own: `covers`, for lists of port ranges ("1433-1434 2880-2890").
 *
 * Owner     loading allocates from the catalogue, condition_ready from the arena given; conditions
 *           that are ready are given back with condition_done.
 * Threads   one scratch, one thread. */
#ifndef DIAGNOSIS_CONDITION_H
#define DIAGNOSIS_CONDITION_H

#include "model/fact.h"
#include "pattern/pattern.h"
#include "placeholder.h"

struct loader;

struct field_test {
    struct str field, modifiers;
    struct loc at;
    bool covers;
    const struct node *values;    /* as written */
    const struct phrase *phrases; /* one for each scalar; NULL: nothing to fill in */
    size_t phrases_n;
    const struct pattern *pattern; /* compiled already where nothing is to be filled in */
};

struct condition {
    const struct field_test *tests;
    size_t n;
};

/* `fields`: the names that may stand there, separated by blanks. */
bool condition_load(struct loader *l, const struct node *map, const char *fields,
                    struct condition *out);

/* A condition with the values of one finding. */
struct ready_test {
    const struct field_test *test;
    const struct pattern *pattern;
    const struct str *wanted; /* of `covers` */
    size_t wanted_n;
};

struct ready_condition {
    struct ready_test *tests;
    size_t n;
    struct str unknown; /* the placeholder without a value; empty: ready */
    const char *soft;   /* see phrase_soft */
};

void condition_ready(struct arena *arena, const struct condition *c, const struct values *values,
                     struct ready_condition *out);
void condition_done(struct ready_condition *c);

/* `get` gives the text of a field; ptr NULL when it is not shown. */
struct row {
    const void *self;
    struct str (*get)(const void *self, struct str field);
};

enum answer condition_test(const struct ready_condition *c, struct row row,
                           struct pattern_scratch *scratch);
/* The same over the tests of one field only; YES when there is none. */
enum answer condition_test_field(const struct ready_condition *c, struct str field, struct row row,
                                 struct pattern_scratch *scratch);

struct row row_of_fact(const struct fact *f);

/* "Windows before 6.0 (Server 2008)": a condition on the host, for people. */
struct str condition_words(struct arena *arena, const struct condition *c);

#endif
