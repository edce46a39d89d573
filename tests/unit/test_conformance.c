/* The public vectors for Sigma, where they lie beside the repository: rule, events, expected. */
#include "rule_case.h"

#include "base/files.h"
#include "base/tree.h"

#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

static struct rule_case rule_case;

static struct str between(struct str s, const char *from, const char *to)
{
    const char *begin = str_find(s, str_of(from));
    if (!begin)
        return (struct str){0};
    struct str rest = str_skip(s, (size_t)(begin - s.ptr) + strlen(from));
    const char *end = str_find(rest, str_of(to));
    return end ? str_head(rest, (size_t)(end - rest.ptr)) : rest;
}

static const char *unescape(struct rule_case *c, struct str s)
{
    static const struct {
        const char *name;
        char is;
    } entities[] = {
        {"&lt;",   '<' },
        {"&gt;",   '>' },
        {"&amp;",  '&' },
        {"&quot;", '"' },
        {"&apos;", '\''},
        {"&#10;",  '\n'},
        {"&#13;",  '\r'},
    };
    char *to = arena_alloc(&c->arena, s.len + 1);
    size_t n = 0;
    while (s.len) {
        size_t took = 0;
        for (size_t i = 0; i < ARRAY_LEN(entities) && !took; i++)
            if (str_starts(s, str_of(entities[i].name))) {
                took = strlen(entities[i].name);
                to[n++] = entities[i].is;
            }
        if (!took) {
            to[n++] = s.ptr[0];
            took = 1;
        }
        s = str_skip(s, took);
    }
    return to;
}

static void read_data(struct rule_case *c, struct event *e, struct str xml)
{
    const char *at;
    struct str rest = between(xml, "<EventData>", "</EventData>");
    while ((at = str_find(rest, STR("<"))) != NULL) {
        rest = str_skip(rest, (size_t)(at - rest.ptr));
        struct str open = str_head(rest, (size_t)(str_find(rest, STR(">")) - rest.ptr) + 1);
        bool binary = str_starts(open, STR("<Binary"));
        struct str name = between(open, "Name=\"", "\"");
        bool empty = str_ends(open, STR("/>"));
        rest = str_skip(rest, open.len);
        const char *close = binary ? "</Binary>" : "</Data>";
        const char *end = empty ? rest.ptr : str_find(rest, str_of(close));
        struct str text = str_head(rest, (size_t)(end - rest.ptr));
        event_add(c, e,
                  binary     ? "Binary"
                  : name.len ? unescape(c, name)
                             : "Data",
                  unescape(c, text));
        rest = str_skip(rest, text.len + (empty ? 0 : strlen(close)));
    }
}

static void read_event(struct rule_case *c, struct str xml)
{
    struct event *e = case_event(c, 0);
    bool zoned;
    ck_assert(time_parse(between(xml, "SystemTime=\"", "\""), &e->at.ticks, &zoned));
    e->channel = between(xml, "<Channel>", "<");
    e->host = e->computer = between(xml, "<Computer>", "<");
    e->provider = between(xml, "Provider Name=\"", "\"");
    e->user_sid = between(xml, "UserID=\"", "\"");
    str_to_i64(between(xml, "<EventRecordID>", "<"), &e->record_id);
    str_to_i64(between(between(xml, "<EventID", "/EventID"), ">", "<"), &e->event_id);
    str_to_i64(between(xml, "<Level>", "<"), &e->level);
    read_data(c, e, xml);
}

static void read_events(struct rule_case *c, struct str xml)
{
    const char *at;
    while ((at = str_find(xml, STR("<Event "))) != NULL) {
        xml = str_skip(xml, (size_t)(at - xml.ptr));
        const char *end = str_find(xml, STR("</Event>"));
        struct str one = str_head(xml, (size_t)(end - xml.ptr));
        read_event(c, one);
        xml = str_skip(xml, one.len);
    }
}

static struct str read_text(struct arena *arena, const char *folder, const char *name)
{
    struct str text, path = arena_fmt(arena, "%s/%s", folder, name);
    struct err err = {0};
    if (file_read(arena, path.ptr, 1 << 22, &text, &err) != OK)
        return (struct str){0};
    return arena_str(arena, text);
}

