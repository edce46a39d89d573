#include "base/limits.h"
#include "base/tree.h"
#include "suite.h"

#include <stdlib.h>

static struct arena arena;

static void forget(void)
{
    arena_free(&arena);
}

static const struct node *only(const char *text)
{
    struct tree tree;
    struct err err = {0};
    ck_assert_msg(tree_parse(&arena, str_of(text), "t.yml", &tree, &err) == OK, "%s", err.text);
    ck_assert_uint_eq(tree.n, 1);
    return tree.documents[0];
}

static struct err failed(const char *text)
{
    struct tree tree;
    struct err err = {0};
    ck_assert_msg(tree_parse(&arena, str_of(text), "t.yml", &tree, &err) != OK, "'%s' passed",
                  text);
    return err;
}

START_TEST(a_map_keeps_its_order_and_its_places)
{
    const struct node *n = only("title: A\nlogsource:\n    product: windows\nlist: [1, 2]\n");
    ck_assert_int_eq(n->kind, NODE_MAP);
    ck_assert_uint_eq(n->n, 3);
    ck_str(n->items[1].key, "logsource");
    ck_str(node_text(node_get(n, "logsource"), "product"), "windows");
    ck_assert_uint_eq(node_get(node_get(n, "logsource"), "product")->loc.line, 3);
    ck_assert_uint_eq(node_get(node_get(n, "logsource"), "product")->loc.col, 14);
    ck_assert_uint_eq(n->items[2].key_loc.line, 4);
    ck_assert_uint_eq(node_get(n, "list")->n, 2);
    ck_assert_ptr_null(node_get(n, "Title"));
    ck_str(node_text(n, "list"), "");
}
END_TEST

static const struct scalar_row {
    const char *text;
    enum scalar_kind kind;
} scalars[] = {
    {"yes",   SCALAR_TEXT },
    {"on",    SCALAR_TEXT },
    {"No",    SCALAR_TEXT },
    {"true",  SCALAR_BOOL },
    {"FALSE", SCALAR_BOOL },
    {"null",  SCALAR_NULL },
    {"~",     SCALAR_NULL },
    {"12",    SCALAR_INT  },
    {"-7",    SCALAR_INT  },
    {"0x1F",  SCALAR_INT  },
    {"1.5",   SCALAR_FLOAT},
    {"'12'",  SCALAR_TEXT },
    {"1h",    SCALAR_TEXT },
    {"1.2.3", SCALAR_TEXT },
    {"007x",  SCALAR_TEXT },
    {"''",    SCALAR_TEXT },
};

START_TEST(a_plain_scalar_is_what_the_core_schema_says)
{
    char text[64];
    snprintf(text, sizeof text, "k: %s\n", scalars[_i].text);
    const struct node *n = node_get(only(text), "k");
    ck_assert_msg(n->scalar == scalars[_i].kind, "'%s' is %d", scalars[_i].text, (int)n->scalar);
}
END_TEST

START_TEST(values_are_read_as_what_they_are)
{
    const struct node *n = only("i: 0x10\nb: True\nr: 2.5\nq: '5'\n");
    int64_t i;
    bool b;
    double r;
    ck_assert(node_int(node_get(n, "i"), &i) && i == 16);
    ck_assert(node_bool(node_get(n, "b"), &b) && b);
    ck_assert(node_real(node_get(n, "r"), &r) && r > 2.4 && r < 2.6);
    ck_assert(!node_int(node_get(n, "q"), &i));
    ck_assert(!node_bool(node_get(n, "none"), &b));
}
END_TEST

START_TEST(documents_follow_each_other)
{
    struct tree tree;
    struct err err;
    ck_assert_int_eq(tree_parse(&arena, STR("a: 1\n---\n---\nb: 2\n"), "t.yml", &tree, &err), OK);
    ck_assert_uint_eq(tree.n, 2);
    ck_str(node_text(tree.documents[1], "b"), "2");
    ck_assert_int_eq(tree_parse(&arena, STR(""), "t.yml", &tree, &err), OK);
    ck_assert_uint_eq(tree.n, 0);
}
END_TEST

START_TEST(an_alias_is_its_anchor)
{
    const struct node *n = only("a: &x {k: v}\nb: *x\n");
    ck_str(node_text(node_get(n, "b"), "k"), "v");
}
END_TEST

START_TEST(what_is_wrong_has_a_place)
{
    struct err twice = failed("a: 1\nb: 2\na: 3\n");
    ck_assert_str_eq(twice.text, "duplicate key 'a' (first in line 1)");
    ck_assert_uint_eq(twice.loc.line, 3);
    ck_assert_str_eq(failed("a: *nowhere\n").text, "undefined alias 'nowhere'");
    ck_assert_uint_eq(failed("a: [1, 2\n").status, FAIL_INPUT);
    ck_assert_uint_eq(failed("[a]: b\n").status, FAIL_INPUT);
    ck_assert_uint_eq(failed("a: \x01\n").status, FAIL_INPUT);
}
END_TEST

START_TEST(depth_and_expansion_are_bounded)
{
    char deep[400] = "a: ";
    memset(deep + 3, '[', 200);
    ck_assert_int_eq(failed(deep).status, FAIL_LIMIT);
    /* ten aliases of ten aliases of ... */
    char bomb[4096] = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 9; i++) {
        char line[128];
        snprintf(line, sizeof line, "a%d: &a%d [*a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d]\n",
                 i, i, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
        strcat(bomb, line);
    }
    ck_assert_int_eq(failed(bomb).status, FAIL_LIMIT);
}
END_TEST

START_TEST(a_map_of_many_keys_is_read_in_time)
{
    size_t n = 200000, len = 0;
    char *text = malloc(n * 12);
    for (size_t i = 0; i < n; i++)
        len += (size_t)sprintf(text + len, "k%06zu: 1\n", i);
    struct tree tree;
    struct err err = {0};
    ck_assert_int_eq(tree_parse(&arena, (struct str){text, len}, "t.yml", &tree, &err), OK);
    ck_assert_uint_eq(tree.documents[0]->n, n);
    free(text);
}
END_TEST

START_TEST(an_error_is_shown_with_line_and_caret)
{
    struct err err = {
        .status = FAIL_INPUT, .loc = {"t.yml", 2, 4},
             .text = "no"
    };
    char *text = NULL;
    size_t len = 0;
    FILE *f = open_memstream(&text, &len);
    tree_print_error(&err, STR("a: 1\nü: x\n"), f);
    err.loc.line = 9;
    tree_print_error(&err, STR("a: 1\n"), f);
    fclose(f);
    ck_assert_str_eq(text, "t.yml:2:4: error: no\n    ü: x\n       ^\nt.yml:9:4: error: no\n");
    free(text);
}
END_TEST

SUITE(tree)
{
    tcase_add_checked_fixture(tests, NULL, forget);
    tcase_add_test(tests, a_map_keeps_its_order_and_its_places);
    tcase_add_loop_test(tests, a_plain_scalar_is_what_the_core_schema_says, 0, ARRAY_LEN(scalars));
    tcase_add_test(tests, values_are_read_as_what_they_are);
    tcase_add_test(tests, documents_follow_each_other);
    tcase_add_test(tests, an_alias_is_its_anchor);
    tcase_add_test(tests, what_is_wrong_has_a_place);
    tcase_add_test(tests, depth_and_expansion_are_bounded);
    tcase_add_test(tests, a_map_of_many_keys_is_read_in_time);
    tcase_add_test(tests, an_error_is_shown_with_line_and_caret);
}
