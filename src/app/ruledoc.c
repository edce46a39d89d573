/* The catalogue of what the rules explain, as Markdown. */
#include "app/ruledoc.h"

#include "base/files.h"
#include "base/tree.h"

#include <ctype.h>
#include <stdlib.h>

static struct str area_of(const struct rule_info *r)
{
    struct str folder = path_folder(str_of(r->loc.file ? r->loc.file : ""));
    while (folder.len && folder.ptr[folder.len - 1] == '/')
        folder.len--;
    folder = path_name(folder);
    return folder.len ? folder : STR("rules of no folder");
}

static int by_area(const void *a, const void *b)
{
    const struct rule_info *x = *(const struct rule_info *const *)a;
    const struct rule_info *y = *(const struct rule_info *const *)b;
    int order = str_cmp(area_of(x), area_of(y));
    order = order ? order : str_cmp(x->title, y->title);
    return order ? order : str_cmp(x->id, y->id);
}

static const struct rule_info **problems_of(const struct ruleset *rules, struct arena *arena,
                                            size_t *n)
{
    const struct rule_info *r = ruleset_rules(rules);
    const struct rule_info **list =
        ARENA_ARRAY(arena, const struct rule_info *, ruleset_count(rules) + 1);
    *n = 0;
    for (size_t i = 0; i < ruleset_count(rules); i++)
        if (r[i].diagnosis)
            list[(*n)++] = &r[i];
    if (*n)
        qsort(list, *n, sizeof(void *), by_area);
    return list;
}

const struct node *hypothesis_used(const struct ruleset *rules, const struct node *h)
{
    const struct rule_info *r = ruleset_rules(rules);
    struct str name = node_text(h, "use");
    for (size_t i = 0; name.len && i < ruleset_count(rules); i++)
        if (r[i].hypothesis && str_eq(node_text(r[i].hypothesis, "id"), name))
            return r[i].hypothesis;
    return NULL;
}

/* Items of a list as cells have them: one behind the other. `write` prints one. */
static void put_list(struct buf *to, const struct ruleset *rules, const struct node *list,
                     void (*write)(struct buf *, const struct ruleset *, const struct node *))
{
    for (size_t i = 0; list && list->kind == NODE_LIST && i < list->n; i++) {
        buf_text(to, i ? "; " : "");
        write(to, rules, &list->items[i]);
    }
}

static void put_cause(struct buf *to, const struct ruleset *rules, const struct node *h)
{
    struct str title = node_text(h, "title");
    buf_markdown(to, title.len ? title : node_text(hypothesis_used(rules, h), "title"));
}

/* Only an address of the web becomes a link. */
static void put_source(struct buf *to, const struct ruleset *rules, const struct node *reference)
{
    struct str url = node_text(reference, "url"), id = node_text(reference, "id");
    (void)rules;
    if (reference->kind == NODE_SCALAR)
        id = reference->text;
    bool link = str_starts(url, STR("https://")) || str_starts(url, STR("http://"));
    for (size_t i = 0; i < url.len && link; i++)
        link = (unsigned char)url.ptr[i] > ' ' && !strchr("<>|\"\\`", url.ptr[i]);
    buf_text(to, link ? "[" : "");
    buf_markdown(to, id.len ? id : url);
    if (link) {
        buf_text(to, "](<");
        buf_add(to, url);
        buf_text(to, ">)");
    }
}

/* As code where it is a plain word, which nearly every name is. */
static void put_name(struct buf *to, struct str name)
{
    bool plain = name.len > 0;
    for (size_t i = 0; i < name.len && plain; i++)
        plain = isalnum((unsigned char)name.ptr[i]) || name.ptr[i] == '_' || name.ptr[i] == '-';
    buf_text(to, plain ? " `" : " ");
    if (plain)
        buf_add(to, name);
    else
        buf_markdown(to, name);
    buf_text(to, plain ? "`" : "");
}

static void put_row(struct buf *to, const struct ruleset *rules, const struct rule_info *r)
{
    struct str confidence = node_text(r->diagnosis, "confidence");
    struct str note = node_text(r->diagnosis, "confidence_note");
    buf_text(to, "| ");
    buf_markdown(to, r->title);
    put_name(to, r->name);
    buf_fmt(to, " | %s | ", level_names[r->level]);
    put_list(to, rules, node_get(r->diagnosis, "hypotheses"), put_cause);
    buf_text(to, " | ");
    buf_markdown(to, confidence);
    buf_text(to, note.len ? ": " : "");
    buf_markdown(to, note);
    buf_text(to, " | ");
    put_list(to, rules, node_get(r->diagnosis, "references"), put_source);
    buf_text(to, " |\n");
}

static size_t count(const struct rule_info *const *list, size_t n, const char *confidence)
{
    size_t found = 0;
    for (size_t i = 0; i < n; i++)
        found += str_eq(node_text(list[i]->diagnosis, "confidence"), str_of(confidence));
    return found;
}

void ruledoc_write(const struct ruleset *rules, struct buf *to)
{
    struct arena arena = {0};
    size_t n;
    const struct rule_info *const *list = problems_of(rules, &arena, &n);
    buf_fmt(to,
            "# Knowledge\n\nWhat the rules explain, by area. Made by `culprit rule doc`.\n\n"
            "%zu problems: %zu rest on sources that were read, %zu in part, %zu on own knowledge. "
            "What is own knowledge is never called more than possible.\n",
            n, count(list, n, "verified"), count(list, n, "mixed"),
            count(list, n, "own-knowledge"));
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || !str_eq(area_of(list[i]), area_of(list[i - 1]))) {
            buf_text(to, "\n## ");
            buf_markdown(to, area_of(list[i]));
            buf_text(to, "\n\n| problem | level | causes weighed | knowledge | read in |\n"
                         "| --- | --- | --- | --- | --- |\n");
        }
        put_row(to, rules, list[i]);
    }
    arena_free(&arena);
}
