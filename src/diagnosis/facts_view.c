#include "facts_view.h"

#include "base/files.h"
#include "base/utf8.h"

#include <stdlib.h>

/* A capture of a moment counts at least so far from a failure. */
#define NEAR_LEAST (10 * TICKS_PER_MINUTE)

/* Clocks of the world run from twelve hours behind UTC to fourteen before it. */
#define ZONE_WEST (12 * TICKS_PER_HOUR)
#define ZONE_EAST (14 * TICKS_PER_HOUR)

enum {
    REMARKS_MAX = 8, /* pairs of captures told of, for one host */
    PIDS_NAMED = 3,
    SYSTEM_PID = 4 /* idle and system; no program's */
};

/* Which captures count --------------------------------------------------------------------------
 */

static bool is_momentary(enum fact_kind kind)
{
    return kind == FACT_SOCKET || kind == FACT_PROCESS;
}

static bool is_lasting(enum fact_kind kind)
{
    return kind == FACT_SYSTEM || kind == FACT_HOTFIX;
}

static bool between(int64_t a, int64_t at, int64_t b)
{
    return a < b ? a < at && at < b : b < at && at < a;
}

static bool started_between(const struct capture_question *q, int64_t a, int64_t b)
{
    for (size_t i = 0; i < q->owner_starts_n; i++)
        if (q->owner_starts[i].local == q->capture->taken.local &&
            between(a, q->owner_starts[i].ticks, b))
            return true;
    return false;
}

/* How a moment stands to the failures: the nearest edge of an episode within reach decides, unless
 * what owned things then has been started since. */
static enum capture_use moment_use(const struct capture_question *q, const char **why)
{
    int64_t at = q->capture->taken.ticks, reach = recurrence_reach(q->recurrence, NEAR_LEAST);
    *why = "taken when nothing failed";
    for (size_t i = 0; i < q->episodes_n; i++) {
        const struct a_episode *e = &q->episodes[i];
        if (at < e->first.ticks - reach || at > e->last.ticks + reach)
            continue;
        bool inside = at >= e->first.ticks && at <= e->last.ticks;
        int64_t edge = at < e->first.ticks ? e->first.ticks : e->last.ticks;
        if (inside || !started_between(q, edge, at)) {
            *why = "";
            return CAPTURE_COUNTS;
        }
        *why = "its owner was started between it and the failures";
    }
    return CAPTURE_UNUSED;
}

static enum capture_use untimed_use(const struct capture_question *q, const char **why)
{
    *why = q->stopped ? "its time is unknown and the failures have stopped" : "its time is unknown";
    return q->stopped ? CAPTURE_UNUSED : CAPTURE_CAPPED;
}

struct moment_range taken_span(struct moment taken, bool local)
{
    if (taken.local == local)
        return (struct moment_range){taken.ticks, taken.ticks};
    return local ? (struct moment_range){taken.ticks - ZONE_WEST, taken.ticks + ZONE_EAST}
                 : (struct moment_range){taken.ticks - ZONE_EAST, taken.ticks + ZONE_WEST};
}

static int64_t overlap(struct moment_range a, const struct a_episode *e)
{
    int64_t from = a.from > e->first.ticks ? a.from : e->first.ticks;
    int64_t to = a.to < e->last.ticks ? a.to : e->last.ticks;
    return to > from ? to - from : 0;
}

/* The zone is not known, so the moment is somewhere in a day: it counts where most zones of the
 * world put it into an episode. */
static enum capture_use unzoned_use(const struct capture_question *q, struct moment_range taken,
                                    const char **why)
{
    int64_t inside = 0;
    for (size_t i = 0; i < q->episodes_n; i++)
        inside += overlap(taken, &q->episodes[i]);
    return 2 * inside > taken.to - taken.from ? CAPTURE_COUNTS : untimed_use(q, why);
}

