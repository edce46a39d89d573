/* culprit rule: what rule authors do all day. */
#include "result.h"
#include "rule_words.h"

#include "app/rulecheck.h"
#include "base/asset.h"
#include "base/files.h"
#include "base/tree.h"

/* clang-format off */
static const struct opt opts[] = {
    {"rules", 0, OPT_LIST, offsetof(struct rule_options, rules), "PATH", "rules instead of the built-in ones", 0, 0, NULL},
    {"format", 'f', OPT_WORD, offsetof(struct rule_options, form), "FORMAT", "coverage: text or json", 0, 0, text_json_words},
    {"from", 0, OPT_LIST, offsetof(struct rule_options, from), "PATH", "new: a log or case whose event begins the rule", 0, 0, NULL},
    {"record", 0, OPT_TEXT, offsetof(struct rule_options, record), "N", "new: its record id", 0, 0, NULL},
    {"event-id", 0, OPT_TEXT, offsetof(struct rule_options, event_id), "N", "new: its event id; the first of them", 0, 0, NULL},
    {"strict", 0, OPT_FLAG, offsetof(struct rule_options, strict), NULL, "warnings fail the check, too", 0, 0, NULL},
    LANG_ROW(struct rule_options, lang),
    TALK_ROWS(struct rule_options, talk),
};
/* clang-format on */

static const struct rule_options defaults = {.lang = LANG_AS_BRANDED};

/* PROVIDER/ID */
bool is_event(struct str word, struct str *provider, int64_t *id)
{
    const char *slash = memrchr(word.ptr, '/', word.len);
    if (!slash || slash == word.ptr)
        return false;
    *provider = (struct str){word.ptr, (size_t)(slash - word.ptr)};
    return str_to_i64(str_skip(word, provider->len + 1), id) && *id >= 0;
}

struct asked read_words(const struct rule_options *o, struct args words, struct arena *arena)
{
    struct asked asked = {0};
    struct opt_list list = {0};
    for (size_t i = 0; i < o->rules.n; i++) {
        GROW(arena, list.v, list.n, list.max);
        list.v[list.n++] = o->rules.v[i];
    }
    for (size_t i = 0; i < words.n; i++) {
        struct str word = str_of(words.v[i]);
        struct str provider;
        int64_t id;
        bool path = (memchr(word.ptr, '/', word.len) && !is_event(word, &provider, &id)) ||
                    str_ends(word, STR(".yml")) || str_ends(word, STR(".yaml")) ||
                    str_ends(word, STR(".json")) ||
                    str_eq(word, STR("builtin")) || file_exists(words.v[i]);
        if (!path) {
            asked.only = word;
            continue;
        }
        GROW(arena, list.v, list.n, list.max);
        list.v[list.n++] = words.v[i];
    }
    asked.paths = list_paths(&list);
    return asked;
}

/* The text of a rule file, built in or on disk; empty when it cannot be had. */
static struct str file_text(const char *file, struct arena *arena)
{
    struct str text = {0};
    struct err ignored;
    for (size_t i = 0; file && i < assets_count; i++)
        if (strcmp(assets[i].name, file) == 0)
            return asset_text(file);
    if (!file || file_read(arena, file, LIMIT_YAML_BYTES, &text, &ignored) != OK)
        return (struct str){0};
    return text;
}

/* A defect as compilers show it: the place, the words, the line and a caret. */
static void print_defect(const struct note *note, struct arena *arena)
{
    const struct note_kind *kind = &note_kinds[note->id];
    struct err e = {.loc = note->loc};
    snprintf(e.text, sizeof e.text, "%s%s%.*s", kind->text, note->detail.len ? ": " : "",
             (int)(note->detail.len < 400 ? note->detail.len : 400), note->detail.ptr);
    tree_print_error(&e, severity_names[kind->severity], file_text(note->loc.file, arena), stderr);
}

size_t print_defects(const struct notes *notes, struct arena *arena, size_t *warnings)
{
    size_t errors = 0;
    *warnings = 0;
    for (const struct note *note = notes->first; note; note = note->next)
        print_defect(note, arena);
    for (size_t i = 0; i < NOTE_COUNT; i++) {
        if (notes->seen[i] > NOTES_KEPT)
            fprintf(stderr, "%u more: %s\n", notes->seen[i] - NOTES_KEPT, note_kinds[i].text);
        if (note_kinds[i].severity == ERROR)
            errors += notes->seen[i];
        else if (note_kinds[i].severity == WARNING)
            *warnings += notes->seen[i];
    }
    return errors;
}

static enum status check(const struct rule_options *o, struct args words, struct arena *arena,
                         struct err *err)
{
    struct notes notes;
    struct rulecheck_result r;
    size_t warnings;
    struct asked asked = read_words(o, words, arena);
    notes_init(&notes, arena);
    if (asked.only.len)
        return err_set(err, FAIL_USAGE, "rule check wants paths, and '%.*s' is none",
                       STR_ARG(asked.only));
    TRY(rulecheck_run(asked.paths, &notes, &r, err));
    size_t errors = print_defects(&notes, arena, &warnings);
    printf("%zu rules, %zu left out, %zu diagnoses\n", r.rules, r.left_out, r.diagnoses);
    if (errors || (o->strict && warnings))
        return err_set(err, FAIL_INPUT, "%zu error%s and %zu warning%s in the rules", errors,
                       errors == 1 ? "" : "s", warnings, warnings == 1 ? "" : "s");
    return OK;
}

