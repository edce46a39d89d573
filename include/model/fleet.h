/* What a batch of cases says as a whole: one row for each case, what one action fixes on many
 * hosts, what is new, who has sent nothing. Filled by store from the reports of the cases, printed
 * by report.
 *
 * Owner     one arena owns all of it. */
#ifndef MODEL_FLEET_H
#define MODEL_FLEET_H

#include "base/time.h"
#include "model/shape.h"

struct f_case {
    struct str name, state, message; /* done partial failed unfinished */
    struct str contact;
    struct str level, status, symptom, culprit, verdict; /* of its worst finding, "" without one */
    int64_t findings, active, exposures, hosts, events;
    struct moment last; /* of its events */
    struct str report;  /* path of its report, below the folder of the batch */
};

/* One hypothesis that stands first on several hosts, and the step that takes it away. */
struct f_action {
    struct str rule, hypothesis, title, step;
    int64_t hosts, cases;
    struct str *where; /* the first cases */
    size_t where_n;
};

struct f_news {
    struct str name, host, finding, level, symptom; /* name: of the case */
    struct str what;        /* new gone changed: by the logs; rules: by nothing but the rules */
    struct str before, now; /* verdicts */
};

struct f_silent {
    struct str name, host;
    struct moment last; /* none: never seen */
};

struct f_exposure {
    struct str rule, title;
    int64_t hosts, cases;
};

struct fleet {
    struct str schema; /* "culprit.batch/1" */
    struct str version;
    int64_t cases_n, done, partial, failed, unfinished, troubled, hosts, events;
    struct f_case *list; /* the worst first */
    size_t list_n;
    struct f_action *actions;
    size_t actions_n;
    struct f_news *news;
    size_t news_n;
    bool first; /* nothing to compare with */
    struct f_silent *silent;
    size_t silent_n;
    struct f_exposure *exposures;
    size_t exposures_n;
};

extern const struct shape fleet_shape;

#endif
