#include "reader/container.h"

#include "archive_kit.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/spool.h"

#include <unistd.h>

/* What came of a container, as text: "name=bytes|name=bytes!damage|". */
static struct buf seen;
static struct unfolding unfolding;
static enum status last; /* other than OK and END, of next or of reading */

static void put_member(struct member *m)
{
    char bytes[1000];
    struct err err = {0};
    size_t n = 1;
    enum status status = OK;
    buf_fmt(&seen, "%.*s%s=", STR_ARG(m->name), m->no_file ? "/" : m->prose ? "~" : "");
    while (n && (status = m->bytes.read(m->bytes.self, bytes, sizeof bytes, &n, &err)) == OK)
        buf_bytes(&seen, bytes, n);
    if (status != OK) {
        buf_fmt(&seen, "!%s", m->locked ? "locked" : "damage");
        last = status;
    }
    buf_char(&seen, '|');
}

/* Unfolds; of the member called `only`, if any, nothing else is read. */
static struct str unfold_only(struct str bytes, const char *only)
{
    int fd;
    void *open;
    struct member m;
    struct err err = {0};
    enum status status;
    const struct container *form = container_for(str_head(bytes, 4096));
    buf_reset(&seen);
    last = OK;
    if (!form)
        return STR("no container");
    unfolding.packed = bytes.len;
    ck_assert_int_eq(spool_open(&fd, &err), OK);
    ck_assert_int_eq(spool_write(fd, bytes.ptr, bytes.len, &err), OK);
    ck_assert_msg(form->open(fd, &unfolding, &open, &err) == OK, "%s", err.text);
    for (int i = 0; (status = form->next(open, &m, &err)) != END && i < 1000; i++) {
        if (status != OK) {
            last = status;
            buf_text(&seen, "!damage|");
            if (status != FAIL_INPUT)
                break;
        } else if (!only || str_eq(m.name, str_of(only))) {
            put_member(&m);
        }
    }
    form->close(open);
    close(fd);
    return buf_str(&seen);
}

static struct str unfold(struct str bytes)
{
    return unfold_only(bytes, NULL);
}

static void begin(void)
{
    unfolding = (struct unfolding){0};
}

static void end(void)
{
    buf_free(&seen);
    seen = (struct buf){0};
}

/* Archives ------------------------------------------------------------------------------------- */

static const struct {
    int format, filter;
} forms[] = {
    {ARCHIVE_FORMAT_ZIP,                ARCHIVE_FILTER_NONE },
    {ARCHIVE_FORMAT_7ZIP,               ARCHIVE_FILTER_NONE },
    {ARCHIVE_FORMAT_TAR_USTAR,          ARCHIVE_FILTER_NONE },
    {ARCHIVE_FORMAT_TAR_GNUTAR,         ARCHIVE_FILTER_GZIP },
    {ARCHIVE_FORMAT_TAR_PAX_RESTRICTED, ARCHIVE_FILTER_XZ   },
    {ARCHIVE_FORMAT_TAR_USTAR,          ARCHIVE_FILTER_BZIP2},
    {ARCHIVE_FORMAT_TAR_USTAR,          ARCHIVE_FILTER_ZSTD },
};

START_TEST(an_archive_gives_its_members)
{
    struct making m;
    make_begin(&m, forms[_i].format, forms[_i].filter, NULL, NULL);
    make_member(&m, "a/one.xml", STR("first"));
    make_member(&m, "two", STR("second"));
    struct str bytes = make_end(&m);
    ck_str(unfold(bytes), "a/one.xml=first|two=second|");
    ck_str(unfold_only(bytes, "two"), "two=second|");
    free(m.bytes);
}
END_TEST

START_TEST(a_packed_file_is_a_member_without_a_name)
{
    static const int filters[] = {ARCHIVE_FILTER_GZIP, ARCHIVE_FILTER_XZ, ARCHIVE_FILTER_BZIP2,
                                  ARCHIVE_FILTER_ZSTD};
    struct making m;
    make_begin(&m, ARCHIVE_FORMAT_RAW, filters[_i], NULL, NULL);
    make_member(&m, "x", STR("what was packed"));
    ck_str(unfold(make_end(&m)), "=what was packed|");
    free(m.bytes);
}
END_TEST

