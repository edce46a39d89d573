/* Use case: a rule begun from an event: its log source, its fields by name, and a test that has the
 * event.
 *
 * Owner     the caller's buffer and arena.
 * Threads   the calling one.
 * Errors    FAIL_USAGE where no such event is in the case, FAIL_IO. */
#ifndef APP_RULEDRAFT_H
#define APP_RULEDRAFT_H

#include "base/buf.h"
#include "base/note.h"
#include "rule/rule.h"
#include "store/store.h"

struct draft_spec {
    struct rule_paths rules; /* for what log sources mean */
    int64_t record;          /* record id; EVENT_NONE: any */
    int64_t event_id;        /* EVENT_NONE: any */
    const char *id;          /* of the rule */
};

/* The first event in time that is asked for becomes a rule document that passes `rule check`. */
enum status ruledraft_write(struct store *store, const struct draft_spec *spec, struct arena *arena,
                            struct notes *notes, struct buf *to, struct err *err) NODISCARD;

#endif
