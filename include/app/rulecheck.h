/* Use cases of rule authors: check (load everything, say what is wrong and where) and test (run the
 * `tests` that stand in the rules).
 *
 * Owner     the caller's notes.
 * Threads   the calling one.
 * Errors    FAIL_IO for a path that cannot be read; defects of rules are notes and failed tests. */
#ifndef APP_RULECHECK_H
#define APP_RULECHECK_H

#include "base/note.h"
#include "rule/rule.h"

struct rulecheck_result {
    size_t rules, left_out, diagnoses;
    size_t tests, failed;
};

/* Loads and checks the rules and their diagnoses; every defect is a note with file, line, column.
 */
enum status rulecheck_run(struct rule_paths paths, struct notes *notes,
                          struct rulecheck_result *out, struct err *err) NODISCARD;

struct ruletest_spec {
    struct rule_paths paths; /* n = 0: the built-in ones */
    struct str only;         /* id or name of one rule; empty: all */
    bool verbose;            /* print every test by name */
    FILE *to;                /* where failures are printed */
};

/* What the tests of each diagnosis leave untested: hypotheses that none puts first, facts that none
 * brings, no test without a finding or without evidence. */
enum coverage_gap_kind { GAP_RANKING, GAP_FACT, GAP_NOTHING, GAP_MISSING, COVERAGE_KINDS };
extern const struct coverage_kind {
    const char *name; /* in JSON */
    const char *text;
} coverage_kinds[COVERAGE_KINDS];

struct coverage_gap {
    enum coverage_gap_kind kind;
    struct str name; /* of the hypothesis or fact */
    uint32_t line;
};

struct coverage_rule {
    struct str id, name, file;
    struct coverage_gap *gaps;
    size_t n;
};

struct rulecoverage_result {
    struct coverage_rule *rules;   /* in the arena, one for each diagnosis */
    size_t diagnoses, whole, gaps; /* `whole`: without a gap */
};
enum status rulecoverage_run(const struct ruletest_spec *spec, struct arena *arena,
                             struct notes *notes, struct rulecoverage_result *out,
                             struct err *err) NODISCARD;

/* Runs the tests in the rules. */
enum status ruletest_run(const struct ruletest_spec *spec, struct notes *notes,
                         struct rulecheck_result *out, struct err *err) NODISCARD;

#endif
