#include "proof.h"

#include <stdio.h>
#include <string.h>

bool proof_is_new(struct proof_shapes *shapes, uint64_t shape)
{
    shape = shape ? shape : 1;
    for (size_t i = 0; i < 8; i++) {
        uint64_t *slot = &shapes->seen[(shape + i) % PROOF_SHAPES];
        if (*slot == shape)
            return false;
        if (*slot == 0) {
            *slot = shape;
            return true;
        }
    }
    return false;
}

/* Comparing ----------------------------------------------------------------------------------- */

/* libevtx pads hexadecimal numbers with zeros; Windows does not. */
static struct str without_padding(struct str s, char to[20])
{
    struct str digits = str_skip(s, 2);
    if (!str_starts(s, STR("0x")) || (s.len != 10 && s.len != 18))
        return s;
    while (digits.len > 1 && digits.ptr[0] == '0')
        digits = str_skip(digits, 1);
    to[0] = '0';
    to[1] = 'x';
    memcpy(to + 2, digits.ptr, digits.len);
    return (struct str){to, 2 + digits.len};
}

/* The first difference is told. */
static bool same_text(struct buf *why, struct str name, struct str ours, struct str theirs)
{
    if (str_eq(ours, theirs))
        return true;
    if (why->len == 0)
        buf_fmt(why, "%.*s is '%.*s' in the record, '%.*s' to the library",
                STR_ARG(str_head(name, 60)), STR_ARG(str_head(ours, 80)),
                STR_ARG(str_head(theirs, 80)));
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

static bool same_fields(struct buf *why, const struct event *a, const struct event *b)
{
    char bare[20];
    bool same = same_number(why, "number of values", (int64_t)a->fields_n, (int64_t)b->fields_n);
    for (size_t i = 0; i < a->fields_n && i < b->fields_n; i++) {
        const struct field *ours = &a->fields[i], *theirs = &b->fields[i];
        same &= same_text(why, STR("name of a value"), ours->name, theirs->name);
        same &= same_text(why, ours->name, ours->value, without_padding(theirs->value, bare));
    }
    return same;
}

bool proof_same(struct buf *why, const struct event *ours, const struct event *theirs)
{
    bool same = same_system(why, ours, theirs);
    return same_fields(why, ours, theirs) && same;
}

/* Notes --------------------------------------------------------------------------------------- */

void proof_differs(struct batch *b, struct loc place, const struct event *ours, struct str why)
{
    notes_add(&b->notes, NOTE_BINARY_REPAIRED, place, "at byte %llu: %.*s",
              (unsigned long long)ours->offset, STR_ARG(why));
}

void proof_missing(struct batch *b, struct loc place, const struct event *ours, struct str why,
                   const char *advice)
{
    notes_add(&b->notes, NOTE_BINARY_ALONE, place, "at byte %llu: %.*s; %s",
              (unsigned long long)ours->offset, STR_ARG(str_head(why, 160)), advice);
}
