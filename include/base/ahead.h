/* YAML files read and parsed ahead of their turn, by threads that help the one which loads. What a
 * file comes to does not depend on who read it, and turns are taken in the order given.
 *
 * Owner     ahead_open allocates, ahead_close frees; texts and trees belong to the arenas given and
 *           live as long as those.
 * Threads   its own, gone with ahead_close; the caller is one thread.
 * Errors    none: what went wrong stands in the file, for its turn. */
#ifndef BASE_AHEAD_H
#define BASE_AHEAD_H

#include "base/sha256.h"
#include "base/tree.h"

enum { AHEAD_HELPERS = 3 };

struct ahead_file {
    const char *name;
    struct str text; /* with `ptr` set: built in, nothing is read */
    struct tree tree;
    enum status read, parsed;
    struct err err; /* of whichever went wrong */
    char sha256[SHA256_HEX];
};

struct ahead;

/* `own` is the caller's arena, `theirs` is one for each helper. `files` must live until
 * ahead_close.
 */
struct ahead *ahead_open(struct ahead_file *files, size_t n, struct arena *own,
                         struct arena theirs[AHEAD_HELPERS]);
/* The next file, done. */
struct ahead_file *ahead_next(struct ahead *a);
void ahead_close(struct ahead *a);

#endif
