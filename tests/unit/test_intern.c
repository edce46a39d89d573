#include "base/intern.h"
#include "suite.h"

START_TEST(each_different_text_gets_the_next_index)
{
    struct intern in = {0};
    ck_assert_uint_eq(intern_put(&in, STR("a")), 0);
    ck_assert_uint_eq(intern_put(&in, STR("b")), 1);
    ck_assert_uint_eq(intern_put(&in, STR("a")), 0);
    ck_str(in.texts[1], "b");
    intern_free(&in);
}
END_TEST

START_TEST(many_texts_keep_their_indices)
{
    struct intern in = {0};
    char text[16];
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < 10000; i++) {
            snprintf(text, sizeof text, "host%d", i);
            ck_assert_uint_eq(intern_put(&in, str_of(text)), (unsigned)i);
        }
    uint32_t index;
    ck_assert(!intern_find(&in, STR("stranger"), &index));
    ck_assert(intern_find(&in, STR("host9999"), &index) && index == 9999);
    intern_free(&in);
}
END_TEST

SUITE(intern)
{
    tcase_add_test(tests, each_different_text_gets_the_next_index);
    tcase_add_test(tests, many_texts_keep_their_indices);
}
