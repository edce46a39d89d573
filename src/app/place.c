#include "job.h"

/* Walks through the text of a run once, for places that come in ascending order. */
struct walk {
    struct str text;
    size_t at;
    uint64_t from, to, file;
    unsigned unit;
};

/* Units of the file that the character beginning with this byte took. */
static unsigned units(unsigned char lead, unsigned unit)
{
    if ((lead & 0xc0) == 0x80)
        return 0;
    return unit == 2 && lead >= 0xf0 ? 2 : 1;
}

static uint64_t place(struct walk *w, uint64_t decoded)
{
    uint64_t want = decoded < w->from ? 0 : decoded - w->from;
    if (want < w->at) {
        w->at = 0;
        w->file = w->from;
    }
    for (; w->at < want && w->at < w->text.len; w->at++)
        w->file += (uint64_t)w->unit * units((unsigned char)w->text.ptr[w->at], w->unit);
    return w->file < w->to ? w->file : w->to;
}

void job_place(struct job *job)
{
    struct batch *b = &job->batch;
    struct walk w = {
        .text = b->bytes, .from = job->from, .to = job->to, .file = job->from, .unit = job->unit};
    if (job->unit == 0)
        return;
    for (size_t i = 0; i < b->events_n; i++) {
        struct event *e = &b->events[i];
        uint64_t end = e->offset + e->length;
        e->offset = place(&w, e->offset);
        e->length = e->length ? place(&w, end) - e->offset : 0;
    }
    for (size_t i = 0; i < b->captures_n; i++)
        for (size_t f = 0; f < b->captures[i].facts_n; f++)
            b->captures[i].facts[f].offset = place(&w, b->captures[i].facts[f].offset);
    for (size_t i = 0; i < b->losses_n; i++) {
        struct loss *loss = &b->losses[i];
        uint64_t end = place(&w, loss->offset + loss->length);
        loss->offset = place(&w, loss->offset);
        loss->length = end - loss->offset;
    }
}
