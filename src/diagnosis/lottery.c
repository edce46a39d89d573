#include "lottery.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Hits of a trial nearer than this are one draw; and the time a victim has to notice a bad one. */
#define DRAW_SPAN (5 * TICKS_PER_MINUTE)
#define DRAW_NOTICE (15 * TICKS_PER_MINUTE)
/* The rival of the lottery: something that fails at nearly every start. */
#define RIVAL 0.95
#define RATIO_STRONG 20.0
#define LUCK_WANTED 0.05

static int by_port(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

size_t ports_distinct(int64_t *ports, size_t n)
{
    size_t kept = 0;
    if (n)
        qsort(ports, n, sizeof *ports, by_port);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || ports[i] != ports[kept - 1])
            ports[kept++] = ports[i];
    return kept;
}

/* The different wanted ports that the pool can take, ascending; to be freed. */
static int64_t *reachable_ports(const struct lottery *l, size_t *n)
{
    int64_t *ports = calloc(l->wanted_n + 1, sizeof *ports);
    if (!ports)
        mem_die(l->wanted_n * sizeof *ports);
    *n = 0;
    for (size_t i = 0; i < l->wanted_n; i++)
        if (l->wanted[i] >= l->from && l->wanted[i] <= l->to)
            ports[(*n)++] = l->wanted[i];
    *n = ports_distinct(ports, *n);
    return ports;
}

static int64_t reachable(const struct lottery *l)
{
    size_t n;
    free(reachable_ports(l, &n));
    return (int64_t)n;
}

static int64_t ports_of(const struct lottery *l)
{
    return l->from < 0 || l->to > UINT16_MAX || l->from > l->to ? 0 : l->to - l->from + 1;
}

/* C(N-m, k) / C(N, k) is the product of (N-k-i) / (N-i) for i below m. Summed as logarithms of one
 * minus something small, so that small chances keep their digits. */
static double even_chance(int64_t pool, int64_t n, int64_t m)
{
    double log_miss = 0;
    if (pool + m > n)
        return 1;
    for (int64_t i = 0; i < m; i++)
        log_miss += log1p(-(double)pool / (double)(n - i));
    return -expm1(log_miss);
}

/* Places of the row's first port from which it covers a wanted one, each counted once. */
static double run_chance(const struct lottery *l)
{
    size_t n;
    int64_t *ports = reachable_ports(l, &n);
    int64_t last = l->to - l->pool + 1, next = l->from, hits = 0;
    for (size_t i = 0; i < n; i++) {
        int64_t from = ports[i] - l->pool + 1, to = ports[i] < last ? ports[i] : last;
        from = from > next ? from : next;
        if (from > to)
            continue;
        hits += to - from + 1;
        next = to + 1;
    }
    free(ports);
    return (double)hits / (double)(last - l->from + 1);
}

double lottery_chance(const struct lottery *l)
{
    int64_t n = ports_of(l), m = reachable(l);
    if (n == 0 || m == 0 || l->pool <= 0)
        return 0;
    if (l->pool >= n)
        return 1;
    return l->run ? run_chance(l) : even_chance(l->pool, n, m);
}

double lottery_luck(double chance, int64_t draws)
{
    if (draws <= 0 || chance <= 0)
        return 1;
    return chance >= 1 ? 0 : exp((double)draws * log1p(-chance));
}

int64_t lottery_needed(double chance)
{
    if (chance <= 0)
        return INT_NONE;
    if (chance >= 1)
        return 1;
    double needed = ceil(log(LUCK_WANTED) / log1p(-chance));
    return needed < 1e15 ? (int64_t)needed : INT_NONE;
}

double lottery_year(double chance, double per_year)
{
    return chance >= 1 ? 1 : -expm1(per_year * log1p(-chance));
}

size_t lottery_draws(const int64_t *ticks, size_t n, int64_t *out)
{
    size_t draws = 0;
    for (size_t i = 0; i < n; i++)
        if (i == 0 || ticks[i] - ticks[i - 1] >= DRAW_SPAN)
            out[draws++] = ticks[i];
    return draws;
}

