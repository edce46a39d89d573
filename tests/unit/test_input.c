#include "base/input.h"
#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char path[64];

static void make_path(void)
{
    strcpy(path, "/tmp/culprit-input-XXXXXX");
    close(mkstemp(path));
}

static void remove_path(void)
{
    unlink(path);
}

static void put_bytes(const void *bytes, size_t n)
{
    FILE *f = fopen(path, "wb");
    fwrite(bytes, 1, n, f);
    fclose(f);
}

static struct input *opened(void)
{
    struct input *in;
    struct err err;
    ck_assert_int_eq(input_open(path, &in, &err), OK);
    return in;
}

/* Everything the file says, decoded. */
static struct str read_all(struct arena *arena, struct input *in)
{
    struct str piece, all = {0};
    struct err err;
    enum status status;
    while ((status = input_next(in, &piece, &err)) == OK) {
        ck_assert_uint_gt(piece.len, 0);
        char *both = arena_alloc(arena, all.len + piece.len + 1);
        if (all.len)
            memcpy(both, all.ptr, all.len);
        memcpy(both + all.len, piece.ptr, piece.len);
        all = (struct str){both, all.len + piece.len};
    }
    ck_assert_int_eq(status, END);
    return all;
}

static void widen(const char *ascii, bool big, char *to)
{
    for (size_t i = 0; ascii[i]; i++) {
        to[2 * i + !big] = 0;
        to[2 * i + big] = ascii[i];
    }
}

static const struct example {
    const char *bytes, *text, *encoding;
    int mark, replaced;
} examples[] = {
    {"plain\r\n",                                                 "plain\r\n",                          "utf-8",        0, 0},
    {"\xef\xbb\xbf"
     "f\xc3\xbcr",                                           "für",                               "utf-8",        1, 0},
    {"Zust\xe4ndigkeit f\xfcr das Ger\xe4t\r\n",                  "Zuständigkeit für das Gerät\r\n", "windows-1252",
     0,                                                                                                                    0},
    {"Zust\x84ndigkeit f\x81r das Ger\x84t\r\n",                  "Zuständigkeit für das Gerät\r\n", "cp850",        0, 0},
    {"  TCP    0.0.0.0:80   ABH\x99REN\r\n",                      "  TCP    0.0.0.0:80   ABHÖREN\r\n", "cp850",        0, 0},
    {"M\xe9moire physique, syst\xe8me",                           "Mémoire physique, système",        "windows-1252", 0, 0},
    {"M\x82moire physique, syst\x8ame",                           "Mémoire physique, système",        "cp850",        0, 0},
    {"\xc9\xcd\xcd\xcd\xbb\r\n\xba x \xba\r\n",                   "╔═══╗\r\n║ x ║\r\n",   "cp850",        0, 0},
    {"us\xb3uga zosta\xb3"
     "a uruchomiona",                                        "usługa została uruchomiona",       "windows-1250", 0, 0},
    {"\xd1\xeb\xf3\xe6\xe1\xe0 \xe7\xe0\xef\xf3\xf9\xe5\xed\xe0", "Служба запущена",      "windows-1251",
     0,                                                                                                                    0},
    {"caf\xc3\xa9, sant\xc3\xa9 \xff broken",                     "café, santé \xef\xbf\xbd broken",  "utf-8",        0, 1},
    {"f\xc3\xbcr alle\nf\xfcr das Ger\xe4t\nf\xc3\xbcr\n",        "für alle\nfür das Gerät\nfür\n",
     "utf-8",                                                                                                           0, 0},
    {"\xed\xa0\xbd\xed\xb8\x80 \xc3\xa9\xc3\xa9",                 "😀 éé",                          "utf-8",        0, 0},
    {"\xed\xa0\xbd \xc3\xa9\xc3\xa9",                             "\xef\xbf\xbd éé",                  "utf-8",        0, 1},
};

START_TEST(an_encoding_is_told_by_its_bytes)
{
    const struct example *e = &examples[_i];
    struct arena arena = {0};
    put_bytes(e->bytes, strlen(e->bytes));
    struct input *in = opened();
    struct str text = read_all(&arena, in);
    ck_assert_msg(str_eq(text, str_of(e->text)), "'%.*s' is not '%s'", STR_ARG(text), e->text);
    ck_assert_str_eq(input_facts(in).encoding, e->encoding);
    ck_assert_int_eq(input_facts(in).mark, e->mark);
    ck_assert_uint_eq(input_facts(in).replaced, e->replaced);
    ck_assert_uint_eq(input_facts(in).bytes, strlen(e->bytes));
    input_close(in);
    arena_free(&arena);
}
END_TEST

