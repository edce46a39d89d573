#include "job.h"

#include "base/limits.h"
#include "base/stop.h"
#include "store/store.h"

#include <stdio.h>
#include <stdlib.h>

enum { RUN_BYTES = 256 * 1024, HEAD_BYTES = 64 * 1024, RAW_HEAD = 4096 };

/* More than the longest record, so that the reader is the one to call it too long. */
#define WINDOW_MAX (2 * (size_t)LIMIT_RECORD_BYTES)

/* One file on its way through the splitter: the decoded bytes that were not given to a run yet. */
struct reading {
    struct splitter *splitter;
    struct input *in;
    const char *path;
    struct str stamp;
    uint32_t source;
    const struct reader *reader;
    char *window;
    size_t at, len, room; /* bytes at..len of the window are waiting */
    uint64_t decoded;     /* decoded bytes before window[at] */
    uint64_t given;       /* bytes of the file before the end of the last run */
    bool last;            /* nothing follows the window */
};

static struct job *take_job(struct splitter *s, enum job_kind kind, const char *path,
                            uint32_t source)
{
    struct job *job = queue_pop(s->idle);
    s->over |= !job;
    if (!job)
        return NULL;
    batch_reset(&job->batch);
    job->kind = kind;
    job->outcome = FILE_READ;
    job->path = path;
    job->lead = s->lead;
    job->status = OK;
    job->passed = job->from = job->to = 0;
    job->batch.source = source;
    return job;
}

/* False when reading is over: somebody closed the queue. */
static bool send(struct splitter *s, struct job *job)
{
    job->batch.seq = s->seq++;
    return queue_push(s->work, job);
}

static bool remark(struct splitter *s, const char *path, uint32_t source, enum outcome outcome,
                   enum note_id id, const char *text)
{
    struct job *job = take_job(s, JOB_REMARK, path, source);
    if (!job)
        return false;
    job->outcome = outcome;
    notes_add(&job->batch.notes, id, (struct loc){.file = path}, "%s", text);
    return send(s, job);
}

/* The window ----------------------------------------------------------------------------------- */

static struct str window(const struct reading *r)
{
    return (struct str){r->window + r->at, r->len - r->at};
}

static void append(struct reading *r, struct str piece)
{
    size_t waiting = r->len - r->at;
    if (r->at) {
        memmove(r->window, r->window + r->at, waiting);
        r->at = 0;
        r->len = waiting;
    }
    if (r->len + piece.len > r->room) {
        r->room = 2 * (r->len + piece.len);
        r->window = realloc(r->window, r->room);
        if (!r->window)
            mem_die(r->room);
    }
    memcpy(r->window + r->len, piece.ptr, piece.len);
    r->len += piece.len;
}

/* Until `want` bytes are waiting or the file has no more. */
static enum status fill(struct reading *r, size_t want, struct err *err)
{
    while (!r->last && r->len - r->at < want) {
        struct str piece;
        enum status status = input_next(r->in, &piece, err);
        if (status == END)
            r->last = true;
        else if (status == OK)
            append(r, piece);
        else
            return status;
    }
    return OK;
}

/* Runs ------------------------------------------------------------------------------------------
 */

static unsigned unit_of(const struct reading *r, size_t bytes, const struct job *job)
{
    if (job->to - job->from == bytes)
        return 0;
    return str_starts(str_of(input_facts(r->in).encoding), STR("utf-16")) ? 2 : 1;
}

/* The next `bytes` of the window are this job's; what was passed over before them is filling. */
static void give(struct reading *r, struct job *job, size_t bytes)
{
    job->from = input_offset(r->in, r->decoded);
    job->to = input_offset(r->in, r->decoded + bytes);
    job->passed = job->from - r->given;
    job->batch.offset = job->from;
    r->given = job->to;
}

static bool send_run(struct reading *r, size_t bytes)
{
    struct job *job = take_job(r->splitter, JOB_RUN, r->path, r->source);
    if (!job)
        return false;
    job->reader = r->reader;
    give(r, job, bytes);
    job->unit = unit_of(r, bytes, job);
    job->batch.bytes = arena_str(&job->batch.arena, str_head(window(r), bytes));
    job->batch.ends = r->last && r->at + bytes == r->len;
    r->at += bytes;
    r->decoded += bytes;
    return send(r->splitter, job);
}

