/* A test on a value from any modifiers, any YAML and any text: three lines, the last open-ended.
 * The values are asked twice, with a scratch that has seen them and a new one; the answers are the
 * same. */
#include "pattern/pattern.h"

#include "base/tree.h"

#include <stdlib.h>

static void ask(const struct pattern *p, struct str text)
{
    struct str rest = text, v[3];
    v[0] = str_cut(rest, '\n', &rest);
    v[1] = rest;
    v[2] = text;
    struct pattern_scratch *scratch = pattern_scratch_new();
    for (size_t n = 0; n <= ARRAY_LEN(v); n++) {
        struct pattern_values values = {v, n}, other = {v + 1, 2};
        enum answer first = pattern_test(p, values, other, scratch);
        struct pattern_scratch *fresh = pattern_scratch_new();
        if (pattern_test(p, values, other, scratch) != first ||
            pattern_test(p, values, other, fresh) != first)
            abort();
        pattern_scratch_free(fresh);
    }
    pattern_scratch_free(scratch);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct err err = {0};
    struct tree tree;
    struct str text = arena_str(&arena, (struct str){(const char *)data, size});
    struct str modifiers = str_cut(text, '\n', &text);
    struct str value = arena_fmt(&arena, "v: %.*s\n", STR_ARG(str_cut(text, '\n', &text)));
    const struct pattern *p = NULL;
    const struct node *values = NULL;
    if (tree_parse(&arena, value, "fuzz", &tree, &err) == OK && tree.n)
        values = node_get(tree.documents[0], "v");
    struct pattern_spec spec = {
        .modifiers = str_skip(modifiers, str_starts(modifiers, STR("@"))),
        .at = {"fuzz", 1, 1},
        .values = values,
        .keyword = str_starts(modifiers, STR("@"))
    };
    if (values && pattern_compile(&arena, &spec, &p, &err) == OK) {
        if (!pattern_same(p, p))
            abort();
        (void)pattern_plain(p);
        (void)pattern_other_field(p);
        ask(p, text);
        pattern_release(p);
    }
    arena_free(&arena);
    return 0;
}
