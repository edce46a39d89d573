/* Loading: what a rule must say, where errors stand, how rules refer to each other. */
#include "rule_case.h"

#include "base/asset.h"

#include <stdlib.h>
#include <unistd.h>

static struct rule_case c;

#define LOG "title: T\nid: i\nstatus: test\nlogsource: {product: windows, service: application}\n"

/* The first note of these rules is this. */
static void complains(const char *text, const char *want)
{
    case_rules(&c, text);
    ck_assert_str_eq(case_note(&c, 0), want);
    ck_assert_uint_ge(ruleset_left_out(c.rules), 1);
    case_free(&c);
}

static void loads(const char *text, size_t rules)
{
    case_rules(&c, text);
    ck_assert_msg(c.notes.first == NULL, "%s", case_note(&c, 0));
    ck_assert_uint_eq(ruleset_count(c.rules), rules);
    case_free(&c);
}

START_TEST(errors_have_a_place_a_cause_and_a_proposal)
{
    complains(LOG "detection: {s: {F|contain: x}, condition: s}\n",
              "rule.yml:5:19: unknown modifier 'contain', did you mean 'contains'?");
    complains("title: T\nlogsource: {product: windows, service: aplication}\n"
              "detection: {s: {F: x}, condition: s}\n",
              "rule.yml:2:40: unknown service 'aplication' of Windows, did you mean "
              "'application'?");
    complains("title: T\nlogsource: {product: windows, category: process_creatoin}\n"
              "detection: {s: {F: x}, condition: s}\n",
              "rule.yml:2:41: unknown category 'process_creatoin' of Windows, did you mean "
              "'process_creation'?");
    complains("title: T\nlogsource: {product: windows, servce: system}\n"
              "detection: {s: {F: x}, condition: s}\n",
              "rule.yml:2:31: unknown key 'servce' in a log source, did you mean 'service'?");
    complains(LOG "level: hihg\ndetection: {s: {F: x}, condition: s}\n",
              "rule.yml:5:8: unknown level 'hihg', did you mean 'high'?");
    complains(LOG "detections: {s: {F: x}, condition: s}\n",
              "rule.yml:1:1: a rule wants 'detection', 'correlation' or 'filter', is that what "
              "'detections' means?");
    complains(LOG "detection: {s: {F: x}, condition: t}\n",
              "rule.yml:5:35: unknown selection 't', did you mean 's'?");
    complains(LOG "detection: {s: {F: x}}\n", "rule.yml:5:12: there is no 'condition'");
    complains(LOG "detection: {s: {F: []}, condition: s}\n",
              "rule.yml:5:20: 'F' has an empty list: write 'null' for an absent field");
    complains("logsource: {product: windows}\ndetection: {s: {F: x}, condition: s}\n",
              "rule.yml:1:1: a rule wants 'title'");
    complains(LOG "detection: {s: {F: x}, condition: s}\ndiagnosys: {}\n",
              "rule.yml:6:1: unknown key 'diagnosys', did you mean 'diagnosis'?");
    complains("action: global\ntitle: T\nlogsource: {product: windows}\n",
              "rule.yml:1:1: 'action' is no longer part of Sigma: write out in each document what "
              "they share");
}
END_TEST

START_TEST(places_in_a_condition_of_several_lines_are_found)
{
    complains(LOG "detection:\n    s: {F: x}\n    condition: |\n        s and\n        not t\n",
              "rule.yml:9:5: unknown selection 't', did you mean 's'?");
}
END_TEST

START_TEST(attributes_of_other_tools_may_stand_at_the_top)
{
    loads(LOG "regression_tests_path: x\nsimulation: []\ndetection: {s: {F: x}, condition: s}\n",
          1);
}
END_TEST

START_TEST(a_broken_rule_is_left_out_and_the_others_run)
{
    case_rules(&c, LOG "name: bad\ndetection: {s: {F|re: '('}, condition: s}\n---\n"
                       "title: U\nname: good\nlogsource: {product: windows}\n"
                       "detection: {s: {F: x}, condition: s}\n");
    ck_assert_uint_eq(ruleset_count(c.rules), 1);
    ck_assert_uint_eq(ruleset_left_out(c.rules), 1);
    ck_str(ruleset_rules(c.rules)[0].name, "good");
    case_free(&c);
}
END_TEST

