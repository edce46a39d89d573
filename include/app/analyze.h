/* Use case: a case file (or files) and rules to an analysis, kept in the case.
 *
 * Owner     analyze_run puts the analysis into the arena given, so do analyze_saved's.
 * Threads   the calling one; reading (app/ingest.h) brings its own.
 * Errors    what the verbs return; bad rules and damaged inputs are notes. */
#ifndef APP_ANALYZE_H
#define APP_ANALYZE_H

#include "app/casebook.h"
#include "base/note.h"
#include "model/analysis.h"
#include "model/match.h"
#include "rule/rule.h"
#include "store/store.h"

/* What shapes the result, beside the events. */
struct analyze_spec {
    struct rule_paths rules;    /* n = 0: the built-in ones */
    const char *name;           /* of the case: for the report's heading */
    struct moment since, until; /* TIME_NONE: no bound */
    const struct str *hosts;    /* --host: canonical or as logged; none: all */
    size_t hosts_n;
    struct str zone;             /* --tz, for hosts whose zone nothing says */
    struct str assume_host;      /* --assume-host */
    struct moment taken;         /* --taken, for captures that state no time */
    struct moment now;           /* --now or SOURCE_DATE_EPOCH */
    enum level min_level;        /* of listed detections */
    int jobs;                    /* threads that test events; 0: as many as pay */
    struct str command;          /* the options that shape the result, as one line */
    const struct casebook *book; /* what people know of the case; NULL: nothing */
    bool look;                   /* nothing is written into the case */
};

#define ANALYZE_DEFAULTS                                                                           \
    ((struct analyze_spec){.since = MOMENT_NONE,                                                   \
                           .until = MOMENT_NONE,                                                   \
                           .taken = MOMENT_NONE,                                                   \
                           .now = MOMENT_NONE,                                                     \
                           .min_level = LEVEL_MEDIUM})

/* Matches and diagnoses all events of the store, saves the analysis in it. */
enum status analyze_run(struct store *store, const struct analyze_spec *spec, struct arena *arena,
                        struct notes *notes, struct analysis **out, struct err *err) NODISCARD;

struct kept_analysis {
    struct analysis *analysis;
    bool stale; /* today's rules or options are others than those it was made with */
};

/* The analysis that the case keeps; made anew when events were added since or when there is none.
 */
enum status analyze_saved(struct store *store, const struct analyze_spec *spec, struct arena *arena,
                          struct notes *notes, struct kept_analysis *out,
                          struct err *err) NODISCARD;

struct analysis_today {
    struct analysis *analysis; /* by today's rules */
    struct analysis *kept;     /* as the case keeps it, where rules or events were others then */
};

/* For comparisons: what today's rules say of the case, which is only read. */
enum status analyze_today(struct store *store, const struct analyze_spec *spec, struct arena *arena,
                          struct notes *notes, struct analysis_today *out,
                          struct err *err) NODISCARD;

#endif
