#include "result.h"

#include "base/output.h"

#include <math.h>

const char *const text_json_words[] = {"text", "json", NULL};
const char *const text_json_csv_words[] = {"text", "json", "csv", NULL};

enum status result_write(const char *output, const struct buf *text, struct err *err)
{
    struct output *out;
    TRY(output_open(output, &out, err));
    enum status status = output_write(out, buf_str(text), err);
    if (status == OK)
        return output_commit(out, err);
    output_abandon(out);
    return status;
}

static void name_of(struct buf *to, bool first, const char *name)
{
    buf_fmt(to, "%s\"%s\": ", first ? "" : ", ", name);
}

void result_member(struct buf *to, bool first, const char *name, struct str value)
{
    name_of(to, first, name);
    buf_json(to, value);
}

void result_number(struct buf *to, bool first, const char *name, double value)
{
    name_of(to, first, name);
    if (isnan(value))
        buf_text(to, "null");
    else
        buf_fmt(to, "%.12g", value);
}
