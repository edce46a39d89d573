#include "app/batch.h"
#include "app/brand.h"

#include "base/files.h"
#include "base/output.h"
#include "base/stop.h"
#include "common.h"
#include "jobs.h"
#include "report/fleet.h"

#include <signal.h>
#include <unistd.h>

struct options {
    const char *out, *one, *clients, *budget, *brand;
    struct opt_list overlays;
    int keep, fail_on;
    bool plan, index;
    struct talk_opts talk;
    struct read_opts read;
    struct shape_opts shape;
};

static const char *const keep_words[] = {"findings", "events", "all", NULL};

/* clang-format off */
static const struct opt opts[] = {
    {"output", 'o', OPT_TEXT, offsetof(struct options, out), "OUT", "folder of the results", 0, 0, NULL},
    {"keep", 0, OPT_WORD, offsetof(struct options, keep), "WHAT", "of each case: findings, events (the case file), all", 0, 0, keep_words},
    {"clients", 0, OPT_TEXT, offsetof(struct options, clients), "FILE", "clients, expected hosts, zones, contacts (YAML)", 0, 0, NULL},
    {"budget", 0, OPT_TEXT, offsetof(struct options, budget), "TIME", "bound on the time of one case, such as 10m", 0, 0, NULL},
    {"overlay", 0, OPT_LIST, offsetof(struct options, overlays), "FILE", "the company's own notes and steps for rules", 0, 0, NULL},
    {"brand", 0, OPT_TEXT, offsetof(struct options, brand), "FILE", "title, logo and contact of HTML reports", 0, 0, NULL},
    {"plan", 0, OPT_FLAG, offsetof(struct options, plan), NULL, "print one command line for each case and run nothing", 0, 0, NULL},
    {"case", 0, OPT_TEXT, offsetof(struct options, one), "PATH", "run the job of this case alone, without an index", 0, 0, NULL},
    {"index", 0, OPT_FLAG, offsetof(struct options, index), NULL, "only make the index of what has been run", 0, 0, NULL},
    {"fail-on", 0, OPT_WORD, offsetof(struct options, fail_on), "LEVEL", "exit with 3 on findings of that level or above", 0, 0, fail_words},
    LANG_ROW(struct options, shape.lang),
    SHAPE_ROWS(struct options, shape),
    READ_ROWS(struct options, read),
    TALK_ROWS(struct options, talk),
};
/* clang-format on */

static const struct options defaults = {.keep = KEEP_EVENTS,
                                        .fail_on = FAIL_ON_NONE,
                                        .read = {.memory = (size_t)256 << 20},
                                        .shape = SHAPE_DEFAULTS};

static struct str case_of(const char *path)
{
    struct str p = str_of(path);
    while (p.len > 1 && p.ptr[p.len - 1] == '/')
        p.len--;
    return path_name(p);
}

static enum status load_clients(const struct options *o, struct arena *arena,
                                struct batch_clients *out, struct err *err)
{
    *out = (struct batch_clients){0};
    return o->clients ? batch_clients_read(arena, o->clients, out, err) : OK;
}

static enum status load_locale(const struct options *o, struct arena *arena,
                               const struct locale **out, struct err *err)
{
    struct brand brand = {0};
    if (o->brand)
        TRY(brand_read(o->brand, arena, &brand, err));
    return choose_locale(o->shape.lang, &brand, list_paths(&o->shape.rules), arena, out, err);
}

/* One job ------------------------------------------------------------------------------------- */

static volatile sig_atomic_t too_long;

static void on_alarm(int number)
{
    (void)number;
    too_long = 1;
    stop_request();
}

static enum status start_budget(const struct options *o, struct err *err)
{
    int64_t ticks;
    if (!o->budget)
        return OK;
    if (!duration_parse(str_of(o->budget), &ticks) || ticks < TICKS_PER_SECOND)
        return err_set(err, FAIL_USAGE, "--budget wants a time such as 10m, not '%s'", o->budget);
    signal(SIGALRM, on_alarm);
    alarm((unsigned)(ticks / TICKS_PER_SECOND));
    return OK;
}

