/* One job of a batch: one case read, analysed, reported; or nothing where nothing has changed. */
#include "app/batch.h"

#include "app/brand.h"
#include "app/casebook.h"
#include "base/files.h"
#include "base/limits.h"
#include "base/output.h"
#include "base/sha256.h"
#include "batch_state.h"
#include "pipeline.h"
#include "report/report.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

struct work {
    const struct batch_job *job;
    struct arena *arena;
    struct notes *notes;
    struct batch_state before, now;
    struct str db;
    bool partial;
    enum batch_did did;
};

/* Formats that each way of keeping asks for. */
static const struct {
    const char *format, *file;
    enum batch_keep from;
    bool machine; /* stays English: the index and other programs read it */
} reports[] = {
    {"json",     "report.json", KEEP_FINDINGS, true },
    {"html",     "report.html", KEEP_FINDINGS, false},
    {"markdown", "report.md",   KEEP_ALL,      false},
    {"text",     "report.txt",  KEEP_ALL,      false},
};

static struct str hash(struct arena *arena, struct sha256 *s)
{
    char hex[SHA256_HEX];
    sha256_hex(s, hex);
    return arena_str(arena, str_of(hex));
}

static void add(struct sha256 *s, struct str text)
{
    sha256_add(s, text.ptr, text.len);
    sha256_add(s, "", 1);
}

static void no_trouble(void *self, const char *path, const char *why)
{
    struct sha256 *s = self;
    add(s, str_of(path));
    add(s, str_of(why));
}

/* Names, sizes and times of all files, and what else decides what is read from them. */
static struct str hash_inputs(const struct work *w)
{
    const struct ingest_spec *in = &w->job->ingest;
    struct sha256 s;
    struct file_list files = {0};
    size_t base = strlen(w->job->path);
    sha256_init(&s);
    files_walk(w->arena, w->job->path, &files, no_trouble, &s);
    for (size_t i = 0; i < files.n; i++) {
        add(&s, str_skip(str_of(files.paths[i]), base));
        add(&s, file_stamp(w->arena, files.paths[i]));
    }
    add(&s, in->encoding);
    for (size_t i = 0; i < in->renames_n; i++) {
        add(&s, in->renames[i].name);
        add(&s, in->renames[i].value);
    }
    for (size_t i = 0; i < in->passwords_n; i++)
        add(&s, in->passwords[i]);
    return hash(w->arena, &s);
}

/* The bytes of a small file; of one that is not there, or no longer, that it is not. */
static void add_file(const struct work *w, struct sha256 *s, const char *path)
{
    struct str text;
    struct err err = {0};
    bool there = path && file_read(w->arena, path, LIMIT_YAML_BYTES, &text, &err) == OK;
    add(s, there ? text : STR("none"));
}

/* All that shapes the result but for the logs. */
static enum status hash_config(const struct work *w, struct str *out, struct err *err)
{
    const struct batch_job *j = w->job;
    struct sha256 s;
    char rules[SHA256_HEX];
    TRY(ruleset_digest(pipeline_rules(j->analyze.rules), rules, err));
    sha256_init(&s);
    add(&s, str_of(rules));
    add(&s, STR(VERSION));
    add(&s, j->analyze.command);
    for (size_t i = 0; i < j->overlays_n; i++)
        add_file(w, &s, j->overlays[i]);
    add_file(w, &s, j->brand);
    uint64_t locale = locale_digest(j->locale);
    sha256_add(&s, &locale, sizeof locale);
    add_file(w, &s, batch_file(w->arena, j->out, j->name, "notes.yml").ptr);
    sha256_add(&s, &j->keep, sizeof j->keep);
    *out = hash(w->arena, &s);
    return OK;
}

static bool has_reports(const struct work *w)
{
    const struct batch_job *j = w->job;
    for (size_t i = 0; i < ARRAY_LEN(reports); i++)
        if (j->keep >= reports[i].from &&
            !file_exists(batch_file(w->arena, j->out, j->name, reports[i].file).ptr))
            return false;
    return true;
}

enum status batch_make_folder(struct arena *arena, struct str folder, struct err *err)
{
    for (size_t i = 1; i <= folder.len; i++) {
        if (i < folder.len && folder.ptr[i] != '/')
            continue;
        if (mkdir(arena_fmt(arena, "%.*s", (int)i, folder.ptr).ptr, 0777) != 0 && errno != EEXIST)
            return err_set(err, FAIL_IO, "cannot make '%.*s': %s", STR_ARG(folder),
                           strerror(errno));
    }
    return OK;
}

