/* Which words of a text name somebody, by their looks. Private to app.
 *
 * Threads   pure. */
#ifndef APP_REDACT_WORDS_H
#define APP_REDACT_WORDS_H

#include "base/str.h"

struct redact_kind {
    const char *name; /* what the pseudonym begins with */
    bool (*test)(struct str word);
};

extern const struct redact_kind redact_kinds[];
extern const size_t redact_kinds_n;

#endif
