/* The diagnosis of a rule in words, for a terminal. */
#include "app/ruledoc.h"

#include "base/tree.h"

static void put_text(struct buf *to, const char *before, struct str text)
{
    if (text.len == 0)
        return;
    buf_text(to, before);
    buf_term(to, text);
    buf_char(to, '\n');
}

static void put_weight(struct buf *to, const struct node *item, const char *key, const char *sign)
{
    struct str weight = node_text(item, key);
    if (weight.len == 0)
        return;
    buf_fmt(to, "%s%s ", sign, key);
    buf_term(to, weight);
}

static void put_item(struct buf *to, const struct node *item)
{
    static const char *const effects[] = {"supports", "weakens"};
    const struct node *absent = node_get(item, "absent");
    size_t begin = to->len;
    buf_text(to, "      - ");
    for (size_t i = 0; i < ARRAY_LEN(effects); i++)
        put_weight(to, item, effects[i], to->len > begin + 8 ? ", " : "");
    for (size_t i = 0; absent && absent->kind == NODE_MAP && i < ARRAY_LEN(effects); i++)
        put_weight(to, absent, effects[i], to->len > begin + 8 ? ", absent " : "absent ");
    buf_text(to, to->len > begin + 8 ? ": " : "");
    buf_term(to, node_text(item, "text"));
    buf_char(to, '\n');
}

static void put_items(struct buf *to, const struct node *list)
{
    for (size_t i = 0; list && list->kind == NODE_LIST && i < list->n; i++)
        if (list->items[i].kind == NODE_MAP)
            put_item(to, &list->items[i]);
}

static void put_steps(struct buf *to, const struct node *list)
{
    for (size_t i = 0; list && list->kind == NODE_LIST && i < list->n; i++) {
        struct str kind = node_text(&list->items[i], "kind");
        buf_text(to, "      ");
        buf_term(to, kind.len ? kind : STR("cure"));
        put_text(to, ": ", node_text(&list->items[i], "do"));
    }
}

static void put_names(struct buf *to, const char *before, const struct node *names,
                      const char *behind)
{
    bool list = names->kind == NODE_LIST;
    buf_text(to, before);
    for (size_t i = 0; i < (list ? names->n : 1); i++) {
        buf_text(to, i ? ", " : "");
        buf_term(to, list ? names->items[i].text : names->text);
    }
    buf_text(to, behind);
}

/* What the use says goes before what the library says; evidence adds up. */
static void put_explained_by(struct buf *to, const struct node *names)
{
    if (names)
        put_names(to, "      stands under ", names, " where that is found\n");
}

static void put_hypothesis(struct buf *to, const struct ruleset *rules, const struct node *h,
                           size_t number)
{
    const struct node *library = hypothesis_used(rules, h);
    struct str title = node_text(h, "title"), prior = node_text(h, "prior");
    title = title.len || !library ? title : node_text(library, "title");
    prior = prior.len || !library ? prior : node_text(library, "prior");
    buf_fmt(to, "\n  %zu. ", number);
    buf_term(to, title);
    buf_text(to, "\n      ");
    buf_term(to, prior);
    if (library) {
        buf_text(to, ", from the library: ");
        buf_term(to, node_text(h, "use"));
    }
    buf_char(to, '\n');
    put_text(to, "      ", node_text(node_get(h, "because") ? h : library, "because"));
    if (library)
        put_items(to, node_get(library, "evidence"));
    put_items(to, node_get(h, "evidence"));
    put_steps(to, node_get(node_get(h, "fix") ? h : library, "fix"));
    put_explained_by(to, node_get(node_get(h, "explained_by") ? h : library, "explained_by"));
}

static bool says(const struct node *d, const char *key)
{
    bool set = false;
    return node_get(d, key) && node_bool(node_get(d, key), &set) && set;
}

void rule_explain_diagnosis(const struct ruleset *rules, const struct rule_info *rule,
                            struct buf *to)
{
    const struct node *d = rule->diagnosis, *all = node_get(d, "hypotheses");
    if (!d)
        return;
    buf_char(to, '\n');
    put_text(to, "symptom     ", node_text(d, "symptom"));
    put_text(to, "effect      ", node_text(d, "effect"));
    put_text(to, "category    ", node_text(d, "category"));
    put_text(to, "knowledge   ", node_text(d, "confidence"));
    put_text(to, "            ", node_text(d, "confidence_note"));
    if (says(d, "exclusive"))
        buf_text(to, "exclusive   only one of these can be true\n");
    if (says(d, "yields"))
        buf_text(to, "yields      an event that a finding of another rule has is left to that\n");
    if (node_get(d, "claims"))
        put_names(to, "claims      hits beside its events of ", node_get(d, "claims"), "\n");
    for (size_t i = 0; all && all->kind == NODE_LIST && i < all->n; i++)
        put_hypothesis(to, rules, &all->items[i], i + 1);
}
