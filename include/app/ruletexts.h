/* The prose of rules: what a report may say of them, and which of it a language lacks.
 *
 * Owner     the buffer is the caller's.
 * Threads   pure. */
#ifndef APP_RULETEXTS_H
#define APP_RULETEXTS_H

#include "base/buf.h"
#include "report/locale.h"
#include "rule/rule.h"

struct ruletexts_result {
    size_t texts;   /* different ones */
    size_t lacking; /* without a translation */
    size_t idle;    /* rows of the language that translate no text of these rules */
};

/* Writes a row `text,` for each text that the language lacks, under the name of its rule: what a
 * translator fills in. */
void ruletexts_run(const struct ruleset *rules, const struct locale *l, struct arena *arena,
                   struct buf *to, struct ruletexts_result *out);

#endif
