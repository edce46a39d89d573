/* culprit rule texts: what a translator has to do. */
#include "rule_words.h"

#include "app/ruletexts.h"

enum status rule_texts(const struct rule_options *o, struct args words, struct arena *arena,
                       struct err *err)
{
    struct notes notes;
    struct ruleset *rules;
    struct ruletexts_result r;
    const struct locale *locale;
    struct buf text = {0};
    size_t warnings;
    struct asked asked = read_words(o, words, arena);
    notes_init(&notes, arena);
    if (o->lang <= 0)
        return err_set(err, FAIL_USAGE, "rule texts wants a language to translate to: --lang de");
    if (asked.only.len)
        return err_set(err, FAIL_USAGE, "rule texts wants paths, and '%.*s' is none",
                       STR_ARG(asked.only));
    TRY(tongue_load(locale_words[o->lang], asked.paths, arena, &locale, err));
    TRY(rules_asked(asked.paths, &notes, &rules, err));
    print_defects(&notes, arena, &warnings);
    ruletexts_run(rules, locale, arena, &text, &r);
    fwrite(text.ptr, 1, text.len, stdout);
    printf("# %zu texts, %zu without a translation; %zu rows that translate none of them\n",
           r.texts, r.lacking, r.idle);
    buf_free(&text);
    ruleset_free(rules);
    return OK;
}
