/* Hosts: which computer names are one machine (design section 2). Names equal but for case are; so
 * is a short name with the only full name in the case that begins with it; --rename joins others.
 */
#include "case.h"

#include "base/utf8.h"

enum { HOPS = 16 }; /* renamings that follow each other */

struct hosts {
    struct arena arena;
    struct intern names;  /* folded computer names */
    struct str *spelling; /* by name: of those that differ only in case, the first by bytes */
    size_t spelling_max;
    struct intern shorts; /* folded first labels of full names */
    struct str *full;     /* by short: the only full name, empty where there are several */
    size_t full_max;
    struct intern old;   /* folded names that were renamed */
    struct str *renamed; /* by old: to what */
    size_t renamed_max;
};

static void hosts_free(struct hosts *h)
{
    intern_free(&h->names);
    intern_free(&h->shorts);
    intern_free(&h->old);
    arena_free(&h->arena);
}

static void add_full(struct hosts *h, struct str folded)
{
    struct str rest;
    struct str label = str_cut(folded, '.', &rest);
    if (label.len == folded.len)
        return;
    size_t before = h->shorts.n;
    uint32_t i = intern_put(&h->shorts, label);
    GROW(&h->arena, h->full, i, h->full_max);
    h->full[i] = i == before ? arena_str(&h->arena, folded) : (struct str){0};
}

static void add_name(struct hosts *h, struct str name)
{
    struct arena scratch = {0};
    struct str folded = utf8_fold(&scratch, name);
    size_t before = h->names.n;
    uint32_t i = intern_put(&h->names, folded);
    GROW(&h->arena, h->spelling, i, h->spelling_max);
    if (i == before) {
        h->spelling[i] = arena_str(&h->arena, name);
        add_full(h, folded);
    } else if (str_cmp(name, h->spelling[i]) < 0) {
        h->spelling[i] = arena_str(&h->arena, name);
    }
    arena_free(&scratch);
}

/* The name as this case spells it, a short one in full; renamings not looked at. */
static struct str spelled(const struct hosts *h, struct arena *scratch, struct str name)
{
    uint32_t i;
    struct str folded = utf8_fold(scratch, name);
    if (intern_find(&h->shorts, folded, &i) && h->full[i].len)
        folded = h->full[i];
    return intern_find(&h->names, folded, &i) ? h->spelling[i] : name;
}

static bool renamed(const struct hosts *h, struct arena *scratch, struct str name, struct str *to)
{
    uint32_t i;
    if (!intern_find(&h->old, utf8_fold(scratch, name), &i))
        return false;
    *to = h->renamed[i];
    return true;
}

struct str hosts_canonical(const struct hosts *h, struct str computer)
{
    struct arena scratch = {0};
    struct str name = spelled(h, &scratch, computer), to;
    bool more = renamed(h, &scratch, computer, &to) || renamed(h, &scratch, name, &to);
    for (int i = 0; more && i < HOPS; i++) {
        name = spelled(h, &scratch, to);
        more = renamed(h, &scratch, name, &to);
    }
    arena_free(&scratch);
    return name;
}

static enum status load_names(struct store *s, struct hosts *h, struct err *err)
{
    enum status status;
    sqlite3_stmt *st = stmt_get(&s->stmts, SQL_COMPUTERS, err);
    if (!st)
        return FAIL_STORE;
    while ((status = stmt_step(&s->stmts, SQL_COMPUTERS, err)) == OK)
        add_name(h, stmt_str_at(st, COMPUTERS_COMPUTER));
    return status == END ? OK : status;
}

static void add_renaming(struct hosts *h, struct str old, struct str new)
{
    uint32_t i = intern_put(&h->old, old);
    GROW(&h->arena, h->renamed, i, h->renamed_max);
    h->renamed[i] = new;
}

/* A short name that was renamed means the full one too. */
static enum status load_renamings(struct store *s, struct hosts *h, struct err *err)
{
    enum status status;
    sqlite3_stmt *st = stmt_get(&s->stmts, SQL_RENAMINGS, err);
    if (!st)
        return FAIL_STORE;
    while ((status = stmt_step(&s->stmts, SQL_RENAMINGS, err)) == OK) {
        struct str old = arena_str(&h->arena, stmt_str_at(st, RENAMINGS_OLD));
        struct str new = arena_str(&h->arena, stmt_str_at(st, RENAMINGS_NEW));
        add_renaming(h, old, new);
        add_renaming(h, utf8_fold(&h->arena, spelled(h, &h->arena, old)), new);
    }
    return status == END ? OK : status;
}

static enum status settle(struct store *s, struct hosts *h, bool *changed, struct err *err)
{
    TRY(load_names(s, h, err));
    TRY(load_renamings(s, h, err));
    s->hosts = h;
    enum status status = stmt_do(&s->stmts, SQL_SET_HOSTS, err);
    s->hosts = NULL;
    TRY(status);
    *changed |= sqlite3_changes(s->stmts.db) > 0;
    return stmt_do(&s->stmts, SQL_SET_KIN, err);
}

enum status hosts_settle(struct store *s, bool *changed, struct err *err)
{
    struct hosts h = {0};
    enum status status = settle(s, &h, changed, err);
    hosts_free(&h);
    origins_forget(s);
    return status;
}

static enum status remember_renaming(struct store *s, const struct pair *rename, struct err *err)
{
    struct arena scratch = {0};
    sqlite3_stmt *st = stmt_get(&s->stmts, SQL_SET_RENAMING, err);
    if (!st)
        return FAIL_STORE;
    stmt_str(st, SET_RENAMING_OLD, utf8_fold(&scratch, rename->name));
    stmt_str(st, SET_RENAMING_NEW, rename->value);
    enum status status = stmt_run(&s->stmts, SQL_SET_RENAMING, err);
    arena_free(&scratch);
    return status;
}

enum status hosts_rename(struct store *s, const struct pair *renames, size_t n, struct err *err)
{
    for (size_t i = 0; i < n; i++)
        TRY(remember_renaming(s, &renames[i], err));
    return OK;
}
