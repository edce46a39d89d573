#include "store/report.h"

#include "shape_read.h"

enum status report_parse(struct arena *arena, struct str text, struct analysis **out,
                         struct err *err)
{
    struct analysis *a = ARENA_NEW(arena, struct analysis);
    if (str_starts(text, STR("\xef\xbb\xbf")))
        text = str_skip(text, 3);
    if (!shape_read(arena, json_copy(arena, text), &analysis_shape, a) ||
        !str_eq(a->schema, STR("culprit.report/1")))
        return err_set(err, FAIL_INPUT, "no JSON report of culprit (culprit.report/1)");
    *out = a;
    return OK;
}
