/* Where decoded bytes stood in the file they were decoded from. Private to base.
 *
 * The places of the last pieces are kept, as far back as a record may be long; an older byte has
 * the place of the oldest piece that is kept.
 *
 * Owner     places_reset gives the memory back.
 * Units     offsets and lengths in bytes. */
#ifndef BASE_PLACES_H
#define BASE_PLACES_H

#include "base/base.h"

/* A piece of decoded bytes. */
struct place {
    uint64_t decoded; /* bytes decoded before it; places_add sets it */
    uint64_t file;    /* where it begins in the file */
    uint64_t len;     /* decoded bytes */
    uint64_t used;    /* bytes of the file */
    uint64_t *marks;  /* a bit for every decoded byte that begins a unit of the file; NULL: byte for
                         byte. places_add keeps a copy. */
    unsigned unit;    /* bytes of the file to a mark */
};

struct places {
    struct place *v; /* n of them from `first` on */
    size_t first, n, room;
    uint64_t decoded; /* bytes so far */
};

void places_reset(struct places *p);
void places_add(struct places *p, const struct place *piece);

/* The place of a decoded byte; `end` is that of what comes next. */
uint64_t places_find(const struct places *p, uint64_t decoded, uint64_t end);

#endif
