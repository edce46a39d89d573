/* Archives and packed files, through libarchive: the only file that knows it. */
#include "base/arena.h"
#include "base/stop.h"
#include "gunzip.h"
#include "reader/container.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

enum { BLOCK = 64 * 1024, RETRIES = 16, TAR_BLOCK = 512 };

/* An open archive. libarchive's callbacks cannot return a status of ours: they leave it here. */
struct unpacker {
    struct archive *archive;
    bool formed; /* its format was found; libarchive 3.6 must not be asked about it otherwise */
    int fd;
    struct unfolding *unfolding;
    enum status status; /* of a callback */
    struct err err;
    bool over;             /* nothing more can be read of the archive */
    int headers;           /* members so far */
    struct gunzip *gunzip; /* what is left of a gzip file that is cut off */
    struct err cut;        /* what was wrong with it */
    bool inside, ended;    /* a member is being read; it has no more */
    bool locked;           /* the member */
    const char *data;      /* data_len bytes of it, to be handed out from place data_at on */
    size_t data_len;
    uint64_t at, data_at;
    enum status later; /* what the block that is being handed out ended with */
    struct err later_err;
    char block[BLOCK];
};

/* Recognising ---------------------------------------------------------------------------------- */

static bool is_octal(char c)
{
    return c >= '0' && c <= '7';
}

/* A tar has no mark in its older forms, but a sum over its first block. */
static bool is_tar(struct str raw)
{
    enum { SUM_AT = 148, SUM_LEN = 8 };
    uint64_t sum = 0, said = 0;
    bool digits = false;
    if (raw.len < TAR_BLOCK || !raw.ptr[0])
        return false;
    for (size_t i = 0; i < TAR_BLOCK; i++)
        sum += i - SUM_AT < SUM_LEN ? (unsigned char)' ' : (unsigned char)raw.ptr[i];
    for (size_t i = SUM_AT; i < SUM_AT + SUM_LEN; i++)
        if (is_octal(raw.ptr[i])) {
            said = said * 8 + (uint64_t)(raw.ptr[i] - '0');
            digits = true;
        }
    return digits && said == sum;
}

/* Text documents that happen to be a zip: their first member gives them away. */
static bool is_document(struct str raw)
{
    static const struct str names[] = {
        {"[Content_Types].xml", 19},
        {"_rels/.rels",         11},
        {"mimetype",            8 }
    };
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (str_starts(str_skip(raw, 30), names[i]))
            return true;
    return false;
}

static bool probe(struct str raw)
{
    static const struct str marks[] = {
        {"PK\003\004",         4},
        {"PK\005\006",         4},
        {"PK\007\010PK",       6},
        {"7z\274\257\047\034", 6},
        {"MSCF\0\0\0\0",       8},
        {"Rar!\032\007",       6},
        {"\037\213\010",       3},
        {"\3757zXZ\0",         6},
        {"\050\265\057\375",   4},
        {"\004\042\115\030",   4},
    };
    for (size_t i = 0; i < ARRAY_LEN(marks); i++)
        if (str_starts(raw, marks[i]))
            return !is_document(raw);
    if (str_starts(raw, STR("BZh")) && str_starts(str_skip(raw, 4), STR("1AY&SY")))
        return true;
    return is_tar(raw);
}

/* What libarchive asks ------------------------------------------------------------------------- */

static la_ssize_t give_bytes(struct archive *a, void *self, const void **bytes)
{
    struct unpacker *u = self;
    ssize_t n = -1;
    *bytes = u->block;
    u->status = stop_check(&u->err);
    while (u->status == OK && (n = read(u->fd, u->block, BLOCK)) < 0 && errno == EINTR)
        u->status = stop_check(&u->err);
    if (u->status == OK && n < 0)
        u->status = err_set(&u->err, FAIL_IO, "cannot read: %s", strerror(errno));
    if (u->status == OK)
        return n;
    archive_set_error(a, EIO, "%s", u->err.text);
    return -1;
}

