#include "base/files.h"

#include "base/limits.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

/* For what a regular file says that it holds, and a byte more to see its end; else for a start. */
static size_t room_for(FILE *f, size_t max)
{
    struct stat st;
    bool known = fstat(fileno(f), &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0;
    if (!known)
        return 4096;
    return ((uint64_t)st.st_size > max ? max : (size_t)st.st_size) + 2;
}

enum status file_read(struct arena *arena, const char *path, size_t max, struct str *out,
                      struct err *err)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        return err_set(err, FAIL_IO, "cannot open '%s': %s", path, strerror(errno));
    size_t len = 0, room = room_for(f, max);
    char *bytes = arena_raw(arena, room);
    for (size_t got; (got = fread(bytes + len, 1, room - len - 1, f)) > 0;) {
        len += got;
        if (len > max)
            break;
        if (len + 1 == room)
            bytes = arena_grow(arena, bytes, room, &room, 1);
    }
    int wrong = ferror(f) ? errno : 0;
    fclose(f);
    if (wrong)
        return err_set(err, FAIL_IO, "cannot read '%s': %s", path, strerror(wrong));
    if (len > max)
        return err_set(err, FAIL_LIMIT, "'%s' is larger than %zu bytes", path, max);
    bytes[len] = '\0';
    *out = (struct str){bytes, len};
    return OK;
}

struct walk {
    struct arena *arena;
    struct file_list *into;
    file_trouble *trouble;
    void *self;
};

static void add_path(struct walk *w, const char *path)
{
    if (w->into->n == LIMIT_FOLDER_FILES) {
        w->trouble(w->self, path, "too many files");
        return;
    }
    GROW(w->arena, w->into->paths, w->into->n, w->into->max);
    w->into->paths[w->into->n++] = arena_str(w->arena, str_of(path)).ptr;
}

static void walk_one(struct walk *w, const char *path, int depth);

static int by_name(const void *a, const void *b)
{
    const struct dirent *const *x = a, *const *y = b;
    return strcmp((*x)->d_name, (*y)->d_name);
}

static void walk_folder(struct walk *w, const char *path, int depth)
{
    struct dirent **names;
    if (depth > LIMIT_FOLDER_DEPTH) {
        w->trouble(w->self, path, "folders nested too deep");
        return;
    }
    int n = scandir(path, &names, NULL, NULL);
    if (n < 0) {
        w->trouble(w->self, path, strerror(errno));
        return;
    }
    qsort(names, (size_t)n, sizeof(*names), by_name);
    bool slash = path[0] && path[strlen(path) - 1] == '/';
    for (int i = 0; i < n; i++) {
        const char *name = names[i]->d_name;
        if (strcmp(name, ".") != 0 && strcmp(name, "..") != 0) {
            struct str below = arena_fmt(w->arena, slash ? "%s%s" : "%s/%s", path, name);
            walk_one(w, below.ptr, depth + 1);
        }
        free(names[i]);
    }
    free(names);
}

static void walk_one(struct walk *w, const char *path, int depth)
{
    struct stat st;
    if (stat(path, &st) != 0) {
        w->trouble(w->self, path, strerror(errno));
        return;
    }
    struct stat link;
    bool linked = depth > 0 && lstat(path, &link) == 0 && S_ISLNK(link.st_mode);
    if (S_ISDIR(st.st_mode)) {
        if (linked)
            w->trouble(w->self, path, "a symbolic link to a folder is not followed");
        else
            walk_folder(w, path, depth);
    } else if (S_ISREG(st.st_mode) || (depth == 0 && !S_ISBLK(st.st_mode))) {
        add_path(w, path);
    } else {
        w->trouble(w->self, path, "not a regular file");
    }
}

void files_walk(struct arena *arena, const char *path, struct file_list *into,
                file_trouble *trouble, void *self)
{
    struct walk w = {arena, into, trouble, self};
    if (strcmp(path, "-") == 0)
        add_path(&w, path);
    else
        walk_one(&w, path, 0);
}

bool file_exists(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0;
}

struct str file_stamp(struct arena *arena, const char *path)
{
    struct stat st;
    if (strcmp(path, "-") == 0 || stat(path, &st) != 0 || !S_ISREG(st.st_mode))
        return (struct str){0};
    return arena_fmt(arena, "%lld %lld.%09ld %lld.%09ld %llu", (long long)st.st_size,
                     (long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec, (long long)st.st_ctim.tv_sec,
                     st.st_ctim.tv_nsec, (unsigned long long)st.st_ino);
}

struct str path_folder(struct str path)
{
    const char *slash = path.len ? memrchr(path.ptr, '/', path.len) : NULL;
    return slash ? str_head(path, (size_t)(slash - path.ptr)) : (struct str){path.ptr, 0};
}

struct str path_name(struct str path)
{
    const char *slash = path.len ? memrchr(path.ptr, '/', path.len) : NULL;
    return slash ? str_skip(path, (size_t)(slash + 1 - path.ptr)) : path;
}
