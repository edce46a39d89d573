#include "job.h"

/* Walks through the text of a run once, for places that come in ascending order. */
struct walk {
    struct str text;
    size_t at;
    uint64_t from, to, file;
    unsigned unit;
    bool pairs;
};

/* Units of the file that the character beginning with this byte took. */
static unsigned units(const struct walk *w, unsigned char lead)
{
    if ((lead & 0xc0) == 0x80)
        return 0;
    return (w->unit == 2 && lead >= 0xf0) || (w->pairs && lead >= 0x80) ? 2 : 1;
}

/* ASCII in front of `want`, eight bytes a step. */
static size_t ascii_run(const struct walk *w, size_t want)
{
    size_t at = w->at;
    for (uint64_t word; want - at >= sizeof word; at += sizeof word) {
        memcpy(&word, w->text.ptr + at, sizeof word);
        if (word & UINT64_C(0x8080808080808080))
            break;
    }
    while (at < want && (unsigned char)w->text.ptr[at] < 0x80)
        at++;
    return at - w->at;
}

static uint64_t place(struct walk *w, uint64_t decoded)
{
    uint64_t want = decoded < w->from ? 0 : decoded - w->from;
    if (want < w->at) {
        w->at = 0;
        w->file = w->from;
    }
    if (want > w->text.len)
        want = w->text.len;
    while (w->at < want) {
        size_t plain = ascii_run(w, want);
        w->at += plain;
        w->file += (uint64_t)w->unit * plain;
        if (w->at < want)
            w->file += (uint64_t)w->unit * units(w, (unsigned char)w->text.ptr[w->at++]);
    }
    return w->file < w->to ? w->file : w->to;
}

void job_place(struct job *job)
{
    struct batch *b = &job->batch;
    struct walk w = {.text = b->bytes,
                     .from = job->from,
                     .to = job->to,
                     .file = job->from,
                     .unit = job->unit,
                     .pairs = job->pairs};
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
