/* brand.yml: title, contact, logo and language of a company's reports. The logo is a PNG, JPEG, GIF
 * or WebP file beside it, and goes into the page.
 *
 * Owner     the arena given.
 * Errors    FAIL_INPUT with file, line and column; FAIL_IO. */
#ifndef APP_BRAND_H
#define APP_BRAND_H

#include "report/report.h"

enum status brand_read(const char *path, struct arena *arena, struct brand *out,
                       struct err *err) NODISCARD;

#endif
