#include "join.h"

#include "base/utf8.h"

#include <stdlib.h>

/* What one snapshot knows of one PID. */
struct owner {
    uint32_t snapshot;
    int64_t pid;
    struct str image, services;
    bool doubtful; /* two programs under one PID: it was given out again */
};

struct owners {
    struct arena *arena;
    struct owner *list;
    size_t n, max;
};

/* tasklist says N/A, in the language of the machine, for a process without services. */
static struct str services_told(struct str services)
{
    static const char *const none[] = {"N/A", "Nicht zutreffend", "Nicht verf\xc3\xbcgbar", "N/D"};
    for (size_t i = 0; i < ARRAY_LEN(none); i++)
        if (utf8_fold_eq(str_trim(services), str_of(none[i])))
            return (struct str){0};
    return services;
}

static bool pid_of(const struct fact *f, int64_t *pid)
{
    return str_to_i64(str_trim(fact_get(f, STR("pid"))), pid) && *pid > 0;
}

static void add_owner(struct owners *o, uint32_t snapshot, int64_t pid, struct str image,
                      struct str services)
{
    GROW(o->arena, o->list, o->n, o->max);
    o->list[o->n++] =
        (struct owner){.snapshot = snapshot, .pid = pid, .image = image, .services = services};
}

static void add_owners(struct owners *o, const struct capture *c)
{
    int64_t pid;
    for (size_t i = 0; i < c->facts_n; i++) {
        const struct fact *f = &c->facts[i];
        if (!pid_of(f, &pid))
            continue;
        struct str services = c->kind == FACT_PROCESS ? services_told(fact_get(f, STR("services")))
                                                      : fact_get(f, STR("name"));
        add_owner(o, c->snapshot, pid, fact_get(f, STR("image")), services);
    }
}

static int by_pid(const void *a, const void *b)
{
    const struct owner *x = a, *y = b;
    if (x->snapshot != y->snapshot)
        return x->snapshot < y->snapshot ? -1 : 1;
    return x->pid < y->pid ? -1 : x->pid > y->pid;
}

static int by_all(const void *a, const void *b)
{
    const struct owner *x = a, *y = b;
    int order = by_pid(a, b);
    order = order ? order : utf8_fold_cmp(x->image, y->image);
    return order ? order : utf8_fold_cmp(x->services, y->services);
}

/* Is the service in the list "Netman, RasMan, DNS" already? */
static bool names_service(struct str list, struct str service)
{
    struct str rest = list;
    while (rest.len)
        if (utf8_fold_eq(str_trim(str_cut(rest, ',', &rest)), str_trim(service)))
            return true;
    return false;
}

static void merge_services(struct arena *arena, struct owner *to, struct str services)
{
    struct str rest = services;
    while (rest.len) {
        struct str one = str_trim(str_cut(rest, ',', &rest));
        if (one.len == 0 || names_service(to->services, one))
            continue;
        to->services = to->services.len
                           ? arena_fmt(arena, "%.*s, %.*s", STR_ARG(to->services), STR_ARG(one))
                           : one;
    }
}

/* One entry for each PID of a snapshot. */
static void merge_owners(struct owners *o)
{
    size_t n = 0;
    if (o->n)
        qsort(o->list, o->n, sizeof *o->list, by_all);
    for (size_t i = 0; i < o->n; i++) {
        struct owner *last = n ? &o->list[n - 1] : NULL;
        const struct owner *one = &o->list[i];
        if (!last || by_pid(last, one)) {
            o->list[n++] = *one;
            continue;
        }
        last->doubtful |=
            last->image.len && one->image.len && !utf8_fold_eq(last->image, one->image);
        last->image = last->image.len ? last->image : one->image;
        merge_services(o->arena, last, one->services);
    }
    o->n = n;
}

static void fill(struct arena *arena, struct fact *f, struct str name, struct str value)
{
    if (value.len == 0)
        return;
    for (size_t i = 0; i < f->fields_n; i++) {
        struct pair *field = &f->fields[i];
        if (!str_eq(field->name, name))
            continue;
        field->value = field->value.len ? field->value : arena_str(arena, value);
        return;
    }
    fact_put(arena, f, name, value);
}

static void join_capture(const struct owners *o, struct capture *c)
{
    struct str services = c->kind == FACT_SOCKET ? STR("service") : STR("services");
    for (size_t i = 0; i < c->facts_n; i++) {
        struct owner want = {.snapshot = c->snapshot};
        if (!pid_of(&c->facts[i], &want.pid))
            continue;
        const struct owner *found =
            o->n ? bsearch(&want, o->list, o->n, sizeof *o->list, by_pid) : NULL;
        if (!found || found->doubtful)
            continue;
        fill(o->arena, &c->facts[i], STR("image"), found->image);
        fill(o->arena, &c->facts[i], services, found->services);
    }
}

/* Services: `sc query` has the state, `sc qc` how it starts -------------------------------------
 */

struct named_row {
    uint32_t snapshot;
    struct fact *fact;
    struct str name;
    size_t index;
};

static int by_name(const void *a, const void *b)
{
    const struct named_row *x = a, *y = b;
    if (x->snapshot != y->snapshot)
        return x->snapshot < y->snapshot ? -1 : 1;
    int order = utf8_fold_cmp(x->name, y->name);
    return order ? order : x->index < y->index ? -1 : x->index > y->index;
}

static struct named_row *service_rows(struct arena *arena, struct capture *captures, size_t n,
                                      size_t *rows_n)
{
    struct named_row *rows = NULL;
    size_t max = 0;
    *rows_n = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0;
             captures[i].kind == FACT_SERVICE && captures[i].host.len && k < captures[i].facts_n;
             k++) {
            struct fact *f = &captures[i].facts[k];
            GROW(arena, rows, *rows_n, max);
            rows[*rows_n] =
                (struct named_row){captures[i].snapshot, f, fact_get(f, STR("name")), *rows_n};
            ++*rows_n;
        }
    return rows;
}

/* What one table of a snapshot does not show of a service, another one does. */
static void join_services(struct arena *arena, struct capture *captures, size_t n)
{
    size_t rows_n, end;
    struct named_row *rows = service_rows(arena, captures, n, &rows_n);
    if (rows_n)
        qsort(rows, rows_n, sizeof *rows, by_name);
    for (size_t i = 0; i < rows_n; i = end) {
        struct fact all = {0};
        for (end = i; end < rows_n && rows[end].snapshot == rows[i].snapshot &&
                      utf8_fold_eq(rows[end].name, rows[i].name);
             end++)
            for (size_t k = 0; k < rows[end].fact->fields_n; k++)
                fill(arena, &all, rows[end].fact->fields[k].name, rows[end].fact->fields[k].value);
        for (size_t k = i; k < end && end - i > 1; k++)
            for (size_t m = 0; m < all.fields_n; m++)
                fill(arena, rows[k].fact, all.fields[m].name, all.fields[m].value);
    }
}

void join_snapshots(struct arena *arena, struct capture *captures, size_t n)
{
    struct owners o = {.arena = arena};
    join_services(arena, captures, n);
    for (size_t i = 0; i < n; i++)
        if (captures[i].kind == FACT_PROCESS || captures[i].kind == FACT_SERVICE)
            if (captures[i].host.len)
                add_owners(&o, &captures[i]);
    merge_owners(&o);
    for (size_t i = 0; i < n; i++)
        if (captures[i].host.len &&
            (captures[i].kind == FACT_SOCKET || captures[i].kind == FACT_PROCESS))
            join_capture(&o, &captures[i]);
}
