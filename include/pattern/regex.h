/* Regular expressions by PCRE2: JIT, UTF, within limits of steps, memory and length of the text
 * (LIMIT_REGEX_*).
 *
 * Owner     regex_compile allocates; regex_free.
 * Threads   a compiled one is immutable; each thread brings its own scratch.
 * Errors    FAIL_INPUT with PCRE2's words and the place in the expression. */
#ifndef PATTERN_REGEX_H
#define PATTERN_REGEX_H

#include "base/err.h"
#include "base/str.h"

struct regex;
struct regex_scratch;

struct regex_flags {
    bool ignore_case, multiline, dot_all;
};

enum status regex_compile(struct str text, struct regex_flags flags, struct loc at,
                          struct regex **out, struct err *err) NODISCARD;
void regex_free(struct regex *r);

struct regex_scratch *regex_scratch_new(void);
void regex_scratch_free(struct regex_scratch *s);

enum regex_answer { REGEX_NO, REGEX_YES, REGEX_LIMIT };

/* Searches `text`; `group` (may be NULL) receives the first capture, or the whole match when the
 * expression has none. */
enum regex_answer regex_find(const struct regex *r, struct str text, struct regex_scratch *scratch,
                             struct str *group);

#endif
