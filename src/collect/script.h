/* What the two kinds of script are made of. Private to collect.
 *
 * Owner     the arena of the script being made. */
#ifndef COLLECT_SCRIPT_H
#define COLLECT_SCRIPT_H

#include "collect/collect.h"

/* One thing to take. Versions as in steps.csv, empty where there is no bound; where the version of
 * Windows is known, `from` and `to` are empty for all steps that are left. */
struct step {
    struct str shell, from, to, file, command;
};

/* A key or a log: `name` is what its file is called. */
struct thing {
    struct str name, what, from;
};

struct script {
    struct arena *arena;
    const struct collect_spec *spec;
    int64_t windows; /* 0: found out at run time */
    struct step *steps;
    size_t steps_n;
    struct thing *keys;
    size_t keys_n;
    struct thing *logs;
    size_t logs_n;
    bool old_logs;   /* 2003 may be meant: the way without wevtutil */
    bool named_logs; /* somebody asked for these */
};

void script_cmd(const struct script *s, struct buf *to);
void script_powershell(const struct script *s, struct buf *to);

#endif
