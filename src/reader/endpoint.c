/* Sockets as PowerShell shows them: Get-NetTCPConnection and Get-NetUDPEndpoint. netstat has a file
 * of its own; what both say is said in netstat's words. */
#include "objects.h"

static struct str plain_state(struct arena *arena, struct str value)
{
    static const struct {
        const char *printed, *plain;
    } states[] = {
        {"Listen",      "LISTENING"   },
        {"Established", "ESTABLISHED" },
        {"TimeWait",    "TIME_WAIT"   },
        {"CloseWait",   "CLOSE_WAIT"  },
        {"SynSent",     "SYN_SENT"    },
        {"SynReceived", "SYN_RECEIVED"},
        {"FinWait1",    "FIN_WAIT_1"  },
        {"FinWait2",    "FIN_WAIT_2"  },
        {"LastAck",     "LAST_ACK"    },
        {"Closing",     "CLOSING"     },
        {"Bound",       "BOUND"       },
        {"Closed",      "CLOSED"      },
    };
    (void)arena;
    for (size_t i = 0; i < ARRAY_LEN(states); i++)
        if (str_eq_nocase(value, str_of(states[i].printed)))
            return str_of(states[i].plain);
    return value;
}

static const struct property properties[] = {
    {"LocalAddress",        "local_address",  false, NULL       },
    {"LocalPort",           "local_port",     true,  NULL       },
    {"RemoteAddress",       "remote_address", false, NULL       },
    {"RemotePort",          "remote_port",    true,  NULL       },
    {"State",               "state",          false, plain_state},
    {"OwningProcess",       "pid",            false, NULL       },
    {"PSComputerName",      OBJECT_HOST,      false, NULL       },
    {"AppliedSetting",      NULL,             false, NULL       },
    {"OffloadState",        NULL,             false, NULL       },
    {"CreationTime",        NULL,             false, NULL       },
    {"InstanceID",          NULL,             false, NULL       },
    {"Caption",             NULL,             false, NULL       },
    {"Description",         NULL,             false, NULL       },
    {"ElementName",         NULL,             false, NULL       },
    {"CommunicationStatus", NULL,             false, NULL       },
    {"DetailedStatus",      NULL,             false, NULL       },
    {"HealthState",         NULL,             false, NULL       },
};

static bool row_of(struct console *c, struct fact *f, const char *protocol)
{
    uint64_t port;
    fact_put(&c->batch->arena, f, STR("protocol"), str_of(protocol));
    return str_to_u64(fact_get(f, STR("local_port")), &port) && port <= 65535;
}

static bool tcp_row(struct console *c, struct fact *f, const struct object *o)
{
    (void)o;
    return row_of(c, f, "tcp");
}

static bool udp_row(struct console *c, struct fact *f, const struct object *o)
{
    (void)o;
    fact_put(&c->batch->arena, f, STR("remote_address"), STR("*"));
    fact_put(&c->batch->arena, f, STR("remote_port"), STR("0"));
    return row_of(c, f, "udp");
}

static void declare(struct console *c, struct capture *capture, bool cut, const char *protocol)
{
    static const struct str choices[] = {
        {"-LocalPort",     10},
        {"-RemotePort",    11},
        {"-OwningProcess", 14},
        {"-LocalAddress",  13},
    };
    struct arena *arena = &c->batch->arena;
    bool pids = false, some = cut || console_filtered(c);
    for (size_t i = 0; i < capture->facts_n; i++)
        pids |= fact_get(&capture->facts[i], STR("pid")).len > 0;
    for (size_t i = 0; i < ARRAY_LEN(choices); i++)
        some |= console_option(c, choices[i], NULL);
    capture_scope(arena, capture, STR("protocol"), str_of(protocol));
    capture_scope(arena, capture, STR("family"), STR("4"));
    capture_scope(arena, capture, STR("family"), STR("6"));
    capture_scope(arena, capture, STR("pids"), pids ? STR("yes") : STR("no"));
    capture_scope(arena, capture, STR("images"), STR("no"));
    capture_scope(arena, capture, STR("whole"), some ? STR("no") : STR("yes"));
}

static void tcp_scope(struct console *c, struct capture *capture, bool cut)
{
    declare(c, capture, cut, "tcp");
}

static void udp_scope(struct console *c, struct capture *capture, bool cut)
{
    declare(c, capture, cut, "udp");
}

/* UDP has nothing that TCP has not: it is asked for behind it. */
static const struct objects tcp = {
    .tool = "Get-NetTCPConnection",
    .kind = FACT_SOCKET,
    .properties = properties,
    .n = ARRAY_LEN(properties),
    .marks = 2,
    .key = "local_port",
    .row = tcp_row,
    .scope = tcp_scope,
};

static const struct objects udp = {
    .tool = "Get-NetUDPEndpoint",
    .kind = FACT_SOCKET,
    .properties = properties,
    .n = ARRAY_LEN(properties),
    .marks = 1,
    .key = "local_port",
    .row = udp_row,
    .scope = udp_scope,
};

static const struct objects *const forms[] = {&tcp, &udp};

static bool begins(const struct console *c, struct str line, struct str next)
{
    (void)next;
    return objects_which(c, line, forms, ARRAY_LEN(forms)) != NULL;
}

static void read(struct console *c)
{
    objects_read(c, objects_which(c, c->line, forms, ARRAY_LEN(forms)));
}

const struct table table_endpoint = {"Get-NetTCPConnection",
                                     "get-nettcpconnection get-netudpendpoint", begins, read};
