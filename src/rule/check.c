#include "rule/check.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "ruleset.h"

/* One document while it is looked at. */
struct lint {
    const struct ruleset *rules;
    const struct rule_info *info;
    const struct rule *rule;
    struct notes *notes;
};

static void doubt(const struct lint *l, struct loc at, const char *fmt, ...) PRINTF(3, 4);

static void doubt(const struct lint *l, struct loc at, const char *fmt, ...)
{
    char text[300];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    notes_add(l->notes, NOTE_RULE_DOUBTFUL, at, "%s", text);
}

/* Values --------------------------------------------------------------------------------------- */

static bool has_word(struct str modifiers, const char *word)
{
    while (modifiers.len)
        if (str_eq(str_cut(modifiers, '|', &modifiers), str_of(word)))
            return true;
    return false;
}

static bool is_text_modified(struct str modifiers)
{
    return has_word(modifiers, "contains") || has_word(modifiers, "startswith") ||
           has_word(modifiers, "endswith");
}

static void lint_plain_word(const struct lint *l, const struct node *v)
{
    static const char *const words[] = {"yes", "no", "on", "off"};
    for (size_t i = 0; i < ARRAY_LEN(words) && !v->quoted; i++)
        if (str_eq_nocase(v->text, str_of(words[i])))
            doubt(l, v->loc, "'%.*s' is read as a text: quote it, or write true or false",
                  STR_ARG(v->text));
}

/* '\\server\share' begins with one backslash: in a rule two stand for one. Who doubles them all
 * knows that. */
static void lint_backslashes(const struct lint *l, const struct node *v, struct str modifiers)
{
    struct str rest = str_skip(v->text, 2);
    const char *next = str_find(rest, STR("\\"));
    bool doubles = next && next + 1 < rest.ptr + rest.len && next[1] == '\\';
    if (has_word(modifiers, "re") || !str_starts(v->text, STR("\\\\")) || rest.len == 0)
        return;
    if (!strchr("\\*?", rest.ptr[0]) && !doubles)
        doubt(l, v->loc, "two backslashes stand for one: a path of another computer wants four");
}

static void lint_value(const struct lint *l, const struct node *v, struct str modifiers, bool alone)
{
    if (v->kind != NODE_SCALAR)
        return;
    if (v->scalar == SCALAR_NULL && !alone)
        doubt(l, v->loc, "null in a list: Sigma does not allow it, other tools refuse the rule");
    if ((v->scalar == SCALAR_INT || v->scalar == SCALAR_FLOAT) && is_text_modified(modifiers))
        doubt(l, v->loc, "a number under a modifier of texts: quote it");
    if (v->scalar == SCALAR_TEXT && v->text.len == 0 && is_text_modified(modifiers))
        doubt(l, v->loc, "an empty text is in every value: write 'exists: true'");
    if (str_eq(v->text, STR("*")) && !has_word(modifiers, "re"))
        doubt(l, v->loc, "'*' fits every value: write 'exists: true'");
    lint_plain_word(l, v);
    lint_backslashes(l, v, modifiers);
}

static void lint_field_name(const struct lint *l, struct str field, struct loc at)
{
    for (size_t i = 0; i < system_fields_n; i++) {
        struct str name = str_of(system_fields[i].name);
        if (str_eq_nocase(field, name) && !str_eq(field, name))
            doubt(l, at, "the field is written '%.*s'", STR_ARG(name));
    }
}

static void lint_item(const struct lint *l, const struct node *item)
{
    struct str modifiers, field = str_cut(item->key, '|', &modifiers);
    bool list = item->kind == NODE_LIST;
    lint_field_name(l, field, item->key_loc);
    if (has_word(modifiers, "all") && (!list || item->n < 2))
        doubt(l, item->key_loc, "'all' of a single value says nothing: leave it out");
    if (!list)
        lint_value(l, item, modifiers, true);
    for (size_t i = 0; list && i < item->n; i++)
        lint_value(l, &item->items[i], modifiers, item->n == 1);
}

static void lint_map(const struct lint *l, const struct node *map)
{
    for (size_t i = 0; map->kind == NODE_MAP && i < map->n; i++)
        lint_item(l, &map->items[i]);
}

