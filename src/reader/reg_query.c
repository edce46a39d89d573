/* reg query: a line with the key, indented lines with name, type and value. With /v the answer says
 * nothing of other values, so its scope is not the key. */
#include "console.h"
#include "registry.h"

static bool is_key(struct str line)
{
    return str_starts(line, STR("HKEY_")) && memchr(line.ptr, '\\', line.len);
}

static bool begins(const struct console *c, struct str line, struct str next)
{
    (void)c;
    return is_key(line) && (is_key(next) || str_find(next, STR("REG_")) || str_trim(next).len == 0);
}

/* "    MaxUserPort    REG_DWORD    0xea60"; names may hold single blanks. */
static bool read_value(struct str line, struct pair *name_type, struct str *value)
{
    const char *type = str_find(line, STR("REG_"));
    if (!type || !line.len || (line.ptr[0] != ' ' && line.ptr[0] != '\t'))
        return false;
    struct str rest = str_skip(line, (size_t)(type - line.ptr));
    size_t end = 0;
    while (end < rest.len && rest.ptr[end] != ' ' && rest.ptr[end] != '\t')
        end++;
    name_type->name = str_trim((struct str){line.ptr, (size_t)(type - line.ptr)});
    if (str_eq(name_type->name, STR("<NO NAME>")) || str_eq(name_type->name, STR("(Standard)")) ||
        str_eq(name_type->name, STR("(par d\xC3\xA9"
                                    "faut)")))
        name_type->name = STR("(Default)"); /* as 2003, German and French Windows call it */
    name_type->value = str_head(rest, end);
    *value = str_trim(str_skip(rest, end));
    return true;
}

/* Numbers decimal, parts of a multi-string one a line: as .reg files give them. */
static struct str plain_value(struct arena *arena, struct str type, struct str value)
{
    uint64_t number;
    if ((str_eq(type, STR("REG_DWORD")) || str_eq(type, STR("REG_QWORD"))) &&
        str_to_hex(value, &number))
        return arena_fmt(arena, "%llu", (unsigned long long)number);
    if (!str_eq(type, STR("REG_MULTI_SZ")))
        return value;
    char *copy = arena_alloc(arena, value.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < value.len; i++) {
        bool end = i + 1 < value.len && value.ptr[i] == '\\' && value.ptr[i + 1] == '0';
        copy[n++] = (char)(end ? '\n' : value.ptr[i]);
        i += end;
    }
    while (n && copy[n - 1] == '\n')
        n--;
    return (struct str){copy, n};
}

static void read_reg_query(struct console *c)
{
    struct arena *arena = &c->batch->arena;
    bool one = console_option(c, STR("/v"), NULL);
    struct capture *capture = console_capture(c, FACT_REGISTRY, "reg query");
    struct str key = {0}, declared = {0}, value;
    struct pair name_type;
    do {
        if (is_key(c->line)) {
            key = registry_key(arena, c->line);
            continue;
        }
        if (read_value(c->line, &name_type, &value)) {
            if (!one && declared.ptr != key.ptr)
                capture_scope(arena, capture, STR("key"), key);
            declared = key;
            value = plain_value(arena, name_type.value, value);
            registry_put(arena, console_fact(c, capture), key, &name_type, value);
            if (registry_names_host(key, name_type.name))
                capture->host = value;
        } else if (console_over(c)) {
            console_back(c);
            break;
        }
    } while (console_next(c));
    capture_scope(arena, capture, STR("whole"), STR("yes"));
}

const struct table table_reg_query = {.name = "reg query", .begins = begins, .read = read_reg_query};
