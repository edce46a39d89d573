#include "common.h"

#include "app/brand.h"
#include "base/files.h"
#include "base/input.h"
#include "base/limits.h"
#include "base/output.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

const char *const auto_words[] = {"auto", "always", "never", NULL};
const char *const level_words[] = {"informational", "low", "medium", "high", "critical", NULL};

const char *const fail_words[] = {"informational", "low",  "medium", "high",
                                  "critical",      "none", NULL};

struct outcome outcome;

double seconds_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* The progress line: nothing in the first second, then four times a second. */
struct progress {
    double started, shown;
    bool wanted, there;
};

static void show_progress(void *self, const struct ingest_progress *p)
{
    struct progress *state = self;
    double t = seconds_now(), spent = t - state->started;
    if (!state->wanted || spent < 1 || t - state->shown < 0.25)
        return;
    state->shown = t;
    state->there = true;
    double rate = (double)p->bytes_done / spent;
    fprintf(stderr, "\r\033[K%zu of %zu files, %llu events, %.0f MB/s", p->files_done, p->files,
            (unsigned long long)p->events, rate / 1e6);
    if (p->bytes > p->bytes_done && rate > 0)
        fprintf(stderr, ", %.0f s left", (double)(p->bytes - p->bytes_done) / rate);
    fflush(stderr);
}

enum status parse_renames(const struct opt_list *list, struct arena *arena, struct pair **out,
                          struct err *err)
{
    *out = ARENA_ARRAY(arena, struct pair, list->n + 1);
    for (size_t i = 0; i < list->n; i++) {
        struct str to;
        struct str from = str_cut(str_of(list->v[i]), '=', &to);
        if (from.len == 0 || to.len == 0)
            return err_set(err, FAIL_USAGE, "--rename wants OLD=NEW, not '%s'", list->v[i]);
        (*out)[i] = (struct pair){from, to};
    }
    return OK;
}

/* One in a line; blanks belong to them, empty lines do not count. */
static enum status read_passwords(const char *path, struct arena *arena, struct ingest_spec *spec,
                                  struct err *err)
{
    struct str text = {0}, line, *passwords = NULL;
    size_t n = 0, max = 0;
    if (!path)
        return OK;
    TRY(file_read(arena, path, LIMIT_PASSWORD_BYTES, &text, err));
    if (str_starts(text, STR("\xef\xbb\xbf")))
        text = str_skip(text, 3);
    while (str_line(&text, &line)) {
        if (line.len == 0)
            continue;
        GROW(arena, passwords, n, max);
        passwords[n++] = arena_str(arena, line);
    }
    if (n == 0)
        return err_set(err, FAIL_USAGE, "no password in '%s'", path);
    spec->passwords = passwords;
    spec->passwords_n = n;
    return OK;
}

enum status check_options(const struct read_opts *o, struct err *err)
{
    if (o->encoding && encoding_check(str_of(o->encoding), err) != OK)
        return err_wrap(err, "--encoding");
    return OK;
}

enum status read_spec(const struct read_opts *o, struct arena *arena, struct ingest_spec *out,
                      struct err *err)
{
    struct pair *renames;
    *out = (struct ingest_spec){
        .encoding = str_of(o->encoding), .jobs = o->jobs, .renames_n = o->renames.n};
    TRY(parse_renames(&o->renames, arena, &renames, err));
    out->renames = renames;
    return read_passwords(o->password_file, arena, out, err);
}

enum status read_paths(struct store *store, const struct reading *r, struct notes *notes,
                       struct ingest_result *out, struct err *err)
{
    const struct talk_opts *talk = r->talk;
    bool terminal = isatty(STDERR_FILENO) == 1;
    struct progress state = {.started = seconds_now(),
                             .wanted = talk->progress == 1 ||
                                       (talk->progress == 0 && terminal && !talk->quiet)};
    struct ingest_spec spec;
    TRY(read_spec(r->opts, notes->arena, &spec, err));
    spec.paths = (const char *const *)r->paths.v;
    spec.paths_n = r->paths.n;
    spec.progress = show_progress;
    spec.self = &state;
    enum status status = ingest_run(store, &spec, notes, out, err);
    if (state.there)
        fputs("\r\033[K", stderr);
    outcome.strict = r->opts->strict;
    outcome.partial = out->unread > 0;
    return status;
}

