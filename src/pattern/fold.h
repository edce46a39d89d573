/* Folded values, kept from one test to the next: many rules ask the same value.
 *
 * A small table by place and length holds the last values with their folded form. A hit is proven
 * by comparing the bytes, so nobody needs to say when a value's memory is used again.
 *
 * Owner     folder_free; a folded text lives until the next folder_fold.
 * Threads   one. */
#ifndef PATTERN_FOLD_PRIVATE_H
#define PATTERN_FOLD_PRIVATE_H

#include "base/buf.h"

enum {
    FOLD_KEPT = 64,           /* values */
    FOLD_KEPT_BYTES = 1 << 16 /* a longer value is folded anew each time */
};

struct folded {
    struct buf raw, text;
};

struct folder {
    struct folded kept[FOLD_KEPT];
    struct buf large;
};

void folder_free(struct folder *f);
struct str folder_fold(struct folder *f, struct str value);

/* Folds once, into memory that is used again by the next call. */
struct str fold_into(struct buf *to, struct str value);

#endif
