/* Rules from hostile text: loading, lint and explanation, then a few events through the matcher. */
#include "rule/check.h"
#include "rule/matcher.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum status take_hit(void *self, const struct hit *h, struct err *err)
{
    (void)self, (void)h, (void)err;
    return OK;
}

static enum status take_member(void *self, const struct member *m, struct err *err)
{
    (void)self, (void)m, (void)err;
    return OK;
}

static enum status take_episode(void *self, const struct episode *e, struct err *err)
{
    (void)self, (void)e, (void)err;
    return OK;
}

static void feed(const struct ruleset *rules, struct notes *notes)
{
    static const struct field fields[] = {
        {{"K", 1},      {"a", 1}                        },
        {{"Data", 4},   {"80004005", 8}                 },
        {{"Data", 4},   {"2883", 4}                     },
        {{"param1", 6}, {"DNS-Server", 10}              },
        {{"Binary", 6}, {"44004E0053002F0034000000", 24}},
    };
    struct match_sink sink = {NULL, take_hit, take_member, take_episode, NULL};
    struct matcher *m = matcher_new(rules, sink, notes);
    struct err err = {0};
    enum status status = OK;
    for (int i = 0; i < 24 && status == OK; i++) {
        struct event e = {
            .id = i + 1,
            .at = {i * 7 * TICKS_PER_SECOND, i % 11 == 10},
            .host = i % 3 ? STR("A") : STR("B"),
            .computer = STR("a"),
            .channel = i % 4 ? STR("Application") : STR(""),
            .provider = i % 5 ? STR("Test") : STR("Service Control Manager"),
            .record_id = i,
            .event_id = i % 2 ? 3015 : 7036,
            .level = 2,
            .fields = fields + i % 5,
            .fields_n = (size_t)(5 - i % 5)
        };
        if (i == 13)
            e.at = MOMENT_NONE;
        status = matcher_feed(m, &e, &err);
    }
    if (status == OK)
        status = matcher_end(m, &err);
    (void)status;
    matcher_free(m);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct notes notes;
    struct ruleset *rules;
    struct err err = {0};
    FILE *nowhere = fopen("/dev/null", "w");
    notes_init(&notes, &arena);
    if (ruleset_parse((struct str){(const char *)data, size}, "rule.yml", &notes, &rules, &err) ==
        OK) {
        rule_lint(rules, &notes);
        for (size_t i = 0; nowhere && i < ruleset_count(rules); i++)
            rule_explain(rules, &ruleset_rules(rules)[i], nowhere);
        feed(rules, &notes);
        ruleset_free(rules);
    }
    if (nowhere)
        fclose(nowhere);
    arena_free(&arena);
    return 0;
}
