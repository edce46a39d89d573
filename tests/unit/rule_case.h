/* Rules from text and events by hand, and what came of them: for the tests of this room. */
#ifndef TESTS_RULE_CASE_H
#define TESTS_RULE_CASE_H

#include "base/buf.h"
#include "rule/check.h"
#include "rule/matcher.h"
#include "suite.h"

enum { CASE_EVENTS = 512 };

struct rule_case {
    struct arena arena;
    struct notes notes;
    struct ruleset *rules;
    struct matcher *matcher;
    struct event events[CASE_EVENTS];
    size_t events_n;
    struct hit hits[4096], undecided[64];
    size_t hits_n, undecided_n;
    struct member members[4096];
    size_t members_n;
    struct episode episodes[512];
    size_t episodes_n;
};

void case_rules(struct rule_case *c, const char *text);
void case_free(struct rule_case *c);

/* A new event of channel Application, provider Test, id 1000, host SRV1, at so many seconds. */
struct event *case_event(struct rule_case *c, double seconds);
/* The same with one field. */
struct event *case_field(struct rule_case *c, double seconds, const char *name, const char *value);
void event_add(struct rule_case *c, struct event *e, const char *name, const char *value);

void case_open(struct rule_case *c); /* a matcher, for those who feed it themselves */
void case_run(struct rule_case *c);  /* in time order, to the end */
bool case_hits(const struct rule_case *c, const char *rule, size_t event);
size_t case_count(const struct rule_case *c, const char *rule);
/* "first fired last events;" of each episode of the rule, in seconds. */
struct str case_episodes(struct rule_case *c, const char *rule);
/* Text of the nth note: "file:line:col: text". */
const char *case_note(struct rule_case *c, size_t n);

extern const int64_t case_origin; /* second 0 */

#endif
