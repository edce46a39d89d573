/* Temporal correlations: rules that are true near each other, or one after another. */
#include "state.h"

#include <stdlib.h>

#include "base/limits.h"

static void *taken(size_t n, size_t size)
{
    void *p = calloc(n + 1, size);
    if (!p)
        mem_die(n * size);
    return p;
}

void sequence_free(struct sequence *q)
{
    for (size_t i = 0; i < q->steps_n; i++) {
        free(q->steps[i].chain.parts);
        free(q->steps[i].before.parts);
    }
    for (size_t i = q->head; i < q->end; i++)
        free(q->pending[i].parts);
    free(q->steps);
    free(q->pending);
    free(q->marked);
    free(q->seen.v);
}

static void open_sequence(const struct correlation *c, struct sequence *q)
{
    if (q->steps)
        return;
    q->steps_n = c->type == TEMPORAL ? c->rules_n : 0;
    for (size_t i = 0; i < c->paths_n; i++)
        q->steps_n += c->paths[i].n;
    q->steps = taken(q->steps_n, sizeof(*q->steps));
    q->marked = taken(c->rules_n, sizeof(*q->marked));
}

/* Events counted once in an episode --------------------------------------------------------------
 */

static bool add_seen(struct parts *seen, const struct part *p)
{
    size_t at = seen->n;
    while (at > seen->head && seen->v[at - 1].seq > p->seq)
        at--;
    if (at > seen->head && seen->v[at - 1].seq == p->seq)
        return false;
    seen->v = state_room(seen->v, seen->n, &seen->max, sizeof(*seen->v));
    memmove(seen->v + at + 1, seen->v + at, (seen->n - at) * sizeof(*seen->v));
    seen->v[at] = *p;
    seen->n++;
    return true;
}

/* What lies further back than a window cannot take part again. */
static void forget_seen(struct parts *seen, int64_t before)
{
    while (seen->head < seen->n && seen->v[seen->head].at < before)
        seen->head++;
    if (seen->head > 64 && seen->head > seen->n / 2) {
        seen->n -= seen->head;
        memmove(seen->v, seen->v + seen->head, seen->n * sizeof(*seen->v));
        seen->head = 0;
    }
}

static enum status satisfied(struct windows *w, struct state *s, struct verdict v,
                             const struct part *parts, size_t n, struct err *err)
{
    const struct correlation *c = state_correlation(w, s);
    struct parts *seen = &s->sequence.seen;
    forget_seen(seen, v.last - c->timespan);
    for (size_t i = 0; i < n; i++)
        if (add_seen(seen, &parts[i]))
            v.events += parts[i].events;
    TRY(episode_goes_on(w, s, &v, err));
    return episode_true(w, s, &v, err);
}

/* What must not be --------------------------------------------------------------------------------
 */

static void close_gap(const struct correlation *c, struct sequence *q)
{
    memmove(q->pending, q->pending + q->head, (q->end - q->head) * sizeof(*q->pending));
    for (size_t i = 0; i < c->rules_n; i++)
        q->marked[i] = q->marked[i] > q->head ? q->marked[i] - q->head : 0;
    q->end -= q->head;
    q->head = 0;
}

static void put_pending(struct windows *w, struct state *s, struct pending p,
                        const struct part *parts)
{
    struct sequence *q = &s->sequence;
    if (q->head > 64 && q->head > q->end / 2)
        close_gap(state_correlation(w, s), q);
    if (q->end - q->head == LIMIT_WINDOW_EVENTS) {
        state_capped(w, s);
        q->pending_parts -= q->pending[q->head].parts_n;
        free(q->pending[q->head++].parts);
    }
    p.parts = taken(p.parts_n, sizeof(*p.parts));
    memcpy(p.parts, parts, p.parts_n * sizeof(*parts));
    q->pending = state_room(q->pending, q->end, &q->max, sizeof(*q->pending));
    q->pending[q->end++] = p;
    q->pending_parts += p.parts_n;
}

/* An excluded rule was true: it counts against everything whose time is not over. What it was held
 * against once needs no second look: either it is marked, or its time was over even then. */
static void exclude(struct state *s, const struct correlation *c, uint32_t ref, int64_t at)
{
    struct sequence *q = &s->sequence;
    size_t from = q->marked[ref] > q->head ? q->marked[ref] : q->head;
    for (size_t i = from; i < q->end; i++)
        if (at <= q->pending[i].start + c->timespan)
            q->pending[i].excluded |= UINT64_C(1) << ref;
    q->marked[ref] = q->end;
}

/* In a sequence only those count that stand behind the last that must be there. */
static uint64_t excluded_behind(const struct path *p)
{
    uint64_t bits = 0;
    for (size_t i = p->n; i-- > 0 && p->steps[i].negated;)
        bits |= UINT64_C(1) << p->steps[i].ref;
    return bits;
}

