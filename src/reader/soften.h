/* What the way through mails and forums does to a text, undone without moving a byte. Private to
 * reader.
 *
 * Owner     copies live in the arena.
 * Threads   pure functions. */
#ifndef READER_SOFTEN_H
#define READER_SOFTEN_H

#include "base/arena.h"

/* Blanks for the marks of quotation ("> ", "| ") at the front of lines. */
struct str soften_quotes(struct arena *arena, struct str s);

/* Is `s`, the labels of an event and their values, HTML or Markdown? */
bool soften_is_marked_up(struct str s);

/* Blanks for tags and emphasis, line ends for those that break lines, characters for entities.
 * Where fewer bytes are needed, SOFTEN_NOTHING fills; soften_squeeze takes it out of a value. */
enum { SOFTEN_NOTHING = 0x7F };
struct str soften_markup(struct arena *arena, struct str s);
struct str soften_squeeze(struct arena *arena, struct str s);

#endif
