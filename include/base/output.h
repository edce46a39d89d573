/* Writing a result: to a temporary file beside the target which takes its name only when everything
 * was written and synced, so that a stopped run or a full disk leaves no half report. "-" and NULL
 * are standard output.
 *
 * Owner     output_open allocates; output_commit and output_abandon free.
 * Errors    FAIL_IO with the path and the system's words; a closed pipe too. */
#ifndef BASE_OUTPUT_H
#define BASE_OUTPUT_H

#include "base/err.h"
#include "base/str.h"

struct output;

enum status output_open(const char *path, struct output **out, struct err *err) NODISCARD;
enum status output_write(struct output *out, struct str bytes, struct err *err) NODISCARD;
enum status output_commit(struct output *out, struct err *err) NODISCARD;
void output_abandon(struct output *out);

/* All of it at once. */
enum status output_file(const char *path, struct str bytes, struct err *err) NODISCARD;

#endif
