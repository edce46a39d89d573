#include "feed.h"

#include "base/queue.h"
#include "base/stop.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    BATCH = 256, /* events */
    JOBS_DEFAULT = 4,
    JOBS_MAX = 16,
    BATCHES_MAX = 2 * JOBS_MAX + 2,
    RULES_MANY = 200, /* with fewer, handing events over costs more than testing them */
};

/* Events on their way through a tester, with what it found. */
struct batch_tested {
    struct arena arena;
    struct event *events; /* copies */
    size_t n, seq;
    struct rule_lists {
        uint32_t *v; /* of all events, one after the other */
        size_t n, max;
        size_t ends[BATCH]; /* of each event */
    } hits, undecided;
};

struct feeding {
    const struct feed *feed;
    struct queue *work, *done;
    struct batch_tested *batches;
    struct batch_tested *idle[BATCHES_MAX], *parked[BATCHES_MAX];
    size_t batches_n, idle_n, running, next_in, next_out;
    bool over; /* the stream has no more */
};

/* Testers ----------------------------------------------------------------------------------------
 */

static void list_rules(struct arena *arena, struct rule_lists *to, size_t event,
                       const uint32_t *rules, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        GROW(arena, to->v, to->n, to->max);
        to->v[to->n++] = rules[i];
    }
    to->ends[event] = to->n;
}

static const uint32_t *rules_of(const struct rule_lists *lists, size_t event, size_t *n)
{
    size_t from = event ? lists->ends[event - 1] : 0;
    *n = lists->ends[event] - from;
    return *n ? lists->v + from : NULL;
}

static void test_batch(struct tester *tester, struct batch_tested *b)
{
    for (size_t i = 0; i < b->n; i++) {
        struct rule_hits hits = tester_hits(tester, &b->events[i]);
        list_rules(&b->arena, &b->hits, i, hits.rules, hits.n);
        list_rules(&b->arena, &b->undecided, i, hits.undecided, hits.undecided_n);
    }
}

static void *test_thread(void *arg)
{
    struct feeding *g = arg;
    struct tester *tester = tester_new(g->feed->rules);
    for (struct batch_tested *b; (b = queue_pop(g->work));) {
        test_batch(tester, b);
        if (!queue_push(g->done, b))
            break;
    }
    tester_free(tester);
    return NULL;
}

/* Events ----------------------------------------------------------------------------------------
 */

static struct event event_copy(struct arena *arena, const struct event *e)
{
    struct event copy = *e;
    struct str *texts[] = {&copy.host,
                           &copy.computer,
                           &copy.channel,
                           &copy.provider,
                           &copy.event_source_name,
                           &copy.user_sid,
                           &copy.activity_id,
                           &copy.related_activity_id,
                           &copy.provider_guid,
                           &copy.message};
    struct field *fields = ARENA_ARRAY(arena, struct field, e->fields_n + 1);
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        if (texts[i]->ptr)
            *texts[i] = arena_str(arena, *texts[i]);
    for (size_t i = 0; i < e->fields_n; i++)
        fields[i] = (struct field){arena_str(arena, e->fields[i].name),
                                   arena_str(arena, e->fields[i].value)};
    copy.fields = fields;
    return copy;
}

static enum status fill_batch(struct feeding *g, struct batch_tested *b,
                              struct event_stream *events, struct err *err)
{
    const struct event *e;
    arena_reset(&b->arena);
    b->events = ARENA_ARRAY(&b->arena, struct event, BATCH);
    b->n = 0;
    b->hits.v = b->undecided.v = NULL;
    b->hits.n = b->hits.max = b->undecided.n = b->undecided.max = 0;
    while (b->n < BATCH && !g->over) {
        enum status status = events->next(events->self, &e, err);
        g->over = status == END;
        if (status != OK && status != END)
            return status;
        if (status == OK)
            b->events[b->n++] = event_copy(&b->arena, e);
    }
    return stop_check(err);
}

