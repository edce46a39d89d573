/* Drives one reader over bytes as ingest does: probe, cut, parse, and holds it to its promises. */
#ifndef FUZZ_READER_DRIVE_H
#define FUZZ_READER_DRIVE_H

#include "reader/reader.h"

#include <stdlib.h>

/* Every field of what was made is looked at, so that a view that points nowhere is noticed. */
static size_t weigh_str(struct str s)
{
    size_t sum = 0;
    for (size_t i = 0; i < s.len; i++)
        sum += (unsigned char)s.ptr[i];
    return sum;
}

static size_t weigh(const struct batch *b)
{
    size_t sum = 0;
    for (size_t i = 0; i < b->events_n; i++) {
        const struct event *e = &b->events[i];
        sum += weigh_str(e->provider) + weigh_str(e->channel) + weigh_str(e->computer) +
               weigh_str(e->message) + weigh_str(e->user_sid);
        for (size_t k = 0; k < e->fields_n; k++)
            sum += weigh_str(e->fields[k].name) + weigh_str(e->fields[k].value);
    }
    for (size_t i = 0; i < b->captures_n; i++)
        for (size_t k = 0; k < b->captures[i].facts_n; k++)
            for (size_t f = 0; f < b->captures[i].facts[k].fields_n; f++)
                sum += weigh_str(b->captures[i].facts[k].fields[f].value);
    return sum;
}

static void drive_piece(const struct reader *r, struct str bytes, uint64_t offset)
{
    struct batch batch = {0};
    struct err err;
    batch_reset(&batch);
    batch.bytes = bytes;
    batch.offset = offset;
    if (r->parse(&batch, STR("fuzz"), &err) != OK)
        abort();
    for (size_t i = 0; i < batch.losses_n; i++)
        if (batch.losses[i].offset < offset || batch.losses[i].length > bytes.len)
            abort(); /* a loss lies inside what was given */
    volatile size_t sink = weigh(&batch);
    (void)sink;
    batch_free(&batch);
}

static void reader_drive(const struct reader *r, struct str all)
{
    uint64_t offset = 0;
    r->probe(str_head(all, 4096), STR("fuzz"));
    if (!r->split) {
        drive_piece(r, all, 0);
        return;
    }
    for (struct str rest = all; rest.len;) {
        struct cut cut = r->split(rest, 4096, true);
        if (cut.skip > rest.len || cut.take > rest.len - cut.skip)
            abort();
        if (cut.take)
            drive_piece(r, (struct str){rest.ptr + cut.skip, cut.take}, offset + cut.skip);
        if (cut.skip + cut.take == 0)
            break;
        offset += cut.skip + cut.take;
        rest = str_skip(rest, cut.skip + cut.take);
    }
}

#endif