static enum status make_job(const struct options *o, struct arena *arena, struct batch_job *job,
                            struct err *err)
{
    struct batch_clients clients;
    *job = (struct batch_job){.path = o->one,
                              .out = o->out,
                              .name = case_of(o->one),
                              .overlays = o->overlays.v,
                              .overlays_n = o->overlays.n,
                              .brand = o->brand,
                              .memory = o->read.memory,
                              .keep = (enum batch_keep)o->keep};
    TRY(load_clients(o, arena, &clients, err));
    TRY(load_locale(o, arena, &job->locale, err));
    TRY(read_spec(&o->read, arena, &job->ingest, err));
    TRY(shape_spec(&o->shape, arena_str(arena, job->name).ptr, arena, &job->analyze, err));
    const struct batch_client *c = batch_client(&clients, job->name);
    if (c && c->zone.len && !job->analyze.zone.len) {
        const struct zone *zone;
        TRY(zone_load(arena, c->zone, &zone, err));
        job->analyze.zone = c->zone;
        job->analyze.command =
            arena_fmt(arena, "%.*s --tz %.*s", STR_ARG(job->analyze.command), STR_ARG(c->zone));
    }
    job->ingest.paths = &job->path;
    job->ingest.paths_n = 1;
    job->analyze.jobs = o->read.jobs;
    return OK;
}

static enum status run_job(const struct options *o, struct arena *arena, struct err *err)
{
    static const char *const did_words[] = {"unchanged", "matched again", "read", "failed"};
    struct batch_job job;
    struct notes notes;
    enum batch_did did;
    notes_init(&notes, arena);
    TRY(make_job(o, arena, &job, err));
    TRY(start_budget(o, err));
    enum status status = batch_job_run(&job, arena, &notes, &did, err);
    if (status == FAIL_STOPPED && too_long) {
        did = BATCH_FAILED;
        status = err_set(err, OK, "it took longer than %s", o->budget);
        TRY(batch_job_died(o->out, job.name, str_of(err->text), err));
    }
    if (status != OK)
        return status;
    outcome.partial = did == BATCH_FAILED;
    if (did == BATCH_FAILED)
        fprintf(stderr, "culprit: case '%.*s': %s\n", STR_ARG(job.name), err->text);
    if (o->talk.verbose)
        fprintf(stderr, "%.*s: %s\n", STR_ARG(job.name), did_words[did]);
    return OK;
}

/* All of them --------------------------------------------------------------------------------- */

/* The words of one job: what was asked of the batch, but for what only the batch does. */
static void job_words(const struct options *o, struct str path, struct arena *arena,
                      struct opt_list *words)
{
    struct options one = *o;
    one.one = path.ptr;
    one.plan = one.index = false;
    one.fail_on = FAIL_ON_NONE;
    one.talk = (struct talk_opts){.quiet = o->talk.quiet, .verbose = o->talk.verbose};
    words->n = 0;
    opt_again((struct opts)OPTS(opts), &one, &defaults, arena, words);
}

static void print_word(const char *word)
{
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_/.=:,+@%";
    if (word[0] && strspn(word, plain) == strlen(word)) {
        fputs(word, stdout);
        return;
    }
    putchar('\'');
    for (; *word; word++)
        if (*word == '\'')
            fputs("'\\''", stdout);
        else
            putchar(*word);
    putchar('\'');
}

static void print_plan(const struct options *o, const struct batch_list *list, struct arena *arena)
{
    struct opt_list words = {0};
    for (size_t i = 0; i < list->n; i++) {
        job_words(o, list->paths[i], arena, &words);
        fputs("culprit batch", stdout);
        for (size_t k = 0; k < words.n; k++) {
            putchar(' ');
            print_word(words.v[k]);
        }
        putchar('\n');
    }
}

struct results {
    const char *out;
    const struct batch_list *list;
};

static void died(void *self, size_t job, const char *why)
{
    const struct results *r = self;
    struct err err = {0};
    if (batch_job_died(r->out, r->list->names[job], str_of(why), &err) != OK)
        fprintf(stderr, "culprit: %s\n", err.text);
    fprintf(stderr, "culprit: case '%.*s': %s\n", STR_ARG(r->list->names[job]), why);
}

