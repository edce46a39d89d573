/* Times as programs write them: ISO 8601 with or without a zone, "/Date(1351253309000)/" of .NET's
 * JSON, "20121026050901.000000-420" of WMI, seconds since 1970.
 *
 * Threads   pure. */
#ifndef READER_STAMP_H
#define READER_STAMP_H

#include "base/time.h"

/* `local` where no zone stands there; MOMENT_NONE when it is no time, or that of a clock at zero.
 */
struct moment stamp_of(struct str text);

#endif
