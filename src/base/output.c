#include "base/output.h"

#include "base/arena.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ROOM = 64 * 1024 };

struct output {
    int fd;
    char *path; /* NULL: standard output */
    char *temporary;
    bool direct; /* the target is no regular file: a device, a pipe */
    size_t used;
    char bytes[ROOM];
};

static char *join(const char *a, const char *b)
{
    size_t n = strlen(a), m = strlen(b);
    char *both = malloc(n + m + 1);
    if (!both)
        mem_die(n + m + 1);
    memcpy(both, a, n);
    memcpy(both + n, b, m + 1);
    return both;
}

static enum status failed(const struct output *out, const char *what, struct err *err)
{
    const char *name = out->path ? out->path : "standard output";
    return err_set(err, FAIL_IO, "cannot %s '%s': %s", what, name, strerror(errno));
}

/* The new file gets the rights that the old one had, or those the user's mask leaves. */
static void set_rights(const struct output *out)
{
    struct stat st;
    mode_t mask = umask(0);
    umask(mask);
    mode_t rights = stat(out->path, &st) == 0 ? st.st_mode & 0777 : 0666 & ~mask;
    if (fchmod(out->fd, rights) != 0)
        errno = 0; /* some file systems have no rights; the report matters more */
}

static int open_target(struct output *out)
{
    struct stat st;
    out->direct = stat(out->path, &st) == 0 && !S_ISREG(st.st_mode);
    if (out->direct)
        return open(out->path, O_WRONLY | O_CLOEXEC);
    out->temporary = join(out->path, ".XXXXXX");
    int fd = mkostemp(out->temporary, O_CLOEXEC);
    if (fd < 0) {
        free(out->temporary);
        out->temporary = NULL;
    }
    return fd;
}

enum status output_open(const char *path, struct output **out, struct err *err)
{
    struct output *made = calloc(1, sizeof *made);
    if (!made)
        mem_die(sizeof *made);
    made->fd = STDOUT_FILENO;
    if (path && strcmp(path, "-") != 0) {
        made->path = join(path, "");
        made->fd = open_target(made);
    }
    if (made->fd < 0) {
        enum status status = failed(made, "write", err);
        output_abandon(made);
        return status;
    }
    if (made->temporary)
        set_rights(made);
    *out = made;
    return OK;
}

static enum status write_all(struct output *out, const char *p, size_t n, struct err *err)
{
    while (n) {
        ssize_t done = write(out->fd, p, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return failed(out, "write", err);
        p += done;
        n -= (size_t)done;
    }
    return OK;
}

static enum status flush(struct output *out, struct err *err)
{
    size_t used = out->used;
    out->used = 0;
    return write_all(out, out->bytes, used, err);
}

enum status output_write(struct output *out, struct str bytes, struct err *err)
{
    if (bytes.len > ROOM - out->used)
        TRY(flush(out, err));
    if (bytes.len > ROOM)
        return write_all(out, bytes.ptr, bytes.len, err);
    memcpy(out->bytes + out->used, bytes.ptr, bytes.len);
    out->used += bytes.len;
    return OK;
}

static enum status finish(struct output *out, struct err *err)
{
    TRY(flush(out, err));
    if (!out->temporary)
        return OK;
    if (fsync(out->fd) != 0 || rename(out->temporary, out->path) != 0)
        return failed(out, "write", err);
    free(out->temporary);
    out->temporary = NULL;
    return OK;
}

enum status output_commit(struct output *out, struct err *err)
{
    enum status status = finish(out, err);
    output_abandon(out);
    return status;
}

void output_abandon(struct output *out)
{
    if (!out)
        return;
    if (out->path && out->fd >= 0)
        close(out->fd);
    if (out->temporary)
        unlink(out->temporary);
    free(out->temporary);
    free(out->path);
    free(out);
}

enum status output_file(const char *path, struct str bytes, struct err *err)
{
    struct output *out;
    TRY(output_open(path, &out, err));
    enum status status = output_write(out, bytes, err);
    if (status == OK)
        return output_commit(out, err);
    output_abandon(out);
    return status;
}
