/* Binary XML, in which .evtx keeps its records: from the bytes of one record to its event.
 *
 * Every size and offset is checked before it is used, and the work that one record can make is
 * bounded. What this accepts is safe to be read by others, too.
 *
 * Owner     the batch of the maker. What is held between records dies at binxml_free.
 * Threads   one reader per thread.
 * Errors    none: binxml_read says why a record is no event. */
#ifndef READER_BINXML_H
#define READER_BINXML_H

#include "event_xml.h"

struct binxml_name {
    uint32_t at; /* in the chunk; 0: no name */
    struct str text;
};

struct binxml {
    struct event_maker *maker;
    struct str chunk; /* offsets in a record count from its beginning */
    struct arena names_arena, scratch;
    struct binxml_name names[256];
    uint64_t shape;      /* of the record read last: its templates and the types of its values */
    size_t steps, texts; /* spent on the record */
    const char *why;     /* what is wrong with it */
    struct buf text;
};

void binxml_init(struct binxml *x, struct event_maker *maker);
void binxml_free(struct binxml *x);

/* Another chunk: names are where it has them. */
void binxml_chunk(struct binxml *x, struct str chunk);

/* Reads the binary XML at `at` of the chunk, `len` bytes of a record that begins at byte `offset`
 * of the source, and adds its event to the batch of the maker. NULL, or why there is none; then the
 * batch is as it was. */
const char *binxml_read(struct binxml *x, size_t at, size_t len, uint64_t offset);

#endif
