/* Log text into a template, as a message and as data: never beyond its bound. */
#include "../../src/diagnosis/template.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size}, rest;
    struct str host = str_cut(text, '\n', &rest);
    struct buf to = {0};
    template_of_text(rest, host, &to);
    if (to.len > TEMPLATE_BYTES)
        abort();
    struct field field = {STR("Data"), rest};
    struct event e = {.host = host, .fields = &field, .fields_n = 1};
    buf_reset(&to);
    template_of_event(&e, &to);
    if (to.len > TEMPLATE_BYTES)
        abort();
    buf_free(&to);
    return 0;
}