START_TEST(a_document_that_is_no_yaml_leaves_the_others_of_its_file)
{
    case_rules(&c, "title: A\nname: a\nlogsource: {product: windows}\n"
                   "detection: {s: {F: x}, condition: s}\n"
                   "---\ntitle: 'B\n---\ntitle: C\nname: c\nlogsource: {product: windows}\n"
                   "detection: {s: {F|zz: x}, condition: s}\n");
    ck_assert_uint_eq(ruleset_left_out(c.rules), 2);
    ck_assert(ruleset_find(c.rules, STR("a")) != NULL);
    ck_assert_msg(strncmp(case_note(&c, 0), "rule.yml:6:", 11) == 0, "%s", case_note(&c, 0));
    ck_assert_msg(strncmp(case_note(&c, 1), "rule.yml:11:", 12) == 0, "%s", case_note(&c, 1));
    case_free(&c);
}
END_TEST

static const char base[] = "title: A\nid: ida\nname: a\nlogsource: {product: windows}\n"
                           "detection: {s: {F: x}, condition: s}\n---\n";

static void correlation_complains(const char *body, const char *want)
{
    struct buf text = {0};
    buf_fmt(&text, "%stitle: C\nname: c\ncorrelation: %s\n", base, body);
    buf_char(&text, '\0');
    complains(text.ptr, want);
    buf_free(&text);
}

START_TEST(correlations_say_what_is_wrong_with_them)
{
    correlation_complains("{type: event_cont, rules: a, timespan: 1m, condition: {gte: 1}}",
                          "rule.yml:9:21: unknown type of correlation 'event_cont', did you mean "
                          "'event_count'?");
    correlation_complains("{type: event_count, rules: a, timespan: 1M, condition: {gte: 1}}",
                          "rule.yml:9:54: 'timespan' wants a fixed length: months and years have "
                          "none, write days such as 30d or 365d");
    correlation_complains("{type: event_count, rules: a, timespan: 0s, condition: {gte: 1}}",
                          "rule.yml:9:54: 'timespan' must be longer than nothing");
    correlation_complains("{type: event_count, rules: a, timespan: 1m}",
                          "rule.yml:9:14: event_count wants a 'condition' such as {gte: 3}");
    correlation_complains("{type: event_count, rules: b, timespan: 1m, condition: {gte: 1}}",
                          "rule.yml:9:41: there is no rule 'b', did you mean 'a'?");
    correlation_complains(
        "{type: event_count, rules: a, timespan: 1m, condition: {gtte: 1}}",
        "rule.yml:9:70: unknown key 'gtte' in the condition of a correlation, did "
        "you mean 'gte'?");
    correlation_complains("{type: value_count, rules: a, timespan: 1m, condition: {gte: 1}}",
                          "rule.yml:9:69: value_count wants a 'field' in its condition");
    correlation_complains("{type: event_count, rules: c, timespan: 1m, condition: {gte: 1}}",
                          "rule.yml:9:41: the correlation uses itself, round in a circle");
    correlation_complains("{type: event_count, rules: a, timespan: 1m, groupby: [F], condition: "
                          "{gte: 1}}",
                          "rule.yml:9:58: unknown key 'groupby' in a correlation, did you mean "
                          "'group-by'?");
    correlation_complains("{type: event_count, rules: a, timespan: 1m, condition: {gte: 5, lte: "
                          "3}}",
                          "rule.yml:9:69: no number satisfies this condition");
    correlation_complains("{type: temporal, rules: a, timespan: 1m, condition: not a}",
                          "rule.yml:9:66: the absence of a rule wants another rule that is there: "
                          "nothing at all satisfies this condition");
    correlation_complains("{type: temporal, rules: a, timespan: 1m, aliases: {x: {b: F}}}",
                          "rule.yml:9:69: the alias names 'b', which is none of the correlation's "
                          "rules");
}
END_TEST