static const struct node *selections(const struct rule *r)
{
    const struct node *detection = node_get(r->root, "detection");
    return detection ? detection : node_get(r->root, "filter");
}

static void lint_selections(const struct lint *l)
{
    const struct node *map = selections(l->rule);
    for (size_t i = 0; map && i < map->n; i++) {
        const struct node *item = &map->items[i];
        if (str_eq(item->key, STR("condition")))
            continue;
        lint_map(l, item);
        for (size_t k = 0; item->kind == NODE_LIST && k < item->n; k++)
            lint_map(l, &item->items[k]);
    }
}

/* Documents -------------------------------------------------------------------------------------
 */

static void lint_names(const struct lint *l)
{
    if (l->info->id.len == 0)
        doubt(l, l->info->loc,
              "the document has no 'id': other tools refuse it, and nothing can "
              "replace it");
    if (l->info->status.len == 0)
        doubt(l, l->info->loc, "the document has no 'status'");
}

static bool negates(const struct expr *e)
{
    bool found = e->kind == EXPR_NOT;
    for (uint32_t i = 0; i < e->n && !found; i++)
        found = negates(e->of[i]);
    return found;
}

static void lint_filter(const struct lint *l)
{
    if (l->info->type == RULE_FILTER && l->rule->written && !negates(l->rule->written))
        notes_add(l->notes, NOTE_FILTER_KEEPS, l->info->loc,
                  "it keeps only what its selection fits; to leave that out, "
                  "write 'condition: not selection'");
}

static void lint_related(const struct lint *l)
{
    const struct node *list = node_get(l->rule->root, "related");
    for (size_t i = 0; list && i < list->n; i++) {
        struct str type = node_text(&list->items[i], "type");
        const struct rule_info *other = ruleset_find(l->rules, node_text(&list->items[i], "id"));
        if (other && (str_eq(type, STR("obsolete")) || str_eq(type, STR("obsoletes"))))
            doubt(l, other->loc, "replaced by '%.*s' (%s:%u)", STR_ARG(l->info->title),
                  l->info->loc.file, l->info->loc.line);
    }
}

/* Two rules for one event -----------------------------------------------------------------------
 */

enum { WAY_ITEMS = 24 };

/* Ways in which an expression can be true: items that must all hold. `full`: too many to tell. */
struct ways {
    struct {
        uint32_t items[WAY_ITEMS];
        size_t n;
    } v[LIMIT_LINT_WAYS];
    size_t n;
    bool full;
};

static void ways_and(struct ways *to, const struct ways *with)
{
    struct ways *sum = calloc(1, sizeof(*sum));
    if (!sum)
        mem_die(sizeof(*sum));
    sum->full = to->full || with->full || to->n * with->n > LIMIT_LINT_WAYS;
    for (size_t i = 0; i < to->n && !sum->full; i++)
        for (size_t k = 0; k < with->n; k++) {
            sum->v[sum->n] = to->v[i];
            size_t room = WAY_ITEMS - to->v[i].n;
            size_t take = with->v[k].n < room ? with->v[k].n : room;
            memcpy(sum->v[sum->n].items + to->v[i].n, with->v[k].items,
                   take * sizeof(with->v[k].items[0]));
            sum->v[sum->n++].n += take;
        }
    *to = *sum;
    free(sum);
}

static void find_ways(const struct expr *e, struct ways *to)
{
    *to = (struct ways){0};
    if (e->kind == EXPR_LEAF) {
        to->v[0].items[0] = e->leaf;
        to->v[0].n = to->n = 1;
        return;
    }
    to->n = e->kind != EXPR_ANY; /* `not` and `all` begin with a way that asks nothing */
    struct ways *more = e->kind == EXPR_NOT ? NULL : calloc(1, sizeof(*more));
    for (uint32_t i = 0; more && i < e->n && !to->full; i++) {
        find_ways(e->of[i], more);
        if (e->kind == EXPR_ALL)
            ways_and(to, more);
        for (size_t k = 0; e->kind == EXPR_ANY && k < more->n; k++) {
            to->full |= to->n == LIMIT_LINT_WAYS;
            if (!to->full)
                to->v[to->n++] = more->v[k];
        }
        to->full |= more->full;
    }
    free(more);
}

