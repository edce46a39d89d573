#include "ranges.h"

#include "base/buf.h"

#include <stdlib.h>

enum { PORT_LAST = 65535 };

static bool separator(char c)
{
    return c == '\n' || c == '\r' || c == ',' || c == ' ' || c == ';' || c == '\t';
}

/* The next word of the list; false when none is left. */
static bool next_word(struct str *rest, struct str *word)
{
    size_t from = 0, to;
    while (from < rest->len && separator(rest->ptr[from]))
        from++;
    for (to = from; to < rest->len && !separator(rest->ptr[to]); to++)
        ;
    *word = (struct str){rest->ptr + from, to - from};
    *rest = str_skip(*rest, to);
    return word->len > 0;
}

static bool parse_range(struct str word, struct port_range *out)
{
    struct str last;
    uint64_t from, to;
    struct str first = str_cut(word, '-', &last);
    if (!str_to_u64(first, &from) || !str_to_u64(last.len ? last : first, &to))
        return false;
    *out = (struct port_range){(int64_t)from, (int64_t)to};
    return from <= to && to <= PORT_LAST;
}

bool ranges_parse(struct arena *arena, struct str text, struct port_range **out, size_t *n)
{
    struct port_range *list = NULL;
    struct str word;
    size_t list_n = 0, max = 0;
    while (next_word(&text, &word)) {
        GROW(arena, list, list_n, max);
        if (!parse_range(word, &list[list_n++]))
            return false;
    }
    *out = list;
    *n = list_n;
    return true;
}

bool ranges_cover(const struct port_range *ranges, size_t n, int64_t port)
{
    for (size_t i = 0; i < n; i++)
        if (ranges[i].from <= port && port <= ranges[i].to)
            return true;
    return false;
}

static int by_start(const void *a, const void *b)
{
    const struct port_range *x = a, *y = b;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    return (x->to > y->to) - (x->to < y->to);
}

static size_t join(struct port_range *all, size_t n)
{
    size_t joined = 0;
    for (size_t i = 0; i < n; i++) {
        struct port_range *last = joined ? &all[joined - 1] : NULL;
        if (last && all[i].from <= last->to + 1)
            last->to = all[i].to > last->to ? all[i].to : last->to;
        else
            all[joined++] = all[i];
    }
    return joined;
}

struct str ranges_merge(struct arena *arena, const struct port_range *a, size_t a_n,
                        const struct port_range *b, size_t b_n)
{
    struct port_range *all = ARENA_ARRAY(arena, struct port_range, a_n + b_n + 1);
    for (size_t i = 0; i < a_n; i++)
        all[i] = a[i];
    for (size_t i = 0; i < b_n; i++)
        all[a_n + i] = b[i];
    if (a_n + b_n)
        qsort(all, a_n + b_n, sizeof *all, by_start);
    size_t n = join(all, a_n + b_n);
    struct buf text = {0};
    for (size_t i = 0; i < n; i++)
        buf_fmt(&text, "%s%lld-%lld", i ? "," : "", (long long)all[i].from, (long long)all[i].to);
    struct str out = buf_keep(&text, arena);
    buf_free(&text);
    return out;
}