enum status judge_losses(struct store *store, const struct read_opts *o, struct arena *arena,
                         struct err *err)
{
    struct source *sources;
    size_t n, files = 0;
    uint64_t bytes = 0;
    if (!o->strict)
        return OK;
    TRY(store_sources(store, arena, &sources, &n, err));
    for (size_t i = 0; i < n; i++) {
        files += sources[i].lost > 0;
        bytes += sources[i].lost;
    }
    outcome.strict = true;
    outcome.partial |= files > 0;
    if (files)
        fprintf(stderr, "culprit: --strict: %llu byte%s of %zu file%s %s lost\n",
                (unsigned long long)bytes, bytes == 1 ? "" : "s", files, files == 1 ? "" : "s",
                bytes == 1 ? "is" : "are");
    return OK;
}

enum status check_read(const struct ingest_result *read, struct args paths, struct err *err)
{
    if (read->events + read->facts > 0 || read->known > 0 || (read->files && !read->unread))
        return OK;
    return err_set(err, FAIL_INPUT, "nothing could be read from '%s'%s", paths.v[0],
                   paths.n > 1 ? " and the other paths" : "");
}

struct rule_paths list_paths(const struct opt_list *list)
{
    return (struct rule_paths){list->v, list->n};
}

/* The options that shape the result, as they would be typed. */
static struct str command_line(const struct shape_opts *o, struct arena *arena)
{
    struct buf b = {0};
    char text[TIME_TEXT];
    const struct {
        const char *name;
        struct moment at;
    } times[] = {
        {"since", o->since},
        {"until", o->until},
        {"taken", o->taken}
    };
    for (size_t i = 0; i < o->rules.n; i++)
        buf_fmt(&b, " --rules %s", o->rules.v[i]);
    for (size_t i = 0; i < o->hosts.n; i++)
        buf_fmt(&b, " --host %s", o->hosts.v[i]);
    for (size_t i = 0; i < ARRAY_LEN(times); i++)
        if (times[i].at.ticks != TIME_NONE)
            buf_fmt(&b, " --%s %s", times[i].name, time_iso(times[i].at, text));
    if (o->zone)
        buf_fmt(&b, " --tz %s", o->zone);
    if (o->assume_host)
        buf_fmt(&b, " --assume-host %s", o->assume_host);
    if (o->min_level != LEVEL_MEDIUM)
        buf_fmt(&b, " --min-level %s", level_words[o->min_level]);
    struct str line = utf8_repair(arena, arena_str(arena, str_skip(buf_str(&b), b.len > 0)));
    buf_free(&b);
    return line;
}

/* --now, else SOURCE_DATE_EPOCH, else none: the clock plays no part. */
static struct moment made(const struct shape_opts *o)
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    uint64_t seconds;
    if (o->now.ticks != TIME_NONE || !epoch || !str_to_u64(str_of(epoch), &seconds) ||
        seconds > UINT64_C(253402300799))
        return o->now;
    return (struct moment){(int64_t)seconds * TICKS_PER_SECOND, false};
}

enum status shape_spec(const struct shape_opts *o, const char *name, struct arena *arena,
                       struct analyze_spec *out, struct err *err)
{
    struct str *hosts = ARENA_ARRAY(arena, struct str, o->hosts.n + 1);
    const struct zone *zone;
    if (o->zone && zone_load(arena, str_of(o->zone), &zone, err) != OK) {
        err->status = FAIL_USAGE;
        return err_wrap(err, "--tz");
    }
    for (size_t i = 0; i < o->hosts.n; i++)
        hosts[i] = str_of(o->hosts.v[i]);
    *out = (struct analyze_spec){.rules = list_paths(&o->rules),
                                 .name = name,
                                 .since = o->since,
                                 .until = o->until,
                                 .hosts = hosts,
                                 .hosts_n = o->hosts.n,
                                 .zone = str_of(o->zone),
                                 .assume_host = str_of(o->assume_host),
                                 .taken = o->taken,
                                 .now = made(o),
                                 .min_level = (enum level)o->min_level,
                                 .command = command_line(o, arena)};
    return OK;
}

