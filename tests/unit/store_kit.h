/* What the tests of the case file share: a store, and sources put into it event by event. */
#ifndef TESTS_STORE_KIT_H
#define TESTS_STORE_KIT_H

#include "case.h"
#include "suite.h"

#include <stdlib.h>
#include <unistd.h>

enum { KIT_MEMORY = 16 << 20 };

static struct err err;

#define OKAY(step) ck_assert_msg((step) == OK, "%s", err.text)

/* One source being put together. */
struct kit {
    struct store *store;
    struct batch batch;
    int64_t source;
};

static inline struct kit kit_open(const char *path)
{
    struct kit k = {0};
    OKAY(store_open(path, STORE_CREATE, KIT_MEMORY, &k.store, &err));
    batch_reset(&k.batch);
    return k;
}

static inline void kit_close(struct kit *k)
{
    batch_free(&k->batch);
    store_close(k->store);
}

static inline void kit_begin(struct kit *k, const char *path)
{
    batch_reset(&k->batch);
    OKAY(store_source_begin(k->store, str_of(path), &k->source, &err));
}

/* An event of System on HOST: a record id, a time in ticks, one field. */
static inline struct event *kit_event(struct kit *k, int64_t record, int64_t ticks)
{
    struct event *e = batch_add(&k->batch);
    struct field *f = ARENA_NEW(&k->batch.arena, struct field);
    *f = (struct field){STR("param1"), STR("one")};
    e->at.ticks = ticks;
    e->record_id = record;
    e->event_id = 7036;
    e->channel = STR("System");
    e->provider = STR("Service Control Manager");
    e->computer = STR("HOST");
    e->fields = f;
    e->fields_n = 1;
    return e;
}

static inline bool kit_end(struct kit *k, const char *sha256)
{
    bool again = false;
    struct source src = {.sha256 = str_of(sha256), .form = STR("windows-xml"), .bytes = 10};
    OKAY(store_add(k->store, k->source, &k->batch, &err));
    OKAY(store_source_end(k->store, k->source, &src, &again, &err));
    batch_reset(&k->batch);
    return again;
}

static inline void kit_finish(struct kit *k)
{
    OKAY(store_finish(k->store, NULL, 0, &err));
}

static inline struct store_counts kit_counts(struct kit *k)
{
    struct store_counts c;
    OKAY(store_counts(k->store, &c, &err));
    return c;
}

/* Opens the stream over all events. */
static inline struct event_stream kit_stream(struct kit *k)
{
    struct event_filter all = {.since = MOMENT_NONE, .until = MOMENT_NONE};
    struct event_stream stream;
    OKAY(store_events(k->store, &all, &stream, &err));
    return stream;
}

static inline const struct event *kit_next(struct event_stream *stream)
{
    const struct event *e = NULL;
    enum status status = stream->next(stream->self, &e, &err);
    ck_assert_msg(status == OK || status == END, "%s", err.text);
    return status == OK ? e : NULL;
}

/* A name for a case file of one test, in a folder of its own. */
static inline const char *kit_path(char path[64])
{
    strcpy(path, "/tmp/culprit-store-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(path));
    strcat(path, "/case.db");
    return path;
}

static inline void kit_remove(char path[64])
{
    unlink(path);
    *strrchr(path, '/') = 0;
    ck_assert_int_eq(rmdir(path), 0); /* nothing else was left there */
}

#endif
