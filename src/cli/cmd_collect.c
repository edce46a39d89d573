/* culprit collect: the script that gathers evidence on a client's server. */
#include "cli/cmd.h"
#include "collect/collect.h"
#include "result.h"
#include "store/report.h"

#include "base/files.h"
#include "base/limits.h"

struct options {
    const char *output, *report, *windows;
    bool powershell, capture;
};

/* clang-format off */
static const struct opt opts[] = {
    {"powershell", 0, OPT_FLAG, offsetof(struct options, powershell), NULL, "a script for PowerShell, from 2008 R2 on, instead of cmd", 0, 0, NULL},
    {"windows", 0, OPT_TEXT, offsetof(struct options, windows), "NAME", "for that Windows only: 2003, 2008, 2008r2, ... 2025", 0, 0, NULL},
    {"for", 0, OPT_TEXT, offsetof(struct options, report), "REPORT", "only what that JSON report asks for", 0, 0, NULL},
    {"capture", 0, OPT_FLAG, offsetof(struct options, capture), NULL, "no script: which tool takes a network trace", 0, 0, NULL},
    {"output", 'o', OPT_TEXT, offsetof(struct options, output), "FILE", "file for the script; '-' is standard output", 0, 0, NULL},
};
/* clang-format on */

static const struct options defaults = {0};

static enum status read_wishes(const char *path, struct arena *arena, struct collect_wish *wish,
                               struct err *err)
{
    struct str text;
    struct analysis *a;
    size_t odd = 0;
    TRY(file_read(arena, path, LIMIT_ANALYSIS_BYTES, &text, err));
    if (report_parse(arena, text, &a, err) != OK)
        return err_wrap(err, "cannot read '%s'", path);
    for (size_t i = 0; i < a->findings_n; i++)
        for (size_t k = 0; k < a->findings[i].missing_n; k++)
            odd += !collect_ask(arena, wish, a->findings[i].missing[k].kind,
                                a->findings[i].missing[k].collect);
    if (odd)
        fprintf(stderr,
                "culprit: %zu thing%s that the report asks for %s a name that no script may "
                "contain; what is usual of that kind is taken instead\n",
                odd, odd == 1 ? "" : "s", odd == 1 ? "has" : "have");
    return wish->kinds_n ? OK : err_set(err, FAIL_INPUT, "'%s' asks for no evidence", path);
}

static enum status make(const struct options *o, struct arena *arena, struct buf *to,
                        struct err *err)
{
    struct collect_wish wish = {0};
    struct collect_spec spec = {.powershell = o->powershell, .windows = str_of(o->windows)};
    if (o->capture)
        return collect_capture(spec.windows, to, err);
    if (o->report) {
        TRY(read_wishes(o->report, arena, &wish, err));
        spec.wish = &wish;
    }
    return collect_script(&spec, to, err);
}

static enum status collect(const void *options, struct args args, struct err *err)
{
    const struct options *o = options;
    struct arena arena = {0};
    struct buf text = {0};
    if (args.n)
        return err_set(err, FAIL_USAGE, "collect takes no paths; --for names a report");
    enum status status = make(o, &arena, &text, err);
    if (status == OK)
        status = result_write(o->output, &text, err);
    buf_free(&text);
    arena_free(&arena);
    return status;
}

const struct cmd cmd_collect = {
    .name = "collect",
    .usage =
        "collect [--powershell] [--windows NAME] [--for REPORT.json] [-o FILE] | collect --capture",
    .summary = "the script that gathers evidence on a client's server",
    .opts = OPTS(opts),
    .defaults = &defaults,
    .size = sizeof defaults,
    .run = collect,
};
