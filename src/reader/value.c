#include "value.h"

struct value *value_add(struct value_maker *m, struct value *parent, enum value_kind kind,
                        struct str name)
{
    if (m->n >= LIMIT_RECORD_VALUES) {
        m->over = true;
        return NULL;
    }
    m->n++;
    struct value *v = ARENA_NEW(m->nodes, struct value);
    v->kind = kind;
    v->name = name;
    if (parent && parent->last)
        parent->last->next = v;
    else if (parent)
        parent->first = v;
    if (parent)
        parent->last = v;
    return v;
}

static const struct value *at(const struct value *v, struct str path);

/* What is left of the path behind a name at its front; ptr NULL when it is not the front. */
static struct str behind(struct str path, struct str name)
{
    if (name.len == 0 || !str_starts_nocase(path, name))
        return (struct str){0};
    struct str rest = str_skip(path, name.len);
    if (rest.len && rest.ptr[0] != '.')
        return (struct str){0};
    return rest;
}

/* Through one member. Each step takes a name off the path, so the depth is bounded by its dots. */
static const struct value *through(const struct value *member, struct str path)
{
    struct str name = member->name;
    if (str_eq(name, STR("#attributes")))
        return at(member, path); /* nested no deeper than JSON may be */
    struct str rest = behind(path, str_starts(name, STR("@")) ? str_skip(name, 1) : name);
    if (!rest.ptr)
        rest = behind(path, name); /* "@timestamp" */
    if (!rest.ptr)
        return NULL;
    return rest.len == 0 ? member : at(member, str_skip(rest, 1));
}

static const struct value *at(const struct value *v, struct str path)
{
    if (v->kind == VALUE_LIST && v->first && v->first == v->last)
        v = v->first;
    if (v->kind != VALUE_MAP)
        return NULL;
    for (const struct value *member = v->first; member; member = member->next) {
        const struct value *found = through(member, path);
        if (found)
            return found;
    }
    return NULL;
}

const struct value *value_at(const struct value *v, const char *path)
{
    return v ? at(v, str_of(path)) : NULL;
}

/* The member that stands for an object: the text beside attributes, a wrapped primitive. */
static const struct value *speaker(const struct value *map)
{
    static const char *const names[] = {"#text", "Value"};
    for (const struct value *m = map->first; m; m = m->next)
        for (size_t i = 0; i < ARRAY_LEN(names); i++)
            if (str_eq_nocase(m->name, str_of(names[i])))
                return m;
    return NULL;
}

struct str value_text(const struct value *v)
{
    for (unsigned depth = 0; v && depth < LIMIT_JSON_DEPTH; depth++) {
        if (!value_holds(v))
            return v->kind == VALUE_NONE ? (struct str){0} : v->text;
        const struct value *inner = v->kind == VALUE_LIST ? v->first : speaker(v);
        if (!inner)
            return v->text;
        v = inner;
    }
    return (struct str){0};
}