static bool stands(const struct correlation *c, const struct pending *p)
{
    if (c->type == TEMPORAL)
        return expr_holds(c->when, p->there | p->excluded);
    return (p->excluded & excluded_behind(&c->paths[p->path])) == 0;
}

enum status sequence_decide(struct windows *w, struct state *s, int64_t until, int64_t end,
                            struct err *err)
{
    const struct correlation *c = state_correlation(w, s);
    struct sequence *q = &s->sequence;
    while (q->head < q->end && q->pending[q->head].start + c->timespan <= until) {
        struct pending p = q->pending[q->head++];
        q->pending_parts -= p.parts_n;
        struct verdict v = {.fired = p.start + c->timespan,
                            .first = p.first,
                            .last = p.last,
                            .metric = (double)p.parts_n};
        v.censored = end != TIME_NONE && v.fired > end;
        enum status status = OK;
        bool good = stands(c, &p);
        if (!good || (s->open && p.last - s->episode.last.ticks > c->timespan))
            status = episode_close(w, s, false, err);
        if (status == OK && good)
            status = satisfied(w, s, v, p.parts, p.parts_n, err);
        free(p.parts);
        TRY(status);
    }
    return OK;
}

/* In any order ------------------------------------------------------------------------------------
 */

/* The latest of each rule that must be there, as far as it lies in the window. */
static size_t gather(const struct state *s, const struct correlation *c, int64_t from,
                     struct part *parts, struct pending *p)
{
    size_t n = 0;
    for (uint32_t i = 0; i < c->rules_n; i++) {
        const struct step *step = &s->sequence.steps[i];
        if (!step->hit || step->last.at < from || !(c->positive >> i & 1))
            continue;
        parts[n++] = (struct part){step->last.seq, step->last.events, step->last.at};
        p->there |= UINT64_C(1) << i;
        p->first = n == 1 || step->last.first < p->first ? step->last.first : p->first;
        p->start = n == 1 || step->last.at < p->start ? step->last.at : p->start;
    }
    return n;
}

static bool all_there(const struct correlation *c, const struct pending *p, size_t n)
{
    if (c->counted)
        return bounds_low(&c->bounds, (double)n, 1);
    return c->when ? expr_holds(c->when, p->there) : n == c->rules_n;
}

static enum status feed_unordered(struct windows *w, struct state *s, uint32_t ref,
                                  const struct sign *sign, struct err *err)
{
    const struct correlation *c = state_correlation(w, s);
    struct part parts[LIMIT_CORRELATION_RULES];
    struct pending p = {.last = sign->at};
    struct step *step = &s->sequence.steps[ref];
    step->hit = true;
    step->last = *sign;
    if (!(c->positive >> ref & 1)) {
        exclude(s, c, ref, sign->at);
        return OK;
    }
    size_t n = p.parts_n = gather(s, c, sign->at - c->timespan, parts, &p);
    if (!all_there(c, &p, n))
        return c->negative ? OK : episode_close(w, s, false, err);
    if (!c->negative) {
        struct verdict v = {.fired = sign->at,
                            .first = p.first,
                            .last = sign->at,
                            .metric = (double)n,
                            .now = sign->now};
        return satisfied(w, s, v, parts, n, err);
    }
    for (uint32_t i = 0; i < c->rules_n; i++)
        if (c->negative >> i & 1 && s->sequence.steps[i].hit &&
            s->sequence.steps[i].last.at >= sign->at - c->timespan)
            p.excluded |= UINT64_C(1) << i;
    put_pending(w, s, p, parts);
    return OK;
}

/* One after another -------------------------------------------------------------------------------
 */

/* A path of one group at work. */
struct walk {
    struct windows *w;
    struct state *s;
    const struct correlation *c;
    const struct path *path;
    struct step *steps;
    uint32_t path_at;
};

static bool previous(const struct path *p, size_t at, size_t *out)
{
    while (at-- > 0)
        if (!p->steps[at].negated) {
            *out = at;
            return true;
        }
    return false;
}

static bool next(const struct path *p, size_t at, size_t *out)
{
    while (++at < p->n)
        if (!p->steps[at].negated) {
            *out = at;
            return true;
        }
    return false;
}

static size_t place_of(const struct path *p, size_t at)
{
    size_t n = 0;
    for (size_t i = 0; i < at; i++)
        n += !p->steps[i].negated;
    return n;
}

static void keep_chain(struct chain *to, const struct chain *from, size_t parts_max, size_t parts_n)
{
    struct part *parts = to->parts ? to->parts : taken(parts_max, sizeof(*parts));
    if (from->parts && parts_n)
        memcpy(parts, from->parts, parts_n * sizeof(*parts));
    *to = *from;
    to->parts = parts;
}

/* The chain that a step extends: it must have ended before the event, or at the same time in
 * another log. */
static const struct chain *extendable(const struct step *step, const struct sign *sign)
{
    const struct chain *c = &step->chain;
    if (c->there && c->seq == sign->seq)
        c = &step->before;
    return c->there && c->at <= sign->at ? c : NULL;
}

