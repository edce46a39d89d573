/* Records that are one event (design section 2). One walk over all records in the order of time;
 * rows are read only where two agree. Copies are gathered in a temporary table and taken out at the
 * end; the order of what stays is written down. Memory is bounded by LIMIT_MERGE_WINDOW and
 * LIMIT_RECORDS_HELD. */
#include "merge.h"

#include <assert.h>
#include <stdlib.h>

enum { TOLERANCE = TICKS_PER_SECOND / 1000 }; /* converters round */

static void *must(void *memory, size_t size)
{
    if (!memory)
        mem_die(size);
    return memory;
}

static struct record *new_table(size_t room)
{
    assert(room);
    return must(calloc(room, sizeof(struct record)), room * sizeof(struct record));
}

/* How much a copy is worth: which of two stays. */
struct weight {
    int64_t filled, complete, source, position;
    struct str sha256;
};

static enum status weigh(struct merging *m, int64_t id, struct arena *arena, struct weight *out,
                         struct err *err)
{
    struct stmts *stmts = &m->store->stmts;
    sqlite3_stmt *st = stmt_get(stmts, SQL_MERGE_WEIGHT, err);
    if (!st)
        return FAIL_STORE;
    stmt_int(st, MERGE_WEIGHT_ID, id);
    enum status status = stmt_step(stmts, SQL_MERGE_WEIGHT, err);
    if (status == END)
        return err_set(err, FAIL_STORE, "case file is damaged: event %lld", (long long)id);
    TRY(status);
    *out = (struct weight){
        .filled = sqlite3_column_int64(st, MERGE_WEIGHT_FILLED),
        .complete = sqlite3_column_int64(st, MERGE_WEIGHT_COMPLETE),
        .source = sqlite3_column_int64(st, MERGE_WEIGHT_SOURCE),
        .position = sqlite3_column_int64(st, MERGE_WEIGHT_POSITION),
        .sha256 = arena_str(arena, stmt_str_at(st, MERGE_WEIGHT_SHA256)),
    };
    stmt_end(stmts, SQL_MERGE_WEIGHT);
    return OK;
}

/* A source that was interrupted is read again, and what it has comes again: its copies go first. */
static bool is_better(const struct weight *a, const struct weight *b)
{
    int by_sha = str_cmp(a->sha256, b->sha256);
    if (a->complete != b->complete)
        return a->complete > b->complete;
    if (a->filled != b->filled)
        return a->filled > b->filled;
    return by_sha ? by_sha < 0 : a->position < b->position;
}

/* So that the order leaves out what goes. Of larger ids than these it says too much, which does no
 * harm: whoever walks it passes over what is not there. */
enum { GONE_IDS = 1 << 26 };

static void mark_gone(struct merging *m, int64_t id)
{
    if (id < 0 || id >= GONE_IDS)
        return;
    size_t byte = (size_t)id / 8;
    if (byte >= m->gone_n) {
        size_t n = 2 * byte + 4096;
        m->gone = must(realloc(m->gone, n), n);
        memset(m->gone + m->gone_n, 0, n - m->gone_n);
        m->gone_n = n;
    }
    m->gone[byte] |= (unsigned char)(1 << id % 8);
}

static bool is_gone(const struct merging *m, int64_t id)
{
    size_t byte = (size_t)id / 8;
    return id >= 0 && byte < m->gone_n && (m->gone[byte] >> id % 8 & 1);
}

static enum status doom(struct merging *m, int64_t id, int64_t source, struct err *err)
{
    sqlite3_stmt *st = stmt_get(&m->store->stmts, SQL_DOOM, err);
    if (!st)
        return FAIL_STORE;
    stmt_int(st, DOOM_ID, id);
    stmt_int(st, DOOM_SOURCE, source);
    m->doomed++;
    mark_gone(m, id);
    return stmt_run(&m->store->stmts, SQL_DOOM, err);
}

enum status merge_choose(struct merging *m, int64_t first, int64_t second, bool told, int64_t *kept,
                         struct err *err)
{
    struct weight a = {0}, b = {0};
    struct arena arena = {0};
    enum status status = weigh(m, first, &arena, &a, err);
    if (status == OK)
        status = weigh(m, second, &arena, &b, err);
    bool swap = status == OK && is_better(&b, &a);
    int64_t gone = swap ? first : second, source = swap ? a.source : b.source;
    arena_free(&arena);
    TRY(status);
    *kept = swap ? second : first;
    TRY(doom(m, gone, source, err));
    return copies_add(m, *kept, gone, source, told, err);
}

/* Of two copies one goes; `first` becomes the one that stays. */
static enum status choose(struct merging *m, struct record *first, const struct record *second,
                          bool told, struct err *err)
{
    int64_t kept;
    TRY(merge_choose(m, first->id, second->id, told, &kept, err));
    if (kept == second->id) {
        first->id = kept;
        first->source = second->source;
    }
    return OK;
}

