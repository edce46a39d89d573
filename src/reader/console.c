/* One reader for everything that was copied from a console; the tables are parsed by the
 * files that tables.def names. What stands between tables is read for dates,
 * times and host names; other prose there is passed over. */
#include "console.h"

#include "base/files.h"
#include "reader/reader.h"

#define TABLE(name) extern const struct table table_##name;
#include "tables.def"
#undef TABLE

static const struct table *const tables[] = {
#define TABLE(name) &table_##name,
#include "tables.def"
#undef TABLE
};

bool console_next(struct console *c)
{
    if (c->again) {
        c->again = false;
        return true;
    }
    if (!str_line(&c->rest, &c->line))
        return false;
    c->place.line++;
    return true;
}

void console_back(struct console *c)
{
    c->again = true;
}

uint64_t console_offset(const struct console *c)
{
    return c->batch->offset + (uint64_t)(c->line.ptr - c->batch->bytes.ptr);
}

/* "C:\WINDOWS\system32>netstat -ano", also "PS C:\> ..." and "Microsoft Windows [...]" is none. */
bool console_prompt(struct str line, struct str *command)
{
    struct str s = str_trim(line);
    if (str_starts(s, STR("PS ")))
        s = str_skip(s, 3);
    if (s.len < 4 || s.ptr[1] != ':' || s.ptr[2] != '\\')
        return false;
    const char *mark = memchr(s.ptr, '>', s.len);
    if (!mark)
        return false;
    *command = str_trim(str_skip(s, (size_t)(mark + 1 - s.ptr)));
    return true;
}

static struct str line_behind(struct str rest)
{
    struct str line = {0};
    str_line(&rest, &line);
    return line;
}

static const struct table *table_at(const struct console *c, struct str line, struct str next)
{
    struct str command;
    if (console_prompt(line, &command))
        return NULL;
    for (size_t i = 0; i < ARRAY_LEN(tables); i++)
        if (tables[i]->begins(c, line, next))
            return tables[i];
    return NULL;
}

/* "1> exec sp_configure" and "(3 rows affected)" of sqlcmd. */
static bool is_sql_talk(struct str line)
{
    struct str rest, number = str_cut(line, '>', &rest);
    uint64_t n;
    if (rest.len && rest.ptr[0] == ' ' && number.len < 4 && str_to_u64(number, &n))
        return true;
    return line.len > 3 && line.ptr[0] == '(' && line.ptr[1] >= '0' && line.ptr[1] <= '9' &&
           line.ptr[line.len - 1] == ')' &&
           (str_find(line, STR("row")) || str_find(line, STR("Zeile")) ||
            str_find(line, STR("ligne")));
}

/* Lines that consoles and commands print around tables. */
static bool is_banner(struct str line)
{
    static const char *const starts[] = {
        "Microsoft Windows [Version",
        "(C) Copyright",
        "(c) Microsoft",
        "(c) 2",
        "Copyright (C)",
        "Windows PowerShell",
        "#TYPE ",
        "Tracking ",
        "Querying active state",
        "Der aktive Status wird abgefragt",
        "Active Conn",
        "Aktive Verbindungen",
        "Connexions actives",
        "Enter the new ",
        "! REG.EXE",
        "Geben Sie ",
        "Entrez la nouvelle ",
        "Conexiones activas",
        "Connessioni at",
        "\xEF\xBB\xBF",
    };
    for (size_t i = 0; i < ARRAY_LEN(starts); i++)
        if (str_starts_nocase(line, str_of(starts[i])))
            return true;
    return is_sql_talk(line);
}

bool console_over(const struct console *c)
{
    struct str command;
    return console_prompt(c->line, &command) || is_banner(str_trim(c->line)) ||
           table_at(c, c->line, line_behind(c->rest)) != NULL;
}

struct capture *console_capture(struct console *c, enum fact_kind kind, const char *tool)
{
    struct capture *capture = batch_capture(c->batch, kind);
    bool whole;
    capture->tool = c->command.len ? c->command : str_of(tool);
    capture->host = c->host;
    capture->taken = c->taken;
    whole = c->clock;
    if (c->taken.ticks == TIME_NONE)
        name_taken(str_of(c->place.file), &capture->taken, &whole);
    else if (!whole)
        capture->taken.ticks += TICKS_PER_DAY / 2;
    /* A day alone says too little of what changes within the hour. */
    if (!whole && (kind == FACT_SOCKET || kind == FACT_PROCESS))
        capture->taken = MOMENT_NONE;
    return capture;
}

struct fact *console_fact(struct console *c, struct capture *capture)
{
    struct fact *f = capture_add(&c->batch->arena, capture);
    f->line = c->place.line;
    f->offset = console_offset(c);
    return f;
}

void console_lost(struct console *c, const char *why)
{
    batch_lost(c->batch, console_offset(c), c->line.len, why);
    notes_add(&c->batch->notes, NOTE_BYTES_LOST, c->place, "%s", why);
}

