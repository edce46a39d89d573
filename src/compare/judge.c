#include "judge.h"

#include "hosts.h"

#include <math.h>

#define HOUR 3600.0
#define DAY 86400.0
#define LUCK_ENOUGH 0.05 /* a row of good draws that luck explains in at most so many cases */
#define RATE_WORSE 2.0   /* so many times as often as before is worse */

static bool is(struct str text, const char *word)
{
    return str_eq(text, str_of(word));
}

static const struct a_check *find_check(const struct analysis *a, struct str rule, struct str host)
{
    for (size_t i = 0; i < a->checks_n; i++)
        if (str_eq(a->checks[i].rule, rule) && hosts_same_name(a->checks[i].host, host))
            return &a->checks[i];
    return NULL;
}

/* Coverage ------------------------------------------------------------------------------------ */

static double seconds(int64_t ticks)
{
    return (double)ticks / (double)TICKS_PER_SECOND;
}

/* How long the channel was seen behind `after`, without its gaps. */
static double covered(const struct a_coverage *c, struct moment after)
{
    if (c->first.ticks == TIME_NONE || c->last.ticks == TIME_NONE)
        return 0;
    int64_t from = c->first.ticks;
    if (after.ticks != TIME_NONE && after.ticks > from)
        from = after.ticks;
    int64_t sum = c->last.ticks - from;
    for (size_t i = 0; i < c->gaps_n; i++) {
        int64_t begin = c->gaps[i].from.ticks > from ? c->gaps[i].from.ticks : from;
        sum -= c->gaps[i].to.ticks > begin ? c->gaps[i].to.ticks - begin : 0;
    }
    return sum > 0 ? seconds(sum) : 0;
}

static bool in_symptoms(const struct a_finding *f, struct str channel)
{
    for (size_t i = 0; i < f->symptoms_n; i++)
        if (str_eq_nocase(f->symptoms[i].channel, channel))
            return true;
    return false;
}

/* The shortest that any channel of the symptoms was covered; -1 where none is there at all. */
static double covered_by(const struct analysis *a, const struct a_finding *f, struct str host,
                         struct moment after)
{
    double least = -1;
    for (size_t i = 0; i < a->coverage_n; i++) {
        const struct a_coverage *c = &a->coverage[i];
        if (!str_eq_nocase(c->host, host) || !in_symptoms(f, c->channel))
            continue;
        double one = covered(c, after);
        least = least < 0 || one < least ? one : least;
    }
    return least;
}

struct moment judge_end(const struct analysis *a, struct str host)
{
    for (size_t i = 0; i < a->hosts_n; i++)
        if (str_eq_nocase(a->hosts[i].name, host) && a->hosts[i].last.ticks != TIME_NONE)
            return a->hosts[i].last;
    return a->about.as_of;
}

/* How long it must be quiet before its absence says anything, by the old cadence. */
static double needed(const struct a_finding *f)
{
    static const struct {
        const char *kind;
        double seconds;
    } fixed[] = {
        {"once",           DAY    },
        {"daily",          2 * DAY},
        {"business-hours", 4 * DAY},
    };
    double gaps = isnan(f->cadence.median_seconds) ? 0 : 3 * f->cadence.median_seconds;
    for (size_t i = 0; i < ARRAY_LEN(fixed); i++)
        if (is(f->cadence.kind, fixed[i].kind))
            return fixed[i].seconds;
    return gaps > HOUR ? gaps : HOUR;
}

static bool booted_behind(const struct analysis *a, struct str host, struct moment after)
{
    for (size_t i = 0; i < a->marks_n; i++)
        if (is(a->marks[i].kind, "boot") && str_eq_nocase(a->marks[i].host, host) &&
            (after.ticks == TIME_NONE || a->marks[i].time.ticks > after.ticks))
            return true;
    return false;
}

static struct str span_words(struct arena *arena, double span)
{
    if (span >= 2 * DAY)
        return arena_fmt(arena, "%.0f days", span / DAY);
    return span >= 2 * HOUR ? arena_fmt(arena, "%.0f hours", span / HOUR)
                            : arena_fmt(arena, "%.0f minutes", span / 60);
}

/* Appeared ------------------------------------------------------------------------------------ */

static void say(struct compare_row *row, enum change_class change, struct str why)
{
    row->change = change;
    row->why = why;
}