/* A vector that is loaded and fed; false when there is none, or it is one of loading alone. */
static bool open_vector(struct rule_case *c, const char *folder, const char *file,
                        struct arena *arena, const struct node **expect)
{
    struct tree tree;
    struct err err = {0};
    struct str rules = read_text(arena, folder, file);
    struct str json = read_text(arena, folder, "expect.json");
    if (!rules.ptr || !json.ptr)
        return false;
    ck_assert_int_eq(tree_parse(arena, json, "expect.json", &tree, &err), OK);
    case_rules(c, rules.ptr);
    bool wrong = str_eq(node_text(tree.documents[0], "load"), STR("error"));
    ck_assert_msg((ruleset_left_out(c->rules) > 0) == wrong, "%s: %s", folder, case_note(c, 0));
    if (wrong) {
        case_free(c);
        return false;
    }
    *expect = node_get(tree.documents[0], "expect");
    read_events(c, read_text(arena, folder, "events.xml"));
    case_run(c);
    return true;
}

static void detection(const char *folder)
{
    struct arena arena = {0};
    const struct node *expect;
    if (open_vector(&rule_case, folder, "rule.yml", &arena, &expect)) {
        for (size_t i = 0; i < expect->n; i++) {
            bool want = false, got = false;
            ck_assert(node_bool(&expect->items[i], &want));
            for (size_t k = 0; k < rule_case.hits_n; k++)
                got |= rule_case.hits[k].position == i;
            ck_assert_msg(got == want, "%s: event %zu %s", folder, i, want ? "missed" : "hit");
        }
        case_free(&rule_case);
    }
    arena_free(&arena);
}

static void correlation(const char *folder)
{
    struct arena arena = {0};
    const struct node *expect;
    if (open_vector(&rule_case, folder, "rules.yml", &arena, &expect)) {
        for (size_t i = 0; i < expect->n; i++) {
            struct buf want = {0};
            const struct node *list = &expect->items[i];
            for (size_t k = 0; k < list->n; k++)
                buf_fmt(&want, "%s %s %s %s;", node_text(&list->items[k], "first").ptr,
                        node_text(&list->items[k], "fired").ptr,
                        node_text(&list->items[k], "last").ptr,
                        node_text(&list->items[k], "events").ptr);
            struct str got = case_episodes(&rule_case, list->key.ptr);
            struct buf plain = {0};
            for (struct str rest = got; rest.len;) {
                struct str one = str_cut(rest, ';', &rest), word;
                for (int n = 0; n < 4; n++) {
                    word = str_cut(one, ' ', &one);
                    buf_fmt(&plain, "%s%.*s", n ? " " : "", STR_ARG(word));
                }
                buf_char(&plain, ';');
            }
            ck_assert_msg(str_eq(buf_str(&plain), buf_str(&want)), "%s: %s is '%.*s', not '%.*s'",
                          folder, list->key.ptr, STR_ARG(buf_str(&plain)), STR_ARG(buf_str(&want)));
            buf_free(&want);
            buf_free(&plain);
        }
        case_free(&rule_case);
    }
    arena_free(&arena);
}

static void each(const char *what, void (*run)(const char *folder))
{
    char path[512];
    struct dirent **names;
    snprintf(path, sizeof path, "../shared/sigma/%s", what);
    int n = scandir(path, &names, NULL, alphasort);
    for (int i = 0; i < n; i++) {
        snprintf(path, sizeof path, "../shared/sigma/%s/%s", what, names[i]->d_name);
        if (names[i]->d_name[0] != '.')
            run(path);
        free(names[i]);
    }
    if (n >= 0)
        free(names);
}

START_TEST(detections_answer_the_vectors)
{
    each("conformance", detection);
}
END_TEST

START_TEST(correlations_answer_the_vectors)
{
    each("correlation", correlation);
}
END_TEST

SUITE(conformance)
{
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, detections_answer_the_vectors);
    tcase_add_test(tests, correlations_answer_the_vectors);
}