static void check_wide(bool big, bool mark)
{
    static const char text[] = "<Event>some text</Event>\r\n";
    char bytes[2 * sizeof text];
    struct arena arena = {0};
    memcpy(bytes, big ? "\xfe\xff" : "\xff\xfe", 2);
    widen(text, big, bytes + 2);
    put_bytes(bytes + (mark ? 0 : 2), 2 * strlen(text) + (mark ? 2 : 0));
    struct input *in = opened();
    struct str all = read_all(&arena, in);
    ck_assert(str_eq(all, str_of(text)));
    ck_assert_str_eq(input_facts(in).encoding, big ? "utf-16be" : "utf-16le");
    ck_assert_uint_eq(input_offset(in, 10), 20 + (mark ? 2 : 0));
    input_close(in);
    arena_free(&arena);
}

START_TEST(utf16_is_read_with_and_without_a_mark)
{
    check_wide(_i & 1, _i & 2);
}
END_TEST

START_TEST(places_are_exact_in_utf16)
{
    /* "aé😀z", then half a pair, then an odd byte */
    static const char bytes[] = "\xff\xfe"
                                "a\0\xe9\0\x3d\xd8\x00\xdez\0\x3d\xd8q\0!";
    struct arena arena = {0};
    put_bytes(bytes, sizeof bytes - 1);
    struct input *in = opened();
    ck_str(read_all(&arena, in), "aé😀z\xef\xbf\xbdq\xef\xbf\xbd");
    static const uint64_t places[][2] = {
        {0,  2 },
        {1,  4 },
        {3,  6 },
        {7,  10},
        {8,  12},
        {11, 14},
        {12, 16}
    };
    for (size_t i = 0; i < ARRAY_LEN(places); i++)
        ck_assert_uint_eq(input_offset(in, places[i][0]), places[i][1]);
    ck_assert_uint_eq(input_facts(in).replaced, 2);
    input_close(in);
    arena_free(&arena);
}
END_TEST

START_TEST(utf16_appended_to_text_is_found)
{
    static const char text[] = "<Event>appended by another program</Event>\r\n";
    char bytes[4096] = "<Event>f\xc3\xbcr</Event>\r\n";
    size_t n = strlen(bytes);
    const size_t first = n;
    struct arena arena = {0};
    widen(text, false, bytes + n);
    n += 2 * strlen(text);
    memcpy(bytes + n, text, strlen(text));
    put_bytes(bytes, n + strlen(text));
    struct input *in = opened();
    struct str all = read_all(&arena, in);
    ck_assert_uint_eq(all.len, first + 2 * strlen(text));
    ck_assert(str_eq(str_head(str_skip(all, first), strlen(text)), str_of(text)));
    ck_assert(str_eq(str_skip(all, first + strlen(text)), str_of(text)));
    ck_assert_uint_eq(input_offset(in, first + 7), first + 14);
    ck_assert_uint_eq(input_offset(in, first + strlen(text) + 5), first + 2 * strlen(text) + 5);
    ck_assert_uint_eq(input_facts(in).replaced, 0);
    input_close(in);
    arena_free(&arena);
}
END_TEST

/* Several blocks of UTF-8, characters across their borders, then a line of a code page. */
START_TEST(a_late_line_of_another_encoding_is_not_ruined)
{
    struct arena arena = {0};
    const size_t lines = 60000;
    FILE *f = fopen(path, "wb");
    for (size_t i = 0; i < lines; i++)
        fputs("k\xc3\xb6nnen \xe2\x82\xac\n", f);
    fputs("f\xfcr das Ger\xe4t\nk\xc3\xb6nnen\n", f);
    fclose(f);
    struct input *in = opened();
    struct str all = read_all(&arena, in);
    ck_assert_uint_eq(all.len, lines * 12 + strlen("für das Gerät\nkönnen\n"));
    ck_str(str_skip(all, lines * 12), "für das Gerät\nkönnen\n");
    ck_assert_uint_eq(input_facts(in).replaced, 0);
    ck_assert_uint_eq(input_offset(in, lines * 12), lines * 12);
    ck_assert_uint_eq(input_offset(in, lines * 12 + 3), lines * 12 + 2);
    input_close(in);
    arena_free(&arena);
}
END_TEST

