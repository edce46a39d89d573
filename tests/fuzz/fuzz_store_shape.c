/* A case file may come from anybody: the analysis that it keeps. What is read must be written and
 * read again as the same. */
#include "model/analysis.h"
#include "store/shape_read.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Reads a copy of the exact size, so that a step too far is seen, and writes what it read. */
static bool read_and_write(struct str json, struct buf *out)
{
    struct arena arena = {0};
    struct analysis a;
    char *copy = malloc(json.len ? json.len : 1);
    if (!copy)
        abort();
    if (json.len)
        memcpy(copy, json.ptr, json.len);
    bool good = shape_read(&arena, (struct json){copy, copy + json.len}, &analysis_shape, &a);
    if (good)
        shape_json(out, &analysis_shape, &a, 0);
    free(copy);
    arena_free(&arena);
    return good;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buf first = {0}, second = {0};
    if (read_and_write((struct str){(const char *)data, size}, &first))
        if (!read_and_write(buf_str(&first), &second) || !str_eq(buf_str(&first), buf_str(&second)))
            abort();
    buf_free(&first);
    buf_free(&second);
    return 0;
}