/* The step's rule is true: its chain becomes the best one before it and this event. */
static bool extend(struct walk *k, size_t at, const struct sign *sign)
{
    struct step *step = &k->steps[at];
    const struct chain *before = NULL;
    size_t prev, place = place_of(k->path, at);
    bool begins = !previous(k->path, at, &prev);
    if (!begins && !(before = extendable(&k->steps[prev], sign)))
        return false;
    int64_t start = begins ? sign->at : before->start;
    if (sign->at - start > k->c->timespan || (step->chain.there && start < step->chain.start))
        return false;
    if (step->chain.there && step->chain.seq != sign->seq)
        keep_chain(&step->before, &step->chain, place + 1, place + 1);
    struct chain made = {.there = true,
                         .start = start,
                         .at = sign->at,
                         .seq = sign->seq,
                         .log = sign->log,
                         .first = begins ? sign->first : before->first,
                         .parts = before ? before->parts : NULL};
    keep_chain(&step->chain, &made, place + 1, place);
    step->chain.parts[place] = (struct part){sign->seq, sign->events, sign->at};
    return true;
}

/* An excluded rule between two steps ends every chain that waits there. */
static void cut_chains(struct walk *k, size_t at)
{
    size_t prev;
    if (previous(k->path, at, &prev))
        k->steps[prev].chain.there = k->steps[prev].before.there = false;
}

/* Excluded in front of the first step: not within a timespan before the last. */
static bool excluded_before(const struct walk *k, int64_t last)
{
    for (size_t i = 0; i < k->path->n && k->path->steps[i].negated; i++)
        if (k->steps[i].hit && k->steps[i].last.at >= last - k->c->timespan)
            return true;
    return false;
}

static enum status complete(struct walk *k, size_t at, const struct sign *sign, struct err *err)
{
    const struct chain *chain = &k->steps[at].chain;
    size_t n = k->path->positive;
    struct pending p = {.start = chain->start,
                        .first = chain->first,
                        .last = sign->at,
                        .path = k->path_at,
                        .parts_n = n};
    struct verdict v = {.fired = sign->at,
                        .first = chain->first,
                        .last = sign->at,
                        .metric = (double)n,
                        .now = sign->now};
    if (excluded_before(k, sign->at))
        return OK;
    if (!k->path->steps[k->path->n - 1].negated)
        return satisfied(k->w, k->s, v, chain->parts, n, err);
    put_pending(k->w, k->s, p, chain->parts);
    return OK;
}

/* Extends the step, and those behind it that came at the same time in another log and were read
 * before. */
static enum status advance(struct walk *k, size_t at, const struct sign *sign, struct err *err)
{
    struct sign now = *sign;
    bool more = true;
    while (more && extend(k, at, &now)) {
        size_t behind;
        if (!next(k->path, at, &behind))
            return complete(k, at, &now, err);
        const struct step *step = &k->steps[behind];
        more = step->hit && step->last.at == now.at && step->last.log != now.log &&
               step->last.seq != now.seq;
        now = step->last;
        at = behind;
    }
    return OK;
}

/* An open episode ends when no whole sequence lies in the window any more. */
static bool still_holds(const struct walk *k, int64_t at)
{
    for (size_t i = k->path->n; i-- > 0;)
        if (!k->path->steps[i].negated)
            return k->steps[i].chain.there && at - k->steps[i].chain.start <= k->c->timespan;
    return false;
}

static enum status feed_path(struct walk *k, uint32_t ref, const struct sign *sign, bool *holds,
                             struct err *err)
{
    for (size_t i = k->path->n; i-- > 0;) {
        if (k->path->steps[i].ref != ref)
            continue;
        k->steps[i].hit = true;
        k->steps[i].last = *sign;
        if (k->path->steps[i].negated)
            cut_chains(k, i);
        else
            TRY(advance(k, i, sign, err));
    }
    *holds = *holds || still_holds(k, sign->at);
    return OK;
}

static enum status feed_ordered(struct windows *w, struct state *s, uint32_t ref,
                                const struct sign *sign, struct err *err)
{
    const struct correlation *c = state_correlation(w, s);
    struct step *steps = s->sequence.steps;
    bool holds = false;
    exclude(s, c, ref, sign->at);
    for (uint32_t i = 0; i < c->paths_n; i++) {
        struct walk k = {w, s, c, &c->paths[i], steps, i};
        TRY(feed_path(&k, ref, sign, &holds, err));
        steps += c->paths[i].n;
    }
    return holds || c->negative ? OK : episode_close(w, s, false, err);
}

enum status sequence_feed(struct windows *w, struct state *s, uint32_t ref, const struct sign *sign,
                          struct err *err)
{
    const struct correlation *c = state_correlation(w, s);
    open_sequence(c, &s->sequence);
    if (c->type == TEMPORAL)
        return feed_unordered(w, s, ref, sign, err);
    return feed_ordered(w, s, ref, sign, err);
}
