/* One side of a comparison: a case file or a JSON report. Private to cli.
 *
 * A case is matched again with today's rules where those that made its analysis were others; it is
 * only read.
 *
 * Owner     the arena given. */
#ifndef CLI_PERIOD_H
#define CLI_PERIOD_H

#include "common.h"
#include "compare/compare.h"

/* Options that both commands have. */
struct period_opts {
    struct shape_opts shape;
    struct opt_list renames;
    size_t memory;
    bool quiet;
};

#define PERIOD_ROWS(type, member)                                                                  \
    {"memory", 0,                                                                                  \
     OPT_SIZE, offsetof(type, member.memory),                                                      \
     "SIZE",   "bound on memory, 256M unless told",                                                \
     0,        0,                                                                                  \
     NULL},                                                                                        \
        {"quiet",  'q',                                                                            \
         OPT_FLAG, offsetof(type, member.quiet),                                                   \
         NULL,     "say nothing but errors",                                                       \
         0,        0,                                                                              \
         NULL},                                                                                    \
        SHAPE_ROWS(type, member.shape)

/* clang-format off */
#define PERIOD_DEFAULTS {.memory = (size_t)256 << 20, .shape = SHAPE_DEFAULTS}
/* clang-format on */

struct period {
    const char *path;
    struct analysis *analysis;
    struct analysis *kept; /* as it was made then, where it was made anew; else NULL */
};

enum status period_open(const char *path, const struct period_opts *o, struct arena *arena,
                        struct period *out, struct err *err) NODISCARD;

/* What changed from one period to the next. */
enum status periods_compare(const struct period *old, const struct period *now,
                            const struct period_opts *o, struct arena *arena,
                            struct comparison *out, struct err *err) NODISCARD;

/* "old.db, 2012-10-08 to 2012-10-20" */
void period_words(struct buf *to, const struct period *p);
/* {"path": ..., "name": ..., "first": ..., "last": ..., "rules": ...} */
void period_json(struct buf *to, const struct period *p);

/* A finding in few words and as a short JSON object. */
void finding_words(struct buf *to, const struct a_finding *f);
void finding_json(struct buf *to, const struct a_finding *f);

#endif
