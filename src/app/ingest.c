#include "app/ingest.h"

#include "app/remark.h"
#include "base/stop.h"
#include "job.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WORKERS_MAX = 16, WORKERS_DEFAULT = 4, JOBS_MAX = 2 * WORKERS_MAX + 2 };

struct ingest {
    const struct ingest_spec *spec;
    struct store *store;
    struct notes *notes;
    struct ingest_result *result;
    struct arena arena; /* of the list of files */
    struct file_list files;
    struct ingest_progress progress;

    struct queue *idle, *work, *done; /* where jobs wait: unused, filled, parsed */
    struct job *jobs;
    size_t jobs_n; /* this many batches bound the memory in use */
    int workers;
    atomic_int parsers; /* still running; the last one closes `done` */
    struct splitter splitter;

    int64_t source; /* row of the file being written */
    uint64_t position;
    struct source sums; /* of the file being written */
    char why[120];      /* its first stretch was lost */
    bool gone;          /* it was in the case already */
    struct notes loose; /* of no file, or of one that could not be opened */
};

/* Threads ---------------------------------------------------------------------------------------
 */

static void *split_thread(void *arg)
{
    struct ingest *g = arg;
    split_files(&g->splitter);
    return NULL;
}

static void parse(struct job *job)
{
    if (job->kind == JOB_RUN && job->reader) {
        job->status = job->reader->parse(&job->batch, job->lead, &job->err);
        if (job->status != OK)
            return;
        job_place(job);
        job_clock(job);
        store_ready(&job->batch);
    }
    job->account = batch_account(&job->batch, job->from, job->to);
}

static void *parse_thread(void *arg)
{
    struct ingest *g = arg;
    for (struct job *job; (job = queue_pop(g->work));) {
        parse(job);
        if (!queue_push(g->done, job))
            break;
    }
    if (atomic_fetch_sub(&g->parsers, 1) == 1)
        queue_close(g->done);
    return NULL;
}

/* Writing ---------------------------------------------------------------------------------------
 */

static void count_outcome(struct ingest *g, enum outcome outcome)
{
    g->result->skipped += outcome == FILE_SKIPPED;
    g->result->unread += outcome == FILE_UNREAD;
}

static enum status write_begin(struct ingest *g, const struct job *job, struct err *err)
{
    g->position = 0;
    g->sums = (struct source){0};
    g->why[0] = 0;
    g->gone = false;
    return store_source_begin(g->store, str_of(job->path), &g->source, err);
}

static void count_run(struct source *sums, const struct job *job)
{
    const struct batch *b = &job->batch;
    sums->events += b->events_n;
    for (size_t i = 0; i < b->captures_n; i++)
        sums->facts += b->captures[i].facts_n;
    sums->used += job->account.used;
    sums->filling += job->account.filling + job->passed;
    sums->lost += job->account.lost;
    sums->replaced += b->replaced;
}

static void remember_loss(struct ingest *g, const struct batch *b)
{
    if (b->losses_n && !g->why[0])
        snprintf(g->why, sizeof g->why, "%.*s", STR_ARG(b->losses[0].reason));
}

static enum status write_run(struct ingest *g, struct job *job, struct err *err)
{
    struct batch *b = &job->batch;
    remember_loss(g, b);
    b->position = g->position;
    g->position += b->events_n;
    count_run(&g->sums, job);
    return store_add(g->store, g->source, b, err);
}

static void count_file(struct ingest *g, const struct job *job, const struct source *numbers)
{
    count_outcome(g, job->outcome);
    g->result->files++;
    g->result->bytes += numbers->bytes;
    g->result->lost += numbers->lost;
}

/* A file whose contents the case has already. */
static void count_known(struct ingest *g, const struct job *job, const struct source *numbers)
{
    count_file(g, job, numbers);
    g->result->known++;
}

