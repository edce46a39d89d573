/* What several commands share: opening a case, reading into it with a progress line, the options of
 * an analysis, writing a report, saying what was remarked. Private to cli.
 *
 * Threads   the calling one. */
#ifndef CLI_COMMON_H
#define CLI_COMMON_H

#include "app/analyze.h"
#include "app/ingest.h"
#include "app/redact.h"
#include "app/tongue.h"
#include "cli/cmd.h"
#include "report/report.h"

extern const char *const auto_words[]; /* auto always never */
extern const char *const level_words[];
extern const char *const fail_words[];     /* levels, and none */
enum { FAIL_ON_NONE = 5 }; /* its place */ /* informational .. critical */

/* Options that shape how the program talks. */
struct talk_opts {
    int progress, color; /* places in auto_words */
    bool quiet, verbose;
};

/* Options of reading. */
struct read_opts {
    const char *encoding;
    int jobs;
    size_t memory;
    const char *password_file;
    struct opt_list renames;
    bool strict;
};

/* Options of an analysis. */
struct shape_opts {
    struct opt_list rules, hosts;
    struct moment since, until, taken, now;
    const char *zone, *assume_host;
    int min_level;
    int lang; /* of reports: a place in locale_words, LANG_AS_BRANDED */
};

/* What people say of the case, and how the report goes out. */
struct book_opts {
    const char *about, *notes, *brand, *redact;
    struct opt_list overlays;
    struct moment around;
};

/* offsetof takes its arguments bare. NOLINTBEGIN(bugprone-macro-parentheses) */
#define TALK_ROWS(type, member)                                                                    \
    {"progress", 0,                                                                                \
     OPT_WORD,   offsetof(type, member.progress),                                                  \
     "WHEN",     "progress line: auto, always, never",                                             \
     0,          0,                                                                                \
     auto_words},                                                                                  \
        {"color",   0,                                                                             \
         OPT_WORD,  offsetof(type, member.color),                                                  \
         "WHEN",    "colours: auto, always, never",                                                \
         0,         0,                                                                             \
         auto_words},                                                                              \
        {"quiet", 'q', OPT_FLAG, offsetof(type, member.quiet), NULL, "say nothing but errors",     \
         0,       0,   NULL},                                                                      \
    {                                                                                              \
        "verbose", 'v', OPT_FLAG, offsetof(type, member.verbose), NULL,                            \
            "show every remark on the inputs", 0, 0, NULL                                          \
    }

#define READ_ROWS(type, member)                                                                      \
    {"encoding", 0,                                                                                  \
     OPT_TEXT,   offsetof(type, member.encoding),                                                    \
     "NAME",     "encoding of all files, such as cp850, instead of what their bytes tell",           \
     0,          0,                                                                                  \
     NULL},                                                                                          \
        {"jobs", 'j', OPT_INT, offsetof(type, member.jobs), "N", "threads that parse", 1, 64, NULL}, \
        {"memory", 0,                                                                                \
         OPT_SIZE, offsetof(type, member.memory),                                                    \
         "SIZE",   "bound on memory, 256M unless told",                                              \
         0,        0,                                                                                \
         NULL},                                                                                      \
        {"rename", 0, OPT_LIST, offsetof(type, member.renames), "A=B", "host A is host B",           \
         0,        0, NULL},                                                                         \
        {"password-file",                                                                            \
         0,                                                                                          \
         OPT_TEXT,                                                                                   \
         offsetof(type, member.password_file),                                                       \
         "FILE",                                                                                     \
         "passwords of archives, one in a line",                                                     \
         0,                                                                                          \
         0,                                                                                          \
         NULL},                                                                                      \
    {                                                                                                \
        "strict", 0, OPT_FLAG, offsetof(type, member.strict), NULL,                                  \
            "exit with 1 where anything could not be used", 0, 0, NULL                               \
    }

#define SHAPE_ROWS(type, member)                                                                   \
    {"rules",  0,                                                                                  \
     OPT_LIST, offsetof(type, member.rules),                                                       \
     "PATH",   "rules instead of the built-in ones ('builtin' names those)",                       \
     0,        0,                                                                                  \
     NULL},                                                                                        \
        {"since", 0, OPT_TIME, offsetof(type, member.since), "TIME", "events from then on",        \
         0,       0, NULL},                                                                        \
        {"until", 0, OPT_TIME, offsetof(type, member.until), "TIME", "events up to then",          \
         0,       0, NULL},                                                                        \
        {"host", 0, OPT_LIST, offsetof(type, member.hosts), "NAME", "only this host", 0, 0, NULL}, \
        {"tz",     0,                                                                              \
         OPT_TEXT, offsetof(type, member.zone),                                                    \
         "ZONE",   "time zone of hosts that do not tell theirs",                                   \
         0,        0,                                                                              \
         NULL},                                                                                    \
        {"assume-host",                                                                            \
         0,                                                                                        \
         OPT_TEXT,                                                                                 \
         offsetof(type, member.assume_host),                                                       \
         "NAME",                                                                                   \
         "host of companion files that name none",                                                 \
         0,                                                                                        \
         0,                                                                                        \
         NULL},                                                                                    \
        {"taken",  0,                                                                              \
         OPT_TIME, offsetof(type, member.taken),                                                   \
         "TIME",   "time of companion files that state none",                                      \
         0,        0,                                                                              \
         NULL},                                                                                    \
        {"now",    0,                                                                              \
         OPT_TIME, offsetof(type, member.now),                                                     \
         "TIME",   "date of making, printed in reports",                                           \
         0,        0,                                                                              \
         NULL},                                                                                    \
    {                                                                                              \
        "min-level", 0, OPT_WORD, offsetof(type, member.min_level), "LEVEL",                       \
            "list detections from this level on", 0, 0, level_words                                \
    }

