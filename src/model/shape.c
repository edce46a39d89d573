#include "model/shape.h"

#include "model/fact.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

struct printer {
    struct buf *to;
    int indent;
};

static void new_line(const struct printer *p, int depth)
{
    if (p->indent)
        buf_fmt(p->to, "\n%*s", depth * p->indent, "");
}

static void print_int(struct buf *to, int64_t n)
{
    if (n == INT_NONE)
        buf_text(to, "null");
    else
        buf_fmt(to, "%lld", (long long)n);
}

/* The shortest of 6, 15 or 17 digits that reads back as the same number. */
static void print_real(struct buf *to, double x)
{
    char text[40];
    if (!isfinite(x)) {
        buf_text(to, "null");
        return;
    }
    static const int digits[] = {6, 15, 17};
    for (size_t i = 0; i < ARRAY_LEN(digits); i++) {
        snprintf(text, sizeof text, "%.*g", digits[i], x);
        if (strtod(text, NULL) == x)
            break;
    }
    buf_text(to, text);
}

static void print_moment(struct buf *to, struct moment m)
{
    char text[TIME_TEXT];
    if (m.ticks == TIME_NONE)
        buf_text(to, "null");
    else
        buf_fmt(to, "\"%s\"", time_iso(m, text));
}

static void print_object(const struct printer *p, const struct shape *shape, const void *object,
                         int depth);

static void print_item(const struct printer *p, const struct shape_member *m, const char *items,
                       size_t i, int depth)
{
    switch (m->kind) {
    case SHAPE_LIST:
        new_line(p, depth + 1);
        print_object(p, m->of, items + i * m->of->size, depth + 1);
        break;
    case SHAPE_STRS:
        buf_json(p->to, ((const struct str *)(const void *)items)[i]);
        break;
    case SHAPE_INTS:
        print_int(p->to, ((const int64_t *)(const void *)items)[i]);
        break;
    default:
        buf_json(p->to, ((const struct pair *)(const void *)items)[i].name);
        buf_text(p->to, p->indent ? ": " : ":");
        buf_json(p->to, ((const struct pair *)(const void *)items)[i].value);
    }
}

static void print_list(const struct printer *p, const struct shape_member *m, const char *at,
                       const char *object, int depth)
{
    const char *items = *(const char *const *)(const void *)at;
    size_t n = *(const size_t *)(const void *)(object + m->offset_n);
    bool map = m->kind == SHAPE_MAP;
    buf_char(p->to, map ? '{' : '[');
    for (size_t i = 0; i < n; i++) {
        if (i)
            buf_text(p->to, p->indent && m->kind != SHAPE_LIST ? ", " : ",");
        print_item(p, m, items, i, depth);
    }
    if (n && m->kind == SHAPE_LIST)
        new_line(p, depth);
    buf_char(p->to, map ? '}' : ']');
}

static void print_member(const struct printer *p, const struct shape_member *m, const char *object,
                         int depth)
{
    const void *at = object + m->offset;
    switch (m->kind) {
    case SHAPE_STR:
        buf_json(p->to, *(const struct str *)at);
        break;
    case SHAPE_INT:
        print_int(p->to, *(const int64_t *)at);
        break;
    case SHAPE_REAL:
        print_real(p->to, *(const double *)at);
        break;
    case SHAPE_BOOL:
        buf_text(p->to, *(const bool *)at ? "true" : "false");
        break;
    case SHAPE_MOMENT:
        print_moment(p->to, *(const struct moment *)at);
        break;
    case SHAPE_OBJECT:
        print_object(p, m->of, at, depth);
        break;
    case SHAPE_OPTION:
        if (*(const void *const *)at)
            print_object(p, m->of, *(const void *const *)at, depth);
        else
            buf_text(p->to, "null");
        break;
    default:
        print_list(p, m, at, object, depth);
    }
}

static bool left_out(const struct shape_member *m, const void *object)
{
    const void *at = (const char *)object + m->offset;
    return m->use == SHAPE_IF_KNOWN && ((const struct str *)at)->len == 0;
}

static void print_object(const struct printer *p, const struct shape *shape, const void *object,
                         int depth)
{
    buf_char(p->to, '{');
    for (size_t i = 0, n = 0; i < shape->members_n; i++) {
        if (left_out(&shape->members[i], object))
            continue;
        if (n++)
            buf_char(p->to, ',');
        new_line(p, depth + 1);
        buf_json(p->to, str_of(shape->members[i].name));
        buf_text(p->to, p->indent ? ": " : ":");
        print_member(p, &shape->members[i], object, depth + 1);
    }
    new_line(p, depth);
    buf_char(p->to, '}');
}

void shape_json(struct buf *to, const struct shape *shape, const void *object, int indent)
{
    struct printer p = {to, indent};
    print_object(&p, shape, object, 0);
}