size_t console_words(struct str line, struct str *words, size_t max)
{
    size_t n = 0;
    for (size_t i = 0; i < line.len;) {
        while (i < line.len && (line.ptr[i] == ' ' || line.ptr[i] == '\t'))
            i++;
        size_t from = i;
        while (i < line.len && line.ptr[i] != ' ' && line.ptr[i] != '\t')
            i++;
        if (i > from && n < max)
            words[n] = (struct str){line.ptr + from, i - from};
        n += i > from;
    }
    return n;
}

bool console_option(const struct console *c, struct str word, struct str *next)
{
    struct str words[32];
    size_t n = console_words(c->command, words, ARRAY_LEN(words));
    for (size_t i = 0; i < n && i < ARRAY_LEN(words); i++) {
        if (!str_eq_nocase(words[i], word))
            continue;
        if (next)
            *next = i + 1 < n && i + 1 < ARRAY_LEN(words) ? words[i + 1] : (struct str){0};
        return true;
    }
    return false;
}

/* The cells of a line of quoted values; a quote inside is doubled. */
size_t console_csv(struct str line, struct str *cells, size_t max)
{
    size_t n = 0;
    while (line.len && line.ptr[0] == '"' && n < max) {
        size_t end = 1;
        while (end < line.len &&
               (line.ptr[end] != '"' || (end + 1 < line.len && line.ptr[end + 1] == '"')))
            end += line.ptr[end] == '"' ? 2 : 1;
        end = end < line.len ? end : line.len;
        cells[n++] = (struct str){line.ptr + 1, end - 1};
        line = str_skip(line, end + 2);
    }
    return n;
}

/* When and where ------------------------------------------------------------------------------- */

/* A date or a clock at the end of a line: bare, or behind "The current date is:". */
static bool read_date_or_time(struct console *c)
{
    struct str words[12];
    size_t n = console_words(c->line, words, ARRAY_LEN(words));
    struct civil day, now = {0};
    if (n == 0 || n > ARRAY_LEN(words))
        return false;
    bool prose = n > 3;
    if (prose && !memchr(c->line.ptr, ':', c->line.len))
        return false;
    struct str last = words[n - 1], before = n > 1 ? words[n - 2] : (struct str){0};
    bool half = str_eq_nocase(last, STR("AM")) || str_eq_nocase(last, STR("PM"));
    if (taken_date(last, before, true, &day) && (n <= 2 || prose)) {
        c->taken = (struct moment){civil_ticks(&day), true};
        c->clock = false;
        return true;
    }
    if (taken_clock(half ? before : last, half ? last : (struct str){0}, &now) &&
        c->taken.ticks != TIME_NONE && (n <= 2 || prose)) {
        day = civil_of(c->taken.ticks);
        day.hour = now.hour;
        day.minute = now.minute;
        day.second = now.second;
        c->taken.ticks = civil_ticks(&day);
        c->clock = true;
        return true;
    }
    return false;
}

/* ":: culprit collect host=SBS01 taken=2012-10-26T09:08:00": what a collecting script writes above.
 */
static bool read_header(struct console *c)
{
    struct str words[16];
    if (!str_find(c->line, STR("culprit collect")))
        return false;
    size_t n = console_words(c->line, words, ARRAY_LEN(words));
    for (size_t i = 0; i < n && i < ARRAY_LEN(words); i++) {
        struct str value, name = str_cut(words[i], '=', &value);
        int64_t ticks;
        bool zoned;
        if (str_eq_nocase(name, STR("host")) && value.len)
            c->host = value;
        if (str_eq_nocase(name, STR("taken")) && time_parse(value, &ticks, &zoned)) {
            c->taken = (struct moment){ticks, !zoned};
            c->clock = true;
        }
    }
    return true;
}

/* The file as a whole -------------------------------------------------------------------------- */

/* A stretch between tables that nobody understood. */
struct unknown {
    struct str from; /* its first line; ptr NULL while there is none */
    const char *to;
    uint32_t line;
};

static void unknown_add(struct console *c, struct unknown *u)
{
    if (!u->from.ptr) {
        u->from = c->line;
        u->line = c->place.line;
    }
    u->to = c->line.ptr + c->line.len;
}

static void unknown_end(struct console *c, struct unknown *u)
{
    struct loc at = {.file = c->place.file, .line = u->line};
    if (!u->from.ptr)
        return;
    uint64_t offset = c->batch->offset + (uint64_t)(u->from.ptr - c->batch->bytes.ptr);
    batch_lost(c->batch, offset, (uint64_t)(u->to - u->from.ptr), "console text of no known table");
    notes_add(&c->batch->notes, NOTE_BYTES_LOST, at, "console text of no known table: %.*s",
              (int)(u->from.len < 60 ? u->from.len : 60), u->from.ptr);
    *u = (struct unknown){0};
}

