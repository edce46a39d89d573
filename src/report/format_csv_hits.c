/* The events that findings quote and the detections that fired, as a table. */
#include "compose.h"
#include "table.h"
#include "words.h"

static const char *const names[] = {"kind",   "finding",  "rule",     "level",    "host",
                                    "time",   "channel",  "provider", "event_id", "record_id",
                                    "source", "position", "count",    "message"};

static struct str source_of(const struct analysis *a, int64_t source)
{
    return source >= 0 && (uint64_t)source < a->sources_n ? a->sources[source].path
                                                          : (struct str){0};
}

static void event_row(struct table *t, const struct analysis *a, const struct a_finding *f,
                      const struct a_event *e)
{
    table_text(t, STR("event"));
    table_text(t, f->id);
    table_text(t, f->rule.name);
    table_text(t, f->rule.level);
    table_text(t, f->host);
    table_time(t, e->time);
    table_text(t, e->channel);
    table_text(t, e->provider);
    table_int(t, e->event_id);
    table_int(t, e->record_id);
    table_text(t, source_of(a, e->source));
    table_int(t, e->position);
    table_int(t, 1);
    table_text(t, e->message.len ? e->message : e->data);
    table_end(t);
}

static void detection_row(struct table *t, const struct a_detection *n)
{
    table_text(t, STR("detection"));
    table_text(t, STR(""));
    table_text(t, n->rule.name);
    table_text(t, n->rule.level);
    table_text(t, n->host);
    table_time(t, n->first);
    for (int i = 0; i < 6; i++)
        table_text(t, STR(""));
    table_int(t, n->count);
    table_text(t, n->rule.title);
    table_end(t);
}

static enum status write(const struct analysis *a, const struct report_options *o, struct buf *to,
                         struct err *err)
{
    (void)o;
    struct table t = {.to = to};
    table_head(&t, names, ARRAY_LEN(names));
    for (size_t i = 0; i < a->findings_n; i++)
        for (size_t k = 0; k < a->findings[i].events_n; k++)
            event_row(&t, a, &a->findings[i], &a->findings[i].events[k]);
    for (size_t i = 0; i < a->detections_n; i++)
        detection_row(&t, &a->detections[i]);
    if (to->over)
        return err_set(err, FAIL_LIMIT, "the table is longer than %zu bytes", to->cap);
    return OK;
}

const struct format format_csv_hits = {
    "csv-hits", "hits.csv", "events that findings quote, and detections, as a table", write};