START_TEST(peeking_takes_nothing)
{
    struct arena arena = {0};
    struct str head;
    struct err err;
    put_bytes("0123456789", 10);
    struct input *in = opened();
    ck_assert_int_eq(input_peek(in, 4, &head, &err), OK);
    ck_assert(str_starts(head, STR("0123")));
    ck_assert_int_eq(input_peek(in, 1 << 20, &head, &err), OK);
    ck_str(head, "0123456789");
    ck_str(read_all(&arena, in), "0123456789");
    input_close(in);
    arena_free(&arena);
}
END_TEST

START_TEST(peeking_far_joins_pieces)
{
    struct arena arena = {0};
    struct str head;
    struct err err;
    FILE *f = fopen(path, "wb");
    for (int i = 0; i < 200000; i++)
        fprintf(f, "%09d\n", i);
    fclose(f);
    struct input *in = opened();
    ck_assert_int_eq(input_peek(in, 1000, &head, &err), OK);
    ck_assert_int_eq(input_peek(in, 1000000, &head, &err), OK);
    ck_assert_uint_ge(head.len, 1000000);
    ck_str(str_head(str_skip(head, 999990), 10), "000099999\n");
    struct str all = read_all(&arena, in);
    ck_assert_uint_eq(all.len, 2000000);
    ck_str(str_skip(all, 1999990), "000199999\n");
    input_close(in);
    arena_free(&arena);
}
END_TEST

START_TEST(a_forced_encoding_wins_also_after_peeking)
{
    struct arena arena = {0};
    struct str head;
    struct err err;
    put_bytes("f\x81r", 3);
    struct input *in = opened();
    ck_assert_int_eq(input_peek(in, 3, &head, &err), OK);
    ck_assert_int_eq(input_force(in, STR("cp9"), &err), FAIL_USAGE);
    ck_assert_int_eq(input_force(in, STR("CP437"), &err), OK);
    ck_str(read_all(&arena, in), "für");
    ck_assert_str_eq(input_facts(in).encoding, "cp437");
    ck_assert_int_eq(input_force(in, STR("utf-8"), &err), FAIL_USAGE);
    input_close(in);
    in = opened();
    ck_assert_int_eq(input_force(in, STR("utf-8"), &err), OK);
    ck_str(read_all(&arena, in), "f\xef\xbf\xbdr");
    input_close(in);
    arena_free(&arena);
}
END_TEST

START_TEST(the_name_is_that_of_the_bytes_on_disk)
{
    struct arena arena = {0};
    char hex[SHA256_HEX];
    put_bytes("\xef\xbb\xbf"
              "abc",
              6);
    struct input *in = opened();
    read_all(&arena, in);
    input_sha256(in, hex);
    ck_assert_str_eq(hex, "1c28dc3f1f804a1ad9c9b4b4cf5e2658d16ad4ed08e3020d04a8d2865018947c");
    input_close(in);
    arena_free(&arena);
}
END_TEST

START_TEST(what_cannot_be_read_is_told)
{
    struct input *in;
    struct err err;
    ck_assert_int_eq(input_open("/tmp", &in, &err), FAIL_IO);
    ck_assert_ptr_nonnull(strstr(err.text, "Is a directory"));
    ck_assert_int_eq(input_open("/none/such", &in, &err), FAIL_IO);
    ck_assert_ptr_nonnull(strstr(err.text, "'/none/such'"));
}
END_TEST

START_TEST(an_empty_file_has_no_piece)
{
    struct input *in = opened();
    struct str piece;
    struct err err;
    ck_assert_int_eq(input_peek(in, 10, &piece, &err), OK);
    ck_assert_uint_eq(piece.len, 0);
    ck_assert_int_eq(input_next(in, &piece, &err), END);
    input_close(in);
}
END_TEST

SUITE(input)
{
    tcase_add_checked_fixture(tests, make_path, remove_path);
    tcase_add_loop_test(tests, an_encoding_is_told_by_its_bytes, 0, ARRAY_LEN(examples));
    tcase_add_loop_test(tests, utf16_is_read_with_and_without_a_mark, 0, 4);
    tcase_add_test(tests, places_are_exact_in_utf16);
    tcase_add_test(tests, utf16_appended_to_text_is_found);
    tcase_add_test(tests, a_late_line_of_another_encoding_is_not_ruined);
    tcase_add_test(tests, peeking_takes_nothing);
    tcase_add_test(tests, peeking_far_joins_pieces);
    tcase_add_test(tests, a_forced_encoding_wins_also_after_peeking);
    tcase_add_test(tests, the_name_is_that_of_the_bytes_on_disk);
    tcase_add_test(tests, what_cannot_be_read_is_told);
    tcase_add_test(tests, an_empty_file_has_no_piece);
}
