#include "shape_read.h"

#include "model/fact.h"

#include <math.h>
#include <stdlib.h>

struct reader {
    struct arena *arena;
    struct json json;
};

static bool read_object(struct reader *r, const struct shape *shape, char *object);

/* What a member holds before it is read, and where its key is missing. */
static void make_empty(const struct shape *shape, char *object)
{
    memset(object, 0, shape->size);
    for (size_t i = 0; i < shape->members_n; i++) {
        const struct shape_member *m = &shape->members[i];
        void *at = object + m->offset;
        if (m->kind == SHAPE_STR)
            *(struct str *)at = STR("");
        else if (m->kind == SHAPE_INT)
            *(int64_t *)at = INT_NONE;
        else if (m->kind == SHAPE_REAL)
            *(double *)at = NAN;
        else if (m->kind == SHAPE_MOMENT)
            *(struct moment *)at = MOMENT_NONE;
        else if (m->kind == SHAPE_OBJECT)
            make_empty(m->of, at);
    }
}

static bool read_int(struct reader *r, int64_t *out)
{
    struct str number;
    *out = INT_NONE;
    if (json_word(&r->json, "null"))
        return true;
    return json_number(&r->json, &number) && str_to_i64(number, out);
}

/* strtod wants a NUL behind; a number that needs more digits than this was not written by us. */
static bool read_real(struct reader *r, double *out)
{
    struct str number;
    char text[64], *end;
    *out = NAN;
    if (json_word(&r->json, "null"))
        return true;
    if (!json_number(&r->json, &number) || number.len >= sizeof text)
        return false;
    memcpy(text, number.ptr, number.len);
    text[number.len] = 0;
    *out = strtod(text, &end);
    return *end == 0;
}

static bool read_bool(struct reader *r, bool *out)
{
    *out = json_word(&r->json, "true");
    return *out || json_word(&r->json, "false");
}

static bool read_moment(struct reader *r, struct moment *out)
{
    struct str text;
    bool zoned;
    *out = MOMENT_NONE;
    if (json_word(&r->json, "null"))
        return true;
    if (!json_text(&r->json, &text))
        return false;
    struct civil c = {0};
    if (time_parse(text, &out->ticks, &zoned))
        c = civil_of(out->ticks);
    if (civil_valid(&c))
        out->local = !zoned;
    else
        *out = MOMENT_NONE; /* beyond the years that can be written */
    return true;
}

static bool read_option(struct reader *r, const struct shape_member *m, void **out)
{
    *out = NULL;
    if (json_word(&r->json, "null"))
        return true;
    *out = arena_alloc(r->arena, m->of->size);
    return read_object(r, m->of, *out);
}

static size_t item_size(const struct shape_member *m)
{
    switch (m->kind) {
    case SHAPE_LIST:
        return m->of->size;
    case SHAPE_STRS:
        return sizeof(struct str);
    case SHAPE_INTS:
        return sizeof(int64_t);
    default:
        return sizeof(struct pair);
    }
}

static bool read_item(struct reader *r, const struct shape_member *m, char *item)
{
    switch (m->kind) {
    case SHAPE_LIST:
        return read_object(r, m->of, item);
    case SHAPE_STRS:
        return json_text(&r->json, (struct str *)(void *)item);
    case SHAPE_INTS:
        return read_int(r, (int64_t *)(void *)item);
    default: {
        struct pair *p = (struct pair *)(void *)item;
        return json_text(&r->json, &p->name) && json_take(&r->json, ':') &&
               json_text(&r->json, &p->value);
    }
    }
}

/* A list is two members: where its items are, and how many. */
static bool read_list(struct reader *r, const struct shape_member *m, char *object)
{
    bool map = m->kind == SHAPE_MAP;
    char close = map ? '}' : ']', *items = NULL;
    size_t n = 0, max = 0, size = item_size(m);
    if (!json_take(&r->json, map ? '{' : '['))
        return false;
    if (!json_peek(&r->json, close)) {
        do {
            if (n == max)
                items = arena_grow(r->arena, items, n, &max, size);
            if (!read_item(r, m, items + n * size))
                return false;
            n++;
        } while (json_take(&r->json, ','));
    }
    *(char **)(void *)(object + m->offset) = items;
    *(size_t *)(void *)(object + m->offset_n) = n;
    return json_take(&r->json, close);
}

static bool read_member(struct reader *r, const struct shape_member *m, char *object)
{
    void *at = object + m->offset;
    switch (m->kind) {
    case SHAPE_STR:
        return json_text(&r->json, at);
    case SHAPE_INT:
        return read_int(r, at);
    case SHAPE_REAL:
        return read_real(r, at);
    case SHAPE_BOOL:
        return read_bool(r, at);
    case SHAPE_MOMENT:
        return read_moment(r, at);
    case SHAPE_OBJECT:
        return read_object(r, m->of, at);
    case SHAPE_OPTION:
        return read_option(r, m, at);
    default:
        return read_list(r, m, object);
    }
}

/* The member of that name: nearly always the one that follows the last. */
static const struct shape_member *find_member(const struct shape *shape, struct str name,
                                              size_t *next)
{
    for (size_t i = 0; i < shape->members_n; i++) {
        size_t k = (*next + i) % shape->members_n;
        const char *known = shape->members[k].name;
        if (strlen(known) == name.len && memcmp(known, name.ptr, name.len) == 0) {
            *next = k + 1;
            return &shape->members[k];
        }
    }
    return NULL;
}

static bool read_object(struct reader *r, const struct shape *shape, char *object)
{
    size_t next = 0;
    make_empty(shape, object);
    if (!json_take(&r->json, '{'))
        return false;
    if (json_take(&r->json, '}'))
        return true;
    do {
        struct str name;
        if (!json_text(&r->json, &name) || !json_take(&r->json, ':'))
            return false;
        const struct shape_member *m = find_member(shape, name, &next);
        if (m ? !read_member(r, m, object) : !json_skip(&r->json))
            return false;
    } while (json_take(&r->json, ','));
    return json_take(&r->json, '}');
}

bool shape_read(struct arena *arena, struct json text, const struct shape *shape, void *object)
{
    struct reader r = {arena, text};
    return read_object(&r, shape, object);
}
