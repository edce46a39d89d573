#include "diagnosis/chance.h"

#include "lottery.h"

static struct chance compute(const struct chance_draw *d, bool run)
{
    struct lottery l = {.pool = d->pool,
                        .from = d->from,
                        .to = d->to,
                        .wanted = d->wanted,
                        .wanted_n = d->wanted_n,
                        .run = run};
    struct chance c = {.start = lottery_chance(&l)};
    int64_t clean = lottery_needed(c.start);
    c.some = d->starts > 0 ? lottery_year(c.start, (double)d->starts) : 0;
    c.none = lottery_luck(c.start, d->starts);
    c.clean = clean == INT_NONE ? -1 : clean;
    return c;
}

struct chance chance_even(const struct chance_draw *d)
{
    return compute(d, false);
}

struct chance chance_row(const struct chance_draw *d)
{
    return compute(d, true);
}
