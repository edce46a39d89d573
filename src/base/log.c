#include "base/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>

static atomic_int shown = LOG_NORMAL;

void log_set(enum log_level level)
{
    atomic_store(&shown, (int)level);
}

enum log_level log_get(void)
{
    return (enum log_level)atomic_load(&shown);
}

void log_say(enum log_level level, const char *fmt, ...)
{
    char line[1024];
    va_list ap;
    if ((int)level > atomic_load(&shown))
        return;
    va_start(ap, fmt);
    vsnprintf(line, sizeof line - 1, fmt, ap);
    va_end(ap);
    fprintf(stderr, "%s\n", line); /* one call: a line is written whole */
}
