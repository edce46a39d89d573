/* What tells code pages of two bytes a character from each other: characters and words that texts
 * in their languages, and messages of Windows among them, use all the time.
 *
 * Threads   constant. */
#ifndef BASE_DOUBLEBYTE_H
#define BASE_DOUBLEBYTE_H

#include "base/base.h"

struct doublebyte {
    const char *name, *iconv;
    const char *frequent;  /* characters */
    const char *words[24]; /* that are sure signs */
};

enum { DOUBLEBYTES = 4 };
extern const struct doublebyte doublebytes[DOUBLEBYTES];

#endif
