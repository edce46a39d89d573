/* Parameters of a diagnosis: the most frequent value over the finding's events, of a tie the
 * latest; or what a fact of the host says (design section 3).
 *
 * Owner     values belong to the arena given. */
#ifndef DIAGNOSIS_PARAMETER_H
#define DIAGNOSIS_PARAMETER_H

#include "base/intern.h"
#include "catalogue.h"
#include "loader.h"

bool parameter_load(struct loader *l, const struct node *map, struct parameter *out);

/* The values of one parameter as the events come, earliest first. */
struct tally {
    const struct parameter *parameter;
    struct intern values;
    struct tally_count {
        uint64_t n, last;
    } * counts;
    size_t counts_max;
    uint64_t seen;
};

void tally_event(struct tally *t, struct arena *arena, const struct event *e,
                 struct regex_scratch *scratch);
/* The winner; the default where nothing was seen; unknown where there is none either. */
struct parameter_value tally_value(const struct tally *t, struct arena *arena);
void tally_free(struct tally *t);

/* The captures of one host, the latest first, and what is needed to look through them. */
struct fact_source {
    const struct capture *const *captures;
    size_t n;
    struct arena *arena;
    struct pattern_scratch *patterns;
    struct regex_scratch *regexes;
};

struct parameter_value parameter_from_facts(const struct fact_source *from,
                                            const struct parameter *p);

/* Does the capture's scope include what the condition asks for? Registry: an exported key that
 * satisfies the tests on `key`; else every protocol or kind that the condition admits, and the
 * names asked for where the capture was asked for names (model/fact.h). */
bool scope_includes(const struct capture *c, const struct ready_condition *where,
                    struct pattern_scratch *scratch);

#endif
