#include "evtx_chunk.h"

#include <string.h>

enum {
    HEADER_SIZE = 128, /* of the headers' used part, which their own checksum covers but for it */
    FLAG_DIRTY = 1,
    CHUNK_TABLES = 128, /* offsets of names and templates, up to the first record */
};

struct evtx_header evtx_header_of(struct str head, const struct crc32 *crc)
{
    struct evtx_header h = {0};
    if (head.len < HEADER_SIZE || !str_starts(head, EVTX_FILE_MARK))
        return h;
    bool dirty = bytes_u32(head.ptr + 120) & FLAG_DIRTY;
    h.chunks = bytes_u16(head.ptr + 42);
    h.known =
        !dirty && h.chunks && crc32_of(crc, str_head(head, 120), 0) == bytes_u32(head.ptr + 124);
    return h;
}

static struct str part(struct str s, size_t at, size_t end)
{
    return str_head(str_skip(s, at), end - at);
}

static uint32_t header_sum(struct str chunk, const struct crc32 *crc)
{
    return crc32_of(crc, part(chunk, CHUNK_TABLES, EVTX_FIRST),
                    crc32_of(crc, part(chunk, 0, 120), 0));
}

struct evtx_chunk evtx_chunk_of(struct str chunk, const struct crc32 *crc)
{
    struct evtx_chunk c = {.end = chunk.len};
    if (chunk.len < EVTX_FIRST)
        return c;
    size_t end = bytes_u32(chunk.ptr + 48);
    if (header_sum(chunk, crc) != bytes_u32(chunk.ptr + 124) || end < EVTX_FIRST ||
        end > EVTX_CHUNK)
        return c;
    c.sound = true;
    c.end = end < chunk.len ? end : chunk.len;
    c.records_ok = end <= chunk.len &&
                   crc32_of(crc, part(chunk, EVTX_FIRST, end), 0) == bytes_u32(chunk.ptr + 52);
    return c;
}

bool evtx_record_at(struct str chunk, size_t at, struct evtx_record *r)
{
    struct str s = str_skip(chunk, at);
    if (s.len < EVTX_RECORD_HEAD + EVTX_RECORD_TAIL || !str_starts(s, (struct str){"**\0\0", 4}))
        return false;
    size_t size = bytes_u32(s.ptr + 4);
    if (size < EVTX_RECORD_HEAD + EVTX_RECORD_TAIL || size > s.len ||
        bytes_u32(s.ptr + size - EVTX_RECORD_TAIL) != size)
        return false;
    *r = (struct evtx_record){at, size, bytes_u64(s.ptr + 8), value_ticks(bytes_u64(s.ptr + 16))};
    return true;
}

size_t evtx_record_find(struct str chunk, size_t at, size_t end)
{
    struct evtx_record r;
    for (; at < end; at++) {
        struct str rest = part(chunk, at, end);
        const char *mark = str_find(rest, (struct str){"**\0\0", 4});
        if (!mark)
            break;
        at += (size_t)(mark - rest.ptr);
        if (evtx_record_at(chunk, at, &r))
            return at;
    }
    return end;
}

/* Making a file ------------------------------------------------------------------------------- */

static void put(char *to, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        to[i] = (char)(value >> 8 * i & 255);
}

static void make_header(char *to, const struct crc32 *crc)
{
    memcpy(to, EVTX_FILE_MARK.ptr, EVTX_FILE_MARK.len);
    put(to + 24, 1, 8); /* number of the next record */
    put(to + 32, HEADER_SIZE, 4);
    put(to + 36, 1, 2);
    put(to + 38, 3, 2);
    put(to + 40, EVTX_HEADER, 2);
    put(to + 42, 1, 2); /* chunks */
    put(to + 124, crc32_of(crc, (struct str){to, 120}, 0), 4);
}

void evtx_make(char *to, struct str chunk, size_t end, size_t last, size_t n,
               const struct crc32 *crc)
{
    char *copy = to + EVTX_HEADER;
    struct str made = {copy, EVTX_CHUNK};
    memset(to, 0, EVTX_HEADER + EVTX_CHUNK);
    make_header(to, crc);
    memcpy(copy, chunk.ptr, end);
    memcpy(copy, EVTX_CHUNK_MARK.ptr, EVTX_CHUNK_MARK.len);
    put(copy + 8, 1, 8);
    put(copy + 16, n, 8);
    put(copy + 24, 1, 8);
    put(copy + 32, n, 8);
    put(copy + 40, HEADER_SIZE, 4);
    put(copy + 44, last, 4);
    put(copy + 48, end, 4);
    put(copy + 52, crc32_of(crc, part(made, EVTX_FIRST, end), 0), 4);
    put(copy + 124, header_sum(made, crc), 4);
}
