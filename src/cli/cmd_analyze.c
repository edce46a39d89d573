#include "common.h"

struct options {
    const char *db, *format, *output;
    int fail_on;
    bool explain, detections;
    struct talk_opts talk;
    struct read_opts read;
    struct shape_opts shape;
    struct book_opts book;
};

/* clang-format off */
static const struct opt opts[] = {
    {"case", 'd', OPT_TEXT, offsetof(struct options, db), "CASE", "case file to create or extend", 0, 0, NULL},
    {"format", 'f', OPT_TEXT, offsetof(struct options, format), "FORMAT", "form of the report; see 'help formats'", 0, 0, NULL},
    {"output", 'o', OPT_TEXT, offsetof(struct options, output), "FILE", "report file; '-' is standard output", 0, 0, NULL},
    {"explain", 0, OPT_FLAG, offsetof(struct options, explain), NULL, "show every item of evidence and the sums", 0, 0, NULL},
    {"detections", 0, OPT_FLAG, offsetof(struct options, detections), NULL, "list plain detections as well", 0, 0, NULL},
    {"fail-on", 0, OPT_WORD, offsetof(struct options, fail_on), "LEVEL", "exit with 3 on findings of that level or above", 0, 0, fail_words},
    LANG_ROW(struct options, shape.lang),
    SHAPE_ROWS(struct options, shape),
    BOOK_ROWS(struct options, book),
    READ_ROWS(struct options, read),
    TALK_ROWS(struct options, talk),
};
/* clang-format on */

static const struct options defaults = {.fail_on = FAIL_ON_NONE,
                                        .read = {.memory = (size_t)256 << 20},
                                        .shape = SHAPE_DEFAULTS,
                                        .book = BOOK_DEFAULTS};

static bool accepted(const struct a_finding *f)
{
    return f->acceptance && str_eq(f->acceptance->state, STR("accepted"));
}

static void judge(const struct analysis *a, int fail_on)
{
    for (size_t i = 0; i < a->findings_n; i++) {
        enum level level;
        if (level_find(a->findings[i].rule.level, &level) && (int)level >= fail_on &&
            !str_eq(a->findings[i].category, STR("benign")) && !accepted(&a->findings[i]))
            outcome.findings = true;
    }
}

static enum status work(const struct options *o, struct args args, struct store *store,
                        struct arena *arena, struct err *err)
{
    struct notes notes;
    struct analyze_spec spec;
    struct ingest_result read = {0};
    struct analysis *analysis = NULL;
    const struct format *format;
    notes_init(&notes, arena);
    TRY(choose_format(o->format, o->output, &format, err));
    TRY(shape_spec(&o->shape, case_name(arena, args, o->db), arena, &spec, err));
    struct casebook book = casebook_of(&o->book, args, o->db);
    spec.book = &book;
    spec.jobs = o->read.jobs;
    enum status status = OK;
    if (args.n)
        status = read_paths(store, &(struct reading){args, &o->read, &o->talk}, &notes, &read, err);
    if (status == OK)
        status = analyze_run(store, &spec, arena, &notes, &analysis, err);
    say_notes(&notes, &o->talk);
    if (status != OK)
        return status;
    if (args.n)
        TRY(check_read(&read, args, err));
    struct print_opts print = {
        o->output,      o->explain,    o->detections, o->talk.color,
        o->book.redact, o->book.brand, o->shape.lang, list_paths(&o->shape.rules)};
    TRY(print_report(analysis, format, &print, err));
    TRY(judge_losses(store, &o->read, arena, err));
    judge(analysis, o->fail_on);
    return OK;
}

static enum status analyze(const void *options, struct args args, struct err *err)
{
    const struct options *o = options;
    struct arena arena = {0};
    struct store *store;
    if (args.n == 0 && !o->db)
        return err_set(err, FAIL_USAGE,
                       "nothing to analyse: name files or folders, or a case (-d)");
    TRY(check_options(&o->read, err));
    TRY(store_open(o->db, STORE_CREATE, o->read.memory, &store, err));
    enum status status = work(o, args, store, &arena, err);
    store_close(store);
    arena_free(&arena);
    return status;
}

const struct cmd cmd_analyze = {
    .name = "analyze",
    .usage = "analyze [OPTIONS] [-d CASE] [PATH...]",
    .summary = "read logs, find what recurs, explain it",
    .opts = OPTS(opts),
    .defaults = &defaults,
    .size = sizeof defaults,
    .run = analyze,
};