/* For the commands that write reports. */
enum { LANG_AS_BRANDED = -1 };
#define LANG_ROW(type, member)                                                                     \
    {                                                                                              \
        "lang", 0, OPT_WORD, offsetof(type, member), "LANG", "language of what is said: en, de, fr", \
            0, 0, locale_words                                                                     \
    }

#define BOOK_ROWS(type, member)                                                                     \
    {"about",  0,                                                                                   \
     OPT_TEXT, offsetof(type, member.about),                                                        \
     "FILE",   "case.yml: client, ticket, complaint, time; found beside the input",                 \
     0,        0,                                                                                   \
     NULL},                                                                                         \
        {"notes",  0,                                                                               \
         OPT_TEXT, offsetof(type, member.notes),                                                    \
         "FILE",   "notes.yml: remarks, overrides, what is accepted",                               \
         0,        0,                                                                               \
         NULL},                                                                                     \
        {"overlay", 0,                                                                              \
         OPT_LIST,  offsetof(type, member.overlays),                                                \
         "FILE",    "the company's own notes and steps for rules",                                  \
         0,         0,                                                                              \
         NULL},                                                                                     \
        {"around", 0, OPT_TIME, offsetof(type, member.around), "TIME", "when it hurt", 0, 0, NULL}, \
        {"brand",  0,                                                                               \
         OPT_TEXT, offsetof(type, member.brand),                                                    \
         "FILE",   "title, logo and contact of HTML reports",                                       \
         0,        0,                                                                               \
         NULL},                                                                                     \
    {                                                                                               \
        "redact", 0, OPT_TEXT, offsetof(type, member.redact), "KEYFILE",                            \
            "replace hosts, users, SIDs, addresses, paths; the key file is made", 0, 0, NULL        \
    }

/* NOLINTEND(bugprone-macro-parentheses) */

#define BOOK_DEFAULTS                                                                              \
    {                                                                                              \
        .around = {.ticks = TIME_NONE }                                                            \
    }

#define READ_DEFAULTS ((struct read_opts){.memory = (size_t)256 << 20})
#define SHAPE_DEFAULTS                                                                             \
    {                                                                                              \
        .since = {.ticks = TIME_NONE}, .until = {.ticks = TIME_NONE},                              \
        .taken = {.ticks = TIME_NONE}, .now = {.ticks = TIME_NONE}, .min_level = LEVEL_MEDIUM,     \
        .lang = LANG_AS_BRANDED                                                                    \
    }

/* Exit codes that are no failure travel through this; main looks at it when a command came back OK.
 */
struct outcome {
    bool findings; /* at or above --fail-on: 3 */
    bool partial;  /* some input could not be read: 4, or 1 when strict */
    bool strict;
};
extern struct outcome outcome;

/* What can be said of these options before anything is read. */
enum status check_options(const struct read_opts *o, struct err *err) NODISCARD;

/* What is read, and how. */
struct reading {
    struct args paths;
    const struct read_opts *opts;
    const struct talk_opts *talk;
};
/* Of a clock that is never set. */
double seconds_now(void);

/* The options as reading wants them; paths and progress are the caller's. */
enum status read_spec(const struct read_opts *o, struct arena *arena, struct ingest_spec *out,
                      struct err *err) NODISCARD;

enum status read_paths(struct store *store, const struct reading *r, struct notes *notes,
                       struct ingest_result *out, struct err *err) NODISCARD;

/* With --strict, stretches lost inside the files of the case count as input that could not be read;
 * without it they are remarks. */
enum status judge_losses(struct store *store, const struct read_opts *o, struct arena *arena,
                         struct err *err) NODISCARD;

/* The analysis that the options ask for; its views live in the arena. */
enum status shape_spec(const struct shape_opts *o, const char *name, struct arena *arena,
                       struct analyze_spec *out, struct err *err) NODISCARD;

/* Of --rename: pairs of an old and a new name. */
enum status parse_renames(const struct opt_list *list, struct arena *arena, struct pair **out,
                          struct err *err) NODISCARD;

struct rule_paths list_paths(const struct opt_list *list);

/* The format asked for by name, else by the ending of the output, else text. */
enum status choose_format(const char *name, const char *output, const struct format **out,
                          struct err *err) NODISCARD;

struct print_opts {
    const char *output;
    bool explain, detections;
    int color;
    const char *redact; /* key file */
    const char *brand;
    int lang; /* a place in locale_words; LANG_AS_BRANDED */
    struct rule_paths rules;
};
/* The language that is asked for, else that of the brand, else English: NULL. */
enum status choose_locale(int lang, const struct brand *brand, struct rule_paths rules,
                          struct arena *arena, const struct locale **out,
                          struct err *err) NODISCARD;
/* The files about a case that are named, and what they may be found beside. */
struct casebook casebook_of(const struct book_opts *o, struct args paths, const char *db);
/* Redacts the analysis in place where that is asked for. */
enum status print_report(struct analysis *a, const struct format *format,
                         const struct print_opts *o, struct err *err) NODISCARD;

/* Fails when the paths gave nothing at all. */
enum status check_read(const struct ingest_result *read, struct args paths,
                       struct err *err) NODISCARD;

/* Remarks on standard error: errors always, with -v all, else what was not read, in few lines, and
 * how many more there are. */
void say_notes(const struct notes *notes, const struct talk_opts *talk);

/* Name of a case: the last part of the first path. */
const char *case_name(struct arena *arena, struct args paths, const char *db);

#endif
