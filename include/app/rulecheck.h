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
enum status rulecheck_run(struct rule_paths rules, struct notes *notes,
                          struct rulecheck_result *out, struct err *err) NODISCARD;

/* Runs the tests in the rules and prints each failure to `to`, with every test by name when
 * `verbose`. `only` limits to the rule of that id or name; empty: all. */
enum status ruletest_run(struct rule_paths rules, struct str only, bool verbose, FILE *to,
                         struct notes *notes, struct rulecheck_result *out,
                         struct err *err) NODISCARD;

#endif
