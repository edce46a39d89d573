/* Names of files: reading a small one whole, walking a folder.
 *
 * Owner     the arena given.
 * Errors    FAIL_IO with the path and the system's words, FAIL_LIMIT for a file over `max`. */
#ifndef BASE_FILES_H
#define BASE_FILES_H

#include "base/arena.h"
#include "base/err.h"

enum status file_read(struct arena *arena, const char *path, size_t max, struct str *out,
                      struct err *err) NODISCARD;

/* The regular files below `path` (or `path` itself), folders first entered in the order of their
 * names as bytes, so that a run never depends on the file system. What cannot be read is passed to
 * `trouble` and left out. Symbolic links to folders are not followed. */
struct file_list {
    const char **paths;
    size_t n, max;
};

typedef void file_trouble(void *self, const char *path, const char *why);

void files_walk(struct arena *arena, const char *path, struct file_list *into,
                file_trouble *trouble, void *self);

bool file_exists(const char *path);

/* How the file system knows a regular file: size, times of change, inode. As long as that is the
 * same the bytes are. Empty for anything else, for what can be read only once among it. */
struct str file_stamp(struct arena *arena, const char *path);

struct str path_name(struct str path);   /* behind the last slash */
struct str path_folder(struct str path); /* before it; "" when there is none */

#endif
