#include "base/tree.h"
#include "rule/expr.h"
#include "suite.h"

/* Parses a condition over a, b, c, sel_1, sel_2, _x, notes, 1a, all; and writes it down again. */
static const char *const names[] = {"a", "b", "c", "sel_1", "sel_2", "_x", "notes", "1a", "all"};

struct parsed {
    struct arena arena;
    struct err err;
    enum status status;
    bool upper;
    char text[512];
};

static void write(const struct expr *e, char *to, size_t room)
{
    size_t n = strlen(to);
    if (e->kind == EXPR_LEAF) {
        snprintf(to + n, room - n, "%s", names[e->leaf]);
        return;
    }
    snprintf(to + n, room - n, "(%s",
             e->kind == EXPR_NOT   ? "not"
             : e->kind == EXPR_ALL ? "and"
                                   : "or");
    for (uint32_t i = 0; i < e->n; i++) {
        n = strlen(to);
        snprintf(to + n, room - n, " ");
        write(e->of[i], to, room);
    }
    n = strlen(to);
    snprintf(to + n, room - n, ")");
}

static struct parsed parse(const char *condition)
{
    struct parsed p = {0};
    struct str texts[ARRAY_LEN(names)];
    const struct expr *e;
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        texts[i] = str_of(names[i]);
    struct node node = {
        .text = arena_str(&p.arena, str_of(condition)), .loc = {"rule.yml", 7, 16}
    };
    p.status = expr_parse(&p.arena, &node, (struct expr_names){texts, ARRAY_LEN(names)}, &e,
                          &p.upper, &p.err);
    if (p.status == OK)
        write(e, p.text, sizeof p.text);
    arena_free(&p.arena);
    return p;
}

static void reads(const char *condition, const char *as)
{
    struct parsed p = parse(condition);
    ck_assert_msg(p.status == OK, "%s: %s", condition, p.err.text);
    ck_assert_str_eq(p.text, as);
}

static void fails(const char *condition, unsigned col, const char *why)
{
    struct parsed p = parse(condition);
    ck_assert_int_ne(p.status, OK);
    ck_assert_uint_eq(p.err.loc.line, 7);
    ck_assert_uint_eq(p.err.loc.col, col);
    ck_assert_msg(strstr(p.err.text, why) != NULL, "%s: %s", condition, p.err.text);
}

START_TEST(and_binds_tighter_than_or_and_not_tightest)
{
    reads("a or b and c", "(or a (and b c))");
    reads("a and b or c", "(or (and a b) c)");
    reads("not a and b", "(and (not a) b)");
    reads("a and not b or c and not not b", "(or (and a (not b)) (and c b))");
    reads("a and (b or c)", "(and a (or b c))");
    reads("a or b or c", "(or a b c)");
}
END_TEST

START_TEST(quantifiers_are_written_out)
{
    reads("1 of sel_*", "(or sel_1 sel_2)");
    reads("all of sel_*", "(and sel_1 sel_2)");
    reads("any of *_1", "sel_1");
    reads("a and not 1 of sel_*", "(and a (not (or sel_1 sel_2)))");
    reads("all of s*l_*", "(and sel_1 sel_2)");
}
END_TEST

START_TEST(them_leaves_out_names_with_an_underscore_in_front)
{
    reads("1 of them", "(or a b c sel_1 sel_2 notes 1a all)");
    reads("1 of _*", "_x");
}
END_TEST

START_TEST(names_may_begin_like_operators)
{
    reads("notes and 1a", "(and notes 1a)");
    reads("all or a", "(or all a)");
}
END_TEST

START_TEST(capitals_are_accepted_and_told)
{
    ck_assert(parse("a AND NOT b").upper);
    ck_assert(!parse("a and not b").upper);
    reads("a AND b", "(and a b)");
}
END_TEST

START_TEST(errors_stand_where_they_are_and_propose)
{
    fails("a and sel_3", 22, "unknown selection 'sel_3', did you mean 'sel_1'?");
    fails("a and", 21, "ends where a selection should stand");
    fails("a and 1 of zzz*", 27, "no selection fits the pattern 'zzz*'");
    fails("(a or b", 16, "'(' is never closed");
    fails("a)", 17, "')' closes nothing");
    fails("a b", 18, "'and' or 'or' should stand before 'b'");
    fails("a | count() > 5", 18, "write a correlation");
    fails("a and sel_*", 22, "wants '1 of' or 'all of' before it");
    fails("1 of", 20, "'of' wants 'them' or a pattern");
    fails("", 16, "ends where a selection should stand");
    fails("and a", 16, "a selection should stand here");
}
END_TEST

START_TEST(depth_and_length_are_bounded)
{
    static char deep[4096], longer[200000];
    memset(deep, '(', sizeof deep - 1);
    ck_assert_int_eq(parse(deep).status, FAIL_LIMIT);
    memset(longer, ' ', sizeof longer - 1);
    ck_assert_int_eq(parse(longer).status, FAIL_LIMIT);
    for (size_t i = 0; i + 4 < sizeof deep; i += 4)
        memcpy(deep + i, "not ", 4);
    ck_assert_int_eq(parse(deep).status, FAIL_INPUT);
}
END_TEST

SUITE(expr)
{
    tcase_add_test(tests, and_binds_tighter_than_or_and_not_tightest);
    tcase_add_test(tests, quantifiers_are_written_out);
    tcase_add_test(tests, them_leaves_out_names_with_an_underscore_in_front);
    tcase_add_test(tests, names_may_begin_like_operators);
    tcase_add_test(tests, capitals_are_accepted_and_told);
    tcase_add_test(tests, errors_stand_where_they_are_and_propose);
    tcase_add_test(tests, depth_and_length_are_bounded);
}
