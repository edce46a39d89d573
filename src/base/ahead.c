#include "base/ahead.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/files.h"
#include "base/limits.h"

enum { FILES_MANY = 24 }; /* fewer are read sooner than a thread is started */

enum turn { TURN_FREE, TURN_TAKEN, TURN_DONE };

struct helper {
    struct ahead *of;
    struct arena *arena;
    pthread_t thread;
};

struct ahead {
    struct ahead_file *files;
    _Atomic int *turns; /* enum turn, by file */
    size_t n, at;       /* `at`: the caller's place */
    struct arena *own, room;
    struct helper helpers[AHEAD_HELPERS];
    size_t helpers_n;
    atomic_bool enough; /* the caller gave up */
    pthread_mutex_t lock;
    pthread_cond_t done;
};

static void name_text(struct ahead_file *f)
{
    struct sha256 sum;
    sha256_init(&sum);
    sha256_add(&sum, f->text.ptr, f->text.len);
    sha256_hex(&sum, f->sha256);
}

/* Reading wants more room than the text: `room` is used again for the next file. */
static void do_file(struct ahead_file *f, struct arena *arena, struct arena *room)
{
    if (!f->text.ptr) {
        f->read = file_read(room, f->name, LIMIT_YAML_BYTES, &f->text, &f->err);
        f->text = f->read == OK ? arena_str(arena, f->text) : (struct str){0};
        arena_reset(room);
    }
    if (f->read != OK)
        return;
    f->parsed = tree_parse(arena, f->text, f->name, &f->tree, &f->err);
    name_text(f);
}

static bool take(struct ahead *a, size_t i)
{
    int expected = TURN_FREE;
    return atomic_compare_exchange_strong(&a->turns[i], &expected, TURN_TAKEN);
}

static void tell(struct ahead *a, size_t i)
{
    pthread_mutex_lock(&a->lock);
    atomic_store(&a->turns[i], TURN_DONE);
    pthread_cond_signal(&a->done);
    pthread_mutex_unlock(&a->lock);
}

static void *help(void *self)
{
    struct helper *h = self;
    struct arena room = {0};
    for (size_t i = 0; i < h->of->n && !atomic_load(&h->of->enough); i++)
        if (take(h->of, i)) {
            do_file(&h->of->files[i], h->arena, &room);
            tell(h->of, i);
        }
    arena_free(&room);
    return NULL;
}

static size_t helpers_wanted(size_t files)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    if (files < FILES_MANY || cores < 2)
        return 0;
    return cores - 1 < AHEAD_HELPERS ? (size_t)cores - 1 : AHEAD_HELPERS;
}

struct ahead *ahead_open(struct ahead_file *files, size_t n, struct arena *own,
                         struct arena theirs[AHEAD_HELPERS])
{
    struct ahead *a = calloc(1, sizeof *a);
    _Atomic int *turns = calloc(n + 1, sizeof *turns);
    if (!a || !turns)
        mem_die(n + sizeof *a);
    a->files = files;
    a->turns = turns;
    a->n = n;
    a->own = own;
    pthread_mutex_init(&a->lock, NULL);
    pthread_cond_init(&a->done, NULL);
    for (size_t i = 0; i < helpers_wanted(n); i++) {
        struct helper *h = &a->helpers[i];
        h->of = a;
        h->arena = &theirs[i];
        if (pthread_create(&h->thread, NULL, help, h) != 0)
            break; /* the caller reads what nobody else does */
        a->helpers_n++;
    }
    return a;
}

struct ahead_file *ahead_next(struct ahead *a)
{
    if (a->at == a->n)
        return NULL;
    size_t i = a->at++;
    if (take(a, i)) {
        do_file(&a->files[i], a->own, &a->room);
        return &a->files[i];
    }
    pthread_mutex_lock(&a->lock);
    while (atomic_load(&a->turns[i]) != TURN_DONE)
        pthread_cond_wait(&a->done, &a->lock);
    pthread_mutex_unlock(&a->lock);
    return &a->files[i];
}

void ahead_close(struct ahead *a)
{
    atomic_store(&a->enough, true);
    for (size_t i = 0; i < a->helpers_n; i++)
        pthread_join(a->helpers[i].thread, NULL);
    pthread_cond_destroy(&a->done);
    pthread_mutex_destroy(&a->lock);
    arena_free(&a->room);
    free(a->turns);
    free(a);
}
