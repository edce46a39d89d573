#include "base/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum status spool_open(int *fd, struct err *err)
{
    const char *folders[] = {getenv("TMPDIR"), "/var/tmp", "/tmp"};
    int trouble = ENOENT;
    for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
        char name[4096];
        if (!folders[i] || !folders[i][0])
            continue;
        int n = snprintf(name, sizeof name, "%s/culprit-XXXXXX", folders[i]);
        int got = n > 0 && (size_t)n < sizeof name ? mkostemp(name, O_CLOEXEC) : -1;
        if (got >= 0) {
            unlink(name);
            *fd = got;
            return OK;
        }
        trouble = errno;
    }
    return err_set(err, FAIL_IO, "cannot make a temporary file: %s", strerror(trouble));
}

enum status spool_write(int fd, const char *bytes, size_t n, struct err *err)
{
    while (n) {
        ssize_t done = write(fd, bytes, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return err_set(err, FAIL_IO, "cannot write a temporary file: %s", strerror(errno));
        bytes += done;
        n -= (size_t)done;
    }
    return OK;
}

enum status spool_write_at(int fd, uint64_t at, const char *bytes, size_t n, struct err *err)
{
    while (n) {
        ssize_t done = pwrite(fd, bytes, n, (off_t)at);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return err_set(err, FAIL_IO, "cannot write a temporary file: %s", strerror(errno));
        bytes += done;
        at += (uint64_t)done;
        n -= (size_t)done;
    }
    return OK;
}

enum status spool_read_at(int fd, uint64_t at, char *bytes, size_t n, struct err *err)
{
    while (n) {
        ssize_t done = pread(fd, bytes, n, (off_t)at);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return err_set(err, FAIL_IO, "cannot read a temporary file: %s",
                           done < 0 ? strerror(errno) : "it is too short");
        bytes += done;
        at += (uint64_t)done;
        n -= (size_t)done;
    }
    return OK;
}