static enum status write_end(struct ingest *g, struct job *job, struct err *err)
{
    struct source numbers = g->sums;
    bool again;
    count_run(&numbers, job);
    numbers.form = job->numbers.form;
    numbers.encoding = job->numbers.encoding;
    numbers.sha256 = job->numbers.sha256;
    numbers.stamp = job->numbers.stamp;
    numbers.bytes = job->numbers.bytes;
    numbers.replaced += job->numbers.replaced;
    if (job->batch.losses_n)
        TRY(store_add(g->store, g->source, &job->batch, err));
    TRY(store_source_end(g->store, g->source, &numbers, &again, err));
    if (numbers.events + numbers.facts == 0 && numbers.lost > 0 && job->outcome != FILE_UNREAD) {
        job->outcome = FILE_UNREAD;
        notes_add(&job->batch.notes, NOTE_FILE_USELESS, (struct loc){.file = job->path}, "%s",
                  g->why);
    }
    g->gone = again;
    if (again) {
        notes_add(&job->batch.notes, NOTE_FILE_KNOWN, (struct loc){.file = job->path}, "%s", "");
        count_known(g, job, &numbers);
        return OK;
    }
    count_file(g, job, &numbers);
    g->result->events += numbers.events;
    g->result->facts += numbers.facts;
    return OK;
}

/* What the remarks of a job belong to. */
static int64_t source_of(const struct ingest *g, const struct job *job)
{
    bool of_source = job->kind == JOB_BEGIN || job->kind == JOB_RUN || job->kind == JOB_END;
    return of_source && !g->gone ? g->source : 0;
}

static enum status write_job(struct ingest *g, struct job *job, struct err *err)
{
    enum status status = job->status;
    g->progress.path = job->path;
    if (status != OK)
        *err = job->err;
    else if (job->kind == JOB_BEGIN)
        status = write_begin(g, job, err);
    else if (job->kind == JOB_RUN)
        status = write_run(g, job, err);
    else if (job->kind == JOB_END)
        status = write_end(g, job, err);
    else if (job->kind == JOB_KNOWN)
        count_known(g, job, &job->numbers);
    else
        count_outcome(g, job->outcome);
    if (status != OK)
        return status;
    g->progress.events = g->result->events + (job->kind == JOB_RUN ? g->sums.events : 0);
    notes_merge(g->notes, &job->batch.notes);
    TRY(store_remarks_add(g->store, source_of(g, job), &job->batch.notes, err));
    if (job->kind == JOB_END) {
        free(job->lead);
        job->lead = NULL;
    }
    g->progress.files_done = job->batch.source;
    g->progress.bytes_done = job->done;
    if (g->spec->progress)
        g->spec->progress(g->spec->self, &g->progress);
    return OK;
}

/* Takes parsed jobs as they come and writes them in the order of reading, so that the case does not
 * depend on the number of threads. */
static enum status write_all(struct ingest *g, struct err *err)
{
    struct job *parked[JOBS_MAX] = {0};
    uint64_t next = 0;
    for (struct job *job; (job = queue_pop(g->done));) {
        parked[job->batch.seq % g->jobs_n] = job;
        while ((job = parked[next % g->jobs_n])) {
            parked[next++ % g->jobs_n] = NULL;
            TRY(write_job(g, job, err));
            if (!queue_push(g->idle, job))
                return OK;
        }
    }
    return OK;
}

/* Running ---------------------------------------------------------------------------------------
 */

/* Threads are born with all signals blocked: the calling one answers them. */
static enum status start(struct ingest *g, pthread_t *threads, size_t *n, struct err *err)
{
    sigset_t all, before;
    int trouble = 0;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    for (*n = 0; *n <= (size_t)g->workers && !trouble; *n += !trouble)
        trouble = pthread_create(&threads[*n], NULL, *n ? parse_thread : split_thread, g);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return trouble ? err_set(err, FAIL_IO, "cannot start a thread: %s", strerror(trouble)) : OK;
}

static enum status run_threads(struct ingest *g, struct err *err)
{
    pthread_t threads[WORKERS_MAX + 1];
    size_t n;
    atomic_init(&g->parsers, g->workers);
    g->splitter.files = &g->files;
    g->splitter.idle = g->idle;
    g->splitter.work = g->work;
    g->splitter.encoding = g->spec->encoding;
    g->splitter.passwords = g->spec->passwords;
    g->splitter.passwords_n = g->spec->passwords_n;
    enum status status = start(g, threads, &n, err);
    if (status == OK)
        status = write_all(g, err);
    queue_close(g->idle);
    queue_close(g->work);
    queue_close(g->done);
    for (size_t i = 0; i < n; i++)
        pthread_join(threads[i], NULL);
    if (status == OK && g->splitter.status != OK) {
        *err = g->splitter.err;
        status = err->status ? err->status : err_set(err, FAIL_STOPPED, "stopped");
    }
    return status;
}

