/* The few steps of reading JSON that the case file needs: texts unescaped in place, words, numbers,
 * and skipping what is not wanted. Private to the store room.
 *
 * The text comes from a file that anybody may have changed: every step is bounded by `end`, nothing
 * recurses.
 *
 * Owner     views point into the text given, which is changed. */
#ifndef STORE_JSON_H
#define STORE_JSON_H

#include "base/arena.h"

struct json {
    char *at, *end;
};

/* A copy of `text` to read from, in the arena. */
struct json json_copy(struct arena *arena, struct str text);

/* Takes the character `c` and the blanks around it; false, and nothing taken, when another stands
 * there. */
bool json_take(struct json *j, char c);
bool json_peek(struct json *j, char c);
bool json_word(struct json *j, const char *word); /* null, true, false */
bool json_text(struct json *j, struct str *out);
bool json_number(struct json *j, struct str *out); /* as written */
bool json_skip(struct json *j);                    /* any value */

#endif
