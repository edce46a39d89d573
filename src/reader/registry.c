#include "registry.h"

static const struct {
    const char *brief, *full;
} hives[] = {
    {"HKLM", "HKEY_LOCAL_MACHINE"},
    {"HKCU", "HKEY_CURRENT_USER" },
    {"HKCR", "HKEY_CLASSES_ROOT" },
    {"HKU",  "HKEY_USERS"        },
};

struct str registry_key(struct arena *arena, struct str key)
{
    struct str rest;
    key = str_trim(key);
    while (key.len && key.ptr[key.len - 1] == '\\')
        key.len--;
    struct str hive = str_cut(key, '\\', &rest);
    for (size_t i = 0; i < ARRAY_LEN(hives); i++)
        if (str_eq_nocase(hive, str_of(hives[i].brief)))
            return arena_fmt(arena, "%s\\%.*s", hives[i].full, STR_ARG(rest));
    return arena_str(arena, key);
}

void registry_put(struct arena *arena, struct fact *f, struct str key, const struct pair *name_type,
                  struct str value)
{
    fact_put(arena, f, STR("key"), key);
    fact_put(arena, f, STR("name"), name_type->name);
    fact_put(arena, f, STR("type"), name_type->value);
    fact_put(arena, f, STR("value"), value);
}

bool registry_names_host(struct str key, struct str name)
{
    static const struct {
        const char *key, *name;
    } places[] = {
        {"\\Services\\Tcpip\\Parameters",               "Hostname"    },
        {"\\Control\\ComputerName\\ComputerName",       "ComputerName"},
        {"\\Control\\ComputerName\\ActiveComputerName", "ComputerName"},
    };
    for (size_t i = 0; i < ARRAY_LEN(places); i++) {
        struct str end = str_of(places[i].key);
        if (key.len > end.len && str_eq_nocase(name, str_of(places[i].name)) &&
            str_eq_nocase(str_skip(key, key.len - end.len), end))
            return true;
    }
    return false;
}
