#include "unpack.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/spool.h"
#include "base/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SHOWN = 3 }; /* names of what was passed over */

/* A container on its way through the splitter. */
struct unpacking {
    struct splitter *splitter;
    const struct item *item; /* the container itself */
    const struct container *form;
    int fd;
    struct unfolding *unfolding;
    struct arena names;     /* of `known` */
    struct file_list known; /* members that may be twins and are of a form that is read */
    struct arena arena;     /* of the member being read */
    struct buf rubbish;     /* the first names that were passed over */
    size_t passed, members;
    bool packed; /* a file that is only packed */
    bool prose;  /* text was there that no reader knew */
    bool told;   /* why something of it is missing */
};

/* What one member is given to the reader as: damage ends its bytes, and is kept. */
struct giving {
    struct byte_source from;
    struct item *item;
};

static enum status give_bytes(void *self, char *to, size_t room, size_t *n, struct err *err)
{
    struct giving *g = self;
    struct err trouble = {0};
    *n = 0;
    if (g->item->damage.status != OK)
        return OK;
    enum status status = g->from.read(g->from.self, to, room, n, &trouble);
    if (status == FAIL_STOPPED) {
        *err = trouble;
        return status;
    }
    if (status != OK) {
        g->item->damage = trouble;
        *n = 0;
    }
    return OK;
}

/* Lives until the next one is made. */
static struct str path_of(struct unpacking *u, const struct member *m, bool *unsafe)
{
    *unsafe = false;
    arena_reset(&u->arena);
    if (m->name.len == 0) /* a packed file stands for what is in it */
        return str_of(u->item->path);
    return arena_fmt(&u->arena, "%s/%s", u->item->path,
                     member_name(&u->arena, m->name, unsafe).ptr);
}

/* Remarks -------------------------------------------------------------------------------------- */

static void remark_trouble(struct unpacking *u, const char *path, const struct member *m,
                           const struct err *trouble)
{
    enum note_id id = trouble->status == FAIL_LIMIT ? NOTE_ARCHIVE_LIMIT
                      : m->locked                   ? NOTE_MEMBER_LOCKED
                      : path == u->item->path       ? NOTE_ARCHIVE_DAMAGED
                                                    : NOTE_MEMBER_DAMAGED;
    u->told = true;
    job_remark(u->splitter, path, FILE_UNREAD, id, trouble->text);
}

static void pass_over(struct unpacking *u, struct str path)
{
    if (++u->passed > SHOWN)
        return;
    buf_text(&u->rubbish, u->rubbish.len ? ", " : "");
    buf_add(&u->rubbish, str_skip(path, strlen(u->item->path) + 1));
}

/* What is said of the container as a whole. */
static void remark_sums(struct unpacking *u)
{
    const char *path = u->item->path;
    if (u->passed)
        job_remark(u->splitter, path, FILE_READ, NOTE_MEMBERS_PASSED,
                   arena_fmt(&u->arena, "%zu: %.*s%s", u->passed, STR_ARG(buf_str(&u->rubbish)),
                             u->passed > SHOWN ? ", ..." : "")
                       .ptr);
    if (u->members == 0 && u->prose)
        job_remark(u->splitter, path, FILE_UNREAD, NOTE_FILE_UNKNOWN,
                   "a mail without a log; save its attachments and give those");
    if (u->members == 0 && u->passed == 0 && !u->prose && !u->told) {
        job_remark(u->splitter, path, FILE_UNREAD, NOTE_ARCHIVE_EMPTY, "");
        return;
    }
    if (u->packed) {
        job_remark(u->splitter, path, FILE_READ, NOTE_PACKED, "");
        return;
    }
    job_remark(u->splitter, path, FILE_READ, u->item->depth ? NOTE_ARCHIVE_NESTED : NOTE_ARCHIVE,
               arena_fmt(&u->arena, "%s with %zu member%s", u->form->name, u->members,
                         u->members == 1 ? "" : "s")
                   .ptr);
}

/* Members -------------------------------------------------------------------------------------- */

