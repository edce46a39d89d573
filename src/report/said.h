/* The analysis for programs: its sentences in the language, under the English names of its members.
 * What stays English is not marked; `lang` says the language.
 *
 * Owner     the arena given. */
#ifndef REPORT_SAID_H
#define REPORT_SAID_H

#include "report/report.h"

const struct analysis *analysis_said(const struct analysis *a, const struct locale *l,
                                     struct arena *arena);

#endif
