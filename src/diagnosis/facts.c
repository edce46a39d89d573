#include "diagnosis/facts.h"

#include "base/utf8.h"
#include "facts_view.h"
#include "join.h"

#include <stdlib.h>

/* Captures of one host and folder whose stated times are this far apart are of different moments.
 */
#define SNAPSHOT_SPAN (10 * TICKS_PER_MINUTE)

/* Hosts ---------------------------------------------------------------------------------------- */

static struct str short_of(struct str name)
{
    struct str rest;
    return str_cut(name, '.', &rest);
}

bool host_same(struct str a, struct str b)
{
    if (a.len == 0 || b.len == 0)
        return false;
    if (utf8_fold_eq(a, b))
        return true;
    struct str a_short = short_of(a), b_short = short_of(b);
    bool one_is_short = a_short.len == a.len || b_short.len == b.len;
    return one_is_short && utf8_fold_eq(a_short, b_short);
}

/* The host of the case that the name means: the equal one, else the only one that is the same by a
 * short name. Empty when there is none. */
static struct str case_host(const struct facts_input *in, struct str name)
{
    struct str found = {0};
    for (size_t i = 0; i < in->hosts_n; i++)
        if (utf8_fold_eq(in->hosts[i], name))
            return in->hosts[i];
    for (size_t i = 0; i < in->hosts_n; i++) {
        if (!host_same(in->hosts[i], name))
            continue;
        if (found.len)
            return (struct str){0};
        found = in->hosts[i];
    }
    return found;
}

static struct str folder_of(const struct facts_input *in, const struct capture *c)
{
    return c->source < in->sources_n ? in->sources[c->source].folder : (struct str){0};
}

/* The nearest folder that bears the name of a host. */
static struct str host_of_folder(const struct facts_input *in, struct str folder)
{
    while (folder.len) {
        size_t at = folder.len;
        while (at > 0 && folder.ptr[at - 1] != '/')
            at--;
        struct str host = case_host(in, str_skip(folder, at));
        if (host.len)
            return host;
        folder = str_head(folder, at ? at - 1 : 0);
    }
    return (struct str){0};
}

static struct str host_of_logs(const struct facts_input *in, struct str folder)
{
    struct str found = {0};
    for (size_t i = 0; i < in->in_sources_n; i++) {
        const struct source_host *s = &in->in_sources[i];
        if (s->source >= in->sources_n || !str_eq(in->sources[s->source].folder, folder))
            continue;
        if (found.len && !utf8_fold_eq(found, s->host))
            return (struct str){0};
        found = s->host;
    }
    return found;
}

/* A name that no event bears is a host of its own, spelt as the first capture spells it. */
static struct str named_host(const struct facts_input *in, const struct capture *captures, size_t i)
{
    struct str host = case_host(in, captures[i].host);
    for (size_t k = 0; k < i && host.len == 0; k++)
        if (host_same(captures[k].host, captures[i].host))
            host = captures[k].host;
    return host.len ? host : captures[i].host;
}

static struct str decide_host(const struct facts_input *in, const struct capture *captures,
                              size_t i)
{
    struct str folder = folder_of(in, &captures[i]);
    if (captures[i].host.len)
        return named_host(in, captures, i);
    if (in->assume_host.len) {
        struct str host = case_host(in, in->assume_host);
        return host.len ? host : in->assume_host;
    }
    struct str host = host_of_folder(in, folder);
    host = host.len ? host : host_of_logs(in, folder);
    return host.len || in->hosts_n != 1 ? host : in->hosts[0];
}

static void assign_hosts(struct arena *arena, const struct facts_input *in,
                         struct capture *captures, size_t n, struct notes *notes)
{
    for (size_t i = 0; i < n; i++) {
        struct capture *c = &captures[i];
        struct str path = c->source < in->sources_n ? in->sources[c->source].path : (struct str){0};
        c->host = arena_str(arena, decide_host(in, captures, i));
        if (c->taken.ticks == TIME_NONE)
            c->taken = in->taken;
        if (c->host.len == 0)
            notes_add(notes, NOTE_CAPTURE_NO_HOST, (struct loc){.file = arena_str(arena, path).ptr},
                      "%s", fact_kinds[c->kind].name);
    }
}

/* Snapshots ------------------------------------------------------------------------------------ */

/* A capture in the order in which snapshots are made: folder, host, time; those without a time
 * behind the others of their folder. */
struct place {
    struct str folder, host;
    struct capture *capture;
    size_t index;
};