static uint64_t hash_of(const struct record *r)
{
    uint64_t h = (uint64_t)r->record_id * UINT64_C(0x9e3779b97f4a7c15);
    h = (h ^ h >> 29) + (uint64_t)r->event_id;
    h = (h ^ (uint64_t)r->kin << 32) * UINT64_C(0xbf58476d1ce4e5b9);
    return h ^ h >> 31;
}

static bool is_same(const struct record *a, const struct record *b)
{
    return a->record_id == b->record_id && a->kin == b->kin && a->event_id == b->event_id;
}

/* `then` is not after `now`; the two may be as far apart as damaged times can be. */
static bool is_near(int64_t then, int64_t now)
{
    return (uint64_t)now - (uint64_t)then <= TOLERANCE;
}

/* The slot of this identity, or the free one where it belongs. */
static struct record *slot_of(const struct merging *m, const struct record *r)
{
    size_t i = hash_of(r) & (m->kept_room - 1);
    while (m->kept[i].id && !is_same(&m->kept[i], r))
        i = (i + 1) & (m->kept_room - 1);
    return &m->kept[i];
}

/* Makes room: what is too old to have copies goes; if all of it is young the table grows, up to the
 * limit, and beyond that begins anew. */
static void make_room(struct merging *m, int64_t now)
{
    struct record *old = m->kept;
    size_t room = m->kept_room, young = 0;
    for (size_t i = 0; i < room; i++)
        young += old[i].id && is_near(old[i].at, now);
    if (young * 4 > room)
        m->kept_room = room * 2;
    if (m->kept_room > 2 * (size_t)LIMIT_MERGE_WINDOW) {
        m->kept_room = room;
        young = 0;
    }
    m->kept = new_table(m->kept_room);
    m->kept_n = young;
    for (size_t i = 0; young && i < room; i++)
        if (old[i].id && is_near(old[i].at, now))
            *slot_of(m, &old[i]) = old[i];
    free(old);
}

static enum status meet(struct merging *m, const struct record *r, struct err *err)
{
    if (m->kept_n * 2 >= m->kept_room)
        make_room(m, r->at);
    struct record *slot = slot_of(m, r);
    m->kept_n += slot->id == 0;
    if (slot->id && is_near(slot->at, r->at))
        return choose(m, slot, r, true, err);
    *slot = *r;
    return OK;
}

/* Records without an id of one moment, in an order that puts possible copies side by side, the k-th
 * of each source apart from its others. */
static int by_digest(const void *a, const void *b)
{
    const struct record *x = a, *y = b;
#define COMPARE(member)                                                                            \
    if (x->member != y->member)                                                                    \
    return x->member < y->member ? -1 : 1
    COMPARE(kin);
    COMPARE(event_id);
    COMPARE(record_id);
    COMPARE(digest);
    COMPARE(source);
    COMPARE(position);
#undef COMPARE
    return 0;
}

static bool is_alike(const struct record *a, const struct record *b)
{
    return is_same(a, b) && a->digest == b->digest;
}

static enum status is_equal(struct merging *m, int64_t a, int64_t b, bool *out, struct err *err)
{
    struct stmts *stmts = &m->store->stmts;
    sqlite3_stmt *st = stmt_get(stmts, SQL_MERGE_SAME, err);
    if (!st)
        return FAIL_STORE;
    stmt_int(st, MERGE_SAME_A, a);
    stmt_int(st, MERGE_SAME_B, b);
    enum status status = stmt_step(stmts, SQL_MERGE_SAME, err);
    *out = status == OK && sqlite3_column_int(st, MERGE_SAME_SAME);
    stmt_end(stmts, SQL_MERGE_SAME);
    return status == END ? OK : status;
}

/* The first event from *slot on that may be the same as this record: no source had both. */
static enum status find_slot(struct merging *m, const struct record *slots, size_t n, size_t *slot,
                             const struct record *record, struct err *err)
{
    bool share = true;
    for (; *slot < n; ++*slot) {
        TRY(copies_share(m, &slots[*slot], record, &share, err));
        if (!share)
            return OK;
    }
    return OK;
}

/* `n` records that look alike, by source and position: the k-th of one source is the k-th of
 * another, so that a record that stands there three times in two exports stays three events. What
 * was merged before counts. The events that stay move to the front. */
static enum status merge_alike(struct merging *m, struct record *r, size_t n, struct err *err)
{
    size_t slots = 0, slot = 0;
    int64_t source = 0;
    for (size_t i = 0; i < n; i++) {
        struct record one = r[i];
        bool equal = false;
        slot = one.source == source ? slot : 0;
        source = one.source;
        while (!equal) {
            TRY(find_slot(m, r, slots, &slot, &one, err));
            if (slot == slots)
                break;
            TRY(is_equal(m, r[slot].id, one.id, &equal, err));
            slot++;
        }
        if (equal)
            TRY(choose(m, &r[slot - 1], &one, false, err));
        else
            r[slots++] = one;
        slot += !equal;
    }
    return OK;
}

