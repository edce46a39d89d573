/* Use case: files and folders into a case file, several threads parsing, one writing (architecture
 * section 9). What the case holds does not depend on the number of threads.
 *
 * Owner     the caller's store and notes.
 * Threads   its own; `progress` and the store are used by the calling thread only.
 * Errors    FAIL_STOPPED when the user asked to stop (the case stays valid, running it again
 *           completes it), FAIL_STORE; an input that cannot be read is a note and counted. */
#ifndef APP_INGEST_H
#define APP_INGEST_H

#include "base/note.h"
#include "store/store.h"

struct ingest_progress {
    const char *path; /* being read */
    size_t files_done, files;
    uint64_t bytes_done, bytes; /* of all files; what standard input will bring is not known */
    uint64_t events;
};

struct ingest_spec {
    const char *const *paths; /* files, folders, "-" */
    size_t paths_n;
    struct str encoding;        /* of every file, instead of what its bytes tell; or empty */
    int jobs;                   /* threads that parse; 0: one per core, at most 4 */
    const struct pair *renames; /* hosts: from -> to */
    size_t renames_n;
    const struct str *passwords; /* of archives, NUL-terminated; tried in turn */
    size_t passwords_n;
    void (*progress)(void *self, const struct ingest_progress *p); /* NULL: nobody looks */
    void *self;
};

struct ingest_result {
    size_t files;   /* that were read, also those without an event */
    size_t known;   /* that were in the case already */
    size_t skipped; /* case files and our own reports */
    size_t unread;  /* that could not be read, or of which nothing could be used: exit code 4 */
    uint64_t bytes, events, facts, lost; /* lost: bytes */
};

enum status ingest_run(struct store *store, const struct ingest_spec *spec, struct notes *notes,
                       struct ingest_result *out, struct err *err) NODISCARD;

#endif
