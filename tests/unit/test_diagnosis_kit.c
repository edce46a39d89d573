#include "diagnosis_kit.h"

#include <stdlib.h>

static struct str pair_value(struct str text, struct str *name)
{
    struct str value;
    *name = str_cut(text, '=', &value);
    return value;
}

static void load_rule_info(struct kit *k, const struct node *map)
{
    struct rule_info *r = &k->rules[k->rules_n];
    const struct node *uses = node_get(map, "uses");
    struct str *provider = ARENA_NEW(&k->arena, struct str);
    struct str *channel = ARENA_NEW(&k->arena, struct str);
    uint32_t *list = ARENA_ARRAY(&k->arena, uint32_t, KIT_RULES);
    *provider = node_text(map, "provider");
    *channel = node_text(map, "channel");
    *r = (struct rule_info){.index = (uint32_t)k->rules_n++,
                            .type = uses ? RULE_CORRELATION : RULE_DETECTION,
                            .id = node_text(map, "name"),
                            .name = node_text(map, "name"),
                            .title = node_text(map, "name"),
                            .level = uses ? LEVEL_HIGH : LEVEL_LOW,
                            .uses = list,
                            .providers = provider,
                            .providers_n = provider->len > 0,
                            .channels = channel,
                            .channels_n = channel->len > 0,
                            .diagnosis = node_get(map, "diagnosis"),
                            .hypothesis = node_get(map, "hypothesis")};
    for (size_t i = 0; uses && i < uses->n; i++)
        list[r->uses_n++] = kit_rule(k, uses->items[i].text.ptr);
}

void kit_open(struct kit *k, const char *yaml)
{
    struct err err = {0};
    struct tree tree;
    memset(k, 0, sizeof *k);
    notes_init(&k->notes, &k->arena);
    ck_assert_msg(tree_parse(&k->arena, str_of(yaml), "kit.yml", &tree, &err) == OK, "%s",
                  err.text);
    for (size_t i = 0; i < tree.n; i++)
        load_rule_info(k, tree.documents[i]);
    ck_assert_int_eq(catalogue_load(k->rules, k->rules_n, &k->notes, &k->catalogue, &err), OK);
    k->survey = survey_new(&k->notes);
    k->host = (struct host_info){.name = STR("HOST"), .zone = zone_utc(), .zone_known = true};
    k->group_value = (struct pair){STR("Computer"), STR("HOST")};
    k->group = (struct group){&k->group_value, 1, STR("HOST")};
    k->sources[0].path = STR("events");
    k->sources[1].path = STR("facts");
}

void kit_close(struct kit *k)
{
    survey_free(k->survey);
    catalogue_free(k->catalogue);
    arena_free(&k->arena);
}

uint32_t kit_rule(const struct kit *k, const char *name)
{
    for (size_t i = 0; i < k->rules_n; i++)
        if (str_eq(k->rules[i].name, str_of(name)))
            return k->rules[i].index;
    ck_abort_msg("no rule '%s' in the kit", name);
    return 0;
}

static void fill_fields(struct kit *k, struct event *e, const char *data)
{
    struct field *fields = ARENA_ARRAY(&k->arena, struct field, 16);
    struct str rest = str_of(data);
    while (rest.len && e->fields_n < 16)
        fields[e->fields_n++] = (struct field){STR("Data"), str_cut(rest, ' ', &rest)};
    e->fields = fields;
}

void kit_hit(struct kit *k, const char *rule, int64_t at, const char *data)
{
    size_t i = k->events_n++;
    const struct rule_info *r = &k->rules[kit_rule(k, rule)];
    ck_assert_uint_lt(i, KIT_EVENTS);
    k->events[i] = (struct event){
        .id = (int64_t)i + 1,
        .at = {at, false},
        .host = STR("HOST"),
        .computer = STR("HOST"),
        .channel = r->channels[0],
        .provider = r->providers[0],
        .record_id = (int64_t)i + 1,
        .event_id = 1,
        .level = 2,
        .position = i
    };
    fill_fields(k, &k->events[i], data);
    k->origins[i] = (struct origin){STR("HOST"), r->channels[0], r->providers[0], 1, 2};
    k->hits[i] = (struct hit){
        .rule = r->index,
        .origin = &k->origins[i],
        .event = (int64_t)i + 1,
        .at = {at, false},
        .position = i,
        .record_id = (int64_t)i + 1
    };
}

