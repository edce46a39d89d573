/* Exports that are records one after the other with filling between them: how a reader of such a
 * form cuts runs off a stream and goes through a run, given a function that says what stands at the
 * front of some bytes.
 *
 * Owner     pieces are views of what was given.
 * Threads   pure but for the batch. */
#ifndef READER_PIECE_H
#define READER_PIECE_H

#include "reader/reader.h"

enum piece_kind {
    PIECE_FILLING, /* blanks, roots, wrappers, banners: belongs to no record */
    PIECE_LOST,    /* text or remains outside every record */
    PIECE_RECORD,
    PIECE_BROKEN, /* a record without its end: another begins, or the file ends */
    PIECE_LARGE,  /* a record over LIMIT_RECORD_BYTES, as far as it was looked at */
    PIECE_OPEN,   /* goes on behind the window */
};

struct piece {
    enum piece_kind kind;
    struct str bytes;
};

static inline struct piece piece(enum piece_kind kind, struct str s, size_t len)
{
    return (struct piece){kind, str_head(s, len)};
}

/* The piece at the front of `s`, which is not empty. `last`: nothing follows; then it is never
 * PIECE_OPEN. A piece that is not PIECE_OPEN is the same in a larger window, and never empty. */
typedef struct piece piece_at(struct str s, bool last);

/* `split` of a reader. Runs end behind a record. */
struct cut pieces_split(piece_at *at, struct str window, size_t want, bool last);

/* Reads one whole record; false when it could not be used, then `*why` is said of its loss. */
typedef bool piece_read(void *ctx, struct str record, enum note_id *note, const char **why);

/* `parse` of a reader: every record of the batch in its order; what is lost is declared. */
void pieces_parse(struct batch *b, struct loc place, piece_at *at, piece_read *read, void *ctx);

#endif