START_TEST(chains_of_correlations_are_bounded)
{
    struct buf text = {0};
    buf_text(&text, base);
    for (int i = 0; i < 12; i++) {
        buf_fmt(&text, "title: C%d\nname: c%d\ncorrelation: {type: event_count, rules: ", i, i);
        if (i)
            buf_fmt(&text, "c%d", i - 1);
        else
            buf_char(&text, 'a');
        buf_text(&text, ", timespan: 1m, condition: {gte: 1}}\n---\n");
    }
    buf_char(&text, '\0');
    case_rules(&c, text.ptr);
    ck_assert_uint_eq(ruleset_count(c.rules), LIMIT_CORRELATION_DEPTH);
    ck_assert_uint_eq(ruleset_left_out(c.rules), 3);
    ck_assert_msg(strstr(case_note(&c, 0), "longer than 10") != NULL, "%s", case_note(&c, 0));
    case_free(&c);
    buf_free(&text);
}
END_TEST

START_TEST(a_circle_takes_those_with_it_that_use_it)
{
    case_rules(&c, "title: X\nname: x\ncorrelation: {type: event_count, rules: y, timespan: 1m, "
                   "condition: {gte: 1}}\n---\n"
                   "title: Y\nname: y\ncorrelation: {type: event_count, rules: x, timespan: 1m, "
                   "condition: {gte: 1}}\n---\n"
                   "title: Z\nname: z\ncorrelation: {type: event_count, rules: y, timespan: 1m, "
                   "condition: {gte: 1}}\n");
    ck_assert_uint_eq(ruleset_count(c.rules), 0);
    ck_assert_uint_eq(ruleset_left_out(c.rules), 3);
    case_free(&c);
}
END_TEST

START_TEST(of_two_documents_with_one_id_the_later_wins)
{
    case_rules(&c, "title: Old\nid: x\nlogsource: {product: windows}\n"
                   "detection: {s: {F: x}, condition: s}\n---\n"
                   "title: New\nid: x\nlogsource: {product: windows}\n"
                   "detection: {s: {F: y}, condition: s}\n");
    ck_assert_uint_eq(ruleset_count(c.rules), 1);
    ck_assert_uint_eq(ruleset_counts(c.rules).replaced, 1);
    ck_str(ruleset_find(c.rules, STR("x"))->title, "New");
    case_free(&c);
}
END_TEST

START_TEST(a_name_is_given_once)
{
    complains("title: A\nname: n\nlogsource: {product: windows}\n"
              "detection: {s: {F: x}, condition: s}\n---\n"
              "title: B\nname: n\nlogsource: {product: windows}\n"
              "detection: {s: {F: y}, condition: s}\n",
              "rule.yml:6:1: the name 'n' is taken (rule.yml:1)");
}
END_TEST

START_TEST(retired_rules_and_those_of_other_systems_are_counted_apart)
{
    case_rules(&c, "title: A\nid: a\nstatus: deprecated\nlogsource: {product: windows}\n"
                   "detection: {s: {F: x}, condition: s}\n---\n"
                   "title: B\nid: b\nlogsource: {product: linux, service: auditd}\n"
                   "detection: {s: {F: x}, condition: s}\n---\n"
                   "title: C\nid: c\nlogsource: {category: proxy}\n"
                   "detection: {s: {F: x}, condition: s}\n---\n"
                   "title: D\nid: d\nlogsource: {product: windows, category: file_access}\n"
                   "detection: {s: {F: x}, condition: s}\n");
    struct ruleset_counts counts = ruleset_counts(c.rules);
    ck_assert_uint_eq(counts.retired, 1);
    ck_assert_uint_eq(counts.elsewhere, 3);
    ck_assert_uint_eq(counts.traced, 1);
    ck_assert_uint_eq(counts.loaded, 3);
    ck_assert_uint_eq(counts.left_out, 0);
    ck_assert(c.notes.first == NULL);
    case_free(&c);
}
END_TEST

