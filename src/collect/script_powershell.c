/* The script for PowerShell 2 and later. */
#include "base/asset.h"
#include "script.h"

static void put_call(struct buf *to, const char *function, const struct str *words, size_t n)
{
    buf_text(to, function);
    for (size_t i = 0; i < n; i++) {
        buf_char(to, ' ');
        buf_quoted(to, words[i]);
    }
    buf_char(to, '\n');
}

void script_powershell(const struct script *s, struct buf *to)
{
    buf_add(to, asset_text("collect/head.ps1"));
    buf_char(to, '\n');
    for (size_t i = 0; i < s->steps_n; i++) {
        const struct step *step = &s->steps[i];
        const struct str words[] = {step->from, step->to, step->file, step->command};
        put_call(to, str_eq(step->shell, STR("ps")) ? "Invoke-Script" : "Invoke-Command-Line",
                 words, ARRAY_LEN(words));
    }
    for (size_t i = 0; i < s->keys_n; i++) {
        const struct str words[] = {s->keys[i].name, s->keys[i].what};
        put_call(to, "Export-Key", words, ARRAY_LEN(words));
    }
    for (size_t i = 0; i < s->logs_n; i++) {
        const struct str words[] = {s->logs[i].from, s->logs[i].what};
        put_call(to, "Export-Log", words, ARRAY_LEN(words));
    }
    buf_char(to, '\n');
    buf_add(to, asset_text("collect/tail.ps1"));
}