/* What was there before the old one ended was either not seen or not known then. */
static void judge_earlier(const struct judging *j, struct str old_host, struct compare_row *row)
{
    const struct a_check *check = find_check(j->spec->old, row->now->rule.name, old_host);
    if (check && is(check->state, "absent") && is(row->now->status, "latent"))
        say(row, CHANGE_NEW, STR("the old evidence shows that it was not so"));
    else if (check && is(check->state, "absent"))
        say(row, CHANGE_NEW, STR("began in the time of the old one, but was no pattern yet"));
    else if (check && check->why.len)
        say(row, CHANGE_RECOGNISED,
            arena_fmt(j->arena, "was not seen in the old one: %.*s", STR_ARG(check->why)));
    else
        say(row, CHANGE_RECOGNISED,
            STR("was there before; the old rules or the old evidence did not show it"));
}

void judge_appeared(const struct judging *j, struct compare_row *row)
{
    struct str old_host = hosts_old(j->hosts, row->now->host);
    struct moment end =
        old_host.len ? judge_end(j->spec->old, old_host) : j->spec->old->about.as_of;
    struct moment first = row->now->first_seen;
    bool later = first.ticks != TIME_NONE && end.ticks != TIME_NONE && first.ticks > end.ticks;
    if (later)
        say(row, CHANGE_NEW, STR("first seen after the old one ends"));
    else if (row->now->host.len && old_host.len == 0)
        say(row, CHANGE_RECOGNISED, STR("the old one does not have this host"));
    else
        judge_earlier(j, old_host, row);
}

/* Vanished ------------------------------------------------------------------------------------ */

static void judge_quiet(const struct judging *j, struct str host, struct compare_row *row)
{
    const struct analysis *now = j->spec->now;
    const struct a_finding *f = row->old;
    double seen = covered_by(now, f, host, f->last_seen), want = needed(f);
    bool drawn = f->hypotheses_n && f->hypotheses[0].lottery.len;
    if (seen < 0)
        say(row, CHANGE_UNSURE, STR("the new one lacks the log in which it would stand"));
    else if (seen < want)
        say(row, CHANGE_UNSURE,
            arena_fmt(j->arena,
                      "the new one covers %.*s of that log since it was last seen; %.*s are needed",
                      STR_ARG(span_words(j->arena, seen)), STR_ARG(span_words(j->arena, want))));
    else if (is(f->cadence.kind, "after-boot") && !booted_behind(now, host, f->last_seen))
        say(row, CHANGE_UNSURE, STR("it came after starts of Windows, and the new one has none"));
    else if (drawn)
        say(row, CHANGE_UNSURE,
            STR("each start draws anew, so silence may be luck: clean starts must be counted"));
    else
        say(row, CHANGE_FIXED,
            arena_fmt(j->arena, "not seen in %.*s that the new one covers",
                      STR_ARG(span_words(j->arena, seen))));
}

void judge_vanished(const struct judging *j, struct compare_row *row)
{
    const struct a_finding *f = row->old;
    struct str host = hosts_now(j->hosts, f->host);
    if (f->host.len && host.len == 0) {
        say(row, CHANGE_UNSURE, STR("the new one does not have this host"));
        return;
    }
    const struct a_check *check = find_check(j->spec->now, f->rule.name, host);
    if (check && is(check->state, "not_applicable"))
        say(row, CHANGE_FIXED,
            arena_fmt(j->arena, "no longer applicable%s%.*s", check->why.len ? ": " : "",
                      STR_ARG(check->why)));
    else if (check && is(check->state, "unknown"))
        say(row, CHANGE_UNSURE, check->why.len ? check->why : STR("the new one cannot tell"));
    else if (is(f->status, "latent"))
        say(row, check ? CHANGE_FIXED : CHANGE_UNSURE,
            check ? STR("the new evidence shows that it is no longer so")
                  : STR("the new one lacks the evidence that showed it"));
    else
        judge_quiet(j, host, row);
}

/* Stayed -------------------------------------------------------------------------------------- */

struct changes {
    struct buf words;
    bool worse;
};

static void note_change(struct changes *c, const char *what, struct str from, struct str to,
                        bool worse)
{
    buf_fmt(&c->words, "%s%s %.*s, was %.*s", c->words.len ? "; " : "", what, STR_ARG(to),
            STR_ARG(from));
    c->worse |= worse;
}