START_TEST(what_others_may_know_of_a_rule_is_told)
{
    case_rules(&c, "title: A\nname: a\nlevel: low\ntags: [culprit.change, x]\n"
                   "logsource: {product: windows, category: process_creation}\n"
                   "detection: {s: {Provider_Name: [P, Q], F: x}, n: {Provider_Name: R}, "
                   "condition: s and not n}\n---\n"
                   "title: C\nname: c\ncorrelation: {type: event_count, rules: [a], timespan: 2m, "
                   "condition: {gte: 2}}\ndiagnosis: {category: benign}\n");
    const struct rule_info *a = ruleset_find(c.rules, STR("a"));
    const struct rule_info *of = ruleset_find(c.rules, STR("c"));
    ck_assert_uint_eq(a->channels_n, 2);
    ck_str(a->channels[1], "Security");
    ck_assert_uint_eq(a->providers_n, 2);
    ck_str(a->providers[1], "Q");
    ck_assert(a->used && !a->reports && a->level == LEVEL_LOW && a->tags_n == 2);
    ck_assert(!of->used && of->reports && of->diagnosis && of->uses_n == 1);
    ck_assert_uint_eq(of->uses[0], a->index);
    ck_assert_int_eq(of->timespan, 2 * TICKS_PER_MINUTE);
    ck_assert_uint_eq(ruleset_sha256(c.rules).len, 64);
    ck_assert(ruleset_file_text(c.rules, "rule.yml").len > 100);
    case_free(&c);
}
END_TEST

START_TEST(generate_lets_used_rules_report)
{
    case_rules(&c, "title: A\nname: a\nlogsource: {product: windows}\n"
                   "detection: {s: {F: x}, condition: s}\n---\n"
                   "title: C\nname: c\ncorrelation: {type: event_count, rules: [a], timespan: 2m, "
                   "generate: true, condition: {gte: 2}}\n");
    ck_assert(ruleset_find(c.rules, STR("a"))->reports);
    case_free(&c);
}
END_TEST

START_TEST(the_shipped_rules_load_without_a_note)
{
    const char *const paths[] = {"builtin"};
    struct arena arena = {0};
    struct notes notes;
    struct ruleset *rules;
    struct err err = {0};
    notes_init(&notes, &arena);
    ck_assert_int_eq(ruleset_load((struct rule_paths){paths, 1}, &notes, &rules, &err), OK);
    ck_assert_uint_gt(ruleset_count(rules), 10);
    ck_assert_msg(notes.first == NULL, "%s:%u: %.*s", notes.first->loc.file, notes.first->loc.line,
                  STR_ARG(notes.first->detail));
    size_t n;
    ck_str(ruleset_packs(rules, &n)[0].name, "builtin");
    ruleset_free(rules);
    arena_free(&arena);
}
END_TEST

START_TEST(a_path_that_is_not_there_is_a_failure)
{
    const char *const paths[] = {"/nonexistent/rules"};
    struct arena arena = {0};
    struct notes notes;
    struct ruleset *rules;
    struct err err = {0};
    notes_init(&notes, &arena);
    ck_assert_int_eq(ruleset_load((struct rule_paths){paths, 1}, &notes, &rules, &err), FAIL_IO);
    ck_assert(strstr(err.text, "/nonexistent/rules") != NULL);
    arena_free(&arena);
}
END_TEST

/* Enough files that threads help to read them; one of them is no YAML. */
START_TEST(files_take_their_turn_whoever_reads_them)
{
    enum { FILES = 60, BROKEN = 7 };
    char folder[] = "/tmp/culprit-rules-XXXXXX", path[80], name[20];
    const char *const paths[] = {mkdtemp(folder)};
    struct arena arena = {0};
    struct notes notes;
    struct ruleset *rules;
    struct err err = {0};
    for (int i = 0; i < FILES; i++) {
        snprintf(path, sizeof path, "%s/%02d.yml", folder, i);
        FILE *f = fopen(path, "w");
        fprintf(f, "title: T\nname: rule_%02d\nlogsource: {product: windows}\n%s", i,
                i == BROKEN ? "'" : "detection: {s: {F: x}, condition: s}\n");
        fclose(f);
    }
    notes_init(&notes, &arena);
    ck_assert_int_eq(ruleset_load((struct rule_paths){paths, 1}, &notes, &rules, &err), OK);
    ck_assert_uint_eq(ruleset_count(rules), FILES - 1);
    ck_assert_uint_eq(ruleset_left_out(rules), 1);
    for (int i = 0; i < FILES - 1; i++) {
        snprintf(name, sizeof name, "rule_%02d", i + (i >= BROKEN));
        ck_assert(str_eq(ruleset_rules(rules)[i].name, str_of(name)));
    }
    ruleset_free(rules);
    for (int i = 0; i < FILES; i++) {
        snprintf(path, sizeof path, "%s/%02d.yml", folder, i);
        remove(path);
    }
    rmdir(folder);
    arena_free(&arena);
}
END_TEST

