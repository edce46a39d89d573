/* covers: the value is a list of port ranges and holds the number given. Ours, for facts: registry
 * values such as ReservedPorts ("1433-1434" and "2880-2890", one each line). */
#include "modifier.h"

struct ports {
    uint64_t *v;
    size_t n;
};

static enum status ports_compile(struct build *b, const struct operand *v, size_t n,
                                 const void **out, struct err *err)
{
    struct ports *all = ARENA_NEW(b->arena, struct ports);
    all->v = ARENA_ARRAY(b->arena, uint64_t, n);
    for (; all->n < n; all->n++)
        if (!str_to_u64(v[all->n].text, &all->v[all->n]))
            return err_at(err, FAIL_INPUT, v[all->n].loc, "'%.*s' is no port number",
                          STR_ARG(str_head(v[all->n].text, 80)));
    *out = all;
    return OK;
}

static bool is_between(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ',' || c == ';' || c == '\0';
}

static struct str between_skip(struct str s)
{
    while (s.len && is_between(s.ptr[0]))
        s = str_skip(s, 1);
    return s;
}

/* The digits at the front, as a number; a longer one than fits stays the largest. */
static bool digits_take(struct str *s, uint64_t *out)
{
    size_t n = 0;
    while (n < s->len && s->ptr[n] >= '0' && s->ptr[n] <= '9')
        n++;
    if (n == 0)
        return false;
    if (!str_to_u64(str_head(*s, n), out))
        *out = UINT64_MAX;
    *s = str_skip(*s, n);
    return true;
}

/* "1433-1434", "1433 - 1434" or "1433". */
static bool range_take(struct str *s, uint64_t *first, uint64_t *last)
{
    if (!digits_take(s, first))
        return false;
    *last = *first;
    struct str rest = *s;
    while (rest.len && (rest.ptr[0] == ' ' || rest.ptr[0] == '\t'))
        rest = str_skip(rest, 1);
    if (rest.len && rest.ptr[0] == '-') {
        rest = str_skip(rest, 1);
        while (rest.len && (rest.ptr[0] == ' ' || rest.ptr[0] == '\t'))
            rest = str_skip(rest, 1);
        if (digits_take(&rest, last))
            *s = rest;
    }
    return true;
}

static enum answer ports_test(const void *compiled, const struct subject *s)
{
    const struct ports *all = compiled;
    struct str rest = between_skip(s->value);
    while (rest.len) {
        uint64_t first, last;
        bool range = range_take(&rest, &first, &last) && (rest.len == 0 || is_between(rest.ptr[0]));
        for (size_t i = 0; range && i < all->n; i++)
            if (first <= all->v[i] && all->v[i] <= last)
                return YES;
        while (!range && rest.len && !is_between(rest.ptr[0])) /* it covers nothing */
            rest = str_skip(rest, 1);
        rest = between_skip(rest);
    }
    return NO;
}

static const struct comparison compare_covers = {
    .name = "covers", .compile = ports_compile, .test = ports_test};

const struct modifier modifier_covers = {.name = "covers",
                                         .is = COVERS,
                                         .with = ALL | NEQ,
                                         .hint = "'covers' takes a port and reads ranges",
                                         .comparison = &compare_covers};
