/* Binary data as the upper-case hexadecimal digits that Windows writes, whatever an exporter made
 * of it.
 *
 * Owner     results belong to the arena; ptr NULL when the input is not of that kind.
 * Threads   pure. */
#ifndef READER_HEX_H
#define READER_HEX_H

#include "value.h"

struct str hex_of_base64(struct arena *arena, struct str text);
/* "44-00-4E", "44 00 4e", "44004E". */
struct str hex_of_digits(struct arena *arena, struct str text);
/* A list of the numbers 0 to 255. */
struct str hex_of_numbers(struct arena *arena, const struct value *list);

#endif
