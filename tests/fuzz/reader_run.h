/* What every fuzz target of a reader does: one file through split and parse, as the splitter of app
 * does it, looking at every byte that is handed out and at every place that is claimed. */
#ifndef TESTS_FUZZ_READER_RUN_H
#define TESTS_FUZZ_READER_RUN_H

#include "reader/reader.h"

#include <stdlib.h>

struct run_counts {
    size_t events, facts;
    uint64_t used, filling, lost; /* all bytes of the file */
    uint64_t place;               /* a sum, to compare two ways of reading */
};

static void check(bool good)
{
    if (!good)
        abort();
}

static unsigned run_touch(struct str s)
{
    unsigned sum = 0;
    for (size_t i = 0; i < s.len; i++)
        sum += (unsigned char)s.ptr[i];
    return sum;
}

/* Every byte is in a record, filling or declared lost, and none of them twice. */
static void run_account(struct batch *b, struct run_counts *counts)
{
    uint64_t declared = 0;
    struct account account = batch_account(b, b->offset, b->offset + b->bytes.len);
    for (size_t i = 0; i < b->losses_n; i++)
        declared += b->losses[i].length;
    check(declared == account.lost);
    check(account.used + account.filling + account.lost == b->bytes.len);
    counts->used += account.used;
    counts->filling += account.filling;
    counts->lost += account.lost;
}

static void run_look(const struct batch *b, struct run_counts *counts)
{
    uint64_t end = b->offset + b->bytes.len, before = b->offset;
    volatile unsigned sum = 0;
    for (size_t i = 0; i < b->events_n; i++) {
        const struct event *e = &b->events[i];
        check(e->offset >= before && e->offset < end);
        before = e->offset;
        counts->place += e->offset;
        sum += run_touch(e->computer) + run_touch(e->channel) + run_touch(e->provider) +
               run_touch(e->message) + run_touch(e->user_sid);
        for (size_t f = 0; f < e->fields_n; f++)
            sum += run_touch(e->fields[f].name) + run_touch(e->fields[f].value);
    }
    for (size_t i = 0; i < b->captures_n; i++)
        for (size_t f = 0; f < b->captures[i].facts_n; f++) {
            const struct fact *fact = &b->captures[i].facts[f];
            check(fact->offset >= b->offset && fact->offset < end && fact->line > 0);
            for (size_t k = 0; k < fact->fields_n; k++)
                sum += run_touch(fact->fields[k].value);
            counts->facts++;
        }
    for (size_t i = 0; i < b->losses_n; i++)
        check(b->losses[i].offset >= b->offset && b->losses[i].offset + b->losses[i].length <= end);
    counts->events += b->events_n;
    (void)sum;
}

/* The window grows until the reader finds something in it. */
static struct cut run_split(const struct reader *r, struct str rest, size_t step)
{
    if (!r->split)
        return (struct cut){0, rest.len, NULL};
    for (size_t window = step;; window *= 2) {
        bool last = window >= rest.len;
        struct cut cut = r->split(str_head(rest, window), step, last);
        check(cut.skip + cut.take <= (last ? rest.len : window));
        if (cut.skip || cut.take || last)
            return cut;
    }
}

/* Asks every reader about it. */
static inline void run_probes(struct str file)
{
    const char *why, *advice;
    reader_for(&(struct head){file, file}, STR("x"), &why, &advice);
}

static inline struct run_counts run_file(const struct reader *r, struct str file, size_t step)
{
    struct run_counts counts = {0};
    struct batch b = {0};
    struct err err;
    struct lead lead = {.path = STR("netstat_20121026_0908.txt"),
                        .head = str_head(file, LEAD_BYTES)};
    for (struct str rest = file; r->survey && rest.len;) {
        struct cut cut = run_split(r, rest, step);
        check(cut.skip + cut.take > 0);
        lead.surveyed = (uint64_t)(rest.ptr - file.ptr) + cut.skip;
        r->survey(&lead, str_head(str_skip(rest, cut.skip), cut.take));
        rest = str_skip(rest, cut.skip + cut.take);
    }
    for (struct str rest = file; rest.len;) {
        struct cut cut = run_split(r, rest, step);
        check(cut.skip + cut.take > 0);
        batch_reset(&b);
        b.offset = (uint64_t)(rest.ptr - file.ptr) + cut.skip;
        b.decoded = b.offset;
        b.bytes = str_head(str_skip(rest, cut.skip), cut.take);
        check(r->parse(&b, &lead, &err) == OK);
        run_look(&b, &counts);
        run_account(&b, &counts);
        *(cut.lost ? &counts.lost : &counts.filling) += cut.skip;
        rest = str_skip(rest, cut.skip + cut.take);
    }
    check(counts.used + counts.filling + counts.lost == file.len);
    batch_free(&b);
    return counts;
}

#endif
