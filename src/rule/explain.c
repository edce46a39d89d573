/* A rule in words: `culprit rule show`. */
#include "rule/check.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/time.h"
#include "ruleset.h"

static void put_names(struct buf *b, const struct expr *e, const struct str *names, bool inner)
{
    static const char *const words[] = {[EXPR_ALL] = " and ", [EXPR_ANY] = " or "};
    if (e->kind == EXPR_LEAF) {
        buf_term(b, names[e->leaf]);
        return;
    }
    if (e->kind == EXPR_NOT) {
        buf_text(b, "not ");
        put_names(b, e->of[0], names, true);
        return;
    }
    buf_text(b, inner ? "(" : "");
    for (uint32_t i = 0; i < e->n; i++) {
        buf_text(b, i ? words[e->kind] : "");
        put_names(b, e->of[i], names, true);
    }
    buf_text(b, inner ? ")" : "");
}

static void put_line(struct buf *b, const char *name, struct str text)
{
    if (text.len == 0)
        return;
    buf_fmt(b, "%-12s", name);
    buf_term(b, text);
    buf_char(b, '\n');
}

static void put_fields(struct buf *b, const struct node *map, const char *between)
{
    for (size_t i = 0; map && i < map->n; i++) {
        buf_text(b, i ? ", " : "; ");
        buf_term(b, map->items[i].key);
        buf_text(b, between);
        buf_term(b, map->items[i].text);
        for (size_t k = 0; k < map->items[i].n; k++) {
            buf_text(b, k ? " or " : "");
            buf_term(b, map->items[i].items[k].text);
        }
    }
}

static bool has_field(const struct logsource_row *row, const struct slot *slot)
{
    if (slot->kind != SLOT_FIELD)
        return true;
    for (size_t i = 0; i < row->has_n; i++)
        if (str_eq_nocase(row->has[i], slot->name))
            return true;
    for (size_t i = 0; row->fields && i < row->fields->n; i++)
        if (str_eq_nocase(row->fields->items[i].key, slot->name))
            return true;
    return false;
}

/* Fields that the rule asks for and such an event cannot have. */
static void put_lacking(struct buf *b, const struct ruleset *rules, const struct expr *e,
                        const struct logsource_row *row, bool *told)
{
    for (uint32_t i = 0; i < e->n; i++)
        put_lacking(b, rules, e->of[i], row, told);
    if (e->kind != EXPR_LEAF)
        return;
    uint32_t slot = rules->items[e->leaf].slot;
    if (told[slot] || has_field(row, &rules->slots[slot]))
        return;
    buf_text(b, told[rules->slots_n] ? ", " : "; without ");
    buf_term(b, rules->slots[slot].name);
    told[slot] = told[rules->slots_n] = true;
}

static void put_lack(struct buf *b, const struct ruleset *rules, const struct rule *r,
                     const struct logsource_row *row)
{
    struct arena arena = {0};
    if (row->has_n && r->expr)
        put_lacking(b, rules, r->expr, row, ARENA_ARRAY(&arena, bool, rules->slots_n + 1));
    arena_free(&arena);
}

static void put_row(struct buf *b, const struct ruleset *rules, const struct rule *r,
                    const struct logsource_row *row)
{
    const struct id_set *ids = &r->ids;

    const int64_t *v = row->ids_n ? row->ids : ids->v;
    size_t n = row->ids_n ? row->ids_n : ids->any ? 0 : ids->n;
    buf_fmt(b, "%-12s", "log");
    for (size_t i = 0; i < row->channels_n; i++) {
        buf_text(b, i ? ", " : "");
        buf_term(b, row->channels[i]);
    }
    buf_text(b, row->channels_n ? "" : "any channel");
    buf_text(b, n == 0 ? ", any event" : n == 1 ? ", event" : ", events");
    for (size_t i = 0; i < n && i < 40; i++)
        buf_fmt(b, "%s %lld", i ? "," : "", (long long)v[i]);
    buf_text(b, n > 40 ? ", ..." : "");
    put_fields(b, row->where, " is ");
    put_fields(b, row->fields, " is read from ");
    put_lack(b, rules, r, row);
    if (row->from.file) {
        buf_text(b, "; from ");
        buf_term(b, str_of(row->from.file));
        buf_fmt(b, ":%u", row->from.line);
    }
    buf_char(b, '\n');
}

