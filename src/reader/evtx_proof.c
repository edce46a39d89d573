#include "evtx_proof.h"

#include "evtx_lib.h"
#include "windows_xml.h"

#include <stdlib.h>

#define EXPORT_ADVICE                                                                              \
    "if it matters, export it on Windows: 'wevtutil qe FILE /lf:true /f:RenderedXml /e:Events'"

void evtx_proof_init(struct evtx_proof *p, struct batch *b, struct loc place,
                     const struct crc32 *crc)
{
    *p = (struct evtx_proof){
        .batch = b,
        .place = place,
        .crc = crc,
        .xml = BUF_CAP(LIMIT_RECORD_BYTES),
        .why = BUF_CAP(4096),
    };
}

void evtx_proof_free(struct evtx_proof *p)
{
    batch_free(&p->other);
    buf_free(&p->xml);
    buf_free(&p->why);
    free(p->file);
}

void evtx_proof_want(struct evtx_proof *p, uint64_t shape, size_t record, size_t event)
{
    if (p->wanted_n == PROOF_WANTED || !proof_is_new(&p->shapes, shape))
        return;
    p->wanted[p->wanted_n].record = record;
    p->wanted[p->wanted_n++].event = event;
}

static void compare(struct evtx_proof *p, struct evtx_lib *lib, size_t record,
                    const struct event *ours)
{
    if (!evtx_lib_xml(lib, record, &p->xml, &p->why)) {
        proof_missing(p->batch, p->place, ours, buf_str(&p->why), EXPORT_ADVICE);
        return;
    }
    batch_reset(&p->other);
    buf_reset(&p->why);
    windows_xml_read(&p->other, buf_keep(&p->xml, &p->other.arena), 0, p->place);
    if (p->other.events_n != 1)
        proof_missing(p->batch, p->place, ours, STR("what libevtx makes of it is no XML"),
                      EXPORT_ADVICE);
    else if (!proof_same(&p->why, ours, &p->other.events[0]))
        proof_differs(p->batch, p->place, ours, buf_str(&p->why));
}

void evtx_proof_chunk(struct evtx_proof *p, struct str chunk, const struct evtx_record *last,
                      size_t records)
{
    size_t end = last->at + last->size;
    if (p->wanted_n == 0 || end % 4) /* libevtx looks through free space four bytes at a time */
        return;
    if (!p->file && !(p->file = malloc(EVTX_HEADER + EVTX_CHUNK)))
        mem_die(EVTX_HEADER + EVTX_CHUNK);
    evtx_make(p->file, chunk, end, last->at, records, p->crc);
    struct evtx_lib *lib = evtx_lib_open((struct str){p->file, EVTX_HEADER + EVTX_CHUNK});
    for (size_t i = 0; lib && i < p->wanted_n; i++)
        compare(p, lib, p->wanted[i].record, &p->batch->events[p->wanted[i].event]);
    if (!lib)
        proof_missing(p->batch, p->place, &p->batch->events[p->wanted[0].event],
                      STR("libevtx cannot open the chunk"), EXPORT_ADVICE);
    evtx_lib_close(lib);
}
