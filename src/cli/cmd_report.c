#include "common.h"

#include <unistd.h>

struct options {
    const char *db, *format, *output;
    bool explain, detections;
    size_t memory;
    struct talk_opts talk;
    struct shape_opts shape;
    struct book_opts book;
};

/* clang-format off */
static const struct opt opts[] = {
    {"case", 'd', OPT_TEXT, offsetof(struct options, db), "CASE", "case file", 0, 0, NULL},
    {"format", 'f', OPT_TEXT, offsetof(struct options, format), "FORMAT", "form of the report; see 'help formats'", 0, 0, NULL},
    {"output", 'o', OPT_TEXT, offsetof(struct options, output), "FILE", "report file; '-' is standard output", 0, 0, NULL},
    {"explain", 0, OPT_FLAG, offsetof(struct options, explain), NULL, "show every item of evidence and the sums", 0, 0, NULL},
    {"detections", 0, OPT_FLAG, offsetof(struct options, detections), NULL, "list plain detections as well", 0, 0, NULL},
    {"memory", 0, OPT_SIZE, offsetof(struct options, memory), "SIZE", "bound on memory, 256M unless told", 0, 0, NULL},
    LANG_ROW(struct options, shape.lang),
    SHAPE_ROWS(struct options, shape),
    BOOK_ROWS(struct options, book),
    TALK_ROWS(struct options, talk),
};
/* clang-format on */

static const struct options defaults = {
    .memory = (size_t)256 << 20, .shape = SHAPE_DEFAULTS, .book = BOOK_DEFAULTS};

static enum status work(const struct options *o, struct store *store, struct arena *arena,
                        struct err *err)
{
    struct notes notes;
    struct analyze_spec spec;
    struct kept_analysis kept;
    const struct format *format;
    notes_init(&notes, arena);
    TRY(choose_format(o->format, o->output, &format, err));
    TRY(shape_spec(&o->shape, case_name(arena, (struct args){0}, o->db), arena, &spec, err));
    struct casebook book = casebook_of(&o->book, (struct args){0}, o->db);
    spec.book = &book;
    TRY(analyze_saved(store, &spec, arena, &notes, &kept, err));
    say_notes(&notes, &o->talk);
    if (kept.stale && !o->talk.quiet)
        fprintf(stderr,
                "the rules or options have changed since this analysis was made; "
                "'culprit analyze -d %s' makes it anew\n",
                o->db);
    struct print_opts print = {
        o->output,      o->explain,    o->detections, o->talk.color,
        o->book.redact, o->book.brand, o->shape.lang, list_paths(&o->shape.rules)};
    return print_report(kept.analysis, format, &print, err);
}

static enum status report(const void *options, struct args args, struct err *err)
{
    const struct options *o = options;
    struct arena arena = {0};
    struct store *store;
    if (args.n)
        return err_set(err, FAIL_USAGE, "report takes no paths; the case is named with -d");
    if (!o->db)
        return err_set(err, FAIL_USAGE, "report wants a case file: -d CASE");
    if (!store_is_case(o->db))
        return err_set(err, FAIL_INPUT, "'%s' is no case file of culprit", o->db);
    /* A case that cannot be written, on a read-only medium say, still shows what it keeps. */
    enum store_mode mode = access(o->db, W_OK) == 0 ? STORE_CREATE : STORE_READ;
    TRY(store_open(o->db, mode, o->memory, &store, err));
    enum status status = work(o, store, &arena, err);
    store_close(store);
    arena_free(&arena);
    return status;
}

const struct cmd cmd_report = {
    .name = "report",
    .usage = "report [OPTIONS] -d CASE",
    .summary = "print the analysis that a case keeps",
    .opts = OPTS(opts),
    .defaults = &defaults,
    .size = sizeof defaults,
    .run = report,
};
