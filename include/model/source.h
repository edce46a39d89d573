/* One file that was read, and what came of it.
 *
 * Owner     the arena of whoever loaded it. */
#ifndef MODEL_SOURCE_H
#define MODEL_SOURCE_H

#include "model/event.h"

struct source {
    int64_t id;        /* row in the case file */
    struct str path;   /* as given on the command line and found below it */
    struct str folder; /* of the path; captures of one folder belong together */
    struct str sha256, form, encoding;
    struct str stamp;             /* of the file when it was read, as base/files.h says; or empty */
    uint64_t bytes;               /* of the file: used + filling + lost */
    uint64_t used, filling, lost; /* as struct account says */
    uint64_t losses;              /* stretches lost */
    uint64_t replaced;            /* characters that were none */
    uint64_t events, facts, merged;
    bool complete; /* false: the reading of it was interrupted */
};

#endif
