/* The errors that recur and that no finding explains, as a table. */
#include "compose.h"
#include "table.h"

static const char *const names[] = {"host",       "provider", "channel",    "event_id",  "level",
                                    "count",      "hosts",    "first_seen", "last_seen", "status",
                                    "recurrence", "template", "sample"};

static void row(struct table *t, const struct a_unexplained *u)
{
    table_text(t, u->host);
    table_text(t, u->provider);
    table_text(t, u->channel);
    table_int(t, u->event_id);
    table_int(t, u->level);
    table_int(t, u->occurrences);
    table_int(t, u->hosts);
    table_time(t, u->first_seen);
    table_time(t, u->last_seen);
    table_text(t, u->status);
    table_text(t, u->cadence.text);
    table_text(t, u->text);
    table_text(t, u->sample.message.len ? u->sample.message : u->sample.data);
    table_end(t);
}

static enum status write(const struct analysis *a, const struct report_options *o, struct buf *to,
                         struct err *err)
{
    (void)o;
    struct table t = {.to = to};
    table_head(&t, names, ARRAY_LEN(names));
    for (size_t i = 0; i < a->unexplained_n; i++)
        row(&t, &a->unexplained[i]);
    if (to->over)
        return err_set(err, FAIL_LIMIT, "the table is longer than %zu bytes", to->cap);
    return OK;
}

const struct format format_csv_unexplained = {
    "csv-unexplained", "unexplained.csv", "recurring errors that no finding explains, as a table",
    write};