static enum status test(const struct rule_options *o, struct args words, struct arena *arena,
                        struct err *err)
{
    struct notes notes;
    struct rulecheck_result r;
    size_t warnings;
    struct asked asked = read_words(o, words, arena);
    notes_init(&notes, arena);
    struct ruletest_spec spec = {asked.paths, asked.only, o->talk.verbose, stdout};
    TRY(ruletest_run(&spec, &notes, &r, err));
    size_t errors = print_defects(&notes, arena, &warnings);
    printf("rule tests: %zu passed, %zu failed\n", r.tests - r.failed, r.failed);
    if (r.failed || errors)
        return err_set(err, FAIL_INPUT, "%zu of %zu tests failed, %zu defects in the rules",
                       r.failed, r.tests, errors);
    return OK;
}

enum status rules_asked(struct rule_paths paths, struct notes *notes, struct ruleset **rules,
                       struct err *err)
{
    static const char *const builtin[] = {"builtin"};
    return ruleset_load(paths.n ? paths : (struct rule_paths){builtin, 1}, notes, rules, err);
}

/* Times are of one run on one machine; only their order means something. */
static void print_profile(const struct profile *p, struct arena *arena)
{
    size_t bare = 0, asked = 0;
    printf("%9s %9s %9s  %s\n", "time ms", "tests", "matches", "rule; prefilter");
    for (size_t i = 0; i < p->n; i++) {
        const struct profile_row *row = &p->rows[i];
        struct buf line = {0};
        bare += !row->filtered;
        asked += row->cost.tests > 0;
        if (row->cost.tests == 0 && row->filtered)
            continue;
        buf_fmt(&line, "%9.3f %9llu %9llu  ", (double)row->cost.nanoseconds / 1e6,
                (unsigned long long)row->cost.tests, (unsigned long long)row->cost.matches);
        buf_term(&line, row->rule->title);
        buf_text(&line, row->filtered ? "; " : "; warning: no prefilter, ");
        buf_add(&line, row->prefilter);
        if (row->cost.undecided)
            buf_fmt(&line, "; warning: undecided on %llu events",
                    (unsigned long long)row->cost.undecided);
        puts(buf_keep(&line, arena).ptr);
        buf_free(&line);
    }
    printf("%zu rules, %zu tested on some of %llu events, %llu hits, %zu without a prefilter\n",
           p->n, asked, (unsigned long long)p->events, (unsigned long long)p->hits, bare);
}

/* The words are logs, or one case file. */
static enum status profile(const struct rule_options *o, struct args words, struct arena *arena,
                           struct err *err)
{
    struct read_opts read = READ_DEFAULTS;
    struct ingest_result got = {0};
    struct profile p = {0};
    struct notes notes;
    struct store *store;
    if (words.n == 0)
        return err_set(err, FAIL_USAGE, "rule profile wants logs or a case to try the rules on");
    bool saved = words.n == 1 && store_is_case(words.v[0]);
    notes_init(&notes, arena);
    TRY(store_open(saved ? words.v[0] : NULL, saved ? STORE_READ : STORE_CREATE, read.memory,
                   &store, err));
    enum status status = OK;
    if (!saved)
        status = read_paths(store, &(struct reading){words, &read, &o->talk}, &notes, &got, err);
    if (status == OK && !saved)
        status = check_read(&got, words, err);
    if (status == OK)
        status = profile_run(store, list_paths(&o->rules), arena, &notes, &p, err);
    if (status == OK)
        print_profile(&p, arena);
    say_notes(&notes, &o->talk);
    ruleset_free(p.rules);
    store_close(store);
    return status;
}

static const struct subcommand {
    const char *name;
    rule_run *run;
} subcommands[] = {
    {"check",    check   },
    {"test",     test    },
    {"list",     rule_list},
    {"find",     rule_find},
    {"show",     rule_show},
    {"explain",  rule_tell},
    {"doc",      rule_doc},
    {"new",      rule_new},
    {"coverage", rule_coverage},
    {"profile",  profile },
    {"diff",     rule_diff},
    {"backtest", rule_backtest},
    {"schema",   rule_schema},
    {"texts",    rule_texts},
};

static enum status rule(const void *options, struct args args, struct err *err)
{
    const char *names[ARRAY_LEN(subcommands)];
    struct arena arena = {0};
    enum status status = END;
    for (size_t i = 0; i < ARRAY_LEN(subcommands); i++) {
        names[i] = subcommands[i].name;
        if (args.n && strcmp(names[i], args.v[0]) == 0)
            status =
                subcommands[i].run(options, (struct args){args.v + 1, args.n - 1}, &arena, err);
    }
    arena_free(&arena);
    if (status != END)
        return status;
    const char *near = args.n ? str_nearest(str_of(args.v[0]), names, ARRAY_LEN(names)) : NULL;
    return err_set(err, FAIL_USAGE,
                   "rule wants check, test, list, find, show, explain, doc, new, coverage, profile, diff, "
                   "backtest, schema or texts%s%s%s",
                   near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

static const char *const words_of_rule[] = {
    "check", "test",     "list",    "find", "show",     "explain", "doc",
    "new",   "coverage", "profile", "diff", "backtest", "schema",  "texts", NULL};

const struct cmd cmd_rule = {
    .name = "rule",
    .usage = "rule check|test|list|find|show|explain|doc|new|coverage|profile|diff\n"
             "                    |backtest|schema|texts [OPTIONS] [PATH...] [NAME]",
    .summary = "check, test, compare and look at rules",
    .opts = OPTS(opts),
    .defaults = &defaults,
    .size = sizeof defaults,
    .words = words_of_rule,
    .run = rule,
};