static enum status take_batch(struct feeding *g, const struct batch_tested *b, struct err *err)
{
    for (size_t i = 0; i < b->n; i++) {
        struct rule_hits hits;
        hits.rules = rules_of(&b->hits, i, &hits.n);
        hits.undecided = rules_of(&b->undecided, i, &hits.undecided_n);
        if (g->feed->each)
            g->feed->each(g->feed->self, &b->events[i]);
        TRY(matcher_take(g->feed->matcher, &b->events[i], hits, err));
    }
    return OK;
}

/* Hands out events while a batch is idle. */
static enum status send_batches(struct feeding *g, struct event_stream *events, struct err *err)
{
    while (g->idle_n && !g->over) {
        struct batch_tested *b = g->idle[--g->idle_n];
        TRY(fill_batch(g, b, events, err));
        b->seq = g->next_in++;
        g->running++;
        if (!queue_push(g->work, b))
            return err_set(err, FAIL_STOPPED, "stopped");
    }
    return OK;
}

static enum status run(struct feeding *g, struct event_stream *events, struct err *err)
{
    TRY(send_batches(g, events, err));
    while (g->running) {
        struct batch_tested *b = queue_pop(g->done);
        g->parked[b->seq % g->batches_n] = b;
        while ((b = g->parked[g->next_out % g->batches_n])) {
            g->parked[g->next_out++ % g->batches_n] = NULL;
            g->running--;
            TRY(take_batch(g, b, err));
            g->idle[g->idle_n++] = b;
        }
        TRY(send_batches(g, events, err));
    }
    return OK;
}

/* Running -----------------------------------------------------------------------------------------
 */

static enum status run_threads(struct feeding *g, int jobs, struct event_stream *events,
                               struct err *err)
{
    pthread_t threads[JOBS_MAX];
    sigset_t all, before;
    int started = 0, trouble = 0;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    for (; started < jobs && !trouble; started += !trouble)
        trouble = pthread_create(&threads[started], NULL, test_thread, g);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    enum status status = trouble
                             ? err_set(err, FAIL_IO, "cannot start a thread: %s", strerror(trouble))
                             : run(g, events, err);
    queue_close(g->work);
    queue_close(g->done);
    for (int i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    return status;
}

static enum status feed_threads(const struct feed *f, int jobs, struct event_stream *events,
                                struct err *err)
{
    struct feeding g = {.feed = f, .batches_n = 2 * (size_t)jobs + 2};
    g.batches = calloc(g.batches_n, sizeof *g.batches);
    if (!g.batches)
        mem_die(g.batches_n * sizeof *g.batches);
    g.work = queue_new(g.batches_n);
    g.done = queue_new(g.batches_n);
    for (size_t i = 0; i < g.batches_n; i++)
        g.idle[g.idle_n++] = &g.batches[i];
    enum status status = run_threads(&g, jobs, events, err);
    for (size_t i = 0; i < g.batches_n; i++)
        arena_free(&g.batches[i].arena);
    queue_free(g.work);
    queue_free(g.done);
    free(g.batches);
    return status;
}

static enum status feed_here(const struct feed *f, struct event_stream *events, struct err *err)
{
    const struct event *e;
    enum status status;
    for (uint64_t n = 0; (status = events->next(events->self, &e, err)) == OK; n++) {
        if (f->each)
            f->each(f->self, e);
        TRY(matcher_feed(f->matcher, e, err));
        if (n % 1024 == 0)
            TRY(stop_check(err));
    }
    return status == END ? OK : status;
}

static int count_jobs(const struct feed *f)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    if (f->jobs > 0)
        return f->jobs < JOBS_MAX ? f->jobs : JOBS_MAX;
    if (ruleset_count(f->rules) < RULES_MANY || cores < 2)
        return 1;
    return cores > JOBS_DEFAULT ? JOBS_DEFAULT : (int)cores;
}

enum status feed_all(const struct feed *f, struct event_stream *events, struct err *err)
{
    int jobs = count_jobs(f);
    TRY(jobs > 1 ? feed_threads(f, jobs, events, err) : feed_here(f, events, err));
    return matcher_end(f->matcher, err);
}
