#include "rule_case.h"

#include <math.h>
#include <stdlib.h>

const int64_t case_origin = INT64_C(1772495400) * TICKS_PER_SECOND; /* 2026-03-02T23:50:00Z */

static enum status keep_hit(void *self, const struct hit *h, struct err *err)
{
    struct rule_case *c = self;
    (void)err;
    ck_assert_uint_lt(c->hits_n, ARRAY_LEN(c->hits));
    c->hits[c->hits_n++] = *h;
    return OK;
}

static enum status keep_member(void *self, const struct member *m, struct err *err)
{
    struct rule_case *c = self;
    (void)err;
    ck_assert_uint_lt(c->members_n, ARRAY_LEN(c->members));
    c->members[c->members_n++] = *m;
    return OK;
}

static enum status keep_episode(void *self, const struct episode *e, struct err *err)
{
    struct rule_case *c = self;
    (void)err;
    ck_assert_uint_lt(c->episodes_n, ARRAY_LEN(c->episodes));
    c->episodes[c->episodes_n++] = *e;
    return OK;
}

static enum status keep_undecided(void *self, const struct hit *h, struct err *err)
{
    struct rule_case *c = self;
    (void)err;
    ck_assert_uint_lt(c->undecided_n, ARRAY_LEN(c->undecided));
    c->undecided[c->undecided_n++] = *h;
    return OK;
}

void case_rules(struct rule_case *c, const char *text)
{
    struct err err = {0};
    c->events_n = c->hits_n = c->members_n = c->episodes_n = c->undecided_n = 0;
    c->arena = (struct arena){0};
    c->matcher = NULL;
    notes_init(&c->notes, &c->arena);
    ck_assert_int_eq(ruleset_parse(str_of(text), "rule.yml", &c->notes, &c->rules, &err), OK);
}

void case_free(struct rule_case *c)
{
    matcher_free(c->matcher);
    ruleset_free(c->rules);
    arena_free(&c->arena);
}

struct event *case_event(struct rule_case *c, double seconds)
{
    ck_assert_uint_lt(c->events_n, CASE_EVENTS);
    struct event *e = &c->events[c->events_n];
    *e = (struct event){
        .id = (int64_t)c->events_n + 1,
        .at = {case_origin + llround(seconds * 1e7), false},
        .host = STR("SRV1"),
        .computer = STR("SRV1"),
        .channel = STR("Application"),
        .provider = STR("Test"),
        .record_id = (int64_t)c->events_n + 1,
        .event_id = 1000,
        .qualifiers = 0,
        .version = EVENT_NONE,
        .level = 2,
        .task = EVENT_NONE,
        .opcode = EVENT_NONE,
        .pid = EVENT_NONE,
        .tid = EVENT_NONE,
        .position = c->events_n
    };
    c->events_n++;
    return e;
}

void event_add(struct rule_case *c, struct event *e, const char *name, const char *value)
{
    struct field *fields = ARENA_ARRAY(&c->arena, struct field, e->fields_n + 1);
    if (e->fields_n)
        memcpy(fields, e->fields, e->fields_n * sizeof(*fields));
    fields[e->fields_n++] =
        (struct field){arena_str(&c->arena, str_of(name)), arena_str(&c->arena, str_of(value))};
    e->fields = fields;
}

struct event *case_field(struct rule_case *c, double seconds, const char *name, const char *value)
{
    struct event *e = case_event(c, seconds);
    event_add(c, e, name, value);
    return e;
}

static int by_time(const void *a, const void *b)
{
    const struct event *x = a, *y = b;
    if (x->at.ticks != y->at.ticks)
        return x->at.ticks < y->at.ticks ? -1 : 1;
    int order = str_cmp(x->channel, y->channel);
    return order ? order : x->record_id < y->record_id ? -1 : 1;
}

void case_open(struct rule_case *c)
{
    struct match_sink sink = {c, keep_hit, keep_member, keep_episode, keep_undecided};
    c->matcher = matcher_new(c->rules, sink, &c->notes);
}

void case_run(struct rule_case *c)
{
    struct err err = {0};
    qsort(c->events, c->events_n, sizeof(*c->events), by_time);
    case_open(c);
    for (size_t i = 0; i < c->events_n; i++)
        ck_assert_int_eq(matcher_feed(c->matcher, &c->events[i], &err), OK);
    ck_assert_int_eq(matcher_end(c->matcher, &err), OK);
}

static uint32_t rule_index(const struct rule_case *c, const char *name)
{
    const struct rule_info *info = ruleset_find(c->rules, str_of(name));
    ck_assert_msg(info != NULL, "no rule '%s'", name);
    return info->index;
}

bool case_hits(const struct rule_case *c, const char *rule, size_t event)
{
    uint32_t at = rule_index(c, rule);
    for (size_t i = 0; i < c->hits_n; i++)
        if (c->hits[i].rule == at && c->hits[i].position == event)
            return true;
    return false;
}

size_t case_count(const struct rule_case *c, const char *rule)
{
    size_t n = 0;
    uint32_t at = rule_index(c, rule);
    for (size_t i = 0; i < c->hits_n; i++)
        n += c->hits[i].rule == at;
    return n;
}

struct str case_episodes(struct rule_case *c, const char *rule)
{
    struct buf b = {0};
    uint32_t at = rule_index(c, rule);
    for (size_t i = 0; i < c->episodes_n; i++) {
        const struct episode *e = &c->episodes[i];
        if (e->rule != at)
            continue;
        const struct moment moments[] = {e->first, e->fired, e->last};
        for (size_t k = 0; k < 3; k++)
            buf_fmt(&b, "%g ", (double)(moments[k].ticks - case_origin) / 1e7);
        buf_fmt(&b, "%llu%s%s%s;", (unsigned long long)e->events, e->open_end ? " open" : "",
                e->censored ? " censored" : "", e->capped ? " capped" : "");
    }
    struct str kept = buf_keep(&b, &c->arena);
    buf_free(&b);
    return kept;
}

const char *case_note(struct rule_case *c, size_t n)
{
    for (const struct note *note = c->notes.first; note; note = note->next)
        if (n-- == 0)
            return arena_fmt(&c->arena, "%s:%u:%u: %.*s", note->loc.file, note->loc.line,
                             note->loc.col, STR_ARG(note->detail))
                .ptr;
    return "";
}
