/* Words for those who decide and do not administer: without event ids, hexadecimal numbers, paths,
 * registry keys, GUIDs and SIDs. What stands in brackets around such a thing goes with it.
 *
 * Owner     the arena given.
 * Threads   pure. */
#ifndef REPORT_PLAIN_H
#define REPORT_PLAIN_H

#include "report/locale.h"

/* What stands for it is said in the language of the report. */
struct str plain_words(struct arena *arena, const struct locale *l, struct str text);

/* Would plain_words change the text? */
bool plain_is(struct str text);

#endif
