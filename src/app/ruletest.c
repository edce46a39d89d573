/* Runs the `tests` of rules: the same verbs as for a case, over a small case in memory, and
 * compares with what the author expects. */
#include "app/rulecheck.h"

#include "pipeline.h"
#include "testcase.h"

/* One test while it is judged. */
struct trial {
    const struct rule_info *rule; /* in whose document the test stands */
    struct ruleset *rules;
    struct testcase test;
    struct pipeline pipe;
    struct analysis analysis;
    const struct a_finding *finding; /* the first of the rule; NULL when there is none */
    size_t findings;
    struct buf said; /* what did not come out as expected */
};

static void complain(struct trial *t, const struct node *at, const char *fmt, ...) PRINTF(3, 4);

static void complain(struct trial *t, const struct node *at, const char *fmt, ...)
{
    va_list ap;
    buf_fmt(&t->said, "  %s:%u: ", at->loc.file ? at->loc.file : "-", at->loc.line);
    va_start(ap, fmt);
    buf_vfmt(&t->said, fmt, ap);
    va_end(ap);
    buf_char(&t->said, '\n');
}

static const struct a_hypothesis *hypothesis(const struct trial *t, struct str id)
{
    for (size_t i = 0; t->finding && i < t->finding->hypotheses_n; i++)
        if (str_eq(t->finding->hypotheses[i].id, id))
            return &t->finding->hypotheses[i];
    return NULL;
}

static void expect_number(struct trial *t, const struct node *want, const char *what, int64_t got)
{
    int64_t n;
    if (!node_int(want, &n))
        complain(t, want, "%s wants a number", what);
    else if (n != got)
        complain(t, want, "%s: expected %lld, got %lld", what, (long long)n, (long long)got);
}

static void expect_text(struct trial *t, const struct node *want, struct str what, struct str got)
{
    if (!str_eq(want->text, got))
        complain(t, want, "%.*s: expected '%.*s', got '%.*s'", STR_ARG(what), STR_ARG(want->text),
                 STR_ARG(got));
}

static void expect_findings(struct trial *t, const struct node *want)
{
    expect_number(t, want, "findings", (int64_t)t->findings);
}

static void expect_occurrences(struct trial *t, const struct node *want)
{
    expect_number(t, want, "occurrences", t->finding ? t->finding->occurrences : 0);
}

static void expect_status(struct trial *t, const struct node *want)
{
    expect_text(t, want, STR("status"), t->finding ? t->finding->status : STR("no finding"));
}

static void expect_cure(struct trial *t, const struct node *want)
{
    expect_text(t, want, STR("cure"), t->finding ? t->finding->cure : STR("no finding"));
}

static void expect_parameters(struct trial *t, const struct node *want)
{
    for (size_t i = 0; i < want->n; i++) {
        struct str got = STR("(none)");
        for (size_t k = 0; t->finding && k < t->finding->parameters_n; k++)
            if (str_eq(t->finding->parameters[k].name, want->items[i].key))
                got = t->finding->parameters[k].value;
        expect_text(t, &want->items[i], want->items[i].key, got);
    }
}

static void expect_ranking(struct trial *t, const struct node *want)
{
    for (size_t i = 0; i < want->n; i++) {
        bool there = t->finding && i < t->finding->hypotheses_n;
        struct str got = there ? t->finding->hypotheses[i].id : STR("(none)");
        expect_text(t, &want->items[i], STR("ranking"), got);
    }
}

static void expect_verdicts(struct trial *t, const struct node *want)
{
    for (size_t i = 0; i < want->n; i++) {
        const struct a_hypothesis *h = hypothesis(t, want->items[i].key);
        struct str got = h ? h->verdict : STR("no such hypothesis");
        expect_text(t, &want->items[i], want->items[i].key, got);
        if (h && !str_eq(want->items[i].text, got))
            complain(t, &want->items[i], "  probability of '%.*s' is %.3f", STR_ARG(h->id),
                     h->probability);
    }
}

static void expect_missing(struct trial *t, const struct node *want)
{
    for (size_t i = 0; i < want->n; i++) {
        bool found = false;
        for (size_t k = 0; t->finding && k < t->finding->missing_n && !found; k++)
            found = str_eq(t->finding->missing[k].kind, want->items[i].text);
        if (!found)
            complain(t, &want->items[i], "missing: '%.*s' is not asked for",
                     STR_ARG(want->items[i].text));
    }
}

/* What one rule did: hits of a detection taken together, or one episode. */
struct deed {
    int64_t first, fired, last;
    uint64_t events;
};