static int level_rank(struct str level)
{
    static const char *const levels[] = {"informational", "low", "medium", "high", "critical"};
    for (size_t i = 0; i < ARRAY_LEN(levels); i++)
        if (is(level, levels[i]))
            return (int)i;
    return -1;
}

/* Occurrences per covered day, of the whole finding. */
static double rate_of(const struct analysis *a, const struct a_finding *f)
{
    double span = covered_by(a, f, f->host, MOMENT_NONE);
    return span < HOUR ? NAN : (double)f->occurrences / (span / DAY);
}

static void compare_rates(const struct judging *j, const struct compare_row *row, struct changes *c)
{
    double old = rate_of(j->spec->old, row->old), now = rate_of(j->spec->now, row->now);
    if (isnan(old) || isnan(now) || !is(row->now->status, "active") ||
        !(now > RATE_WORSE * old || now * RATE_WORSE < old))
        return;
    note_change(c, "occurrences a day", arena_fmt(j->arena, "%.1f", old),
                arena_fmt(j->arena, "%.1f", now), now > old);
}

static void compare_causes(const struct a_finding *old, const struct a_finding *now,
                           struct changes *c)
{
    const struct a_hypothesis *a = old->hypotheses, *b = now->hypotheses;
    if (!old->hypotheses_n || !now->hypotheses_n)
        return;
    if (!str_eq(a->id, b->id))
        note_change(c, "first cause", a->title, b->title, false);
    if (!str_eq(a->verdict, b->verdict))
        note_change(c, "verdict", a->verdict, b->verdict, false);
}

static void compare_parameters(const struct a_finding *old, const struct a_finding *now,
                               struct changes *c)
{
    for (size_t i = 0; i < old->parameters_n; i++)
        for (size_t k = 0; k < now->parameters_n; k++)
            if (str_eq(old->parameters[i].name, now->parameters[k].name) &&
                !str_eq(old->parameters[i].value, now->parameters[k].value)) {
                struct buf name = {0};
                buf_fmt(&name, "%.*s", STR_ARG(old->parameters[i].name));
                buf_char(&name, '\0');
                note_change(c, name.ptr, old->parameters[i].value, now->parameters[k].value, false);
                buf_free(&name);
            }
}

/* It stopped: cured, proven by numbers, or perhaps only quiet. */
static bool judge_stopped(const struct judging *j, struct compare_row *row)
{
    const struct a_finding *now = row->now;
    if (!is(row->old->status, "active") || is(now->status, "active"))
        return false;
    if (is(now->status, "stopped") && is(now->cure, "mechanism"))
        say(row, CHANGE_FIXED, now->cure_text.len ? now->cure_text : STR("the mechanism is gone"));
    else if (is(now->status, "stopped") && now->luck && now->luck->probability <= LUCK_ENOUGH)
        say(row, CHANGE_FIXED,
            arena_fmt(j->arena, "stopped; that is luck in %.2g %% of cases",
                      100 * now->luck->probability));
    else if (is(now->status, "stopped") && now->luck)
        say(row, CHANGE_UNSURE,
            arena_fmt(j->arena, "stopped, but that is luck in %.2g %% of cases",
                      100 * now->luck->probability));
    else
        say(row, CHANGE_UNSURE,
            arena_fmt(j->arena, "%.*s%s%.*s", STR_ARG(now->status),
                      now->status_text.len ? ": " : "", STR_ARG(now->status_text)));
    return true;
}

void judge_stayed(const struct judging *j, struct compare_row *row)
{
    struct changes c = {0};
    const struct a_finding *old = row->old, *now = row->now;
    if (judge_stopped(j, row))
        return;
    if (!str_eq(old->status, now->status))
        note_change(&c, "status", old->status, now->status, is(now->status, "active"));
    if (!str_eq(old->cure, now->cure) && !is(now->status, "active"))
        note_change(&c, "cure", old->cure, now->cure, false);
    if (!str_eq(old->rule.level, now->rule.level))
        note_change(&c, "level", old->rule.level, now->rule.level,
                    level_rank(now->rule.level) > level_rank(old->rule.level));
    compare_rates(j, row, &c);
    compare_causes(old, now, &c);
    compare_parameters(old, now, &c);
    row->worse = c.worse;
    say(row, c.words.len ? CHANGE_CHANGED : CHANGE_SAME, buf_keep(&c.words, j->arena));
    buf_free(&c.words);
}
