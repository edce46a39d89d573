#include "base/files.h"
#include "base/output.h"
#include "suite.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64], target[96];

static void make_folder(void)
{
    strcpy(folder, "/tmp/culprit-output-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(target, sizeof target, "%s/report.html", folder);
}

static void remove_folder(void)
{
    char command[96];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    ck_assert_int_eq(system(command), 0);
}

static int count_files(void)
{
    int n = 0;
    DIR *d = opendir(folder);
    for (struct dirent *e; (e = readdir(d));)
        n += e->d_name[0] != '.';
    closedir(d);
    return n;
}

static struct output *opened(void)
{
    struct output *out;
    struct err err;
    ck_assert_int_eq(output_open(target, &out, &err), OK);
    return out;
}

static void check_target(const char *text)
{
    struct arena arena = {0};
    struct str all;
    struct err err;
    ck_assert_int_eq(file_read(&arena, target, 1 << 24, &all, &err), OK);
    ck_assert(str_eq(all, str_of(text)));
    arena_free(&arena);
}

START_TEST(a_file_appears_when_it_is_complete)
{
    struct err err;
    struct output *out = opened();
    ck_assert_int_eq(output_write(out, STR("hello "), &err), OK);
    ck_assert_int_ne(access(target, F_OK), 0);
    ck_assert_int_eq(output_write(out, STR("world"), &err), OK);
    ck_assert_int_eq(output_commit(out, &err), OK);
    check_target("hello world");
    ck_assert_int_eq(count_files(), 1);
}
END_TEST

START_TEST(what_is_abandoned_leaves_the_old_file)
{
    struct err err;
    struct output *out = opened();
    ck_assert_int_eq(output_write(out, STR("old"), &err), OK);
    ck_assert_int_eq(output_commit(out, &err), OK);
    out = opened();
    ck_assert_int_eq(output_write(out, STR("new"), &err), OK);
    output_abandon(out);
    check_target("old");
    ck_assert_int_eq(count_files(), 1);
}
END_TEST

START_TEST(rights_follow_the_mask_or_the_old_file)
{
    struct err err;
    struct stat st;
    umask(027);
    struct output *out = opened();
    ck_assert_int_eq(output_commit(out, &err), OK);
    stat(target, &st);
    ck_assert_int_eq(st.st_mode & 0777, 0640);
    chmod(target, 0604);
    out = opened();
    ck_assert_int_eq(output_commit(out, &err), OK);
    stat(target, &st);
    ck_assert_int_eq(st.st_mode & 0777, 0604);
}
END_TEST

START_TEST(much_is_written_whole)
{
    static char big[300000];
    struct arena arena = {0};
    struct str all;
    struct err err;
    struct output *out = opened();
    for (size_t i = 0; i < sizeof big; i++)
        big[i] = (char)('a' + i % 26);
    ck_assert_int_eq(output_write(out, STR("x"), &err), OK);
    ck_assert_int_eq(output_write(out, (struct str){big, sizeof big}, &err), OK);
    ck_assert_int_eq(output_write(out, STR("y"), &err), OK);
    ck_assert_int_eq(output_commit(out, &err), OK);
    ck_assert_int_eq(file_read(&arena, target, 1 << 24, &all, &err), OK);
    ck_assert_uint_eq(all.len, sizeof big + 2);
    ck_assert(memcmp(all.ptr + 1, big, sizeof big) == 0 && all.ptr[all.len - 1] == 'y');
    arena_free(&arena);
}
END_TEST

START_TEST(a_full_disk_is_told)
{
    struct err err = {0};
    struct output *out;
    ck_assert_int_eq(output_open("/dev/full", &out, &err), OK);
    ck_assert_int_eq(output_write(out, STR("lost"), &err), OK);
    ck_assert_int_eq(output_commit(out, &err), FAIL_IO);
    ck_assert_str_eq(err.text, "cannot write '/dev/full': No space left on device");
}
END_TEST

START_TEST(a_folder_that_is_not_there_is_told)
{
    struct err err = {0};
    struct output *out;
    ck_assert_int_eq(output_open("/none/such/report.html", &out, &err), FAIL_IO);
    ck_assert_ptr_nonnull(strstr(err.text, "'/none/such/report.html'"));
}
END_TEST

SUITE(output)
{
    tcase_add_checked_fixture(tests, make_folder, remove_folder);
    tcase_add_test(tests, a_file_appears_when_it_is_complete);
    tcase_add_test(tests, what_is_abandoned_leaves_the_old_file);
    tcase_add_test(tests, rights_follow_the_mask_or_the_old_file);
    tcase_add_test(tests, much_is_written_whole);
    tcase_add_test(tests, a_full_disk_is_told);
    tcase_add_test(tests, a_folder_that_is_not_there_is_told);
}
