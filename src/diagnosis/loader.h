/* What every step of loading a diagnosis needs: where to allocate, which rules there are, where to
 * complain. A defect is a located note; loading goes on, to find the next one, and what has a
 * defect is left out in the end.
 *
 * Owner     everything goes into the arena of the catalogue.
 * Errors    counted in `defects`; no function of loading fails otherwise. */
#ifndef DIAGNOSIS_LOADER_H
#define DIAGNOSIS_LOADER_H

#include "base/note.h"
#include "catalogue.h"
#include "model/match.h"
#include "placeholder.h"

struct loader {
    struct catalogue *catalogue;
    struct arena *arena;
    struct notes *notes;
    const struct rule_info *rules;
    size_t rules_n;
    const struct scope *scope; /* names that phrases may use now */
    size_t defects;
};

void loader_complain(struct loader *l, struct loc at, const char *fmt, ...) PRINTF(3, 4);
void loader_warn(struct loader *l, struct loc at, const char *fmt, ...) PRINTF(3, 4);

/* What the value of a key may be. */
enum key_kind {
    KEY_ANY,
    KEY_TEXT,  /* a scalar */
    KEY_TEXTS, /* a scalar or a list of scalars */
    KEY_MAP,
    KEY_LIST,
    KEY_BOOL,
    KEY_WORD,     /* one of `words` */
    KEY_DURATION, /* 30d, 15m */
    KEY_NUMBER,
};

struct key {
    const char *name;
    enum key_kind kind;
    bool required;
    const struct words *words; /* of KEY_WORD */
};

/* A closed set of keys: one table, or two of which the second may be empty. */
struct keys {
    const char *what; /* "a step of a fix" */
    const struct key *rows;
    size_t n;
    const struct key *more;
    size_t more_n;
};

#define KEYS(what_, table) ((struct keys){.what = (what_), .rows = (table), .n = ARRAY_LEN(table)})

/* Complains of unknown keys, missing ones and values of the wrong kind; false when it did. */
bool keys_check(struct loader *l, const struct node *map, const struct keys *keys);

struct phrase load_phrase(struct loader *l, const struct node *scalar); /* NULL: empty */
struct phrase load_phrase_at(struct loader *l, const struct node *map, const char *key);
bool load_rule(struct loader *l, const struct node *name, uint32_t *rule);
int64_t load_duration(const struct node *map, const char *key, int64_t otherwise);
int load_word(const struct node *map, const char *key, const struct words *w); /* -1: not there */
bool load_regex(struct loader *l, const struct node *text, struct regex **out);

/* A list of rule names; those that are not there are complained of. */
const uint32_t *load_rules(struct loader *l, const struct node *list, size_t *n);

#endif
