#include "table.h"

#include <math.h>

void table_text(struct table *t, struct str text)
{
    if (t->cells++)
        buf_char(t->to, ',');
    buf_csv(t->to, text);
}

void table_int(struct table *t, int64_t n)
{
    if (t->cells++)
        buf_char(t->to, ',');
    if (n != INT64_MIN)
        buf_fmt(t->to, "%lld", (long long)n);
}

void table_real(struct table *t, double x)
{
    if (t->cells++)
        buf_char(t->to, ',');
    if (isfinite(x))
        buf_fmt(t->to, "%.6g", x);
}

void table_time(struct table *t, struct moment m)
{
    char text[TIME_TEXT];
    table_text(t, str_of(time_iso(m, text)));
}

void table_end(struct table *t)
{
    buf_text(t->to, "\r\n");
    t->cells = 0;
}

void table_head(struct table *t, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        table_text(t, str_of(names[i]));
    table_end(t);
}
