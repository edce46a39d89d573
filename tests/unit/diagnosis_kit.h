/* A small case for tests of the diagnosis: rules and a diagnosis from YAML, events by hand, a
 * survey that saw them. Each YAML document is one rule: {name, provider, id, channel, uses: [...]}
 * and, where it has them, `diagnosis` or `hypothesis`. */
#ifndef TESTS_DIAGNOSIS_KIT_H
#define TESTS_DIAGNOSIS_KIT_H

#include "base/tree.h"
#include "diagnosis/diagnosis.h"
#include "diagnosis/survey.h"
#include "suite.h"

enum { KIT_RULES = 16, KIT_EVENTS = 4096, KIT_CAPTURES = 16 };

struct kit {
    struct arena arena;
    struct notes notes;
    struct catalogue *catalogue;
    struct rule_info rules[KIT_RULES];
    size_t rules_n;
    struct event events[KIT_EVENTS];
    struct origin origins[KIT_EVENTS];
    struct hit hits[KIT_EVENTS];
    struct member members[KIT_EVENTS];
    size_t events_n, members_n;
    struct episode episodes[KIT_RULES];
    size_t episodes_n;
    struct group group;
    struct pair group_value;
    struct capture captures[KIT_CAPTURES];
    size_t captures_n;
    struct source sources[2];
    struct host_info host;
    struct survey *survey;
    struct analysis out;
};

/* Minutes since the beginning of the test, as ticks. */
#define AT(minutes) ((int64_t)(minutes)*TICKS_PER_MINUTE + INT64_C(15782688000000000))

void kit_open(struct kit *k, const char *yaml); /* loads rules and catalogue */
void kit_close(struct kit *k);
uint32_t kit_rule(const struct kit *k, const char *name);

/* One event that the detection `rule` hits; `data` are unnamed values separated by blanks. */
void kit_hit(struct kit *k, const char *rule, int64_t at, const char *data);
/* The same, and it counts as an occurrence of the finding of `problem`. */
void kit_failure(struct kit *k, const char *problem, const char *rule, int64_t at,
                 const char *data);
void kit_episode(struct kit *k, const char *problem, int64_t first, int64_t last);
/* "name=value name=value" */
struct capture *kit_capture(struct kit *k, enum fact_kind kind, int64_t at);
void kit_fact(struct kit *k, struct capture *c, const char *pairs);
void kit_diagnose(struct kit *k);
const struct a_hypothesis *kit_hypothesis(const struct kit *k, const char *id);

#endif
