/* Archives made on the fly, for the tests of what unfolds them. */
#ifndef TESTS_ARCHIVE_KIT_H
#define TESTS_ARCHIVE_KIT_H

#include "base/str.h"
#include "suite.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>

/* An archive in memory, being made. */
struct making {
    struct archive *archive;
    char *bytes;
    size_t len, room;
};

/* `option`, such as "zip:encryption=traditional", and `password` may be NULL. */
static inline void make_begin(struct making *m, int format, int filter, const char *option,
                              const char *password)
{
    m->room = 4 << 20;
    m->bytes = malloc(m->room);
    m->len = 0;
    m->archive = archive_write_new();
    ck_assert_int_eq(archive_write_set_format(m->archive, format), ARCHIVE_OK);
    ck_assert_int_eq(archive_write_add_filter(m->archive, filter), ARCHIVE_OK);
    if (option)
        ck_assert_int_eq(archive_write_set_options(m->archive, option), ARCHIVE_OK);
    if (password)
        archive_write_set_passphrase(m->archive, password);
    archive_write_set_bytes_in_last_block(m->archive, 1);
    ck_assert_int_eq(archive_write_open_memory(m->archive, m->bytes, m->room, &m->len), ARCHIVE_OK);
}

static inline void make_member(struct making *m, const char *name, struct str text)
{
    struct archive_entry *e = archive_entry_new();
    archive_entry_set_pathname(e, name);
    archive_entry_set_size(e, (la_int64_t)text.len);
    archive_entry_set_filetype(e, AE_IFREG);
    archive_entry_set_perm(e, 0600);
    ck_assert_int_le(ARCHIVE_WARN, archive_write_header(m->archive, e));
    ck_assert_int_eq(archive_write_data(m->archive, text.ptr, text.len), (la_ssize_t)text.len);
    archive_entry_free(e);
}

static inline struct str make_end(struct making *m)
{
    ck_assert_int_eq(archive_write_close(m->archive), ARCHIVE_OK);
    archive_write_free(m->archive);
    return (struct str){m->bytes, m->len};
}

#endif
