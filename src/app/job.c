#include "job.h"

#include <stdlib.h>

#include <unistd.h>

struct job *job_take(struct splitter *s, enum job_kind kind, const char *path)
{
    struct job *job = queue_pop(s->idle);
    s->over |= !job;
    if (!job)
        return NULL;
    batch_reset(&job->batch);
    job->kind = kind;
    job->outcome = FILE_READ;
    job->path = arena_str(&job->batch.arena, str_of(path)).ptr;
    job->lead = s->lead;
    job->status = OK;
    job->passed = job->from = job->to = 0;
    job->batch.source = s->file;
    return job;
}

bool job_send(struct splitter *s, struct job *job)
{
    off_t at = s->archive >= 0 ? lseek(s->archive, 0, SEEK_CUR) : (off_t)job->to;
    job->batch.seq = s->seq++;
    job->done = s->passed + (at > 0 ? (uint64_t)at : 0);
    return queue_push(s->work, job);
}

bool job_remark(struct splitter *s, const char *path, enum outcome outcome, enum note_id id,
                const char *text)
{
    struct job *job = job_take(s, JOB_REMARK, path);
    if (!job)
        return false;
    job->outcome = outcome;
    notes_add(&job->batch.notes, id, (struct loc){.file = path}, "%s", text);
    return job_send(s, job);
}

void job_free(struct job *job)
{
    batch_free(&job->batch);
    free(job->buffer);
    job->buffer = NULL;
}
