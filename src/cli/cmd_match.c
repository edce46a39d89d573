#include "common.h"

#include "app/match.h"

struct options {
    const char *output;
    bool all;
    struct opt_list rules, hosts;
    struct moment since, until;
    struct talk_opts talk;
    struct read_opts read;
};

/* clang-format off */
static const struct opt opts[] = {
    {"output", 'o', OPT_TEXT, offsetof(struct options, output), "FILE", "file for the lines; '-' is standard output", 0, 0, NULL},
    {"all", 'a', OPT_FLAG, offsetof(struct options, all), NULL, "also rules that only other rules use", 0, 0, NULL},
    {"rules", 0, OPT_LIST, offsetof(struct options, rules), "PATH", "rules instead of the built-in ones", 0, 0, NULL},
    {"since", 0, OPT_TIME, offsetof(struct options, since), "TIME", "events from then on", 0, 0, NULL},
    {"until", 0, OPT_TIME, offsetof(struct options, until), "TIME", "events up to then", 0, 0, NULL},
    {"host", 0, OPT_LIST, offsetof(struct options, hosts), "NAME", "only this host", 0, 0, NULL},
    READ_ROWS(struct options, read),
    TALK_ROWS(struct options, talk),
};
/* clang-format on */

static const struct options defaults = {.since = {.ticks = TIME_NONE},
                                        .until = {.ticks = TIME_NONE},
                                        .read = {.memory = (size_t)256 << 20}};

static enum status print_matches(const struct options *o, struct store *store, struct arena *arena,
                                 struct notes *notes, struct err *err)
{
    struct output *out;
    struct match_result result;
    struct str *hosts = ARENA_ARRAY(arena, struct str, o->hosts.n + 1);
    for (size_t i = 0; i < o->hosts.n; i++)
        hosts[i] = str_of(o->hosts.v[i]);
    struct match_spec spec = {
        .rules = list_paths(&o->rules),
        .filter = {o->since, o->until, hosts, o->hosts.n},
        .jobs = o->read.jobs,
        .all = o->all
    };
    TRY(output_open(o->output, &out, err));
    enum status status = match_run(store, &spec, out, notes, &result, err);
    if (status != OK) {
        output_abandon(out);
        return status;
    }
    TRY(output_commit(out, err));
    if (result.left_out && o->read.strict)
        outcome.partial = outcome.strict = true;
    return OK;
}

static enum status work(const struct options *o, struct args args, struct arena *arena,
                        struct err *err)
{
    struct store *store;
    struct notes notes;
    struct ingest_result read = {0};
    bool saved = args.n == 1 && store_is_case(args.v[0]);
    notes_init(&notes, arena);
    TRY(check_options(&o->read, err));
    TRY(store_open(saved ? args.v[0] : NULL, saved ? STORE_READ : STORE_CREATE, o->read.memory,
                   &store, err));
    enum status status = OK;
    if (!saved)
        status = read_paths(store, &(struct reading){args, &o->read, &o->talk}, &notes, &read, err);
    if (status == OK && !saved)
        status = check_read(&read, args, err);
    if (status == OK)
        status = print_matches(o, store, arena, &notes, err);
    if (status == OK)
        status = judge_losses(store, &o->read, arena, err);
    say_notes(&notes, &o->talk);
    store_close(store);
    return status;
}

static enum status match(const void *options, struct args args, struct err *err)
{
    struct arena arena = {0};
    if (args.n == 0)
        return err_set(err, FAIL_USAGE, "nothing to match: name files, folders or a case");
    enum status status = work(options, args, &arena, err);
    arena_free(&arena);
    return status;
}

const struct cmd cmd_match = {
    .name = "match",
    .usage = "match [OPTIONS] PATH...|CASE",
    .summary = "hits and episodes of rules, one JSON line each",
    .opts = OPTS(opts),
    .defaults = &defaults,
    .size = sizeof defaults,
    .run = match,
};