enum status choose_format(const char *name, const char *output, const struct format **out,
                          struct err *err)
{
    struct str wanted = name ? str_of(name) : STR("text");
    for (size_t i = 0; output && !name && i < formats_count; i++) {
        struct str file = str_of(output), ending = str_of(formats[i]->extension);
        if (str_ends(file, ending) && file.len > ending.len &&
            file.ptr[file.len - ending.len - 1] == '.')
            wanted = str_of(formats[i]->name);
    }
    *out = format_find(wanted);
    if (*out)
        return OK;
    char known[320] = "";
    const char *names[32];
    size_t n = 0;
    for (; n < formats_count && n < ARRAY_LEN(names); n++) {
        names[n] = formats[n]->name;
        snprintf(known + strlen(known), sizeof known - strlen(known), "%s%s", n ? ", " : "",
                 names[n]);
    }
    const char *near = str_nearest(wanted, names, n);
    return err_set(err, FAIL_USAGE, "unknown format '%.*s'%s%s%s: there are %s", STR_ARG(wanted),
                   near ? ", did you mean '" : "", near ? near : "", near ? "'?" : "", known);
}

static int terminal_width(bool terminal)
{
    struct winsize size;
    if (!terminal || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col < 80)
        return 80;
    return size.ws_col > 200 ? 200 : size.ws_col;
}

struct casebook casebook_of(const struct book_opts *o, struct args paths, const char *db)
{
    return (struct casebook){.story = o->about,
                             .remarks = o->notes,
                             .overlays = o->overlays.v,
                             .overlays_n = o->overlays.n,
                             .inputs = (const char *const *)paths.v,
                             .inputs_n = paths.n,
                             .db = db,
                             .incident = o->around};
}

static enum status redact(struct analysis *a, const char *key, struct arena *arena, struct err *err)
{
    struct redactor *r;
    if (!key)
        return OK;
    TRY(redactor_open(key, &r, err));
    redact_analysis(r, a, arena);
    enum status status = redactor_save(r, err);
    redactor_close(r);
    return status;
}

enum status choose_locale(int lang, const struct brand *brand, struct rule_paths rules,
                          struct arena *arena, const struct locale **out, struct err *err)
{
    int found = lang;
    if (lang == LANG_AS_BRANDED && brand->lang.len)
        TRY(tongue_find(brand->lang, &found, err));
    return tongue_load(locale_words[found < 0 ? 0 : found], rules, arena, out, err);
}

static enum status write_report(const struct analysis *a, const struct format *format,
                                const struct print_opts *o, struct arena *arena, struct err *err)
{
    bool to_stdout = !o->output || strcmp(o->output, "-") == 0;
    bool terminal = to_stdout && isatty(STDOUT_FILENO) == 1;
    const char *no_color = getenv("NO_COLOR");
    struct report_options options = {
        .width = terminal_width(terminal),
        .color = o->color == 1 || (o->color == 0 && terminal && !(no_color && no_color[0])),
        .explain = o->explain,
        .detections = o->detections};
    struct buf text = {0};
    if (o->brand)
        TRY(brand_read(o->brand, arena, &options.brand, err));
    TRY(choose_locale(o->lang, &options.brand, o->rules, arena, &options.locale, err));
    enum status status = format->write(a, &options, &text, err);
    if (status == OK)
        status = output_file(o->output, buf_str(&text), err);
    buf_free(&text);
    return status;
}

enum status print_report(struct analysis *a, const struct format *format,
                         const struct print_opts *o, struct err *err)
{
    struct arena arena = {0};
    enum status status = redact(a, o->redact, &arena, err);
    if (status == OK)
        status = write_report(a, format, o, &arena, err);
    arena_free(&arena);
    return status;
}

const char *case_name(struct arena *arena, struct args paths, const char *db)
{
    struct str path = str_of(paths.n ? paths.v[0] : db ? db : "");
    while (path.len > 1 && path.ptr[path.len - 1] == '/')
        path.len--;
    if (str_eq(path, STR("-")))
        return "standard input";
    return utf8_repair(arena, arena_str(arena, path_name(path))).ptr;
}