static bool nth_deed(const struct trial *t, uint32_t rule, size_t n, struct deed *out)
{
    bool detection = ruleset_rules(t->rules)[rule].type == RULE_DETECTION;
    *out = (struct deed){0};
    for (size_t i = 0; detection && i < t->pipe.hits_n; i++) {
        const struct hit *h = &t->pipe.hits[i];
        if (h->rule != rule)
            continue;
        out->first = out->events ? out->first : h->at.ticks;
        out->last = h->at.ticks;
        out->events++;
    }
    out->fired = out->first;
    if (detection)
        return n == 0 && out->events;
    for (size_t i = 0; i < t->pipe.episodes_n; i++) {
        const struct episode *e = &t->pipe.episodes[i];
        if (e->rule == rule && n-- == 0) {
            *out = (struct deed){e->first.ticks, e->fired.ticks, e->last.ticks, e->events};
            return true;
        }
    }
    return false;
}

static void expect_deed(struct trial *t, const struct node *want, const struct deed *got)
{
    const struct {
        const char *key;
        int64_t ticks;
    } times[] = {
        {"first", got->first},
        {"fired", got->fired},
        {"last",  got->last }
    };
    for (size_t i = 0; i < ARRAY_LEN(times); i++) {
        const struct node *at = node_get(want, times[i].key);
        int64_t ticks;
        char text[TIME_TEXT];
        if (at && (!testcase_time(at->text, &ticks) || ticks != times[i].ticks))
            complain(t, at, "%s: expected %.*s, got %s", times[i].key, STR_ARG(at->text),
                     time_iso((struct moment){times[i].ticks, false}, text));
    }
    if (node_get(want, "events"))
        expect_number(t, node_get(want, "events"), "events", (int64_t)got->events);
}

/* `events: 0`: the rule should do nothing. */
static bool expects_none(const struct node *want)
{
    const struct node *events = node_get(want, "events");
    int64_t n;
    return events && node_int(events, &n) && n == 0;
}

/* Rows of one rule stand for its deeds in order. */
static void expect_hits(struct trial *t, const struct node *want)
{
    for (size_t i = 0; i < want->n; i++) {
        struct str name = node_text(&want->items[i], "rule");
        const struct rule_info *rule = ruleset_find(t->rules, name);
        size_t nth = 0;
        struct deed deed;
        if (!rule) {
            complain(t, &want->items[i], "no rule '%.*s'", STR_ARG(name));
            continue;
        }
        for (size_t k = 0; k < i; k++)
            nth += str_eq(node_text(&want->items[k], "rule"), name);
        if (nth_deed(t, rule->index, nth, &deed))
            expect_deed(t, &want->items[i], &deed);
        else if (!expects_none(&want->items[i]))
            complain(t, &want->items[i], "'%.*s' did not hit", STR_ARG(name));
    }
}

static const struct expectation {
    const char *key;
    void (*check)(struct trial *t, const struct node *want);
} expectations[] = {
    {"findings",    expect_findings   },
    {"occurrences", expect_occurrences},
    {"hits",        expect_hits       },
    {"parameters",  expect_parameters },
    {"ranking",     expect_ranking    },
    {"verdicts",    expect_verdicts   },
    {"status",      expect_status     },
    {"cure",        expect_cure       },
    {"missing",     expect_missing    },
};

static void judge(struct trial *t)
{
    const char *known[ARRAY_LEN(expectations)];
    for (size_t i = 0; i < ARRAY_LEN(expectations); i++)
        known[i] = expectations[i].key;
    for (size_t i = 0; i < t->test.expect->n; i++) {
        const struct node *want = &t->test.expect->items[i];
        size_t k = 0;
        while (k < ARRAY_LEN(expectations) && !str_eq(want->key, str_of(known[k])))
            k++;
        const char *near = str_nearest(want->key, known, ARRAY_LEN(known));
        if (k < ARRAY_LEN(expectations))
            expectations[k].check(t, want);
        else
            complain(t, want, "unknown key '%.*s' in expect%s%s", STR_ARG(want->key),
                     near ? ", did you mean " : "", near ? near : "");
    }
}

static void find_findings(struct trial *t)
{
    for (size_t i = 0; i < t->analysis.findings_n; i++) {
        const struct a_finding *f = &t->analysis.findings[i];
        if (!str_eq(f->rule.id, t->rule->id))
            continue;
        t->finding = t->finding ? t->finding : f;
        t->findings++;
    }
}