static void doubts(const char *text, const char *want)
{
    case_rules(&c, text);
    rule_lint(c.rules, &c.notes);
    bool found = false;
    for (size_t i = 0; case_note(&c, i)[0]; i++)
        found |= strstr(case_note(&c, i), want) != NULL;
    ck_assert_msg(found, "no '%s', but: %s", want, case_note(&c, 0));
    case_free(&c);
}

START_TEST(doubtful_rules_are_remarked)
{
    doubts(LOG "detection: {s: {F|contains|all: x}, condition: s}\n",
           "rule.yml:5:17: 'all' of a single value says nothing");
    doubts(LOG "detection: {s: {F: [null, x]}, condition: s}\n", "null in a list");
    doubts(LOG "detection: {s: {F|contains: 5}, condition: s}\n", "a number under a modifier");
    doubts(LOG "detection: {s: {F: yes}, condition: s}\n", "'yes' is read as a text");
    doubts(LOG "detection: {s: {F|startswith: '\\\\srv\\x'}, condition: s}\n",
           "two backslashes stand for one");
    doubts(LOG "detection: {s: {eventid: 5}, condition: s}\n", "the field is written 'EventID'");
    doubts(LOG "detection: {s: {F: x}, t: {G: y}, condition: s AND t}\n", "small letters");
    doubts(
        "title: A\nid: a\nname: a\nlogsource: {product: windows}\ndetection: {s: {F: x}, "
        "condition: s}\n---\n"
        "title: B\nid: b\nname: b\nlogsource: {product: windows}\ndetection: {s: {G: x}, "
        "condition: s}\n---\n"
        "title: C\nid: c\nname: c\ncorrelation: {type: event_count, rules: [a, b], timespan: 1m, "
        "condition: {gte: 2}}\n",
        "one event can satisfy both 'A' and 'B'");
    doubts("title: F\nid: f\nlogsource: {product: windows}\nfilter: {rules: any, s: {F: x}, "
           "condition: s}\n",
           "condition: not selection");
}
END_TEST

START_TEST(a_rule_is_explained)
{
    char *text = NULL;
    size_t len = 0;
    case_rules(&c, "title: A\nname: a\nlogsource: {product: windows, category: registry_delete}\n"
                   "detection: {s_1: {F: x}, s_2: {G: y}, condition: not 1 of s_*}\n");
    FILE *to = open_memstream(&text, &len);
    rule_explain(c.rules, ruleset_find(c.rules, STR("a")), to);
    fclose(to);
    ck_assert_msg(strstr(text, "not (s_1 or s_2)") != NULL, "%s", text);
    ck_assert_msg(strstr(text, "Microsoft-Windows-Sysmon/Operational, event 12") != NULL, "%s",
                  text);
    ck_assert_msg(strstr(text, "EventType is DeleteKey or DeleteValue") != NULL, "%s", text);
    free(text);
    case_free(&c);
    case_rules(&c, "title: A\nname: a\nlogsource: {product: windows, category: process_creation}\n"
                   "detection: {s: {Image: x, OriginalFileName: y, Level: 4}, t: {Product: z, "
                   "OriginalFileName: z, commandline: x}, condition: s or t}\n");
    to = open_memstream(&text, &len);
    rule_explain(c.rules, ruleset_find(c.rules, STR("a")), to);
    fclose(to);
    ck_assert_msg(strstr(text, "Sysmon/Operational, event 1\n") != NULL, "%s", text);
    ck_assert_msg(strstr(text, "ParentImage is read from ParentProcessName; without "
                               "OriginalFileName, Product\n") != NULL,
                  "%s", text);
    free(text);
    case_free(&c);
}
END_TEST

