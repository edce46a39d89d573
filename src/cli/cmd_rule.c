/* culprit rule check|test|list|find|show|coverage|profile : what rule authors do all day. */
#include "common.h"

#include "app/match.h"
#include "app/rulecheck.h"
#include "base/asset.h"
#include "base/files.h"
#include "base/tree.h"
#include "base/utf8.h"
#include "rule/check.h"

struct options {
    struct opt_list rules;
    bool strict;
    struct talk_opts talk;
};

/* clang-format off */
static const struct opt opts[] = {
    {"rules", 0, OPT_LIST, offsetof(struct options, rules), "PATH", "rules instead of the built-in ones", 0, 0, NULL},
    {"strict", 0, OPT_FLAG, offsetof(struct options, strict), NULL, "warnings fail the check, too", 0, 0, NULL},
    TALK_ROWS(struct options, talk),
};
/* clang-format on */

static const struct options defaults = {0};

/* Words behind the subcommand are paths of rules; what is no path is the name of a rule. */
struct asked {
    struct rule_paths paths;
    struct str only;
};

static struct asked read_words(const struct options *o, struct args words, struct arena *arena)
{
    struct asked asked = {0};
    struct opt_list list = {0};
    for (size_t i = 0; i < o->rules.n; i++) {
        GROW(arena, list.v, list.n, list.max);
        list.v[list.n++] = o->rules.v[i];
    }
    for (size_t i = 0; i < words.n; i++) {
        struct str word = str_of(words.v[i]);
        bool path = memchr(word.ptr, '/', word.len) || str_ends(word, STR(".yml")) ||
                    str_ends(word, STR(".yaml")) || str_eq(word, STR("builtin")) ||
                    file_exists(words.v[i]);
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

/* How many errors and warnings stand among the notes; prints them. */
static size_t print_defects(const struct notes *notes, struct arena *arena, size_t *warnings)
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

static enum status check(const struct options *o, struct args words, struct arena *arena,
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

static enum status test(const struct options *o, struct args words, struct arena *arena,
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

static enum status load(struct rule_paths paths, struct notes *notes, struct ruleset **rules,
                        struct err *err)
{
    static const char *const builtin[] = {"builtin"};
    return ruleset_load(paths.n ? paths : (struct rule_paths){builtin, 1}, notes, rules, err);
}

static const char *rule_kind(const struct rule_info *r)
{
    return r->diagnosis                  ? "diagnosis"
           : r->hypothesis               ? "hypothesis"
           : r->type == RULE_CORRELATION ? "correlation"
           : r->type == RULE_FILTER      ? "filter"
                                         : "detection";
}

static void print_rule(const struct rule_info *r, struct arena *arena)
{
    struct buf line = {0};
    buf_fmt(&line, "%-13s %-11s ", level_names[r->level], rule_kind(r));
    buf_term(&line, r->name.len ? r->name : r->id);
    buf_text(&line, "  ");
    buf_term(&line, r->title);
    puts(buf_keep(&line, arena).ptr);
    buf_free(&line);
}

/* What became of all documents; only what there is is said. */
static void print_counts(const struct ruleset *rules)
{
    struct ruleset_counts c = ruleset_counts(rules);
    printf("%zu rules, %zu left out", c.loaded, c.left_out);
    if (c.elsewhere > c.traced)
        printf(", %zu not for Windows event logs", c.elsewhere - c.traced);
    if (c.traced)
        printf(", %zu of Windows that no event log can satisfy", c.traced);
    if (c.retired)
        printf(", %zu deprecated or unsupported", c.retired);
    if (c.replaced)
        printf(", %zu replaced by a later one", c.replaced);
    puts("");
}

static enum status list(const struct options *o, struct args words, struct arena *arena,
                        struct err *err)
{
    struct notes notes;
    struct ruleset *rules;
    size_t warnings;
    struct asked asked = read_words(o, words, arena);
    notes_init(&notes, arena);
    TRY(load(asked.paths, &notes, &rules, err));
    const struct rule_info *r = ruleset_rules(rules);
    for (size_t i = 0; i < ruleset_count(rules); i++)
        print_rule(&r[i], arena);
    print_defects(&notes, arena, &warnings);
    print_counts(rules);
    ruleset_free(rules);
    return OK;
}

static bool has_text(struct str text, struct str folded, struct arena *arena)
{
    return str_find(utf8_fold(arena, text), folded) != NULL;
}

/* A rule is found by id, name, title, tag or description, and by the providers that it names. */
static bool rule_has(const struct rule_info *r, struct str folded, struct arena *arena)
{
    const struct str texts[] = {r->id, r->name, r->title, r->description};
    bool found = false;
    for (size_t i = 0; i < ARRAY_LEN(texts) && !found; i++)
        found = has_text(texts[i], folded, arena);
    for (size_t i = 0; i < r->tags_n && !found; i++)
        found = has_text(r->tags[i], folded, arena);
    for (size_t i = 0; i < r->providers_n && !found; i++)
        found = has_text(r->providers[i], folded, arena);
    return found;
}

static enum status find(const struct options *o, struct args words, struct arena *arena,
                        struct err *err)
{
    struct notes notes;
    struct ruleset *rules;
    size_t found = 0;
    struct asked asked = read_words(o, words, arena);
    notes_init(&notes, arena);
    if (asked.only.len == 0)
        return err_set(err, FAIL_USAGE, "rule find wants a text to look for");
    TRY(load(asked.paths, &notes, &rules, err));
    const struct rule_info *r = ruleset_rules(rules);
    struct str folded = utf8_fold(arena, asked.only);
    for (size_t i = 0; i < ruleset_count(rules); i++)
        if (rule_has(&r[i], folded, arena)) {
            print_rule(&r[i], arena);
            found++;
        }
    printf("%zu of %zu rules\n", found, ruleset_count(rules));
    ruleset_free(rules);
    return OK;
}

static enum status coverage(const struct options *o, struct args words, struct arena *arena,
                            struct err *err)
{
    struct notes notes;
    struct rulecoverage_result r;
    size_t warnings;
    struct asked asked = read_words(o, words, arena);
    notes_init(&notes, arena);
    struct ruletest_spec spec = {asked.paths, asked.only, false, stdout};
    TRY(rulecoverage_run(&spec, &notes, &r, err));
    print_defects(&notes, arena, &warnings);
    if (asked.only.len && r.diagnoses == 0)
        return err_set(err, FAIL_USAGE, "no rule '%.*s' with a diagnosis", STR_ARG(asked.only));
    printf("%zu diagnoses, %zu without a gap, %zu gaps\n", r.diagnoses, r.whole, r.gaps);
    return OK;
}

static enum status unknown_rule(const struct ruleset *rules, struct str word, struct arena *arena,
                                struct err *err)
{
    const struct rule_info *r = ruleset_rules(rules);
    size_t n = ruleset_count(rules);
    const char **names = ARENA_ARRAY(arena, const char *, n + 1);
    for (size_t i = 0; i < n; i++)
        names[i] = arena_str(arena, r[i].name).ptr;
    const char *near = str_nearest(word, names, n);
    return err_set(err, FAIL_USAGE, "no rule '%.*s'%s%s%s; 'culprit rule list' names them",
                   STR_ARG(word), near ? ", did you mean '" : "", near ? near : "",
                   near ? "'?" : "");
}

static enum status show(const struct options *o, struct args words, struct arena *arena,
                        struct err *err)
{
    struct notes notes;
    struct ruleset *rules;
    struct asked asked = read_words(o, words, arena);
    notes_init(&notes, arena);
    if (asked.only.len == 0)
        return err_set(err, FAIL_USAGE, "rule show wants the id or name of a rule");
    TRY(load(asked.paths, &notes, &rules, err));
    const struct rule_info *r = ruleset_find(rules, asked.only);
    enum status status = OK;
    if (r)
        rule_explain(rules, r, stdout);
    else
        status = unknown_rule(rules, asked.only, arena, err);
    ruleset_free(rules);
    return status;
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
        puts(buf_keep(&line, arena).ptr);
        buf_free(&line);
    }
    printf("%zu rules, %zu tested on some of %llu events, %llu hits, %zu without a prefilter\n",
           p->n, asked, (unsigned long long)p->events, (unsigned long long)p->hits, bare);
}

/* The words are logs, or one case file. */
static enum status profile(const struct options *o, struct args words, struct arena *arena,
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
    enum status (*run)(const struct options *o, struct args words, struct arena *arena,
                       struct err *err);
} subcommands[] = {
    {"check",    check   },
    {"test",     test    },
    {"list",     list    },
    {"find",     find    },
    {"show",     show    },
    {"coverage", coverage},
    {"profile",  profile },
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
                   "rule wants check, test, list, find, show, coverage or profile%s%s%s",
                   near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

static const char *const words_of_rule[] = {"check", "test",     "list",    "find",
                                            "show",  "coverage", "profile", NULL};

const struct cmd cmd_rule = {
    .name = "rule",
    .usage = "rule check|test|list|find|show|coverage|profile [OPTIONS] [PATH...] [NAME]",
    .summary = "check, test and look at rules",
    .opts = OPTS(opts),
    .defaults = &defaults,
    .size = sizeof defaults,
    .words = words_of_rule,
    .run = rule,
};
