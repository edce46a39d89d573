#include "base/utf8.h"
#include "suite.h"

static const char *const wrong[] = {"\x80",
                                    "\xc3",
                                    "\xc0\xaf",
                                    "\xe0\x80\xaf",
                                    "\xed\xa0\x80",
                                    "\xf4\x90\x80\x80",
                                    "\xf5\x80\x80\x80",
                                    "\xff"};

START_TEST(text_is_valid_or_not)
{
    ck_assert(utf8_valid(STR("")));
    ck_assert(utf8_valid(STR("plain")));
    ck_assert(utf8_valid(STR("für 你好 😀")));
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
        ck_assert_msg(!utf8_valid(str_of(wrong[i])), "example %zu", i);
}
END_TEST

START_TEST(a_walk_takes_one_code_point_at_a_time)
{
    static const uint32_t expected[] = {'a', 0xfc, 0x20ac, 0x1f600, 0xfffd, 'z'};
    struct str s = STR("aü€😀\xffz");
    for (size_t i = 0; i < ARRAY_LEN(expected); i++)
        ck_assert_uint_eq(utf8_next(&s), expected[i]);
    ck_assert_uint_eq(s.len, 0);
}
END_TEST

START_TEST(what_is_put_is_what_is_taken)
{
    static const uint32_t points[] = {0, 'a', 0x7f, 0x80, 0x7ff, 0x800, 0xffff, 0x10000, 0x10ffff};
    for (size_t i = 0; i < ARRAY_LEN(points); i++) {
        char bytes[4];
        struct str s = {bytes, utf8_put(points[i], bytes)};
        ck_assert_uint_eq(utf8_next(&s), points[i]);
        ck_assert_uint_eq(s.len, 0);
    }
    char bytes[4];
    ck_assert_uint_eq(utf8_put(0xd800, bytes), 3); /* half a pair is no character */
    ck_assert_mem_eq(bytes, "\xef\xbf\xbd", 3);
}
END_TEST

START_TEST(repair_replaces_every_wrong_byte)
{
    struct arena arena = {0};
    struct str good = STR("größer");
    ck_assert_ptr_eq(utf8_repair(&arena, good).ptr, good.ptr);
    ck_str(utf8_repair(&arena, STR("a\xff\xfe b")), "a\xef\xbf\xbd\xef\xbf\xbd b");
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
        ck_assert(utf8_valid(utf8_repair(&arena, str_of(wrong[i]))));
    arena_free(&arena);
}
END_TEST

START_TEST(folding_compares_without_case)
{
    struct arena arena = {0};
    ck_str(utf8_fold(&arena, STR("GRÖẞE Σ")), "größe σ");
    ck_assert(utf8_fold_eq(STR("Straße"), STR("STRAßE")));
    ck_assert(!utf8_fold_eq(STR("Straße"), STR("Strasse")));
    ck_assert(utf8_fold_eq(STR("ПОРТ"), STR("порт")));
    ck_assert_int_lt(utf8_fold_cmp(STR("abc"), STR("ABD")), 0);
    ck_assert_int_lt(utf8_fold_cmp(STR("ab"), STR("ABC")), 0);
    ck_assert_int_eq(utf8_fold_cmp(STR(""), STR("")), 0);
    struct str same = STR("nothing to fold");
    ck_assert_ptr_eq(utf8_fold(&arena, same).ptr, same.ptr);
    arena_free(&arena);
}
END_TEST

START_TEST(folding_fits_the_room_it_asks_for)
{
    /* U+023A and U+0130 are the letters that grow most. */
    static const char *const texts[] = {"ȺȺȺȺ", "İİİİ", "\xff\xff\xff", "ẞ", ""};
    char room[64];
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        struct str s = str_of(texts[i]);
        ck_assert_uint_le(utf8_fold_into(s, room), utf8_fold_room(s.len));
    }
}
END_TEST

START_TEST(width_counts_columns)
{
    ck_assert_uint_eq(utf8_width(STR("abc")), 3);
    ck_assert_uint_eq(utf8_width(STR("für")), 3);
    ck_assert_uint_eq(utf8_width(STR("你好")), 4);
    ck_assert_uint_eq(utf8_width(STR("e\xcc\x81")), 1); /* a combining accent */
    ck_str(utf8_clip(STR("a你好"), 4), "a你");
    ck_str(utf8_clip(STR("abc"), 9), "abc");
    ck_str(utf8_clip(STR("abc"), 0), "");
}
END_TEST

SUITE(utf8)
{
    tcase_add_test(tests, text_is_valid_or_not);
    tcase_add_test(tests, a_walk_takes_one_code_point_at_a_time);
    tcase_add_test(tests, what_is_put_is_what_is_taken);
    tcase_add_test(tests, repair_replaces_every_wrong_byte);
    tcase_add_test(tests, folding_compares_without_case);
    tcase_add_test(tests, folding_fits_the_room_it_asks_for);
    tcase_add_test(tests, width_counts_columns);
}
