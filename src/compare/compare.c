#include "compare/compare.h"

#include "hosts.h"
#include "judge.h"

#include <stdlib.h>

const char *const change_names[CHANGES] = {"new",         "newly-recognised", "fixed",
                                           "cannot-tell", "changed",          "unchanged"};
const char *const change_titles[CHANGES] = {"new trouble",    "newly recognised",
                                            "gone and fixed", "gone, but cannot tell",
                                            "changed",        "unchanged"};

/* Values of a group name hosts at times; those are paired as hosts are. */
static bool same_value(const struct comparison *c, struct str old, struct str now)
{
    struct str other = hosts_now(c, old);
    return str_eq_nocase(old, now) || (other.len && hosts_same_name(other, now));
}

static bool same_group(const struct comparison *c, const struct a_finding *old,
                       const struct a_finding *now)
{
    if (old->group_n != now->group_n)
        return false;
    for (size_t i = 0; i < old->group_n; i++)
        if (!str_eq(old->group[i].name, now->group[i].name) ||
            !same_value(c, old->group[i].value, now->group[i].value))
            return false;
    return true;
}

static bool same_finding(const struct comparison *c, const struct a_finding *old,
                         const struct a_finding *now)
{
    struct str host = hosts_now(c, old->host);
    bool same_host = old->host.len ? host.len && str_eq_nocase(host, now->host) : !now->host.len;
    return str_eq(old->rule.id, now->rule.id) && same_host && same_group(c, old, now);
}

static const struct a_finding *find_old(const struct comparison *c, const struct analysis *a,
                                        const struct a_finding *now)
{
    for (size_t i = 0; a && i < a->findings_n; i++)
        if (same_finding(c, &a->findings[i], now))
            return &a->findings[i];
    return NULL;
}

static bool has_now(const struct comparison *c, const struct analysis *a,
                    const struct a_finding *old)
{
    for (size_t i = 0; i < a->findings_n; i++)
        if (same_finding(c, old, &a->findings[i]))
            return true;
    return false;
}

/* By today's rules it was there already, by those of then it was not. */
static bool is_recognised(const struct judging *j, const struct compare_row *row)
{
    return j->spec->kept && row->old && row->now && !find_old(j->hosts, j->spec->kept, row->now);
}

static void judge_now(const struct judging *j, struct compare_row *row)
{
    if (!row->old) {
        judge_appeared(j, row);
        return;
    }
    judge_stayed(j, row);
    if (is_recognised(j, row) && (row->change == CHANGE_SAME || row->change == CHANGE_CHANGED)) {
        row->change = CHANGE_RECOGNISED;
        row->why = STR("by today's rules it was there already; those of then did not name it");
    }
}

static bool is_set_aside(const struct a_finding *f)
{
    return str_eq(f->category, STR("benign")) ||
           (f->acceptance && str_eq(f->acceptance->state, STR("accepted")));
}

static void count(struct comparison *out, struct compare_row *row)
{
    row->counts = row->now && !is_set_aside(row->now) &&
                  (row->change == CHANGE_NEW || (row->change == CHANGE_CHANGED && row->worse));
    row->host = row->now ? row->now->host : row->old->host;
    out->counts[row->change]++;
    out->act |= row->counts;
}

static int by_class(const void *a, const void *b)
{
    const struct compare_row *x = a, *y = b;
    if (x->change != y->change)
        return x->change < y->change ? -1 : 1;
    if (!x->now != !y->now)
        return x->now ? -1 : 1;
    return x->now ? (x->now > y->now) - (x->now < y->now) : (x->old > y->old) - (x->old < y->old);
}

static bool had_pattern(const struct comparison *c, const struct analysis *old,
                        const struct a_unexplained *now)
{
    for (size_t i = 0; i < old->unexplained_n; i++) {
        const struct a_unexplained *u = &old->unexplained[i];
        if (u->event_id == now->event_id && str_eq_nocase(u->provider, now->provider) &&
            str_eq(u->text, now->text) && str_eq_nocase(hosts_now(c, u->host), now->host))
            return true;
    }
    return false;
}

/* Of hosts that both sides have; on others everything would be new. */
static void find_patterns(const struct judging *j, struct comparison *out)
{
    const struct analysis *now = j->spec->now;
    out->patterns = ARENA_ARRAY(j->arena, const struct a_unexplained *, now->unexplained_n + 1);
    for (size_t i = 0; i < now->unexplained_n; i++) {
        const struct a_unexplained *u = &now->unexplained[i];
        struct str host = hosts_old(out, u->host);
        struct moment end = host.len ? judge_end(j->spec->old, host) : MOMENT_NONE;
        if (end.ticks != TIME_NONE && u->first_seen.ticks != TIME_NONE &&
            u->first_seen.ticks > end.ticks && !had_pattern(out, j->spec->old, u))
            out->patterns[out->patterns_n++] = u;
    }
}

void compare_run(struct arena *arena, const struct compare_spec *spec, struct comparison *out)
{
    struct judging j = {arena, spec, out};
    *out = (struct comparison){0};
    hosts_pair(arena, spec, out);
    size_t most = spec->old->findings_n + spec->now->findings_n;
    out->rows = ARENA_ARRAY(arena, struct compare_row, most + 1);
    for (size_t i = 0; i < spec->now->findings_n; i++) {
        struct compare_row *row = &out->rows[out->rows_n++];
        row->now = &spec->now->findings[i];
        row->old = find_old(out, spec->old, row->now);
        judge_now(&j, row);
        count(out, row);
    }
    for (size_t i = 0; i < spec->old->findings_n; i++) {
        if (has_now(out, spec->now, &spec->old->findings[i]))
            continue;
        struct compare_row *row = &out->rows[out->rows_n++];
        row->old = &spec->old->findings[i];
        judge_vanished(&j, row);
        count(out, row);
    }
    find_patterns(&j, out);
    qsort(out->rows, out->rows_n, sizeof *out->rows, by_class);
}
