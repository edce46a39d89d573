#include "split.h"
#include "app/casebook.h"

#include "base/limits.h"
#include "base/stop.h"
#include "store/store.h"
#include "unpack.h"

#include <stdio.h>
#include <stdlib.h>

enum { RUN_BYTES = 256 * 1024, HEAD_BYTES = 64 * 1024 };

/* More than the longest record, so that the reader is the one to call it too long. */
#define WINDOW_MAX (2 * (size_t)LIMIT_RECORD_BYTES)

/* One source on its way through the splitter: the decoded bytes that were not given to a run yet.
 */
struct reading {
    struct splitter *splitter;
    struct item *item;
    struct input *in;
    const char *path;
    const struct reader *reader;
    char *window;
    size_t at, len, room; /* bytes at..len of the window are waiting */
    uint64_t decoded;     /* decoded bytes before window[at] */
    uint64_t given;       /* bytes of the file before the end of the last run */
    bool last;            /* nothing follows the window */
};

/* The window ----------------------------------------------------------------------------------- */

static struct str window(const struct reading *r)
{
    return (struct str){r->window + r->at, r->len - r->at};
}

static void make_room(struct reading *r, size_t room)
{
    if (room <= r->room)
        return;
    r->room = room;
    r->window = realloc(r->window, r->room);
    if (!r->window)
        mem_die(r->room);
}

