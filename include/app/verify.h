/* Use case: are these the files that a report was made from? Reads the folder anew, members of
 * archives too, and compares the SHA-256 of every source with what a JSON report says.
 *
 * Owner     texts of the result live in the arena given.
 * Errors    FAIL_INPUT for a report that is none; what reading returns. */
#ifndef APP_VERIFY_H
#define APP_VERIFY_H

#include "base/arena.h"
#include "base/note.h"

enum verify_state { VERIFY_SAME, VERIFY_CHANGED, VERIFY_MISSING, VERIFY_EXTRA };

struct verify_row {
    enum verify_state state;
    struct str path, sha256; /* as the report says; of an extra one as it is now */
    struct str now;          /* SHA-256 of a changed one */
};

struct verify_result {
    struct verify_row *rows; /* in the order of the report, extra ones behind */
    size_t n, counts[4];
    struct str version, rules; /* what the report was made with */
};

enum status verify_run(const char *report, const char *const *paths, size_t paths_n,
                       struct arena *arena, struct notes *notes, struct verify_result *out,
                       struct err *err) NODISCARD;

#endif
