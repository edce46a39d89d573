/* The language of a report: its built-in files, and beside the rules that are used those of their
 * authors, PATH/locale/XX.csv. What stands there counts more than what is built in.
 *
 * Owner     the arena given.
 * Errors    FAIL_INPUT for a file that is no locale file, FAIL_IO; both name it. */
#ifndef APP_TONGUE_H
#define APP_TONGUE_H

#include "report/locale.h"
#include "rule/rule.h"

/* NULL for English. `lang` is one of locale_words. */
enum status tongue_load(const char *lang, struct rule_paths rules, struct arena *arena,
                        const struct locale **out, struct err *err) NODISCARD;

/* The place of a word in locale_words; FAIL_USAGE for any other. */
enum status tongue_find(struct str lang, int *out, struct err *err) NODISCARD;

#endif
