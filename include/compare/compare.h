/* Two analyses of the same machines at different times: what is new, what is gone, what changed
 * (design section 5).
 *
 * Hosts are paired by what --rename says, by name, by a short name and the full one that begins
 * with it, then by the machine SID where exactly one host on either side has it. Findings are
 * paired by the rule's id, the paired host and the group.
 *
 * Owner     everything lives in the arena given, and points into the two analyses.
 * Threads   pure functions. */
#ifndef COMPARE_COMPARE_H
#define COMPARE_COMPARE_H

#include "model/analysis.h"

enum change_class {
    CHANGE_NEW,        /* began behind what the old one covers */
    CHANGE_RECOGNISED, /* was there, but the old one could not see or name it */
    CHANGE_FIXED,      /* gone, and the new one would have shown it */
    CHANGE_UNSURE,     /* gone, but the new one would not have shown it */
    CHANGE_CHANGED,
    CHANGE_SAME,
    CHANGES
};
extern const char *const change_names[CHANGES];  /* "new", ... as in JSON */
extern const char *const change_titles[CHANGES]; /* for people */

/* A machine as a case knows it beside its name. */
struct compare_machine {
    struct str host, sid;
};

struct compare_spec {
    const struct analysis *old;  /* by today's rules where it could be matched again */
    const struct analysis *kept; /* as it was made then; NULL: `old` is that */
    const struct analysis *now;
    const struct pair *renames; /* old name, new name */
    size_t renames_n;
    const struct compare_machine *old_machines, *now_machines;
    size_t old_machines_n, now_machines_n;
};

struct compare_host {
    struct str old, now; /* one of them empty: only there */
    const char *how;     /* "name", "short name", "machine SID", "--rename", "only in the new" */
    bool other_machine;  /* paired, but the machine SIDs are known and differ: installed anew */
};

struct compare_row {
    enum change_class change;
    bool worse;  /* what changed is worse */
    bool counts; /* new or worse, neither benign nor accepted: a reason to act */
    const struct a_finding *old, *now; /* one of them may be NULL */
    struct str host;                   /* as now, else as it was */
    struct str why;                    /* in words */
};

struct comparison {
    struct compare_host *hosts;
    size_t hosts_n;
    struct compare_row *rows; /* by class, then in the order of the new, then the old analysis */
    size_t rows_n;
    size_t counts[CHANGES];
    const struct a_unexplained **patterns; /* errors without a rule that began behind the old one */
    size_t patterns_n;
    bool act; /* some row counts; patterns do not */
};

void compare_run(struct arena *arena, const struct compare_spec *spec, struct comparison *out);

#endif
