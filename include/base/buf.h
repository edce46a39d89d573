/* Growing bytes with a cap given at creation, and one writer for each kind of target text.
 *
 * Writing beyond the cap sets `over` and drops what does not fit; look at it once, at the end.
 * Text that came from a log reaches a target only through the writer made for it.
 *
 * Owner     the holder; buf_free gives the bytes back. buf_str is a view that the next write ends.
 * Threads   one at a time. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/arena.h"
#include "base/str.h"

#include <stdarg.h>

struct buf {
    char *ptr;
    size_t len, room, cap; /* cap 0: no bound */
    bool over;
};

#define BUF_CAP(bytes) ((struct buf){.cap = (bytes)})

void buf_free(struct buf *b);
void buf_reset(struct buf *b); /* keeps the memory */
struct str buf_str(const struct buf *b);
struct str buf_keep(const struct buf *b, struct arena *arena); /* a copy with a NUL behind */

/* Where the next `more` bytes go: the caller writes them and adds to `len` what it wrote. Only for
 * buffers without a cap. */
char *buf_room(struct buf *b, size_t more);

void buf_bytes(struct buf *b, const void *ptr, size_t len);
void buf_add(struct buf *b, struct str s);
void buf_text(struct buf *b, const char *z);
void buf_char(struct buf *b, char c);
void buf_fmt(struct buf *b, const char *fmt, ...) PRINTF(2, 3);
void buf_vfmt(struct buf *b, const char *fmt, va_list ap) PRINTF(2, 0);

void buf_json(struct buf *b, struct str s); /* quoted; invalid UTF-8 becomes U+FFFD */
/* In single quotes, those inside doubled: a literal of YAML, PowerShell and SQL. */
void buf_quoted(struct buf *b, struct str s);
void buf_html(struct buf *b, struct str s); /* safe as text and inside a quoted attribute */
void buf_csv(struct buf *b, struct str s);  /* quoted where needed; formulas are defused */
void buf_term(struct buf *b, struct str s); /* control and bidi characters replaced */
void buf_markdown(struct buf *b, struct str s);

#endif