static int by_place(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    const struct moment *s = &x->capture->taken, *t = &y->capture->taken;
    int order = str_cmp(x->folder, y->folder);
    order = order ? order : utf8_fold_cmp(x->host, y->host);
    if (order)
        return order;
    if ((s->ticks == TIME_NONE) != (t->ticks == TIME_NONE))
        return s->ticks == TIME_NONE ? 1 : -1;
    if (s->ticks != TIME_NONE && s->local != t->local)
        return s->local ? 1 : -1;
    if (s->ticks != t->ticks)
        return s->ticks < t->ticks ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

static bool same_place(const struct place *a, const struct place *b)
{
    return str_eq(a->folder, b->folder) && utf8_fold_eq(a->host, b->host);
}

static bool differs(struct moment a, struct moment b)
{
    return a.local != b.local || b.ticks - a.ticks >= SNAPSHOT_SPAN;
}

/* Numbers the captures of one host and folder; returns how many there are. Where all stated times
 * agree, captures without a time belong to them; else nobody knows to which, and they stand alone.
 */
static size_t number_group(const struct place *p, size_t n, uint32_t *next)
{
    size_t end = 1;
    uint32_t first = *next + 1;
    struct moment begun = p[0].capture->taken;
    ++*next;
    for (; end <= n; end++) {
        struct capture *before = p[end - 1].capture;
        before->snapshot = *next;
        if (end == n || !same_place(&p[0], &p[end]))
            break;
        struct moment taken = p[end].capture->taken;
        bool timed = taken.ticks != TIME_NONE;
        bool first_untimed = !timed && before->taken.ticks != TIME_NONE;
        if ((timed && differs(begun, taken)) || (first_untimed && *next > first)) {
            begun = taken;
            ++*next;
        }
    }
    return end;
}

static void assign_snapshots(struct arena *arena, const struct facts_input *in,
                             struct capture *captures, size_t n)
{
    struct place *places = ARENA_ARRAY(arena, struct place, n + 1);
    uint32_t next = 0;
    for (size_t i = 0; i < n; i++)
        places[i] = (struct place){folder_of(in, &captures[i]), captures[i].host, &captures[i], i};
    if (n)
        qsort(places, n, sizeof *places, by_place);
    for (size_t i = 0; i < n;)
        i += number_group(&places[i], n - i, &next);
}

void facts_assign(struct arena *arena, const struct facts_input *in, struct capture *captures,
                  size_t n, struct notes *notes)
{
    assign_hosts(arena, in, captures, n, notes);
    assign_snapshots(arena, in, captures, n);
    join_snapshots(arena, captures, n);
}

/* Zone ----------------------------------------------------------------------------------------- */

static struct str zone_of_system(const struct capture *c)
{
    for (size_t i = 0; i < c->facts_n; i++) {
        struct str zone = fact_get(&c->facts[i], STR("zone"));
        if (zone.len)
            return zone;
    }
    return c->zone;
}

static bool in_zone_key(const struct fact *f)
{
    struct str key = fact_get(f, STR("key")), end = STR("\\Control\\TimeZoneInformation");
    return key.len >= end.len && str_eq_nocase(str_skip(key, key.len - end.len), end);
}

/* TimeZoneKeyName, of Vista and later, is never localised; StandardName is, or points into a file
 * there ("@tzres.dll,-212"). */
static struct str zone_of_registry(const struct capture *c)
{
    static const char *const names[] = {"TimeZoneKeyName", "StandardName"};
    for (size_t k = 0; k < ARRAY_LEN(names); k++) {
        for (size_t i = 0; i < c->facts_n; i++) {
            struct str name = fact_get(&c->facts[i], STR("name"));
            struct str value = fact_get(&c->facts[i], STR("value"));
            if (str_eq_nocase(name, str_of(names[k])) && value.len && value.ptr[0] != '@' &&
                in_zone_key(&c->facts[i]))
                return value;
        }
    }
    return c->zone;
}

struct str facts_zone(const struct capture *captures, size_t n, struct str host, struct str *from)
{
    static const struct {
        enum fact_kind kind;
        struct str (*zone)(const struct capture *c);
        const char *from;
    } tellers[] = {
        {FACT_SYSTEM,   zone_of_system,   "systeminfo"},
        {FACT_REGISTRY, zone_of_registry, ".reg"      },
        {FACT_TIME,     zone_of_system,   "tzutil"    },
    };
    for (size_t t = 0; t < ARRAY_LEN(tellers); t++) {
        for (size_t i = 0; i < n; i++) {
            if (captures[i].kind != tellers[t].kind || !utf8_fold_eq(captures[i].host, host))
                continue;
            struct str zone = tellers[t].zone(&captures[i]);
            *from = str_of(tellers[t].from);
            if (zone.len)
                return zone;
        }
    }
    *from = (struct str){0};
    return (struct str){0};
}
