/* The JSON report, its schema in docs/ and the tables of its shape say the same. JSON is read as
 * the YAML that it also is. */
#include "suite.h"

#include "base/tree.h"
#include "report/report.h"
#include "report_case.h"

#include <stdio.h>
#include <stdlib.h>

static const char schema_path[] = "docs/schema/report.schema.json";

static const struct node *parsed(struct arena *arena, struct str text, const char *name)
{
    struct tree tree;
    struct err err;
    enum status status = tree_parse(arena, text, name, &tree, &err);
    ck_assert_msg(status == OK, "%s", err.text);
    ck_assert_uint_eq(tree.n, 1);
    return tree.documents[0];
}

static const struct node *schema(struct arena *arena)
{
    static char text[1 << 18];
    FILE *f = fopen(schema_path, "rb");
    ck_assert_msg(f, "cannot open '%s'", schema_path);
    size_t n = fread(text, 1, sizeof text, f);
    fclose(f);
    return parsed(arena, (struct str){text, n}, schema_path);
}

/* "string", or the first of ["integer", "null"]. */
static struct str first_type(const struct node *property)
{
    const struct node *type = node_get(property, "type");
    if (!type)
        return (struct str){0};
    return type->kind == NODE_LIST ? type->items[0].text : type->text;
}

static const char *const types[] = {
    [SHAPE_STR] = "string",   [SHAPE_INT] = "integer", [SHAPE_REAL] = "number",
    [SHAPE_BOOL] = "boolean", [SHAPE_MOMENT] = "",     [SHAPE_OBJECT] = "",
    [SHAPE_OPTION] = "",      [SHAPE_LIST] = "array",  [SHAPE_STRS] = "array",
    [SHAPE_INTS] = "array",   [SHAPE_MAP] = "object",
};

static struct str reference(const struct shape_member *m, const struct node *property)
{
    if (m->kind == SHAPE_LIST)
        property = node_get(property, "items");
    else if (m->kind == SHAPE_OPTION)
        property = &node_get(property, "anyOf")->items[0];
    struct str ref = node_text(property, "$ref");
    ck_assert(str_starts(ref, STR("#/$defs/")));
    return str_skip(ref, strlen("#/$defs/"));
}

static void same_shape(const struct node *defs, const struct shape *shape,
                       const struct node *definition)
{
    ck_assert_msg(definition, "the schema has no '%s'", shape->name);
    const struct node *properties = node_get(definition, "properties");
    const struct node *required = node_get(definition, "required");
    ck_assert(node_text(definition, "description").len > 0);
    size_t left_out = 0; /* keys that need not be there */
    for (size_t i = 0; i < shape->members_n; i++)
        left_out += shape->members[i].use == SHAPE_IF_KNOWN;
    ck_assert_msg(properties->n == shape->members_n && required->n + left_out == shape->members_n,
                  "'%s' has %zu members, the schema %zu", shape->name, shape->members_n,
                  properties->n);
    for (size_t i = 0, k = 0; i < shape->members_n; i++) {
        const struct shape_member *m = &shape->members[i];
        const struct node *p = &properties->items[i];
        ck_assert_msg(str_eq(p->key, str_of(m->name)), "'%s' is not '%.*s'", m->name,
                      STR_ARG(p->key));
        ck_assert(m->use == SHAPE_IF_KNOWN || str_eq(required->items[k++].text, p->key));
        ck_assert_msg(node_text(p, "description").len > 0, "'%s' is not described", m->name);
        ck_assert_msg(str_eq(first_type(p), str_of(types[m->kind])), "type of '%s'", m->name);
        if (m->kind == SHAPE_MOMENT)
            ck_str(node_text(p, "$ref"), "#/$defs/moment");
        if (!m->of)
            continue;
        struct str of = reference(m, p);
        ck_assert(str_eq(of, str_of(m->of->name)));
        same_shape(defs, m->of, node_get(defs, m->of->name));
    }
}

START_TEST(the_schema_describes_every_key_and_no_other)
{
    struct arena arena = {0};
    const struct node *root = schema(&arena);
    same_shape(node_get(root, "$defs"), &analysis_shape, root);
    arena_free(&arena);
}
END_TEST

static bool is_null(const struct node *n)
{
    return n->kind == NODE_SCALAR && n->scalar == SCALAR_NULL && !n->quoted;
}

/* A value of a scalar member, or of an item. */
static void fits_scalar(enum shape_kind kind, const struct node *property, const struct node *value)
{
    ck_assert_int_eq(value->kind, NODE_SCALAR);
    if (kind == SHAPE_STR || kind == SHAPE_STRS)
        ck_assert(value->quoted);
    if (kind == SHAPE_INT || kind == SHAPE_INTS)
        ck_assert(value->scalar == SCALAR_INT || is_null(value));
    if (kind == SHAPE_REAL)
        ck_assert(value->scalar == SCALAR_INT || value->scalar == SCALAR_FLOAT || is_null(value));
    if (kind == SHAPE_BOOL)
        ck_assert_int_eq(value->scalar, SCALAR_BOOL);
    const struct node *words = kind == SHAPE_STR ? node_get(property, "enum") : NULL;
    bool known = !words;
    for (size_t i = 0; words && i < words->n; i++)
        known |= str_eq(words->items[i].text, value->text);
    ck_assert_msg(known, "'%.*s' is '%.*s'", STR_ARG(value->key), STR_ARG(value->text));
}

static void fits(const struct node *defs, const struct shape *shape, const struct node *definition,
                 const struct node *value)
{
    const struct node *properties = node_get(definition, "properties");
    ck_assert_int_eq(value->kind, NODE_MAP);
    ck_assert_uint_le(value->n, shape->members_n);
    for (size_t i = 0; i < shape->members_n; i++) {
        const struct shape_member *m = &shape->members[i];
        const struct node *item = node_get(value, m->name);
        if (!item && m->use == SHAPE_IF_KNOWN)
            continue;
        ck_assert_msg(item, "'%s' is missing", m->name);
        if (m->kind == SHAPE_OBJECT || (m->kind == SHAPE_OPTION && !is_null(item)))
            fits(defs, m->of, node_get(defs, m->of->name), item);
        else if (m->kind == SHAPE_LIST)
            for (size_t k = 0; k < item->n; k++)
                fits(defs, m->of, node_get(defs, m->of->name), &item->items[k]);
        else if (m->kind == SHAPE_STRS || m->kind == SHAPE_INTS)
            for (size_t k = 0; k < item->n; k++)
                fits_scalar(m->kind, NULL, &item->items[k]);
        else if (m->kind != SHAPE_MAP)
            fits_scalar(m->kind, node_get(properties, m->name), item);
    }
}

START_TEST(the_report_has_every_key_with_a_value_that_fits)
{
    struct arena arena = {0};
    struct buf b = {0};
    struct err err;
    struct report_options o = {.width = 80};
    ck_assert_int_eq(format_find(STR("json"))->write(case_make(), &o, &b, &err), OK);
    const struct node *root = schema(&arena);
    fits(node_get(root, "$defs"), &analysis_shape, root,
         parsed(&arena, buf_str(&b), "report.json"));
    arena_free(&arena);
    buf_free(&b);
}
END_TEST

SUITE(report_schema)
{
    tcase_add_test(tests, the_schema_describes_every_key_and_no_other);
    tcase_add_test(tests, the_report_has_every_key_with_a_value_that_fits);
}
