/* A text with holes and its translation: "%.*s times" or "UDP port {port} is taken". A text that
 * was filled in is found again by its shape, and what fills its holes goes into the translation.
 *
 * Owner     the arena given; the texts of the locale file.
 * Threads   pure. */
#ifndef REPORT_PHRASE_H
#define REPORT_PHRASE_H

#include "base/arena.h"
#include "base/err.h"

enum { PHRASE_HOLES = 12 };

enum hole_kind { HOLE_NONE, HOLE_TEXT, HOLE_INTEGER, HOLE_REAL };

/* What stands between holes, and the hole behind it. */
struct phrase_part {
    struct str literal, name; /* name: of a placeholder */
    struct str spec;          /* of a conversion, without its percent sign */
    enum hole_kind kind;
    int place; /* of the hole in the English text, from 0 */
};

struct phrase {
    struct str text, said;
    struct phrase_part *english, *other; /* each ends with a part without a hole */
    size_t holes, weight;                /* weight: bytes of literal text */
    bool shaped;                         /* it can be found by its shape */
};

enum phrase_syntax { PHRASE_PRINTF, PHRASE_BRACES };

/* FAIL_INPUT where the holes of the two texts differ. */
enum status phrase_make(struct arena *arena, enum phrase_syntax syntax, struct str text,
                        struct str said, struct phrase *out, struct err *err);

/* Does the text have the shape? `holes` gets what fills the holes of the English text. */
bool phrase_match(const struct phrase *p, struct str text, struct str holes[PHRASE_HOLES]);

/* The translation as a format for the arguments of the English one. */
const char *phrase_format(struct arena *arena, const struct phrase *p);

#endif
