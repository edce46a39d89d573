#include "gunzip.h"

#include "base/arena.h"

#include <archive_entry.h>
#include <stdlib.h>

enum step { ZIP_HEADER, GZIP_HEADER, PACKED };

struct gunzip {
    struct archive *archive;
    archive_read_callback *give;
    void *self;
    enum step step;
    bool open;
};

/* Behind a text that ends with NUL, or at the end. */
static size_t behind_text(struct str s, size_t at)
{
    while (at < s.len && s.ptr[at])
        at++;
    return at + 1;
}

/* Length of the header of a gzip file: what may stand in it is told by flags. */
static size_t header_length(struct str s)
{
    enum { FLAGS_AT = 3, FIXED = 10, SUM = 2, EXTRA = 4, NAME = 8, COMMENT = 16 };
    unsigned flags = s.len > FLAGS_AT ? (unsigned char)s.ptr[FLAGS_AT] : 0;
    size_t at = FIXED;
    if ((flags & EXTRA) && s.len > at + 1)
        at += 2 + (size_t)((unsigned char)s.ptr[at] | (unsigned char)s.ptr[at + 1] << 8);
    if (flags & NAME)
        at = behind_text(s, at);
    if (flags & COMMENT)
        at = behind_text(s, at);
    if (flags & SUM)
        at += 2;
    return at < s.len ? at : s.len;
}

/* A member "x", deflated, of a length that is told behind it, in place of the header of gzip. */
static la_ssize_t give_zip(struct archive *a, void *self, const void **bytes)
{
    static const char header[31] = "PK\3\4\24\0\10\0\10\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0x";
    struct gunzip *g = self;
    if (g->step == ZIP_HEADER) {
        g->step = GZIP_HEADER;
        *bytes = header;
        return sizeof header;
    }
    la_ssize_t n = g->give(a, g->self, bytes);
    if (n > 0 && g->step == GZIP_HEADER) {
        size_t skip = header_length((struct str){*bytes, (size_t)n});
        *bytes = (const char *)*bytes + skip;
        n -= (la_ssize_t)skip;
    }
    g->step = PACKED;
    return n;
}

struct gunzip *gunzip_new(archive_read_callback *give, void *self)
{
    struct gunzip *g = calloc(1, sizeof *g);
    struct archive *a = archive_read_new();
    struct archive_entry *entry;
    if (!g || !a)
        mem_die(sizeof *g);
    *g = (struct gunzip){.archive = a, .give = give, .self = self};
    archive_read_support_format_zip_streamable(a);
    archive_read_set_read_callback(a, give_zip);
    archive_read_set_callback_data(a, g);
    g->open =
        archive_read_open1(a) == ARCHIVE_OK && archive_read_next_header(a, &entry) >= ARCHIVE_WARN;
    return g;
}

void gunzip_free(struct gunzip *g)
{
    if (!g)
        return;
    archive_read_free(g->archive);
    free(g);
}

la_ssize_t gunzip_read(struct gunzip *g, const void **bytes)
{
    size_t n = 0;
    la_int64_t at;
    while (g->open && n == 0) {
        *bytes = NULL;
        g->open = archive_read_data_block(g->archive, bytes, &n, &at) == ARCHIVE_OK;
    }
    return *bytes ? (la_ssize_t)n : 0;
}
