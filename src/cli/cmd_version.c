#include "cli/cmd.h"

static enum status version(const void *options, struct args args, struct err *err)
{
    (void)options, (void)args, (void)err;
    puts("culprit " VERSION);
    return OK;
}

static const char none;

const struct cmd cmd_version = {
    .name = "version",
    .usage = "version",
    .summary = "print the version",
    .defaults = &none,
    .run = version,
};