static enum status run_jobs(const struct options *o, const struct batch_list *list,
                            struct arena *arena, struct err *err)
{
    struct options one = *o;
    struct results results = {o->out, list};
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    int at_once = o->read.jobs ? o->read.jobs : (int)(cores > 0 ? cores : 1);
    struct jobs jobs = {
        .n = list->n,
        .at_once = at_once,
        .died = died,
        .self = &results,
        .progress = o->talk.progress == 1 ||
                    (o->talk.progress == 0 && !o->talk.quiet && isatty(STDERR_FILENO) == 1)};
    one.read.jobs = at_once > 1 ? 1 : o->read.jobs;
    jobs.words = ARENA_ARRAY(arena, struct opt_list, list->n + 1);
    for (size_t i = 0; i < list->n; i++)
        job_words(&one, list->paths[i], arena, &jobs.words[i]);
    return jobs_run(&jobs, "batch", err);
}

static enum status write_index(const struct options *o, struct arena *arena, struct err *err)
{
    struct batch_clients clients;
    struct fleet *fleet;
    const struct locale *locale;
    TRY(load_clients(o, arena, &clients, err));
    TRY(load_locale(o, arena, &locale, err));
    TRY(batch_index(o->out, &clients, arena, &fleet, err));
    for (size_t i = 0; i < fleet_formats_count; i++) {
        struct buf text = {0};
        enum status status = fleet_formats[i].write(fleet, locale, &text, err);
        if (status == OK)
            status = output_file(arena_fmt(arena, "%s/%s", o->out, fleet_formats[i].file).ptr,
                                 buf_str(&text), err);
        buf_free(&text);
        if (status != OK)
            return status;
    }
    outcome.partial = fleet->failed + fleet->unfinished + fleet->partial > 0;
    for (size_t i = 0; i < fleet->list_n; i++) {
        enum level level;
        if (level_find(fleet->list[i].level, &level) && (int)level >= o->fail_on)
            outcome.findings = true;
    }
    if (!o->talk.quiet)
        fprintf(stderr,
                "%lld cases: %lld done, %lld partial, %lld failed, %lld unfinished; %lld "
                "with findings: %s/index.html\n",
                (long long)fleet->cases_n, (long long)fleet->done, (long long)fleet->partial,
                (long long)fleet->failed, (long long)fleet->unfinished, (long long)fleet->troubled,
                o->out);
    return OK;
}

static enum status check_words(const struct options *o, struct args args, struct err *err)
{
    size_t wanted = o->one || o->index ? 0 : 1;
    if (!o->out)
        return err_set(err, FAIL_USAGE, "batch wants a folder for the results: -o OUT");
    if (args.n != wanted)
        return err_set(err, FAIL_USAGE,
                       wanted ? "batch wants one folder, whose folders and files are the cases"
                              : "with --case or --index no folder is named");
    return OK;
}

static enum status batch(const void *options, struct args args, struct err *err)
{
    const struct options *o = options;
    struct arena arena = {0};
    struct batch_list list = {0};
    TRY(check_words(o, args, err));
    TRY(check_options(&o->read, err));
    enum status status = OK;
    if (o->one) {
        status = run_job(o, &arena, err);
    } else {
        if (!o->index)
            status = batch_cases(&arena, args.v[0], o->out, &list, err);
        if (status == OK && o->plan)
            print_plan(o, &list, &arena);
        if (status == OK && !o->plan && !o->index)
            status = batch_make_folder(&arena, arena_fmt(&arena, "%s/cases", o->out), err);
        if (status == OK && !o->plan && !o->index)
            status = run_jobs(o, &list, &arena, err);
        if (status == OK && !o->plan)
            status = write_index(o, &arena, err);
    }
    arena_free(&arena);
    return status;
}

const struct cmd cmd_batch = {
    .name = "batch",
    .usage = "batch [OPTIONS] DIR -o OUT",
    .summary = "many cases: one report for each, an index over all",
    .opts = OPTS(opts),
    .defaults = &defaults,
    .size = sizeof defaults,
    .run = batch,
};
