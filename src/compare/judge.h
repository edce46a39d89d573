/* What became of one finding. Private to compare.
 *
 * Owner     words belong to the arena. */
#ifndef COMPARE_JUDGE_H
#define COMPARE_JUDGE_H

#include "compare/compare.h"

struct judging {
    struct arena *arena;
    const struct compare_spec *spec;
    const struct comparison *hosts;
};

/* Each fills change, worse and why of a row whose old and now are set. */
void judge_appeared(const struct judging *j, struct compare_row *row); /* now only */
void judge_vanished(const struct judging *j, struct compare_row *row); /* old only */
void judge_stayed(const struct judging *j, struct compare_row *row);   /* both */

/* Until when an analysis knows a host of its own. */
struct moment judge_end(const struct analysis *a, struct str host);

#endif
