/* The program run many times, so many at once: each job is a process of its own, and what happens
 * to one happens to no other.
 *
 * Owner     the caller.
 * Errors    FAIL_STOPPED once all that were running have ended; FAIL_IO when none can be started.
 */
#ifndef CLI_JOBS_H
#define CLI_JOBS_H

#include "cli/opt.h"

struct jobs {
    size_t n;
    struct opt_list *words; /* of each, behind the name of the command */
    int at_once;
    bool progress;
    void (*died)(void *self, size_t job, const char *why); /* by a signal, or could not start */
    void *self;
};

enum status jobs_run(const struct jobs *jobs, const char *command, struct err *err) NODISCARD;

#endif
