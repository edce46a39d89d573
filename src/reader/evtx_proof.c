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

/* Adds the making; false when it is there, or when there is no room to remember it. */
static bool is_new(struct evtx_proof *p, uint64_t shape)
{
    shape = shape ? shape : 1;
    for (size_t i = 0; i < 8; i++) {
        uint64_t *slot = &p->seen[(shape + i) % PROOF_SHAPES];
        if (*slot == shape)
            return false;
        if (*slot == 0) {
            *slot = shape;
            return true;
        }
    }
    return false;
}

void evtx_proof_want(struct evtx_proof *p, uint64_t shape, size_t record, size_t event)
{
    if (p->wanted_n == PROOF_WANTED || !is_new(p, shape))
        return;
    p->wanted[p->wanted_n].record = record;
    p->wanted[p->wanted_n++].event = event;
}

/* Comparing ----------------------------------------------------------------------------------- */

/* libevtx pads hexadecimal numbers with zeros; Windows does not. */
static struct str without_padding(struct arena *arena, struct str s)
{
    struct str digits = str_skip(s, 2);
    if (!str_starts(s, STR("0x")) || (s.len != 10 && s.len != 18))
        return s;
    while (digits.len > 1 && digits.ptr[0] == '0')
        digits = str_skip(digits, 1);
    return arena_fmt(arena, "0x%.*s", STR_ARG(digits));
}

/* The first difference is told. */
static bool same_text(struct buf *why, struct str name, struct str ours, struct str theirs)
{
    if (str_eq(ours, theirs))
        return true;
    if (why->len == 0)
        buf_fmt(why, "%.*s is '%.*s' in the record, '%.*s' to libevtx", STR_ARG(str_head(name, 60)),
                STR_ARG(str_head(ours, 80)), STR_ARG(str_head(theirs, 80)));
    return false;
}

static bool same_number(struct buf *why, const char *name, int64_t ours, int64_t theirs)
{
    char a[24], b[24];
    snprintf(a, sizeof a, "%lld", (long long)ours);
    snprintf(b, sizeof b, "%lld", (long long)theirs);
    return same_text(why, str_of(name), str_of(a), str_of(b));
}

static bool same_system(struct buf *why, const struct event *a, const struct event *b)
{
    bool same = same_number(why, "SystemTime", a->at.ticks, b->at.ticks);
    same &= same_number(why, "EventRecordID", a->record_id, b->record_id);
    same &= same_number(why, "EventID", a->event_id, b->event_id);
    same &= same_number(why, "Qualifiers", a->qualifiers, b->qualifiers);
    same &= same_number(why, "Version", a->version, b->version);
    same &= same_number(why, "Level", a->level, b->level);
    same &= same_number(why, "Task", a->task, b->task);
    same &= same_number(why, "Opcode", a->opcode, b->opcode);
    same &= same_number(why, "ProcessID", a->pid, b->pid);
    same &= same_number(why, "ThreadID", a->tid, b->tid);
    same &= same_number(why, "Keywords", (int64_t)a->keywords, (int64_t)b->keywords);
    same &= same_text(why, STR("Provider"), a->provider, b->provider);
    same &= same_text(why, STR("Guid"), a->provider_guid, b->provider_guid);
    same &= same_text(why, STR("EventSourceName"), a->event_source_name, b->event_source_name);
    same &= same_text(why, STR("Channel"), a->channel, b->channel);
    same &= same_text(why, STR("Computer"), a->computer, b->computer);
    same &= same_text(why, STR("UserID"), a->user_sid, b->user_sid);
    same &= same_text(why, STR("ActivityID"), a->activity_id, b->activity_id);
    same &=
        same_text(why, STR("RelatedActivityID"), a->related_activity_id, b->related_activity_id);
    return same & same_text(why, STR("Message"), a->message, b->message);
}

static bool same_fields(struct evtx_proof *p, const struct event *a, const struct event *b)
{
    struct buf *why = &p->why;
    bool same = same_number(why, "values", (int64_t)a->fields_n, (int64_t)b->fields_n);
    for (size_t i = 0; i < a->fields_n && i < b->fields_n; i++) {
        same &= same_text(why, STR("name of a value"), a->fields[i].name, b->fields[i].name);
        same &= same_text(why, a->fields[i].name, a->fields[i].value,
                          without_padding(&p->other.arena, b->fields[i].value));
    }
    return same;
}

static void compare(struct evtx_proof *p, struct evtx_lib *lib, size_t record,
                    const struct event *e)
{
    struct notes *notes = &p->batch->notes;
    unsigned long long at = e->offset;
    if (!evtx_lib_xml(lib, record, &p->xml, &p->why)) {
        notes_add(notes, NOTE_EVTX_ALONE, p->place, "at byte %llu: %.*s; " EXPORT_ADVICE, at,
                  STR_ARG(str_head(buf_str(&p->why), 160)));
        return;
    }
    batch_reset(&p->other);
    buf_reset(&p->why);
    windows_xml_read(&p->other, buf_keep(&p->xml, &p->other.arena), 0, p->place);
    if (p->other.events_n != 1) {
        notes_add(notes, NOTE_EVTX_ALONE, p->place,
                  "at byte %llu: what libevtx makes of it is no XML; " EXPORT_ADVICE, at);
        return;
    }
    bool same = same_system(&p->why, e, &p->other.events[0]);
    same &= same_fields(p, e, &p->other.events[0]);
    if (!same)
        notes_add(notes, NOTE_EVTX_REPAIRED, p->place, "at byte %llu: %.*s", at,
                  STR_ARG(buf_str(&p->why)));
}

void evtx_proof_chunk(struct evtx_proof *p, struct str chunk, const struct evtx_record *last,
                      size_t records)
{
    if (p->wanted_n == 0)
        return;
    if (!p->file && !(p->file = malloc(EVTX_HEADER + EVTX_CHUNK)))
        mem_die(EVTX_HEADER + EVTX_CHUNK);
    evtx_make(p->file, chunk, last->at + last->size, last->at, records, p->crc);
    struct evtx_lib *lib = evtx_lib_open(p->file, EVTX_HEADER + EVTX_CHUNK);
    for (size_t i = 0; lib && i < p->wanted_n; i++)
        compare(p, lib, p->wanted[i].record, &p->batch->events[p->wanted[i].event]);
    if (!lib)
        notes_add(&p->batch->notes, NOTE_EVTX_ALONE, p->place, "libevtx cannot open a chunk");
    evtx_lib_close(lib);
}
