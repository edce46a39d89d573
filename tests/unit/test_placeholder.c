#include "diagnosis/placeholder.h"
#include "diagnosis/ranges.h"
#include "suite.h"

static struct arena arena;

static const struct str names[] = {
    {"port", 4},
    {"name", 4}
};
static const struct bind binds[] = {
    {{"owner", 5}, FACT_SOCKET}
};
static const struct scope scope = {.parameters = names,
                                   .parameters_n = ARRAY_LEN(names),
                                   .binds = binds,
                                   .binds_n = ARRAY_LEN(binds),
                                   .victim = true};

static struct phrase compiled(const char *text)
{
    struct phrase p;
    struct str unknown;
    const char *near;
    ck_assert(phrase_compile(&arena, &scope, str_of(text), &p, &unknown, &near));
    return p;
}

static struct str filled(const char *text, const struct values *v, enum phrase_use use)
{
    struct phrase p = compiled(text);
    return phrase_expand(&p, v, use, NULL);
}

static struct values values_of(const char *port, const char *name)
{
    struct parameter_value *p = ARENA_ARRAY(&arena, struct parameter_value, 2);
    p[0] = (struct parameter_value){STR("port"), str_of(port), VALUE_PORT, port != NULL, false};
    p[1] = (struct parameter_value){STR("name"), str_of(name), VALUE_TEXT, name != NULL, false};
    return (struct values){
        .arena = &arena, .computer = STR("HOST"), .parameters = p, .parameters_n = 2};
}

START_TEST(values_are_filled_in)
{
    struct values v = values_of("2883", "x");
    ck_str(filled("port {port} on {computer}", &v, PHRASE_TEXT), "port 2883 on HOST");
    arena_free(&arena);
}
END_TEST

START_TEST(other_braces_are_literal)
{
    struct values v = values_of("1", "x");
    ck_str(filled("{} {A} { port } {port", &v, PHRASE_TEXT), "{} {A} { port } {port");
    ck_str(filled("{{port}}", &v, PHRASE_TEXT), "{1}");
    arena_free(&arena);
}
END_TEST

START_TEST(an_undeclared_name_is_refused_with_the_nearest_one)
{
    struct phrase p;
    struct str unknown;
    const char *near = NULL;
    ck_assert(!phrase_compile(&arena, &scope, STR("on {prt}"), &p, &unknown, &near));
    ck_str(unknown, "prt");
    ck_assert_str_eq(near, "port");
    ck_assert(!phrase_compile(&arena, &scope, STR("{owner.imagee}"), &p, &unknown, &near));
    ck_assert(!phrase_compile(&arena, &scope, STR("{stranger.pid}"), &p, &unknown, &near));
    arena_free(&arena);
}
END_TEST

START_TEST(commands_print_only_what_a_type_admits)
{
    struct values v = values_of("2883", "calc & del *");
    ck_str(filled("show {port} {name}", &v, PHRASE_COMMAND), "show 2883 <name>");
    v = values_of("2883 & calc", "x");
    ck_str(filled("show {port}", &v, PHRASE_COMMAND), "show <port>");
    arena_free(&arena);
}
END_TEST

START_TEST(wildcards_of_values_are_literal_in_patterns)
{
    struct values v = values_of("1", "a*b?c\\");
    ck_str(filled("*{name}", &v, PHRASE_PATTERN), "*a\\*b\\?c\\\\");
    arena_free(&arena);
}
END_TEST

START_TEST(a_missing_value_is_a_question_mark_and_takes_its_parenthesis_along)
{
    struct values v = values_of(NULL, "x");
    struct bound bound = {0};
    v.bound = &bound;
    v.bound_n = 1;
    ck_str(filled("netstat shows x (PID {owner.pid}) on {port}", &v, PHRASE_TEXT),
           "netstat shows x on ?");
    ck_str(filled("(a) {port} (b)", &v, PHRASE_TEXT), "(a) ? (b)");
    arena_free(&arena);
}
END_TEST

START_TEST(a_bound_row_gives_its_fields)
{
    struct values v = values_of("1", "x");
    struct pair fields[] = {
        {STR("pid"),   STR("1692")   },
        {STR("image"), STR("dns.exe")}
    };
    struct fact fact = {.fields = fields, .fields_n = 2};
    struct bound bound = {.fact = &fact};
    v.bound = &bound;
    v.bound_n = 1;
    ck_str(filled("{owner.image} {owner.pid}", &v, PHRASE_TEXT), "dns.exe 1692");
    ck_str(filled("{owner.image} {owner.pid}", &v, PHRASE_COMMAND), "<owner.image> 1692");
    arena_free(&arena);
}
END_TEST

START_TEST(types_admit_what_they_are_made_of)
{
    ck_assert(value_admits(VALUE_PORT, STR("65535")) && !value_admits(VALUE_PORT, STR("65536")));
    ck_assert(!value_admits(VALUE_PORT, STR("0")) && !value_admits(VALUE_NUMBER, STR("-1")));
    ck_assert(value_printable(VALUE_SERVICE, STR("MSSQL$SHOP")));
    ck_assert(!value_printable(VALUE_SERVICE, STR("-rf")) &&
              !value_printable(VALUE_HOST, STR("a b")));
    ck_assert(!value_printable(VALUE_TEXT, STR("harmless")));
    ck_assert(value_admits(VALUE_HRESULT, STR("80004005")));
}
END_TEST

START_TEST(ranges_merge_into_one_ascending_list)
{
    struct port_range *a, *b;
    size_t a_n, b_n;
    ck_assert(ranges_parse(&arena, STR("1433-1434\n2880-2890"), &a, &a_n));
    ck_assert(ranges_parse(&arena, STR("1645, 1646-1646 2883-2883"), &b, &b_n));
    ck_str(ranges_merge(&arena, a, a_n, b, b_n), "1433-1434,1645-1646,2880-2890");
    ck_assert(ranges_cover(a, a_n, 2883) && !ranges_cover(a, a_n, 1435));
    ck_assert(!ranges_parse(&arena, STR("1433-1434;calc"), &a, &a_n));
    ck_assert(!ranges_parse(&arena, STR("70000"), &a, &a_n));
    ck_assert(!ranges_parse(&arena, STR("10-5"), &a, &a_n));
    arena_free(&arena);
}
END_TEST

SUITE(placeholder)
{
    tcase_add_test(tests, values_are_filled_in);
    tcase_add_test(tests, other_braces_are_literal);
    tcase_add_test(tests, an_undeclared_name_is_refused_with_the_nearest_one);
    tcase_add_test(tests, commands_print_only_what_a_type_admits);
    tcase_add_test(tests, wildcards_of_values_are_literal_in_patterns);
    tcase_add_test(tests, a_missing_value_is_a_question_mark_and_takes_its_parenthesis_along);
    tcase_add_test(tests, a_bound_row_gives_its_fields);
    tcase_add_test(tests, types_admit_what_they_are_made_of);
    tcase_add_test(tests, ranges_merge_into_one_ascending_list);
}
