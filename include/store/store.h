/* The case file: sources, events, facts and the last analysis in an SQLite database
 * (src/store/sql/schema-N.sql, docs/STORE.md).
 *
 * Identity of events is enforced here (design section 2): reading the same log twice, or
 * overlapping exports of it, adds nothing. Hosts are canonical here: names equal but for case are
 * one host, also a short name and the only full name that begins with it.
 *
 * Owner     store_open allocates, store_close frees. What loaders return belongs to their arena.
 * Threads   one connection, one thread. A second reader opens its own.
 * Errors    FAIL_STORE with SQLite's words and the path; FAIL_INPUT for a file that is no case file
 *           or of a newer version; a failed batch is rolled back whole; FAIL_STOPPED. */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/buf.h"
#include "base/note.h"
#include "base/zone.h"
#include "model/analysis.h"
#include "model/source.h"
#include "model/stream.h"

struct store;

enum store_mode { STORE_CREATE, STORE_READ, STORE_FLEET };

/* STORE_CREATE makes the file or extends it. `path` NULL: a temporary case that is gone at close.
 * `memory` is what the whole program may use, in bytes: SQLite's page cache and sorting take a
 * quarter of it. STORE_FLEET opens the database of a batch instead of a case, for store_query and
 * store_views alone. */
enum status store_open(const char *path, enum store_mode mode, size_t memory, struct store **out,
                       struct err *err) NODISCARD;
void store_close(struct store *s);

/* Is this file (by its first bytes) a case file of ours? The database of a batch? */
bool store_is_case(const char *path);
bool store_is_fleet(const char *path);

/* Reading. A source is begun, its batches are added in order, then it is ended with its final
 * numbers. A source of that path left incomplete by an interrupt is removed first, with all that
 * came from it. The i-th event of a batch gets the position b->position + i. */
/* store_ready is that part of adding which needs no case: whoever parsed a batch may call it, from
 * any thread, to spare the one that adds. The events do not change any more then. */
void store_ready(struct batch *b);
enum status store_source_begin(struct store *s, struct str path, int64_t *id,
                               struct err *err) NODISCARD;
enum status store_add(struct store *s, int64_t source, struct batch *b,
                      struct err *err) NODISCARD;
/* `src` brings form, encoding, sha256, bytes and where they went, replaced; with a stamp the path
 * is remembered as seen. When a complete source of the same SHA-256 is already there, what was
 * added is taken back, and *again is set. */
enum status store_source_end(struct store *s, int64_t source, const struct source *src, bool *again,
                             struct err *err) NODISCARD;

/* A file that was read to its end, as it looked then. The numbers are those of what was read from
 * it. */
struct seen_file {
    struct str path, stamp, encoding;
    uint64_t bytes, lost;
    bool useless; /* nothing of it became an event or a fact */
};

/* Files whose stamp store_source_end was given, in the order of their paths as bytes. */
enum status store_seen(struct store *s, struct arena *arena, struct seen_file **out, size_t *n,
                       struct err *err) NODISCARD;

/* After the last source: merges events that are one (identity), canonical hosts (`renames` are
 * pairs from -> to), makes indexes. Calling it again without new sources costs nothing. */
enum status store_finish(struct store *s, const struct pair *renames, size_t renames_n,
                         struct err *err) NODISCARD;

/* What is remarked of a source (0: of none) is kept beside it, without remarks on files that were
 * known. Those of source 0 are forgotten by store_remarks_begin. store_remarks gives all of them
 * back, in the order of the sources. */
enum status store_remarks_begin(struct store *s, struct err *err) NODISCARD;
enum status store_remarks_add(struct store *s, int64_t source, const struct notes *notes,
                              struct err *err) NODISCARD;
enum status store_remarks(struct store *s, struct notes *into, struct err *err) NODISCARD;

/* A log whose events come from two machines under one name. */
struct twin {
    struct str host, channel;
};

/* As the last store_finish saw them, in the order of hosts and channels. */
enum status store_twins(struct store *s, struct arena *arena, struct twin **out, size_t *n,
                        struct err *err) NODISCARD;

/* Local times of a host become UTC once its zone is known (events.time from local_time). */
enum status store_set_zone(struct store *s, struct str host, const struct zone *zone,
                           struct err *err) NODISCARD;

enum status
store_sources(struct store *s, struct arena *arena, struct source **out, size_t *n,
              struct err *err) NODISCARD; /* in order of their ids; event.source indexes this */
enum status store_captures(struct store *s, struct arena *arena, struct capture **out, size_t *n,
                           struct err *err) NODISCARD;
enum status store_losses(struct store *s, struct arena *arena, uint32_t source, struct loss **out,
                         size_t *n, struct err *err) NODISCARD;

/* Host names in the folder of a source, for facts whose file names no host. */
enum status store_folder_hosts(struct store *s, struct arena *arena, struct str folder,
                               struct str **out, size_t *n, struct err *err) NODISCARD;

/* The host that facts count for, and their snapshot, once decided. */
enum status store_assign_captures(struct store *s, const struct capture *captures, size_t n,
                                  struct err *err) NODISCARD;

struct event_filter {
    struct moment since, until; /* TIME_NONE: no bound */
    const struct str *hosts;    /* none: all */
    size_t hosts_n;
};

/* Events in the order of design section 2. One stream at a time; lookups may go on beside it. */
enum status store_events(struct store *s, const struct event_filter *filter,
                         struct event_stream *out, struct err *err) NODISCARD;
void store_events_end(struct store *s);
void store_lookup(struct store *s, struct event_lookup *out);

struct store_counts {
    int64_t sources, events, facts, hosts, merged;
    int64_t generation; /* grows with every change of events or facts */
};

enum status store_counts(struct store *s, struct store_counts *out, struct err *err) NODISCARD;

/* Keeps the analysis (as its JSON, and in the tables behind the views findings, hypotheses,
 * evidence, coverage, unexplained), with the fingerprint of rules and options that made it. */
enum status store_save_analysis(struct store *s, const struct analysis *a, struct str fingerprint,
                                struct err *err) NODISCARD;
/* END when there is none. *generation is that of the events it was made from. */
enum status store_load_analysis(struct store *s, struct arena *arena, struct analysis **out,
                                struct str *fingerprint, int64_t *generation,
                                struct err *err) NODISCARD;

/* Rows of a query, as texts; a NULL has ptr NULL. Views live until the function returns. */
struct store_rows {
    void *self;
    enum status (*head)(void *self, const struct str *names, size_t n, struct err *err);
    enum status (*row)(void *self, const struct str *values, size_t n, struct err *err);
    bool *number; /* NULL, or room for STORE_COLUMNS: which values of the row are numbers */
};

#define STORE_COLUMNS 2000 /* as many as SQLite allows */

/* SQL that only reads: SELECT, EXPLAIN, PRAGMA table_info and the like; several statements are run
 * one after the other. FAIL_USAGE with SQLite's words for any other. */
enum status store_query(struct store *s, struct str sql, const struct store_rows *to,
                        struct err *err) NODISCARD;

/* One row for each view that a query may ask: its name, what its rows are, its columns. */
enum status store_views(struct store *s, const struct store_rows *to, struct err *err) NODISCARD;

/* Views, tables and columns with what they mean, as Markdown: docs/STORE.md. */
void store_document(struct buf *to);

#endif
