/* culprit rule list|find|show|explain|doc: looking at rules. */
#include "result.h"
#include "rule_words.h"

#include "app/ruledoc.h"
#include "base/utf8.h"
#include "rule/about.h"
#include "rule/check.h"

static const char *rule_kind(const struct rule_info *r)
{
    return r->diagnosis                  ? "diagnosis"
           : r->hypothesis               ? "hypothesis"
           : r->type == RULE_CORRELATION ? "correlation"
           : r->type == RULE_FILTER      ? "filter"
                                         : "detection";
}

static void print_rule(const struct rule_info *r, struct arena *arena)
{
    struct buf line = {0};
    buf_fmt(&line, "%-13s %-11s ", level_names[r->level], rule_kind(r));
    buf_term(&line, r->name.len ? r->name : r->id);
    buf_text(&line, "  ");
    buf_term(&line, r->title);
    puts(buf_keep(&line, arena).ptr);
    buf_free(&line);
}

/* What became of all documents; only what there is is said. */
static void print_counts(const struct ruleset *rules)
{
    struct ruleset_counts c = ruleset_counts(rules);
    printf("%zu rules, %zu left out", c.loaded, c.left_out);
    if (c.elsewhere > c.traced)
        printf(", %zu not for Windows event logs", c.elsewhere - c.traced);
    if (c.traced)
        printf(", %zu of Windows that no event log can satisfy", c.traced);
    if (c.retired)
        printf(", %zu deprecated or unsupported", c.retired);
    if (c.replaced)
        printf(", %zu replaced by a later one", c.replaced);
    puts("");
}

enum status rule_list(const struct rule_options *o, struct args words, struct arena *arena,
                      struct err *err)
{
    struct notes notes;
    struct ruleset *rules;
    size_t warnings;
    struct asked asked = read_words(o, words, arena);
    notes_init(&notes, arena);
    TRY(rules_asked(asked.paths, &notes, &rules, err));
    const struct rule_info *r = ruleset_rules(rules);
    for (size_t i = 0; i < ruleset_count(rules); i++)
        print_rule(&r[i], arena);
    print_defects(&notes, arena, &warnings);
    print_counts(rules);
    ruleset_free(rules);
    return OK;
}

static bool has_text(struct str text, struct str folded, struct arena *arena)
{
    return str_find(utf8_fold(arena, text), folded) != NULL;
}

/* A rule is found by id, name, title, tag or description, and by the providers that it names. */
static bool rule_has(const struct rule_info *r, struct str folded, struct arena *arena)
{
    const struct str texts[] = {r->id, r->name, r->title, r->description};
    bool found = false;
    for (size_t i = 0; i < ARRAY_LEN(texts) && !found; i++)
        found = has_text(texts[i], folded, arena);
    for (size_t i = 0; i < r->tags_n && !found; i++)
        found = has_text(r->tags[i], folded, arena);
    for (size_t i = 0; i < r->providers_n && !found; i++)
        found = has_text(r->providers[i], folded, arena);
    return found;
}

enum status rule_find(const struct rule_options *o, struct args words, struct arena *arena,
                      struct err *err)
{
    struct notes notes;
    struct ruleset *rules;
    size_t found = 0;
    struct asked asked = read_words(o, words, arena);
    notes_init(&notes, arena);
    if (asked.only.len == 0)
        return err_set(err, FAIL_USAGE, "rule find wants a text to look for");
    TRY(rules_asked(asked.paths, &notes, &rules, err));
    const struct rule_info *r = ruleset_rules(rules);
    struct str folded = utf8_fold(arena, asked.only), provider;
    int64_t id;
    bool event = is_event(asked.only, &provider, &id);
    for (size_t i = 0; i < ruleset_count(rules); i++)
        if (event ? rule_names_event(rules, &r[i], provider, id) : rule_has(&r[i], folded, arena)) {
            print_rule(&r[i], arena);
            found++;
        }
    printf("%zu of %zu rules\n", found, ruleset_count(rules));
    ruleset_free(rules);
    return OK;
}

static enum status unknown_rule(const struct ruleset *rules, struct str word, struct arena *arena,
                                struct err *err)
{
    const struct rule_info *r = ruleset_rules(rules);
    size_t n = ruleset_count(rules);
    const char **names = ARENA_ARRAY(arena, const char *, n + 1);
    for (size_t i = 0; i < n; i++)
        names[i] = arena_str(arena, r[i].name).ptr;
    const char *near = str_nearest(word, names, n);
    return err_set(err, FAIL_USAGE, "no rule '%.*s'%s%s%s; 'culprit rule list' names them",
                   STR_ARG(word), near ? ", did you mean '" : "", near ? near : "",
                   near ? "'?" : "");
}

enum status rule_show(const struct rule_options *o, struct args words, struct arena *arena,
                      struct err *err)
{
    struct notes notes;
    struct ruleset *rules;
    struct asked asked = read_words(o, words, arena);
    notes_init(&notes, arena);
    if (asked.only.len == 0)
        return err_set(err, FAIL_USAGE, "rule show wants the id or name of a rule");
    TRY(rules_asked(asked.paths, &notes, &rules, err));
    const struct rule_info *r = ruleset_find(rules, asked.only);
    enum status status = OK;
    if (r)
        rule_explain(rules, r, stdout);
    else
        status = unknown_rule(rules, asked.only, arena, err);
    ruleset_free(rules);
    return status;
}

/* The rule, the rules that it counts, and its diagnosis. */
static void explain_rule(const struct ruleset *rules, const struct rule_info *r)
{
    struct buf text = {0};
    rule_explain(rules, r, stdout);
    for (size_t i = 0; i < r->uses_n; i++) {
        puts("");
        rule_explain(rules, &ruleset_rules(rules)[r->uses[i]], stdout);
    }
    rule_explain_diagnosis(rules, r, &text);
    fwrite(text.ptr, 1, text.len, stdout);
    buf_free(&text);
}

enum status rule_tell(const struct rule_options *o, struct args words, struct arena *arena,
                      struct err *err)
{
    struct notes notes;
    struct ruleset *rules;
    struct asked asked = read_words(o, words, arena);
    notes_init(&notes, arena);
    if (asked.only.len == 0)
        return err_set(err, FAIL_USAGE, "rule explain wants the id or name of a rule");
    TRY(rules_asked(asked.paths, &notes, &rules, err));
    const struct rule_info *r = ruleset_find(rules, asked.only);
    enum status status = OK;
    if (r)
        explain_rule(rules, r);
    else
        status = unknown_rule(rules, asked.only, arena, err);
    ruleset_free(rules);
    return status;
}

enum status rule_doc(const struct rule_options *o, struct args words, struct arena *arena,
                     struct err *err)
{
    struct notes notes;
    struct ruleset *rules;
    struct buf text = {0};
    size_t warnings;
    struct asked asked = read_words(o, words, arena);
    notes_init(&notes, arena);
    if (asked.only.len)
        return err_set(err, FAIL_USAGE, "rule doc wants paths, and '%.*s' is none",
                       STR_ARG(asked.only));
    TRY(rules_asked(asked.paths, &notes, &rules, err));
    print_defects(&notes, arena, &warnings);
    ruledoc_write(rules, &text);
    enum status status = result_write(NULL, &text, err);
    buf_free(&text);
    ruleset_free(rules);
    return status;
}
