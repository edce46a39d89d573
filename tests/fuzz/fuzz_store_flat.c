/* A case file may come from anybody: its `data` and `layout`. The first line is the layout. What is
 * read must be written and read again as the same. */
#include "store/flat.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_again(struct arena *arena, const struct field *in, size_t n)
{
    struct flat flat = {0};
    struct str json, layout;
    struct field *out;
    size_t back;
    flat_write(&flat, in, n, &json, &layout);
    if (!flat_read(arena, json_copy(arena, json), layout, &out, &back) || back != n)
        abort();
    for (size_t i = 0; i < n; i++)
        if (!str_eq(in[i].name, out[i].name) || !str_eq(in[i].value, out[i].value))
            abort();
    flat_free(&flat);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct str all = {(const char *)data, size}, json;
    struct str layout = str_cut(all, '\n', &json);
    struct field *fields = NULL;
    size_t n;
    char *copy = malloc(json.len + 1); /* of its exact size, so that a step too far is seen */
    if (!copy)
        abort();
    if (json.len)
        memcpy(copy, json.ptr, json.len);
    if (flat_read(&arena, (struct json){copy, copy + json.len}, layout, &fields, &n))
        check_again(&arena, fields, n);
    free(copy);
    arena_free(&arena);
    return 0;
}
