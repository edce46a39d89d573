/* The database of a batch, fleet.db (src/store/sql/schema-fleet.sql): what the reports of all cases
 * say, to be asked with SQL, and the summary that the index prints. Made anew beside the old one
 * and put in its place when it is whole.
 *
 * Owner     fleet_open allocates, fleet_close frees; the summary belongs to the arena given.
 * Threads   one.
 * Errors    FAIL_STORE with SQLite's words and the path; FAIL_INPUT for a report that is none. */
#ifndef STORE_FLEET_H
#define STORE_FLEET_H

#include "base/arena.h"
#include "base/err.h"
#include "model/fleet.h"

struct fleet_store;

/* A new database that will become `path`; the one that is there now is what news compares with. */
enum status fleet_open(const char *path, struct fleet_store **out, struct err *err) NODISCARD;

struct fleet_entry {
    struct str name, state, message, inputs;
    struct str report; /* its JSON, "" where there is none */
    struct str db;     /* path of its case file, "" where it is not kept */
};

/* A report that is no JSON makes its case unfinished. */
enum status fleet_add(struct fleet_store *f, const struct fleet_entry *e,
                      struct err *err) NODISCARD;
enum status fleet_client(struct fleet_store *f, struct str name, struct str contact,
                         struct err *err) NODISCARD;
enum status fleet_expect(struct fleet_store *f, struct str client, struct str host,
                         struct err *err) NODISCARD;

/* Compares with the last index, makes the summary, and puts the database into its place. */
enum status fleet_finish(struct fleet_store *f, struct arena *arena, struct fleet **out,
                         struct err *err) NODISCARD;

void fleet_close(struct fleet_store *f); /* what was not finished is gone */

#endif
