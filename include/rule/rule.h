/* Rules: from YAML to an immutable ruleset.
 *
 * A rule that cannot be loaded is a located error (NOTE_RULE_*), is left out, and the rest run.
 * Unknown keys and modifiers are errors with a proposal, never ignored. Rules refer to each other
 * by id or name, across files.
 *
 * Owner     ruleset_load allocates, ruleset_free frees; rule_info and what it points to live as
 * long. Threads   immutable once loaded. Errors    FAIL_IO for a path that cannot be read,
 * FAIL_LIMIT; bad rules are notes. */
#ifndef RULE_RULE_H
#define RULE_RULE_H

#include "base/note.h"
#include "base/sha256.h"
#include "model/match.h"

struct ruleset;

/* Where rules come from, in order; of two documents with one id the later wins. "builtin" is the
 * set embedded in the program; another entry is a file or a folder. */
struct rule_paths {
    const char *const *v;
    size_t n;
};

enum status ruleset_load(struct rule_paths paths, struct notes *notes, struct ruleset **out,
                         struct err *err) NODISCARD;
/* The same from text, for rule tests and fuzzing. `file` must outlive the ruleset. */
enum status ruleset_parse(struct str text, const char *file, struct notes *notes,
                          struct ruleset **out, struct err *err) NODISCARD;
void ruleset_free(struct ruleset *r);

size_t ruleset_count(const struct ruleset *r);
const struct rule_info *ruleset_rules(const struct ruleset *r); /* an array, by index */
const struct rule_info *ruleset_find(const struct ruleset *r, struct str id_or_name);
struct str ruleset_sha256(const struct ruleset *r); /* over all documents, in order */
size_t ruleset_left_out(const struct ruleset *r);

/* Over the names and bytes of the files alone, without loading them: as long as it is the same the
 * rules are. FAIL_IO where a path cannot be read. */
enum status ruleset_digest(struct rule_paths paths, char hex[SHA256_HEX],
                           struct err *err) NODISCARD;

/* What became of the documents that were read. */
struct ruleset_counts {
    size_t loaded;
    size_t left_out;  /* cannot be loaded; a note says why */
    size_t elsewhere; /* loaded, but their log source is in no event log (Linux, a proxy) */
    size_t traced;    /* of those, how many are of Windows: it only traces what they ask */
    size_t retired;   /* not loaded: their status is deprecated or unsupported */
    size_t replaced;  /* not loaded: a later document has the same id */
};
struct ruleset_counts ruleset_counts(const struct ruleset *r);

struct rule_pack {
    struct str name, version;
};
const struct rule_pack *ruleset_packs(const struct ruleset *r, size_t *n);

/* The document of a rule, as it was written; by index. */
const struct node *ruleset_document(const struct ruleset *r, uint32_t index);

/* The text of the file a rule stands in, for messages that show the line; empty when unknown. */
struct str ruleset_file_text(const struct ruleset *r, const char *file);

#endif
