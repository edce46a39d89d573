/* The same log beside itself in a better form: support bundles bring each log as .evtx, .csv and
 * .txt, and it counts once. Private to app.
 *
 * Forms that bring record ids (.evtx, .evt, .xml) are all read, for the store knows copies of their
 * records; of the others one is enough, and none where one of those is. Only files of one folder
 * count as one log whose names are the same but for the ending. */
#ifndef APP_TWIN_H
#define APP_TWIN_H

#include "base/files.h"

/* Whether a file of the list is of a form that is read; it is no good as a twin when it is not. */
typedef bool twin_known(void *self, const char *path);

/* The file of the sorted list that holds the log of `path` in a better form, or NULL. */
const char *twin_find(const struct file_list *list, const char *path, twin_known *known,
                      void *self);

/* Does the ending of a name say that it may be a twin at all? */
bool twin_possible(struct str path);

#endif
