/* How .evtx lies on disk: a header, then chunks of 64 KiB, each complete in itself. Private to
 * reader.
 *
 * Units     places count from the beginning of the chunk.
 * Threads   pure functions. */
#ifndef READER_EVTX_CHUNK_H
#define READER_EVTX_CHUNK_H

#include "binxml_value.h"
#include "crc32.h"

enum {
    EVTX_HEADER = 4096, /* of the file */
    EVTX_CHUNK = 65536,
    EVTX_FIRST = 512,      /* where the records of a chunk begin */
    EVTX_RECORD_HEAD = 24, /* mark, size, number, time written */
    EVTX_RECORD_TAIL = 4,  /* the size again */
};

#define EVTX_FILE_MARK ((struct str){"ElfFile", 8})
#define EVTX_CHUNK_MARK ((struct str){"ElfChnk", 8})

/* The header of the file says how many chunks are in use, unless the log was open (`dirty`) or the
 * header is damaged: then nothing is known. */
struct evtx_header {
    bool known;
    uint64_t chunks;
};

struct evtx_header evtx_header_of(struct str head, const struct crc32 *crc);

/* Where the records of a chunk end. */
struct evtx_chunk {
    bool sound;      /* its own checksum fits, so that `end` is right */
    bool records_ok; /* the checksum over its records fits */
    size_t end;
};

struct evtx_chunk evtx_chunk_of(struct str chunk, const struct crc32 *crc);

struct evtx_record {
    size_t at, size; /* with head and tail */
    uint64_t number;
    int64_t written; /* ticks; TIME_NONE */
};

/* The record at that place; false when there is none that is whole. */
bool evtx_record_at(struct str chunk, size_t at, struct evtx_record *r);

/* The place of the next record from `at` on, before `end`; `end` when there is none. */
size_t evtx_record_find(struct str chunk, size_t at, size_t end);

/* Makes a file of one chunk: `to` has room for EVTX_HEADER + EVTX_CHUNK bytes. What lies behind
 * `end` is left out; `last` is the last record, `n` their number. */
void evtx_make(char *to, struct str chunk, size_t end, size_t last, size_t n,
               const struct crc32 *crc);

#endif