/* Rules and what lies beside them, in a folder of their own. */
struct folder {
    char path[64];
    const char *files[4];
    size_t n;
};

static void folder_open(struct folder *f)
{
    *f = (struct folder){.path = "/tmp/culprit-pack-XXXXXX"};
    ck_assert(mkdtemp(f->path) != NULL);
}

static void folder_put(struct folder *f, const char *name, const char *text)
{
    char path[128];
    bool known = false;
    snprintf(path, sizeof path, "%s/%s", f->path, name);
    FILE *to = fopen(path, "w");
    fputs(text, to);
    fclose(to);
    for (size_t i = 0; i < f->n; i++)
        known |= strcmp(f->files[i], name) == 0;
    if (!known)
        f->files[f->n++] = name;
}

static void folder_close(struct folder *f)
{
    char path[128];
    for (size_t i = 0; i < f->n; i++) {
        snprintf(path, sizeof path, "%s/%s", f->path, f->files[i]);
        remove(path);
    }
    rmdir(f->path);
}

static void folder_load(struct folder *f)
{
    const char *const paths[] = {f->path};
    struct err err = {0};
    c = (struct rule_case){0};
    notes_init(&c.notes, &c.arena);
    ck_assert_int_eq(ruleset_load((struct rule_paths){paths, 1}, &c.notes, &c.rules, &err), OK);
}

/* Both digests: of the bytes, and of what was loaded. */
static struct str folder_digest(struct folder *f)
{
    static char both[2 * SHA256_HEX];
    const char *const paths[] = {f->path};
    struct err err = {0};
    folder_load(f);
    ck_assert_int_eq(ruleset_digest((struct rule_paths){paths, 1}, both, &err), OK);
    strcat(both, ruleset_sha256(c.rules).ptr);
    case_free(&c);
    return str_of(both);
}

#define SALE                                                                                       \
    "title: T\nname: sale\nlogsource: {product: windows, category: sale}\n"                        \
    "detection: {s: {Item: pear}, condition: s}\n"

static size_t sales(struct folder *f)
{
    static const struct {
        const char *channel, *kind, *name;
        int64_t id;
    } events[] = {
        {"Shop", "cash", "Article", 1},
        {"Shop", "gift", "Article", 1},
        {"Shop", "cash", "Article", 2},
        {"Till", "gift", "Item",    7},
        {"Else", "cash", "Item",    7},
        {"",     "cash", "Article", 1},
    };
    folder_load(f);
    for (size_t i = 0; i < ARRAY_LEN(events); i++) {
        struct event *e = case_event(&c, (double)i);
        e->channel = str_of(events[i].channel);
        e->event_id = events[i].id;
        event_add(&c, e, events[i].name, "pear");
        event_add(&c, e, "Kind", events[i].kind);
    }
    case_run(&c);
    size_t n = case_count(&c, "sale");
    case_free(&c);
    return n;
}

START_TEST(a_pack_says_what_log_sources_mean)
{
    struct folder f;
    folder_open(&f);
    folder_put(&f, "rule.yml", SALE);
    folder_load(&f);
    ck_assert(strstr(case_note(&c, 0), "unknown category 'sale' of Windows") != NULL);
    case_free(&c);
    folder_put(
        &f, "pack.yml",
        "logsources:\n"
        "    categories:\n"
        "        sale:\n"
        "            - {service: shop, ids: 1, where: {Kind: cash}, fields: {Item: Article}}\n"
        "            - {channels: [Till]}\n"
        "    services: {shop: Shop}\n");
    ck_assert_uint_eq(sales(&f), 2); /* each row asks of its own events */
    folder_put(&f, "pack.yml", "logsources: map.json\n");
    folder_put(
        &f, "map.json",
        "{\"profile\": \"x\", \"services\": {\"shop\": [\"Shop\"]},\n"
        "\t\"categories\": {\"sale\": [{\"channels\": [\"Shop\"], \"eventids\": [1, 2], "
        "\"conditions\": {}, \"fieldmap\": {\"Item\": \"Article\"}, \"service\": \"shop\"}]}}");
    ck_assert_uint_eq(sales(&f), 3);
    folder_put(&f, "map.json", "{\"categories\": {\"sale\": []}}");
    ck_assert_uint_eq(sales(&f), 0);
    folder_load(&f);
    ck_assert_uint_eq(ruleset_counts(c.rules).elsewhere, 1);
    case_free(&c);
    folder_close(&f);
}
END_TEST

