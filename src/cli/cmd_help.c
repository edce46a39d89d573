#include "base/limits.h"
#include "cli/cmd.h"
#include "report/report.h"

#include "base/buf.h"

static void help_formats(void)
{
    for (size_t i = 0; i < formats_count; i++)
        printf("  %-16s %s\n", formats[i]->name, formats[i]->summary);
}

static void help_limits(void)
{
    for (size_t i = 0; i < limits_count; i++)
        printf("  %-18s %lld %s. %s\n", limits[i].name, (long long)limits[i].value, limits[i].unit,
               limits[i].beyond);
}

static const struct topic {
    const char *name;
    void (*print)(void);
} topics[] = {
    {"formats", help_formats},
    {"limits",  help_limits },
};

static enum status help(const void *options, struct args args, struct err *err)
{
    (void)options;
    if (args.n == 0) {
        cmd_overview(stdout);
        return OK;
    }
    const char *names[64];
    size_t n = 0;
    for (size_t i = 0; i < ARRAY_LEN(topics); i++) {
        names[n++] = topics[i].name;
        if (strcmp(topics[i].name, args.v[0]) == 0) {
            topics[i].print();
            return OK;
        }
    }
    for (size_t i = 0; i < commands_count && n < ARRAY_LEN(names); i++)
        names[n++] = commands[i]->name;
    const struct cmd *c = cmd_find(args.v[0]);
    if (c) {
        cmd_help_text(c, stdout);
        return OK;
    }
    const char *near = str_nearest(str_of(args.v[0]), names, n);
    return err_set(err, FAIL_USAGE, "no help on '%s'%s%s%s", args.v[0],
                   near ? ", did you mean '" : "", near ? near : "", near ? "'?" : "");
}

static const char none;

const struct cmd cmd_help = {
    .name = "help",
    .usage = "help [COMMAND|formats|limits]",
    .summary = "explain a command, the report formats, the limits",
    .defaults = &none,
    .run = help,
};
