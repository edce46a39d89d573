/* A timeline for Timesketch: what its importer demands (message, datetime, timestamp_desc), then
 * columns of ours. In order of time. */
#include "compose.h"
#include "table.h"
#include "words.h"

#include <stdlib.h>

static const char *const names[] = {
    "message", "datetime", "timestamp_desc", "host",      "kind",   "level", "rule",
    "finding", "provider", "event_id",       "record_id", "source", "tag"};

struct entry {
    struct moment time;
    const char *desc, *kind;
    struct str message, host;
    const struct a_finding *finding;
    const struct a_event *event;
    size_t place;
};

struct entries {
    struct arena *arena;
    const struct analysis *a;
    struct entry *v;
    size_t n, max;
};

static void add(struct entries *e, struct entry entry)
{
    if (entry.time.ticks == TIME_NONE)
        return;
    GROW(e->arena, e->v, e->n, e->max);
    entry.place = e->n;
    e->v[e->n++] = entry;
}

static void add_finding(struct entries *e, const struct a_finding *f)
{
    struct str title = finding_title(f);
    for (size_t i = 0; i < f->episodes_n; i++) {
        add(e, (struct entry){f->episodes[i].first, "Episode begins", "episode", title, f->host, f,
                              NULL, 0});
        add(e, (struct entry){f->episodes[i].last, "Episode ends", "episode", title, f->host, f,
                              NULL, 0});
    }
    for (size_t i = 0; i < f->events_n; i++) {
        const struct a_event *x = &f->events[i];
        add(e, (struct entry){x->time, "Event logged", "event",
                              x->message.len ? x->message : x->data, f->host, f, x, 0});
    }
}

static int earliest_first(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->time.ticks != y->time.ticks)
        return x->time.ticks < y->time.ticks ? -1 : 1;
    return (x->place > y->place) - (x->place < y->place);
}

/* "2012-10-26T15:12:00.000000+00:00"; of a host whose zone nobody knows the wall clock is taken for
 * UTC, and the tag says so. */
static struct str datetime(struct arena *arena, struct moment m)
{
    char text[TIME_TEXT];
    struct str s = str_of(time_iso(m, text));
    return arena_fmt(arena, "%.*s+00:00", 26, s.len >= 26 ? s.ptr : "1970-01-01T00:00:00.000000");
}

static void row(struct table *t, const struct analysis *a, const struct entry *e)
{
    const struct a_finding *f = e->finding;
    const struct a_event *x = e->event;
    bool known = x && x->source >= 0 && (uint64_t)x->source < a->sources_n;
    table_text(t, e->message.len ? e->message : STR("(no text)"));
    table_text(t, datetime(t->arena, e->time));
    table_text(t, str_of(e->desc));
    table_text(t, e->host);
    table_text(t, str_of(e->kind));
    table_text(t, f ? f->rule.level : STR(""));
    table_text(t, f ? f->rule.name : STR(""));
    table_text(t, f ? f->id : STR(""));
    table_text(t, x ? x->provider : STR(""));
    table_int(t, x ? x->event_id : INT_NONE);
    table_int(t, x ? x->record_id : INT_NONE);
    table_text(t, known ? a->sources[x->source].path : STR(""));
    table_text(t, e->time.local ? STR("culprit,zone-unknown") : STR("culprit"));
    table_end(t);
}

static enum status write(const struct analysis *a, const struct report_options *o, struct buf *to,
                         struct err *err)
{
    (void)o;
    struct arena arena = {0};
    struct entries e = {.arena = &arena, .a = a};
    struct table t = {.to = to, .arena = &arena};
    for (size_t i = 0; i < a->findings_n; i++)
        add_finding(&e, &a->findings[i]);
    for (size_t i = 0; i < a->marks_n; i++)
        add(&e,
            (struct entry){a->marks[i].time, "Event logged",
                           is(a->marks[i].kind, "boot") || is(a->marks[i].kind, "crash") ? "start"
                                                                                         : "change",
                           a->marks[i].text, a->marks[i].host, NULL, NULL, 0});
    if (e.n)
        qsort(e.v, e.n, sizeof *e.v, earliest_first);
    table_head(&t, names, ARRAY_LEN(names));
    for (size_t i = 0; i < e.n; i++)
        row(&t, a, &e.v[i]);
    arena_free(&arena);
    if (to->over)
        return err_set(err, FAIL_LIMIT, "the timeline is longer than %zu bytes", to->cap);
    return OK;
}

const struct format format_timesketch = {"timesketch", "timesketch.csv",
                                         "a timeline for Timesketch (CSV)", write};
