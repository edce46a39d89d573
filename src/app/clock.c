#include "job.h"

enum { NOTABLE = 60 }; /* seconds; less is everyday work of time services */

/* What Windows writes when its clock is set: the two times are in its fields. */
static const struct step {
    struct str provider;
    int64_t event_id;
    struct str before, after;
} steps[] = {
    {{"Microsoft-Windows-Kernel-General", 32},    1,    {"OldTime", 7},       {"NewTime", 7}},
    {{"Microsoft-Windows-Security-Auditing", 35}, 4616, {"PreviousTime", 12}, {"NewTime", 7}},
};

static bool is_notable(int64_t ticks)
{
    return ticks >= NOTABLE * TICKS_PER_SECOND || ticks <= -NOTABLE * TICKS_PER_SECOND;
}

static void note(struct job *job, enum note_id id, const struct event *e, int64_t ticks,
                 const char *how)
{
    char span[TIME_TEXT], when[TIME_TEXT];
    duration_text(ticks < 0 ? -ticks : ticks, span);
    time_iso(e->at, when);
    notes_add(&job->batch.notes, id, (struct loc){.file = job->path},
              "%.*s, %s %s at %s, record %lld", STR_ARG(e->computer), span, how, when,
              (long long)e->record_id);
}

static void see_step(struct job *job, const struct event *e)
{
    for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
        int64_t before, after;
        bool zoned;
        if (e->event_id != steps[i].event_id || !str_eq(e->provider, steps[i].provider) ||
            !time_parse(event_field(e, steps[i].before), &before, &zoned) ||
            !time_parse(event_field(e, steps[i].after), &after, &zoned))
            continue;
        if (is_notable(after - before))
            note(job, NOTE_CLOCK_SET, e, after - before, after < before ? "back" : "forward");
    }
}

/* Does the second of two neighbours come later by what the log counts: record ids, else times? */
static int order_of(const struct event *x, const struct event *y)
{
    if (x->record_id > 0 && y->record_id > 0)
        return (y->record_id > x->record_id) - (y->record_id < x->record_id);
    if (x->record_id > 0 || y->record_id > 0)
        return 0;
    return (y->at.ticks > x->at.ticks) - (y->at.ticks < x->at.ticks);
}

static bool is_one_log(const struct event *x, const struct event *y)
{
    return x->at.ticks != TIME_NONE && y->at.ticks != TIME_NONE && x->at.local == y->at.local &&
           str_eq(x->channel, y->channel) && str_eq(x->computer, y->computer);
}

/* `a` was written before `b`, as far as the order of the file tells. */
static void see_pair(struct job *job, const struct event *a, const struct event *b)
{
    if (!is_one_log(a, b)) /* nor has either no time */
        return;
    int order = order_of(a, b);
    bool back = b->at.ticks <= a->at.ticks - NOTABLE * TICKS_PER_SECOND;
    bool ids = a->record_id > 0 && b->record_id > 0;
    if (back && (ids ? order > 0 : order < 0))
        note(job, NOTE_TIME_BACKWARDS, b, a->at.ticks - b->at.ticks, "back");
    else if (ids && order < 0 && !back && b->record_id <= a->record_id / 2)
        notes_add(&job->batch.notes, NOTE_RECORD_IDS_RESTART, (struct loc){.file = job->path},
                  "%.*s, log %.*s, %lld after %lld", STR_ARG(b->computer), STR_ARG(b->channel),
                  (long long)b->record_id, (long long)a->record_id);
}

void job_clock(struct job *job)
{
    const struct batch *b = &job->batch;
    int64_t order = 0; /* above 0: the oldest come first, below: the newest */
    for (size_t i = 0; i < b->events_n; i++) {
        see_step(job, &b->events[i]);
        order += i ? order_of(&b->events[i - 1], &b->events[i]) : 0;
    }
    for (size_t i = 1; i < b->events_n; i++) {
        const struct event *x = &b->events[i - 1], *y = &b->events[i];
        see_pair(job, order < 0 ? y : x, order < 0 ? x : y);
    }
}
