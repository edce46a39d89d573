/* The analysis by its shape: every member, under the names that docs/schema/report.schema.json
 * documents. */
#include "said.h"

static enum status write(const struct analysis *a, const struct report_options *o, struct buf *to,
                         struct err *err)
{
    struct arena arena = {0};
    shape_json(to, &analysis_shape, analysis_said(a, o->locale, &arena), 2);
    arena_free(&arena);
    buf_char(to, '\n');
    if (to->over)
        return err_set(err, FAIL_LIMIT, "the JSON report is longer than %zu bytes", to->cap);
    return OK;
}

const struct format format_json = {"json", "json", "all of it, for programs (culprit.report/1)",
                                   write};
