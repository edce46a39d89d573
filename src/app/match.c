#include "app/match.h"

#include "feed.h"
#include "pipeline.h"

struct printing {
    const struct ruleset *rules;
    const struct source *sources;
    size_t sources_n;
    const struct match_spec *spec;
    struct output *to;
    struct buf line;
};

static void put_text(struct buf *b, const char *name, struct str value)
{
    buf_fmt(b, ", \"%s\": ", name);
    buf_json(b, value);
}

static void put_moment(struct buf *b, const char *name, struct moment m)
{
    char text[TIME_TEXT];
    if (m.ticks == TIME_NONE)
        buf_fmt(b, ", \"%s\": null", name);
    else
        buf_fmt(b, ", \"%s\": \"%s\"", name, time_iso(m, text));
}

static void put_rule(struct buf *b, const struct rule_info *r)
{
    buf_text(b, ", \"rule\": {\"id\": ");
    buf_json(b, r->id);
    put_text(b, "name", r->name);
    put_text(b, "title", r->title);
    put_text(b, "level", str_of(level_names[r->level]));
    buf_char(b, '}');
}

static enum status end_line(struct printing *p, struct err *err)
{
    buf_text(&p->line, "}\n");
    return output_write(p->to, buf_str(&p->line), err);
}

static enum status print_event(struct printing *p, const char *type, const struct hit *h,
                               struct err *err)
{
    const struct rule_info *rule = &ruleset_rules(p->rules)[h->rule];
    if (!rule->reports && !p->spec->all)
        return OK;
    buf_reset(&p->line);
    buf_fmt(&p->line, "{\"type\": \"%s\"", type);
    put_rule(&p->line, rule);
    put_text(&p->line, "source", h->source < p->sources_n ? p->sources[h->source].path : STR(""));
    buf_fmt(&p->line, ", \"position\": %llu", (unsigned long long)h->position);
    if (h->record_id == EVENT_NONE)
        buf_text(&p->line, ", \"record_id\": null");
    else
        buf_fmt(&p->line, ", \"record_id\": %lld", (long long)h->record_id);
    put_moment(&p->line, "time", h->at);
    put_text(&p->line, "host", h->origin->host);
    put_text(&p->line, "channel", h->origin->channel);
    return end_line(p, err);
}

static enum status print_hit(void *self, const struct hit *h, struct err *err)
{
    return print_event(self, "hit", h, err);
}

static enum status print_undecided(void *self, const struct hit *h, struct err *err)
{
    return print_event(self, "undecided", h, err);
}

static void put_group(struct buf *b, const struct group *g)
{
    buf_text(b, ", \"group\": {");
    for (size_t i = 0; g && i < g->n; i++) {
        buf_text(b, i ? ", " : "");
        buf_json(b, g->values[i].name);
        buf_text(b, ": ");
        buf_json(b, g->values[i].value);
    }
    buf_char(b, '}');
}

static enum status print_episode(void *self, const struct episode *e, struct err *err)
{
    struct printing *p = self;
    const struct rule_info *rule = &ruleset_rules(p->rules)[e->rule];
    if (!rule->reports && !p->spec->all)
        return OK;
    buf_reset(&p->line);
    buf_text(&p->line, "{\"type\": \"episode\"");
    put_rule(&p->line, rule);
    put_group(&p->line, e->group);
    put_moment(&p->line, "first", e->first);
    put_moment(&p->line, "fired", e->fired);
    put_moment(&p->line, "last", e->last);
    buf_fmt(&p->line, ", \"events\": %llu, \"peak\": %.15g, \"open_end\": %s, \"censored\": %s, "
            "\"capped\": %s",
            (unsigned long long)e->events, e->peak, e->open_end ? "true" : "false",
            e->censored ? "true" : "false", e->capped ? "true" : "false");
    return end_line(p, err);
}

static enum status skip_member(void *self, const struct member *m, struct err *err)
{
    (void)self, (void)m, (void)err;
    return OK;
}

static enum status match_events(struct printing *p, struct store *store, struct notes *notes,
                                struct err *err)
{
    struct match_sink sink = {p, print_hit, skip_member, print_episode, print_undecided};
    struct event_stream events;
    TRY(store_events(store, &p->spec->filter, &events, err));
    struct matcher *m = matcher_new(p->rules, sink, notes);
    enum status status = feed_all(
        &(struct feed){.matcher = m, .rules = p->rules, .jobs = p->spec->jobs}, &events, err);
    matcher_free(m);
    store_events_end(store);
    return status;
}

enum status match_run(struct store *store, const struct match_spec *spec, struct output *to,
                      struct notes *notes, struct match_result *out, struct err *err)
{
    struct ruleset *rules;
    struct source *sources;
    struct arena arena = {0};
    *out = (struct match_result){0};
    struct printing p = {.spec = spec, .to = to};
    TRY(ruleset_load(pipeline_rules(spec->rules), notes, &rules, err));
    out->left_out = ruleset_left_out(rules);
    enum status status = store_sources(store, &arena, &sources, &p.sources_n, err);
    if (status == OK) {
        p.rules = rules;
        p.sources = sources;
        status = match_events(&p, store, notes, err);
    }
    buf_free(&p.line);
    arena_free(&arena);
    ruleset_free(rules);
    return status;
}