static la_int64_t skip_bytes(struct archive *a, void *self, la_int64_t n)
{
    struct unpacker *u = self;
    (void)a;
    return n > 0 && lseek(u->fd, n, SEEK_CUR) >= 0 ? n : 0;
}

static la_int64_t seek_bytes(struct archive *a, void *self, la_int64_t to, int whence)
{
    struct unpacker *u = self;
    off_t at = lseek(u->fd, to, whence);
    if (at >= 0)
        return at;
    archive_set_error(a, errno, "cannot seek: %s", strerror(errno));
    return ARCHIVE_FATAL;
}

/* Opening -------------------------------------------------------------------------------------- */

/* Only what is unpacked within the program: libarchive would start other programs for the rest. */
static void choose_forms(struct archive *a)
{
    static int (*const support[])(struct archive *) = {
        archive_read_support_filter_gzip, archive_read_support_filter_bzip2,
        archive_read_support_filter_xz,   archive_read_support_filter_zstd,
        archive_read_support_filter_lz4,  archive_read_support_format_zip,
        archive_read_support_format_7zip, archive_read_support_format_cab,
        archive_read_support_format_tar,  archive_read_support_format_rar,
        archive_read_support_format_rar5, archive_read_support_format_raw,
    };
    for (size_t i = 0; i < ARRAY_LEN(support); i++)
        support[i](a);
}

/* What went wrong, in one line: a callback's own words, else libarchive's. */
static enum status failed(const struct unpacker *u, struct err *err)
{
    if (u->status != OK) {
        *err = u->err;
        return u->status;
    }
    const char *text = archive_error_string(u->archive);
    return err_set(err, FAIL_INPUT, "%s", text ? text : "nothing more can be found in it");
}

static void close_archive(void *self)
{
    struct unpacker *u = self;
    archive_read_free(u->archive);
    gunzip_free(u->gunzip);
    free(u);
}

static la_ssize_t give_rest(struct archive *a, void *self, const void **bytes)
{
    struct unpacker *u = self;
    la_ssize_t n = gunzip_read(u->gunzip, bytes);
    if (u->status == OK)
        return n;
    archive_set_error(a, EIO, "%s", u->err.text);
    return -1;
}

/* A gzip file is cut off: begins again with what can be got out of it, and goes to the member that
 * was being read, or that was looked for. False when there is nothing to be done. */
static bool rescue(struct unpacker *u)
{
    struct archive_entry *entry;
    char mark[2];
    bool gzip = pread(u->fd, mark, 2, 0) == 2 && memcmp(mark, "\037\213", 2) == 0;
    if (u->gunzip || u->status != OK || !gzip || lseek(u->fd, 0, SEEK_SET) != 0)
        return false;
    failed(u, &u->cut);
    archive_read_free(u->archive);
    u->gunzip = gunzip_new(give_bytes, u);
    u->archive = archive_read_new();
    if (!u->archive)
        mem_die(sizeof *u);
    archive_read_support_format_tar(u->archive);
    archive_read_support_format_raw(u->archive);
    archive_read_set_callback_data(u->archive, u);
    archive_read_set_read_callback(u->archive, give_rest);
    bool good = u->formed = archive_read_open1(u->archive) == ARCHIVE_OK;
    for (int i = 0; i < u->headers && good; i++)
        good = archive_read_next_header(u->archive, &entry) >= ARCHIVE_WARN;
    return good;
}

static enum status open_archive(int fd, struct unfolding *unfolding, void **self, struct err *err)
{
    struct unpacker *u = calloc(1, sizeof *u);
    if (!u)
        mem_die(sizeof *u);
    *u = (struct unpacker){.archive = archive_read_new(), .fd = fd, .unfolding = unfolding};
    if (!u->archive)
        mem_die(sizeof *u);
    choose_forms(u->archive);
    for (size_t i = 0; i < unfolding->passwords_n; i++)
        archive_read_add_passphrase(u->archive, unfolding->passwords[i].ptr);
    archive_read_set_callback_data(u->archive, u);
    archive_read_set_read_callback(u->archive, give_bytes);
    archive_read_set_skip_callback(u->archive, skip_bytes);
    archive_read_set_seek_callback(u->archive, seek_bytes);
    u->formed = lseek(fd, 0, SEEK_SET) == 0 && archive_read_open1(u->archive) == ARCHIVE_OK;
    if (u->formed || rescue(u)) {
        *self = u;
        return OK;
    }
    enum status status = failed(u, err);
    close_archive(u);
    return status;
}