START_TEST(entries_of_a_pack_take_the_place_of_those_built_in)
{
    struct folder f;
    folder_open(&f);
    folder_put(&f, "rule.yml",
               "title: T\nname: a\nlogsource: {product: windows, service: ntlm}\n"
               "detection: {s: {F: x}, condition: s}\n---\n"
               "title: T\nname: b\nlogsource: {product: windows, service: system}\n"
               "detection: {s: {F: x}, condition: s}\n");
    folder_put(&f, "pack.yml", "logsources: {services: {NTLM: [Other]}}\n");
    folder_load(&f);
    ck_assert_uint_eq(ruleset_count(c.rules), 2);
    ck_assert(str_eq(ruleset_find(c.rules, STR("a"))->channels[0], STR("Other")));
    ck_assert(str_eq(ruleset_find(c.rules, STR("b"))->channels[0], STR("System")));
    case_free(&c);
    folder_put(&f, "pack.yml", "logsources: {builtin: false, services: {ntlm: [Other]}}\n");
    folder_load(&f);
    ck_assert_uint_eq(ruleset_count(c.rules), 1);
    ck_assert(strstr(case_note(&c, 0), "unknown service 'system'") != NULL);
    case_free(&c);
    folder_close(&f);
}
END_TEST

/* Of this map; the part of the note behind the path. */
static void map_complains(const char *map, const char *want)
{
    struct folder f;
    folder_open(&f);
    folder_put(&f, "map.json", map);
    folder_put(&f, "pack.yml", "logsources: map.json\n");
    folder_load(&f);
    ck_assert_msg(strstr(case_note(&c, 0), want) != NULL, "%s", case_note(&c, 0));
    ck_assert_uint_eq(c.notes.seen[NOTE_LOGSOURCES_INVALID], 1);
    ck_assert_uint_eq(ruleset_left_out(c.rules), 1);
    case_free(&c);
    folder_close(&f);
}

START_TEST(a_map_of_log_sources_says_what_is_wrong_with_it)
{
    map_complains("[]", "map.json:1:1: a map of log sources wants keys and values");
    map_complains("", "the file is empty");
    map_complains("{\"services\": {\"a\": \"b}", "found unexpected end of stream");
    map_complains("{service: {a: b}}",
                  "map.json:1:2: unknown key 'service' in a map of log sources, did you mean "
                  "'services'?");
    map_complains("{services: [a]}", "map.json:1:12: 'services' wants names and what they mean");
    map_complains("{services: {a: []}}", "map.json:1:16: 'a' has no channels");
    map_complains("{services: {a: {b: c}}}", "map.json:1:16: a channel wants a name");
    map_complains("{services: {a: 'b*'}}", "map.json:1:16: a channel has no wildcards");
    map_complains("{categories: {a: {ids: 1}}}", "wants 'service' or 'channels'");
    map_complains("{categories: {a: {service: [a]}}}", "a service wants a name");
    map_complains("{categories: {a: {service: systm}}}",
                  "map.json:1:28: unknown service 'systm', did you mean 'system'?");
    map_complains("{categories: {a: {service: system, ids: x}}}", "an event id is a number");
    map_complains("{categories: {a: {service: system, ids: -1}}}", "an event id is a number");
    map_complains("{categories: {a: {service: system, where: x}}}",
                  "'where' wants fields and their values");
    map_complains("{categories: {a: {service: system, where: {F|contain: x}}}}",
                  "unknown modifier 'contain', did you mean 'contains'?");
    map_complains("{categories: {a: {service: system, fields: [x]}}}", "'fields' wants names");
    map_complains("{categories: {a: {service: system, fields: {x: [y]}}}}",
                  "the other name of 'x' is one name");
    map_complains("{builtin: maybe}", "'builtin' is true or false");
    map_complains("{elsewhere: [[]]}", "a category wants a name");
}
END_TEST