static enum status read_files(struct ingest *g, struct err *err)
{
    g->jobs_n = 2 * (size_t)g->workers + 2;
    g->jobs = calloc(g->jobs_n, sizeof(*g->jobs));
    if (!g->jobs)
        mem_die(g->jobs_n * sizeof(*g->jobs));
    g->idle = queue_new(g->jobs_n);
    g->work = queue_new(g->jobs_n);
    g->done = queue_new(g->jobs_n);
    for (size_t i = 0; i < g->jobs_n; i++)
        if (!queue_push(g->idle, &g->jobs[i]))
            break;
    struct seen_file *seen = NULL;
    enum status status = store_seen(g->store, &g->arena, &seen, &g->splitter.seen_n, err);
    g->splitter.seen = seen;
    if (status == OK)
        status = run_threads(g, err);
    for (size_t i = 0; i < g->jobs_n; i++) {
        if (g->jobs[i].kind == JOB_END) /* not handled: somebody stopped */
            free(g->jobs[i].lead);
        job_free(&g->jobs[i]);
    }
    free(g->splitter.lead);
    arena_free(&g->splitter.stamps);
    queue_free(g->idle);
    queue_free(g->work);
    queue_free(g->done);
    free(g->jobs);
    return status;
}

/* Files -----------------------------------------------------------------------------------------
 */

static void no_way(void *self, const char *path, const char *why)
{
    struct ingest *g = self;
    notes_add(&g->loose, NOTE_FILE_UNREADABLE, (struct loc){.file = path}, "%s", why);
    g->result->unread++;
}

static int by_bytes(const void *a, const void *b)
{
    const char *const *x = a, *const *y = b;
    return strcmp(*x, *y);
}

/* A path that was named twice is read once. */
static void sort_files(struct file_list *list)
{
    size_t n = 0;
    if (list->n)
        qsort(list->paths, list->n, sizeof(*list->paths), by_bytes);
    for (size_t i = 0; i < list->n; i++)
        if (n == 0 || strcmp(list->paths[n - 1], list->paths[i]) != 0)
            list->paths[n++] = list->paths[i];
    list->n = n;
}

static uint64_t sum_sizes(const struct file_list *list)
{
    uint64_t sum = 0;
    struct stat st;
    for (size_t i = 0; i < list->n; i++)
        if (strcmp(list->paths[i], "-") != 0 && stat(list->paths[i], &st) == 0 &&
            S_ISREG(st.st_mode))
            sum += (uint64_t)st.st_size;
    return sum;
}

static int count_workers(int asked)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    if (asked > 0)
        return asked < WORKERS_MAX ? asked : WORKERS_MAX;
    return cores < 1 ? 1 : cores > WORKERS_DEFAULT ? WORKERS_DEFAULT : (int)cores;
}

static enum status keep_loose(struct ingest *g, struct err *err)
{
    enum status status = store_remarks_add(g->store, 0, &g->loose, err);
    notes_merge(g->notes, &g->loose);
    notes_init(&g->loose, &g->arena);
    return status;
}

enum status ingest_run(struct store *store, const struct ingest_spec *spec, struct notes *notes,
                       struct ingest_result *out, struct err *err)
{
    struct ingest g = {.spec = spec, .store = store, .notes = notes, .result = out};
    struct source *before;
    size_t before_n;
    *out = (struct ingest_result){0};
    notes_init(&g.loose, &g.arena);
    g.workers = count_workers(spec->jobs);
    readers_start();
    for (size_t i = 0; i < spec->paths_n; i++)
        files_walk(&g.arena, spec->paths[i], &g.files, no_way, &g);
    sort_files(&g.files);
    g.progress.files = g.files.n;
    g.progress.bytes = spec->progress ? sum_sizes(&g.files) : 0;
    enum status status = stop_check(err);
    if (status == OK)
        status = store_remarks_begin(store, err);
    if (status == OK)
        status = keep_loose(&g, err);
    if (status == OK)
        status = store_sources(store, &g.arena, &before, &before_n, err);
    if (status == OK && g.files.n)
        status = read_files(&g, err);
    if (status == OK)
        status = store_finish(store, spec->renames, spec->renames_n, err);
    if (status == OK)
        status = remark_copies(store, before, before_n, &g.loose, err);
    if (status == OK)
        status = remark_twins(store, &g.loose, err);
    if (status == OK)
        status = keep_loose(&g, err);
    arena_free(&g.arena);
    return status;
}