/* "[SBS01]: PS C:\>": a remote console of PowerShell tells whose it is. */
static bool read_remote_prompt(struct console *c)
{
    const char *end = str_find(c->line, STR("]: PS "));
    if (!end || c->line.ptr[0] != '[')
        return false;
    size_t len = (size_t)(end - c->line.ptr);
    if (!console_prompt(str_skip(c->line, len + 3), &c->command))
        return false;
    c->host = (struct str){c->line.ptr + 1, len - 1};
    return true;
}

/* "   Host Name . . . . . . . . . . . . : SBS01" of ipconfig /all. */
static bool read_ipconfig_host(struct console *c)
{
    static const char *const names[] = {"Host Name", "Hostname", "Nom de l"};
    struct str value, text = str_trim(c->line), name = str_cut(text, ':', &value);
    value = str_trim(value);
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (str_starts_nocase(name, str_of(names[i])) && str_find(name, STR(". .")) && value.len) {
            c->host = value;
            return true;
        }
    return false;
}

/* Between tables: prompts, dates, the answer of `hostname`. False for what is none of these. */
static bool read_between(struct console *c)
{
    struct str command, words[2];
    if (console_prompt(c->line, &command)) {
        c->command = command;
        return true;
    }
    if (str_eq_nocase(c->command, STR("hostname")) && console_words(c->line, words, 2) == 1) {
        c->host = words[0];
        c->command = (struct str){0};
        return true;
    }
    return is_banner(str_trim(c->line)) || read_ipconfig_host(c) || read_remote_prompt(c) ||
           read_header(c) || read_date_or_time(c);
}

/* A table that was pasted without its command is not the answer to the one before it. */
static void check_command(struct console *c, const struct table *table)
{
    struct str rest = str_of(table->programs), one, words[2], first;
    size_t n = console_words(c->command, words, 1);
    struct str typed = n ? path_name(words[0]) : (struct str){0};
    const char *slash = typed.len ? memrchr(typed.ptr, '\\', typed.len) : NULL;
    typed = slash ? str_skip(typed, (size_t)(slash + 1 - typed.ptr)) : typed;
    first = str_cut(str_of(table->name), ' ', &one);
    if (str_starts_nocase(typed, STR("powershell")) || str_starts_nocase(typed, STR("pwsh")) ||
        (!table->programs && str_starts_nocase(typed, first)))
        return;
    while (rest.len) {
        one = str_cut(rest, ' ', &rest);
        if (one.len && str_starts_nocase(typed, one))
            return;
    }
    c->command = (struct str){0};
}

/* The table that begins at the line, with the command that it answers; a table that was told by a
 * command which it does not answer is none, or another. */
static const struct table *begin_table(struct console *c)
{
    struct str next = line_behind(c->rest);
    const struct table *table = table_at(c, c->line, next);
    if (!table)
        return NULL;
    struct str command = c->command;
    check_command(c, table);
    if (c->command.len == command.len)
        return table;
    table = table_at(c, c->line, next);
    if (!table)
        c->command = command;
    return table;
}

/* One console is one machine: a table above the place that names it is of the same. */
static void share_host(struct batch *b)
{
    struct str host = {0};
    for (size_t i = 0; i < b->captures_n; i++) {
        struct str one = b->captures[i].host;
        if (host.len && one.len && !str_eq_nocase(host, one))
            return;
        host = one.len ? one : host;
    }
    for (size_t i = 0; i < b->captures_n; i++)
        b->captures[i].host = host;
}

static enum status parse_console(struct batch *b, const struct lead *lead, struct err *err)
{
    (void)err;
    struct console c = {
        .batch = b, .place = {.file = lead->path.ptr}, .rest = b->bytes, .taken = MOMENT_NONE};
    struct unknown unknown = {0};
    while (console_next(&c)) {
        const struct table *table = begin_table(&c);
        if (table) {
            unknown_end(&c, &unknown);
            const char *heading = c.line.ptr;
            table->read(&c);
            if (c.again && c.line.ptr == heading && console_next(&c)) /* nobody would read on */
                unknown_add(&c, &unknown);
        } else if (read_between(&c)) {
            unknown_end(&c, &unknown);
        } else if (str_trim(c.line).len) {
            unknown_add(&c, &unknown);
        }
    }
    unknown_end(&c, &unknown);
    share_host(b);
    return OK;
}

static int probe_console(struct str head, struct str path)
{
    struct console c = {.taken = MOMENT_NONE};
    struct str line;
    (void)path;
    if (head.len && head.ptr[0] == '<')
        return 0;
    while (str_line(&head, &line)) {
        c.rest = head;
        console_prompt(line, &c.command);
        if (table_at(&c, line, line_behind(head)))
            return 80;
    }
    return 0;
}

const struct reader reader_console = {
    .name = "console-text",
    .summary = "output of commands (docs/EVIDENCE.md), several in one file",
    .probe = probe_console,
    .parse = parse_console,
};