/* The coverage that the test declares, for every host that has an event. */
static void cover(struct trial *t)
{
    for (size_t i = 0; i < t->test.covers_n; i++) {
        const struct testcover *c = &t->test.covers[i];
        for (size_t e = 0; e < t->test.events_n; e++)
            if (e == 0 || !str_eq(t->test.events[e].host, t->test.events[e - 1].host))
                survey_cover(t->pipe.survey, t->test.events[e].host, c->channel, c->from, c->to);
    }
}

static enum status diagnose_trial(struct trial *t, struct err *err)
{
    struct pipeline_case data = {.captures = t->test.captures,
                                 .captures_n = t->test.captures_n,
                                 .sources = t->test.sources,
                                 .sources_n = ARRAY_LEN(t->test.sources),
                                 .lookup = testcase_lookup(&t->test),
                                 .taken = MOMENT_NONE,
                                 .min_level = LEVEL_MEDIUM};
    struct event_stream events = testcase_stream(&t->test);
    struct host_info *hosts;
    size_t hosts_n;
    cover(t);
    TRY(pipeline_pass(&t->pipe, &events, err));
    TRY(pipeline_hosts(&t->pipe, &data, &hosts, &hosts_n, err));
    return pipeline_diagnose(&t->pipe, &data, hosts, hosts_n, &t->analysis, err);
}

/* Where all tests go: counts, and the page on which failures are written. */
struct bench {
    struct ruleset *rules;
    struct catalogue *catalogue;
    bool verbose;
    FILE *to;
    struct rulecheck_result *result;
};

static enum status run_trial(struct bench *b, struct trial *t, const struct node *test,
                             struct arena *arena, struct err *err)
{
    struct notes notes;
    notes_init(&notes, arena);
    TRY(testcase_build(arena, test, ruleset_rules(b->rules), ruleset_count(b->rules), &t->test,
                       err));
    t->pipe = (struct pipeline){
        .rules = b->rules, .catalogue = b->catalogue, .arena = arena, .notes = &notes};
    pipeline_open(&t->pipe);
    enum status status = diagnose_trial(t, err);
    if (status == OK) {
        find_findings(t);
        judge(t);
    }
    pipeline_close(&t->pipe);
    return status;
}

static enum status run_test(struct bench *b, const struct rule_info *rule, const struct node *test,
                            struct err *err)
{
    struct arena arena = {0};
    struct trial t = {.rule = rule, .rules = b->rules};
    struct err why = {0};
    enum status status = run_trial(b, &t, test, &arena, &why);
    struct str name = node_text(test, "name");
    bool failed = status != OK || t.said.len;
    b->result->tests++;
    b->result->failed += failed;
    if (failed || b->verbose)
        fprintf(b->to, "%s %.*s: %.*s\n", failed ? "FAIL" : "ok  ", STR_ARG(rule->name),
                STR_ARG(name));
    if (status == OK)
        fprintf(b->to, "%.*s", STR_ARG(buf_str(&t.said)));
    else
        err_print(&why, b->to);
    buf_free(&t.said);
    arena_free(&arena);
    if (status == FAIL_STOPPED)
        *err = why;
    return status == FAIL_STOPPED ? status : OK;
}

static enum status run_tests(struct bench *b, struct str only, struct err *err)
{
    const struct rule_info *rules = ruleset_rules(b->rules);
    for (size_t i = 0; i < ruleset_count(b->rules); i++) {
        const struct rule_info *r = &rules[i];
        if (only.len && !str_eq(only, r->name) && !str_eq(only, r->id))
            continue;
        for (size_t k = 0; r->tests && k < r->tests->n; k++)
            TRY(run_test(b, r, &r->tests->items[k], err));
    }
    return OK;
}

enum status ruletest_run(const struct ruletest_spec *spec, struct notes *notes,
                         struct rulecheck_result *out, struct err *err)
{
    struct bench b = {.verbose = spec->verbose, .to = spec->to, .result = out};
    struct str only = spec->only;
    *out = (struct rulecheck_result){0};
    TRY(ruleset_load(pipeline_rules(spec->paths), notes, &b.rules, err));
    out->rules = ruleset_count(b.rules);
    out->left_out = ruleset_left_out(b.rules);
    enum status status =
        catalogue_load(ruleset_rules(b.rules), out->rules, notes, &b.catalogue, err);
    if (status == OK && only.len && !ruleset_find(b.rules, only))
        status = err_set(err, FAIL_USAGE, "no rule '%.*s'", STR_ARG(only));
    if (status == OK)
        status = run_tests(&b, only, err);
    catalogue_free(b.catalogue);
    ruleset_free(b.rules);
    return status;
}
