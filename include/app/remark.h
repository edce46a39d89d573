/* What is to be said of a case as a whole, whichever command looks at it.
 *
 * Owner     the caller's notes.
 * Errors    FAIL_STORE. */
#ifndef APP_REMARK_H
#define APP_REMARK_H

#include "base/note.h"
#include "store/store.h"

/* Logs that two machines under one name have written. Said once, whoever asks first. */
enum status remark_twins(struct store *store, struct notes *notes, struct err *err) NODISCARD;

/* Records that turned out to be copies since the sources were as in `before`. */
enum status remark_copies(struct store *store, const struct source *before, size_t before_n,
                          struct notes *notes, struct err *err) NODISCARD;

#endif