START_TEST(the_file_that_a_pack_names_must_be_there)
{
    struct folder f;
    folder_open(&f);
    folder_put(&f, "pack.yml", "logsources: none.json\n");
    folder_load(&f);
    ck_assert(strstr(case_note(&c, 0), "pack.yml:1:13: cannot open") != NULL);
    case_free(&c);
    folder_put(&f, "pack.yml", "logsource: none.json\n");
    folder_load(&f);
    ck_assert(strstr(case_note(&c, 0), "unknown key 'logsource' of a pack, did you mean") != NULL);
    case_free(&c);
    folder_close(&f);
}
END_TEST

START_TEST(entries_of_a_map_are_bounded)
{
    struct buf map = {0};
    buf_text(&map, "{services: {a: [");
    for (int i = 0; i <= LIMIT_LOGSOURCE_NAMES; i++)
        buf_fmt(&map, "%s c%d", i ? "," : "", i);
    buf_text(&map, "]}}");
    buf_char(&map, '\0');
    map_complains(map.ptr, "'a' has too many channels");
    buf_free(&map);
}
END_TEST

START_TEST(what_shapes_the_rules_is_a_part_of_their_digest)
{
    struct folder f;
    char was[2 * SHA256_HEX];
    static const struct {
        const char *name, *text;
    } changes[] = {
        {"pack.yml", "placeholders: {n: 1}\n"          },
        {"pack.yml", "placeholders: {n: 2}\n"          },
        {"map.json", "{\"services\": {\"a\": [\"A\"]}}"},
        {"pack.yml", "logsources: map.json\n"          },
        {"map.json", "{\"services\": {\"a\": [\"B\"]}}"},
    };
    folder_open(&f);
    folder_put(&f, "rule.yml", LOG "detection: {s: {F: x}, condition: s}\n");
    strcpy(was, folder_digest(&f).ptr);
    ck_assert_str_eq(folder_digest(&f).ptr, was);
    for (size_t i = 0; i < ARRAY_LEN(changes); i++) {
        folder_put(&f, changes[i].name, changes[i].text);
        ck_assert_msg(strcmp(folder_digest(&f).ptr, was) != 0, "change %zu", i);
        strcpy(was, folder_digest(&f).ptr);
    }
    folder_close(&f);
}
END_TEST

SUITE(rule)
{
    tcase_add_test(tests, a_pack_says_what_log_sources_mean);
    tcase_add_test(tests, entries_of_a_pack_take_the_place_of_those_built_in);
    tcase_add_test(tests, a_map_of_log_sources_says_what_is_wrong_with_it);
    tcase_add_test(tests, the_file_that_a_pack_names_must_be_there);
    tcase_add_test(tests, entries_of_a_map_are_bounded);
    tcase_add_test(tests, what_shapes_the_rules_is_a_part_of_their_digest);
    tcase_add_test(tests, errors_have_a_place_a_cause_and_a_proposal);
    tcase_add_test(tests, places_in_a_condition_of_several_lines_are_found);
    tcase_add_test(tests, attributes_of_other_tools_may_stand_at_the_top);
    tcase_add_test(tests, a_broken_rule_is_left_out_and_the_others_run);
    tcase_add_test(tests, a_document_that_is_no_yaml_leaves_the_others_of_its_file);
    tcase_add_test(tests, correlations_say_what_is_wrong_with_them);
    tcase_add_test(tests, chains_of_correlations_are_bounded);
    tcase_add_test(tests, a_circle_takes_those_with_it_that_use_it);
    tcase_add_test(tests, of_two_documents_with_one_id_the_later_wins);
    tcase_add_test(tests, a_name_is_given_once);
    tcase_add_test(tests, retired_rules_and_those_of_other_systems_are_counted_apart);
    tcase_add_test(tests, what_others_may_know_of_a_rule_is_told);
    tcase_add_test(tests, generate_lets_used_rules_report);
    tcase_add_test(tests, the_shipped_rules_load_without_a_note);
    tcase_add_test(tests, a_path_that_is_not_there_is_a_failure);
    tcase_add_test(tests, files_take_their_turn_whoever_reads_them);
    tcase_add_test(tests, doubtful_rules_are_remarked);
    tcase_add_test(tests, a_rule_is_explained);
}
