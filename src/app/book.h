/* What the readers of the casebook's files share: maps whose keys come from a table, and the
 * findings that an entry means. Private to app.
 *
 * Owner     the arena of the analysis. */
#ifndef APP_BOOK_H
#define APP_BOOK_H

#include "app/casebook.h"
#include "base/tree.h"

struct book {
    struct analysis *a;
    struct arena *arena;
    struct notes *notes;
    const char *path;
    struct str author; /* of the file, for entries that name none */
};

struct book_key {
    const char *name;
    /* Takes the value of the key. */
    enum status (*take)(struct book *b, const struct node *value, void *into, struct err *err);
    size_t offset; /* for `take`s of one text or list */
};

/* Every key of the map must be one of the table. */
enum status book_map(struct book *b, const struct node *map, const struct book_key *keys, size_t n,
                     void *into, struct err *err) NODISCARD;
enum status book_text(struct book *b, const struct node *value, void *into, struct err *err);
/* A list of texts (`struct str *v; size_t n;` at the place), or one text. */
enum status book_texts(struct book *b, const struct node *value, void *into, struct err *err);
/* The items of a list, each to `take`. */
enum status book_list(struct book *b, const struct node *list,
                      enum status (*take)(struct book *, const struct node *, struct err *),
                      struct err *err) NODISCARD;

/* Does "finding: X" of an entry mean this one: by id, or by name or id of its rule, and by host? */
bool book_means(const struct a_finding *f, struct str finding, struct str host);

/* One file: its one document. FAIL_INPUT where it has none or several. */
enum status book_open(struct book *b, const struct node **out, struct err *err) NODISCARD;

/* `incident` goes before what the file says; without a path what the case was told stays. */
enum status story_read(struct book *b, struct moment incident, struct err *err) NODISCARD;
enum status remarks_read(struct book *b, struct err *err) NODISCARD;
/* What was overridden in an earlier analysis, once more. */
void overrides_again(struct a_finding *f, const struct a_finding *old, struct arena *arena);
enum status overlay_read(struct book *b, struct err *err) NODISCARD;

#endif
