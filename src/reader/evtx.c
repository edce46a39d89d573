/* Windows event logs as they lie on disk since Vista (.evtx).
 *
 * A file is cut at its chunks, so that a bad one costs one. Each record is read from its own bytes
 * (binxml.c), which are checked on the way; the first of each making in a run is read by libevtx,
 * too, and what the two say is compared, so that neither's faults pass as truth. Only what the log
 * holds is read: what was deleted, overwritten or left in free space is not evidence of an event.
 */
#include "evtx_chunk.h"

#include "base/files.h"
#include "base/time.h"
#include "binxml.h"
#include "evtx_proof.h"
#include "reader/reader.h"

struct log {
    struct batch *batch;
    struct loc place;
    struct evtx_header header;
    struct crc32 crc;
    struct event_maker maker;
    struct binxml binxml;
    struct evtx_proof proof;
};

/* One chunk, and the records found in it. */
struct chunk {
    struct str bytes;
    uint64_t offset; /* of the source */
    struct evtx_chunk facts;
    struct evtx_record last; /* size 0: none yet */
    size_t records;
    bool damaged; /* something between the records is none */
};

/* Records ------------------------------------------------------------------------------------- */

static void lost(struct log *l, uint64_t offset, size_t bytes, const char *why)
{
    batch_lost(l->batch, offset, bytes, why);
    notes_add(&l->batch->notes, NOTE_BYTES_LOST, l->place, "%zu bytes at byte %llu: %s", bytes,
              (unsigned long long)offset, why);
}

static void record_lost(struct log *l, const struct chunk *c, const struct evtx_record *r,
                        const char *why)
{
    char time[TIME_TEXT];
    batch_lost(l->batch, c->offset + r->at, r->size, why);
    notes_add(&l->batch->notes, NOTE_RECORD_MALFORMED, l->place,
              "record %llu written %s, %zu bytes at byte %llu: %s", (unsigned long long)r->number,
              time_iso((struct moment){.ticks = r->written}, time), r->size,
              (unsigned long long)(c->offset + r->at), why);
}

static void read_record(struct log *l, struct chunk *c, const struct evtx_record *r)
{
    size_t body = r->at + EVTX_RECORD_HEAD;
    size_t len = r->size - EVTX_RECORD_HEAD - EVTX_RECORD_TAIL;
    const char *why = binxml_read(&l->binxml, body, len, c->offset + r->at);
    if (why)
        record_lost(l, c, r, why);
    else
        evtx_proof_want(&l->proof, l->binxml.shape, c->records, l->batch->events_n - 1);
    c->last = *r;
    c->records++;
}

/* Is what follows the last record the next one? Behind the end that a log which was open wrote into
 * its chunk, newer records follow, but also what is left of old ones. */
static bool follows(const struct chunk *c, const struct evtx_record *r)
{
    return c->records && r->number == c->last.number + 1;
}

/* In a chunk whose header is damaged, records that are older than those before are left over. */
static bool belongs(const struct chunk *c, const struct evtx_record *r)
{
    if (r->at < c->facts.end)
        return c->facts.sound || !c->records || r->number > c->last.number;
    return follows(c, r);
}

static bool is_zero(struct str s)
{
    return s.len == 0 || (s.ptr[0] == 0 && memcmp(s.ptr, s.ptr + 1, s.len - 1) == 0);
}

static const char *gap_reason(const struct chunk *c, struct str gap)
{
    bool cut = c->bytes.len < EVTX_CHUNK && str_starts(gap, (struct str){"**\0\0", 4}) &&
               gap.ptr + gap.len == c->bytes.ptr + c->bytes.len;
    return cut ? "record cut off by the end of the file" : "no record of an event log";
}

/* What is no record, up to the next one; returns where that is. */
static size_t read_gap(struct log *l, struct chunk *c, size_t at)
{
    size_t next = evtx_record_find(c->bytes, at + 1, c->facts.end);
    struct str gap = str_head(str_skip(c->bytes, at), next - at);
    c->damaged = true;
    if (!is_zero(gap))
        lost(l, c->offset + at, gap.len, gap_reason(c, gap));
    return next;
}

static void read_records(struct log *l, struct chunk *c)
{
    size_t at = EVTX_FIRST;
    struct evtx_record r;
    while (at < c->bytes.len) {
        bool found = evtx_record_at(c->bytes, at, &r) && belongs(c, &r);
        if (found)
            read_record(l, c, &r);
        else if (at >= c->facts.end)
            break;
        at = found ? at + r.size : read_gap(l, c, at);
    }
}

