/* Reading a text as if it were a file, for the tests of readers. */
#ifndef TESTS_READ_KIT_H
#define TESTS_READ_KIT_H

#include "reader/reader.h"
#include "suite.h"

extern const struct reader reader_windows_xml, reader_event_viewer_text, reader_console, reader_reg;

static inline struct batch read_text(const struct reader *r, struct str text, const char *path)
{
    struct batch b = {0};
    struct err err;
    batch_reset(&b);
    b.bytes = arena_str(&b.arena, text);
    b.ends = true;
    struct lead lead = {.path = str_of(path), .head = str_head(text, LEAD_BYTES)};
    if (r->survey)
        r->survey(&lead, text);
    ck_assert_int_eq(r->parse(&b, &lead, &err), OK);
    b.notes.arena = NULL; /* the batch moves: only what was noted may be looked at */
    return b;
}

static inline const struct reader *reader_of(struct str text, const char *path)
{
    const char *why, *advice;
    return reader_for(&(struct head){text, text}, str_of(path), &why, &advice);
}

static inline uint64_t lost_bytes(const struct batch *b)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < b->losses_n; i++)
        sum += b->losses[i].length;
    return sum;
}

static inline struct str time_text(const struct moment *at)
{
    static char text[TIME_TEXT];
    return str_of(time_iso(*at, text));
}

#define ck_field(e, name, literal) ck_str(event_field((e), STR(name)), literal)
#define ck_fact(f, name, literal) ck_str(fact_get((f), STR(name)), literal)

#endif
