/* The ERRORLOG of SQL Server, as events of its service: "2012-10-26 08:12:10.11 spid51      text",
 * continued on lines without a date. An error is two of these: "Error: 17809, Severity: 20,
 * State: 1." and, of the same moment and process, what it means; they are one event. The numbers
 * are those of the Application log.
 *
 * The log is not said to be the Application log, for it covers other times than that one does.
 *
 * Units     the wall clock of the server. */
#include "lines.h"
#include "taken.h"

enum {
    STAMP = sizeof "2012-10-26 08:12:10.11" - 1,
    SEVERE = 17,
    LOGIN_FIRST = 18450,
    LOGIN_LAST = 18489
};

/* Lines ---------------------------------------------------------------------------------------- */

/* One line and what it goes on with. */
struct entry {
    struct moment at;
    struct str process, text; /* "spid51", "Logon", "Server" */
};

static bool is_stamp(struct str s, struct moment *at)
{
    bool zoned;
    static const char shape[] = "0000-00-00 00:00:00.00";
    if (s.len < STAMP + 2 || s.ptr[STAMP] != ' ')
        return false;
    for (size_t i = 0; i < STAMP; i++)
        if (shape[i] == '0' ? s.ptr[i] < '0' || s.ptr[i] > '9' : s.ptr[i] != shape[i])
            return false;
    *at = (struct moment){0, true};
    return time_parse(str_head(s, STAMP), &at->ticks, &zoned);
}

/* The process stands in a column of its own: blanks fill it up, at least one. */
static bool read_entry(struct str s, struct entry *e)
{
    size_t from = STAMP + 1, to = from;
    if (!is_stamp(s, &e->at))
        return false;
    while (to < s.len && to - from < 24 && s.ptr[to] > ' ')
        to++;
    if (to == from || to == s.len || s.ptr[to] != ' ')
        return false;
    e->process = (struct str){s.ptr + from, to - from};
    e->text = str_trim(str_skip(s, to));
    return true;
}

/* The numbers of "Error: 17809, Severity: 20, State: 1.", "Fehler: 17809, Schweregrad: 20,
 * Status: 1.", "Erreur : 17809, Gravité : 20, État : 1.": three, each behind a colon. */
static bool read_error(struct str text, uint64_t n[3])
{
    static const char *const words[] = {"Error:", "Fehler:", "Erreur", "Error "};
    bool error = false;
    struct str rest = text, number;
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        error |= str_starts(text, str_of(words[i]));
    if (!error || text.len > 120)
        return false;
    for (int i = 0; i < 3; i++) {
        str_cut(rest, ':', &rest);
        rest = str_trim(rest);
        size_t len = 0;
        while (len < rest.len && rest.ptr[len] >= '0' && rest.ptr[len] <= '9')
            len++;
        number = str_head(rest, len);
        if (!str_to_u64(number, &n[i]))
            return false;
        rest = str_skip(rest, len);
    }
    return n[0] <= UINT32_MAX;
}

static bool begins(struct str text, bool apart)
{
    struct entry e;
    (void)apart;
    return read_entry(text, &e);
}

static bool is_error(struct str record)
{
    struct entry e;
    uint64_t n[3];
    return read_entry(record, &e) && read_error(e.text, n);
}

/* Events --------------------------------------------------------------------------------------- */

struct log {
    struct batch *batch;
    struct loc place;
    struct str provider, computer;
};

/* "Server name is 'SRV1\INST'." and the folder that the log itself says it lies in. */
static void read_names(struct log *log, struct str head)
{
    const char *name = str_find(head, STR("Server name is '"));
    const char *file = str_find(head, STR("SQL Server messages in file '"));
    struct str rest, value, instance = {0};
    log->provider = STR("MSSQLSERVER");
    if (name) {
        value = str_cut(str_skip(head, (size_t)(name - head.ptr) + 16), '\'', &rest);
        log->computer = str_cut(value, '\\', &instance);
    } else if (file) {
        value = str_cut(str_skip(head, (size_t)(file - head.ptr) + 29), '\'', &rest);
        const char *folder = str_find(value, STR("\\MSSQL"));
        while (folder && !instance.len) { /* MSSQL10_50.INST, MSSQL$INST */
            value = str_skip(value, (size_t)(folder + 6 - value.ptr));
            struct str part = str_cut(value, '\\', &rest);
            const char *dot =
                part.len ? memchr(part.ptr, part.ptr[0] == '$' ? '$' : '.', part.len) : NULL;
            if (dot)
                instance = str_skip(part, (size_t)(dot + 1 - part.ptr));
            folder = str_find(value, STR("\\MSSQL"));
        }
    }
    uint64_t number; /* MSSQL.1 tells nothing */
    if (instance.len && !str_eq_nocase(instance, STR("MSSQLSERVER")) &&
        !str_to_u64(instance, &number))
        log->provider = arena_fmt(&log->batch->arena, "MSSQL$%.*s", STR_ARG(instance));
}

