/* Names of members, as they may be shown and be kept. Private to app. */
#ifndef APP_MEMBER_H
#define APP_MEMBER_H

#include "base/arena.h"

/* The name in UTF-8 (archives keep it in the code page of whoever made them), with '/' between its
 * parts, without drives, "..", or control characters, LIMIT_MEMBER_NAME bytes at most. `*unsafe`:
 * unpacked by its name it would have been written outside the folder. */
struct str member_name(struct arena *arena, struct str stored, bool *unsafe);

/* What systems leave beside files, and what Event Viewer adds to a log. */
bool member_is_rubbish(struct str path);

#endif
