/* The compiled form of every `diagnosis` and `hypothesis` of a ruleset. Private to diagnosis.
 *
 * Owner     the catalogue's arena; texts that are views stand in the rules, which outlive it.
 * Threads   immutable once loaded. */
#ifndef DIAGNOSIS_CATALOGUE_H
#define DIAGNOSIS_CATALOGUE_H

#include "condition.h"
#include "diagnosis/diagnosis.h"
#include "model/match.h"
#include "pattern/regex.h"
#include "placeholder.h"
#include "ranges.h"
#include "words.h"

/* Where and how a parameter is read from an event or a fact. */
struct extract {
    struct str field;
    int64_t index;             /* among repeated values, from 1 */
    const struct regex *match; /* NULL: the value as it is */
};

struct parameter {
    struct str name;
    enum value_type type;
    bool from_fact;
    uint32_t rule;       /* of the events */
    enum fact_kind kind; /* of the facts */
    struct condition where;
    struct extract first, otherwise; /* otherwise.field empty: none */
    struct str fallback;
    bool has_fallback;
    const struct port_range *merge; /* port_ranges: what is added to the exported list */
    size_t merge_n;
};

enum seen_where {
    SEEN_BEFORE_FIRST,
    SEEN_BEFORE_LAST,
    SEEN_AFTER_FIRST,
    SEEN_AFTER_LAST,
    SEEN_DURING,
    SEEN_NEAR
};

struct seen_test {
    uint32_t rule;
    enum seen_where where;
    int64_t within; /* ticks; 0: any time */
    int64_t times;
    struct phrase on; /* the host that a parameter names; n = 0: the finding's */
};

struct fact_test {
    enum fact_kind kind;
    struct condition where;
    int64_t at_least, at_most; /* rows; at_most -1: no bound */
    int bind;                  /* place of its name, -1: none */
};

struct parameter_test {
    struct phrase value;
    int64_t from, to; /* `between` */
    bool between;
    const struct node *in;
    const struct regex *match;
};

struct recurrence_test {
    unsigned kinds;         /* bits of enum cadence; 0: any */
    int64_t period, jitter; /* ticks, 0: any */
};

struct bounded_test {
    uint32_t rule;
    int64_t within;
};

struct evidence_test;

/* What a state of an item does. */
struct force {
    enum effect effect;
    enum weight weight;
};

struct item {
    const struct evidence_test *test;
    struct loc loc;
    struct phrase text;
    struct phrase absent_text; /* what absent means, in words; may be empty */
    struct force present, absent;
    struct str group;
    bool has_when;
    struct condition when; /* of the host; where it does not hold, the item is not there */
    bool any_host;         /* `same: []`: any host of the case, not only the finding's */
    bool inverted;         /* `present: false`, `gone: true`: absent is what is looked for */
    const struct item *any;
    size_t any_n;
    union {
        struct seen_test seen;
        struct fact_test fact;
        struct parameter_test parameter;
        struct condition host;
        struct recurrence_test recurrence;
        struct bounded_test bounded;
    } of;
};

struct items {
    const struct item *v;
    size_t n;
};

struct step {
    struct phrase what, run, expect, undo, never, note;
    int kind, on, risk, security, restart; /* places in the word lists; -1: not said */
    bool has_applies;
    struct condition applies;
    struct need {
        struct str name;
        bool is_fact; /* a kind of facts; else a parameter */
        enum fact_kind kind;
        struct phrase value;
    } * needs;
    size_t needs_n;
    struct str until;
    int64_t until_ticks;
    const uint32_t *watch;
    size_t watch_n;
    const struct a_says *says;
    size_t says_n;
};

struct verify {
    struct phrase text, run;
};

struct draw {
    bool present;
    uint32_t trial;
    int64_t pool;
    struct phrase from, to;
    const struct phrase *wanted;
    size_t wanted_n;
    bool run;        /* one row of ports instead of an even draw */
    struct str what; /* "DNS Server service started": how the trial is called */
    const struct draw_instead *instead;
    size_t instead_n;
};

/* The draw as it is on other versions of Windows. */
struct draw_instead {
    struct condition applies;
    struct draw draw;
};

/* One of several remedies: what remains, what it costs, what proves it. */
struct consequence {
    struct phrase remedy, residual, price, proof;
    bool has_applies;
    struct condition applies;
    struct draw draw; /* as the remedy leaves it; present where the rule says how */
};

struct culprit {
    struct phrase service, display_name, image, pid;
};

struct hypothesis {
    struct str id;
    struct loc loc;
    struct phrase title, because;
    int prior;
    int category; /* -1: the finding's */
    int confidence;
    struct str confidence_note;
    bool has_source; /* references of its own or of the diagnosis */
    struct culprit culprit;
    struct draw draw;
    const struct bind *binds;
    size_t binds_n;
    struct items evidence, cured;
    const struct step *steps;
    size_t steps_n;
    const struct verify *verify;
    size_t verify_n;
    const struct consequence *consequences;
    size_t consequences_n;
    bool shared;                  /* it stands in the library */
    const uint32_t *explained_by; /* rules whose finding, where there is one, is the cause */
    size_t explained_by_n;
};

/* A rule with a diagnosis. */
struct problem {
    const struct rule_info *rule;
    int category, confidence;
    struct str confidence_note;
    struct phrase symptom, effect;
    struct culprit victim;
    bool has_victim;
    bool exclusive;
    bool yields; /* an event that a finding of another rule has is not told here, see yield.h */
    const uint32_t *claims; /* rules whose hits beside its events are of its story, see yield.h */
    size_t claims_n;
    const struct parameter *parameters;
    size_t parameters_n;
    const struct hypothesis *hypotheses;
    size_t hypotheses_n;
    struct items exposure;
    const struct bind *exposure_binds;
    size_t exposure_binds_n;
    const struct a_reference *references;
    size_t references_n;
};

struct catalogue {
    struct arena arena;
    const struct rule_info *rules;
    size_t rules_n;
    struct problem *problems; /* in the order of the rules */
    size_t problems_n, problems_max;
    struct kept_pattern {
        const struct pattern *pattern;
    } * patterns; /* to be released */
    size_t patterns_n, patterns_max;
    struct kept_regex {
        struct regex *regex;
    } * regexes; /* to be freed */
    size_t regexes_n, regexes_max;
};

/* The rule of that id or name; NULL when there is none. */
const struct rule_info *catalogue_rule(const struct rule_info *rules, size_t n, struct str name);

#endif
