#include "modifier.h"

static const struct modifier *const modifiers[] = {
#define MODIFIER(id) &modifier_##id,
#include "modifiers.def"
#undef MODIFIER
};

const char *const modifier_names[] = {
#define MODIFIER(id) #id,
#include "modifiers.def"
#undef MODIFIER
    NULL,
};

/* Keywords are not of one field: there is nothing to exist, and no single value to see a part of.
 */
enum { OF_ONE_FIELD = EXISTS | FIELDREF | TIME_PART };

static const struct modifier *modifier_find(struct str name)
{
    for (size_t i = 0; i < ARRAY_LEN(modifiers); i++)
        if (str_eq(name, str_of(modifier_names[i])))
            return modifiers[i];
    return NULL;
}

static enum status unknown(struct str name, struct loc at, struct err *err)
{
    const char *near = str_nearest(name, modifier_names, ARRAY_LEN(modifiers));
    if (name.len == 0)
        return err_at(err, FAIL_INPUT, at, "modifier is missing behind '|'");
    return err_at(err, FAIL_INPUT, at, "unknown modifier '%.*s'%s%s%s", STR_ARG(str_head(name, 80)),
                  near ? ", did you mean '" : "", near ? near : "", near ? "'?" : "");
}

static const char *hint_of(const struct modifier *a, const struct modifier *b)
{
    return b->hint ? b->hint : a->hint;
}

static enum status clash(const struct modifier *a, const struct modifier *b, struct loc at,
                         struct err *err)
{
    const char *hint = hint_of(a, b);
    return err_at(err, FAIL_INPUT, at, "'%s' cannot stand together with '%s'%s%s", b->name, a->name,
                  hint ? ": " : "", hint ? hint : "");
}

/* Whether `m` may stand behind what the chain has so far. */
static enum status modifier_fits(const struct chain *c, const struct modifier *m, struct loc at,
                                 struct err *err)
{
    for (size_t i = 0; i < c->n; i++) {
        const struct modifier *before = c->v[i];
        if (before == m)
            return err_at(err, FAIL_INPUT, at, "'%s' stands twice; leave one out", m->name);
        if (!(before->with & m->is) || !(m->with & before->is))
            return clash(before, m, at, err);
        if (m->not_behind & before->is)
            return err_at(err, FAIL_INPUT, at, "'%s' cannot stand behind '%s'; write '%s|%s'",
                          m->name, before->name, m->name, before->name);
    }
    return OK;
}

static const char *needed_name(unsigned families)
{
    return families & REGEX ? "re" : families & BASE64 ? "base64' or 'base64offset" : "another";
}

static enum status chain_whole(const struct chain *c, struct loc at, bool keyword, struct err *err)
{
    for (size_t i = 0; i < c->n; i++) {
        const struct modifier *m = c->v[i];
        if (m->needs && !(m->needs & c->families))
            return err_at(err, FAIL_INPUT, at, "'%s' needs '%s' with it", m->name,
                          needed_name(m->needs));
        if (keyword && (m->is & OF_ONE_FIELD))
            return err_at(err, FAIL_INPUT, at,
                          "'%s' asks one field; give the keyword a field name before it", m->name);
    }
    return OK;
}

enum status chain_parse(struct str text, struct loc at, bool keyword, struct chain *out,
                        struct err *err)
{
    struct chain c = {0};
    struct str rest = text;
    bool more = text.len > 0;
    while (more) {
        const char *begin = rest.ptr;
        struct str name = str_cut(rest, '|', &rest);
        more = name.ptr + name.len < text.ptr + text.len;
        struct loc here = at;
        here.col += at.col ? (uint32_t)(begin - text.ptr) : 0;
        const struct modifier *m = modifier_find(name);
        if (!m)
            return unknown(name, here, err);
        TRY(modifier_fits(&c, m, here, err));
        if (c.n == LIMIT_MODIFIERS)
            return err_at(err, FAIL_INPUT, here, "more than %d modifiers on one field",
                          (int)LIMIT_MODIFIERS);
        c.v[c.n++] = m;
        c.families |= m->is;
        c.settings |= m->sets;
    }
    TRY(chain_whole(&c, at, keyword, err));
    *out = c;
    return OK;
}
