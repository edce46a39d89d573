/* Reads a text with one reader, as tests want it: one batch, one look. */
#ifndef TESTS_READER_KIT_H
#define TESTS_READER_KIT_H

#include "reader/reader.h"
#include "suite.h"

static struct batch kit_batch;

static inline const struct batch *read_text(const struct reader *r, const char *path,
                                            const char *text)
{
    struct err err = {0};
    batch_reset(&kit_batch);
    kit_batch.bytes = str_of(text);
    ck_assert_int_eq(r->parse(&kit_batch, str_of(path), &err), OK);
    return &kit_batch;
}

static inline struct str fact_of(const struct batch *b, size_t capture, size_t row,
                                 const char *field)
{
    ck_assert_uint_gt(b->captures_n, capture);
    ck_assert_uint_gt(b->captures[capture].facts_n, row);
    return fact_get(&b->captures[capture].facts[row], str_of(field));
}

static inline const char *taken_of(const struct batch *b, size_t capture)
{
    static char text[TIME_TEXT];
    return time_iso(b->captures[capture].taken, text);
}

#endif
