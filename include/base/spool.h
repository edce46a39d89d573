/* Temporary files without a name: gone when they are closed, however the program ends.
 *
 * Owner     the caller closes the descriptor.
 * Errors    FAIL_IO; a full disk is one. */
#ifndef BASE_SPOOL_H
#define BASE_SPOOL_H

#include "base/err.h"

/* In $TMPDIR, else /var/tmp, else /tmp. */
enum status spool_open(int *fd, struct err *err) NODISCARD;
enum status spool_write(int fd, const char *bytes, size_t n, struct err *err) NODISCARD;

/* In the middle, at a place counted from the beginning. A file that is too short is an error. */
enum status spool_write_at(int fd, uint64_t at, const char *bytes, size_t n,
                           struct err *err) NODISCARD;
enum status spool_read_at(int fd, uint64_t at, char *bytes, size_t n, struct err *err) NODISCARD;

#endif
