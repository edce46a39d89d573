#include "base/input.h"

#include "base/arena.h"
#include "base/limits.h"
#include "base/spool.h"
#include "base/stop.h"
#include "decode.h"
#include "places.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    BLOCK = 256 * 1024,
    TAIL = 64 * 1024, /* a line cut by the end of a block is completed when it is not longer */
    LOOK = 64,        /* bytes that tell UTF-16 in the middle of a file */
    LOOKS = 64,       /* times a block is looked at for it */
    DECLARATION_MAX = 200,
    WAIT_MILLISECONDS = 200,
};

enum width { NARROW, WIDE_LITTLE, WIDE_BIG };

struct input {
    char *path;
    int fd; /* -1: bytes come from `source` */
    struct byte_source source;
    int spool; /* -1, or what was read is written there as well */
    bool regular, begun, eof, forced, page_forced, binary;
    enum width width;
    struct pages pages; /* of bytes that are no UTF-8 */

    char *raw; /* BLOCK bytes */
    size_t raw_at, raw_len;
    uint64_t raw_offset; /* in the file, of raw[0] */

    struct decoded out;
    struct str pending; /* decoded by peek, not handed out yet */
    char *ahead;        /* what peek had to put together */
    size_t ahead_room;

    struct places places; /* of what was decoded, in the file */

    struct sha256 sha;
    struct input_facts facts;
    size_t multibyte, narrow;
};

static void *take_memory(size_t n)
{
    void *p = calloc(1, n);
    if (!p)
        mem_die(n);
    return p;
}

