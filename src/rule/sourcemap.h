/* What log sources mean on Windows: channels, event ids and other names of fields. The built-in
 * table, and over it what packs of rules put in its place (docs/RULES.md, "Log sources").
 *
 * Owner     the arena of the ruleset.
 * Threads   one, while loading.
 * Errors    notes (NOTE_LOGSOURCES_INVALID); an entry with one is passed over.
 * Source    rule/logsources.yml; the format of logsource_map.json is read as well. */
#ifndef RULE_SOURCEMAP_H
#define RULE_SOURCEMAP_H

#include "rule/source.h"
#include "ruleset.h"

struct loader;

struct source_names {
    struct str *v;
    size_t n, max;
};

struct source_service {
    struct str name;
    struct source_names channels;
    struct loc from; /* no file: built in */
};

struct source_category {
    struct str name;
    const struct logsource_row *rows;
    size_t n;
};

struct sourcemap {
    bool ready, builtin;       /* the built-in table was read, is being read */
    struct logsource_row *row; /* being read */
    struct source_service *services;
    size_t services_n, services_max;
    struct source_category *categories;
    size_t categories_n, categories_max;
    struct source_names elsewhere; /* categories that no event log has */
    struct source_names foreign;   /* of Windows only where the product says so */
};

/* Puts the entries of a map over those that are there, name by name. */
void sourcemap_read(struct loader *l, const struct node *map);

/* Without regard to case; NULL when there is none. */
const struct source_service *sourcemap_service(struct loader *l, struct str name);
const struct source_category *sourcemap_category(struct loader *l, struct str name);
bool sourcemap_is_elsewhere(struct loader *l, struct str category);
bool sourcemap_is_foreign(struct loader *l, struct str category);

/* What a rule for such events writes (rule/source.h). */
struct source_words sourcemap_words(struct loader *l, struct str channel, int64_t id);

/* For "did you mean"; NULL when none is near. */
const char *sourcemap_near_service(struct loader *l, struct str name);
const char *sourcemap_near_category(struct loader *l, struct str name);

#endif
