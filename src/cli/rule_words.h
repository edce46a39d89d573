/* What the subcommands of `culprit rule` share. Private to cli.
 *
 * Owner     the arena given; a ruleset is freed by who loaded it. */
#ifndef CLI_RULE_WORDS_H
#define CLI_RULE_WORDS_H

#include "common.h"

#include "app/match.h"

struct rule_options {
    struct opt_list rules, from;
    const char *record, *event_id;
    int form;
    bool strict;
    int lang; /* a place in locale_words */
    struct talk_opts talk;
};

/* Words behind the subcommand are paths of rules; what is no path is the name of a rule, or
 * PROVIDER/ID. */
struct asked {
    struct rule_paths paths;
    struct str only;
};

struct asked read_words(const struct rule_options *o, struct args words, struct arena *arena);
bool is_event(struct str word, struct str *provider, int64_t *id);

enum status rules_asked(struct rule_paths paths, struct notes *notes, struct ruleset **rules,
                       struct err *err) NODISCARD;

/* How many errors and warnings stand among the notes; prints them. */
size_t print_defects(const struct notes *notes, struct arena *arena, size_t *warnings);

typedef enum status rule_run(const struct rule_options *o, struct args words, struct arena *arena,
                             struct err *err);
rule_run rule_list, rule_find, rule_show, rule_tell, rule_doc, rule_new, rule_diff, rule_backtest,
    rule_schema, rule_coverage, rule_texts;

#endif