/* The folder, and the lock that lets one process at a time work in it. */
static enum status enter(const struct work *w, int *lock, struct err *err)
{
    struct str folder = batch_folder(w->arena, w->job->out, w->job->name);
    TRY(batch_make_folder(w->arena, folder, err));
    *lock = open(folder.ptr, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (*lock < 0)
        return err_set(err, FAIL_IO, "cannot open '%.*s': %s", STR_ARG(folder), strerror(errno));
    if (flock(*lock, LOCK_EX | LOCK_NB) != 0) {
        close(*lock);
        return err_set(err, FAIL_IO, "another process works on case '%.*s'", STR_ARG(w->job->name));
    }
    return OK;
}

static enum status say(struct work *w, const char *state, struct str message, struct err *err)
{
    w->now.state = str_of(state);
    w->now.message = message;
    return batch_state_write(w->job->out, w->job->name, &w->now, err);
}

static enum status read_logs(struct work *w, struct store *store, struct err *err)
{
    struct ingest_result read = {0};
    if (w->now.read) {
        w->did = BATCH_MATCHED;
        w->partial = str_eq(w->before.state, STR("partial"));
        return OK;
    }
    w->did = BATCH_READ;
    TRY(ingest_run(store, &w->job->ingest, w->notes, &read, err));
    if (read.events + read.facts == 0 && read.known == 0)
        return err_set(err, FAIL_INPUT,
                       read.files || read.unread ? "nothing could be read from it"
                                                 : "there is no file in it");
    w->partial = read.unread > 0;
    w->now.read = true;
    return OK;
}

static enum status write_reports(const struct work *w, const struct analysis *a, struct err *err)
{
    const struct batch_job *j = w->job;
    struct brand brand = {0};
    if (j->brand)
        TRY(brand_read(j->brand, w->arena, &brand, err));
    for (size_t i = 0; i < ARRAY_LEN(reports); i++) {
        struct report_options options = {
            .width = 80, .brand = brand, .locale = reports[i].machine ? NULL : j->locale};
        struct buf text = {0};
        if (j->keep < reports[i].from)
            continue;
        enum status status = format_find(str_of(reports[i].format))->write(a, &options, &text, err);
        if (status == OK)
            status = output_file(batch_file(w->arena, j->out, j->name, reports[i].file).ptr,
                                 buf_str(&text), err);
        buf_free(&text);
        if (status != OK)
            return status;
    }
    return OK;
}

static enum status analyse(struct work *w, struct err *err)
{
    struct store *store;
    struct analysis *analysis;
    struct notes said; /* the case keeps what was remarked while reading, whenever that was */
    struct casebook book = {.overlays = w->job->overlays,
                            .overlays_n = w->job->overlays_n,
                            .inputs = &w->job->path,
                            .inputs_n = 1,
                            .db = w->db.ptr,
                            .incident = MOMENT_NONE};
    struct analyze_spec spec = w->job->analyze;
    spec.book = &book;
    notes_init(&said, w->arena);
    TRY(store_open(w->db.ptr, STORE_CREATE, w->job->memory, &store, err));
    enum status status = read_logs(w, store, err);
    if (status == OK)
        status = analyze_run(store, &spec, w->arena, &said, &analysis, err);
    store_close(store);
    return status == OK ? write_reports(w, analysis, err) : status;
}

static void drop_case(struct work *w)
{
    unlink(w->db.ptr);
    unlink(arena_fmt(w->arena, "%.*s-journal", STR_ARG(w->db)).ptr);
    w->now.read = false;
}

static enum status run(struct work *w, struct err *err)
{
    w->now.inputs = hash_inputs(w);
    TRY(hash_config(w, &w->now.config, err));
    bool same = str_eq(w->now.inputs, w->before.inputs);
    bool ended = str_eq(w->before.state, STR("done")) || str_eq(w->before.state, STR("partial"));
    if (same && ended && str_eq(w->now.config, w->before.config) && has_reports(w)) {
        w->did = BATCH_UNCHANGED;
        return OK;
    }
    w->now.read = same && w->before.read && store_is_case(w->db.ptr);
    if (!same || !(w->now.read || str_eq(w->before.state, STR("unfinished"))))
        drop_case(w);
    TRY(say(w, "unfinished", STR(""), err));
    TRY(analyse(w, err));
    if (w->job->keep == KEEP_FINDINGS)
        drop_case(w);
    return say(w, w->partial ? "partial" : "done", STR(""), err);
}

enum status batch_job_run(const struct batch_job *job, struct arena *arena, struct notes *notes,
                          enum batch_did *did, struct err *err)
{
    struct work w = {.job = job, .arena = arena, .notes = notes};
    int lock = -1;
    TRY(enter(&w, &lock, err));
    w.before = batch_state_read(arena, job->out, job->name);
    w.db = batch_file(arena, job->out, job->name, "case.db");
    enum status status = run(&w, err);
    *did = w.did;
    if (status != OK && status != FAIL_STOPPED) {
        struct err unheard = {0};
        *did = BATCH_FAILED;
        if (say(&w, "failed", arena_str(arena, str_of(err->text)), &unheard) == OK)
            status = OK;
    }
    close(lock);
    return status;
}

enum status batch_job_died(const char *out, struct str name, struct str why, struct err *err)
{
    struct arena arena = {0};
    struct batch_state state = batch_state_read(&arena, out, name);
    state.state = STR("failed");
    state.message = why;
    enum status status = batch_state_write(out, name, &state, err);
    arena_free(&arena);
    return status;
}
