#include "app/verify.h"
#include "common.h"

#include "base/buf.h"

struct options {
    struct talk_opts talk;
};

/* clang-format off */
static const struct opt opts[] = {
    TALK_ROWS(struct options, talk),
};
/* clang-format on */

static const struct options defaults = {{0}};

static const char *const states[] = {[VERIFY_SAME] = "same",
                                     [VERIFY_CHANGED] = "CHANGED",
                                     [VERIFY_MISSING] = "MISSING",
                                     [VERIFY_EXTRA] = "not in the report"};

static void print_row(const struct verify_row *r, bool quiet)
{
    struct buf b = {0};
    if (quiet && r->state == VERIFY_SAME)
        return;
    buf_fmt(&b, "%.*s  ", STR_ARG(r->sha256.len ? r->sha256 : STR("(no digest)")));
    buf_term(&b, r->path);
    buf_fmt(&b, ": %s", states[r->state]);
    if (r->now.len)
        buf_fmt(&b, ", now %.*s", STR_ARG(r->now));
    printf("%.*s\n", STR_ARG(buf_str(&b)));
    buf_free(&b);
}

static enum status verify(const void *options, struct args args, struct err *err)
{
    const struct options *o = options;
    struct arena arena = {0};
    struct notes notes;
    struct verify_result result;
    if (args.n < 2)
        return err_set(err, FAIL_USAGE, "verify wants a JSON report and the folder of its files");
    notes_init(&notes, &arena);
    enum status status = verify_run(args.v[0], (const char *const *)args.v + 1, args.n - 1, &arena,
                                    &notes, &result, err);
    say_notes(&notes, &o->talk);
    for (size_t i = 0; status == OK && i < result.n; i++)
        print_row(&result.rows[i], o->talk.quiet);
    if (status == OK) {
        printf("%zu same, %zu changed, %zu missing, %zu not in the report\n",
               result.counts[VERIFY_SAME], result.counts[VERIFY_CHANGED],
               result.counts[VERIFY_MISSING], result.counts[VERIFY_EXTRA]);
        if (result.counts[VERIFY_CHANGED] + result.counts[VERIFY_MISSING])
            status =
                err_set(err, FAIL_INPUT, "the files are not those that the report was made from");
    }
    arena_free(&arena);
    return status;
}

const struct cmd cmd_verify = {
    .name = "verify",
    .usage = "verify [OPTIONS] REPORT.json PATH...",
    .summary = "compare files with the digests that a report holds",
    .opts = OPTS(opts),
    .defaults = &defaults,
    .size = sizeof defaults,
    .run = verify,
};