static void append(struct reading *r, struct str piece)
{
    size_t waiting = r->len - r->at;
    if (r->at) {
        memmove(r->window, r->window + r->at, waiting);
        r->at = 0;
        r->len = waiting;
    }
    if (r->len + piece.len > r->room)
        make_room(r, 2 * (r->len + piece.len));
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

/* The bytes of a run. Where they are most of the window, it goes as it is, in exchange for what the
 * job had, and only what is left over is copied. */
static void give_bytes(struct reading *r, struct job *job, size_t bytes)
{
    struct str run = str_head(window(r), bytes), rest = str_skip(window(r), bytes);
    if (rest.len > bytes) {
        job->batch.bytes = arena_str(&job->batch.arena, run);
        r->at += bytes;
        return;
    }
    char *buffer = r->window;
    size_t room = r->room;
    r->window = job->buffer;
    r->room = job->room;
    make_room(r, room);
    memcpy(r->window, rest.ptr, rest.len);
    r->at = 0;
    r->len = rest.len;
    job->buffer = buffer;
    job->room = room;
    job->batch.bytes = run;
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
    struct job *job = job_take(r->splitter, JOB_RUN, r->path);
    if (!job)
        return false;
    job->reader = r->reader;
    give(r, job, bytes);
    job->unit = unit_of(r, bytes, job);
    job->pairs = input_facts(r->in).doublebyte;
    job->batch.decoded = r->decoded;
    job->batch.ends = r->last && r->at + bytes == r->len;
    give_bytes(r, job, bytes);
    r->decoded += bytes;
    return job_send(r->splitter, job);
}

/* A stretch that no reader could use travels as a run without records. */
static bool send_loss(struct reading *r, size_t bytes, const char *reason)
{
    struct job *job = job_take(r->splitter, JOB_RUN, r->path);
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
    return job_send(r->splitter, job);
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
    struct job *job = job_take(r->splitter, JOB_BEGIN, r->path);
    return job && job_send(r->splitter, job);
}

static bool send_end(struct reading *r, const struct err *trouble)
{
    struct job *job = job_take(r->splitter, JOB_END, r->path);
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
        .stamp = trouble ? (struct str){0} : r->item->stamp,
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
    if (!r->reader->binary)
        remark_encoding(&job->batch.notes, at, &facts, r->splitter->lead->head);
    r->splitter->lead = NULL; /* it goes with the job */
    return job_send(r->splitter, job);
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
        pass_over(r, cut.skip);
        r->splitter->lead->surveyed = r->decoded;
        if (cut.take)
            r->reader->survey(r->splitter->lead, str_head(str_skip(waiting, cut.skip), cut.take));
        pass_over(r, cut.take);
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

/* What is ours is no evidence: reports in any format, the collecting scripts, their logs. Each says
 * so near its beginning; NULL for anything else. */
static const char *own_file(struct str head)
{
    static const struct {
        struct str begins, holds;
        const char *what;
    } forms[] = {
        {{"{", 1},                 {"\"culprit.report/", 16},  "a report"                      },
        {{"{\"schema\": ", 11},    {"\"culprit.", 9},          "an answer of culprit"          },
        {{"<!doctype html>", 15},  {"<title>culprit: ", 16},   "a report"                      },
        {{"culprit: ", 9},         {" events from ", 13},      "a report"                      },
        {{"# culprit: ", 11},      {" events from ", 13},      "a report"                      },
        {{"culprit collect ", 16}, {" taken=", 7},             "the log of a collecting script"},
        {{"@echo off", 9},         {"what culprit needs", 18}, "a collecting script"           },
        {{"# Gathers", 9},         {"what culprit needs", 18}, "a collecting script"           },
    };
    struct str start = str_trim(str_head(head, HEAD_BYTES));
    for (size_t i = 0; i < ARRAY_LEN(forms); i++)
        if (str_starts(start, forms[i].begins) && str_find(start, forms[i].holds))
            return forms[i].what;
    return NULL;
}

static bool remark_unknown(struct reading *r, struct str head, const char *why, const char *advice)
{
    char text[1000];
    if (head.len == 0)
        return job_remark(r->splitter, r->path, FILE_UNREAD, NOTE_FILE_EMPTY, "");
    if (str_ends(str_of(note_kinds[NOTE_FILE_UNKNOWN].text), str_of(why)))
        why = ""; /* it is not said twice */
    snprintf(text, sizeof text, "%s%s%s", why, why[0] && advice[0] ? "; " : "", advice);
    return job_remark(r->splitter, r->path, FILE_UNREAD, NOTE_FILE_UNKNOWN, text);
}

/* The first bytes, as they lie on disk (a copy, for decoding moves them) and decoded. */
enum status split_look(const struct splitter *s, struct input *in, struct looks *out,
                       struct err *err)
{
    struct str raw;
    TRY(input_raw_head(in, sizeof out->raw, &raw, err));
    memcpy(out->raw, raw.ptr, raw.len);
    out->head = (struct head){
        .raw = {out->raw, raw.len}
    };
    out->container = container_for(out->head.raw);
    if (out->container) /* is not text */
        return OK;
    if (s->encoding.len)
        TRY(input_force(in, s->encoding, err));
    return input_peek(in, HEAD_BYTES, &out->head.text, err);
}

static enum status split_text(struct reading *r, const struct looks *looks)
{
    const char *why, *advice, *better = NULL;
    const struct head *head = &looks->head;
    const char *own = own_file(head->text);
    if (own) {
        job_remark(r->splitter, r->path, FILE_SKIPPED, NOTE_FILE_SKIPPED, own);
        return OK;
    }
    r->reader = reader_for(head, str_of(r->path), &why, &advice);
    r->item->unknown = !r->reader;
    if (r->reader && r->reader->split)
        better = twin_find(r->item->beside, r->path, r->item->twin, r->splitter);
    if (better) {
        job_remark(r->splitter, r->path, FILE_SKIPPED, NOTE_SAME_LOG, better);
        return OK;
    }
    if (r->reader) {
        r->splitter->lead = lead_new(r, r->reader->binary ? head->raw : head->text);
        if (r->reader->binary)
            input_binary(r->in);
        return split_known(r);
    }
    if (!r->item->prose)
        remark_unknown(r, head->text, why, advice);
    return OK;
}

enum status split_item(struct splitter *s, struct item *item)
{
    struct reading r = {.splitter = s, .item = item, .in = item->in, .path = item->path};
    struct looks looks;
    struct err err = {0};
    enum status status = split_look(s, item->in, &looks, &err);
    if (status == FAIL_STOPPED)
        return status;
    if (status != OK)
        job_remark(s, item->path, FILE_UNREAD, NOTE_FILE_UNREADABLE, err.text);
    else if (item->damage.status != OK && looks.head.raw.len == 0)
        item->unknown = true; /* nothing came out of it; whoever gave it says why */
    else if (looks.container)
        status = unpack(s, item, looks.container);
    else
        status = split_text(&r, &looks);
    free(r.window);
    return status == FAIL_STOPPED ? status : OK;
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

static void send_known(struct splitter *s, const char *path, const struct seen_file *seen)
{
    struct job *job = job_take(s, JOB_KNOWN, path);
    if (!job)
        return;
    job->outcome = seen->useless ? FILE_UNREAD : FILE_READ;
    job->numbers = (struct source){.bytes = seen->bytes, .lost = seen->lost};
    job->done = s->passed += seen->bytes;
    notes_add(&job->batch.notes, NOTE_FILE_UNCHANGED, (struct loc){.file = path}, "%s", "");
    const char *wanted = s->encoding.len ? encoding_find(s->encoding) : NULL;
    if (wanted && seen->encoding.len && !str_eq(seen->encoding, str_of(wanted)))
        notes_add(&job->batch.notes, NOTE_ENCODING_KEPT, (struct loc){.file = path},
                  "%.*s, not %s", STR_ARG(seen->encoding), wanted);
    s->over |= !job_send(s, job);
}

/* Is a file of a form that some reader knows? */
static bool is_known(void *self, const char *path)
{
    const struct splitter *s = self;
    struct looks looks;
    struct input *in;
    struct err err;
    const char *why, *advice;
    if (input_open(path, &in, &err) != OK)
        return false;
    bool known = split_look(s, in, &looks, &err) == OK && !looks.container &&
                 reader_for(&looks.head, str_of(path), &why, &advice);
    input_close(in);
    return known;
}

bool split_is_passed(struct splitter *s, const char *path)
{
    if (is_case(path))
        job_remark(s, path, FILE_SKIPPED, NOTE_FILE_SKIPPED, "a case file");
    else if (casebook_names(str_of(path)))
        job_remark(s, path, FILE_SKIPPED, NOTE_FILE_SKIPPED, "what people say of the case");
    else if (str_ends(str_of(path), STR(".md")))
        job_remark(s, path, FILE_SKIPPED, NOTE_DOCUMENT_SKIPPED, "");
    else if (member_is_rubbish(str_of(path)))
        job_remark(s, path, FILE_SKIPPED, NOTE_MEMBERS_PASSED, "");
    else
        return false;
    return true;
}

static enum status split_file(struct splitter *s, const char *path)
{
    struct item item = {.path = path, .beside = s->files, .twin = is_known};
    struct err err = {0};
    item.stamp = file_stamp(&s->stamps, path);
    const struct seen_file *seen = find_seen(s, path, item.stamp);
    if (seen) {
        send_known(s, path, seen);
        return OK;
    }
    if (split_is_passed(s, path))
        return OK;
    if (input_open(path, &item.in, &err) != OK) {
        job_remark(s, path, FILE_UNREAD, NOTE_FILE_UNREADABLE, err.text);
        return OK;
    }
    enum status status = split_item(s, &item);
    struct input_facts facts = input_facts(item.in);
    s->passed += facts.size > facts.bytes ? facts.size : facts.bytes;
    input_close(item.in);
    return status;
}

void split_files(struct splitter *s)
{
    s->status = OK;
    s->archive = -1;
    for (size_t i = 0; i < s->files->n && s->status == OK && !s->over; i++) {
        s->file = (uint32_t)i;
        s->status = stop_check(&s->err);
        if (s->status == OK)
            s->status = split_file(s, s->files->paths[i]);
    }
    queue_close(s->work);
}
