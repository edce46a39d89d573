/* What goes round between the threads of ingest: a step of reading, in the order of the files.
 * Private to app.
 *
 *      split thread      workers           calling thread
 *      idle -> [split] -> work -> [parse] -> done -> [write in order] -> idle
 *
 * Owner     ingest allocates a fixed number; whoever popped a job owns it until it is pushed on. */
#ifndef APP_JOB_H
#define APP_JOB_H

#include "base/files.h"
#include "base/input.h"
#include "base/queue.h"
#include "model/source.h"
#include "reader/reader.h"
#include "store/store.h"

enum job_kind {
    JOB_REMARK, /* a file that is not read; its notes say why */
    JOB_KNOWN,  /* a file that has not changed since it was read */
    JOB_BEGIN,
    JOB_RUN,
    JOB_END,
};

enum outcome { FILE_READ, FILE_SKIPPED, FILE_UNREAD };

struct job {
    struct batch batch; /* of a run; of every other kind only its notes and losses */
    enum job_kind kind;
    enum outcome outcome; /* of a JOB_REMARK or JOB_END */
    const struct reader *reader;
    struct lead *lead;      /* of a JOB_RUN; a JOB_END gives it to whoever handles it, to free */
    const char *path;       /* lives as long as the list of files */
    uint64_t passed;        /* bytes of the file before `from` that belong to nothing */
    uint64_t from, to;      /* bytes of the file that the run stood in */
    struct account account; /* of from..to */
    unsigned unit;          /* bytes of the file to a character below U+10000; 0: as decoded */
    struct source numbers;  /* of a JOB_END; of a JOB_KNOWN its size and losses */
    char sha256[SHA256_HEX];
    enum status status; /* of parsing */
    struct err err;
};

struct splitter {
    const struct file_list *files;
    struct queue *idle, *work;
    uint64_t seq;
    struct lead *lead;            /* of the file being read, not given to a JOB_END yet */
    const struct seen_file *seen; /* what the case knows, in the order of the paths */
    size_t seen_n;
    struct arena stamps; /* of the files read in this run */
    struct str encoding; /* of every file, instead of what its bytes tell; or empty */
    bool over;           /* somebody closed the queue */
    enum status status;  /* FAIL_STOPPED when the user asked to stop */
    struct err err;
};

/* Reads every file of the list and pushes its steps; ends early when a queue is closed. */
void split_files(struct splitter *s);

/* The places that parsing counted in decoded bytes, as places in the file. */
void job_place(struct job *job);

/* Remarks on clocks that were set, as far as one run shows it. */
void job_clock(struct job *job);

#endif
