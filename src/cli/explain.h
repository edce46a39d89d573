/* What came of every file of a case, as a table on standard output. Private to cli.
 *
 * Errors    FAIL_STORE. */
#ifndef CLI_EXPLAIN_H
#define CLI_EXPLAIN_H

#include "store/store.h"

/* Bytes, records, copies, and every stretch that was lost, file by file. */
enum status explain_sources(struct store *store, struct arena *arena, struct err *err) NODISCARD;

#endif
