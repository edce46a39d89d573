/* Updates: wmic qfe and Get-HotFix, in whatever layout; systeminfo lists them, too. */
#include "objects.h"

/* The day alone: the clock is midnight everywhere. */
static struct str plain_day(struct arena *arena, struct str value)
{
    struct str at = plain_time(arena, plain_none(arena, value));
    uint64_t number;
    if (at.len == 8 && str_to_u64(at, &number)) /* 20121026 */
        return arena_fmt(arena, "%.4s-%.2s-%.2s", at.ptr, at.ptr + 4, at.ptr + 6);
    return at.len > 10 && at.ptr[4] == '-' && at.ptr[10] == 'T' ? str_head(at, 10) : at;
}

static const struct property properties[] = {
    {"HotFixID",            "kb",           true,  NULL     },
    {"InstalledOn",         "installed_on", false, plain_day},
    {"Source",              OBJECT_HOST,    false, NULL     },
    {"CSName",              OBJECT_HOST,    false, NULL     },
    {"PSComputerName",      OBJECT_HOST,    false, NULL     },
    {"__SERVER",            OBJECT_HOST,    false, NULL     },
    {"Node",                OBJECT_HOST,    false, NULL     },
    {"Caption",             NULL,           false, NULL     },
    {"Description",         NULL,           false, NULL     },
    {"FixComments",         NULL,           false, NULL     },
    {"InstallDate",         NULL,           false, NULL     },
    {"InstalledBy",         NULL,           false, NULL     },
    {"Name",                NULL,           false, NULL     },
    {"ServicePackInEffect", NULL,           false, NULL     },
    {"Status",              NULL,           false, NULL     },
    {"__GENUS",             NULL,           false, NULL     },
    {"PSShowComputerName",  NULL,           false, NULL     },
    {"InstallDate",         NULL,           false, NULL     },
};

static bool is_update(struct str text)
{
    return str_starts_nocase(text, STR("KB")) || str_starts_nocase(text, STR("Q"));
}

/* Server 2003 says "File 1" of an update of which it kept files, and in another column which. */
static bool row(struct console *c, struct fact *f, const struct object *o)
{
    struct str pack = object_get(o, "ServicePackInEffect");
    (void)c;
    for (size_t i = 0; i < f->fields_n; i++)
        if (str_eq(f->fields[i].name, STR("kb")) && !is_update(f->fields[i].value)) {
            if (!is_update(pack))
                return false;
            f->fields[i].value = pack;
        }
    return true;
}

static void scope(struct console *c, struct capture *capture, bool cut)
{
    bool some = console_filtered(c) || str_find(c->command, STR("KB")) ||
                console_option(c, STR("-Id"), NULL) || capture->facts_n == 0;
    capture_scope(&c->batch->arena, capture, STR("whole"), cut || some ? STR("no") : STR("yes"));
}

static const struct objects hotfixes = {
    .tool = "wmic qfe",
    .kind = FACT_HOTFIX,
    .properties = properties,
    .n = ARRAY_LEN(properties),
    .marks = 1,
    .key = "kb",
    .row = row,
    .scope = scope,
};

static bool begins(const struct console *c, struct str line, struct str next)
{
    (void)next;
    return objects_begins(c, line, &hotfixes);
}

static void read(struct console *c)
{
    objects_read(c, &hotfixes);
}

const struct table table_hotfix = {"wmic qfe", "wmic get-hotfix gwmi get-wmiobject get-ciminstance",
                                   begins, read};
