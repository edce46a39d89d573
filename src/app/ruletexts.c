#include "app/ruletexts.h"

#include "base/tree.h"

/* Keys of a diagnosis whose value is said in reports; commands, names and paths are none of them.
 */
static const char *const said[] = {
    "title", "symptom", "effect", "because",         "text",     "do",     "expect", "undo",
    "never", "note",    "why",    "confidence_note", "residual", "remedy", "price",  "proof",
};

/* Keys below which nothing is said. */
static const char *const passed_over[] = {"parameters", "victim", "culprit", "references"};

enum { SLOTS = 32768 };

struct lister {
    const struct locale *locale;
    struct arena *arena;
    struct buf *to;
    const struct rule_info *rule;
    const struct rule_info *told; /* the last one whose name was written */
    struct str *seen;             /* open addressing */
    struct ruletexts_result sum;
};

static bool is_one_of(struct str key, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(key, str_of(list[i])))
            return true;
    return false;
}

static bool is_new(struct lister *l, struct str text)
{
    size_t hash = 5381, at;
    for (size_t i = 0; i < text.len; i++)
        hash = hash * 33 + (unsigned char)text.ptr[i];
    for (at = hash % SLOTS; l->seen[at].len; at = (at + 1) % SLOTS)
        if (str_eq(l->seen[at], text))
            return false;
    if (l->sum.texts < SLOTS / 2)
        l->seen[at] = text;
    return true;
}

static void put_row(struct lister *l, struct str text)
{
    l->sum.lacking++;
    if (l->told != l->rule)
        buf_fmt(l->to, "# %.*s\n", STR_ARG(l->rule->name.len ? l->rule->name : l->rule->id));
    l->told = l->rule;
    buf_char(l->to, '"');
    for (size_t i = 0; i < text.len; i++) {
        buf_char(l->to, text.ptr[i]);
        if (text.ptr[i] == '"')
            buf_char(l->to, '"');
    }
    buf_text(l->to, "\",\n");
}

/* A text of several lines cannot stand in a row; there is none that is said. */
static void take(struct lister *l, struct str text)
{
    if (text.len == 0 || memchr(text.ptr, '\n', text.len) || !is_new(l, text))
        return;
    l->sum.texts++;
    struct str ignored;
    if (locale_has(l->locale, LOCALE_RULES, text))
        l->sum.idle--;
    else if (!locale_text(l->locale, l->arena, text, &ignored))
        put_row(l, text);
}

/* What a source says of a step is said as one sentence: "reserve the port: the documented way". */
static bool take_saying(struct lister *l, const struct node *n)
{
    struct str what = node_text(n, "for"), why = node_text(n, "why");
    what = what.len ? what : node_text(n, "against");
    if (n->kind != NODE_MAP || what.len == 0 || node_text(n, "source").len == 0)
        return false;
    take(l, why.len ? arena_fmt(l->arena, "%.*s: %.*s", STR_ARG(what), STR_ARG(why)) : what);
    return true;
}

static void walk(struct lister *l, const struct node *n)
{
    if (n && take_saying(l, n))
        return;
    for (size_t i = 0; n && i < n->n; i++) {
        const struct node *item = &n->items[i];
        bool named = n->kind == NODE_MAP;
        if (item->kind == NODE_SCALAR && named && is_one_of(item->key, said, ARRAY_LEN(said)))
            take(l, item->text);
        else if (item->kind != NODE_SCALAR &&
                 !(named && is_one_of(item->key, passed_over, ARRAY_LEN(passed_over))))
            walk(l, item);
    }
}

void ruletexts_run(const struct ruleset *rules, const struct locale *locale, struct arena *arena,
                   struct buf *to, struct ruletexts_result *out)
{
    struct lister l = {.locale = locale, .arena = arena, .to = to};
    const struct rule_info *r = ruleset_rules(rules);
    l.seen = ARENA_ARRAY(arena, struct str, SLOTS);
    l.sum.idle = locale_count(locale, LOCALE_RULES);
    buf_text(to, "text,translation\n");
    for (size_t i = 0; i < ruleset_count(rules); i++) {
        l.rule = &r[i];
        take(&l, r[i].title);
        walk(&l, r[i].diagnosis);
        walk(&l, r[i].hypothesis);
    }
    *out = l.sum;
}
