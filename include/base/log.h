/* What the program is doing, for people, on standard error: only for the rooms app and cli. Verbs
 * return, they do not talk.
 *
 * Threads   any; a line is written whole. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/base.h"

enum log_level { LOG_QUIET = -1, LOG_NORMAL = 0, LOG_INFO = 1, LOG_DEBUG = 2 };

void log_set(enum log_level level);
enum log_level log_get(void);
void log_say(enum log_level level, const char *fmt, ...) PRINTF(2, 3);

#endif
