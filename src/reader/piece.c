#include "piece.h"

enum { WINDOW_ENOUGH = 1 << 20 }; /* so much without a record is handed over as a loss */

struct cut pieces_split(piece_at *at, struct str window, size_t want, bool last)
{
    size_t taken = 0, records_end = 0;
    while (taken < window.len && records_end < want) {
        struct piece p = at(str_skip(window, taken), last);
        if (p.kind == PIECE_OPEN)
            break;
        if (p.kind == PIECE_LARGE && taken)
            return (struct cut){0, taken, NULL}; /* the loss is declared by itself */
        if (p.kind == PIECE_LARGE)
            return (struct cut){p.bytes.len, 0, "record larger than the limit"};
        taken += p.bytes.len;
        if (p.kind == PIECE_RECORD || p.kind == PIECE_BROKEN)
            records_end = taken;
    }
    if (records_end && (records_end >= want || !last))
        return (struct cut){0, records_end, NULL};
    return (struct cut){0, last || taken >= WINDOW_ENOUGH ? taken : 0, NULL};
}

static const struct loss_kind {
    enum note_id note;
    const char *why;
} losses[] = {
    [PIECE_LOST] = {NOTE_BYTES_LOST,       "no part of a record"         },
    [PIECE_BROKEN] = {NOTE_RECORD_CUT,       "record cut off"              },
    [PIECE_LARGE] = {NOTE_RECORD_TOO_LARGE, "record larger than the limit"},
    [PIECE_OPEN] = {NOTE_RECORD_CUT,       "record cut off"              },
};

static void lose(struct batch *b, struct loc place, struct str s, struct loss_kind kind)
{
    uint64_t at = b->offset + (uint64_t)(s.ptr - b->bytes.ptr);
    batch_lost(b, at, s.len, kind.why);
    notes_add(&b->notes, kind.note, place, "%s: %zu bytes at byte %llu", kind.why, s.len,
              (unsigned long long)at);
}

void pieces_parse(struct batch *b, struct loc place, piece_at *at, piece_read *read, void *ctx)
{
    struct str lost = {0}; /* lost pieces with nothing but filling between them are one */
    for (struct str rest = b->bytes; rest.len;) {
        struct piece p = at(rest, true);
        rest = str_skip(rest, p.bytes.len);
        if (p.kind == PIECE_LOST) {
            lost.ptr = lost.len ? lost.ptr : p.bytes.ptr;
            lost.len = (size_t)(p.bytes.ptr + p.bytes.len - lost.ptr);
        }
        bool over = (p.kind != PIECE_LOST && p.kind != PIECE_FILLING) || rest.len == 0;
        if (over && lost.len) {
            lose(b, place, lost, losses[PIECE_LOST]);
            lost.len = 0;
        }
        struct loss_kind kind = losses[p.kind];
        if (p.kind == PIECE_RECORD && !read(ctx, p.bytes, &kind.note, &kind.why))
            lose(b, place, p.bytes, kind);
        else if (p.kind == PIECE_BROKEN || p.kind == PIECE_LARGE || p.kind == PIECE_OPEN)
            lose(b, place, p.bytes, kind);
    }
}
