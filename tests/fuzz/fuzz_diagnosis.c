/* Diagnoses from hostile text: loading, then explaining a small case with every rule that has one.
 */
#include "diagnosis/diagnosis.h"
#include "diagnosis/survey.h"
#include "rule/rule.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { HITS = 24 };

static const struct field fields[] = {
    {{"Data", 4}, {"80004005", 8}},
    {{"Data", 4}, {"2883", 4}    },
};

/* A case in which the first rule hit every five minutes, with a few captures. */
struct fuzz_case {
    struct arena arena;
    struct event event;
    struct origin origin;
    struct hit hits[HITS];
    struct member *members;
    size_t members_n;
    struct episode *episodes;
    size_t episodes_n;
    struct pair group_value;
    struct group group;
    struct capture captures[3];
};

static int64_t at(size_t i)
{
    return INT64_C(15782688000000000) + (int64_t)i * 5 * TICKS_PER_MINUTE;
}

static void fill_hits(struct fuzz_case *c, const struct rule_info *rules, size_t rules_n)
{
    c->members = ARENA_ARRAY(&c->arena, struct member, rules_n * HITS + 1);
    c->episodes = ARENA_ARRAY(&c->arena, struct episode, rules_n + 1);
    for (size_t i = 0; i < HITS; i++)
        c->hits[i] = (struct hit){
            .rule = (uint32_t)(i % rules_n),
            .origin = &c->origin,
            .event = 1,
            .at = {at(i), false},
            .position = i,
            .record_id = (int64_t)i
        };
    for (size_t r = 0; r < rules_n; r++) {
        if (!rules[r].diagnosis)
            continue;
        for (size_t i = 0; i < HITS; i++)
            c->members[c->members_n++] = (struct member){(uint32_t)r, &c->group, i, i % 2 == 0};
        c->episodes[c->episodes_n++] = (struct episode){
            .rule = (uint32_t)r,
            .group = &c->group,
            .first = {at(0),        false},
            .fired = {at(1),        false},
            .last = {at(HITS - 1), false},
            .events = HITS
        };
    }
}

static void fill_captures(struct fuzz_case *c)
{
    static const struct {
        enum fact_kind kind;
        const char *fields[4][2];
    } rows[] = {
        {FACT_SOCKET,
         {{"protocol", "udp"}, {"local_port", "2883"}, {"pid", "7"}, {"image", "x.exe"}}        },
        {FACT_REGISTRY,
         {{"key", "HKLM\\A\\Parameters"}, {"name", "B"}, {"value", "1-2,9"}, {"type", "REG_SZ"}}},
        {FACT_SYSTEM,   {{"nt", "5.2"}, {"service_pack", "2"}, {"roles", "dns,dc"}, {"os", "x"}}},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct capture *capture = &c->captures[i];
        *capture = (struct capture){
            .kind = rows[i].kind, .host = STR("HOST"), .taken = {at(3), false},
                    .snapshot = 1
        };
        capture_scope(&c->arena, capture, STR("whole"), STR("yes"));
        capture_scope(&c->arena, capture, STR("protocol"), STR("udp"));
        capture_scope(&c->arena, capture, STR("key"), STR("HKLM\\A\\Parameters"));
        struct fact *fact = capture_add(&c->arena, capture);
        for (size_t k = 0; k < ARRAY_LEN(rows[i].fields); k++)
            fact_put(&c->arena, fact, str_of(rows[i].fields[k][0]), str_of(rows[i].fields[k][1]));
    }
}

static enum status get_event(void *self, int64_t id, const struct event **out, struct err *err)
{
    struct fuzz_case *c = self;
    (void)id, (void)err;
    *out = &c->event;
    return OK;
}

static void explain(const struct ruleset *rules, const struct catalogue *catalogue,
                    struct notes *notes)
{
    struct fuzz_case c = {
        .origin = {STR("HOST"), STR("Application"), STR("App"), 1, 2}
    };
    struct host_info host = {.name = STR("HOST"), .zone = zone_utc(), .zone_known = true};
    struct survey *survey = survey_new(notes);
    struct analysis *out = ARENA_NEW(&c.arena, struct analysis);
    struct err err = {0};
    c.event = (struct event){
        .id = 1,
        .at = {at(0), false},
        .host = STR("HOST"),
        .computer = STR("HOST"),
        .channel = STR("Application"),
        .provider = STR("App"),
        .event_id = 1,
        .level = 2,
        .fields = fields,
        .fields_n = ARRAY_LEN(fields)
    };
    c.group_value = (struct pair){STR("Computer"), STR("HOST")};
    c.group = (struct group){&c.group_value, 1, STR("HOST")};
    fill_hits(&c, ruleset_rules(rules), ruleset_count(rules));
    fill_captures(&c);
    survey_event(survey, &c.event);
    survey_finish(survey);
    struct diagnosis_input in = {
        .rules = ruleset_rules(rules),
        .rules_n = ruleset_count(rules),
        .hits = c.hits,
        .hits_n = HITS,
        .members = c.members,
        .members_n = c.members_n,
        .episodes = c.episodes,
        .episodes_n = c.episodes_n,
        .captures = c.captures,
        .captures_n = ARRAY_LEN(c.captures),
        .hosts = &host,
        .hosts_n = 1,
        .survey = survey,
        .lookup = {&c, get_event}
    };
    (void)!diagnose(catalogue, &in, &c.arena, out, notes, &err);
    survey_free(survey);
    arena_free(&c.arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct notes notes;
    struct ruleset *rules;
    struct catalogue *catalogue;
    struct err err = {0};
    notes_init(&notes, &arena);
    struct str text = arena_str(&arena, (struct str){(const char *)data, size});
    if (ruleset_parse(text, "fuzz.yml", &notes, &rules, &err) == OK) {
        if (catalogue_load(ruleset_rules(rules), ruleset_count(rules), &notes, &catalogue, &err) ==
            OK) {
            if (ruleset_count(rules))
                explain(rules, catalogue, &notes);
            catalogue_free(catalogue);
        }
        ruleset_free(rules);
    }
    arena_free(&arena);
    return 0;
}
