/* An analysis of random texts and numbers in every format and in another language: no crash, no markup and no control
 * character that is not ours. */
#include "../unit/report_fill.h"
#include "app/tongue.h"
#include "report/report.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* JSON keeps every character; what people read does not. */
static bool wrong(const struct format *format, struct str text)
{
    bool page = str_eq(str_of(format->name), STR("html"));
    bool data = str_starts(str_of(format->name), STR("json"));
    return !utf8_valid(text) || (!data && text_unsafe(text)) || (page && page_foreign(text));
}

static void write_all(const struct analysis *a, const struct report_options *o)
{
    struct err err;
    for (size_t i = 0; i < formats_count; i++) {
        struct buf b = BUF_CAP(64 << 20);
        if (formats[i]->write(a, o, &b, &err) != OK || wrong(formats[i], buf_str(&b)))
            abort();
        buf_free(&b);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct filler f = {
        &arena, {(const char *)data, size}
    };
    struct report_options o = {.width = filler_byte(&f), .detections = true};
    struct analysis *a = ARENA_NEW(&arena, struct analysis);
    o.explain = filler_byte(&f) & 1;
    filler_object(&f, &analysis_shape, a);
    write_all(a, &o);
    struct err err;
    if (tongue_load("de", (struct rule_paths){0}, &arena, &o.locale, &err) != OK)
        abort();
    write_all(a, &o);
    arena_free(&arena);
    return 0;
}
