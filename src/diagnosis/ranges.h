/* Lists of port ranges, as ReservedPorts and its like hold them: "1433-1434", "2883", one a line or
 * separated by commas or blanks.
 *
 * Owner     what is made belongs to the arena given.
 * Threads   pure functions. */
#ifndef DIAGNOSIS_RANGES_H
#define DIAGNOSIS_RANGES_H

#include "base/arena.h"

struct port_range {
    int64_t from, to;
};

/* False when something in it is no range of ports. */
bool ranges_parse(struct arena *arena, struct str text, struct port_range **out, size_t *n);

bool ranges_cover(const struct port_range *ranges, size_t n, int64_t port);

/* Both lists as one, ascending; what overlaps or adjoins becomes one range. "1433-1434,2883-2883"
 */
struct str ranges_merge(struct arena *arena, const struct port_range *a, size_t a_n,
                        const struct port_range *b, size_t b_n);

#endif
