/* What the parts of ingest cost: the threads and queues of ingest with as much of it as is asked
 * for. usage: stages read|store|index [-v] FILE [CASE] read    split and parse, and forget store
 * the same, and write to the case; without what store_finish does index   all of it -v prints the
 * CPU seconds of each thread and of each step on standard error. */
#include "app/job.h"
#include "base/stop.h"
#include "store/store.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { WORKERS = 2, JOBS = 2 * WORKERS + 2, MEMORY = 256 << 20 };

struct bench {
    struct queue *idle, *work, *done;
    struct splitter splitter;
    atomic_int parsers;
    struct job jobs[JOBS];
    struct store *store; /* NULL: forget */
    int64_t source;
    uint64_t position;
    double split_s, parse_s[WORKERS], write_s, finish_s;
    atomic_int worker;
};

static double cpu(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void *split_thread(void *arg)
{
    struct bench *b = arg;
    split_files(&b->splitter);
    b->split_s = cpu(CLOCK_THREAD_CPUTIME_ID);
    return NULL;
}

static void *parse_thread(void *arg)
{
    struct bench *b = arg;
    for (struct job *job; (job = queue_pop(b->work));) {
        if (job->kind == JOB_RUN && job->reader)
            job->status = job->reader->parse(&job->batch, job->lead, &job->err);
        if (job->kind == JOB_RUN && job->status == OK)
            job_place(job);
        if (job->kind == JOB_RUN && job->status == OK && b->store)
            store_ready(&job->batch);
        if (!queue_push(b->done, job))
            break;
    }
    b->parse_s[atomic_fetch_add(&b->worker, 1)] = cpu(CLOCK_THREAD_CPUTIME_ID);
    if (atomic_fetch_sub(&b->parsers, 1) == 1)
        queue_close(b->done);
    return NULL;
}

static enum status write_job(struct bench *b, struct job *job, struct err *err)
{
    bool again;
    if (!b->store || job->status != OK)
        return OK;
    if (job->kind == JOB_BEGIN)
        return store_source_begin(b->store, str_of(job->path), &b->source, err);
    if (job->kind == JOB_END)
        return store_source_end(b->store, b->source, &job->numbers, &again, err);
    job->batch.position = b->position;
    b->position += job->batch.events_n;
    return store_add(b->store, b->source, &job->batch, err);
}

static enum status write_all(struct bench *b, struct err *err)
{
    struct job *parked[JOBS] = {0};
    uint64_t next = 0;
    for (struct job *job; (job = queue_pop(b->done));) {
        parked[job->batch.seq % JOBS] = job;
        while ((job = parked[next % JOBS])) {
            parked[next++ % JOBS] = NULL;
            TRY(write_job(b, job, err));
            if (job->kind == JOB_END)
                free(job->lead);
            if (!queue_push(b->idle, job))
                return OK;
        }
    }
    return OK;
}

static enum status run(struct bench *b, bool finish, struct err *err)
{
    pthread_t threads[WORKERS + 1];
    atomic_init(&b->parsers, WORKERS);
    for (size_t i = 0; i < JOBS; i++)
        if (!queue_push(b->idle, &b->jobs[i]))
            break;
    for (size_t i = 0; i <= WORKERS; i++)
        if (pthread_create(&threads[i], NULL, i ? parse_thread : split_thread, b))
            return err_set(err, FAIL_IO, "cannot start a thread");
    enum status status = write_all(b, err);
    queue_close(b->idle);
    queue_close(b->work);
    queue_close(b->done);
    for (size_t i = 0; i <= WORKERS; i++)
        pthread_join(threads[i], NULL);
    b->write_s = cpu(CLOCK_THREAD_CPUTIME_ID);
    if (status == OK && finish)
        status = store_finish(b->store, NULL, 0, err);
    return status;
}

static enum status bench(struct bench *b, const char *what, const char *path, const char *name,
                         struct err *err)
{
    struct file_list files = {.paths = &path, .n = 1};
    b->idle = queue_new(JOBS);
    b->work = queue_new(JOBS);
    b->done = queue_new(JOBS);
    b->splitter = (struct splitter){.files = &files, .idle = b->idle, .work = b->work};
    readers_start();
    if (strcmp(what, "read") != 0)
        TRY(store_open(name, STORE_CREATE, MEMORY, &b->store, err));
    enum status status = run(b, strcmp(what, "index") == 0, err);
    store_close(b->store);
    b->finish_s = cpu(CLOCK_THREAD_CPUTIME_ID) - b->write_s;
    return status;
}

int main(int argc, char **argv)
{
    static struct bench b;
    struct err err = {0};
    bool talk = argc > 2 && strcmp(argv[2], "-v") == 0;
    if (argc < 3 + talk)
        return 2;
    if (bench(&b, argv[1], argv[2 + talk], argc > 3 + talk ? argv[3 + talk] : NULL, &err) != OK) {
        fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    if (talk)
        fprintf(stderr, "cpu %.2f: split %.3f, parse %.3f, write %.3f, finish %.3f\n",
                cpu(CLOCK_PROCESS_CPUTIME_ID), b.split_s, b.parse_s[0] + b.parse_s[1], b.write_s,
                b.finish_s);
    return EXIT_SUCCESS;
}
