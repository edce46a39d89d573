/* Every byte of every source is in a record, is filling or is declared lost: for all readers, over
 * the corpora of the fuzz targets, as they lie and as damaged as inputs are. */
#include "app/ingest.h"
#include "base/files.h"
#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { FILE_MAX = 256 * 1024 };

static char folder[64];
static struct arena arena;
static struct notes notes;
static size_t written;

static void begin(void)
{
    strcpy(folder, "/tmp/culprit-account-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    notes_init(&notes, &arena);
    written = 0;
}

static void end(void)
{
    char command[96];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    ck_assert_int_eq(system(command), 0);
    arena_free(&arena);
}

/* In a folder of its own, for its name may tell the reader something. */
static FILE *new_file(struct str like)
{
    struct str dir = arena_fmt(&arena, "%s/%05zu", folder, written++);
    mkdir(dir.ptr, 0700);
    return fopen(arena_fmt(&arena, "%s/%.*s", dir.ptr, STR_ARG(path_name(like))).ptr, "w");
}

static void put(struct str like, struct str a, struct str b, struct str c)
{
    FILE *f = new_file(like);
    fwrite(a.ptr, 1, a.len, f);
    fwrite(b.ptr, 1, b.len, f);
    fwrite(c.ptr, 1, c.len, f);
    fclose(f);
}

static void put_wide(struct str like, struct str s, bool mark)
{
    FILE *f = new_file(like);
    if (mark)
        fputs("\xff\xfe", f);
    for (size_t i = 0; i < s.len; i++) {
        fputc(s.ptr[i], f);
        fputc(0, f);
    }
    fclose(f);
}

/* One input in many ways. */
static void vary(struct str path, struct str s)
{
    const struct str none = STR(""), noise = STR("\r\nnoise <Event> \x01 & \xff\r\n");
    put(path, s, none, none);
    put(path, STR("\xef\xbb\xbf"), s, none);
    put(path, s, s, none);
    put(path, STR("\r\n\r\n"), s, STR("\r\n\0\0\0\0"));
    for (size_t i = 1; i < 4; i++) {
        struct str head = str_head(s, s.len * i / 4), tail = str_skip(s, head.len);
        put(path, head, none, none);
        put(path, tail, none, none);
        put(path, head, noise, tail);
    }
    put_wide(path, s, true);
    put_wide(path, s, false);
    put_wide(path, str_head(s, s.len / 2), true);
}

static void vary_all(const char *from)
{
    static char text[FILE_MAX];
    struct file_list files = {0};
    files_walk(&arena, from, &files, NULL, NULL);
    for (size_t i = 0; i < files.n; i++) {
        FILE *f = fopen(files.paths[i], "r");
        ck_assert_ptr_nonnull(f);
        size_t n = fread(text, 1, sizeof text, f);
        fclose(f);
        vary(str_of(files.paths[i]), (struct str){text, n});
    }
}

static struct store *read_folder(void)
{
    struct store *store;
    struct err err = {0};
    const char *path = folder;
    struct ingest_result result;
    struct ingest_spec spec = {.paths = &path, .paths_n = 1, .jobs = 2};
    ck_assert_msg(store_open(NULL, STORE_CREATE, 16 << 20, &store, &err) == OK, "%s", err.text);
    ck_assert_msg(ingest_run(store, &spec, &notes, &result, &err) == OK, "%s", err.text);
    return store;
}

static uint64_t sum_losses(struct store *store, size_t source, uint64_t bytes)
{
    struct loss *losses;
    struct err err;
    size_t n;
    uint64_t sum = 0;
    ck_assert_int_eq(store_losses(store, &arena, (uint32_t)source, &losses, &n, &err), OK);
    for (size_t i = 0; i < n; i++) {
        ck_assert_uint_le(losses[i].offset + losses[i].length, bytes);
        ck_assert_uint_gt(losses[i].length, 0);
        sum += losses[i].length;
    }
    return sum;
}

static size_t check_sources(struct store *store)
{
    struct source *sources;
    struct err err;
    size_t n;
    ck_assert_int_eq(store_sources(store, &arena, &sources, &n, &err), OK);
    for (size_t i = 0; i < n; i++) {
        const struct source *s = &sources[i];
        struct stat st;
        if (stat(arena_fmt(&arena, "%.*s", STR_ARG(s->path)).ptr, &st) == 0 &&
            !str_ends(s->path, STR(".gz"))) /* members and what is packed have sizes of their own */
            ck_assert_uint_eq(s->bytes, (uint64_t)st.st_size);
        ck_assert_msg(s->used + s->filling + s->lost == s->bytes,
                      "%.*s: %llu + %llu + %llu of %llu", STR_ARG(s->path),
                      (unsigned long long)s->used, (unsigned long long)s->filling,
                      (unsigned long long)s->lost, (unsigned long long)s->bytes);
        ck_assert_msg(s->used > 0 || s->events + s->facts == 0, "%.*s", STR_ARG(s->path));
        ck_assert_msg(sum_losses(store, i, s->bytes) == s->lost, "%.*s", STR_ARG(s->path));
    }
    return n;
}

START_TEST(every_byte_of_every_form_is_accounted_for)
{
    vary_all("tests/fuzz/corpus");
    struct store *store = read_folder();
    ck_assert_uint_gt(check_sources(store), 100);
    store_close(store);
}
END_TEST

SUITE(account)
{
    tcase_add_checked_fixture(tests, begin, end);
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, every_byte_of_every_form_is_accounted_for);
}
