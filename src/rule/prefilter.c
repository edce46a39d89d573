/* The prefilter of a rule in words: `culprit rule profile`. */
#include "rule/check.h"
#include "ruleset.h"
#include "sieve.h"

enum { SHOWN = 2 };

static void put_needles(struct buf *text, const struct item *item)
{
    struct pattern_values needles = pattern_needles(item->pattern);
    buf_term(text, item->field.len ? item->field : STR("keyword"));
    for (size_t i = 0; i < needles.n && i < SHOWN; i++) {
        buf_text(text, i ? ", '" : " '");
        buf_term(text, str_head(needles.v[i], 24));
        buf_text(text, "'");
    }
    if (needles.n > SHOWN)
        buf_fmt(text, " and %zu more", needles.n - SHOWN);
}

static void put_item(struct buf *text, const struct item *item)
{
    if (sieve_can(item->pattern)) {
        put_needles(text, item);
        return;
    }
    buf_term(text, item->field.len ? item->field : STR("keyword"));
    buf_text(text, item->modifiers.len ? "|" : "");
    buf_term(text, item->modifiers);
    buf_text(text, " asked each time");
}

bool rule_prefilter(const struct ruleset *rules, const struct rule_info *rule, struct buf *text)
{
    const struct gates *gates = &rules->gates[rule - rules->infos];
    if (gates->n == 0) {
        buf_text(text, rules->rules[rule - rules->infos].ids.any ? "none" : "event id");
        return !rules->rules[rule - rules->infos].ids.any;
    }
    put_item(text, &rules->items[gates->items[0]]);
    if (gates->n > 1)
        buf_fmt(text, " or %zu more tests", gates->n - 1);
    return true;
}