static bool is_member(void *self, const char *path)
{
    (void)self, (void)path;
    return true;
}

static enum status split_member(struct unpacking *u, const struct member *m, struct str path)
{
    struct item item = {.path = path.ptr,
                        .beside = &u->known,
                        .twin = is_member,
                        .unfolding = u->unfolding,
                        .depth = u->item->depth + 1,
                        .prose = m->prose};
    struct giving giving = {m->bytes, &item};
    struct err err = {0};
    if (input_open_source(path.ptr, (struct byte_source){&giving, give_bytes}, &item.in, &err) !=
        OK) {
        job_remark(u->splitter, path.ptr, FILE_UNREAD, NOTE_FILE_UNREADABLE, err.text);
        return OK;
    }
    enum status status = split_item(u->splitter, &item);
    uint64_t bytes = input_facts(item.in).bytes;
    input_close(item.in);
    if (status == OK && item.damage.status != OK) {
        if (bytes && bytes < m->size)
            err_wrap(&item.damage, "%llu of its %llu bytes are missing",
                     (unsigned long long)(m->size - bytes), (unsigned long long)m->size);
        remark_trouble(u, path.ptr, m, &item.damage);
    }
    u->prose |= item.prose && item.unknown;
    u->members += !(item.prose && item.unknown);
    return status;
}

static enum status take_member(struct unpacking *u, const struct member *m)
{
    bool unsafe;
    if (m->no_file)
        return OK;
    u->packed = m->name.len == 0;
    struct str path = path_of(u, m, &unsafe);
    if (member_is_rubbish(path)) {
        pass_over(u, path);
        return OK;
    }
    if (split_is_passed(u->splitter, path.ptr))
        return OK;
    if (unsafe)
        job_remark(u->splitter, path.ptr, FILE_READ, NOTE_MEMBER_UNSAFE,
                   utf8_repair(&u->arena, arena_str(&u->arena, m->name)).ptr);
    return split_member(u, m, path);
}

/* The next member; every question counts, for damage may be without end, too. */
static enum status next_member(struct unpacking *u, void *open, struct member *m, struct err *err)
{
    enum status status = u->form->next(open, m, err);
    if (status == END || status == FAIL_STOPPED || ++u->unfolding->members <= LIMIT_ARCHIVE_MEMBERS)
        return status;
    return err_set(err, FAIL_LIMIT, "it has more than %d members", LIMIT_ARCHIVE_MEMBERS);
}

/* Walks through all members. Ends at the end, at a limit, or when the user wants to stop. */
static enum status walk_members(struct unpacking *u, void *open)
{
    struct member m;
    struct err err = {0};
    for (bool over = false; !over && !u->splitter->over;) {
        enum status status = next_member(u, open, &m, &err);
        over = status == END || status == FAIL_LIMIT || status == FAIL_IO;
        if (status == OK)
            status = take_member(u, &m);
        else if (status != END && status != FAIL_STOPPED)
            remark_trouble(u, u->item->path, &m, &err);
        if (status == FAIL_STOPPED)
            return status;
    }
    return OK;
}

/* Which members there are --------------------------------------------------------------------- */

static bool is_known(struct unpacking *u, const struct member *m, struct str path)
{
    struct item item = {.path = path.ptr};
    struct giving giving = {m->bytes, &item};
    struct looks looks;
    struct input *in;
    struct err err;
    const char *why, *advice;
    if (input_open_source(path.ptr, (struct byte_source){&giving, give_bytes}, &in, &err) != OK)
        return false;
    bool known = split_look(u->splitter, in, &looks, &err) == OK && !looks.container &&
                 item.damage.status == OK && reader_for(&looks.head, path, &why, &advice);
    input_close(in);
    return known;
}

static int by_bytes(const void *a, const void *b)
{
    const char *const *x = a, *const *y = b;
    return strcmp(*x, *y);
}

