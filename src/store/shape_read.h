/* A struct that has a shape, from the JSON that shape_json wrote of it. Private to the store room.
 *
 * Keys may come in any order, unknown ones are passed over, missing ones leave their member empty
 * (numbers and times unknown). Depth is that of the shape tables.
 *
 * Owner     what is made belongs to the arena; texts point into the text given, which is changed
 *           and must live as long. */
#ifndef STORE_SHAPE_READ_H
#define STORE_SHAPE_READ_H

#include "base/arena.h"
#include "json.h"
#include "model/shape.h"

/* False where the text is not JSON of that shape; then `object` is not whole. */
bool shape_read(struct arena *arena, struct json text, const struct shape *shape, void *object);

#endif
