/* The insides of struct store, shared by the files of this room. */
#ifndef STORE_CASE_H
#define STORE_CASE_H

#include "base/intern.h"
#include "flat.h"
#include "records.h"
#include "rows.h"
#include "ordering.h"
#include "stmt.h"
#include "store/store.h"

/* The texts that many events share, as one row of the table origin. */
struct origin {
    struct str provider, channel, computer, event_source_name, provider_guid, host;
};

/* One event at a time: the stream has one, the lookup another, so that neither disturbs the other.
 */
struct shelf {
    struct store *store;
    struct arena arena;
    struct event event;
};

struct hosts;
struct seen_origin;

struct store {
    struct stmts stmts;
    struct arena arena; /* lives as long as the store */
    struct str path;    /* for messages; "" for a temporary case */

    bool fleet;       /* the database of a batch, to be asked only */
    bool working;     /* a transaction is open */
    size_t unsettled; /* rows added in it */

    struct flat flat;
    struct intern origin_keys; /* of origins seen while adding */
    struct seen_origin *seen;  /* by index of its key */
    struct buf key;
    size_t seen_max;
    int64_t *batch_origins; /* rows of the origins of the batch being added */
    size_t batch_origins_max;

    struct arena origin_arena;     /* of the cache below */
    const struct origin **origins; /* by origin.id, filled as they are asked for */
    int64_t *source_ids;           /* in order: event.source is the place in it */
    size_t source_ids_n, source_ids_max;
    struct records records; /* of all events of the case, where it is whole */
    bool whole;             /* all of them were added here, and none was changed since */
    struct shelf stream, lookup;
    struct ordering ordering;
    bool streaming, in_ordering; /* from the table ordering, or as SQLite sorts them */
    int64_t since, until;
    unsigned char *wanted; /* bits by origin.id: passes the filter on hosts; NULL: all pass */
    size_t wanted_n;

    /* What SQL functions use while a statement runs. */
    const struct zone *zone;   /* to_utc */
    const struct hosts *hosts; /* canonical */
};

/* The one open transaction: begun by the first change, settled when much has been added, and at the
 * end. Leaving without settling takes all of it back. */
enum status work_begin(struct store *s, struct err *err);
enum status work_settle(struct store *s, struct err *err);
enum status work_added(struct store *s, size_t rows, struct err *err); /* settles now and then */
void work_abandon(struct store *s);
enum status work_named(const struct store *s, enum status status, struct err *err); /* says where */
void work_stoppable(struct store *s, bool on); /* Ctrl-C ends what SQLite is doing */

/* Runs `step` in a transaction of its own that Ctrl-C can end. */
typedef enum status work_step(struct store *s, const void *what, struct err *err);
enum status work_alone(struct store *s, work_step *step, const void *what, struct err *err);

/* event.at: what events are ordered by; those without a time come last. */
static inline int64_t store_place_in_time(struct moment at)
{
    return at.ticks != TIME_NONE ? at.ticks : INT64_MAX;
}

/* Origins: batch_origins becomes the rows of those of a batch, made where they are not there yet. */
enum status origins_put(struct store *s, const struct rows *rows, int64_t source, struct err *err);
/* The texts of a row; from the cache, or in `arena` when that is full. */
enum status origin_get(struct store *s, int64_t id, struct arena *arena, const struct origin **out,
                       struct err *err);
void origins_forget(struct store *s); /* after rows have changed */

/* The place of a source among all of them: what event.source says. */
enum status sources_index_load(struct store *s, struct err *err);
enum status source_index(struct store *s, int64_t id, uint32_t *out, struct err *err);

/* Steps of store_finish. `changed` is set where something did, and left alone where not. */
enum status hosts_rename(struct store *s, const struct pair *renames, size_t n, struct err *err);
enum status hosts_settle(struct store *s, bool *changed, struct err *err);
enum status events_merge(struct store *s, bool *changed, struct err *err);
enum status store_is_finished(struct store *s, bool *out, struct err *err);

/* The host of a computer name: a view that belongs to `h`, or the name itself. */
struct str hosts_canonical(const struct hosts *h, struct str computer);

enum status functions_add(struct store *s, struct err *err);

#endif
