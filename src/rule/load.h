/* While a ruleset is made: one document is one rule that may still turn out to be none.
 *
 * Modules   base/ahead.h reads files, load.c walks through them and their documents, document.c
 * reads their keys, pack.c reads what a folder says of itself, sourcemap.c and logsource.c know
 * what log sources mean, compile.c turns detections into items, correlate.c reads correlations,
 * link.c follows references and numbers what is left. */
#ifndef RULE_LOAD_H
#define RULE_LOAD_H

#include "base/buf.h"
#include "ruleset.h"
#include "sourcemap.h"

enum doc_state { DOC_LIVE, DOC_INVALID, DOC_REPLACED, DOC_RETIRED };

struct doc {
    const struct node *root;
    enum doc_state state;
    struct rule_info info;
    struct rule rule;
    const struct node *logsource, *detection, *correlation, *filter;
    const struct node *refs; /* what a correlation or filter names: a list or one scalar */
    const struct node *aliases;
    uint32_t *uses; /* documents, in the order of `refs` */
    size_t uses_n;
    bool any;       /* a filter of every rule */
    int depth;      /* of a chain of correlations; 0 not known, -1 being found */
    uint32_t index; /* in the finished ruleset */
};

struct loader {
    struct ruleset *rules;
    struct notes *notes;
    struct doc **docs;
    size_t docs_n, docs_max;
    struct intern items; /* what an item asks, as text: its index in rules->items */
    struct intern known; /* ids and names of live documents */
    uint32_t *known_docs;
    struct sourcemap sources;
    enum note_id wrong;  /* what `complain` says of the thing at hand */
    struct buf question; /* what the item at hand asks */
    struct placeholders placeholders;
    struct arena scratch;
    struct sha256 sum; /* of the digests of all files, in order */
};

/* A note of something wrong in a document, which is then left out; or in what is read beside
 * documents (`wrong`), with NULL for the document. */
void complain(struct loader *l, struct doc *d, struct loc at, const char *fmt, ...) PRINTF(4, 5);
/* `text` as an item of "did you mean", or nothing. */
const char *did_you_mean(struct loader *l, const char *near);

/* Keys of a map as rows. */
struct key {
    const char *name;
    bool required;
    void (*take)(struct loader *l, struct doc *d, const struct node *value); /* NULL: kept unread */
};
/* Calls what the rows say; a key outside them is wrong, with the nearest one proposed. */
void read_keys(struct loader *l, struct doc *d, const struct node *map, const char *what,
               const struct key *keys, size_t n);
const char *nearest_key(struct str word, const struct key *keys, size_t n);

void document_read(struct loader *l, struct doc *d);

/* The pack of that name, made when new; its name as it is kept. */
struct str pack_add(struct loader *l, struct str name, struct str version);
/* What must be known before the first rule is read, whatever path it is in: values of
 * placeholders, log sources. A path that is a map of log sources is read here as a whole. */
void pack_prepare(struct loader *l, const char *path);
/* What a folder says of itself; false when the file is none of that kind. */
bool pack_read_file(struct loader *l, const struct ahead_file *f, struct str pack);

void logsource_read(struct loader *l, struct doc *d);
/* The log source of a filter includes that of the rule. */
bool logsource_covers(const struct rule_info *filter, const struct rule_info *rule);

void detection_read(struct loader *l, struct doc *d, const struct node *map);
/* A map of fields as `and` of items; NULL when something in it was wrong. */
const struct expr *detection_map(struct loader *l, struct doc *d, const struct node *map);
void detection_finish(struct loader *l, struct doc *d); /* what the finished tree names */

void correlation_read(struct loader *l, struct doc *d);
void correlation_finish(struct loader *l, struct doc *d); /* once the rules it names are known */

void link_documents(struct loader *l);

#endif
