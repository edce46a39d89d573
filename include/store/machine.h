/* Which machine a host name stands for, as the security ids of its own accounts tell: local
 * accounts have the machine's SID before their number. Security events show one that name an
 * account together with the computer as its domain, and an exported ProfileList where the folder of
 * a profile bears the name of the computer, or the computer is in no domain.
 *
 * Owner     the arena given.
 * Errors    FAIL_STORE. */
#ifndef STORE_MACHINE_H
#define STORE_MACHINE_H

#include "store/store.h"

struct machine_sid {
    struct str host, sid; /* "S-1-5-21-1-2-3" */
};

/* One for each host that shows any, the most frequent one. */
enum status store_machine_sids(struct store *s, struct arena *arena, struct machine_sid **out,
                               size_t *n, struct err *err) NODISCARD;

#endif
