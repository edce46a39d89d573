/* The stop flag: the user pressed Ctrl-C (or the system sent SIGTERM). Long loops look at it
 * between steps and leave with FAIL_STOPPED; a second Ctrl-C ends the program at once.
 *
 * Threads   any. */
#ifndef BASE_STOP_H
#define BASE_STOP_H

#include "base/err.h"

void stop_install(void); /* once, by main */
void stop_request(void);
bool stop_requested(void);

/* FAIL_STOPPED when asked to stop, else OK. */
enum status stop_check(struct err *err) NODISCARD;

#endif
