#include "base/files.h"
#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];

static void make_folder(void)
{
    strcpy(folder, "/tmp/culprit-files-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void remove_folder(void)
{
    char command[96];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    ck_assert_int_eq(system(command), 0);
}

static const char *below(const char *name)
{
    static char path[200];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void put_file(const char *name, const char *text)
{
    FILE *f = fopen(below(name), "w");
    fputs(text, f);
    fclose(f);
}

static void count_trouble(void *self, const char *path, const char *why)
{
    (void)path, (void)why;
    ++*(int *)self;
}

START_TEST(a_folder_is_walked_in_the_order_of_names)
{
    struct arena arena = {0};
    struct file_list list = {0};
    int trouble = 0;
    mkdir(below("b"), 0700);
    put_file("c", "");
    put_file("b/z", "");
    put_file("a", "");
    files_walk(&arena, folder, &list, count_trouble, &trouble);
    ck_assert_uint_eq(list.n, 3);
    ck_assert_str_eq(list.paths[1], below("b/z"));
    ck_assert_int_eq(trouble, 0);
    arena_free(&arena);
}
END_TEST

START_TEST(what_cannot_be_walked_is_told_and_the_rest_kept)
{
    struct arena arena = {0};
    struct file_list list = {0};
    int trouble = 0;
    put_file("a", "");
    ck_assert_int_eq(symlink("/", below("root")), 0);
    ck_assert_int_eq(symlink("nowhere", below("broken")), 0);
    files_walk(&arena, folder, &list, count_trouble, &trouble);
    ck_assert_uint_eq(list.n, 1);
    ck_assert_int_eq(trouble, 2);
    arena_free(&arena);
}
END_TEST

START_TEST(a_file_is_read_whole_or_refused)
{
    struct arena arena = {0};
    struct str text;
    struct err err;
    put_file("a", "hello");
    ck_assert_int_eq(file_read(&arena, below("a"), 5, &text, &err), OK);
    ck_str(text, "hello");
    ck_assert_int_eq(file_read(&arena, below("a"), 4, &text, &err), FAIL_LIMIT);
    ck_assert_int_eq(file_read(&arena, below("none"), 4, &text, &err), FAIL_IO);
    ck_assert_ptr_nonnull(strstr(err.text, "cannot open"));
    arena_free(&arena);
}
END_TEST

START_TEST(a_file_larger_than_the_first_room_is_read_whole)
{
    struct arena arena = {0};
    struct str text;
    struct err err;
    FILE *f = fopen(below("big"), "w");
    for (int i = 0; i < 300000; i++)
        fputc('a' + i % 26, f);
    fclose(f);
    ck_assert_int_eq(file_read(&arena, below("big"), 1 << 20, &text, &err), OK);
    ck_assert_uint_eq(text.len, 300000);
    ck_assert_int_eq(text.ptr[299999], 'a' + 299999 % 26);
    arena_free(&arena);
}
END_TEST

START_TEST(a_path_has_a_name_and_a_folder)
{
    ck_str(path_name(STR("a/b/c.xml")), "c.xml");
    ck_str(path_folder(STR("a/b/c.xml")), "a/b");
    ck_str(path_folder(STR("c.xml")), "");
    ck_str(path_name(STR("c.xml")), "c.xml");
}
END_TEST

SUITE(files)
{
    tcase_add_checked_fixture(tests, make_folder, remove_folder);
    tcase_add_test(tests, a_folder_is_walked_in_the_order_of_names);
    tcase_add_test(tests, what_cannot_be_walked_is_told_and_the_rest_kept);
    tcase_add_test(tests, a_file_is_read_whole_or_refused);
    tcase_add_test(tests, a_file_larger_than_the_first_room_is_read_whole);
    tcase_add_test(tests, a_path_has_a_name_and_a_folder);
}
