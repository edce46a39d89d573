/* Pseudonyms for what names a client: hosts and their domains, users, SIDs, addresses, paths. The
 * same original gets the same pseudonym wherever the same key file is used, so that two reports
 * still compare; without the key nobody can tell the original. The key file lists what was
 * replaced, for its owner.
 *
 * Owner     redactor_open allocates, redactor_close frees; texts live in the arena given.
 * Threads   one.
 * Errors    FAIL_IO; FAIL_INPUT for a file that is no key file. */
#ifndef APP_REDACT_H
#define APP_REDACT_H

#include "base/err.h"
#include "model/analysis.h"

struct redactor;

/* Opens the key file, or begins a new one where there is none. */
enum status redactor_open(const char *path, struct redactor **out, struct err *err) NODISCARD;

/* Every text of the analysis, in place. */
void redact_analysis(struct redactor *r, struct analysis *a, struct arena *arena);
struct str redact_text(struct redactor *r, struct str text, struct arena *arena);
/* Hosts are known by name, not by their looks. */
void redact_host(struct redactor *r, struct str host);

/* Writes the key file anew, with what was added. */
enum status redactor_save(struct redactor *r, struct err *err) NODISCARD;
void redactor_close(struct redactor *r);

#endif
