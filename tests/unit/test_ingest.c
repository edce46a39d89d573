#include "app/ingest.h"
#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];
static struct arena arena;
static struct notes notes;
static struct ingest_result result;

static void begin(void)
{
    strcpy(folder, "/tmp/culprit-ingest-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    notes_init(&notes, &arena);
}

static void end(void)
{
    char command[96];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    ck_assert_int_eq(system(command), 0);
    arena_free(&arena);
}

static const char *below(const char *name)
{
    return arena_fmt(&arena, "%s/%s", folder, name).ptr;
}

/* `n` records, from record id `first` on; every character as `width` bytes. */
static void put_log(const char *name, int first, int n, int width)
{
    FILE *f = fopen(below(name), "w");
    for (int i = first; i < first + n; i++) {
        char text[700];
        int len =
            snprintf(text, sizeof text,
                     "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
                     "<Provider Name='DNS'/><EventID>2</EventID><Level>4</Level>"
                     "<TimeCreated SystemTime='2012-10-%02dT%02d:%02d:00.0000000Z'/>"
                     "<EventRecordID>%d</EventRecordID><Channel>DNS Server</Channel>"
                     "<Computer>SBS</Computer></System><EventData/></Event>\r\n",
                     1 + i / 1440 % 28, i / 60 % 24, i % 60, i);
        for (int c = 0; c < len; c++) {
            fputc(text[c], f);
            if (width == 2)
                fputc(0, f);
        }
    }
    fclose(f);
}

static void put_text(const char *name, const char *text)
{
    FILE *f = fopen(below(name), "w");
    fputs(text, f);
    fclose(f);
}

static struct store *read_folder(const char *path, int jobs)
{
    struct store *store;
    struct err err = {0};
    struct ingest_spec spec = {.paths = &path, .paths_n = 1, .jobs = jobs};
    ck_assert_msg(store_open(NULL, STORE_CREATE, 16 << 20, &store, &err) == OK, "%s", err.text);
    ck_assert_msg(ingest_run(store, &spec, &notes, &result, &err) == OK, "%s", err.text);
    return store;
}

/* Everything that the events say of where they come from, in their order. */
static struct str places(struct store *store)
{
    struct buf all = {0};
    struct event_filter filter = {.since = MOMENT_NONE, .until = MOMENT_NONE};
    struct event_stream events;
    const struct event *e;
    struct err err = {0};
    ck_assert_int_eq(store_events(store, &filter, &events, &err), OK);
    while (events.next(events.self, &e, &err) == OK)
        buf_fmt(&all, "%lld %lld %u %llu %llu\n", (long long)e->id, (long long)e->record_id,
                e->source, (unsigned long long)e->position, (unsigned long long)e->offset);
    store_events_end(store);
    struct str kept = buf_keep(&all, &arena);
    buf_free(&all);
    return kept;
}

START_TEST(what_a_case_holds_does_not_depend_on_threads)
{
    for (int i = 0; i < 30; i++)
        put_log(arena_fmt(&arena, "small-%02d.xml", i).ptr, 100000 * i, 40, 1);
    put_log("large.xml", 5000000, 6000, 1);
    struct store *one = read_folder(folder, 1), *four = read_folder(folder, 4);
    struct str a = places(one), b = places(four);
    ck_assert_uint_eq(result.files, 31);
    ck_assert_uint_eq(result.events, 7200);
    ck_assert_uint_gt(a.len, 7200 * 8);
    ck_assert(str_eq(a, b));
    store_close(one);
    store_close(four);
}
END_TEST

START_TEST(sources_come_in_the_order_of_their_paths)
{
    struct source *sources;
    size_t n;
    struct err err;
    mkdir(below("b"), 0700);
    put_log("c.xml", 1, 1, 1);
    put_log("b/z.xml", 2, 1, 1);
    put_log("a.xml", 3, 1, 1);
    struct store *store = read_folder(folder, 3);
    ck_assert_int_eq(store_sources(store, &arena, &sources, &n, &err), OK);
    ck_assert_uint_eq(n, 3);
    ck_assert(str_ends(sources[0].path, STR("/a.xml")));
    ck_assert(str_ends(sources[1].path, STR("/b/z.xml")));
    ck_assert(str_ends(sources[2].path, STR("/c.xml")));
    store_close(store);
}
END_TEST

START_TEST(places_in_utf16_are_bytes_of_the_file)
{
    struct event_filter filter = {.since = MOMENT_NONE, .until = MOMENT_NONE};
    struct event_stream events;
    const struct event *e;
    struct err err;
    uint64_t n = 0;
    put_log("wide.xml", 100, 3000, 2);
    FILE *f = fopen(below("wide.xml"), "r");
    struct store *store = read_folder(folder, 2);
    ck_assert_int_eq(store_events(store, &filter, &events, &err), OK);
    for (; events.next(events.self, &e, &err) == OK; n++) {
        char begins[12];
        ck_assert_uint_eq(e->position, n);
        fseek(f, (long)e->offset, SEEK_SET);
        ck_assert_uint_eq(fread(begins, 1, 12, f), 12);
        ck_assert_mem_eq(begins, "<\0E\0v\0e\0n\0t", 11);
    }
    ck_assert_uint_eq(n, 3000);
    fclose(f);
    store_events_end(store);
    store_close(store);
}
END_TEST

START_TEST(what_cannot_be_used_is_counted_and_the_rest_read)
{
    put_log("log.xml", 1, 5, 1);
    put_text("empty.txt", "");
    put_text("letter.txt", "Dear customer, your server is fine.\n");
    put_text("report.json", "{\"schema\": \"culprit.report/1\", \"findings\": []}\n");
    ck_assert_int_eq(symlink("nowhere", below("broken")), 0);
    store_close(read_folder(folder, 2));
    ck_assert_uint_eq(result.files, 1);
    ck_assert_uint_eq(result.events, 5);
    ck_assert_uint_eq(result.unread, 3);
    ck_assert_uint_eq(result.skipped, 1);
    ck_assert_uint_eq(notes.seen[NOTE_FILE_EMPTY], 1);
    ck_assert_uint_eq(notes.seen[NOTE_FILE_UNKNOWN], 1);
    ck_assert_uint_eq(notes.seen[NOTE_FILE_UNREADABLE], 1);
    ck_assert_uint_eq(notes.seen[NOTE_FILE_SKIPPED], 1);
}
END_TEST

START_TEST(the_same_file_twice_is_one_source)
{
    struct err err;
    struct ingest_result again;
    put_log("a.xml", 1, 7, 1);
    put_log("b.xml", 1, 7, 1);
    struct store *store = read_folder(folder, 2);
    ck_assert_uint_eq(result.events, 7);
    ck_assert_uint_eq(result.known, 1);
    const char *path = folder;
    struct ingest_spec spec = {.paths = &path, .paths_n = 1};
    ck_assert_int_eq(ingest_run(store, &spec, &notes, &again, &err), OK);
    ck_assert_uint_eq(again.events, 0);
    ck_assert_uint_eq(again.known, 2);
    store_close(store);
}
END_TEST

static struct ingest_result read_more(struct store *store)
{
    struct err err = {0};
    struct ingest_result more;
    const char *path = folder;
    struct ingest_spec spec = {.paths = &path, .paths_n = 1, .jobs = 2};
    ck_assert_msg(ingest_run(store, &spec, &notes, &more, &err) == OK, "%s", err.text);
    return more;
}

START_TEST(a_file_that_has_not_changed_is_not_read_again)
{
    put_log("a.xml", 1, 7, 1);
    put_log("b.xml", 1, 7, 1);
    struct store *store = read_folder(folder, 2);
    ck_assert_uint_eq(notes.seen[NOTE_FILE_KNOWN], 1);
    struct ingest_result again = read_more(store);
    ck_assert_uint_eq(again.known, 2);
    ck_assert_uint_eq(again.files, 2);
    ck_assert_uint_eq(again.bytes, result.bytes);
    ck_assert_uint_eq(notes.seen[NOTE_FILE_UNCHANGED], 2);
    ck_assert_uint_eq(notes.seen[NOTE_FILE_KNOWN], 1);
    store_close(store);
}
END_TEST

START_TEST(a_file_written_again_with_the_same_bytes_is_known_by_them)
{
    put_log("a.xml", 1, 7, 1);
    struct store *store = read_folder(folder, 2);
    put_log("new.xml", 1, 7, 1);
    ck_assert_int_eq(rename(below("new.xml"), below("a.xml")), 0);
    ck_assert_uint_eq(read_more(store).known, 1);
    ck_assert_uint_eq(notes.seen[NOTE_FILE_UNCHANGED], 0);
    ck_assert_uint_eq(notes.seen[NOTE_FILE_KNOWN], 1);
    ck_assert_uint_eq(read_more(store).known, 1);
    ck_assert_uint_eq(notes.seen[NOTE_FILE_UNCHANGED], 1);
    store_close(store);
}
END_TEST

START_TEST(a_file_that_grew_is_read_again_and_adds_what_is_new)
{
    struct err err;
    struct store_counts counts;
    put_log("a.xml", 1, 7, 1);
    struct store *store = read_folder(folder, 2);
    put_log("a.xml", 1, 9, 1);
    struct ingest_result more = read_more(store);
    ck_assert_uint_eq(more.known, 0);
    ck_assert_uint_eq(more.events, 9);
    ck_assert_int_eq(store_counts(store, &counts, &err), OK);
    ck_assert_int_eq(counts.events, 9);
    ck_assert_int_eq(counts.merged, 7);
    store_close(store);
}
END_TEST

START_TEST(what_a_file_lost_is_said_again_when_it_is_not_read_again)
{
    put_log("a.xml", 1, 2, 1);
    FILE *f = fopen(below("a.xml"), "a");
    fputs("a line of nobody\n", f);
    fclose(f);
    struct store *store = read_folder(folder, 2);
    ck_assert_uint_ge(result.lost, 17);
    ck_assert_uint_eq(read_more(store).lost, result.lost);
    store_close(store);
}
END_TEST

SUITE(ingest)
{
    tcase_add_checked_fixture(tests, begin, end);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, what_a_case_holds_does_not_depend_on_threads);
    tcase_add_test(tests, sources_come_in_the_order_of_their_paths);
    tcase_add_test(tests, places_in_utf16_are_bytes_of_the_file);
    tcase_add_test(tests, what_cannot_be_used_is_counted_and_the_rest_read);
    tcase_add_test(tests, the_same_file_twice_is_one_source);
    tcase_add_test(tests, a_file_that_has_not_changed_is_not_read_again);
    tcase_add_test(tests, a_file_written_again_with_the_same_bytes_is_known_by_them);
    tcase_add_test(tests, a_file_that_grew_is_read_again_and_adds_what_is_new);
    tcase_add_test(tests, what_a_file_lost_is_said_again_when_it_is_not_read_again);
}