/* Until when the draw could show itself; TIME_NONE where the log does not say. */
static int64_t draw_end(const struct lottery_field *f, size_t i)
{
    struct moment first, last;
    if (i + 1 < f->draws_n)
        return f->draws[i + 1];
    if (!survey_channel(f->survey, f->host, f->channel, f->local, &first, &last))
        last = f->channel.len ? MOMENT_NONE : survey_end(f->survey, f->host, f->local);
    return last.ticks == TIME_NONE || last.ticks - f->draws[i] < DRAW_NOTICE ? TIME_NONE
                                                                             : last.ticks;
}

static bool field_covered(const struct lottery_field *f, int64_t from, int64_t to)
{
    return survey_covered(f->survey, f->host, f->channel, (struct moment){from, f->local},
                          (struct moment){to, f->local});
}

struct lottery_trials lottery_count(const struct lottery_field *f)
{
    struct lottery_trials t = {0};
    size_t b = 0;
    for (size_t i = 0; i < f->draws_n; i++) {
        int64_t end = draw_end(f, i);
        if (end == TIME_NONE || !field_covered(f, f->draws[i], end))
            continue;
        while (b < f->begins_n && f->begins[b] < f->draws[i])
            b++;
        bool last = i + 1 == f->draws_n;
        t.n++;
        t.k += b < f->begins_n && (last ? f->begins[b] <= end : f->begins[b] < end);
    }
    return t;
}

int64_t lottery_draws_since(const struct lottery_field *f, struct moment last)
{
    int64_t n = 0;
    for (size_t i = 0; i < f->draws_n; i++)
        n += f->draws[i] > last.ticks && last.local == f->local &&
             field_covered(f, f->draws[i], f->draws[i] + DRAW_NOTICE);
    return n;
}

/* Logarithm of the chance of k out of n, given that there is at least one. The number of ways is
 * left out: it is the same for both sides of a ratio. */
static double log_binomial(double chance, struct lottery_trials t)
{
    double miss = log1p(-chance);
    return (double)t.k * log(chance) + (double)(t.n - t.k) * miss - log(-expm1((double)t.n * miss));
}

double lottery_ratio(double chance, struct lottery_trials t)
{
    if (t.k <= 0 || t.n <= 0 || t.k > t.n || chance <= 0)
        return 1;
    chance = chance < 1 ? chance : 1 - 1e-12;
    double ratio = exp(log_binomial(chance, t) - log_binomial(RIVAL, t));
    return ratio > RATIO_STRONG       ? RATIO_STRONG
           : ratio < 1 / RATIO_STRONG ? 1 / RATIO_STRONG
                                      : ratio;
}

/* Words ---------------------------------------------------------------------------------------- */

static struct str percent(struct arena *arena, double chance)
{
    return arena_fmt(arena, "%.4g %%", chance * 100);
}

/* Whole percent for people; "less than 1", "more than 99" at the ends. */
static struct str percent_words(struct arena *arena, double chance)
{
    if (chance < 0.01)
        return chance < 0.001 ? STR("less than 0.1 %") : arena_fmt(arena, "%.1f %%", chance * 100);
    return chance > 0.995 && chance < 1 ? STR("more than 99 %")
                                        : arena_fmt(arena, "%.0f %%", chance * 100);
}

/* The last word of "DNS starts", and the same of one of them. */
static struct str last_word(struct str what)
{
    size_t at = what.len;
    while (at > 0 && what.ptr[at - 1] != ' ')
        at--;
    return str_skip(what, at);
}

static struct str one_of(struct str what)
{
    struct str word = last_word(what);
    return str_ends(word, STR("s")) ? str_head(word, word.len - 1) : word;
}