/* Items that ask different things of one field are taken to exclude each other. */
static bool excludes(const struct ruleset *r, uint32_t a, uint32_t b)
{
    return a != b && r->items[a].slot == r->items[b].slot &&
           r->slots[r->items[a].slot].kind != SLOT_KEYWORDS;
}

static bool can_meet(const struct ruleset *r, const struct ways *a, size_t i, const struct ways *b,
                     size_t k)
{
    for (size_t x = 0; x < a->v[i].n; x++)
        for (size_t y = 0; y < b->v[k].n; y++)
            if (excludes(r, a->v[i].items[x], b->v[k].items[y]))
                return false;
    return true;
}

static bool share_channel(const struct rule_info *a, const struct rule_info *b)
{
    bool found = a->channels_n == 0 || b->channels_n == 0;
    for (size_t i = 0; i < a->channels_n && !found; i++)
        for (size_t k = 0; k < b->channels_n && !found; k++)
            found = str_eq(a->channels[i], b->channels[k]);
    return found;
}

static bool hit_one_event(const struct ruleset *r, uint32_t one, uint32_t other)
{
    const struct expr *a = r->rules[one].expr, *b = r->rules[other].expr;
    if (!a || !b || !share_channel(&r->infos[one], &r->infos[other]))
        return false;
    struct ways *ways = calloc(2, sizeof(*ways));
    if (!ways)
        mem_die(2 * sizeof(*ways));
    find_ways(a, &ways[0]);
    find_ways(b, &ways[1]);
    bool meet = false;
    for (size_t i = 0; i < ways[0].n && !ways[0].full && !ways[1].full; i++)
        for (size_t k = 0; k < ways[1].n; k++)
            meet = meet || can_meet(r, &ways[0], i, &ways[1], k);
    free(ways);
    return meet;
}

static void lint_meeting(const struct lint *l)
{
    const struct correlation *c = l->rule->correlation;
    if (!c || c->rules_n > LIMIT_LINT_RULES)
        return;
    bool once = c->counted && !c->bounds.has_high && c->bounds.low <= 1;
    for (size_t i = 0; i < c->rules_n; i++)
        for (size_t k = i + 1; k < c->rules_n; k++) {
            const struct rule_info *a = &l->rules->infos[c->rules[i]];
            const struct rule_info *b = &l->rules->infos[c->rules[k]];
            if (a == b)
                doubt(l, l->info->loc, "'%.*s' stands twice in 'rules'", STR_ARG(a->title));
            else if (!once && hit_one_event(l->rules, a->index, b->index))
                doubt(l, l->info->loc,
                      "one event can satisfy both '%.*s' and '%.*s', and then "
                      "counts twice",
                      STR_ARG(a->title), STR_ARG(b->title));
        }
}

static void lint_condition(const struct lint *l)
{
    const struct correlation *c = l->rule->correlation;
    for (size_t i = 0; c && c->when && i < c->rules_n; i++)
        if (!((c->positive | c->negative) >> i & 1))
            doubt(l, l->info->loc, "'%.*s' stands in 'rules' and not in the condition",
                  STR_ARG(l->rules->infos[c->rules[i]].title));
}

/* Said once: a collection for many systems has hundreds of them. */
static void lint_elsewhere(const struct ruleset *rules, struct notes *notes)
{
    for (size_t i = 0; i < rules->n; i++)
        if (rules->rules[i].source.elsewhere) {
            notes_add(notes, NOTE_RULE_DOUBTFUL, rules->infos[i].loc,
                      "no event log of Windows has this log source, so it never hits (%zu such %s)",
                      rules->counts.elsewhere, rules->counts.elsewhere == 1 ? "rule" : "rules");
            return;
        }
}

void rule_lint(const struct ruleset *rules, struct notes *notes)
{
    for (size_t i = 0; i < rules->n; i++) {
        struct lint l = {rules, &rules->infos[i], &rules->rules[i], notes};
        lint_names(&l);
        lint_selections(&l);
        lint_filter(&l);
        lint_related(&l);
        lint_meeting(&l);
        lint_condition(&l);
    }
    lint_elsewhere(rules, notes);
}