START_TEST(what_begins_like_an_archive_only_is_damaged)
{
    ck_str(unfold(STR("PK\003\004 and no more")), "!damage|");
    ck_str(unfold(STR("7z\274\257\047\034 and nothing else of it")), "!damage|");
    ck_str(unfold(STR("Rar!\032\007\000 or not")), "!damage|");
}
END_TEST

START_TEST(logs_are_no_containers)
{
    static const struct str heads[] = {
        {"",                                                                                 0 },
        {"<Event xmlns='x'>",                                                                17},
        {"ElfFile\0",                                                                        8 },
        {"Event Type:\tError\r\nEvent Source:\tDNS\r\nDate:\t10/26/2012\r\n",                57},
        {"Log Name:      System\r\nSource:        DNS\r\nDate:          1/2/2012\r\n",       68},
        {"Protokollname: System\r\nQuelle: DNS\r\nDatum: 1.2.2012\r\n",                      54},
        {"Host Name:                 SBS01\r\nOS Name:   x\r\n",                             49},
        {"PK\3\4\24\0\0\0\10\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\23\0\0\0[Content_Types].xml", 49},
    };
    ck_assert_ptr_null(container_for(heads[_i]));
}
END_TEST

START_TEST(a_cut_archive_gives_what_stands_before_the_cut)
{
    struct making m;
    make_begin(&m, ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE, "zip:compression=store", NULL);
    make_member(&m, "one", STR("first"));
    make_member(&m, "two", STR("second"));
    struct str bytes = make_end(&m);
    size_t inside = (size_t)(str_find(bytes, STR("second")) - bytes.ptr) + 3;
    struct str got = unfold(str_head(bytes, inside));
    ck_assert(str_starts(got, STR("one=first|two=")));
    ck_assert(str_find(got, STR("!damage")));
    free(m.bytes);
}
END_TEST

/* libarchive alone would give nothing of a packed file that is shorter than one of its blocks. */
START_TEST(a_cut_gzip_file_gives_all_that_stands_before_the_cut)
{
    struct making m;
    char text[4000];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (char)('a' + i * i % 23);
    make_begin(&m, _i ? ARCHIVE_FORMAT_TAR_USTAR : ARCHIVE_FORMAT_RAW, ARCHIVE_FILTER_GZIP, NULL,
               NULL);
    if (_i)
        make_member(&m, "one", STR("first"));
    make_member(&m, "two", (struct str){text, sizeof text});
    struct str bytes = make_end(&m);
    struct str got = unfold(str_head(bytes, bytes.len - 20));
    ck_assert(str_starts(got, _i ? STR("one=first|two=abejq") : STR("=abejq")));
    ck_assert(str_ends(got, STR("!damage|")));
    ck_assert_int_eq(last, FAIL_INPUT);
    free(m.bytes);
}
END_TEST

START_TEST(behind_a_damaged_member_come_the_others)
{
    struct making m;
    make_begin(&m, ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE, "zip:compression=store", NULL);
    make_member(&m, "one", STR("first"));
    make_member(&m, "two", STR("second"));
    make_member(&m, "three", STR("third"));
    struct str bytes = make_end(&m);
    m.bytes[str_find(bytes, STR("second")) - bytes.ptr] = 'S';
    ck_str(unfold(bytes), "one=first|two=Second!damage|three=third|");
    free(m.bytes);
}
END_TEST

static const char *const locks[] = {"zip:encryption=traditional", "zip:encryption=aes256"};

START_TEST(a_locked_member_opens_with_one_of_the_passwords)
{
    struct making m;
    const struct str wrong[] = {STR("no")}, right[] = {STR("no"), STR("s e c")};
    make_begin(&m, ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE, locks[_i], "s e c");
    make_member(&m, "a", STR("what was locked up, at some length"));
    struct str bytes = make_end(&m);
    ck_str(unfold(bytes), "a=!locked|");
    unfolding = (struct unfolding){.passwords = right, .passwords_n = 2};
    ck_str(unfold(bytes), "a=what was locked up, at some length|");
    unfolding = (struct unfolding){.passwords = wrong, .passwords_n = 1};
    struct str got = unfold(bytes);
    ck_assert(str_find(got, STR("!locked")) && !str_find(got, STR("what")));
    free(m.bytes);
}
END_TEST