/* A stretch that no reader could use travels as a run without records. */
static bool send_loss(struct reading *r, size_t bytes, const char *reason)
{
    struct job *job = take_job(r->splitter, JOB_RUN, r->path, r->source);
    if (!job)
        return false;
    job->reader = NULL;
    give(r, job, bytes);
    batch_lost(&job->batch, job->from, job->to - job->from, reason);
    notes_add(&job->batch.notes, NOTE_BYTES_LOST, (struct loc){.file = r->path},
              "%llu bytes from byte %llu on: %s", (unsigned long long)(job->to - job->from),
              (unsigned long long)job->from, reason);
    r->at += bytes;
    r->decoded += bytes;
    return send(r->splitter, job);
}

static void pass_over(struct reading *r, size_t bytes)
{
    r->at += bytes;
    r->decoded += bytes;
}

static bool is_filling(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] && !strchr(" \t\r\n", s.ptr[i]))
            return false;
    return true;
}

/* Neither records nor filling: at the end of the file it is lost, before it more is wanted until
 * the window is as large as it may become. */
static bool is_stuck(const struct reading *r, struct cut cut)
{
    return cut.skip == 0 && cut.take == 0 && (r->last || r->len - r->at >= WINDOW_MAX);
}

/* One step of a file that is cut into runs. `*over`: the file is done, or reading is. */
static enum status split_step(struct reading *r, size_t *want, bool *over, struct err *err)
{
    TRY(fill(r, *want, err));
    struct str waiting = window(r);
    struct cut cut = r->reader->split(waiting, RUN_BYTES, r->last);
    *want = RUN_BYTES;
    if (cut.take && cut.skip + cut.take == waiting.len)
        TRY(fill(r, waiting.len + 1, err)); /* is it the last one? */
    if (is_stuck(r, cut)) {
        *over = r->last;
        if (is_filling(waiting))
            pass_over(r, waiting.len);
        else if (!send_loss(r, waiting.len, "no whole record"))
            *over = true;
        return OK;
    }
    if (cut.skip && cut.lost)
        *over = !send_loss(r, cut.skip, cut.lost);
    else
        pass_over(r, cut.skip);
    if (cut.take && !*over)
        *over = !send_run(r, cut.take);
    if (cut.skip == 0 && cut.take == 0)
        *want = 2 * waiting.len; /* so that a long record is not looked at again and again */
    return OK;
}

static enum status split_runs(struct reading *r, struct err *err)
{
    size_t want = RUN_BYTES;
    for (bool over = false; !over;)
        TRY(split_step(r, &want, &over, err));
    return OK;
}

/* The whole file as one run, as far as the limit goes; the rest is read for its digest. */
static enum status split_whole(struct reading *r, struct err *err)
{
    TRY(fill(r, LIMIT_COMPANION_BYTES, err));
    size_t most = r->len < LIMIT_COMPANION_BYTES ? r->len : LIMIT_COMPANION_BYTES;
    if (!send_run(r, most))
        return OK;
    while (r->len > r->at || !r->last) {
        TRY(fill(r, 1, err));
        if (r->len > r->at && !send_loss(r, r->len - r->at, "companion file beyond the limit"))
            return OK;
    }
    return OK;
}

/* Files -----------------------------------------------------------------------------------------
 */

static bool send_begin(struct reading *r)
{
    struct job *job = take_job(r->splitter, JOB_BEGIN, r->path, r->source);
    return job && send(r->splitter, job);
}

static bool send_end(struct reading *r, const struct err *trouble)
{
    struct job *job = take_job(r->splitter, JOB_END, r->path, r->source);
    if (!job)
        return false;
    struct input_facts facts = input_facts(r->in);
    struct loc at = {.file = r->path};
    input_sha256(r->in, job->sha256);
    job->from = job->to = facts.bytes;
    job->passed = facts.bytes - r->given;
    job->numbers = (struct source){
        .form = str_of(r->reader->name),
        .encoding = str_of(facts.encoding),
        .sha256 = str_of(job->sha256),
        .stamp = trouble ? (struct str){0} : r->stamp,
        .bytes = facts.bytes,
        .replaced = facts.replaced,
    };
    if (trouble && job->passed) {
        job->from = r->given;
        job->passed = 0;
        batch_lost(&job->batch, job->from, job->to - job->from, "reading broke off");
    }
    if (trouble) {
        job->outcome = FILE_UNREAD;
        notes_add(&job->batch.notes, NOTE_FILE_UNREADABLE, at, "%s", trouble->text);
    }
    if (facts.replaced)
        notes_add(&job->batch.notes, NOTE_CHARACTERS_REPLACED, at, "%llu, read as %s",
                  (unsigned long long)facts.replaced, facts.encoding);
    r->splitter->lead = NULL; /* it goes with the job */
    return send(r->splitter, job);
}

