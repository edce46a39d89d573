/* A container through the splitter, member by member. Private to app.
 *
 * Errors    FAIL_STOPPED only, as in split.h. */
#ifndef APP_UNPACK_H
#define APP_UNPACK_H

#include "member.h"
#include "split.h"

enum status unpack(struct splitter *s, const struct item *item,
                   const struct container *form) NODISCARD;

#endif
