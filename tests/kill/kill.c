/* Kills culprit at random moments and looks whether the next run completes the case: every view of
 * it must have the rows, ids apart, that an undisturbed run gives.
 *
 * usage: kill PROG CASE KILLS SEED WORD...     `PROG WORD... -d CASE` is what is killed. */
#include "base/sha256.h"
#include "base/str.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { WORDS_MAX = 32, VIEWS_MAX = 32, IN_A_ROW = 3 };

/* The rows of a view as a number that does not depend on their order. */
struct digest {
    char name[64];
    uint64_t rows, sums[4];
};

struct views {
    struct digest v[VIEWS_MAX];
    size_t n;
};

struct trial {
    char *words[WORDS_MAX];
    const char *path; /* of the case */
    uint64_t seed;
    uint64_t whole; /* nanoseconds that an undisturbed run takes */
};

static void die(const char *what, const char *why)
{
    fprintf(stderr, "kill: %s: %s\n", what, why);
    exit(2);
}

static uint64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static uint64_t random_below(struct trial *t, uint64_t n)
{
    t->seed = t->seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (t->seed >> 24) % (n ? n : 1);
}

/* Views -----------------------------------------------------------------------------------------
 */

static bool is_row_id(sqlite3_stmt *st, int column)
{
    return strcmp(sqlite3_column_name(st, column), "id") == 0 &&
           sqlite3_column_type(st, column) == SQLITE_INTEGER;
}

static void add_row(struct digest *d, sqlite3_stmt *st)
{
    struct sha256 s;
    char hex[SHA256_HEX], part[17] = {0};
    sha256_init(&s);
    for (int i = 0; i < sqlite3_column_count(st); i++) {
        const void *text = is_row_id(st, i) ? NULL : sqlite3_column_text(st, i);
        int32_t len = text ? sqlite3_column_bytes(st, i) : -1;
        sha256_add(&s, &len, sizeof len);
        if (text)
            sha256_add(&s, text, (size_t)len);
    }
    sha256_hex(&s, hex);
    for (int i = 0; i < 4; i++) {
        memcpy(part, hex + 16 * i, 16);
        d->sums[i] += strtoull(part, NULL, 16);
    }
    d->rows++;
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *st;
    if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) != SQLITE_OK)
        die(sql, sqlite3_errmsg(db));
    return st;
}

static void digest_view(sqlite3 *db, struct digest *d)
{
    char sql[128];
    snprintf(sql, sizeof sql, "SELECT * FROM \"%s\"", d->name);
    sqlite3_stmt *st = prepare(db, sql);
    while (sqlite3_step(st) == SQLITE_ROW)
        add_row(d, st);
    if (sqlite3_finalize(st) != SQLITE_OK)
        die(d->name, sqlite3_errmsg(db));
}

static void check_whole(sqlite3 *db)
{
    sqlite3_stmt *st = prepare(db, "PRAGMA quick_check");
    if (sqlite3_step(st) != SQLITE_ROW || strcmp((const char *)sqlite3_column_text(st, 0), "ok"))
        die("the case is damaged", (const char *)sqlite3_column_text(st, 0));
    sqlite3_finalize(st);
}

static struct views digest_case(const char *path)
{
    struct views all = {0};
    sqlite3 *db;
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
        die(path, "cannot be opened");
    check_whole(db);
    sqlite3_stmt *st =
        prepare(db, "SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name");
    while (sqlite3_step(st) == SQLITE_ROW && all.n < VIEWS_MAX)
        snprintf(all.v[all.n++].name, sizeof all.v[0].name, "%s", sqlite3_column_text(st, 0));
    sqlite3_finalize(st);
    for (size_t i = 0; i < all.n; i++)
        digest_view(db, &all.v[i]);
    sqlite3_close(db);
    return all;
}

static bool is_equal(const struct views *want, const struct views *is)
{
    bool equal = want->n == is->n;
    for (size_t i = 0; equal && i < want->n; i++) {
        const struct digest *a = &want->v[i], *b = &is->v[i];
        if (a->rows == b->rows && memcmp(a->sums, b->sums, sizeof a->sums) == 0)
            continue;
        fprintf(stderr, "kill: view %s differs: %" PRIu64 " rows, should have %" PRIu64 "\n",
                a->name, b->rows, a->rows);
        equal = false;
    }
    return equal;
}

/* Runs ------------------------------------------------------------------------------------------
 */

static void remove_case(const char *path)
{
    static const char *const beside[] = {"", "-journal", "-wal", "-shm"};
    char name[4096];
    for (size_t i = 0; i < ARRAY_LEN(beside); i++) {
        snprintf(name, sizeof name, "%s%s", path, beside[i]);
        unlink(name);
    }
}

static pid_t start(const struct trial *t)
{
    pid_t pid = fork();
    if (pid < 0)
        die("fork", strerror(errno));
    if (pid == 0) {
        if (!freopen("/dev/null", "w", stdout) || !freopen("/dev/null", "w", stderr))
            _exit(126);
        execv(t->words[0], t->words);
        _exit(127);
    }
    return pid;
}

static int finish(pid_t pid)
{
    int status;
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            die("waitpid", strerror(errno));
    return status;
}

static void run_whole(const struct trial *t)
{
    int status = finish(start(t));
    if (!WIFEXITED(status) || (WEXITSTATUS(status) != 0 && WEXITSTATUS(status) != 4))
        die("an undisturbed run failed", t->words[0]);
}

/* One in four is asked to stop, the others are not asked. */
static void run_killed(struct trial *t)
{
    uint64_t delay = random_below(t, t->whole + t->whole / 8);
    int signal = random_below(t, 4) ? SIGKILL : SIGINT;
    struct timespec wait = {(time_t)(delay / 1000000000), (long)(delay % 1000000000)};
    pid_t pid = start(t);
    nanosleep(&wait, NULL);
    kill(pid, signal);
    finish(pid);
}

int main(int argc, char **argv)
{
    struct trial t = {0};
    if (argc < 6 || argc - 5 + 4 > WORDS_MAX)
        die("usage", "kill PROG CASE KILLS SEED WORD...");
    size_t n = 0, kills = strtoul(argv[3], NULL, 10), done = 0;
    t.words[n++] = argv[1];
    for (int i = 5; i < argc; i++)
        t.words[n++] = argv[i];
    t.words[n++] = (char[]){"-d"};
    t.words[n++] = argv[2];
    t.path = argv[2];
    t.seed = strtoull(argv[4], NULL, 10);
    remove_case(t.path);
    uint64_t begin = now();
    run_whole(&t);
    t.whole = now() - begin;
    struct views want = digest_case(t.path);
    while (done < kills) {
        remove_case(t.path);
        for (uint64_t row = 1 + random_below(&t, IN_A_ROW); row && done < kills; row--, done++)
            run_killed(&t);
        run_whole(&t);
        struct views is = digest_case(t.path);
        if (!is_equal(&want, &is)) {
            fprintf(stderr, "kill: after %zu kills of '%s' (seed %s); see %s\n", done, argv[5],
                    argv[4], t.path);
            return 1;
        }
    }
    return 0;
}
