/* What to ask for: each kind of evidence with the command that collects it. */
#include "base/buf.h"
#include "evidence.h"

static const struct {
    enum fact_kind kind;
    const char *what, *collect;
} sources[] = {
    {FACT_SOCKET,       "who has which port, while it fails, with tasklist /svc of the same minute",
     "netstat -ano"                                                                                                                       },
    {FACT_PROCESS,      "which process is which PID, in the same minute as netstat",                 "tasklist /svc"                      },
    {FACT_SERVICE,      "the services and how they start",                                           "sc queryex type= service state= all"},
    {FACT_SYSTEM,       "version, service pack and roles of Windows",                                "systeminfo"                         },
    {FACT_HOTFIX,       "the updates that are installed",                                            "wmic qfe list full"                 },
    {FACT_ADAPTER,      "the network adapters and their drivers",                                    "wmic nic list full"                 },
    {FACT_SQL_SETTING,  "the settings of SQL Server",
     "sqlcmd -E -Q \"SELECT name, value, value_in_use FROM sys.configurations\""                                                          },
    {FACT_PORT_RANGE,   "the dynamic range of ports",                                                "netsh int ipv4 show dynamicport udp"},
    {FACT_TCP_SETTING,  "the settings of TCP",                                                       "netsh int tcp show global"          },
    {FACT_HTTP_BINDING, "the bindings of http.sys and their certificates",
     "netsh http show sslcert"                                                                                                            },
    {FACT_ADDRESS,      "the addresses, gateways and name servers of the adapters",                  "ipconfig /all"                      },
    {FACT_FILTER,       "the filter drivers of other vendors",                                       "fltmc"                              },
    {FACT_FIREWALL,     "what the firewall dropped in these minutes",
     "type %windir%\\system32\\LogFiles\\Firewall\\pfirewall.log"                                                                         },
    {FACT_TASK,         "the scheduled tasks and when they run",                                     "schtasks /query /v /fo list"        },
    {FACT_TIME,         "where the clock comes from and how far it is off",                          "w32tm /query /status"               },
};

/* The first plain text that the condition demands of `key`. */
static struct str key_of(const struct condition *where)
{
    for (size_t i = 0; where && i < where->n; i++) {
        const struct node *values = where->tests[i].values;
        if (!str_eq(where->tests[i].field, STR("key")))
            continue;
        return values->kind == NODE_LIST && values->n ? values->items[0].text : values->text;
    }
    return (struct str){0};
}

static struct str name_of(const struct condition *where)
{
    for (size_t i = 0; where && i < where->n; i++)
        if (str_eq(where->tests[i].field, STR("name")) &&
            where->tests[i].values->kind == NODE_SCALAR)
            return where->tests[i].values->text;
    return (struct str){0};
}

/* A rule names the end of a key; what stands before it is the same on every Windows. */
static struct str full_key(struct arena *arena, struct str key)
{
    if (str_starts(key, STR("\\Services\\")) || str_starts(key, STR("\\Control\\")))
        return arena_fmt(arena, "HKLM\\SYSTEM\\CurrentControlSet%.*s", STR_ARG(key));
    return str_starts(key, STR("\\")) ? arena_fmt(arena, "HKLM%.*s", STR_ARG(key)) : key;
}

/* The last part of a key, to call the file by. */
static struct str file_of(struct str key)
{
    for (size_t i = key.len; i > 0; i--)
        if (key.ptr[i - 1] == '\\' && i < key.len)
            return str_skip(key, i);
    return key;
}

static struct lack lack_of_registry(const struct scene *s, const struct condition *where)
{
    struct arena *arena = s->inquiry->arena;
    struct str key = full_key(arena, key_of(where)), name = name_of(where);
    struct lack lack = {.kind = STR("registry")};
    lack.what = name.len ? arena_fmt(arena, "the value %.*s", STR_ARG(name))
                         : arena_fmt(arena, "the values below %.*s", STR_ARG(key));
    lack.collect =
        arena_fmt(arena, "reg export \"%.*s\" %.*s.reg", STR_ARG(key), STR_ARG(file_of(key)));
    return lack;
}

struct lack lack_of_fact(const struct scene *s, enum fact_kind kind, const struct condition *where)
{
    if (kind == FACT_REGISTRY)
        return lack_of_registry(s, where);
    for (size_t i = 0; i < ARRAY_LEN(sources); i++)
        if (sources[i].kind == kind)
            return (struct lack){str_of(fact_kinds[kind].name), str_of(sources[i].what),
                                 str_of(sources[i].collect)};
    return (struct lack){.kind = str_of(fact_kinds[kind].name)};
}

/* A window that is longer than logs are is not given by its beginning. */
static const int64_t long_ago = 90 * TICKS_PER_DAY;

/* 2000 and 2003 have no wevtutil. */
static bool has_wevtutil(const struct scene *s)
{
    size_t host = inquiry_host_place(s->inquiry, s->finding->host);
    if (host == SIZE_MAX)
        return true;
    return !str_starts(fact_get(&s->inquiry->profiles[host], STR("nt")), STR("5."));
}

struct lack lack_of_log(const struct scene *s, uint32_t rule, struct str host, struct moment from,
                        struct moment to)
{
    const struct inquiry *q = s->inquiry;
    struct arena *arena = q->arena;
    struct lack lack = {.kind = STR("log")};
    if (q->in->rules[rule].type == RULE_CORRELATION && q->in->rules[rule].uses_n)
        rule = q->in->rules[rule].uses[0];
    const struct rule_place *place = rule_place(q->in, &q->history, rule);
    struct str channel = place->channels_n ? place->channels[0] : STR("System");
    lack.what = host.len
                    ? arena_fmt(arena, "the %.*s log of %.*s", STR_ARG(channel), STR_ARG(host))
                    : arena_fmt(arena, "the %.*s logs of the other machines", STR_ARG(channel));
    if (to.ticks != TIME_NONE && (from.ticks == TIME_NONE || to.ticks - from.ticks > long_ago))
        lack.what = arena_fmt(arena, "%.*s before %.*s, as far back as there is",
                              STR_ARG(lack.what), STR_ARG(moment_words(arena, s->zone, to)));
    else if (to.ticks != TIME_NONE)
        lack.what = arena_fmt(arena, "%.*s from %.*s to %.*s", STR_ARG(lack.what),
                              STR_ARG(moment_words(arena, s->zone, from)),
                              STR_ARG(moment_words(arena, s->zone, to)));
    lack.collect =
        has_wevtutil(s)
            ? arena_fmt(arena, "wevtutil epl \"%.*s\" \"%.*s.evtx\"", STR_ARG(channel),
                        STR_ARG(channel))
            : arena_fmt(arena,
                        "wmic nteventlog where \"LogfileName='%.*s'\" call BackupEventLog "
                        "\"C:\\%.*s.evt\"",
                        STR_ARG(channel), STR_ARG(channel));
    return lack;
}
