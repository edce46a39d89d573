/* Versions of Windows as one number that grows with them, and their names (windows.csv). Private to
 * collect.
 *
 * Threads   pure functions. */
#ifndef COLLECT_VERSION_H
#define COLLECT_VERSION_H

#include "base/arena.h"
#include "base/err.h"

/* "6.1.7600" as (6 * 100 + 1) * 100000 + 7600, as the scripts compute it. A version without a build
 * is the first of that version, or (`last`) the last one. An empty text is `last` ? INT64_MAX : 0.
 */
int64_t version_number(struct str text, bool last);

/* What "2008 R2", "2008r2" or "Windows 2008 R2" is called in windows.csv, as a number. */
enum status version_find(struct str name, int64_t *out, struct err *err) NODISCARD;

#endif
