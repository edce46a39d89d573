/* Which steps, keys and logs a script takes. */
#include "collect/collect.h"

#include "knowledge/table.h"
#include "script.h"
#include "version.h"

/* The first Windows with wevtutil, and the first with PowerShell built in. */
#define WITH_WEVTUTIL 60000000
#define WITH_POWERSHELL 60100000

/* Sockets say little without the processes and services of the same minute, and every answer is
 * worth more where the version of Windows is known. */
static const struct {
    const char *wish, *also;
} companions[] = {
    {"socket",  "process"},
    {"socket",  "service"},
    {"process", "service"},
};

static bool is_wished(const struct collect_wish *w, struct str kind)
{
    if (!w || str_eq(kind, STR("system")))
        return true;
    for (size_t i = 0; i < w->kinds_n; i++) {
        if (str_eq(w->kinds[i], kind))
            return true;
        for (size_t k = 0; k < ARRAY_LEN(companions); k++)
            if (str_eq(kind, str_of(companions[k].also)) &&
                str_eq(w->kinds[i], str_of(companions[k].wish)))
                return true;
    }
    return false;
}

static bool is_for(const struct script *s, struct str from, struct str to)
{
    return !s->windows ||
           (s->windows >= version_number(from, false) && s->windows <= version_number(to, true));
}

static void choose_steps(struct script *s)
{
    struct table t = table_load(s->arena, "collect/steps.csv");
    bool powershell = s->spec->powershell;
    size_t kind = table_column(&t, "kind"), shell = table_column(&t, "shell"),
           from = table_column(&t, "from"), to = table_column(&t, "to"),
           file = table_column(&t, "file"), command = table_column(&t, "command");
    s->steps = ARENA_ARRAY(s->arena, struct step, t.rows + 1);
    for (size_t i = 0; i < t.rows; i++) {
        struct step step = {table_cell(&t, i, shell), table_cell(&t, i, from),
                            table_cell(&t, i, to), table_cell(&t, i, file),
                            table_cell(&t, i, command)};
        if (str_eq(step.shell, powershell ? STR("cmd") : STR("ps")) ||
            (powershell && str_eq(step.shell, STR("cmdps"))) || !is_for(s, step.from, step.to) ||
            !is_wished(s->spec->wish, table_cell(&t, i, kind)))
            continue;
        if (s->windows)
            step.from = step.to = (struct str){"", 0};
        s->steps[s->steps_n++] = step;
    }
}

/* The last part of a key, for the name of its file; the number keeps two of one name apart. */
static struct str key_file(const struct script *s, struct str key, size_t number)
{
    struct str name = key;
    for (size_t i = 0; i < key.len; i++)
        if (key.ptr[i] == '\\')
            name = str_skip(key, i + 1);
    char *plain = arena_alloc(s->arena, name.len + 1);
    for (size_t i = 0; i < name.len; i++)
        plain[i] = name.ptr[i] == ' ' || name.ptr[i] == '$' ? '-' : name.ptr[i];
    return arena_fmt(s->arena, "key%zu-%s", number, plain);
}

static void choose_keys(struct script *s)
{
    const struct collect_wish *w = s->spec->wish;
    struct table t = table_load(s->arena, "collect/keys.csv");
    size_t n = t.rows + (w ? w->keys_n : 0);
    s->keys = ARENA_ARRAY(s->arena, struct thing, n + 1);
    for (size_t i = 0; w && i < w->keys_n; i++)
        s->keys[s->keys_n++] = (struct thing){
            key_file(s, w->keys[i], i + 1), w->keys[i], {"", 0}
        };
    if (s->keys_n || !is_wished(w, STR("registry")))
        return;
    for (size_t i = 0; i < t.rows; i++)
        s->keys[s->keys_n++] = (struct thing){
            table_cell(&t, i, table_column(&t, "name")),
            table_cell(&t, i, table_column(&t, "key")),
            {"", 0}
        };
}

