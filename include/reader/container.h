/* Containers: files that hold files, and files that are packed. Archives and mails unfold here into
 * members, one after the other, as streams of bytes; nothing is ever written under a name that
 * somebody else chose.
 *
 * A container is four functions. `probe` knows it by its first raw bytes. `open` starts at the
 * beginning of a descriptor that can be read at any place; `next` goes to the next member, whatever
 * was read of the one before.
 *
 * To add a form: write src/reader/NAME.c with `const struct container container_NAME`, and add the
 * row CONTAINER(NAME) to src/reader/containers.def.
 *
 * Owner     the descriptor stays the caller's and outlives the opened container. What a member
 *           holds lives until the next call of `next`.
 * Threads   one at a time.
 * Errors    FAIL_INPUT: a member, or all from there on, is damaged or locked; FAIL_LIMIT: it
 * unfolds to more than is allowed; FAIL_STOPPED: the user asked to stop. */
#ifndef READER_CONTAINER_H
#define READER_CONTAINER_H

#include "base/input.h"

/* What one file of the user's unfolds to, whatever is nested in it. */
struct unfolding {
    const struct str *passwords; /* NUL-terminated; tried in turn */
    size_t passwords_n;
    uint64_t packed;   /* size of the file as it lies on disk */
    uint64_t unpacked; /* bytes that came out of it so far */
    uint64_t members;  /* that it was asked for so far */
};

/* Counts bytes that came out; FAIL_LIMIT when they are too many, of themselves or for the size of
 * the file. */
enum status unfolding_add(struct unfolding *u, uint64_t bytes, struct err *err) NODISCARD;

struct member {
    struct str name; /* as it is stored, in no certain encoding; empty: the packed file itself */
    uint64_t size;   /* 0 where it is not known */
    bool no_file;    /* a folder, a link, a device */
    bool prose;      /* the text of a mail: no loss when no reader knows it */
    bool locked;     /* reading it needs a password, or is not possible at all */
    struct byte_source bytes;
};

struct container {
    const char *name; /* "archive", for remarks */
    bool (*probe)(struct str raw);
    enum status (*open)(int fd, struct unfolding *u, void **self, struct err *err);
    /* END behind the last member. After FAIL_INPUT it may be asked again: it goes on behind the
     * damage, or says END. */
    enum status (*next)(void *self, struct member *m, struct err *err);
    void (*close)(void *self);
};

/* The container that begins with these bytes, or NULL. */
const struct container *container_for(struct str raw);

#endif
