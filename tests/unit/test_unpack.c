#include "app/ingest.h"
#include "app/member.h"
#include "app/twin.h"
#include "archive_kit.h"
#include "base/limits.h"

#include <sys/stat.h>
#include <unistd.h>

/* Names ---------------------------------------------------------------------------------------- */

static struct arena arena;

static const struct {
    const char *stored, *shown;
    bool unsafe;
} names[] = {
    {"a/b.xml",                       "a/b.xml",                               false},
    {"./a//b.xml",                    "a/b.xml",                               false},
    {"a\\b.xml",                      "a/b.xml",                               false},
    {"../../evil/System.xml",         "evil/System.xml",                       true },
    {"a\\..\\..\\b",                  "a/b",                                   true },
    {"/etc/passwd",                   "etc/passwd",                            true },
    {"C:\\logs\\a.xml",               "logs/a.xml",                            true },
    {"..",                            "unnamed",                               true },
    {"",                              "unnamed",                               false},
    {"a\033[2J\nb.xml",
     "a\xef\xbf\xbd[2J\xef\xbf\xbd"
     "b.xml",                                                                  true },
    {"Gr\xc3\xb6\xc3\x9f"
     "e.xml",                    "Gr\xc3\xb6\xc3\x9f"
     "e.xml",                                                false},
    {"Ereignisse f\x81r B\x81ro.xml", "Ereignisse f\xc3\xbcr B\xc3\xbcro.xml", false},
    {"Ereignisse f\xfcr B\xfcro.xml", "Ereignisse f\xc3\xbcr B\xc3\xbcro.xml", false},
};

START_TEST(the_name_of_a_member_becomes_safe_text)
{
    bool unsafe;
    struct str got = member_name(&arena, str_of(names[_i].stored), &unsafe);
    ck_assert_str_eq(got.ptr, names[_i].shown);
    ck_assert_int_eq(unsafe, names[_i].unsafe);
}
END_TEST

START_TEST(a_long_name_keeps_its_end)
{
    bool unsafe;
    char name[5000];
    memset(name, 'x', sizeof name);
    memcpy(name + sizeof name - 4, ".xml", 4);
    struct str got = member_name(&arena, (struct str){name, sizeof name}, &unsafe);
    ck_assert_uint_eq(got.len, LIMIT_MEMBER_NAME);
    ck_assert(str_ends(got, STR("x.xml")));
}
END_TEST

/* Twins ---------------------------------------------------------------------------------------- */

static bool not_bad(void *self, const char *path)
{
    (void)self;
    return !strstr(path, "bad");
}

static const char *paths[] = {"a/Host_evt_System.csv",
                              "a/Host_evt_System.evtx",
                              "a/System.csv",
                              "a/System.evtx.csv",
                              "a/System.txt",
                              "a/System.xml",
                              "a/System2.evtx",
                              "a/bad.csv",
                              "a/bad.evtx",
                              "a/netstat.txt",
                              "b/System.csv"};
static const struct {
    const char *path, *twin;
} twins[] = {
    {"a/Host_evt_System.csv", "a/Host_evt_System.evtx"},
    {"a/System.csv",          "a/System.xml"          },
    {"a/System.txt",          "a/System.xml"          },
    {"a/System.xml",          NULL                    },
    {"a/System.evtx.csv",     NULL                    },
    {"a/bad.csv",             NULL                    },
    {"a/bad.txt",             NULL                    },
    {"a/netstat.txt",         NULL                    },
    {"b/System.csv",          NULL                    },
    {"b/System.TXT",          "b/System.csv"          },
    {"a/.txt",                NULL                    },
    {"c",                     NULL                    },
};

START_TEST(a_log_has_its_twin_beside_it)
{
    struct file_list list = {paths, ARRAY_LEN(paths), 0};
    const char *got = twin_find(&list, twins[_i].path, not_bad, NULL);
    ck_assert_str_eq(got ? got : "", twins[_i].twin ? twins[_i].twin : "");
}
END_TEST

/* Whole files ---------------------------------------------------------------------------------- */

static char folder[64];
static struct notes notes;
static struct ingest_result result;
static struct str all; /* paths of the sources, a line each */