static struct str log_file(const struct script *s, struct str log)
{
    char *plain = arena_alloc(s->arena, log.len + 1);
    for (size_t i = 0; i < log.len; i++)
        plain[i] = log.ptr[i] == ' ' || log.ptr[i] == '/' ? '-' : log.ptr[i];
    return (struct str){plain, log.len};
}

static void choose_logs(struct script *s)
{
    const struct collect_wish *w = s->spec->wish;
    struct table t = table_load(s->arena, "collect/channels.csv");
    s->logs = ARENA_ARRAY(s->arena, struct thing, t.rows + (w ? w->logs_n : 0) + 1);
    if (!is_wished(w, STR("log")))
        return;
    s->old_logs = !s->spec->powershell && (!s->windows || s->windows < WITH_WEVTUTIL);
    s->named_logs = w && w->logs_n;
    for (size_t i = 0; s->named_logs && i < w->logs_n; i++)
        s->logs[s->logs_n++] = (struct thing){
            log_file(s, w->logs[i]), w->logs[i], {"", 0}
        };
    for (size_t i = 0; !s->named_logs && i < t.rows; i++) {
        struct str name = table_cell(&t, i, table_column(&t, "name")),
                   from = table_cell(&t, i, table_column(&t, "from"));
        if (is_for(s, from, (struct str){0}))
            s->logs[s->logs_n++] = (struct thing){
                log_file(s, name), name, s->windows ? (struct str){"", 0}
                      : from
            };
    }
}

/* Lines of scripts end as cmd.exe wants them; labels are not found otherwise. */
static void put_lines(struct buf *to, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\n')
            buf_char(to, '\r');
        buf_char(to, text.ptr[i]);
    }
}

enum status collect_script(const struct collect_spec *spec, struct buf *to, struct err *err)
{
    struct arena arena = {0};
    struct buf text = {0};
    struct script s = {.arena = &arena, .spec = spec};
    if (spec->windows.len)
        TRY(version_find(spec->windows, &s.windows, err));
    if (spec->powershell && s.windows && s.windows < WITH_POWERSHELL)
        return err_set(err, FAIL_USAGE,
                       "Windows %.*s has no PowerShell of its own; leave out --powershell",
                       STR_ARG(spec->windows));
    choose_steps(&s);
    choose_keys(&s);
    choose_logs(&s);
    (spec->powershell ? script_powershell : script_cmd)(&s, &text);
    put_lines(to, buf_str(&text));
    buf_free(&text);
    arena_free(&arena);
    return OK;
}

enum status collect_capture(struct str windows, struct buf *to, struct err *err)
{
    struct arena arena = {0};
    struct table t = table_load(&arena, "rules/knowledge/capture_tools.csv");
    size_t name = table_column(&t, "windows"), from = table_column(&t, "nt_from"),
           until = table_column(&t, "nt_to"), tool = table_column(&t, "tool"),
           command = table_column(&t, "command"), note = table_column(&t, "note"),
           source = table_column(&t, "source");
    int64_t version = 0;
    enum status status = windows.len ? version_find(windows, &version, err) : OK;
    for (size_t i = 0; i < t.rows && status == OK; i++) {
        if (version && (version < version_number(table_cell(&t, i, from), false) ||
                        version > version_number(table_cell(&t, i, until), true)))
            continue;
        buf_fmt(to, "%.*s: %.*s\n    %.*s\n", STR_ARG(table_cell(&t, i, name)),
                STR_ARG(table_cell(&t, i, tool)), STR_ARG(table_cell(&t, i, command)));
        if (table_cell(&t, i, note).len)
            buf_fmt(to, "    %.*s\n", STR_ARG(table_cell(&t, i, note)));
        buf_fmt(to, "    source: %.*s\n", STR_ARG(table_cell(&t, i, source)));
    }
    arena_free(&arena);
    return status;
}
