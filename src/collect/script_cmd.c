/* The script for cmd.exe, from 2003 on. */
#include "base/asset.h"
#include "script.h"
#include "version.h"

/* Text that `echo` prints as it is: what cmd.exe would act on is escaped outside of quotes, a
 * percent sign doubled. Environment variables of commands are to be seen as they are written, so
 * they are doubled as well. */
static void put_echo(struct buf *to, struct str text)
{
    bool quoted = false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        quoted ^= c == '"';
        if (!quoted && strchr("&|<>^()", c))
            buf_char(to, '^');
        buf_char(to, c);
        if (c == '%')
            buf_char(to, '%');
    }
    buf_char(to, '\n');
}

/* The label behind a step that is not for this Windows. */
static void put_guard(struct buf *to, struct str from, struct str until, size_t label)
{
    if (from.len)
        buf_fmt(to, "if %%V%% LSS %lld goto s%zu\n", (long long)version_number(from, false), label);
    if (until.len)
        buf_fmt(to, "if %%V%% GTR %lld goto s%zu\n", (long long)version_number(until, true), label);
}

static void put_result(struct buf *to, struct str command)
{
    buf_text(to, "set RC=%errorlevel%\n>>\"%LOG%\" echo %NOW% result=%RC% ");
    put_echo(to, command);
}

/* wmic writes UTF-16 into a file, which would spoil what stands there; more makes text of it. */
static const char *behind_of(struct str command)
{
    return str_starts(command, STR("wmic ")) ? " | more" : "";
}

/* The prompt above the answer, and the command; PowerShell's where nothing else is left. */
static void put_command(struct buf *to, const struct step *step)
{
    bool powershell = str_eq(step->shell, STR("cmdps"));
    buf_fmt(to, ">>\"%%F%%\" echo %sC:\\^>", powershell ? "PS " : "");
    put_echo(to, step->command);
    if (powershell)
        buf_fmt(to, "(powershell -NoProfile -Command \"%.*s\")", STR_ARG(step->command));
    else
        buf_fmt(to, "(%.*s%s)", STR_ARG(step->command), behind_of(step->command));
    buf_text(to, " >>\"%F%\" 2>&1\n");
}

static void put_step(struct buf *to, const struct step *step, size_t label)
{
    buf_char(to, '\n');
    put_guard(to, step->from, step->to, label);
    buf_fmt(to, "call :head %.*s\n", STR_ARG(step->file));
    put_command(to, step);
    put_result(to, step->command);
    buf_text(to, ">>\"%F%\" echo.\n");
    if (step->from.len || step->to.len)
        buf_fmt(to, ":s%zu\n", label);
}

static void put_key(struct buf *to, const struct script *s, const struct thing *key)
{
    struct str command = arena_fmt(s->arena, "reg export \"%.*s\"", STR_ARG(key->what));
    buf_fmt(to, "\necho   %.*s_%%STAMP%%.reg\ncall :now\n", STR_ARG(key->name));
    buf_fmt(to, "%.*s \"%%OUT%%\\%.*s_%%STAMP%%.reg\" >nul 2>&1\n", STR_ARG(command),
            STR_ARG(key->name));
    put_result(to, command);
}

static void put_log(struct buf *to, const struct script *s, const struct thing *log, size_t label)
{
    struct str command = arena_fmt(s->arena, "wevtutil epl \"%.*s\"", STR_ARG(log->what));
    buf_char(to, '\n');
    put_guard(to, log->from, (struct str){0}, label);
    buf_fmt(to, "echo   %.*s.evtx\ncall :now\n%.*s \"%%OUT%%\\%.*s.evtx\" >nul 2>&1\n",
            STR_ARG(log->name), STR_ARG(command), STR_ARG(log->name));
    put_result(to, command);
    if (log->from.len)
        buf_fmt(to, ":s%zu\n", label);
}

/* Without wevtutil a small script of WMI saves the logs; it is written out, run, and taken away. */
static void put_old_logs(struct buf *to, const struct script *s)
{
    struct str rest = asset_text("collect/backup.vbs"), line;
    buf_text(to, "\nset \"B=%OUT%\\backup.vbs\"\n");
    while (str_line(&rest, &line)) {
        buf_text(to, line.len ? ">>\"%B%\" echo " : ">>\"%B%\" echo.");
        put_echo(to, line);
    }
    buf_text(to, "echo   the event logs, as .evt\ncall :now\n>>\"%LOG%\" echo %NOW% "
                 "BackupEventLog\ncscript //nologo \"%B%\" \"%OUT%\"");
    for (size_t i = 0; s->named_logs && i < s->logs_n; i++)
        buf_fmt(to, " \"%.*s\"", STR_ARG(s->logs[i].what));
    buf_text(to, " >>\"%LOG%\" 2>&1\ndel \"%B%\"\n");
}

void script_cmd(const struct script *s, struct buf *to)
{
    size_t label = 0;
    bool both = s->old_logs && !s->windows;
    buf_add(to, asset_text("collect/head.cmd"));
    for (size_t i = 0; i < s->steps_n; i++)
        put_step(to, &s->steps[i], ++label);
    for (size_t i = 0; i < s->keys_n; i++)
        put_key(to, s, &s->keys[i]);
    if (both)
        buf_text(to, "\nif %V% GEQ 60000000 goto newlogs\n");
    if (s->old_logs)
        put_old_logs(to, s);
    if (both)
        buf_text(to, "goto logsdone\n:newlogs\n");
    for (size_t i = 0; i < s->logs_n && (!s->old_logs || both); i++)
        put_log(to, s, &s->logs[i], ++label);
    buf_text(to, both ? ":logsdone\n\n" : "\n");
    buf_add(to, asset_text("collect/tail.cmd"));
}
