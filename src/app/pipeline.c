#include "pipeline.h"

#include "base/utf8.h"
#include "feed.h"

#include <stdlib.h>

struct rule_paths pipeline_rules(struct rule_paths asked)
{
    static const char *const builtin[] = {"builtin"};
    return asked.n ? asked : (struct rule_paths){builtin, 1};
}

static enum status keep_hit(void *self, const struct hit *h, struct err *err)
{
    struct pipeline *p = self;
    (void)err;
    GROW(p->arena, p->hits, p->hits_n, p->hits_max);
    p->hits[p->hits_n++] = *h;
    return OK;
}

static enum status keep_member(void *self, const struct member *m, struct err *err)
{
    struct pipeline *p = self;
    (void)err;
    GROW(p->arena, p->members, p->members_n, p->members_max);
    p->members[p->members_n++] = *m;
    return OK;
}

static enum status keep_episode(void *self, const struct episode *e, struct err *err)
{
    struct pipeline *p = self;
    (void)err;
    GROW(p->arena, p->episodes, p->episodes_n, p->episodes_max);
    p->episodes[p->episodes_n++] = *e;
    return OK;
}

void pipeline_open(struct pipeline *p)
{
    struct match_sink sink = {p, keep_hit, keep_member, keep_episode, NULL};
    p->matcher = matcher_new(p->rules, sink, p->notes);
    p->survey = survey_new(p->notes);
}

void pipeline_close(struct pipeline *p)
{
    matcher_free(p->matcher);
    survey_free(p->survey);
    intern_free(&p->hosts);
    intern_free(&p->pairs);
    intern_free(&p->local_hosts);
}

static void remember_host(struct pipeline *p, const struct event *e)
{
    char key[300];
    if (e->host.len == 0)
        return;
    struct str host = p->hosts.texts ? p->hosts.texts[0] : (struct str){0};
    if (!str_eq(host, e->host)) {
        uint32_t index = intern_put(&p->hosts, e->host); /* may move the texts */
        host = p->hosts.texts[index];
    }
    if (e->at.local)
        intern_put(&p->local_hosts, host);
    int len = snprintf(key, sizeof key, "%u %.*s", e->source, STR_ARG(str_head(host, 256)));
    size_t before = p->pairs.n;
    if (intern_put(&p->pairs, (struct str){key, (size_t)len}) < before)
        return;
    GROW(p->arena, p->in_sources, p->in_sources_n, p->in_sources_max);
    p->in_sources[p->in_sources_n++] = (struct source_host){e->source, host};
}

static void see_event(void *self, const struct event *e)
{
    struct pipeline *p = self;
    remember_host(p, e);
    survey_event(p->survey, e);
    p->events++;
}

enum status pipeline_pass(struct pipeline *p, struct event_stream *events, struct err *err)
{
    struct feed feed = {
        .matcher = p->matcher, .rules = p->rules, .jobs = p->jobs, .each = see_event, .self = p};
    TRY(feed_all(&feed, events, err));
    survey_finish(p->survey);
    return OK;
}

static int by_name(const void *a, const void *b)
{
    const struct str *x = a, *y = b;
    int order = utf8_fold_cmp(*x, *y);
    return order ? order : str_cmp(*x, *y);
}

/* Every host of the case: those of the events, and those only captures name. */
static struct str *all_hosts(struct pipeline *p, const struct pipeline_case *c, size_t *n)
{
    for (size_t i = 0; i < c->captures_n; i++)
        if (c->captures[i].host.len)
            intern_put(&p->hosts, c->captures[i].host);
    struct str *names = ARENA_ARRAY(p->arena, struct str, p->hosts.n + 1);
    if (p->hosts.n)
        memcpy(names, p->hosts.texts, p->hosts.n * sizeof(*names));
    qsort(names, p->hosts.n, sizeof(*names), by_name);
    *n = p->hosts.n;
    return names;
}

/* A zone by the name an input gave it; a name that is none is a remark, and the next source of a
 * zone is asked. */
static bool try_zone(struct pipeline *p, struct host_info *h, struct str name, struct str from)
{
    struct err why = {0};
    if (name.len == 0)
        return false;
    if (zone_load(p->arena, name, &h->zone, &why) != OK) {
        notes_add(p->notes, NOTE_ZONE_UNKNOWN, (struct loc){0}, "%.*s: '%.*s' (%.*s)",
                  STR_ARG(h->name), STR_ARG(name), STR_ARG(from));
        return false;
    }
    h->zone_known = true;
    h->zone_from = from;
    return true;
}

static void find_zone(struct pipeline *p, const struct pipeline_case *c, struct host_info *h)
{
    struct str from = {0};
    struct str told = facts_zone(c->captures, c->captures_n, h->name, &from);
    if (try_zone(p, h, survey_zone(p->survey, h->name), STR("event 6013")) ||
        try_zone(p, h, told, from) || try_zone(p, h, c->zone, STR("--tz")))
        return;
    h->zone = zone_utc();
    h->zone_from = STR("assumed");
}

/* Captures state wall-clock times; on a host whose zone is known they become UTC. */
static void place_captures(struct pipeline_case *c, const struct host_info *hosts, size_t n)
{
    for (size_t i = 0; i < c->captures_n; i++) {
        struct capture *capture = &c->captures[i];
        for (size_t h = 0; h < n; h++)
            if (capture->taken.ticks != TIME_NONE && capture->taken.local && hosts[h].zone_known &&
                str_eq(hosts[h].name, capture->host))
                capture->taken =
                    (struct moment){zone_to_utc(hosts[h].zone, capture->taken.ticks), false};
    }
}

enum status pipeline_hosts(struct pipeline *p, struct pipeline_case *c, struct host_info **hosts,
                           size_t *n, struct err *err)
{
    (void)err;
    size_t seen = p->hosts.n;
    struct facts_input in = {.sources = c->sources,
                             .sources_n = c->sources_n,
                             .hosts = p->hosts.texts,
                             .hosts_n = seen,
                             .in_sources = p->in_sources,
                             .in_sources_n = p->in_sources_n,
                             .assume_host = c->assume_host,
                             .taken = c->taken};
    facts_assign(p->arena, &in, c->captures, c->captures_n, p->notes);
    struct str *names = all_hosts(p, c, n);
    *hosts = ARENA_ARRAY(p->arena, struct host_info, *n + 1);
    for (size_t i = 0; i < *n; i++) {
        (*hosts)[i].name = names[i];
        find_zone(p, c, &(*hosts)[i]);
    }
    place_captures(c, *hosts, *n);
    return OK;
}

enum status pipeline_diagnose(struct pipeline *p, struct pipeline_case *c,
                              const struct host_info *hosts, size_t hosts_n, struct analysis *out,
                              struct err *err)
{
    struct diagnosis_input in = {.rules = ruleset_rules(p->rules),
                                 .rules_n = ruleset_count(p->rules),
                                 .hits = p->hits,
                                 .hits_n = p->hits_n,
                                 .members = p->members,
                                 .members_n = p->members_n,
                                 .episodes = p->episodes,
                                 .episodes_n = p->episodes_n,
                                 .captures = c->captures,
                                 .captures_n = c->captures_n,
                                 .sources = c->sources,
                                 .sources_n = c->sources_n,
                                 .hosts = hosts,
                                 .hosts_n = hosts_n,
                                 .survey = p->survey,
                                 .lookup = c->lookup,
                                 .min_level = c->min_level};
    return diagnose(p->catalogue, &in, p->arena, out, p->notes, err);
}
