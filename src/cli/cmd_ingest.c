#include "common.h"

#include "explain.h"

struct options {
    const char *db;
    bool explain;
    struct talk_opts talk;
    struct read_opts read;
};

/* clang-format off */
static const struct opt opts[] = {
    {"case", 'd', OPT_TEXT, offsetof(struct options, db), "CASE", "case file to create or extend", 0, 0, NULL},
    {"explain", 0, OPT_FLAG, offsetof(struct options, explain), NULL, "what was read of every file, and what was lost", 0, 0, NULL},
    READ_ROWS(struct options, read),
    TALK_ROWS(struct options, talk),
};
/* clang-format on */

static const struct options defaults = {.read = {.memory = (size_t)256 << 20}};

/* "883 events and 95 facts from 4 files; 2 known already, 1 not read" */
static void print_sums(const struct ingest_result *r)
{
    const struct {
        uint64_t n;
        const char *what;
    } rest[] = {
        {r->known,   "known already"},
        {r->skipped, "passed over"  },
        {r->unread,  "not read"     },
        {r->lost,    "bytes lost"   },
    };
    const char *between = "; ";
    printf("%llu event%s and %llu fact%s from %zu file%s", (unsigned long long)r->events,
           r->events == 1 ? "" : "s", (unsigned long long)r->facts, r->facts == 1 ? "" : "s",
           r->files, r->files == 1 ? "" : "s");
    for (size_t i = 0; i < ARRAY_LEN(rest); i++) {
        if (rest[i].n == 0)
            continue;
        printf("%s%llu %s", between, (unsigned long long)rest[i].n, rest[i].what);
        between = ", ";
    }
    putchar('\n');
}

static enum status work(const struct options *o, struct args args, struct store *store,
                        struct arena *arena, struct err *err)
{
    struct notes notes;
    struct ingest_result read = {0};
    if (args.n == 0)
        return explain_sources(store, arena, err);
    notes_init(&notes, arena);
    enum status status =
        read_paths(store, &(struct reading){args, &o->read, &o->talk}, &notes, &read, err);
    say_notes(&notes, &o->talk);
    if (status != OK)
        return status;
    TRY(check_read(&read, args, err));
    TRY(judge_losses(store, &o->read, arena, err));
    if (o->explain)
        TRY(explain_sources(store, arena, err));
    if (!o->talk.quiet)
        print_sums(&read);
    return OK;
}

static enum status ingest(const void *options, struct args args, struct err *err)
{
    const struct options *o = options;
    struct arena arena = {0};
    struct store *store;
    if (!o->db)
        return err_set(err, FAIL_USAGE, "ingest wants a case file: -d CASE");
    if (args.n == 0 && !o->explain)
        return err_set(err, FAIL_USAGE, "nothing to read: name files or folders");
    TRY(check_options(&o->read, err));
    TRY(store_open(o->db, args.n ? STORE_CREATE : STORE_READ, o->read.memory, &store, err));
    enum status status = work(o, args, store, &arena, err);
    store_close(store);
    arena_free(&arena);
    return status;
}

const struct cmd cmd_ingest = {
    .name = "ingest",
    .usage = "ingest [OPTIONS] -d CASE [PATH...]",
    .summary = "read logs and companion files into a case file",
    .opts = OPTS(opts),
    .defaults = &defaults,
    .size = sizeof defaults,
    .run = ingest,
};
