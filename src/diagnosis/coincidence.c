#include "coincidence.h"

#include "base/time.h"

#include <math.h>
#include <stdlib.h>

#define SHIFT_MOST (3 * TICKS_PER_HOUR)
#define SHIFT_NEAR TICKS_PER_MINUTE
#define BY_CHANCE 0.2

enum {
    CHANCE_LEAST = 4,  /* of fewer attempts nobody can say */
    CHANCE_OTHERS = 3, /* what is rare on both sides is worth a look even if it met but once */
    SHIFT_LEAST = 5,
    PAIRS_MOST = 100000
};

static size_t lower(struct moments m, int64_t at)
{
    size_t low = 0, high = m.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (m.v[middle] < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t moments_meet(struct moments a, struct moments b, int64_t within, int64_t shift)
{
    size_t n = 0;
    for (size_t i = 0; i < a.n; i++) {
        size_t k = lower(b, a.v[i] + shift - within);
        n += k < b.n && b.v[k] <= a.v[i] + shift + within;
    }
    return n;
}

/* Chance --------------------------------------------------------------------------------------- */

/* The share of from..to that lies at most `within` from one of b. */
static double covered_share(struct moments b, int64_t within, int64_t from, int64_t to)
{
    int64_t covered = 0, until = from;
    for (size_t i = lower(b, from - within); i < b.n && b.v[i] - within < to; i++) {
        int64_t begin = b.v[i] - within > until ? b.v[i] - within : until;
        int64_t end = b.v[i] + within < to ? b.v[i] + within : to;
        if (end > begin)
            covered += end - begin;
        until = end > until ? end : until;
    }
    return (double)covered / (double)(to - from);
}

/* The chance of k or more of n, each with chance p. */
static double tail(size_t n, size_t k, double p)
{
    double sum = 0;
    for (size_t i = k; i <= n; i++) {
        double ways = lgamma((double)n + 1) - lgamma((double)i + 1) - lgamma((double)(n - i) + 1);
        sum += exp(ways + (double)i * log(p) + (double)(n - i) * log1p(-p));
    }
    return sum;
}

bool moments_by_chance(struct moments a, struct moments b, int64_t within, size_t met)
{
    if (a.n < CHANCE_LEAST || b.n < CHANCE_OTHERS || met == 0 || met * 2 >= a.n ||
        a.v[a.n - 1] <= a.v[0])
        return false;
    double p = covered_share(b, within, a.v[0] - within, a.v[a.n - 1] + within);
    return p > 0 && p < 0.5 && tail(a.n, met, p) > BY_CHANCE;
}

/* Shift ---------------------------------------------------------------------------------------- */

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* By how much later each of b is than each of a, as far as a clock may be wrong. */
static int64_t *list_differences(struct arena *arena, struct moments a, struct moments b, size_t *n)
{
    int64_t *v = NULL;
    size_t max = 0;
    *n = 0;
    for (size_t i = 0; i < a.n; i++)
        for (size_t k = lower(b, a.v[i] - SHIFT_MOST); k < b.n && b.v[k] <= a.v[i] + SHIFT_MOST;
             k++) {
            if (*n == PAIRS_MOST)
                return NULL;
            GROW(arena, v, *n, max);
            v[(*n)++] = b.v[k] - a.v[i];
        }
    if (*n)
        qsort(v, *n, sizeof *v, by_value);
    return v;
}

/* The middle of the crowd that has most members; those near `but` are passed over. */
static size_t crowd(const int64_t *v, size_t n, const int64_t *but, int64_t *middle)
{
    size_t most = 0;
    for (size_t low = 0, high = 0; low < n; low++) {
        while (high < n && v[high] - v[low] <= 2 * SHIFT_NEAR)
            high++;
        bool beside = but && llabs(v[low] - *but) <= 4 * SHIFT_NEAR;
        if (high - low > most && !beside) {
            most = high - low;
            *middle = v[low] + (v[high - 1] - v[low]) / 2;
        }
    }
    return most;
}

bool moments_shift(struct arena *arena, struct moments a, struct moments b, int64_t within,
                   int64_t *shift)
{
    size_t n;
    int64_t best = 0, second = 0;
    if (a.n < SHIFT_LEAST || b.n < SHIFT_LEAST || moments_meet(a, b, within, 0) * 2 > a.n)
        return false;
    int64_t *v = list_differences(arena, a, b, &n);
    size_t most = v ? crowd(v, n, NULL, &best) : 0;
    if (most < SHIFT_LEAST || crowd(v, n, &best, &second) * 2 > most ||
        moments_meet(a, b, SHIFT_NEAR, best) * 5 < a.n * 4)
        return false;
    *shift = best;
    return true;
}