/* Reading a member ----------------------------------------------------------------------------- */

/* A zip is locked by passwords that we may know, any other archive for good. */
static void explain_lock(const struct unpacker *u, struct err *err)
{
    bool zip = (archive_format(u->archive) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_ZIP;
    const char *why = !zip ? "only zip archives can be decrypted: unpack it and give the folder"
                      : u->unfolding->passwords_n
                          ? "no password of the file fits"
                          : "write the password into a file, one in a line, and give it with "
                            "--password-file FILE";
    err_set(err, FAIL_INPUT, "%s", why);
}

/* What was handed out already comes again when a file was begun again. */
static void keep_block(struct unpacker *u, struct str block, uint64_t at)
{
    if (at < u->at) {
        block = str_skip(block, u->at - at < block.len ? (size_t)(u->at - at) : block.len);
        at = u->at;
    }
    u->data = block.ptr;
    u->data_len = block.len;
    u->data_at = at;
}

/* The next stretch of the member. A block may come together with bad news (its sum is wrong): it is
 * handed out before them. */
static enum status next_block(struct unpacker *u, struct err *err)
{
    const void *data = NULL;
    size_t n = 0;
    la_int64_t at = 0;
    int got = archive_read_data_block(u->archive, &data, &n, &at);
    if (got <= ARCHIVE_FATAL && rescue(u)) {
        n = 0;
        got = archive_read_data_block(u->archive, &data, &n, &at);
    }
    u->data_len = 0;
    u->ended = got != ARCHIVE_OK;
    u->over |= got <= ARCHIVE_FATAL;
    if (got == ARCHIVE_EOF && u->gunzip && archive_format(u->archive) == ARCHIVE_FORMAT_RAW) {
        u->over = true;
        u->later_err = u->cut;
        u->later = u->cut.status;
    }
    if (got == ARCHIVE_EOF)
        return OK;
    if (got != ARCHIVE_OK) {
        u->later = failed(u, &u->later_err);
        if (u->locked && u->at == 0 && u->later == FAIL_INPUT)
            explain_lock(u, &u->later_err);
    }
    if (data && n && got > ARCHIVE_FATAL && at >= 0)
        keep_block(u, (struct str){data, n}, (uint64_t)at);
    return unfolding_add(u->unfolding, n, err);
}

/* A hole of a sparse file is read as zeros. */
static enum status take_hole(struct unpacker *u, char *to, size_t room, size_t *n, struct err *err)
{
    uint64_t hole = u->data_at - u->at;
    *n = hole < room ? (size_t)hole : room;
    memset(to, 0, *n);
    u->at += *n;
    return unfolding_add(u->unfolding, *n, err);
}

static void take_data(struct unpacker *u, char *to, size_t room, size_t *n)
{
    *n = u->data_len < room ? u->data_len : room;
    memcpy(to, u->data, *n);
    u->data += *n;
    u->data_len -= *n;
    u->data_at += *n;
    u->at += *n;
}

static enum status read_member(void *self, char *to, size_t room, size_t *n, struct err *err)
{
    struct unpacker *u = self;
    *n = 0;
    while (u->inside && u->data_len == 0 && !u->ended) {
        TRY(stop_check(err));
        TRY(next_block(u, err));
    }
    if (u->data_len && u->at < u->data_at)
        return take_hole(u, to, room, n, err);
    if (u->data_len) {
        take_data(u, to, room, n);
        return OK;
    }
    enum status status = u->later;
    if (status != OK)
        *err = u->later_err;
    u->later = OK;
    return status;
}

/* Going on ------------------------------------------------------------------------------------- */

/* Members of a zip or a plain tar are left out by going on behind them. Others must be unpacked to
 * find their end: here and not in libarchive, so that it can be stopped and is counted. */
static bool can_skip(const struct unpacker *u)
{
    int format = archive_format(u->archive) & ARCHIVE_FORMAT_BASE_MASK;
    return archive_filter_count(u->archive) <= 1 &&
           (format == ARCHIVE_FORMAT_ZIP || format == ARCHIVE_FORMAT_TAR);
}

static enum status leave_member(struct unpacker *u, struct err *err)
{
    enum status status = OK;
    while (u->inside && !u->ended && !can_skip(u) && status == OK) {
        TRY(stop_check(err));
        status = next_block(u, err);
    }
    u->inside = false;
    u->data_len = 0;
    u->at = 0;
    if (status == OK && u->later != OK && u->over) { /* what nobody asked for is damaged */
        *err = u->later_err;
        status = u->later;
    }
    u->later = OK;
    return status;
}

static enum status no_header(struct unpacker *u, int got, struct member *m, struct err *err)
{
    enum status status = failed(u, err);
    u->over |= got <= ARCHIVE_FATAL || status != FAIL_INPUT;
    m->locked = u->formed && archive_read_has_encrypted_entries(u->archive) > 0;
    if (m->locked && status == FAIL_INPUT)
        explain_lock(u, err);
    return status;
}

static void describe(struct unpacker *u, struct archive_entry *e, struct member *m)
{
    bool packed = archive_format(u->archive) == ARCHIVE_FORMAT_RAW;
    const char *name = packed ? NULL : archive_entry_pathname_utf8(e);
    if (!name && !packed)
        name = archive_entry_pathname(e);
    int type = archive_entry_filetype(e);
    *m = (struct member){
        .name = name     ? str_of(name)
                : packed ? (struct str){"", 0          }
                         : STR("unnamed"),
        .size = archive_entry_size_is_set(e) && archive_entry_size(e) > 0
                    ? (uint64_t)archive_entry_size(e)
                    : 0,
        .no_file = (type && type != AE_IFREG) || archive_entry_hardlink(e),
        .locked = archive_entry_is_data_encrypted(e) > 0,
        .bytes = {u,  read_member},
    };
    u->headers++;
    u->locked = m->locked;
    u->inside = true;
    u->ended = false;
}

static enum status end_of_members(struct unpacker *u, struct err *err)
{
    u->over = true;
    if (!u->gunzip)
        return END;
    *err = u->cut;
    return u->cut.status;
}

static enum status next_member(void *self, struct member *m, struct err *err)
{
    struct unpacker *u = self;
    struct archive_entry *entry;
    int got = ARCHIVE_RETRY;
    *m = (struct member){0};
    TRY(leave_member(u, err));
    if (u->over)
        return END;
    for (int i = 0; got == ARCHIVE_RETRY && i < RETRIES; i++)
        got = archive_read_next_header(u->archive, &entry);
    if (got <= ARCHIVE_FATAL && rescue(u))
        got = archive_read_next_header(u->archive, &entry);
    if (got == ARCHIVE_EOF)
        return end_of_members(u, err);
    if (got != ARCHIVE_OK && got != ARCHIVE_WARN)
        return no_header(u, got, m, err);
    bool raw = archive_format(u->archive) == ARCHIVE_FORMAT_RAW;
    if (raw && archive_filter_count(u->archive) <= 1 && !u->gunzip) {
        u->over = true; /* it only looked like an archive: it would unfold to itself */
        return err_set(err, FAIL_INPUT, "it begins like an archive, but is none");
    }
    describe(u, entry, m);
    return OK;
}

const struct container container_archive = {
    .name = "archive",
    .probe = probe,
    .open = open_archive,
    .next = next_member,
    .close = close_archive,
};
