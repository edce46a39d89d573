#include "rows.h"

#include "base/intern.h"
#include "flat.h"
#include "store/store.h"

struct making {
    struct batch *batch;
    struct rows *rows;
    struct flat flat;
    struct intern keys;
    struct buf key;
};

struct str origin_key(struct buf *b, const struct event *e)
{
    const struct str parts[] = {e->provider, e->channel, e->computer, e->event_source_name,
                                e->provider_guid};
    buf_reset(b);
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        uint32_t len = (uint32_t)parts[i].len;
        buf_bytes(b, &len, sizeof len);
        buf_add(b, parts[i]);
    }
    return buf_str(b);
}

/* Tells apart events that their numbers do not: of level, data and message. Equal digests are
 * compared in full before events are merged, so a collision does no harm. */
static int64_t digest_of(const struct event *e, struct str json)
{
    uint64_t h = UINT64_C(14695981039346656037) ^ (uint64_t)e->level;
    for (size_t i = 0; i < json.len; i++)
        h = (h ^ (unsigned char)json.ptr[i]) * UINT64_C(1099511628211);
    for (size_t i = 0; i < e->message.len; i++)
        h = (h ^ (unsigned char)e->message.ptr[i]) * UINT64_C(1099511628211);
    return (int64_t)(h ^ h >> 32);
}

static uint32_t origin_of(struct making *m, const struct event *e)
{
    struct rows *r = m->rows;
    uint32_t index = intern_put(&m->keys, origin_key(&m->key, e));
    if (index == r->origins_n) {
        GROW(&m->batch->arena, r->origins, r->origins_n, r->origins_max);
        r->origins[r->origins_n++] = e;
    }
    return index;
}

static void make_row(struct making *m, const struct event *e, struct row *row)
{
    struct arena *arena = &m->batch->arena;
    struct str data, layout;
    flat_write(&m->flat, e->fields, e->fields_n, &data, &layout);
    row->data = arena_str(arena, data);
    row->layout = layout.len ? arena_str(arena, layout) : (struct str){0};
    row->bare = e->record_id == EVENT_NONE || e->at.ticks == TIME_NONE;
    row->digest = row->bare ? digest_of(e, row->data) : 0;
    row->origin = origin_of(m, e);
}

const struct rows *rows_of(struct batch *b)
{
    if (b->rows)
        return b->rows;
    struct making m = {.batch = b, .rows = ARENA_NEW(&b->arena, struct rows)};
    m.rows->rows = arena_raw(&b->arena, b->events_n * sizeof(struct row));
    for (size_t i = 0; i < b->events_n; i++)
        make_row(&m, &b->events[i], &m.rows->rows[i]);
    flat_free(&m.flat);
    intern_free(&m.keys);
    buf_free(&m.key);
    b->rows = m.rows;
    return b->rows;
}

void store_ready(struct batch *b)
{
    (void)rows_of(b);
}