START_TEST(a_bomb_is_stopped_whether_it_is_read_or_left_out)
{
    struct making m;
    char *zeros = calloc(1, 3 << 20);
    make_begin(&m, ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_GZIP, NULL, NULL);
    make_member(&m, "bomb", (struct str){zeros, 3 << 20});
    make_member(&m, "log", STR("x"));
    struct str bytes = make_end(&m);
    unfolding.unpacked = ((uint64_t)LIMIT_UNPACKED_FREE << 20) - (1 << 20);
    unfold(bytes);
    ck_assert_int_eq(last, FAIL_LIMIT);
    unfolding.unpacked = ((uint64_t)LIMIT_UNPACKED_FREE << 20) - (1 << 20);
    unfold_only(bytes, "log");
    ck_assert_int_eq(last, FAIL_LIMIT);
    unfolding.unpacked = 0;
    ck_str(unfold_only(bytes, "log"), "log=x|");
    free(m.bytes);
    free(zeros);
}
END_TEST

START_TEST(folders_and_links_are_no_files)
{
    struct making m;
    make_begin(&m, ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_NONE, NULL, NULL);
    struct archive_entry *e = archive_entry_new();
    archive_entry_set_pathname(e, "d");
    archive_entry_set_filetype(e, AE_IFDIR);
    archive_write_header(m.archive, e);
    archive_entry_clear(e);
    archive_entry_set_pathname(e, "l");
    archive_entry_set_filetype(e, AE_IFLNK);
    archive_entry_set_symlink(e, "/etc/passwd");
    archive_write_header(m.archive, e);
    archive_entry_free(e);
    ck_str(unfold(make_end(&m)), "d//=|l/=|");
    free(m.bytes);
}
END_TEST

/* Mails ---------------------------------------------------------------------------------------- */

#define MAIL "From: a@example.org\r\nTo: b@example.org\r\nSubject: logs\r\nMIME-Version: 1.0\r\n"
#define MIXED                                                                                      \
    MAIL "Content-Type: multipart/mixed;\r\n boundary=\"=_x\"\r\n\r\nfor old "                     \
         "programs\r\n--=_x\r\n"

static const struct {
    const char *mail, *seen;
} mails[] = {
    {MAIL "\r\nplain\r\ntext\r\n",                                                                       "text-1.txt~=plain\r\ntext\r\n|"                   },
    {MIXED "\r\nhello\r\n--=_x\r\nContent-Type: a/b; name=b.xml\r\n\r\n<x/>\r\n--=_x--\r\nend\r\n",
     "text-1.txt~=hello|b.xml=<x/>|"                                                                                                                        },
    {MIXED "Content-Transfer-Encoding: BASE64\nContent-Disposition: attachment;\n\tfilename=\"a "
           "\\\"b\\\" c\\d.evtx\"\n\nAAEC\nAw==\n--=_x--",                                          "a \"b\" c\\d.evtx=\0\1\2\3|"                      },
    {MIXED "Content-Type: text/csv; name=q\r\nContent-Transfer-Encoding: "
           "quoted-printable\r\n\r\na=3D=\r\nb  \r\n=C3=BC =zz\r\n--=_x--",                         "q=a=b\r\n\xc3\xbc =zz|"                           },
    {MIXED "Content-Disposition: a; filename*0*=utf-8''%C3%BC; filename*1=\"b;c\"; "
           "filename*2*=%20d\r\n\r\n1\r\n--=_x--",                                                  "\xc3\xbc"
     "b;c d=1|"                                                                                      },
    {MIXED
     "Content-Disposition: a; filename=plain; filename*=iso-8859-1'de'%FC.xml\r\n\r\n1\r\n--=_x--", "\xfc.xml=1|"                                      },
    {MIXED "Content-Type: x/y; name=\"=?utf-8?B?w7w=?= =?utf-8?q?_=3D?= z\"\r\n\r\n1\r\n--=_x--",
     "\xc3\xbc = z=1|"                                                                                                                                      },
    {MIXED "Content-Type: message/rfc822\r\n\r\nSubject: in\r\n\r\n--no\r\n--=_x--\r\n",
     "mail-1.eml=Subject: in\r\n\r\n--no|"                                                                                                                  },
    {MIXED
     "Content-Type: multipart/alternative; "
     "boundary=i\r\n\r\n--i\r\n\r\nplain\r\n--i\r\nContent-Type: text/plain\r\n\r\np\r\n--i\r\n"
     "Content-Type: text/html\r\n\r\n<p>\r\n--i--\r\n--=_x\r\nContent-Type: "
     "text/html\r\n\r\n<q>\r\n--=_x--",                                                             "text-1.txt~=plain|text-2.txt~=p|text-3.html~=<q>|"},
    {MIXED "Content-Type: multipart/mixed; boundary=i\r\n\r\n--i\r\nContent-Type: "
           "a/b\r\n\r\ninner\r\n--=_x\r\n\r\nouter\r\n--=_x--",                                     "part-1=inner|text-2.txt~=outer|"                  },
    {MIXED "Content-Type: a/b\r\n\r\ncut off",                                                           "part-1=cut off!damage|"                           },
    {MIXED "Content-Type: a/b\r\n--=_x\r\n\r\n2\r\n--=_x--",                                             "text-1.txt~=2|"                                   },
};

