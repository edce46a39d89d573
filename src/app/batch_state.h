/* What a job says of itself: OUT/cases/NAME/state.json.
 *
 * Owner     the arena given. */
#ifndef APP_BATCH_STATE_H
#define APP_BATCH_STATE_H

#include "base/arena.h"
#include "base/err.h"

struct batch_state {
    struct str state;   /* done partial failed; unfinished while it runs */
    struct str message; /* why it failed */
    struct str inputs;  /* hash of names, sizes and times of the files */
    struct str config;  /* hash of rules, options and version */
    bool read;          /* the case file holds all of the inputs */
};

struct str batch_folder(struct arena *arena, const char *out, struct str name);
struct str batch_file(struct arena *arena, const char *out, struct str name, const char *file);

/* Nothing readable there is a job that never ran: all empty. */
struct batch_state batch_state_read(struct arena *arena, const char *out, struct str name);
enum status batch_state_write(const char *out, struct str name, const struct batch_state *state,
                              struct err *err) NODISCARD;

#endif
