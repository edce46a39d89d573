/* What every fuzz target of a container does: all members of a file, read in pieces of odd size, or
 * left out; their names made safe. */
#ifndef TESTS_FUZZ_CONTAINER_RUN_H
#define TESTS_FUZZ_CONTAINER_RUN_H

#include "app/member.h"
#include "base/limits.h"
#include "base/spool.h"
#include "base/utf8.h"
#include "reader/container.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { UNFOLD_BYTES = 64 << 10, UNFOLD_MEMBERS = 200 };

static void check(bool good)
{
    if (!good)
        abort();
}

static void look_at_name(struct str stored)
{
    struct arena arena = {0};
    bool unsafe;
    struct str name = member_name(&arena, stored, &unsafe);
    check(name.len && name.len <= LIMIT_MEMBER_NAME && utf8_valid(name));
    check(name.ptr[0] != '/' && !memchr(name.ptr, '\0', name.len));
    for (struct str rest = name; rest.len;)
        check(!str_eq(str_cut(rest, '/', &rest), STR("..")));
    arena_free(&arena);
}

static size_t read_all(struct member *m, size_t room)
{
    char bytes[4096];
    struct err err;
    size_t sum = 0;
    for (size_t n = 1; n; sum += n) {
        if (m->bytes.read(m->bytes.self, bytes, room, &n, &err) != OK)
            break;
        check(n <= room);
    }
    return sum;
}

/* Every second member is left out when `skip`; returns the bytes read. */
static inline size_t unfold(const struct container *form, int fd, size_t room, bool skip)
{
    struct str passwords[] = {STR("a"), STR("b")};
    struct unfolding u = {.passwords = passwords, .passwords_n = 2};
    struct member m;
    struct err err;
    void *open;
    size_t sum = 0;
    u.unpacked = ((uint64_t)LIMIT_UNPACKED_FREE << 20) - UNFOLD_BYTES;
    if (form->open(fd, &u, &open, &err) != OK)
        return 0;
    for (int i = 0; i < UNFOLD_MEMBERS; i++) {
        enum status status = form->next(open, &m, &err);
        if (status == END || status == FAIL_LIMIT)
            break;
        if (status != OK)
            continue;
        look_at_name(m.name);
        if (!skip || i % 2)
            sum += read_all(&m, room);
    }
    form->close(open);
    return sum;
}

static inline void unfold_bytes(const struct container *form, const uint8_t *data, size_t size)
{
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    struct err err;
    struct str file = {(const char *)data, size};
    check(fd >= 0 && spool_write(fd, file.ptr, file.len, &err) == OK);
    container_for(file);
    size_t a = unfold(form, fd, 4096, false), b = unfold(form, fd, 7, false);
    check(a == b || a > UNFOLD_BYTES / 2);
    unfold(form, fd, 100, true);
    close(fd);
}

#endif