/* What is known of the file before it is read. */
static struct lead *lead_new(const struct reading *r, struct str head)
{
    size_t path = strlen(r->path), bytes = head.len < LEAD_BYTES ? head.len : LEAD_BYTES;
    struct lead *lead = calloc(1, sizeof *lead + path + 1 + bytes);
    if (!lead)
        mem_die(sizeof *lead + path + 1 + bytes);
    char *text = (char *)(lead + 1);
    memcpy(text, r->path, path);
    memcpy(text + path + 1, head.ptr, bytes);
    lead->path = (struct str){text, path};
    lead->head = (struct str){text + path + 1, bytes};
    return lead;
}

/* Goes through the whole file for what the reader must know before it reads a record, and back to
 * the beginning. */
static enum status survey(struct reading *r, struct err *err)
{
    if (!r->reader->survey)
        return OK;
    TRY(input_keep(r->in, err));
    for (size_t want = RUN_BYTES;;) {
        TRY(fill(r, want, err));
        struct str waiting = window(r);
        struct cut cut = r->reader->split(waiting, RUN_BYTES, r->last);
        if (is_stuck(r, cut))
            cut.skip = waiting.len;
        if (cut.take)
            r->reader->survey(r->splitter->lead, str_head(str_skip(waiting, cut.skip), cut.take));
        pass_over(r, cut.skip + cut.take);
        want = cut.skip || cut.take ? RUN_BYTES : 2 * waiting.len;
        if (r->last && r->at == r->len)
            break;
    }
    r->at = r->len = 0;
    r->decoded = 0;
    r->last = false;
    return input_again(r->in, err);
}

/* Only what the user's wish to stop means ends the whole run; any other trouble ends this file. */
static enum status split_known(struct reading *r)
{
    struct err err = {0};
    if (!send_begin(r))
        return OK;
    enum status status = survey(r, &err);
    if (status == OK)
        status = r->reader->split ? split_runs(r, &err) : split_whole(r, &err);
    if (status == FAIL_STOPPED)
        return status;
    send_end(r, status == OK ? NULL : &err);
    return OK;
}

/* A report of ours, in any of its formats, says so near its beginning. */
static bool is_report(struct str head)
{
    static const struct {
        struct str begins, holds;
    } forms[] = {
        {{"{", 1},                {"\"culprit.report/", 16}},
        {{"<!doctype html>", 15}, {"<title>culprit: ", 16} },
        {{"culprit: ", 9},        {" events from ", 13}    },
        {{"# culprit: ", 11},     {" events from ", 13}    },
    };
    struct str start = str_trim(str_head(head, HEAD_BYTES));
    for (size_t i = 0; i < ARRAY_LEN(forms); i++)
        if (str_starts(start, forms[i].begins) && str_find(start, forms[i].holds))
            return true;
    return false;
}

static bool remark_unknown(struct reading *r, struct str head, const char *why, const char *advice)
{
    char text[1000];
    if (head.len == 0)
        return remark(r->splitter, r->path, r->source, FILE_UNREAD, NOTE_FILE_EMPTY, "");
    if (str_ends(str_of(note_kinds[NOTE_FILE_UNKNOWN].text), str_of(why)))
        why = ""; /* it is not said twice */
    snprintf(text, sizeof text, "%s%s%s", why, why[0] && advice[0] ? "; " : "", advice);
    return remark(r->splitter, r->path, r->source, FILE_UNREAD, NOTE_FILE_UNKNOWN, text);
}

/* The first bytes, as they lie on disk (a copy, for decoding moves them) and decoded. */
static enum status look(struct reading *r, char raw[RAW_HEAD], struct head *head, struct err *err)
{
    TRY(input_raw_head(r->in, RAW_HEAD, &head->raw, err));
    memcpy(raw, head->raw.ptr, head->raw.len);
    head->raw.ptr = raw;
    if (r->splitter->encoding.len)
        TRY(input_force(r->in, r->splitter->encoding, err));
    return input_peek(r->in, HEAD_BYTES, &head->text, err);
}