static enum status list_members(struct unpacking *u, void *open)
{
    struct member m;
    struct err err = {0};
    enum status status;
    while ((status = next_member(u, open, &m, &err)) == OK) {
        bool unsafe;
        if (m.no_file || m.name.len == 0)
            continue;
        struct str path = path_of(u, &m, &unsafe);
        if (!twin_possible(path) || !is_known(u, &m, path))
            continue;
        GROW(&u->names, u->known.paths, u->known.n, u->known.max);
        u->known.paths[u->known.n++] = arena_str(&u->names, path).ptr;
    }
    if (status != END)
        u->known.n = 0; /* one cannot rely on what is damaged */
    if (u->known.n)
        qsort(u->known.paths, u->known.n, sizeof *u->known.paths, by_bytes);
    return status == FAIL_STOPPED ? status : OK;
}

/* Opening -------------------------------------------------------------------------------------- */

/* Opens the container anew and walks through it. */
static enum status walk(struct unpacking *u, enum status (*step)(struct unpacking *u, void *open))
{
    void *open;
    struct err err = {0};
    enum status status = u->form->open(u->fd, u->unfolding, &open, &err);
    if (status == OK) {
        status = step(u, open);
        u->form->close(open);
        return status;
    }
    if (status != FAIL_STOPPED && step == walk_members)
        remark_trouble(u, u->item->path, &(struct member){0}, &err);
    return status == FAIL_STOPPED ? status : OK;
}

/* The names first, so that it is known of what there are several forms; then the members. */
static enum status walk_twice(struct unpacking *u)
{
    struct unfolding before = *u->unfolding;
    enum status status = walk(u, list_members);
    *u->unfolding = before;
    if (status == OK)
        status = walk(u, walk_members);
    if (status == OK && !u->splitter->over)
        remark_sums(u);
    arena_free(&u->names);
    arena_free(&u->arena);
    buf_free(&u->rubbish);
    return status;
}

/* What can be read only once, from the front to the back, is copied. */
static enum status spool(struct input *in, int *fd, struct err *err)
{
    uint64_t size = 0, most = (uint64_t)LIMIT_SPOOLED << 20;
    enum status status = spool_open(fd, err);
    if (status != OK)
        return status;
    input_binary(in);
    for (struct str piece; size < most && (status = input_next(in, &piece, err)) == OK;) {
        status = spool_write(*fd, piece.ptr, piece.len, err);
        if (status != OK)
            break;
        size += piece.len;
    }
    if (status == OK || status == END)
        return OK;
    close(*fd);
    return status;
}

static enum status open_fd(const struct item *item, int *fd, struct err *err)
{
    bool file = !item->unfolding && input_facts(item->in).size && strcmp(item->path, "-") != 0;
    if (!file)
        return spool(item->in, fd, err);
    *fd = open(item->path, O_RDONLY | O_CLOEXEC);
    if (*fd >= 0)
        return OK;
    return err_set(err, FAIL_IO, "cannot open '%s': %s", item->path, strerror(errno));
}

enum status unpack(struct splitter *s, const struct item *item, const struct container *form)
{
    struct unpacking u = {.splitter = s, .item = item, .form = form};
    struct unfolding own = {.passwords = s->passwords, .passwords_n = s->passwords_n};
    struct stat st;
    struct err err = {0};
    if (item->depth == LIMIT_ARCHIVE_DEPTH) {
        job_remark(s, item->path, FILE_UNREAD, NOTE_ARCHIVE_LIMIT, "nested too deep");
        return OK;
    }
    enum status status = open_fd(item, &u.fd, &err);
    if (status == FAIL_STOPPED)
        return status;
    if (status != OK) {
        job_remark(s, item->path, FILE_UNREAD, NOTE_FILE_UNREADABLE, err.text);
        return OK;
    }
    u.unfolding = item->unfolding ? item->unfolding : &own;
    if (!item->unfolding) {
        own.packed = fstat(u.fd, &st) == 0 ? (uint64_t)st.st_size : 0;
        s->archive = u.fd;
    }
    status = walk_twice(&u);
    if (!item->unfolding)
        s->archive = -1;
    close(u.fd);
    return status;
}