/* Chunks -------------------------------------------------------------------------------------- */

/* Windows allocates a log in large steps and does not wipe it when it is cleared. */
static bool is_left_over(const struct log *l, const struct chunk *c)
{
    return l->header.known && c->offset >= EVTX_HEADER &&
           (c->offset - EVTX_HEADER) / EVTX_CHUNK >= l->header.chunks;
}

static void read_chunk(struct log *l, struct str bytes, uint64_t offset)
{
    struct chunk c = {bytes, offset, evtx_chunk_of(bytes, &l->crc), {0}, 0, false};
    if (is_left_over(l, &c)) {
        notes_add(&l->batch->notes, NOTE_LEFT_OVER, l->place, "at byte %llu",
                  (unsigned long long)offset);
        return;
    }
    if (!c.facts.records_ok)
        notes_add(&l->batch->notes, NOTE_EVTX_CHECKSUM, l->place, "64 KiB at byte %llu",
                  (unsigned long long)offset);
    binxml_chunk(&l->binxml, bytes);
    read_records(l, &c);
    if (!c.damaged && c.records)
        evtx_proof_chunk(&l->proof, bytes, &c.last, c.records);
    l->proof.wanted_n = 0;
}

static enum status parse_evtx(struct batch *b, const struct lead *lead, struct err *err)
{
    (void)err;
    struct log l = {.batch = b, .place = {.file = lead->path.ptr}};
    crc32_init(&l.crc);
    l.header = evtx_header_of(lead->head, &l.crc);
    event_maker_init(&l.maker, b, l.place);
    binxml_init(&l.binxml, &l.maker);
    evtx_proof_init(&l.proof, b, l.place, &l.crc);
    if (b->offset <= EVTX_HEADER)
        notes_add(&b->notes, NOTE_BINARY_LOG, l.place, ".evtx");
    for (size_t at = 0; at < b->bytes.len; at += EVTX_CHUNK)
        read_chunk(&l, str_head(str_skip(b->bytes, at), EVTX_CHUNK), b->offset + at);
    evtx_proof_free(&l.proof);
    binxml_free(&l.binxml);
    event_maker_free(&l.maker);
    return OK;
}

/* The file ------------------------------------------------------------------------------------ */

static int probe_evtx(struct str head, struct str path)
{
    (void)path;
    return str_starts(head, EVTX_FILE_MARK) ? 100 : str_starts(head, EVTX_CHUNK_MARK) ? 95 : 0;
}

/* Bytes up to the next mark, or all that cannot be the beginning of one. */
static size_t until_mark(struct str window, bool last)
{
    const struct str marks[] = {EVTX_CHUNK_MARK, EVTX_FILE_MARK};
    size_t keep = last ? 0 : EVTX_CHUNK_MARK.len - 1;
    size_t until = window.len > keep ? window.len - keep : 0;
    for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
        const char *at = str_find(window, marks[i]);
        if (at && (size_t)(at - window.ptr) < until)
            until = (size_t)(at - window.ptr);
    }
    return until;
}

/* Whole chunks that follow each other; of the last one what there is. */
static size_t chunks_at(struct str window, size_t want, bool last)
{
    size_t take = 0;
    while (take < want && str_starts(str_skip(window, take), EVTX_CHUNK_MARK) &&
           (last || window.len - take >= EVTX_CHUNK))
        take += str_head(str_skip(window, take), EVTX_CHUNK).len;
    return take;
}

static struct cut split_evtx(struct str window, size_t want, bool last)
{
    if (str_starts(window, EVTX_FILE_MARK) && window.len >= EVTX_HEADER)
        return (struct cut){EVTX_HEADER, 0, NULL};
    if (str_starts(window, EVTX_FILE_MARK))
        return (struct cut){last ? window.len : 0, 0, "log cut off inside of its header"};
    if (str_starts(window, EVTX_CHUNK_MARK))
        return (struct cut){0, chunks_at(window, want, last), NULL};
    size_t skip = until_mark(window, last);
    bool filling = is_zero(str_head(window, skip));
    return (struct cut){skip, 0, filling ? NULL : "no chunk of an event log"};
}

const struct reader reader_evtx = {
    .name = "evtx",
    .summary = "Windows event logs as they lie on disk since Vista (.evtx)",
    .binary = true,
    .probe = probe_evtx,
    .split = split_evtx,
    .parse = parse_evtx,
};
