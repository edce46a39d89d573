/* Event logs of Vista and later: what fits inside a chunk is put there, with headers that fit, so
 * that records are reached; then the bytes as they are. */
#include "reader/evtx_chunk.h"
#include "reader_run.h"

#include <string.h>

extern const struct reader reader_evtx;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* One record around the bytes. */
static size_t make_log(char *to, struct str body)
{
    static char chunk[EVTX_CHUNK];
    static struct crc32 crc;
    char *record = chunk + EVTX_FIRST;
    size_t most = EVTX_CHUNK - EVTX_FIRST - EVTX_RECORD_HEAD - EVTX_RECORD_TAIL - 8;
    size_t len = body.len < most ? body.len : most;
    uint32_t whole = (uint32_t)(EVTX_RECORD_HEAD + len + EVTX_RECORD_TAIL + 7) / 8 * 8;
    if (!crc.table[0][1])
        crc32_init(&crc);
    memset(chunk, 0, sizeof chunk);
    memcpy(record, "**\0\0", 4);
    for (int i = 0; i < 4; i++)
        record[4 + i] = record[whole - 4 + i] = (char)(whole >> 8 * i & 255);
    record[8] = 1;
    memcpy(record + EVTX_RECORD_HEAD, body.ptr, len);
    evtx_make(to, (struct str){chunk, sizeof chunk}, EVTX_FIRST + whole, EVTX_FIRST, 1, &crc);
    return EVTX_HEADER + EVTX_CHUNK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char log[EVTX_HEADER + EVTX_CHUNK];
    struct str file = {(const char *)data, size};
    readers_start();
    run_probes(file);
    run_file(&reader_evtx, file, size + 1);
    if (size)
        run_file(&reader_evtx, (struct str){log, make_log(log, file)}, sizeof log);
    return 0;
}
