/* What a report asks for, as what a script can take. */
#include "collect/collect.h"

/* Characters that mean nothing to cmd.exe or PowerShell inside quotes. */
static bool is_harmless(struct str name, const char *more)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!plain && !(c && strchr(more, c)))
            return false;
    }
    return name.len > 0 && name.len <= 200 && name.ptr[name.len - 1] != '\\';
}

static bool is_there(const struct str *list, size_t n, struct str one)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq_nocase(list[i], one))
            return true;
    return false;
}

static void add(struct arena *arena, struct str **list, size_t *n, size_t *max, struct str one)
{
    if (is_there(*list, *n, one))
        return;
    GROW(arena, *list, *n, *max);
    (*list)[(*n)++] = arena_str(arena, one);
}

/* What stands between the first two of `quote` behind `mark`; empty where that is missing. */
static struct str between(struct str text, struct str mark, char quote)
{
    const char *at = str_find(text, mark);
    struct str rest = at ? str_skip(text, (size_t)(at - text.ptr) + mark.len) : (struct str){0};
    const char *end = rest.len ? memchr(rest.ptr, quote, rest.len) : NULL;
    return end ? str_head(rest, (size_t)(end - rest.ptr)) : (struct str){0};
}

bool collect_ask(struct arena *arena, struct collect_wish *wish, struct str kind,
                 struct str command)
{
    add(arena, &wish->kinds, &wish->kinds_n, &wish->kinds_max, kind);
    if (str_eq(kind, STR("registry"))) {
        struct str key = between(command, STR("reg export \""), '"');
        if (!is_harmless(key, " _.-\\$") || !str_starts_nocase(key, STR("HKLM\\")))
            return false;
        add(arena, &wish->keys, &wish->keys_n, &wish->keys_max, key);
    } else if (str_eq(kind, STR("log"))) {
        struct str log = between(command, STR("wevtutil epl \""), '"');
        if (log.len == 0)
            log = between(command, STR("LogfileName='"), '\'');
        if (!is_harmless(log, " _.-/"))
            return false;
        add(arena, &wish->logs, &wish->logs_n, &wish->logs_max, log);
    }
    return true;
}
