#include "number.h"

static struct str digits_take(struct str *s)
{
    size_t n = 0;
    while (n < s->len && s->ptr[n] >= '0' && s->ptr[n] <= '9')
        n++;
    struct str digits = str_head(*s, n);
    *s = str_skip(*s, n);
    return digits;
}

bool number_parse(struct str s, struct number *out)
{
    struct number n = {0};
    bool minus = s.len && s.ptr[0] == '-';
    s = str_skip(s, s.len && (s.ptr[0] == '-' || s.ptr[0] == '+'));
    n.whole = digits_take(&s);
    if (n.whole.len == 0)
        return false;
    if (s.len && s.ptr[0] == '.') {
        s = str_skip(s, 1);
        n.decimal = digits_take(&s);
        if (n.decimal.len == 0)
            return false;
    }
    if (s.len)
        return false;
    while (n.whole.len && n.whole.ptr[0] == '0')
        n.whole = str_skip(n.whole, 1);
    while (n.decimal.len && n.decimal.ptr[n.decimal.len - 1] == '0')
        n.decimal.len--;
    n.minus = minus && (n.whole.len || n.decimal.len);
    *out = n;
    return true;
}

int number_cmp(struct number a, struct number b)
{
    if (a.minus != b.minus)
        return a.minus ? -1 : 1;
    int order = a.whole.len != b.whole.len ? (a.whole.len < b.whole.len ? -1 : 1)
                                           : str_cmp(a.whole, b.whole);
    if (order == 0)
        order = str_cmp(a.decimal, b.decimal);
    return a.minus ? -order : order;
}

struct str number_text(struct arena *arena, struct number n)
{
    return arena_fmt(arena, "%s%.*s%s%.*s", n.minus ? "-" : "",
                     STR_ARG(n.whole.len ? n.whole : STR("0")), n.decimal.len ? "." : "",
                     STR_ARG(n.decimal));
}