static enum capture_use setting_use(const struct capture_question *q, struct moment_range taken,
                                    const char **why)
{
    int64_t until = q->recurrence->last.ticks + recurrence_reach(q->recurrence, NEAR_LEAST);
    if (!q->stopped || taken.to <= until)
        return CAPTURE_COUNTS;
    if (taken.from <= until)
        return untimed_use(q, why);
    *why = "taken after the failures had stopped";
    return CAPTURE_AFTER;
}

enum capture_use capture_use(const struct capture_question *q, const char **why)
{
    *why = "";
    if (is_lasting(q->capture->kind))
        return CAPTURE_COUNTS;
    if (q->capture->taken.ticks == TIME_NONE)
        return untimed_use(q, why);
    if (q->recurrence->n == 0)
        return CAPTURE_COUNTS;
    struct moment_range taken = taken_span(q->capture->taken, q->recurrence->last.local);
    if (!is_momentary(q->capture->kind))
        return setting_use(q, taken, why);
    return taken.from == taken.to ? moment_use(q, why) : unzoned_use(q, taken, why);
}

/* Why captures were not joined ------------------------------------------------------------------
 */

struct pid_count {
    int64_t pid, sockets;
};

struct remarks {
    struct arena *arena;
    const struct source *sources;
    size_t sources_n;
    const struct zone *zone;
    struct str *list;
    size_t n;
};

static int by_pid(const void *a, const void *b)
{
    const struct pid_count *x = a, *y = b;
    return x->pid < y->pid ? -1 : x->pid > y->pid;
}

static int by_sockets(const void *a, const void *b)
{
    const struct pid_count *x = a, *y = b;
    if (x->sockets != y->sockets)
        return x->sockets > y->sockets ? -1 : 1;
    return by_pid(a, b);
}

/* The process ids of a capture, each once, ascending. Sockets that no process waits on (closing
 * connections) are left out: their process may well have ended. */
static struct pid_count *pids_of(struct arena *arena, const struct capture *c, size_t *n)
{
    struct pid_count *pids = ARENA_ARRAY(arena, struct pid_count, c->facts_n + 1);
    size_t all = 0;
    *n = 0;
    for (size_t i = 0; i < c->facts_n; i++) {
        int64_t pid;
        struct str state = fact_get(&c->facts[i], STR("state"));
        bool open = state.len == 0 || str_starts_nocase(state, STR("LISTEN")) ||
                    str_starts_nocase(state, STR("ABH")) || c->kind == FACT_PROCESS;
        if (open && str_to_i64(str_trim(fact_get(&c->facts[i], STR("pid"))), &pid) &&
            pid > SYSTEM_PID)
            pids[all++] = (struct pid_count){pid, 1};
    }
    if (all)
        qsort(pids, all, sizeof *pids, by_pid);
    for (size_t i = 0; i < all; i++) {
        if (*n && pids[*n - 1].pid == pids[i].pid)
            pids[*n - 1].sockets++;
        else
            pids[(*n)++] = pids[i];
    }
    return pids;
}

/* "PID 1692 (2,500 open ports) and 2 more": owners of sockets that are no process over there; the
 * ones with the most sockets first. Empty when all are there. */
static struct str strangers(struct arena *arena, const struct capture *sockets,
                            const struct capture *processes)
{
    size_t n, others_n, missing = 0;
    struct pid_count *pids = pids_of(arena, sockets, &n);
    const struct pid_count *others = pids_of(arena, processes, &others_n);
    for (size_t i = 0; i < n; i++)
        if (!others_n || !bsearch(&pids[i], others, others_n, sizeof *others, by_pid))
            pids[missing++] = pids[i];
    if (missing)
        qsort(pids, missing, sizeof *pids, by_sockets);
    struct str text = STR("");
    for (size_t i = 0; i < missing && i < PIDS_NAMED; i++)
        text = arena_fmt(arena, "%.*s%sPID %lld (%.*s open port%s)", STR_ARG(text), i ? ", " : "",
                         (long long)pids[i].pid, STR_ARG(count_words(arena, pids[i].sockets)),
                         pids[i].sockets == 1 ? "" : "s");
    return missing > PIDS_NAMED
               ? arena_fmt(arena, "%.*s and %zu more", STR_ARG(text), missing - PIDS_NAMED)
               : text;
}

