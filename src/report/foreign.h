/* Texts that have no translation: shown as "... [en]" where a form has nothing better.
 *
 * Owner     the arena given. */
#ifndef REPORT_FOREIGN_H
#define REPORT_FOREIGN_H

#include "doc.h"

struct str foreign_words(struct arena *arena, struct str text); /* the marks as words */
struct str foreign_drop(struct arena *arena, struct str text);  /* without them */
void foreign_tree(struct arena *arena, struct doc_node *root);  /* every text of it */

#endif
