#include "rule/matcher.h"

#include <stdlib.h>

#include "base/buf.h"
#include "window.h"

struct matcher {
    const struct ruleset *rules;
    struct match_sink sink;
    struct notes *notes;
    uint64_t *undecided; /* events, by rule */
    struct tester *tester;
    struct view *view; /* of an event that hits */
    struct windows *windows;
    uint64_t hits_out;
    struct matcher_stats stats;
    struct intern origins_by_key;
    const struct origin **origins; /* by index there */
    size_t origins_n, origins_max;
    struct arena arena;
};

struct matcher *matcher_new(const struct ruleset *rules, struct match_sink sink,
                            struct notes *notes)
{
    struct matcher *m = calloc(1, sizeof(*m));
    if (!m)
        mem_die(sizeof(*m));
    m->rules = rules;
    m->sink = sink;
    m->notes = notes;
    m->undecided = calloc(ruleset_count(rules) + 1, sizeof(*m->undecided));
    if (!m->undecided)
        mem_die(sizeof(*m->undecided));
    m->tester = tester_new(rules);
    m->view = view_new(rules);
    m->windows = windows_new(rules, sink, notes, m->view);
    return m;
}

void matcher_free(struct matcher *m)
{
    if (!m)
        return;
    windows_free(m->windows);
    view_free(m->view);
    tester_free(m->tester);
    free(m->undecided);
    intern_free(&m->origins_by_key);
    arena_free(&m->arena);
    free(m);
}

struct tester *matcher_tester(struct matcher *m)
{
    return m->tester;
}

static void put_part(struct buf *key, struct str part)
{
    buf_fmt(key, "%zu:", part.len);
    buf_add(key, part);
}

static const struct origin *origin_of(struct matcher *m, const struct event *e)
{
    struct buf key = {0};
    put_part(&key, e->host);
    put_part(&key, e->channel);
    put_part(&key, e->provider);
    buf_fmt(&key, "%lld,%lld", (long long)e->event_id, (long long)e->level);
    size_t before = m->origins_by_key.n;
    uint32_t at = intern_put(&m->origins_by_key, buf_str(&key));
    buf_free(&key);
    if (m->origins_by_key.n > before) {
        struct origin *made = ARENA_NEW(&m->arena, struct origin);
        *made = (struct origin){arena_str(&m->arena, e->host), arena_str(&m->arena, e->channel),
                                arena_str(&m->arena, e->provider), e->event_id, e->level};
        GROW(&m->arena, m->origins, m->origins_n, m->origins_max);
        m->origins[m->origins_n++] = made;
    }
    return m->origins[at];
}

static enum status send_members(struct matcher *m, uint32_t rule, struct err *err)
{
    const struct rule *r = &m->rules->rules[rule];
    for (size_t i = 0; i < r->members_n; i++) {
        struct member member = {.rule = r->members[i].rule,
                                .group = windows_group(m->windows, &r->members[i]),
                                .hit = m->hits_out - 1,
                                .begins = r->members[i].begins};
        if (member.group)
            TRY(m->sink.member(m->sink.self, &member, err));
    }
    return OK;
}

static struct hit hit_of(struct matcher *m, const struct event *e)
{
    return (struct hit){.origin = origin_of(m, e),
                        .event = e->id,
                        .at = e->at,
                        .source = e->source,
                        .position = e->position,
                        .offset = e->offset,
                        .record_id = e->record_id};
}

/* A limit was reached: whether the event is a hit is not known. */
static enum status take_undecided(struct matcher *m, const struct event *e, struct rule_hits hits,
                                  struct err *err)
{
    struct hit hit = hit_of(m, e);
    for (size_t i = 0; i < hits.undecided_n; i++) {
        hit.rule = hits.undecided[i];
        m->undecided[hit.rule]++;
        m->stats.undecided++;
        if (m->sink.undecided)
            TRY(m->sink.undecided(m->sink.self, &hit, err));
    }
    return OK;
}

enum status matcher_take(struct matcher *m, const struct event *e, struct rule_hits hits,
                         struct err *err)
{
    m->stats.events++;
    TRY(windows_move(m->windows, e, err));
    if (hits.undecided_n)
        TRY(take_undecided(m, e, hits, err));
    if (hits.n == 0)
        return OK;
    view_load(m->view, e); /* windows group by its values */
    struct hit hit = hit_of(m, e);
    for (size_t i = 0; i < hits.n; i++) {
        hit.rule = hits.rules[i];
        m->stats.hits++;
        m->hits_out++;
        TRY(m->sink.hit(m->sink.self, &hit, err));
        TRY(send_members(m, hit.rule, err));
        TRY(windows_hit(m->windows, hit.rule, err));
    }
    return OK;
}

enum status matcher_feed(struct matcher *m, const struct event *e, struct err *err)
{
    return matcher_take(m, e, tester_hits(m->tester, e), err);
}

enum status matcher_end(struct matcher *m, struct err *err)
{
    for (size_t i = 0; i < ruleset_count(m->rules); i++)
        if (m->undecided[i])
            notes_sum(m->notes, NOTE_RULE_UNDECIDED, m->rules->infos[i].loc, m->undecided[i],
                      "'%.*s'", STR_ARG(m->rules->infos[i].title));
    return windows_end(m->windows, err);
}

struct matcher_stats matcher_stats(const struct matcher *m)
{
    struct matcher_stats stats = m->stats;
    windows_stats(m->windows, &stats);
    return stats;
}
