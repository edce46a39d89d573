/* One test on a value: a chain of Sigma modifiers and a list of values, compiled once. Rules ask it
 * of events, evidence asks it of facts (architecture section 2). The semantics are those of
 * shared/sigma/REPORT.md sections 2.2 and 2.3: case-insensitive unless `cased`, wildcards * and ?,
 * several values of one field satisfy a test if any does, an absent field satisfies none.
 *
 * Owner     pattern_compile allocates from the arena; pattern_release gives back what PCRE2 holds.
 * Threads   immutable; each thread brings its own scratch.
 * Errors    FAIL_INPUT with the place, the cause and a proposal. */
#ifndef PATTERN_PATTERN_H
#define PATTERN_PATTERN_H

#include "base/tree.h"

struct pattern;
struct pattern_scratch;

enum answer { NO, YES, UNDECIDED }; /* undecided: a limit was hit; counted in the scratch */

struct pattern_scratch *pattern_scratch_new(void);
void pattern_scratch_free(struct pattern_scratch *s);
uint64_t pattern_scratch_undecided(const struct pattern_scratch *s);

/* The fold of a value; lives until the next call with this scratch. */
struct str pattern_fold(struct pattern_scratch *s, struct str value);

/* `modifiers` is what stands behind the field name ("contains|all"), `at` its place; `values` a
 * scalar or a list. `keyword`: the values are keywords, found anywhere in a value. */
struct pattern_spec {
    struct str modifiers;
    struct loc at;
    const struct node *values;
    bool keyword;
    const struct placeholders *placeholders; /* what `expand` puts for %name%; NULL: nothing */
};

/* Maps of a name to a text or a list of texts; of one name in several the last map counts. */
struct placeholders {
    const struct node **v;
    size_t n, max;
};

enum status pattern_compile(struct arena *arena, const struct pattern_spec *spec,
                            const struct pattern **out, struct err *err) NODISCARD;
void pattern_release(const struct pattern *p);

/* `values` are all values of the field in the event; n = 0: the field is absent. `other` are the
 * values of the field that `fieldref` names, unused otherwise. */
struct pattern_values {
    const struct str *v;
    size_t n;
};

enum answer pattern_test(const struct pattern *p, struct pattern_values values,
                         struct pattern_values other, struct pattern_scratch *scratch);

/* The field that `fieldref` compares with; empty when the pattern has none. */
struct str pattern_other_field(const struct pattern *p);

/* Two patterns that ask the same, for sharing items between rules. */
bool pattern_same(const struct pattern *a, const struct pattern *b);

/* The plain values the pattern accepts when it is a simple "equals one of" test (no modifier, no
 * wildcard), else n = 0: for indexing by event id, channel and provider. */
struct pattern_values pattern_plain(const struct pattern *p);

/* Folded literals of which one stands in the fold of some value wherever the pattern is true; n = 0
 * when there is no such set. For telling many patterns at once that they cannot be true. */
struct pattern_values pattern_needles(const struct pattern *p);

extern const char *const modifier_names[]; /* ends with NULL; for lint, help and the manual */

#endif