static void known_text(struct event *e)
{
    static const struct {
        const char *text;
        int64_t id, level;
    } texts[] = {
#define ERRORLOG_TEXT(text, id, level) {text, id, level},
#include "errorlog.def"
#undef ERRORLOG_TEXT
    };
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        if (str_find(e->message, str_of(texts[i].text))) {
            e->event_id = texts[i].id;
            e->level = texts[i].level;
            return;
        }
}

/* As the Application log has it: refused logins are audits. */
static void put_error(struct event *e, const uint64_t n[3])
{
    bool login = n[0] >= LOGIN_FIRST && n[0] <= LOGIN_LAST && n[1] < SEVERE;
    e->event_id = (int64_t)(n[0] & 0xFFFF);
    e->level = login ? 0 : n[1] > 10 ? 2 : 4;
    if (login) {
        e->keywords = UINT64_C(0x90000000000000); /* classic, audit failure */
        e->has_keywords = true;
    }
}

static void put_event(struct log *log, struct str record, const struct entry *entry,
                      const uint64_t *error, struct str message)
{
    struct arena *arena = &log->batch->arena;
    struct event *e = batch_add(log->batch);
    struct field *fields = ARENA_ARRAY(arena, struct field, 3);
    e->at = entry->at;
    e->provider = log->provider;
    e->computer = log->computer;
    e->level = 4;
    e->message = message;
    e->offset = log->batch->offset + (uint64_t)(record.ptr - log->batch->bytes.ptr);
    e->length = record.len;
    fields[0] = (struct field){STR("Process"), entry->process};
    e->fields_n = 1;
    if (error) {
        put_error(e, error);
        fields[1] =
            (struct field){STR("Severity"), arena_fmt(arena, "%llu", (unsigned long long)error[1])};
        fields[2] =
            (struct field){STR("State"), arena_fmt(arena, "%llu", (unsigned long long)error[2])};
        e->fields_n = 3;
    } else {
        known_text(e);
    }
    e->fields = fields;
}

static enum status parse(struct batch *b, const struct lead *lead, struct err *err)
{
    struct log log = {
        .batch = b, .place = {.file = lead->path.ptr, .line = 1}
    };
    struct str rest = b->bytes, record;
    (void)err;
    read_names(&log, lead->head);
    for (bool headed; lines_next(&rest, &record, &headed, begins);) {
        struct entry entry, meaning;
        struct str next, look = rest;
        uint64_t n[3];
        bool more;
        if (!headed || !read_entry(record, &entry)) {
            if (!lines_blank(record)) {
                batch_lost(b, b->offset + (uint64_t)(record.ptr - b->bytes.ptr), record.len,
                           "text that is no entry of ERRORLOG");
                notes_add(&b->notes, NOTE_BYTES_LOST, log.place,
                          "text that is no entry of ERRORLOG");
            }
        } else if (!read_error(entry.text, n)) {
            put_event(&log, record, &entry, NULL, entry.text);
        } else if (lines_next(&look, &next, &more, begins) && read_entry(next, &meaning) &&
                   str_eq(meaning.process, entry.process) && !is_error(next)) {
            record.len = (size_t)(next.ptr + next.len - record.ptr);
            put_event(&log, record, &entry, n, meaning.text);
            rest = look;
        } else {
            put_event(&log, record, &entry, n, entry.text);
        }
        log.place.line += lines_count(record);
    }
    return OK;
}

/* The last record of a run is never an error: what it means stands behind. */
static struct cut split(struct str window, size_t want, bool last)
{
    struct cut cut = lines_split(window, want, last, begins);
    while (!last && cut.take) {
        struct str run = str_head(str_skip(window, cut.skip), cut.take);
        size_t from = run.len;
        while (from > 0 && !((from == 1 || run.ptr[from - 2] == '\n') &&
                             begins(str_skip(run, from - 1), false)))
            from--;
        if (!from || !is_error(str_skip(run, from - 1)))
            break;
        struct cut longer = lines_split(window, cut.take + 1, last, begins);
        if (longer.take <= cut.take)
            return (struct cut){0};
        cut = longer;
    }
    return cut;
}

/* Two stamps with processes that SQL Server has, near the front. */
static int probe(struct str head, struct str path)
{
    enum { LINES = 40 };
    static const char *const processes[] = {"spid",  "Server", "Logon", "server",
                                            "logon", "backup", "Backup"};
    struct str line;
    struct entry e;
    size_t ours = 0;
    (void)path;
    for (int i = 0; i < LINES && str_line(&head, &line); i++)
        for (size_t k = 0; read_entry(line, &e) && k < ARRAY_LEN(processes); k++)
            if (str_starts(e.process, str_of(processes[k]))) {
                ours++;
                break;
            }
    return ours >= 2 ? 90 : 0;
}

const struct reader reader_errorlog = {
    .name = "sql-errorlog",
    .summary = "ERRORLOG of SQL Server",
    .probe = probe,
    .split = split,
    .parse = parse,
};
