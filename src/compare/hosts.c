#include "hosts.h"

/* What of both sides is not paired yet. */
struct pairing {
    const struct compare_spec *spec;
    struct comparison *out;
    bool *old_used, *now_used;
};

static bool short_of(struct str name, struct str full)
{
    return full.len > name.len && full.ptr[name.len] == '.' && name.len &&
           str_eq_nocase(str_head(full, name.len), name);
}

bool hosts_same_name(struct str a, struct str b)
{
    return a.len && b.len && (str_eq_nocase(a, b) || short_of(a, b) || short_of(b, a));
}

/* The machine SID of a host, if no other host of that side has it. */
static struct str sid_of(const struct compare_machine *v, size_t n, struct str host)
{
    struct str sid = {0};
    for (size_t i = 0; i < n; i++)
        if (str_eq_nocase(v[i].host, host))
            sid = v[i].sid;
    for (size_t i = 0; i < n && sid.len; i++)
        if (str_eq(v[i].sid, sid) && !str_eq_nocase(v[i].host, host))
            return (struct str){0};
    return sid;
}

static bool other_machine(const struct compare_spec *spec, size_t old, size_t now)
{
    struct str a = sid_of(spec->old_machines, spec->old_machines_n, spec->old->hosts[old].name),
               b = sid_of(spec->now_machines, spec->now_machines_n, spec->now->hosts[now].name);
    return a.len && b.len && !str_eq(a, b);
}

static void join(struct pairing *p, size_t old, size_t now, const char *how)
{
    p->old_used[old] = p->now_used[now] = true;
    p->out->hosts[p->out->hosts_n++] =
        (struct compare_host){.old = p->spec->old->hosts[old].name,
                              .now = p->spec->now->hosts[now].name,
                              .how = how,
                              .other_machine = other_machine(p->spec, old, now)};
}

static bool by_rename(const struct pairing *p, struct str old, struct str now)
{
    for (size_t i = 0; i < p->spec->renames_n; i++)
        if (str_eq_nocase(p->spec->renames[i].name, old) &&
            str_eq_nocase(p->spec->renames[i].value, now))
            return true;
    return false;
}

static bool by_name(const struct pairing *p, struct str old, struct str now)
{
    (void)p;
    return str_eq_nocase(old, now);
}

static bool by_short_name(const struct pairing *p, struct str old, struct str now)
{
    (void)p;
    return short_of(old, now) || short_of(now, old);
}

static bool by_sid(const struct pairing *p, struct str old, struct str now)
{
    struct str a = sid_of(p->spec->old_machines, p->spec->old_machines_n, old),
               b = sid_of(p->spec->now_machines, p->spec->now_machines_n, now);
    return a.len && str_eq(a, b);
}

/* The surest ways first; one way is tried on all hosts before the next. */
static const struct {
    const char *how;
    bool (*same)(const struct pairing *p, struct str old, struct str now);
} ways[] = {
    {"--rename",    by_rename    },
    {"name",        by_name      },
    {"short name",  by_short_name},
    {"machine SID", by_sid       },
};

void hosts_pair(struct arena *arena, const struct compare_spec *spec, struct comparison *out)
{
    size_t old_n = spec->old->hosts_n, now_n = spec->now->hosts_n;
    struct pairing p = {spec, out, ARENA_ARRAY(arena, bool, old_n + 1),
                        ARENA_ARRAY(arena, bool, now_n + 1)};
    out->hosts = ARENA_ARRAY(arena, struct compare_host, old_n + now_n + 1);
    for (size_t w = 0; w < ARRAY_LEN(ways); w++)
        for (size_t i = 0; i < old_n; i++)
            for (size_t k = 0; k < now_n && !p.old_used[i]; k++)
                if (!p.now_used[k] &&
                    ways[w].same(&p, spec->old->hosts[i].name, spec->now->hosts[k].name))
                    join(&p, i, k, ways[w].how);
    for (size_t k = 0; k < now_n; k++)
        if (!p.now_used[k])
            out->hosts[out->hosts_n++] =
                (struct compare_host){.now = spec->now->hosts[k].name, .how = "only in the new"};
    for (size_t i = 0; i < old_n; i++)
        if (!p.old_used[i])
            out->hosts[out->hosts_n++] =
                (struct compare_host){.old = spec->old->hosts[i].name, .how = "only in the old"};
}

struct str hosts_now(const struct comparison *c, struct str old)
{
    for (size_t i = 0; i < c->hosts_n; i++)
        if (c->hosts[i].old.len && str_eq_nocase(c->hosts[i].old, old))
            return c->hosts[i].now;
    return (struct str){0};
}

struct str hosts_old(const struct comparison *c, struct str now)
{
    for (size_t i = 0; i < c->hosts_n; i++)
        if (c->hosts[i].now.len && str_eq_nocase(c->hosts[i].now, now))
            return c->hosts[i].old;
    return (struct str){0};
}
