#include "jobs.h"

#include "base/stop.h"
#include "common.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct running {
    const struct jobs *jobs;
    const char *command;
    pid_t *pids; /* of each job; 0: none */
    size_t started, ended, bad;
    int busy;
    bool stopping;
    double begun, shown;
};

static void show(struct running *r)
{
    double t = seconds_now(), spent = t - r->begun;
    if (!r->jobs->progress || spent < 1 || t - r->shown < 0.25)
        return;
    r->shown = t;
    fprintf(stderr, "\r\033[K%zu of %zu cases", r->ended, r->jobs->n);
    if (r->bad)
        fprintf(stderr, ", %zu failed", r->bad);
    if (r->ended)
        fprintf(stderr, ", %.0f s left",
                spent / (double)r->ended * (double)(r->jobs->n - r->ended));
    fflush(stderr);
}

static void become(const struct running *r, size_t job)
{
    const struct opt_list *words = &r->jobs->words[job];
    char **argv = calloc(words->n + 3, sizeof *argv);
    if (!argv)
        _exit(127);
    argv[0] = strdup("culprit");
    argv[1] = strdup(r->command);
    for (size_t i = 0; i < words->n; i++)
        argv[i + 2] = strdup(words->v[i]);
    execv("/proc/self/exe", argv);
    _exit(127);
}

static enum status start(struct running *r, struct err *err)
{
    fflush(NULL);
    pid_t pid = fork();
    if (pid < 0)
        return err_set(err, FAIL_IO, "no process can be started: %s", strerror(errno));
    if (pid == 0)
        become(r, r->started);
    r->pids[r->started++] = pid;
    r->busy++;
    return OK;
}

static void end(struct running *r, pid_t pid, int status)
{
    char why[80];
    size_t job = 0;
    while (job < r->started && r->pids[job] != pid)
        job++;
    if (job == r->started)
        return;
    r->pids[job] = 0;
    r->busy--;
    r->ended++;
    r->bad += !WIFEXITED(status) || WEXITSTATUS(status) != 0;
    if (WIFSIGNALED(status) && !stop_requested()) {
        snprintf(why, sizeof why, "its process was killed by signal %d (%s)", WTERMSIG(status),
                 strsignal(WTERMSIG(status)));
        r->jobs->died(r->jobs->self, job, why);
    } else if (WIFEXITED(status) && WEXITSTATUS(status) == 127) {
        r->jobs->died(r->jobs->self, job, "the program cannot be started");
    }
}

/* Once: a second signal would end them at once. */
static void stop_all(struct running *r)
{
    for (size_t i = 0; i < r->started && !r->stopping; i++)
        if (r->pids[i])
            kill(r->pids[i], SIGTERM);
    r->stopping = true;
}

static enum status run(struct running *r, struct err *err)
{
    while (r->ended < r->jobs->n) {
        int status;
        while (r->busy < r->jobs->at_once && r->started < r->jobs->n && !stop_requested())
            TRY(start(r, err));
        if (r->busy == 0)
            return stop_check(err);
        if (stop_requested())
            stop_all(r);
        pid_t pid = waitpid(-1, &status, 0);
        if (pid > 0)
            end(r, pid, status);
        show(r);
    }
    return stop_check(err);
}

enum status jobs_run(const struct jobs *jobs, const char *command, struct err *err)
{
    struct running r = {.jobs = jobs, .command = command, .begun = seconds_now()};
    r.pids = calloc(jobs->n + 1, sizeof *r.pids);
    if (!r.pids)
        mem_die(jobs->n * sizeof *r.pids);
    enum status status = run(&r, err);
    if (jobs->progress && r.shown > 0)
        fputs("\r\033[K", stderr);
    free(r.pids);
    return status;
}
