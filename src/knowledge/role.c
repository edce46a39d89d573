#include "knowledge/role.h"

#include "knowledge/table.h"

struct role_register roles_load(struct arena *arena)
{
    static const struct {
        const char *name;
        size_t offset;
    } columns[] = {
        {"role",      offsetof(struct role_entry, role)     },
        {"title",     offsetof(struct role_entry, title)    },
        {"providers", offsetof(struct role_entry, providers)},
        {"services",  offsetof(struct role_entry, services) },
        {"images",    offsetof(struct role_entry, images)   },
        {"ports",     offsetof(struct role_entry, ports)    },
        {"source",    offsetof(struct role_entry, source)   },
    };
    struct table t = table_load(arena, "rules/knowledge/roles.csv");
    struct role_entry *v = ARENA_ARRAY(arena, struct role_entry, t.rows + 1);
    for (size_t k = 0; k < ARRAY_LEN(columns); k++)
        for (size_t i = 0, column = table_column(&t, columns[k].name); i < t.rows; i++)
            *(struct str *)((char *)&v[i] + columns[k].offset) = table_cell(&t, i, column);
    return (struct role_register){v, t.rows};
}

static bool is_one(struct str name, struct str wanted)
{
    if (str_ends(wanted, STR("*")))
        return str_starts_nocase(name, str_head(wanted, wanted.len - 1));
    return str_eq_nocase(name, wanted);
}

bool role_lists(struct str list, struct str name)
{
    while (list.len && name.len)
        if (is_one(name, str_cut(list, ';', &list)))
            return true;
    return false;
}
