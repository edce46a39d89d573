#include "csv_payload.h"

#include "json_scan.h"

void csv_field_add(struct csv_fields *f, struct str name, struct str value)
{
    if (f->n >= LIMIT_RECORD_FIELDS) {
        f->dropped++;
        return;
    }
    GROW(f->arena, f->items, f->n, f->max);
    f->items[f->n++] = (struct field){name, value};
}

static struct str without(struct arena *arena, struct str s, char unwanted)
{
    char *copy = arena_alloc(arena, s.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] != unwanted)
            copy[n++] = s.ptr[i];
    return (struct str){copy, n};
}

/* Bytes stand as "44-00-4E"; names have no blanks. */
static void add(struct csv_fields *f, struct str name, struct str value)
{
    if (str_eq(name, STR("Binary")) && value.len == 0)
        return;
    if (str_eq(name, STR("Binary")))
        value = without(f->arena, value, '-');
    if (name.len && memchr(name.ptr, ' ', name.len))
        name = without(f->arena, name, ' ');
    csv_field_add(f, name.len ? name : STR("Data"), value.ptr ? value : STR(""));
}

static void put_value(struct csv_fields *f, const struct value *v, struct str name);

/* An element: attributes begin with '@', of which only Name means something; "#text" is its text.
 * How deep they nest is bounded by json_read. */
static void put_object(struct csv_fields *f, const struct value *object, struct str name)
{
    struct str text = {0};
    bool element = false;
    for (const struct value *v = object->first; v; v = v->next) {
        bool attribute = v->name.len && v->name.ptr[0] == '@';
        if (value_holds(v) || (!attribute && !str_eq(v->name, STR("#text")))) {
            put_value(f, v, v->name);
            continue;
        }
        bool named = str_eq(v->name, STR("@Name"));
        name = named ? v->text : name;
        text = attribute ? text : v->text;
        element = element || named || !attribute;
    }
    if (element)
        add(f, name, text);
}

static void put_value(struct csv_fields *f, const struct value *v, struct str name)
{
    if (v->kind == VALUE_MAP)
        put_object(f, v, name);
    else if (v->kind == VALUE_LIST)
        for (const struct value *item = v->first; item; item = item->next)
            put_value(f, item, name);
    else
        add(f, name, v->text);
}

bool csv_payload_read(struct csv_fields *f, struct str json)
{
    struct arena nodes = {0};
    struct json_counts counts = {0};
    struct value_maker maker = {.nodes = &nodes, .texts = f->arena};
    const struct value *root = json_read(&maker, json, &counts);
    bool good = root && !maker.over && root->kind == VALUE_MAP;
    if (good)
        put_value(f, root, STR("Data"));
    arena_free(&nodes);
    return good;
}
