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
    char *buffer;       /* what batch.bytes of a run may lie in; kept for the next */
    size_t room;        /* of it */
    enum job_kind kind;
    enum outcome outcome; /* of a JOB_REMARK or JOB_END */
    const struct reader *reader;
    struct lead *lead;      /* of a JOB_RUN; a JOB_END gives it to whoever handles it, to free */
    const char *path;       /* of the source; lives in the arena of the batch */
    uint64_t passed;        /* bytes of the file before `from` that belong to nothing */
    struct account account; /* of from..to */
    uint64_t from, to;      /* bytes of the file that the run stood in */
    uint64_t done;          /* bytes on disk, of all files, that were read by then */
    unsigned unit;          /* bytes of the file to a character below U+10000; 0: as decoded */
    bool pairs;             /* what is not ASCII took two of these */
    struct source numbers;  /* of a JOB_END; of a JOB_KNOWN its size and losses */
    char sha256[SHA256_HEX];
    enum status status; /* of parsing */
    struct err err;
};

struct splitter {
    const struct file_list *files;
    struct queue *idle, *work;
    uint64_t seq;
    uint32_t file;               /* index of the one being read */
    uint64_t passed;             /* bytes on disk of those before it */
    int archive;                 /* -1, or the file that the members being read are in */
    struct lead *lead;           /* of the file being read, not given to a JOB_END yet */
    struct str encoding;         /* of every file, instead of what its bytes tell; or empty */
    const struct str *passwords; /* of archives */
    size_t passwords_n;
    const struct seen_file *seen; /* what the case knows, in the order of the paths */
    size_t seen_n;
    struct arena stamps; /* of the files read in this run */
    bool over;           /* somebody closed the queue */
    enum status status;  /* FAIL_STOPPED when the user asked to stop */
    struct err err;
};

/* Reads every file of the list and pushes its steps; ends early when a queue is closed. */
void split_files(struct splitter *s);

void job_free(struct job *job);

/* A job to fill, its path copied; NULL when reading is over: somebody closed the queue. */
struct job *job_take(struct splitter *s, enum job_kind kind, const char *path);

/* False when reading is over. */
bool job_send(struct splitter *s, struct job *job);
bool job_remark(struct splitter *s, const char *path, enum outcome outcome, enum note_id id,
                const char *text);

/* Says how the file was decoded, where that is more than reading plain UTF-8. */
void remark_encoding(struct notes *notes, struct loc at, const struct input_facts *facts,
                     struct str head);

/* The places that parsing counted in decoded bytes, as places in the file. */
void job_place(struct job *job);

/* Remarks on clocks that were set, as far as one run shows it. */
void job_clock(struct job *job);

#endif