struct str lottery_residual(struct arena *arena, double chance, double per_year)
{
    if (chance <= 0)
        return STR("none");
    struct str start =
        chance > 0.5
            ? arena_fmt(arena, "%.3g %% of starts", chance * 100)
            : arena_fmt(arena, "one start in %.*s (%.3g %%)",
                        STR_ARG(count_words(arena, (int64_t)lround(1 / chance))), chance * 100);
    if (isnan(per_year))
        return start;
    return arena_fmt(arena, "%.*s, %.*s in a year with %.*s starts", STR_ARG(start),
                     STR_ARG(percent_words(arena, lottery_year(chance, per_year))),
                     STR_ARG(count_words(arena, (int64_t)lround(per_year))));
}

/* How the chance was found. */
static struct str lottery_kind(struct arena *arena, const struct lottery *l)
{
    const char *measured = l->measured ? ", as measured" : "";
    if (l->run)
        return arena_fmt(arena, "a row of %.*s ports anywhere in %lld to %lld%s",
                         STR_ARG(count_words(arena, l->pool)), (long long)l->from, (long long)l->to,
                         measured);
    return arena_fmt(arena,
                     "an even draw of %.*s out of the ports %lld to %lld%s, 1 - C(N-m, k) / C(N, "
                     "k) with N = %lld, k = %lld, m = %lld",
                     STR_ARG(count_words(arena, l->pool)), (long long)l->from, (long long)l->to,
                     measured, (long long)ports_of(l), (long long)l->pool, (long long)reachable(l));
}

struct a_luck *lottery_luck_of(struct arena *arena, const struct lottery *l, int64_t draws_since)
{
    struct a_luck *luck = ARENA_NEW(arena, struct a_luck);
    double chance = lottery_chance(l);
    *luck = (struct a_luck){.kind = STR("lottery"),
                            .chance = chance,
                            .draws = draws_since,
                            .expected = chance * (double)draws_since,
                            .probability = lottery_luck(chance, draws_since),
                            .needed = lottery_needed(chance)};
    luck->model = lottery_kind(arena, l);
    return luck;
}

struct str lottery_words(struct arena *arena, const struct a_luck *luck, struct str what)
{
    what = what.len ? what : STR("draws");
    struct str one = one_of(what), plural = last_word(what);
    if (luck->needed == INT_NONE)
        return arena_fmt(arena, "0 of %lld %.*s since; the pool cannot take what is wanted",
                         (long long)luck->draws, STR_ARG(what));
    return arena_fmt(
        arena,
        "0 of %lld %.*s since; with %.*s per %.*s that happens by luck in %.*s of cases; "
        "%.*s clean %.*s are needed for 95 %%",
        (long long)luck->draws, STR_ARG(what), STR_ARG(percent(arena, luck->chance)), STR_ARG(one),
        STR_ARG(percent_words(arena, luck->probability)), STR_ARG(count_words(arena, luck->needed)),
        STR_ARG(plural));
}

struct str lottery_model(struct arena *arena, const struct lottery *l, struct lottery_trials t,
                         struct str what)
{
    what = what.len ? what : STR("draws");
    struct str one = one_of(what);
    int64_t m = reachable(l);
    struct str head = arena_fmt(
        arena, "%.*s of %.*s ports%s are drawn %sat each %.*s, so %s taken in %.*s of them",
        STR_ARG(count_words(arena, l->pool)), STR_ARG(count_words(arena, ports_of(l))),
        l->measured ? " (measured)" : "", l->run ? "as one row " : "", STR_ARG(one),
        m == 1 ? "the one that is wanted is"
               : arena_fmt(arena, "one at least of the %lld that are wanted is", (long long)m).ptr,
        STR_ARG(percent(arena, lottery_chance(l))));
    if (t.n == 0)
        return head;
    return arena_fmt(arena, "%.*s; %lld of %lld %.*s that the log covers %s followed by failures",
                     STR_ARG(head), (long long)t.k, (long long)t.n, STR_ARG(what),
                     t.k == 1 ? "was" : "were");
}