static void begin(void)
{
    strcpy(folder, "/tmp/culprit-unpack-XXXXXX");
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

static const char *put_file(const char *name, struct str bytes)
{
    const char *path = arena_fmt(&arena, "%s/%s", folder, name).ptr;
    FILE *f = fopen(path, "w");
    fwrite(bytes.ptr, 1, bytes.len, f);
    fclose(f);
    return path;
}

static struct str record(int id)
{
    return arena_fmt(&arena,
                     "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
                     "<Provider Name='DNS'/><EventID>2</EventID><Level>4</Level>"
                     "<TimeCreated SystemTime='2012-10-26T12:00:00.0000000Z'/>"
                     "<EventRecordID>%d</EventRecordID><Channel>DNS Server</Channel>"
                     "<Computer>SBS</Computer></System><EventData/></Event>\r\n",
                     id);
}

/* Reads a file or folder; what was read stands in `result`, `notes` and `all`. */
static void ingest(const char *path, const struct str *password)
{
    struct store *store;
    struct source *sources;
    size_t n;
    struct err err = {0};
    struct buf text = {0};
    struct ingest_spec spec = {
        .paths = &path, .paths_n = 1, .passwords = password, .passwords_n = password ? 1 : 0};
    ck_assert_msg(store_open(NULL, STORE_CREATE, 16 << 20, &store, &err) == OK, "%s", err.text);
    ck_assert_msg(ingest_run(store, &spec, &notes, &result, &err) == OK, "%s", err.text);
    ck_assert_int_eq(store_sources(store, &arena, &sources, &n, &err), OK);
    for (size_t i = 0; i < n; i++) {
        ck_assert(sources[i].complete);
        buf_fmt(&text, "%.*s\n", STR_ARG(str_skip(sources[i].path, strlen(folder) + 1)));
    }
    all = buf_keep(&text, &arena);
    buf_free(&text);
    store_close(store);
}

static void make_zip(struct making *m)
{
    make_begin(m, ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE, NULL, NULL);
}

START_TEST(members_are_sources_below_their_archive)
{
    struct making m, inner;
    make_zip(&inner);
    make_member(&inner, "DNS.xml", record(1));
    make_zip(&m);
    make_member(&m, "logs/System.xml", record(2));
    make_member(&m, "logs/LocaleMetaData/System_1033.MTA", STR("x"));
    make_member(&m, "__MACOSX/logs/._System.xml", STR("x"));
    make_member(&m, "inner.zip", make_end(&inner));
    make_member(&m, "../slip.xml", record(3));
    make_member(&m, "letter.txt", STR("Dear customer, all is well.\n"));
    ingest(put_file("bundle.zip", make_end(&m)), NULL);
    ck_str(all, "bundle.zip/logs/System.xml\nbundle.zip/inner.zip/DNS.xml\nbundle.zip/slip.xml\n");
    ck_assert_uint_eq(result.events, 3);
    ck_assert_uint_eq(result.unread, 1);
    ck_assert_uint_eq(notes.seen[NOTE_MEMBERS_PASSED], 1);
    ck_assert_uint_eq(notes.seen[NOTE_MEMBER_UNSAFE], 1);
    ck_assert_uint_eq(notes.seen[NOTE_FILE_UNKNOWN], 1);
    ck_assert_uint_eq(notes.seen[NOTE_ARCHIVE_NESTED], 1);
    free(m.bytes);
    free(inner.bytes);
}
END_TEST

START_TEST(a_packed_file_keeps_its_path)
{
    struct making m;
    make_begin(&m, ARCHIVE_FORMAT_RAW, ARCHIVE_FILTER_GZIP, NULL, NULL);
    make_member(&m, "x", record(1));
    ingest(put_file("System.xml.gz", make_end(&m)), NULL);
    ck_str(all, "System.xml.gz\n");
    ck_assert_uint_eq(result.events, 1);
    ck_assert_uint_eq(notes.seen[NOTE_PACKED], 1);
    free(m.bytes);
}
END_TEST

START_TEST(archives_are_opened_to_a_depth_only)
{
    struct making m[LIMIT_ARCHIVE_DEPTH + 2];
    struct str bytes = record(1);
    for (int i = 0; i < LIMIT_ARCHIVE_DEPTH + _i; i++) {
        make_zip(&m[i]);
        make_member(&m[i], "x", bytes);
        bytes = make_end(&m[i]);
    }
    ingest(put_file("deep.zip", bytes), NULL);
    ck_assert_uint_eq(result.events, 1 - _i);
    ck_assert_uint_eq(notes.seen[NOTE_ARCHIVE_LIMIT], _i);
    for (int i = 0; i < LIMIT_ARCHIVE_DEPTH + _i; i++)
        free(m[i].bytes);
}
END_TEST

START_TEST(a_log_in_two_forms_counts_once_in_folders_and_archives)
{
    static const char text[] =
        "Event Type:\tError\r\nEvent Source:\tDNS\r\nEvent Category:\tNone\r\n"
        "Event ID:\t408\r\nDate:\t\t10/26/2012\r\nTime:\t\t8:12:35 AM\r\n"
        "User:\t\tN/A\r\nComputer:\tSBS\r\nDescription:\r\nNo.\r\n";
    struct making m;
    const char *path = arena_fmt(&arena, "%s/folder", folder).ptr;
    make_zip(&m);
    make_member(&m, "S_evt_DNS.txt", STR(text));
    make_member(&m, "S_evt_DNS.xml", record(1));
    make_member(&m, "alone.txt", STR(text));
    ingest(put_file("a.zip", make_end(&m)), NULL);
    ck_str(all, "a.zip/S_evt_DNS.xml\na.zip/alone.txt\n");
    mkdir(path, 0700);
    put_file("folder/S_evt_DNS.txt", STR(text));
    put_file("folder/S_evt_DNS.xml", record(1));
    put_file("folder/alone.txt", STR(text));
    ingest(path, NULL);
    ck_str(all, "folder/S_evt_DNS.xml\nfolder/alone.txt\n");
    ck_assert_uint_eq(result.skipped, 1);
    ck_assert_uint_eq(notes.seen[NOTE_SAME_LOG], 2);
    free(m.bytes);
}
END_TEST

START_TEST(events_before_damage_are_kept)
{
    struct making m;
    struct buf log = {0};
    for (int i = 0; i < 400; i++)
        buf_add(&log, record(i + 1));
    make_begin(&m, ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE, "zip:compression=store", NULL);
    make_member(&m, "whole.xml", record(1000));
    make_member(&m, "System.xml", buf_str(&log));
    struct str bytes = make_end(&m);
    ingest(put_file("cut.zip", str_head(bytes, bytes.len / 2)), NULL);
    ck_str(all, "cut.zip/whole.xml\ncut.zip/System.xml\n");
    ck_assert_uint_gt(result.events, 150);
    ck_assert_uint_lt(result.events, 250);
    ck_assert_uint_eq(notes.seen[NOTE_MEMBER_DAMAGED], 1);
    ck_assert_uint_gt(result.unread, 0);
    free(m.bytes);
    buf_free(&log);
}
END_TEST

START_TEST(a_locked_member_says_what_to_do)
{
    struct making m;
    make_begin(&m, ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE, "zip:encryption=aes256", "pw");
    make_member(&m, "System.xml", record(1));
    const char *path = put_file("locked.zip", make_end(&m));
    ingest(path, NULL);
    ck_assert_uint_eq(result.events, 0);
    ck_assert_uint_eq(result.unread, 1);
    ck_assert_uint_eq(notes.seen[NOTE_MEMBER_LOCKED], 1);
    ck_assert(str_find(notes.first->detail, STR("--password-file")));
    ingest(path, &STR("pw"));
    ck_assert_uint_eq(result.events, 1);
    free(m.bytes);
}
END_TEST

START_TEST(attachments_of_a_mail_are_read_and_its_prose_is_not_missed)
{
    static const char head[] =
        "From: a@example.org\nTo: b@example.org\nSubject: logs\nMIME-Version: 1.0\n"
        "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nsee below\n";
    const char *path = put_file(
        "mail.eml", arena_fmt(&arena, "%s--b\nContent-Type: text/xml; name=DNS.xml\n\n%s\n--b--\n",
                              head, record(1).ptr));
    ingest(path, NULL);
    ck_str(all, "mail.eml/DNS.xml\n");
    ck_assert_uint_eq(result.unread, 0);
    ingest(put_file("prose.eml", arena_fmt(&arena, "%s--b--\n", head)), NULL);
    ck_assert_uint_eq(result.unread, 1);
    ck_assert_uint_eq(notes.seen[NOTE_FILE_UNKNOWN], 1);
}
END_TEST

SUITE(unpack)
{
    tcase_add_checked_fixture(tests, begin, end);
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, the_name_of_a_member_becomes_safe_text, 0, ARRAY_LEN(names));
    tcase_add_test(tests, a_long_name_keeps_its_end);
    tcase_add_loop_test(tests, a_log_has_its_twin_beside_it, 0, ARRAY_LEN(twins));
    tcase_add_test(tests, members_are_sources_below_their_archive);
    tcase_add_test(tests, a_packed_file_keeps_its_path);
    tcase_add_loop_test(tests, archives_are_opened_to_a_depth_only, 0, 2);
    tcase_add_test(tests, a_log_in_two_forms_counts_once_in_folders_and_archives);
    tcase_add_test(tests, events_before_damage_are_kept);
    tcase_add_test(tests, a_locked_member_says_what_to_do);
    tcase_add_test(tests, attachments_of_a_mail_are_read_and_its_prose_is_not_missed);
}
