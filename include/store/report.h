/* JSON reports (culprit.report/1) read back, as the case file reads the analysis it keeps.
 *
 * The text comes from a file that anybody may have changed: depth and members are those of the
 * shape, everything else is passed over, and every text in it is as hostile as a log.
 *
 * Owner     the arena given.
 * Errors    FAIL_INPUT for a text that is no such report. */
#ifndef STORE_REPORT_H
#define STORE_REPORT_H

#include "base/err.h"
#include "model/analysis.h"

enum status report_parse(struct arena *arena, struct str text, struct analysis **out,
                         struct err *err) NODISCARD;

#endif
