#include "profile.h"

#include "base/utf8.h"
#include "knowledge/role.h"
#include "survey_view.h"

#include <stdlib.h>

size_t inquiry_host_place(const struct inquiry *q, struct str name)
{
    for (size_t i = 0; name.len && i < q->in->hosts_n; i++)
        if (str_eq(q->in->hosts[i].name, name))
            return i;
    for (size_t i = 0; name.len && i < q->in->hosts_n; i++)
        if (host_same(q->in->hosts[i].name, name))
            return i;
    return SIZE_MAX;
}

const struct host_info *inquiry_host(const struct inquiry *q, struct str name)
{
    size_t place = inquiry_host_place(q, name);
    return place == SIZE_MAX ? NULL : &q->in->hosts[place];
}

/* A field that is not there yet. */
static void put_missing(struct arena *arena, struct fact *to, struct str name, struct str value)
{
    if (value.len && !fact_get(to, name).len)
        fact_put(arena, to, name, value);
}

struct told {
    const struct capture *capture;
    size_t index;
};

static int latest_first(const void *a, const void *b)
{
    const struct told *x = a, *y = b;
    if (x->capture->taken.ticks != y->capture->taken.ticks)
        return x->capture->taken.ticks > y->capture->taken.ticks ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

/* What captures say of the machine, the latest first, those without a time last: `ver` knows less
 * than systeminfo. */
static struct told *systems_of(struct arena *arena, const struct diagnosis_input *in,
                               struct str host, size_t *n)
{
    struct told *list = ARENA_ARRAY(arena, struct told, in->captures_n + 1);
    *n = 0;
    for (size_t i = 0; i < in->captures_n; i++) {
        const struct capture *c = &in->captures[i];
        if (c->kind == FACT_SYSTEM && c->facts_n && host_same(c->host, host))
            list[(*n)++] = (struct told){c, i};
    }
    if (*n)
        qsort(list, *n, sizeof *list, latest_first);
    return list;
}

/* "5.2" of "5.2.3790". */
static struct str version_head(struct str version)
{
    struct str rest;
    struct str major = str_cut(version, '.', &rest);
    if (!major.len || !rest.len)
        return (struct str){0};
    struct str minor = str_cut(rest, '.', &rest);
    return (struct str){version.ptr, major.len + 1 + minor.len};
}

/* The next role of a list with commas or blanks; empty at its end. */
static struct str next_role(struct str *rest)
{
    size_t from = 0, to;
    while (from < rest->len && (rest->ptr[from] == ',' || rest->ptr[from] == ' '))
        from++;
    for (to = from; to < rest->len && rest->ptr[to] != ',' && rest->ptr[to] != ' '; to++)
        ;
    struct str role = {rest->ptr + from, to - from};
    *rest = str_skip(*rest, to);
    return role;
}

static struct str join_role(struct arena *arena, struct str roles, struct str role)
{
    for (struct str rest = roles; rest.len;)
        if (str_eq_nocase(next_role(&rest), role))
            return roles;
    return roles.len ? arena_fmt(arena, "%.*s,%.*s", STR_ARG(roles), STR_ARG(role)) : role;
}

/* A service of the role runs, or a program that only the role has. */
static bool shows_role(const struct role_entry *role, enum fact_kind kind, const struct fact *f)
{
    switch (kind) {
    case FACT_SERVICE:
        return str_eq(fact_get(f, STR("state")), STR("running")) &&
               role_lists(role->services, fact_get(f, STR("name")));
    case FACT_PROCESS:
    case FACT_SOCKET:
        return role_lists(role->images, fact_get(f, STR("image")));
    default:
        return false;
    }
}

static struct str captured_roles(struct arena *arena, const struct diagnosis_input *in,
                                 struct str host, struct str roles)
{
    struct role_register all = roles_load(arena);
    for (size_t i = 0; i < in->captures_n; i++) {
        const struct capture *c = &in->captures[i];
        if (!host_same(c->host, host))
            continue;
        for (size_t k = 0; k < c->facts_n; k++)
            for (size_t r = 0; r < all.n; r++)
                if (shows_role(&all.v[r], c->kind, &c->facts[k]))
                    roles = join_role(arena, roles, all.v[r].role);
    }
    return roles;
}

static void make_profile(struct arena *arena, const struct diagnosis_input *in, struct str host,
                         struct fact *out)
{
    const struct survey_host *seen = in->survey ? survey_host(in->survey, host) : NULL;
    struct str roles = {0};
    size_t n;
    const struct told *told = systems_of(arena, in, host, &n);
    for (size_t k = 0; k < n; k++) {
        const struct fact *f = &told[k].capture->facts[0];
        roles = roles.len ? roles : fact_get(f, STR("roles"));
        for (size_t i = 0; i < f->fields_n; i++)
            if (!str_eq(f->fields[i].name, STR("roles")))
                put_missing(arena, out, f->fields[i].name, f->fields[i].value);
    }
    put_missing(arena, out, STR("nt"), version_head(fact_get(out, STR("version"))));
    if (seen) {
        put_missing(arena, out, STR("os"), seen->os);
        put_missing(arena, out, STR("nt"), seen->nt);
        put_missing(arena, out, STR("build"), seen->build);
        put_missing(arena, out, STR("service_pack"), seen->service_pack);
        put_missing(arena, out, STR("zone"), seen->zone);
    }
    for (size_t i = 0; seen && i < seen->roles_n; i++)
        roles = join_role(arena, roles, seen->roles[i]);
    put_missing(arena, out, STR("roles"), captured_roles(arena, in, host, roles));
}

const struct fact *profiles_make(struct arena *arena, const struct diagnosis_input *in)
{
    struct fact *profiles = ARENA_ARRAY(arena, struct fact, in->hosts_n + 1);
    for (size_t i = 0; i < in->hosts_n; i++)
        make_profile(arena, in, in->hosts[i].name, &profiles[i]);
    return profiles;
}

static void list_roles(struct arena *arena, struct str roles, struct a_host *out)
{
    size_t max = 0;
    for (struct str role; (role = next_role(&roles)).len;) {
        GROW(arena, out->roles, out->roles_n, max);
        out->roles[out->roles_n++] = role;
    }
}

static struct a_host describe(struct inquiry *q, size_t i)
{
    const struct host_info *h = &q->in->hosts[i];
    const struct fact *p = &q->profiles[i];
    const struct survey_host *seen = q->in->survey ? survey_host(q->in->survey, h->name) : NULL;
    struct a_host host = {.name = h->name,
                          .os = fact_get(p, STR("os")),
                          .nt = fact_get(p, STR("nt")),
                          .service_pack = fact_get(p, STR("service_pack")),
                          .zone = h->zone ? zone_name(h->zone) : STR("UTC"),
                          .zone_from = h->zone_from,
                          .first = seen ? seen->first : MOMENT_NONE,
                          .last = seen ? seen->last : MOMENT_NONE,
                          .events = seen ? seen->events : 0};
    list_roles(q->arena, fact_get(p, STR("roles")), &host);
    return host;
}

void hosts_describe(struct inquiry *q)
{
    struct a_host *hosts = ARENA_ARRAY(q->arena, struct a_host, q->in->hosts_n + 1);
    for (size_t i = 0; i < q->in->hosts_n; i++)
        hosts[i] = describe(q, i);
    q->out->hosts = hosts;
    q->out->hosts_n = q->in->hosts_n;
}
