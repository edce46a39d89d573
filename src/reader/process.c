/* Processes: Get-Process and wmic process, in whatever layout; tasklist has a file of its own. */
#include "objects.h"

/* PowerShell names programs without their extension; some are none. */
static struct str plain_program(struct arena *arena, struct str value)
{
    static const char *const none[] = {"Idle",          "System", "Registry", "Memory Compression",
                                       "Secure System", "vmmem",  "_Total"};
    for (size_t i = 0; i < ARRAY_LEN(none); i++)
        if (str_eq_nocase(value, str_of(none[i])))
            return value;
    if (value.len == 0 || (value.len > 4 && value.ptr[value.len - 4] == '.'))
        return value;
    return arena_fmt(arena, "%.*s.exe", STR_ARG(value));
}

static const struct property powershell[] = {
    {"Id",             "pid",       false, NULL         },
    {"ProcessName",    "image",     true,  plain_program},
    {"Name",           "image",     false, plain_program},
    {"UserName",       "user",      false, NULL         },
    {"MachineName",    OBJECT_HOST, false, NULL         },
    {"PSComputerName", OBJECT_HOST, false, NULL         },
    {"Handles",        NULL,        true,  NULL         },
    {"HandleCount",    NULL,        true,  NULL         },
    {"NPM(K)",         NULL,        true,  NULL         },
    {"PM(K)",          NULL,        false, NULL         },
    {"PM(M)",          NULL,        true,  NULL         },
    {"NPM(M)",         NULL,        true,  NULL         },
    {"WS(K)",          NULL,        false, NULL         },
    {"WS(M)",          NULL,        false, NULL         },
    {"VM(M)",          NULL,        false, NULL         },
    {"CPU(s)",         NULL,        false, NULL         },
    {"CPU",            NULL,        false, NULL         },
    {"SI",             NULL,        false, NULL         },
    {"Path",           NULL,        false, NULL         },
    {"NPM",            NULL,        false, NULL         },
    {"PM",             NULL,        false, NULL         },
    {"WS",             NULL,        false, NULL         },
    {"VM",             NULL,        false, NULL         },
    {"PriorityClass",  NULL,        true,  NULL         },
    {"StartTime",      NULL,        false, NULL         },
    {"BasePriority",   NULL,        false, NULL         },
    {"__NounName",     NULL,        false, NULL         },
};

static const struct property wmi[] = {
    {"ProcessId",                  "pid",       false, NULL},
    {"Name",                       "image",     false, NULL},
    {"Node",                       OBJECT_HOST, false, NULL},
    {"CSName",                     OBJECT_HOST, false, NULL},
    {"PSComputerName",             OBJECT_HOST, false, NULL},
    {"HandleCount",                NULL,        true,  NULL},
    {"ThreadCount",                NULL,        true,  NULL},
    {"WorkingSetSize",             NULL,        true,  NULL},
    {"ParentProcessId",            NULL,        true,  NULL},
    {"CommandLine",                NULL,        true,  NULL},
    {"ExecutablePath",             NULL,        true,  NULL},
    {"Priority",                   NULL,        false, NULL},
    {"Caption",                    NULL,        false, NULL},
    {"CreationClassName",          NULL,        false, NULL},
    {"CreationDate",               NULL,        true,  NULL},
    {"CSCreationClassName",        NULL,        false, NULL},
    {"Description",                NULL,        false, NULL},
    {"ExecutionState",             NULL,        false, NULL},
    {"Handle",                     NULL,        false, NULL},
    {"InstallDate",                NULL,        false, NULL},
    {"KernelModeTime",             NULL,        false, NULL},
    {"MaximumWorkingSetSize",      NULL,        false, NULL},
    {"MinimumWorkingSetSize",      NULL,        false, NULL},
    {"OSCreationClassName",        NULL,        false, NULL},
    {"OSName",                     NULL,        false, NULL},
    {"OtherOperationCount",        NULL,        false, NULL},
    {"OtherTransferCount",         NULL,        false, NULL},
    {"PageFaults",                 NULL,        false, NULL},
    {"PageFileUsage",              NULL,        false, NULL},
    {"PeakPageFileUsage",          NULL,        false, NULL},
    {"PeakVirtualSize",            NULL,        false, NULL},
    {"PeakWorkingSetSize",         NULL,        false, NULL},
    {"PrivatePageCount",           NULL,        false, NULL},
    {"QuotaNonPagedPoolUsage",     NULL,        false, NULL},
    {"QuotaPagedPoolUsage",        NULL,        false, NULL},
    {"QuotaPeakNonPagedPoolUsage", NULL,        false, NULL},
    {"QuotaPeakPagedPoolUsage",    NULL,        false, NULL},
    {"ReadOperationCount",         NULL,        false, NULL},
    {"ReadTransferCount",          NULL,        false, NULL},
    {"SessionId",                  NULL,        false, NULL},
    {"Status",                     NULL,        false, NULL},
    {"TerminationDate",            NULL,        false, NULL},
    {"UserModeTime",               NULL,        false, NULL},
    {"VirtualSize",                NULL,        false, NULL},
    {"WindowsVersion",             NULL,        false, NULL},
    {"WriteOperationCount",        NULL,        false, NULL},
    {"WriteTransferCount",         NULL,        false, NULL},
};

static bool row(struct console *c, struct fact *f, const struct object *o)
{
    uint64_t pid;
    (void)c;
    (void)o;
    return str_to_u64(fact_get(f, STR("pid")), &pid);
}

static void scope(struct console *c, struct capture *capture, bool cut)
{
    struct str words[3], name = {0};
    size_t n = console_words(c->command, words, ARRAY_LEN(words));
    if (n > 1 && str_starts_nocase(words[0], STR("get-process")) && words[1].ptr[0] != '|' &&
        words[1].ptr[0] != '-')
        name = words[1];
    bool some = cut || name.len || console_filtered(c) || console_option(c, STR("-Id"), NULL);
    capture_scope(&c->batch->arena, capture, STR("services"), STR("no"));
    capture_scope(&c->batch->arena, capture, STR("whole"), some ? STR("no") : STR("yes"));
}

static const struct objects powershell_form = {
    .tool = "Get-Process",
    .kind = FACT_PROCESS,
    .properties = powershell,
    .n = ARRAY_LEN(powershell),
    .marks = 2,
    .key = "pid",
    .commands = "get-process",
    .row = row,
    .scope = scope,
};

static const struct objects wmi_form = {
    .tool = "wmic process",
    .kind = FACT_PROCESS,
    .properties = wmi,
    .n = ARRAY_LEN(wmi),
    .marks = 1,
    .key = "pid",
    .commands = "wmic process, win32_process",
    .row = row,
    .scope = scope,
};

static const struct objects *const forms[] = {&powershell_form, &wmi_form};

static bool begins(const struct console *c, struct str line, struct str next)
{
    (void)next;
    return objects_which(c, line, forms, ARRAY_LEN(forms)) != NULL;
}

static void read(struct console *c)
{
    objects_read(c, objects_which(c, c->line, forms, ARRAY_LEN(forms)));
}

const struct table table_process = {
    "Get-Process", "get-process ps wmic gwmi get-wmiobject get-ciminstance", begins, read};