static enum status split_input(struct reading *r)
{
    char raw[RAW_HEAD];
    struct head head;
    struct err err = {0};
    const char *why, *advice;
    enum status status = look(r, raw, &head, &err);
    if (status == FAIL_STOPPED)
        return status;
    if (status != OK) {
        remark(r->splitter, r->path, r->source, FILE_UNREAD, NOTE_FILE_UNREADABLE, err.text);
        return OK;
    }
    if (is_report(head.text)) {
        remark(r->splitter, r->path, r->source, FILE_SKIPPED, NOTE_FILE_SKIPPED, "a report");
        return OK;
    }
    r->reader = reader_for(&head, str_of(r->path), &why, &advice);
    if (r->reader) {
        r->splitter->lead = lead_new(r, r->reader->binary ? head.raw : head.text);
        if (r->reader->binary)
            input_binary(r->in);
        return split_known(r);
    }
    remark_unknown(r, head.text, why, advice);
    return OK;
}

/* The case file itself, and what SQLite keeps beside it while it is open. */
static bool is_case(const char *path)
{
    static const char *const beside[] = {"", "-wal", "-shm", "-journal"};
    char name[4096];
    if (strcmp(path, "-") == 0)
        return false;
    for (size_t i = 0; i < ARRAY_LEN(beside); i++) {
        struct str p = str_of(path), end = str_of(beside[i]);
        if (!str_ends(p, end) || p.len - end.len >= sizeof name)
            continue;
        snprintf(name, sizeof name, "%.*s", (int)(p.len - end.len), path);
        if (store_is_case(name))
            return true;
    }
    return false;
}

static int by_path(const void *path, const void *seen)
{
    return str_cmp(*(const struct str *)path, ((const struct seen_file *)seen)->path);
}

/* Has it been read, and does it look as it did then? `stamp` is how it looks. */
static const struct seen_file *find_seen(const struct splitter *s, const char *path,
                                         struct str stamp)
{
    struct str name = str_of(path);
    const struct seen_file *seen = NULL;
    if (stamp.len && s->seen_n)
        seen = bsearch(&name, s->seen, s->seen_n, sizeof *s->seen, by_path);
    return seen && str_eq(seen->stamp, stamp) ? seen : NULL;
}

static void send_known(struct splitter *s, const char *path, uint32_t source,
                       const struct seen_file *seen)
{
    struct job *job = take_job(s, JOB_KNOWN, path, source);
    if (!job)
        return;
    job->outcome = seen->useless ? FILE_UNREAD : FILE_READ;
    job->numbers = (struct source){.bytes = seen->bytes, .lost = seen->lost};
    notes_add(&job->batch.notes, NOTE_FILE_UNCHANGED, (struct loc){.file = path}, "%s", "");
    s->over |= !send(s, job);
}

static enum status split_file(struct splitter *s, const char *path, uint32_t source)
{
    struct reading r = {.splitter = s, .path = path, .source = source};
    struct err err = {0};
    r.stamp = file_stamp(&s->stamps, path);
    const struct seen_file *seen = find_seen(s, path, r.stamp);
    if (seen) {
        send_known(s, path, source, seen);
        return OK;
    }
    if (is_case(path)) {
        remark(s, path, source, FILE_SKIPPED, NOTE_FILE_SKIPPED, "a case file");
        return OK;
    }
    if (str_ends(str_of(path), STR(".md"))) {
        remark(s, path, source, FILE_SKIPPED, NOTE_DOCUMENT_SKIPPED, "");
        return OK;
    }
    if (input_open(path, &r.in, &err) != OK) {
        remark(s, path, source, FILE_UNREAD, NOTE_FILE_UNREADABLE, err.text);
        return OK;
    }
    enum status status = split_input(&r);
    free(r.window);
    input_close(r.in);
    return status;
}

void split_files(struct splitter *s)
{
    s->status = OK;
    for (size_t i = 0; i < s->files->n && s->status == OK && !s->over; i++) {
        s->status = stop_check(&s->err);
        if (s->status == OK)
            s->status = split_file(s, s->files->paths[i], (uint32_t)i);
    }
    queue_close(s->work);
}