void kit_failure(struct kit *k, const char *problem, const char *rule, int64_t at, const char *data)
{
    kit_hit(k, rule, at, data);
    k->members[k->members_n++] =
        (struct member){kit_rule(k, problem), &k->group, k->events_n - 1, true};
}

void kit_episode(struct kit *k, const char *problem, int64_t first, int64_t last)
{
    k->episodes[k->episodes_n++] = (struct episode){
        .rule = kit_rule(k, problem),
        .group = &k->group,
        .first = {first, false},
        .fired = {first, false},
        .last = {last,  false},
        .events = 3,
        .peak = 3
    };
}

struct capture *kit_capture(struct kit *k, enum fact_kind kind, int64_t at)
{
    struct capture *c = &k->captures[k->captures_n++];
    *c = (struct capture){
        .kind = kind,
        .tool = STR("test"),
        .host = STR("HOST"),
        .taken = {at, false},
        .source = 1,
        .snapshot = (uint32_t)k->captures_n,
        .id = (int64_t)k->captures_n
    };
    capture_scope(&k->arena, c, STR("whole"), STR("yes"));
    capture_scope(&k->arena, c, STR("protocol"), STR("udp"));
    return c;
}

void kit_fact(struct kit *k, struct capture *c, const char *pairs)
{
    struct fact *f = capture_add(&k->arena, c);
    struct str rest = str_of(pairs), name;
    while (rest.len) {
        struct str value = pair_value(str_cut(rest, ' ', &rest), &name);
        fact_put(&k->arena, f, name, value);
        if (c->kind == FACT_REGISTRY && str_eq(name, STR("key")))
            capture_scope(&k->arena, c, name, value);
    }
}

static enum status get_event(void *self, int64_t id, const struct event **out, struct err *err)
{
    struct kit *k = self;
    if (id < 1 || (size_t)id > k->events_n)
        return err_set(err, FAIL_STORE, "no event %lld", (long long)id);
    *out = &k->events[id - 1];
    return OK;
}

static int by_time(const void *a, const void *b)
{
    const struct event *x = *(const struct event *const *)a, *y = *(const struct event *const *)b;
    return x->at.ticks < y->at.ticks ? -1 : x->at.ticks > y->at.ticks;
}

void kit_diagnose(struct kit *k)
{
    struct err err = {0};
    const struct event **order = ARENA_ARRAY(&k->arena, const struct event *, k->events_n + 1);
    for (size_t i = 0; i < k->events_n; i++)
        order[i] = &k->events[i];
    if (k->events_n)
        qsort(order, k->events_n, sizeof *order, by_time);
    for (size_t i = 0; i < k->events_n; i++)
        survey_event(k->survey, order[i]);
    survey_finish(k->survey);
    struct diagnosis_input in = {
        .rules = k->rules,
        .rules_n = k->rules_n,
        .hits = k->hits,
        .hits_n = k->events_n,
        .members = k->members,
        .members_n = k->members_n,
        .episodes = k->episodes,
        .episodes_n = k->episodes_n,
        .captures = k->captures,
        .captures_n = k->captures_n,
        .sources = k->sources,
        .sources_n = ARRAY_LEN(k->sources),
        .hosts = &k->host,
        .hosts_n = 1,
        .survey = k->survey,
        .lookup = {k, get_event},
        .min_level = LEVEL_MEDIUM
    };
    ck_assert_msg(diagnose(k->catalogue, &in, &k->arena, &k->out, &k->notes, &err) == OK, "%s",
                  err.text);
}

const struct a_hypothesis *kit_hypothesis(const struct kit *k, const char *id)
{
    for (size_t i = 0; k->out.findings_n && i < k->out.findings[0].hypotheses_n; i++)
        if (str_eq(k->out.findings[0].hypotheses[i].id, str_of(id)))
            return &k->out.findings[0].hypotheses[i];
    ck_abort_msg("no hypothesis '%s'", id);
    return NULL;
}
