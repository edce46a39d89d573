#include "base/stop.h"

#include <signal.h>
#include <stdatomic.h>

static atomic_bool asked;

static void on_signal(int number)
{
    (void)number;
    atomic_store_explicit(&asked, true, memory_order_relaxed);
}

/* The handler is gone after the first signal, so that a second one ends the program. System calls
 * are not started again: whoever waits in one wakes up and looks. */
void stop_install(void)
{
    struct sigaction action = {.sa_handler = on_signal};
    action.sa_flags = (int)SA_RESETHAND;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

void stop_request(void)
{
    atomic_store_explicit(&asked, true, memory_order_relaxed);
}

bool stop_requested(void)
{
    return atomic_load_explicit(&asked, memory_order_relaxed);
}

enum status stop_check(struct err *err)
{
    return stop_requested() ? err_set(err, FAIL_STOPPED, "stopped") : OK;
}
