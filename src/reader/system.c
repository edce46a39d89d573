/* What the machine is, beside systeminfo: wmic os, Win32_OperatingSystem, ver. */
#include "objects.h"

static const struct property properties[] = {
    {"Caption",                 "os",        false, NULL      },
    {"Version",                 "version",   true,  NULL      },
    {"BuildNumber",             "build",     true,  NULL      },
    {"LastBootUpTime",          "boot_time", true,  plain_time},
    {"CSName",                  OBJECT_HOST, false, NULL      },
    {"PSComputerName",          OBJECT_HOST, false, NULL      },
    {"Node",                    OBJECT_HOST, false, NULL      },
    {"__SERVER",                OBJECT_HOST, false, NULL      },
    {"ServicePackMajorVersion", NULL,        true,  NULL      },
    {"ServicePackMinorVersion", NULL,        false, NULL      },
    {"CSDVersion",              NULL,        true,  NULL      },
    {"OSArchitecture",          NULL,        true,  NULL      },
    {"SystemDirectory",         NULL,        true,  NULL      },
    {"BootDevice",              NULL,        true,  NULL      },
    {"BuildType",               NULL,        false, NULL      },
    {"Organization",            NULL,        false, NULL      },
    {"RegisteredUser",          NULL,        true,  NULL      },
    {"SerialNumber",            NULL,        false, NULL      },
    {"CodeSet",                 NULL,        false, NULL      },
    {"CountryCode",             NULL,        false, NULL      },
    {"CurrentTimeZone",         NULL,        false, NULL      },
    {"InstallDate",             NULL,        false, NULL      },
    {"LocalDateTime",           NULL,        false, NULL      },
    {"Name",                    NULL,        false, NULL      },
    {"ProductType",             NULL,        false, NULL      },
    {"Status",                  NULL,        false, NULL      },
};

/* "5.2" of "5.2.3790"; the build is the third part. */
static void put_nt(struct arena *arena, struct fact *f, struct str version)
{
    struct str rest, major = str_cut(version, '.', &rest), minor = str_cut(rest, '.', &rest);
    struct str build = str_cut(rest, '.', &rest);
    if (major.len && minor.len)
        fact_put(arena, f, STR("nt"),
                 arena_fmt(arena, "%.*s.%.*s", STR_ARG(major), STR_ARG(minor)));
    if (build.len && !fact_get(f, STR("build")).ptr)
        fact_put(arena, f, STR("build"), build);
}

/* "Service Pack 2": its number. */
static struct str pack_of(const struct object *o)
{
    struct str pack = str_trim(object_get(o, "ServicePackMajorVersion")), rest;
    struct str words = object_get(o, "CSDVersion");
    const char *number = words.len ? memrchr(words.ptr, ' ', words.len) : NULL;
    if (pack.len || !number)
        return pack;
    rest = str_skip(words, (size_t)(number + 1 - words.ptr));
    return rest;
}

static bool row(struct console *c, struct fact *f, const struct object *o)
{
    struct arena *arena = &c->batch->arena;
    struct str pack = pack_of(o), os = fact_get(f, STR("os"));
    put_nt(arena, f, fact_get(f, STR("version")));
    if (pack.len)
        fact_put(arena, f, STR("service_pack"), pack);
    if (str_find(os, STR("Small Business")))
        fact_put(arena, f, STR("roles"), STR("sbs"));
    return true;
}

static const struct objects systems = {
    .tool = "wmic os",
    .kind = FACT_SYSTEM,
    .properties = properties,
    .n = ARRAY_LEN(properties),
    .marks = 2,
    .key = "version",
    .commands = "wmic os, win32_operatingsystem",
    .row = row,
};

/* "Microsoft Windows [Version 6.1.7601]", "[Version 5.2.3790]" in any language, as the answer to
 * `ver`; above a first prompt it is what every console prints. */
static bool is_ver(const struct console *c, struct str line, struct str *version)
{
    struct str text = str_trim(line), rest, words[1];
    const char *open = text.len ? memchr(text.ptr, '[', text.len) : NULL;
    if (!open || !str_starts_nocase(text, STR("Microsoft Windows")) || !str_ends(text, STR("]")) ||
        !console_words(c->command, words, 1) || !str_eq_nocase(words[0], STR("ver")))
        return false;
    text = str_skip(text, (size_t)(open + 1 - text.ptr));
    text.len--;
    const char *blank = text.len ? memrchr(text.ptr, ' ', text.len) : NULL;
    *version = blank ? str_skip(text, (size_t)(blank + 1 - text.ptr)) : text;
    uint64_t major;
    return str_to_u64(str_cut(*version, '.', &rest), &major);
}

static bool begins(const struct console *c, struct str line, struct str next)
{
    struct str version;
    (void)next;
    return is_ver(c, line, &version) || objects_begins(c, line, &systems);
}

static void read(struct console *c)
{
    struct str version;
    if (!is_ver(c, c->line, &version)) {
        objects_read(c, &systems);
        return;
    }
    struct capture *capture = console_capture(c, FACT_SYSTEM, "ver");
    struct fact *f = console_fact(c, capture);
    fact_put(&c->batch->arena, f, STR("version"), version);
    put_nt(&c->batch->arena, f, version);
    capture_scope(&c->batch->arena, capture, STR("whole"), STR("no"));
}

const struct table table_system = {"wmic os", "wmic ver gwmi get-wmiobject get-ciminstance", begins,
                                   read};