static enum status open_file(struct input *in, const char *path, struct err *err)
{
    struct stat st;
    in->fd =
        strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (in->fd < 0)
        return err_set(err, FAIL_IO, "cannot open '%s': %s", path, strerror(errno));
    if (fstat(in->fd, &st) != 0)
        return err_set(err, FAIL_IO, "cannot read '%s': %s", path, strerror(errno));
    if (S_ISDIR(st.st_mode))
        return err_set(err, FAIL_IO, "cannot read '%s': %s", path, strerror(EISDIR));
    in->regular = S_ISREG(st.st_mode);
    if (in->regular) {
        in->facts.size = (uint64_t)st.st_size;
        posix_fadvise(in->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    }
    return OK;
}

static struct input *input_new(const char *path)
{
    struct input *in = take_memory(sizeof *in);
    in->path = take_memory(strlen(path) + 1);
    memcpy(in->path, path, strlen(path));
    in->raw = take_memory(BLOCK);
    in->facts.encoding = "utf-8";
    in->fd = in->spool = -1;
    charsets_init(&in->pages.all);
    sha256_init(&in->sha);
    return in;
}

enum status input_open_source(const char *name, struct byte_source from, struct input **out,
                              struct err *err)
{
    (void)err;
    *out = input_new(name);
    (*out)->source = from;
    return OK;
}

enum status input_open(const char *path, struct input **out, struct err *err)
{
    struct input *in = input_new(path);
    enum status status = open_file(in, path, err);
    if (status == OK)
        *out = in;
    else
        input_close(in);
    return status;
}

void input_close(struct input *in)
{
    if (!in)
        return;
    if (in->fd >= 0)
        close(in->fd);
    if (in->spool >= 0)
        close(in->spool);
    places_reset(&in->places);
    decoded_free(&in->out);
    charsets_free(&in->pages.all);
    free(in->ahead);
    free(in->raw);
    free(in->path);
    free(in);
}

/* Bytes -----------------------------------------------------------------------------------------
 */

/* A pipe may be silent for long: wake up now and then to see whether to stop. */
static enum status wait_for_bytes(struct input *in, struct err *err)
{
    struct pollfd p = {.fd = in->fd, .events = POLLIN};
    int ready = 0;
    while (!in->regular && ready <= 0) {
        TRY(stop_check(err));
        ready = poll(&p, 1, WAIT_MILLISECONDS);
        if (ready < 0 && errno != EINTR)
            return err_set(err, FAIL_IO, "cannot read '%s': %s", in->path, strerror(errno));
    }
    return stop_check(err);
}

static enum status read_file(struct input *in, char *to, size_t room, size_t *got, struct err *err)
{
    TRY(wait_for_bytes(in, err));
    ssize_t n = read(in->fd, to, room);
    if (n < 0 && errno != EINTR && errno != EAGAIN)
        return err_set(err, FAIL_IO, "cannot read '%s': %s", in->path, strerror(errno));
    in->eof = n == 0;
    *got = n > 0 ? (size_t)n : 0;
    return OK;
}

static enum status read_source(struct input *in, char *to, size_t room, size_t *got,
                               struct err *err)
{
    TRY(stop_check(err));
    TRY(in->source.read(in->source.self, to, room, got, err));
    in->eof = *got == 0;
    return OK;
}

static enum status read_some(struct input *in, struct err *err)
{
    char *to = in->raw + in->raw_len;
    size_t n = 0;
    TRY((in->fd >= 0 ? read_file : read_source)(in, to, BLOCK - in->raw_len, &n, err));
    if (in->spool >= 0)
        TRY(spool_write(in->spool, to, n, err));
    sha256_add(&in->sha, to, n);
    in->raw_len += n;
    in->facts.bytes += n;
    return OK;
}

/* Fills the block behind what is left of it, so that pieces do not depend on how a pipe delivers.
 */
static enum status refill(struct input *in, struct err *err)
{
    in->raw_len -= in->raw_at;
    memmove(in->raw, in->raw + in->raw_at, in->raw_len);
    in->raw_offset += in->raw_at;
    in->raw_at = 0;
    while (!in->eof && in->raw_len < BLOCK)
        TRY(read_some(in, err));
    return OK;
}

static struct str rest_of(const struct input *in)
{
    return (struct str){in->raw + in->raw_at, in->raw_len - in->raw_at};
}

/* Remembers where the piece that was just made stood: `len` decoded bytes from `file` on. */
static void remember(struct input *in, uint64_t file, size_t len, bool exact, unsigned unit)
{
    struct place place = {.file = file,
                          .len = len,
                          .used = in->raw_offset + in->raw_at - file,
                          .marks = exact ? NULL : in->out.marks,
                          .unit = unit};
    places_add(&in->places, &place);
}

uint64_t input_offset(const struct input *in, uint64_t decoded)
{
    return places_find(&in->places, decoded, in->raw_offset + in->raw_at);
}

/* Pieces ----------------------------------------------------------------------------------------
 */

/* The code page that an XML declaration in front names, to be tried first. */
static const struct charset *declared_page(struct input *in, struct str head)
{
    struct str line = str_head(head, DECLARATION_MAX), name;
    const char *at = str_starts(line, STR("<?xml")) ? str_find(line, STR("encoding=")) : NULL;
    const char *end = at ? str_find(line, STR("?>")) : NULL;
    if (!end || end < at + 10)
        return NULL;
    name = (struct str){at + 10, (size_t)(end - at) - 10};
    for (size_t i = 0; i < name.len; i++)
        if (name.ptr[i] == '"' || name.ptr[i] == '\'')
            name.len = i;
    struct charset *page = charset_find(&in->pages.all, name);
    return page && charset_load(page) ? page : NULL;
}

/* After the first block: is there a mark, or UTF-16 without one? */
static void begin(struct input *in)
{
    static const struct {
        struct str bytes;
        enum width width;
    } marks[] = {
        {{"\xef\xbb\xbf", 3}, NARROW     },
        {{"\xff\xfe", 2},     WIDE_LITTLE},
        {{"\xfe\xff", 2},     WIDE_BIG   }
    };
    struct str head = rest_of(in);
    bool big;
    in->begun = true;
    in->facts.mark = false;
    for (size_t i = 0; i < ARRAY_LEN(marks) && !in->facts.mark; i++) {
        if (!str_starts(head, marks[i].bytes) || (in->forced && in->width != marks[i].width))
            continue;
        in->facts.mark = true;
        in->width = marks[i].width;
        in->raw_at = marks[i].bytes.len;
    }
    if (!in->forced && !in->facts.mark && wide_begins(head, &big))
        in->width = big ? WIDE_BIG : WIDE_LITTLE;
    if (!in->forced)
        in->pages.now = declared_page(in, rest_of(in));
    if (in->width != NARROW)
        in->facts.encoding = in->width == WIDE_BIG ? "utf-16be" : "utf-16le";
}

/* What was found on the way, for the facts. */
static void count_facts(struct input *in)
{
    in->facts.replaced += in->out.replaced;
    in->facts.surrogates += in->out.surrogates;
    in->facts.pairs += in->out.pairs;
    in->facts.halves += in->out.halves;
    in->multibyte += in->out.multibyte;
    in->narrow += in->out.narrow;
    if (in->pages.now && in->width == NARROW && in->narrow > in->multibyte)
        in->facts.encoding = in->pages.now->name;
}

static void forget_facts(struct input *in)
{
    in->facts.replaced = in->facts.surrogates = in->facts.pairs = in->facts.halves = 0;
    in->facts.switches = 0;
    in->multibyte = in->narrow = 0;
    in->pages.used = 0;
}

/* Hands out what is in `out`, made of `used` bytes of the file. */
static void deliver(struct input *in, size_t used, unsigned unit, struct str *piece)
{
    uint64_t file = in->raw_offset + in->raw_at;
    in->raw_at += used;
    count_facts(in);
    remember(in, file, in->out.len, false, unit);
    *piece = (struct str){in->out.ptr, in->out.len};
}

static bool wide_piece(struct input *in, struct str rest, struct str *piece)
{
    bool narrow, big = in->width == WIDE_BIG;
    decoded_reset(&in->out, rest.len);
    size_t used = decode_wide(&in->out, rest, big, in->eof, &narrow);
    if (narrow && !in->forced) {
        in->width = NARROW;
        in->facts.switches++;
    }
    if (used)
        deliver(in, used, 2, piece);
    return used > 0;
}

/* Where in text of one byte a character does UTF-16 begin (another program appended it)? The length
 * of `s` when nowhere. */
static size_t find_wide(struct str s)
{
    size_t at = 0;
    for (int looks = 0; looks < LOOKS && at < s.len; looks++) {
        const char *nul = memchr(s.ptr + at, 0, s.len - at);
        if (!nul)
            break;
        size_t i = (size_t)(nul - s.ptr);
        size_t from = i ? i - 1 : i;
        bool big;
        bool begins_line = from == 0 || s.ptr[from - 1] == '\n' || s.ptr[from - 1] == '\xfe';
        if (begins_line && wide_begins(str_head(str_skip(s, from), LOOK), &big) && !big)
            return from;
        for (at = i; at < s.len && s.ptr[at] == 0; at++)
            ;
    }
    return s.len;
}

/* Valid UTF-8 is handed out where it lies, without a copy. */
static void view_piece(struct input *in, struct str text, struct str *piece)
{
    uint64_t file = in->raw_offset + in->raw_at;
    *piece = text;
    in->raw_at += text.len;
    remember(in, file, text.len, true, 1);
}

/* A block is cut behind its last line end, for lines are judged whole; where a full one has none
 * near its end, behind a byte that is a character by itself in every encoding. 0: more bytes are
 * wanted. */
static size_t cut_lines(const struct input *in, struct str s)
{
    size_t from = s.len > TAIL ? s.len - TAIL : 0, at = s.len;
    const char *end = memrchr(s.ptr + from, '\n', s.len - from);
    if (end)
        return (size_t)(end + 1 - s.ptr);
    if (in->raw_at > 0)
        return 0;
    while (at > from && (unsigned char)s.ptr[at - 1] >= 0x40)
        at--;
    return at > from ? at : s.len - utf8_cut_tail(s);
}

/* As it lies on disk. */
static bool binary_piece(struct input *in, struct str rest, struct str *piece)
{
    view_piece(in, rest, piece);
    return true;
}

static bool narrow_piece(struct input *in, struct str rest, struct str *piece)
{
    size_t wide = in->forced ? rest.len : find_wide(rest);
    if (wide == 0 && rest.len) {
        if (rest.len < LOOK && !in->eof)
            return false;
        in->width = WIDE_LITTLE;
        in->facts.switches += in->raw_offset + in->raw_at > 0;
        return wide_piece(in, rest, piece);
    }
    bool last = in->eof || wide < rest.len;
    struct str text = str_head(rest, wide);
    size_t good = in->page_forced ? 0 : utf8_prefix(text);
    if (good == text.len || (good && !last && text.len - good == utf8_cut_tail(text))) {
        view_piece(in, str_head(text, good), piece);
        return good > 0;
    }
    if (!last)
        text = str_head(text, cut_lines(in, text));
    decoded_reset(&in->out, text.len);
    if (in->page_forced)
        decode_charset(&in->out, text, in->pages.now);
    else if (in->forced)
        decode_utf8(&in->out, text);
    else
        decode_mixed(&in->out, text, &in->pages);
    if (text.len)
        deliver(in, text.len, 1, piece);
    return text.len > 0;
}

static enum status make_piece(struct input *in, struct str *piece, struct err *err)
{
    TRY(stop_check(err));
    if (!in->begun) {
        TRY(refill(in, err));
        begin(in);
    }
    for (;;) {
        struct str rest = rest_of(in);
        if (rest.len && (in->binary            ? binary_piece
                         : in->width == NARROW ? narrow_piece
                                               : wide_piece)(in, rest, piece))
            return OK;
        if (in->eof && in->raw_at == in->raw_len)
            return END;
        if (!in->eof)
            TRY(refill(in, err));
    }
}

enum status input_next(struct input *in, struct str *piece, struct err *err)
{
    if (!in->pending.len)
        return make_piece(in, piece, err);
    *piece = in->pending;
    in->pending = (struct str){0};
    return OK;
}

/* Puts the pending bytes and `more` side by side. */
static void keep_ahead(struct input *in, struct str more)
{
    size_t len = in->pending.len;
    if (in->ahead_room < len + more.len) {
        size_t room = 2 * (len + more.len);
        char *ahead = take_memory(room);
        memcpy(ahead, in->pending.ptr, len);
        free(in->ahead);
        in->ahead = ahead;
        in->ahead_room = room;
    } else if (in->pending.ptr != in->ahead) {
        memcpy(in->ahead, in->pending.ptr, len);
    }
    memcpy(in->ahead + len, more.ptr, more.len);
    in->pending = (struct str){in->ahead, len + more.len};
}

enum status input_peek(struct input *in, size_t want, struct str *head, struct err *err)
{
    struct str piece;
    enum status status = OK;
    while (in->pending.len < want && status == OK) {
        if (in->pending.len && in->pending.ptr != in->ahead)
            keep_ahead(in, (struct str){"", 0}); /* the next piece ends this one */
        status = make_piece(in, &piece, err);
        if (status == OK && in->pending.len)
            keep_ahead(in, piece);
        else if (status == OK)
            in->pending = piece;
    }
    if (status != OK && status != END)
        return status;
    *head = in->pending.len ? in->pending : (struct str){"", 0};
    return OK;
}

enum status input_raw_head(struct input *in, size_t want, struct str *head, struct err *err)
{
    while (!in->eof && in->raw_len < want && in->raw_len < BLOCK)
        TRY(read_some(in, err));
    *head = str_head((struct str){in->raw, in->raw_len}, want);
    return OK;
}

/* What was only peeked at is decoded again. */
static bool rewind_head(struct input *in)
{
    if (in->raw_offset || (in->begun && in->pending.len != in->places.decoded))
        return false;
    in->pending = (struct str){0};
    in->begun = false;
    in->raw_at = 0;
    places_reset(&in->places);
    forget_facts(in);
    return true;
}

void input_binary(struct input *in)
{
    if (rewind_head(in))
        in->binary = in->begun = true;
    in->width = NARROW;
    in->facts.encoding = "binary";
    in->facts.mark = false;
}

/* Reading twice --------------------------------------------------------------------------------
 */

enum status input_keep(struct input *in, struct err *err)
{
    if (in->regular || in->spool >= 0)
        return OK;
    if (in->raw_offset)
        return err_set(err, FAIL_IO, "cannot read '%s' twice", in->path);
    TRY(spool_open(&in->spool, err));
    return spool_write(in->spool, in->raw, in->raw_len, err);
}

enum status input_again(struct input *in, struct err *err)
{
    if (in->spool >= 0) { /* from now on that is the file */
        if (in->fd >= 0)
            close(in->fd);
        in->fd = in->spool;
        in->spool = -1;
        in->regular = true;
    }
    if (lseek(in->fd, 0, SEEK_SET) != 0)
        return err_set(err, FAIL_IO, "cannot read '%s' again: %s", in->path, strerror(errno));
    in->eof = false;
    in->raw_at = in->raw_len = 0;
    in->raw_offset = 0;
    in->begun = in->binary;
    if (!in->forced) {
        in->width = NARROW;
        in->pages.now = NULL;
        in->facts.encoding = in->binary ? "binary" : "utf-8";
    }
    in->pending = (struct str){0};
    places_reset(&in->places);
    forget_facts(in);
    in->facts.bytes = 0;
    sha256_init(&in->sha);
    return OK;
}

#define LACKING "the C library of this program does not have the encoding '%s'"

static const struct {
    const char *name;
    enum width width;
} unicodes[] = {
    {"utf-8",    NARROW     },
    {"utf-16le", WIDE_LITTLE},
    {"utf-16be", WIDE_BIG   }
};

/* One of Unicode's, by its name; NULL when it is none. */
static const char *find_unicode(struct str name, enum width *width)
{
    for (size_t i = 0; i < ARRAY_LEN(unicodes); i++)
        if (str_eq_nocase(str_of(unicodes[i].name), name)) {
            *width = unicodes[i].width;
            return unicodes[i].name;
        }
    return NULL;
}

enum status input_force(struct input *in, struct str encoding, struct err *err)
{
    enum width width = NARROW;
    const char *name = find_unicode(encoding, &width);
    struct charset *page = name ? NULL : charset_find(&in->pages.all, encoding);
    if (!name && !page)
        return err_set(err, FAIL_USAGE, "unknown encoding '%.*s'", STR_ARG(encoding));
    if (page && !charset_load(page))
        return err_set(err, FAIL_USAGE, LACKING, page->name);
    if (!rewind_head(in))
        return err_set(err, FAIL_USAGE, "encoding of '%s' comes too late", in->path);
    in->forced = true;
    in->page_forced = page != NULL;
    in->pages.now = page;
    in->width = width;
    in->facts.encoding = page ? page->name : name;
    return OK;
}

const char *encoding_name(size_t i)
{
    return i < ARRAY_LEN(unicodes) ? unicodes[i].name : charset_name(i - ARRAY_LEN(unicodes));
}

const char *encoding_find(struct str encoding)
{
    struct charsets all;
    enum width width;
    const char *name = find_unicode(encoding, &width);
    charsets_init(&all);
    struct charset *page = name ? NULL : charset_find(&all, encoding);
    name = page ? page->name : name;
    charsets_free(&all);
    return name;
}

enum status encoding_check(struct str encoding, struct err *err)
{
    struct charsets all;
    enum width width;
    char known[400] = "";
    charsets_init(&all);
    struct charset *page = charset_find(&all, encoding);
    bool usable = find_unicode(encoding, &width) || (page && charset_load(page));
    const char *lacking = page ? page->name : NULL;
    charsets_free(&all);
    if (usable)
        return OK;
    if (lacking)
        return err_set(err, FAIL_USAGE, LACKING, lacking);
    for (size_t i = 0; encoding_name(i); i++)
        snprintf(known + strlen(known), sizeof known - strlen(known), "%s%s", i ? ", " : "",
                 encoding_name(i));
    return err_set(err, FAIL_USAGE, "unknown encoding '%.*s': there are %s", STR_ARG(encoding),
                   known);
}

struct input_facts input_facts(const struct input *in)
{
    struct input_facts facts = in->facts;
    facts.lacking = in->pages.missing;
    facts.doublebyte = in->width == NARROW && in->pages.now && in->pages.now->about;
    facts.guessed[0] = 0;
    for (size_t i = 0; i < in->pages.all.n; i++) {
        size_t len = strlen(facts.guessed);
        if (in->pages.used >> i & 1)
            snprintf(facts.guessed + len, sizeof facts.guessed - len, "%s%s", len ? ", " : "",
                     in->pages.all.all[i].name);
    }
    return facts;
}

void input_sha256(const struct input *in, char hex[SHA256_HEX])
{
    struct sha256 copy = in->sha;
    sha256_hex(&copy, hex);
}
