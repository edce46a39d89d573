#include "model/fact.h"

const struct fact_kind_info fact_kinds[FACT_KINDS] = {
/* Whatever somebody merely saw says who it was. */
#define FACT(id, name, fields, meaning) {name, fields " attested_by", meaning},
#include "model/fact.def"
#undef FACT
};

bool fact_kind_find(struct str name, enum fact_kind *out)
{
    for (size_t i = 0; i < FACT_KINDS; i++)
        if (str_eq(str_of(fact_kinds[i].name), name)) {
            *out = (enum fact_kind)i;
            return true;
        }
    return false;
}

struct fact *capture_add(struct arena *arena, struct capture *c)
{
    GROW(arena, c->facts, c->facts_n, c->facts_max);
    struct fact *f = &c->facts[c->facts_n++];
    *f = (struct fact){0};
    return f;
}

void fact_put(struct arena *arena, struct fact *f, struct str name, struct str value)
{
    GROW(arena, f->fields, f->fields_n, f->fields_max);
    f->fields[f->fields_n++] = (struct pair){name, arena_str(arena, value)};
}

void capture_scope(struct arena *arena, struct capture *c, struct str name, struct str value)
{
    GROW(arena, c->scope, c->scope_n, c->scope_max);
    c->scope[c->scope_n++] = (struct pair){name, arena_str(arena, value)};
}

struct str fact_get(const struct fact *f, struct str name)
{
    for (size_t i = 0; i < f->fields_n; i++)
        if (str_eq(f->fields[i].name, name))
            return f->fields[i].value;
    return (struct str){0};
}

bool capture_scope_has(const struct capture *c, struct str name, struct str value)
{
    for (size_t i = 0; i < c->scope_n; i++)
        if (str_eq(c->scope[i].name, name) && str_eq_nocase(c->scope[i].value, value))
            return true;
    return false;
}
