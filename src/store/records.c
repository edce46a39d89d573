#include "records.h"

#include "base/arena.h"
#include "base/limits.h"
#include "base/spool.h"
#include "model/event.h"

#include <stdlib.h>
#include <unistd.h>

enum { FIRST_ROOM = 1024 };

static size_t most(const struct records *r)
{
    return r->most ? r->most : LIMIT_RECORDS_HELD;
}

void records_free(struct records *r)
{
    if (r->spooled)
        close(r->spool);
    free(r->runs);
    free(r->held);
    *r = (struct records){.most = r->most};
}

static void *grown(void *memory, size_t size)
{
    memory = realloc(memory, size);
    if (!memory)
        mem_die(size);
    return memory;
}

/* Behind what is in the file already. */
static enum status spool_held(struct records *r, struct err *err)
{
    if (r->spooled == 0)
        TRY(spool_open(&r->spool, err));
    TRY(spool_write(r->spool, (const char *)r->held, r->held_n * sizeof *r->held, err));
    r->spooled += r->held_n;
    r->held_n = 0;
    return OK;
}

enum status records_add(struct records *r, const struct record *one, struct err *err)
{
    if (r->held_n == most(r))
        TRY(spool_held(r, err));
    if (r->held_n == r->held_max) {
        r->held_max = r->held_max ? 2 * r->held_max : FIRST_ROOM;
        r->held_max = r->held_max < most(r) ? r->held_max : most(r);
        r->held = grown(r->held, r->held_max * sizeof *r->held);
    }
    r->held[r->held_n++] = *one;
    return OK;
}

/* Sorting --------------------------------------------------------------------------------------
 */

/* The order of design section 2; a record without a record id comes before those with one. */
static int in_order(const void *a, const void *b)
{
    const struct record *x = a, *y = b;
#define COMPARE(member)                                                                            \
    if (x->member != y->member)                                                                    \
    return x->member < y->member ? -1 : 1
    COMPARE(at);
    COMPARE(channel);
    if (x->record_id != y->record_id) {
        if (x->record_id == EVENT_NONE || y->record_id == EVENT_NONE)
            return x->record_id == EVENT_NONE ? -1 : 1;
        COMPARE(record_id);
    }
    COMPARE(sha256);
    COMPARE(position);
    COMPARE(id);
#undef COMPARE
    return 0;
}

static void place(struct record *one, const struct places *places)
{
    size_t origin = (size_t)one->origin, source = (size_t)one->source;
    if (origin < places->origins_n) {
        one->kin = places->origins[origin].kin;
        one->channel = places->origins[origin].channel;
    }
    if (source < places->sources_n)
        one->sha256 = places->sources[source];
}

static void sort_held(struct records *r, const struct places *places)
{
    bool sorted = true;
    for (size_t i = 0; i < r->held_n; i++) {
        place(&r->held[i], places);
        sorted = sorted && (i == 0 || in_order(&r->held[i - 1], &r->held[i]) <= 0);
    }
    if (!sorted)
        qsort(r->held, r->held_n, sizeof *r->held, in_order);
}

/* What `held` takes at a time is read, sorted and put back; each such piece becomes a run. */
static enum status sort_spool(struct records *r, const struct places *places, struct err *err)
{
    for (uint64_t at = 0; at < r->spooled; at += r->held_n) {
        uint64_t rest = r->spooled - at;
        r->held_n = rest < most(r) ? (size_t)rest : most(r);
        size_t bytes = r->held_n * sizeof *r->held;
        TRY(spool_read_at(r->spool, at * sizeof *r->held, (char *)r->held, bytes, err));
        sort_held(r, places);
        TRY(spool_write_at(r->spool, at * sizeof *r->held, (const char *)r->held, bytes, err));
    }
    return OK;
}

enum status records_sort(struct records *r, const struct places *places, struct err *err)
{
    if (r->spooled == 0) {
        sort_held(r, places);
        return OK;
    }
    TRY(spool_held(r, err));
    return sort_spool(r, places, err);
}

/* Merging --------------------------------------------------------------------------------------
 */

static enum status refill(struct records *r, struct run *run, struct err *err)
{
    uint64_t rest = run->end - run->next;
    run->at = 0;
    run->n = rest < run->room ? (size_t)rest : run->room;
    TRY(spool_read_at(r->spool, run->next * sizeof *run->piece, (char *)run->piece,
                      run->n * sizeof *run->piece, err));
    run->next += run->n;
    return OK;
}

static bool goes_first(const struct run *a, const struct run *b)
{
    return in_order(&a->piece[a->at], &b->piece[b->at]) < 0;
}

static void sift_down(struct records *r, size_t i)
{
    for (size_t first = i, child; (child = 2 * i + 1) < r->runs_n; i = first) {
        for (size_t k = child; k < r->runs_n && k <= child + 1; k++)
            if (goes_first(&r->runs[k], &r->runs[first]))
                first = k;
        if (first == i)
            return;
        struct run run = r->runs[i];
        r->runs[i] = r->runs[first];
        r->runs[first] = run;
    }
}

/* The memory of `held` is shared out among the runs. */
static enum status begin_runs(struct records *r, struct err *err)
{
    r->runs_n = (size_t)((r->spooled + most(r) - 1) / most(r));
    r->runs = grown(r->runs, r->runs_n * sizeof *r->runs);
    size_t share = most(r) / r->runs_n;
    if (share == 0)
        return err_set(err, FAIL_LIMIT, "more events than can be put in order");
    for (size_t i = 0; i < r->runs_n; i++) {
        uint64_t from = (uint64_t)i * most(r), to = from + most(r);
        to = to < r->spooled ? to : r->spooled;
        r->runs[i] = (struct run){
            .piece = r->held + i * share, .room = share, .next = from, .end = to};
        TRY(refill(r, &r->runs[i], err));
    }
    for (size_t i = r->runs_n / 2; i-- > 0;)
        sift_down(r, i);
    return OK;
}

enum status records_begin(struct records *r, struct err *err)
{
    r->at = 0;
    r->taken = false;
    return r->spooled ? begin_runs(r, err) : OK;
}

/* Past the record that was handed out. */
static enum status step(struct records *r, struct err *err)
{
    struct run *run = &r->runs[0];
    if (++run->at == run->n && run->next < run->end)
        TRY(refill(r, run, err));
    if (run->at == run->n)
        *run = r->runs[--r->runs_n];
    sift_down(r, 0);
    return OK;
}

enum status records_next(struct records *r, const struct record **out, struct err *err)
{
    if (r->spooled == 0) {
        if (r->at == r->held_n)
            return END;
        *out = &r->held[r->at++];
        return OK;
    }
    if (r->taken)
        TRY(step(r, err));
    r->taken = r->runs_n > 0;
    if (r->runs_n == 0)
        return END;
    *out = &r->runs[0].piece[r->runs[0].at];
    return OK;
}