static struct str capture_words(const struct remarks *r, const struct capture *c)
{
    struct str path = c->source < r->sources_n ? path_name(r->sources[c->source].path) : STR("");
    struct str name = path.len ? path : c->tool.len ? c->tool : str_of(fact_kinds[c->kind].name);
    if (c->taken.ticks == TIME_NONE)
        return arena_fmt(r->arena, "'%.*s' (time unknown)", STR_ARG(name));
    return arena_fmt(r->arena, "'%.*s' (%.*s)", STR_ARG(name),
                     STR_ARG(moment_words(r->arena, r->zone, c->taken)));
}

static struct str apart_words(const struct remarks *r, struct moment a, struct moment b)
{
    char text[TIME_TEXT];
    if (a.ticks == TIME_NONE || b.ticks == TIME_NONE || a.local != b.local)
        return STR("were taken nobody knows how far apart");
    int64_t apart = a.ticks < b.ticks ? b.ticks - a.ticks : a.ticks - b.ticks;
    return arena_fmt(r->arena, "were taken %s apart", duration_text(apart, text));
}

static void remark_pair(struct remarks *r, const struct capture *sockets,
                        const struct capture *processes)
{
    struct str missing = strangers(r->arena, sockets, processes);
    struct str a = capture_words(r, sockets), b = capture_words(r, processes);
    struct str apart = apart_words(r, sockets->taken, processes->taken);
    bool joined = sockets->snapshot == processes->snapshot;
    if (r->n >= REMARKS_MAX || (joined && missing.len == 0))
        return;
    if (joined)
        r->list[r->n++] = arena_fmt(
            r->arena,
            "%.*s has sockets of processes that %.*s does not know, so they are not of one "
            "moment: %.*s",
            STR_ARG(a), STR_ARG(b), STR_ARG(missing));
    else
        r->list[r->n++] = arena_fmt(
            r->arena,
            "%.*s and %.*s %.*s and are not joined, for a process id is true for a moment "
            "only%s%.*s",
            STR_ARG(a), STR_ARG(b), STR_ARG(apart),
            missing.len ? "; the second does not know " : "", STR_ARG(missing));
}

static bool same_folder(const struct remarks *r, const struct capture *a, const struct capture *b)
{
    return a->source < r->sources_n && b->source < r->sources_n &&
           str_eq(r->sources[a->source].folder, r->sources[b->source].folder);
}

/* Some other capture of processes belongs to the same moment as the sockets. */
static bool has_partner(const struct capture *captures, size_t n, const struct capture *sockets)
{
    for (size_t i = 0; i < n; i++)
        if (captures[i].kind == FACT_PROCESS && captures[i].snapshot == sockets->snapshot)
            return true;
    return false;
}

struct str *facts_remarks(struct arena *arena, const struct source *sources, size_t sources_n,
                          const struct capture *captures, size_t n, struct str host,
                          const struct zone *zone, size_t *remarks_n)
{
    struct remarks r = {.arena = arena,
                        .sources = sources,
                        .sources_n = sources_n,
                        .zone = zone,
                        .list = ARENA_ARRAY(arena, struct str, REMARKS_MAX)};
    for (size_t i = 0; i < n; i++) {
        const struct capture *a = &captures[i];
        if (a->kind != FACT_SOCKET || !utf8_fold_eq(a->host, host) || host.len == 0)
            continue;
        bool partner = has_partner(captures, n, a);
        for (size_t k = 0; k < n; k++) {
            const struct capture *b = &captures[k];
            bool pair = b->kind == FACT_PROCESS && utf8_fold_eq(b->host, host) &&
                        same_folder(&r, a, b) && (!partner || a->snapshot == b->snapshot);
            if (pair)
                remark_pair(&r, a, b);
        }
    }
    *remarks_n = r.n;
    return r.list;
}