static void put_detection(struct buf *b, const struct ruleset *rules, const struct rule_info *info,
                          const struct rule *r)
{
    for (size_t i = 0; i < r->source.rows_n; i++)
        put_row(b, rules, r, &r->source.rows[i]);
    if (r->source.elsewhere)
        buf_fmt(b, "%-12s%s\n", "log", "in no event log of Windows: it never hits");
    for (size_t i = 0; i < info->providers_n; i++)
        put_line(b, i ? "" : "provider", info->providers[i]);
    buf_fmt(b, "%-12s", "condition");
    put_names(b, r->written, r->selections, false);
    buf_text(b, r->filtered ? ", and what filters say\n" : "\n");
}

static void put_bounds(struct buf *b, const struct correlation *c)
{
    const struct bounds *o = &c->bounds;
    for (size_t i = 0; i < c->values_n; i++) {
        buf_text(b, i ? ", " : " of ");
        buf_term(b, c->value_names[i]);
    }
    if (c->type == VALUE_PERCENTILE)
        buf_fmt(b, " (percentile %g)", c->percentile);
    if (o->has_low)
        buf_fmt(b, " %s %g", o->low_open ? "more than" : "at least", o->low);
    if (o->has_high)
        buf_fmt(b, "%s %s %g", o->has_low ? " and" : "", o->high_open ? "less than" : "at most",
                o->high);
    if (o->has_not)
        buf_fmt(b, " not %g", o->not_equal);
}

static void put_correlation(struct buf *b, const struct ruleset *rules, const struct rule *r)
{
    static const char *const types[CORRELATION_TYPES] = {"count of events",
                                                         "count of different values",
                                                         "sum",
                                                         "average",
                                                         "percentile",
                                                         "median",
                                                         "all near each other",
                                                         "one after another"};
    const struct correlation *c = r->correlation;
    char span[TIME_TEXT];
    struct str titles[LIMIT_CORRELATION_RULES];
    buf_fmt(b, "%-12s%s", "correlation", types[c->type]);
    if (c->counted)
        put_bounds(b, c);
    buf_fmt(b, " within %s\n", duration_text(c->timespan, span));
    for (size_t i = 0; i < c->rules_n; i++)
        put_line(b, i ? "" : "of", rules->infos[c->rules[i]].title);
    for (size_t i = 0; i < c->group_n; i++)
        put_line(b, i ? "" : "by", c->group[i]);
    for (size_t i = 0; c->when && i < c->rules_n; i++)
        titles[i] = rules->infos[c->rules[i]].name.len ? rules->infos[c->rules[i]].name
                                                       : rules->infos[c->rules[i]].id;
    if (c->when) {
        buf_fmt(b, "%-12s", "condition");
        put_names(b, c->when, titles, false);
        buf_char(b, '\n');
    }
}

void rule_explain(const struct ruleset *rules, const struct rule_info *rule, FILE *to)
{
    struct buf b = {0};
    const struct rule *r = &rules->rules[rule->index];
    put_line(&b, "title", rule->title);
    put_line(&b, "id", rule->id);
    put_line(&b, "name", rule->name);
    put_line(&b, "level", str_of(level_names[rule->level]));
    put_line(&b, "status", rule->status);
    put_line(&b, "description", rule->description);
    buf_fmt(&b, "%-12s%s:%u\n", "file", rule->loc.file ? rule->loc.file : "-", rule->loc.line);
    if (r->correlation)
        put_correlation(&b, rules, r);
    else
        put_detection(&b, rules, rule, r);
    for (size_t i = 0; i < r->users_n; i++)
        put_line(&b, i ? "" : "used by", rules->infos[r->users[i].rule].title);
    fwrite(b.ptr, 1, b.len, to);
    buf_free(&b);
}
