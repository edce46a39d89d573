/* What people know and decide about a case, read from small YAML files and put into its analysis:
 *
 *   case.yml     client, ticket, complaint in the client's words, when it hurt, what changed, what
 *                was done already
 *   notes.yml    remarks, overrides with their reason, the register of what is accepted
 *   overlay.yml  the company's own notes and fix steps for shipped rules
 *
 * What is not named is looked for only where its words can do no harm: case.yml, which holds words
 * alone, beside the inputs and the case file; notes.yml, which accepts findings, beside the case file
 * unless that lies among the inputs; overlay.yml, which brings commands, nowhere. What a case was
 * told once it keeps: findings found again keep their remarks.
 *
 * Owner     the arena given.
 * Errors    FAIL_INPUT with file, line and column; FAIL_IO. Entries that fit nothing are notes, and
 *           so is a case.yml that was found and cannot be used. */
#ifndef APP_CASEBOOK_H
#define APP_CASEBOOK_H

#include "base/note.h"
#include "model/analysis.h"

struct casebook {
    const char *story, *remarks; /* case.yml and notes.yml; NULL: looked for */
    const char *const *overlays; /* overlay.yml, in order */
    size_t overlays_n;
    const char *const *inputs; /* folders and files of the client */
    size_t inputs_n;
    const char *db; /* case file; NULL: none */
    struct moment incident; /* --around; goes before what case.yml says */
};

/* Is this the name of one of these files? Then it holds no evidence. */
bool casebook_names(struct str path);

enum status casebook_apply(const struct casebook *b, struct analysis *a, struct arena *arena,
                           struct notes *notes, struct err *err) NODISCARD;

/* What the earlier analysis of the same case was told, where the new one was not told otherwise. */
void casebook_carry(const struct analysis *from, struct analysis *to, struct arena *arena);

#endif