START_TEST(a_mail_gives_its_texts_and_attachments)
{
    char bytes[2000];
    size_t n = strlen(mails[_i].seen);
    if (strstr(mails[_i].mail, "AAEC"))
        n = sizeof "a \"b\" c\\d.evtx=\0\1\2\3|" - 1;
    memcpy(bytes, mails[_i].seen, n);
    struct str got = unfold(str_of(mails[_i].mail));
    ck_assert_msg(str_eq(got, (struct str){bytes, n}), "%d: '%.*s'", _i, STR_ARG(got));
}
END_TEST

START_TEST(a_line_without_end_is_taken_in_pieces)
{
    struct buf mail = {0}, want = {0};
    for (int kind = 0; kind < 2; kind++) {
        buf_reset(&mail);
        buf_reset(&want);
        buf_text(&mail, MIXED "Content-Type: a/b; name=n\r\nContent-Transfer-Encoding: ");
        buf_text(&mail, kind ? "quoted-printable\r\n\r\n" : "base64\r\n\r\n");
        buf_text(&want, "n=");
        for (int i = 0; i < 3 * LIMIT_MAIL_LINE / 8; i++) {
            buf_text(&mail, kind ? "ab=3Dcd--=_x" : "QUJDREVG");
            buf_text(&want, kind ? "ab=cd--=_x" : "ABCDEF");
        }
        buf_text(&mail, "\r\n--=_x--\r\n");
        buf_text(&want, "|");
        ck_assert(str_eq(unfold(buf_str(&mail)), buf_str(&want)));
    }
    buf_free(&mail);
    buf_free(&want);
}
END_TEST

SUITE(container)
{
    tcase_add_checked_fixture(tests, begin, end);
    tcase_add_loop_test(tests, an_archive_gives_its_members, 0, ARRAY_LEN(forms));
    tcase_add_loop_test(tests, a_packed_file_is_a_member_without_a_name, 0, 4);
    tcase_add_test(tests, what_begins_like_an_archive_only_is_damaged);
    tcase_add_loop_test(tests, logs_are_no_containers, 0, 8);
    tcase_add_test(tests, a_cut_archive_gives_what_stands_before_the_cut);
    tcase_add_loop_test(tests, a_cut_gzip_file_gives_all_that_stands_before_the_cut, 0, 2);
    tcase_add_test(tests, behind_a_damaged_member_come_the_others);
    tcase_add_loop_test(tests, a_locked_member_opens_with_one_of_the_passwords, 0,
                        ARRAY_LEN(locks));
    tcase_add_test(tests, a_bomb_is_stopped_whether_it_is_read_or_left_out);
    tcase_add_test(tests, folders_and_links_are_no_files);
    tcase_add_loop_test(tests, a_mail_gives_its_texts_and_attachments, 0, ARRAY_LEN(mails));
    tcase_add_test(tests, a_line_without_end_is_taken_in_pieces);
}