static enum status meet_bare(struct merging *m, struct err *err)
{
    if (m->bare_n > 1)
        qsort(m->bare, m->bare_n, sizeof(*m->bare), by_digest);
    for (size_t i = 0, end; i < m->bare_n; i = end) {
        for (end = i + 1; end < m->bare_n && is_alike(&m->bare[i], &m->bare[end]);)
            end++;
        if (end - i > 1)
            TRY(merge_alike(m, &m->bare[i], end - i, err));
    }
    m->bare_n = 0;
    return OK;
}

static enum status take_bare(struct merging *m, const struct record *r, struct err *err)
{
    if (m->bare_n && (m->bare[0].at != r->at || m->bare_n == LIMIT_MERGE_WINDOW))
        TRY(meet_bare(m, err));
    if (m->bare_n == m->bare_max) {
        m->bare_max = m->bare_max ? m->bare_max * 2 : 64;
        size_t size = m->bare_max * sizeof(*m->bare);
        m->bare = must(realloc(m->bare, size), size);
    }
    m->bare[m->bare_n++] = *r;
    return OK;
}

static struct record take_record(sqlite3_stmt *st)
{
    return (struct record){
        .id = sqlite3_column_int64(st, RECORDS_ID),
        .at = sqlite3_column_int64(st, RECORDS_AT),
        .record_id = stmt_int_at(st, RECORDS_RECORD_ID, EVENT_NONE),
        .event_id = stmt_int_at(st, RECORDS_EVENT_ID, EVENT_NONE),
        .origin = sqlite3_column_int64(st, RECORDS_ORIGIN),
        .source = sqlite3_column_int64(st, RECORDS_SOURCE),
        .position = sqlite3_column_int64(st, RECORDS_POSITION),
        .digest = stmt_int_at(st, RECORDS_DIGEST, 0),
        .bare = sqlite3_column_type(st, RECORDS_DIGEST) != SQLITE_NULL,
    };
}

/* All records of the case, where they were not gathered while it grew. */
static enum status read_records(struct store *s, struct err *err)
{
    enum status status;
    if (s->whole)
        return OK;
    records_free(&s->records);
    sqlite3_stmt *st = stmt_get(&s->stmts, SQL_RECORDS, err);
    if (!st)
        return FAIL_STORE;
    while ((status = stmt_step(&s->stmts, SQL_RECORDS, err)) == OK) {
        struct record r = take_record(st);
        status = records_add(&s->records, &r, err);
        if (status != OK)
            break;
    }
    stmt_end(&s->stmts, SQL_RECORDS);
    return status == END ? OK : status;
}

static enum status walk(struct merging *m, struct err *err)
{
    const struct record *r;
    enum status status;
    TRY(records_begin(&m->store->records, err));
    while ((status = records_next(&m->store->records, &r, err)) == OK) {
        m->any_bare |= r->bare;
        twins_watch(m, r);
        TRY(r->bare ? take_bare(m, r, err) : meet(m, r, err));
    }
    return status == END ? meet_bare(m, err) : status;
}

static enum status write_order(struct merging *m, struct err *err)
{
    struct store *s = m->store;
    const struct record *r;
    enum status status;
    TRY(ordering_begin(&s->ordering, &s->stmts, err));
    TRY(records_begin(&s->records, err));
    while ((status = records_next(&s->records, &r, err)) == OK)
        if (!is_gone(m, r->id))
            TRY(ordering_put(&s->ordering, &s->stmts, r->id, r->at, err));
    return status == END ? ordering_end(&s->ordering, &s->stmts, err) : status;
}

static enum status drop_doomed(struct merging *m, struct err *err)
{
    struct stmts *stmts = &m->store->stmts;
    if (m->doomed == 0)
        return OK;
    TRY(stmt_do(stmts, SQL_COUNT_MERGED, err));
    TRY(stmt_do(stmts, SQL_DROP_DOOMED, err));
    return stmt_do(stmts, SQL_CLEAR_DOOMED, err);
}

static enum status merge(struct merging *m, struct err *err)
{
    struct stmts *stmts = &m->store->stmts;
    TRY(stmt_do(stmts, SQL_MAKE_DOOMED, err));
    TRY(stmt_do(stmts, SQL_CLEAR_DOOMED, err));
    TRY(places_load(m, err));
    TRY(read_records(m->store, err));
    TRY(records_sort(&m->store->records,
                     &(struct places){m->kinships, m->kinships_n, m->sources, m->sources_n}, err));
    TRY(twins_begin(m, err));
    TRY(copies_begin(m, err));
    TRY(walk(m, err));
    TRY(twins_keep(m, err));
    TRY(coarse_merge(m, err));
    TRY(write_order(m, err));
    return drop_doomed(m, err);
}

enum status events_merge(struct store *s, bool *changed, struct err *err)
{
    struct merging m = {.store = s, .kept_room = 1024};
    m.kept = new_table(m.kept_room);
    enum status status = merge(&m, err);
    *changed |= m.doomed > 0;
    records_free(&s->records);
    s->whole = false;
    free(m.gone);
    places_free(&m);
    free(m.kept);
    free(m.bare);
    return status;
}
