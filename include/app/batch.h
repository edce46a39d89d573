/* Use case: many cases under one folder, each read, analysed and reported by itself, and an index
 * over all of them. One case is one job; a job can be run by anybody (the batch, GNU parallel,
 * Slurm) and leaves everything it has to say in its own folder:
 *
 *     OUT/cases/NAME/report.html report.json case.db state.json
 *     OUT/index.html OUT/summary.csv OUT/summary.json OUT/fleet.db
 *
 * A job whose inputs, rules, options and version are those of its last run does nothing; one with
 * other rules matches again from its case file without reading logs; an interrupted one goes on.
 *
 * Owner     the caller's arena and notes.
 * Threads   a job is one process; the index is one thread.
 * Errors    a case that fails is told in its state, never in a status of the batch. */
#ifndef APP_BATCH_H
#define APP_BATCH_H

#include "app/analyze.h"
#include "app/ingest.h"
#include "model/fleet.h"

enum batch_keep { KEEP_FINDINGS, KEEP_EVENTS, KEEP_ALL };

/* The folders and files of `dir` that are cases, in the order of their names. */
struct batch_list {
    struct str *paths, *names;
    size_t n;
};
enum status batch_cases(struct arena *arena, const char *dir, const char *out,
                        struct batch_list *list, struct err *err) NODISCARD;

/* A folder and those above it, where they are not there. */
enum status batch_make_folder(struct arena *arena, struct str folder, struct err *err) NODISCARD;

struct batch_job {
    const char *path, *out;
    struct str name;
    struct ingest_spec ingest;
    struct analyze_spec analyze;
    const char *const *overlays; /* overlay.yml of the company, in order */
    size_t overlays_n;
    const char *brand;           /* NULL: none */
    const struct locale *locale; /* of what people read; NULL: English */
    size_t memory;
    enum batch_keep keep;
};

enum batch_did { BATCH_UNCHANGED, BATCH_MATCHED, BATCH_READ, BATCH_FAILED };

/* Runs one job. FAIL_STOPPED leaves it to be gone on with; any other failure is in its state, and
 * BATCH_FAILED. */
enum status batch_job_run(const struct batch_job *job, struct arena *arena, struct notes *notes,
                          enum batch_did *did, struct err *err) NODISCARD;

/* Writes that a job came to nothing: its process died. */
enum status batch_job_died(const char *out, struct str name, struct str why,
                           struct err *err) NODISCARD;

/* What clients.yml says of one client. */
struct batch_client {
    struct str name, zone, contact;
    struct str *hosts;
    size_t hosts_n;
};
struct batch_clients {
    struct batch_client *v;
    size_t n;
};
enum status batch_clients_read(struct arena *arena, const char *path, struct batch_clients *out,
                               struct err *err) NODISCARD;
const struct batch_client *batch_client(const struct batch_clients *c, struct str name);

/* The index over every job that left a state below `out`. */
enum status batch_index(const char *out, const struct batch_clients *clients, struct arena *arena,
                        struct fleet **fleet, struct err *err) NODISCARD;

#endif
