/* One log record, and the batch in which records and facts travel.
 *
 * Units     times as in base/time.h; numbers that the log did not give are EVENT_NONE.
 * Owner     every view in an event belongs to the arena of its batch (or stream). */
#ifndef MODEL_EVENT_H
#define MODEL_EVENT_H

#include "base/arena.h"
#include "base/note.h"
#include "base/time.h"
#include "model/fact.h"

#define EVENT_NONE (-1)

/* One value of EventData or UserData, in the order of the log. The name has its blanks removed, as
 * Sigma wants; unnamed <Data> is called "Data", <Binary> "Binary". Names may repeat. */
struct field {
    struct str name, value;
};

struct event {
    int64_t id;       /* of the row in the case file; 0 before it has one */
    struct moment at; /* UTC, or the host's wall clock where the zone is unknown */
    struct str host;  /* the machine, canonical over the case: what results speak of */
    struct str computer, channel, provider, event_source_name; /* as logged */
    int64_t record_id; /* EVENT_NONE where the export has none */
    int64_t event_id;  /* 16 bits; an id of 32 bits is split into qualifiers and id */
    int64_t qualifiers, version, level, task, opcode, pid, tid;
    uint64_t keywords;
    bool has_keywords;
    struct str user_sid, activity_id, related_activity_id, provider_guid;
    const struct field *fields;
    size_t fields_n;
    struct str message; /* as rendered, where the export has it */
    uint32_t source;    /* index into the sources of the case */
    uint64_t position;  /* 0-based place in its source */
    uint64_t offset;    /* byte in its source where the record begins */
    uint64_t length;    /* bytes of the record; 0: up to whatever is named next */
};

/* The first value of that name (exact, then without case); empty with ptr NULL when absent. */
struct str event_field(const struct event *e, struct str name);

/* A stretch of a source that became neither event nor fact. */
struct loss {
    uint64_t offset, length;
    struct str reason;
};

struct rows;

/* A run of decoded bytes holding whole records, and what was made of it. Goes round: filled by the
 * splitter, parsed by a worker, written by the store, then used again. */
struct batch {
    uint64_t seq;      /* place in the order of reading */
    uint32_t source;   /* index of the source in this run */
    uint64_t offset;   /* of the first byte, in the source */
    uint64_t decoded;  /* decoded bytes of the source before it */
    uint64_t position; /* place of the first record; the writer sets it, in order */
    struct str bytes;  /* decoded; owned by the batch arena or by `buffer` */
    bool ends;         /* nothing of the source follows them */
    struct event *events;
    size_t events_n, events_max;
    struct capture *captures;
    size_t captures_n, captures_max;
    struct loss *losses;
    size_t losses_n, losses_max;
    uint64_t replaced; /* characters that were none, replaced or taken out while parsing */
    struct rows *rows; /* what store_ready made of the events; NULL: nothing yet */
    struct notes notes;
    struct arena arena;
};

/* Where the bytes of a stretch of a source went; the three are all of it. */
struct account {
    uint64_t used;    /* in records and rows of facts */
    uint64_t filling; /* declarations, roots, banners, headings, blanks: belong to no record */
    uint64_t lost;
};

void batch_reset(struct batch *b);
void batch_free(struct batch *b);
struct event event_blank(uint32_t source); /* numbers EVENT_NONE, time unknown, the rest zero */
struct event *batch_add(struct batch *b);  /* a blank one of this batch's source */
struct capture *batch_capture(struct batch *b, enum fact_kind kind);
void batch_lost(struct batch *b, uint64_t offset, uint64_t length, const char *reason);

/* The batch as an account of bytes `from` to `to` of its source, in which all its places count. A
 * record whose length is not known, and every fact, goes to the next record, fact or loss; what is
 * neither in a record nor lost is filling. */
struct account batch_account(struct batch *b, uint64_t from, uint64_t to);

#endif
