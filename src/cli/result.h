/* What the small commands print: put together in a buffer, then written as a whole. Private to cli.
 *
 * Owner     the buffer stays the caller's.
 * Errors    FAIL_IO. */
#ifndef CLI_RESULT_H
#define CLI_RESULT_H

#include "base/buf.h"
#include "base/err.h"

enum result_form { RESULT_TEXT, RESULT_JSON, RESULT_CSV };
extern const char *const text_json_words[];     /* text json */
extern const char *const text_json_csv_words[]; /* text json csv */

/* To the file, or to standard output where it is NULL or "-". */
enum status result_write(const char *output, const struct buf *text, struct err *err) NODISCARD;

/* A member of a JSON object: `, "name": "text"`, without the comma where `first`. */
void result_member(struct buf *to, bool first, const char *name, struct str value);
void result_number(struct buf *to, bool first, const char *name, double value); /* NaN: null */

#endif
