/* Services: sc query, queryex and qc, Get-Service, wmic service, in whatever layout. States and
 * kinds of start are given in the words of `sc config`, whoever printed them. */
#include "objects.h"

struct words {
    const char *printed, *plain;
};

/* As sc numbers them, as .NET and as WMI call them. */
static const struct words states[] = {
    {"1",                "stopped"         },
    {"2",                "start-pending"   },
    {"3",                "stop-pending"    },
    {"4",                "running"         },
    {"5",                "continue-pending"},
    {"6",                "pause-pending"   },
    {"7",                "paused"          },
    {"Stopped",          "stopped"         },
    {"StartPending",     "start-pending"   },
    {"Start Pending",    "start-pending"   },
    {"StopPending",      "stop-pending"    },
    {"Stop Pending",     "stop-pending"    },
    {"Running",          "running"         },
    {"ContinuePending",  "continue-pending"},
    {"PausePending",     "pause-pending"   },
    {"Paused",           "paused"          },
    {"Wird ausgeführt", "running"         },
    {"Beendet",          "stopped"         },
};

static const struct words starts[] = {
    {"0",                     "boot"        },
    {"1",                     "system"      },
    {"2",                     "auto"        },
    {"3",                     "demand"      },
    {"4",                     "disabled"    },
    {"Boot",                  "boot"        },
    {"System",                "system"      },
    {"Auto",                  "auto"        },
    {"Automatic",             "auto"        },
    {"AutomaticDelayedStart", "delayed-auto"},
    {"Manual",                "demand"      },
    {"Disabled",              "disabled"    },
};

static struct str word_of(const struct words *list, size_t n, struct str value)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq_nocase(value, str_of(list[i].printed)))
            return str_of(list[i].plain);
    return (struct str){0};
}

/* "4  RUNNING (STOPPABLE, ...)", "Running"; WMI's Status, "OK", is none. */
static struct str plain_state(struct arena *arena, struct str value)
{
    struct str rest, whole = word_of(states, ARRAY_LEN(states), str_trim(value));
    (void)arena;
    return whole.len ? whole : word_of(states, ARRAY_LEN(states), str_cut(value, ' ', &rest));
}

/* "2   AUTO_START  (DELAYED)", "Auto" */
static struct str plain_start(struct arena *arena, struct str value)
{
    struct str rest;
    (void)arena;
    if (value.len && value.ptr[0] == '2' && str_find(value, STR("DELAYED")))
        return STR("delayed-auto");
    return word_of(starts, ARRAY_LEN(starts), str_cut(str_trim(value), ' ', &rest));
}

static const struct property properties[] = {
    {"SERVICE_NAME",            "name",         true,  NULL       },
    {"SERVICENAME",             "name",         true,  NULL       },
    {"NOM_SERVICE",             "name",         true,  NULL       },
    {"NOM DU SERVICE",          "name",         true,  NULL       },
    {"Name",                    "name",         false, NULL       },
    {"DISPLAY_NAME",            "display_name", true,  NULL       },
    {"ANZEIGENAME",             "display_name", true,  NULL       },
    {"NOM_AFFICHAGE",           "display_name", true,  NULL       },
    {"NOM_COMPLET",             "display_name", true,  NULL       },
    {"DisplayName",             "display_name", true,  NULL       },
    {"STATE",                   "state",        true,  plain_state},
    {"STATUS",                  "state",        true,  plain_state},
    {"ÉTAT",                   "state",        true,  plain_state},
    {"ETAT",                    "state",        true,  plain_state},
    {"START_TYPE",              "start_type",   true,  plain_start},
    {"STARTTYP",                "start_type",   true,  plain_start},
    {"TYPE_DÉMARRAGE",         "start_type",   true,  plain_start},
    {"TYPE_DEMARRAGE",          "start_type",   true,  plain_start},
    {"StartType",               "start_type",   true,  plain_start},
    {"StartMode",               "start_type",   true,  plain_start},
    {"SERVICE_START_NAME",      "account",      true,  NULL       },
    {"DIENST_STARTNAME",        "account",      true,  NULL       },
    {"NOM_DÉMARRAGE_SERVICE",  "account",      true,  NULL       },
    {"StartName",               "account",      true,  NULL       },
    {"UserName",                "account",      false, NULL       },
    {"PID",                     "pid",          true,  NULL       },
    {"ProcessId",               "pid",          true,  NULL       },
    {"BINARY_PATH_NAME",        "image",        true,  plain_image},
    {"BINÄRPFADNAME",          "image",        true,  plain_image},
    {"NOM_CHEMIN_BINAIRE",      "image",        true,  plain_image},
    {"PathName",                "image",        true,  plain_image},
    {"BinaryPathName",          "image",        true,  plain_image},
    {"DEPENDENCIES",            "depends_on",   false, NULL       },
    {"ABHÄNGIGKEITEN",         "depends_on",   false, NULL       },
    {"DÉPENDANCES",            "depends_on",   false, NULL       },
    {"ServicesDependedOn",      "depends_on",   false, plain_list },
    {"RequiredServices",        "depends_on",   false, plain_list },
    {"MachineName",             OBJECT_HOST,    false, NULL       },
    {"PSComputerName",          OBJECT_HOST,    false, NULL       },
    {"SystemName",              OBJECT_HOST,    false, NULL       },
    {"Node",                    OBJECT_HOST,    false, NULL       },
    {"TYPE",                    NULL,           false, NULL       },
    {"TYP",                     NULL,           false, NULL       },
    {"FLAGS",                   NULL,           false, NULL       },
    {"WIN32_EXIT_CODE",         NULL,           false, NULL       },
    {"SERVICE_EXIT_CODE",       NULL,           false, NULL       },
    {"CHECKPOINT",              NULL,           false, NULL       },
    {"WAIT_HINT",               NULL,           false, NULL       },
    {"ERROR_CONTROL",           NULL,           false, NULL       },
    {"LOAD_ORDER_GROUP",        NULL,           false, NULL       },
    {"TAG",                     NULL,           false, NULL       },
    {"AcceptPause",             NULL,           false, NULL       },
    {"AcceptStop",              NULL,           false, NULL       },
    {"Caption",                 NULL,           false, NULL       },
    {"CheckPoint",              NULL,           false, NULL       },
    {"CreationClassName",       NULL,           false, NULL       },
    {"Description",             NULL,           false, NULL       },
    {"DesktopInteract",         NULL,           false, NULL       },
    {"DelayedAutoStart",        NULL,           false, NULL       },
    {"ErrorControl",            NULL,           false, NULL       },
    {"ExitCode",                NULL,           false, NULL       },
    {"InstallDate",             NULL,           false, NULL       },
    {"ServiceSpecificExitCode", NULL,           false, NULL       },
    {"ServiceType",             NULL,           false, NULL       },
    {"Started",                 NULL,           false, NULL       },
    {"SystemCreationClassName", NULL,           false, NULL       },
    {"TagId",                   NULL,           false, NULL       },
    {"WaitHint",                NULL,           false, NULL       },
    {"CanPauseAndContinue",     NULL,           false, NULL       },
    {"CanStop",                 NULL,           false, NULL       },
    {"CanShutdown",             NULL,           false, NULL       },
    {"DependentServices",       NULL,           false, NULL       },
    {"Site",                    NULL,           false, NULL       },
    {"Container",               NULL,           false, NULL       },
    {"ServiceHandle",           NULL,           false, NULL       },
    {"ServiceName",             NULL,           false, NULL       },
};

/* WMI says in a column of its own that an automatic start is delayed. */
static bool row(struct console *c, struct fact *f, const struct object *o)
{
    (void)c;
    if (!str_eq_nocase(object_get(o, "DelayedAutoStart"), STR("TRUE")))
        return true;
    for (size_t i = 0; i < f->fields_n; i++)
        if (str_eq(f->fields[i].name, STR("start_type")) && str_eq(f->fields[i].value, STR("auto")))
            f->fields[i].value = STR("delayed-auto");
    return true;
}

/* The service that was asked for: the first word behind query, queryex, qc or Get-Service that is
 * no option. Empty: all of them, or nobody knows. */
static struct str asked_for(const struct console *c)
{
    static const char *const verbs[] = {"query", "queryex", "qc", "Get-Service", "-Name"};
    struct str words[16];
    size_t n = console_words(c->command, words, ARRAY_LEN(words));
    bool behind = false;
    for (size_t i = 0; i < n && i < ARRAY_LEN(words); i++) {
        if (words[i].ptr[0] == '|' || words[i].ptr[0] == '>')
            break;
        if (behind && words[i].ptr[0] != '-' && !memchr(words[i].ptr, '=', words[i].len) &&
            !memchr(words[i].ptr, '*', words[i].len) &&
            !(i && words[i - 1].ptr[words[i - 1].len - 1] == '='))
            return words[i];
        for (size_t k = 0; k < ARRAY_LEN(verbs); k++)
            behind |= str_eq_nocase(words[i], str_of(verbs[k]));
    }
    return (struct str){0};
}

/* Were all services asked for? `sc query` alone shows what runs. */
static bool asked_all(const struct console *c)
{
    struct str words[1];
    if (!console_words(c->command, words, 1) || console_filtered(c))
        return false;
    return !str_starts_nocase(words[0], STR("sc")) || console_option(c, STR("all"), NULL) ||
           console_option(c, STR("state=all"), NULL);
}

/* Where nobody knows what was typed, that everything was shown is seen by so many that no choice
 * was made, and by one that does not run. */
static void scope(struct console *c, struct capture *capture, bool cut)
{
    enum { MANY = 20 };
    struct arena *arena = &c->batch->arena;
    struct str one = asked_for(c);
    size_t idle = 0;
    for (size_t i = 0; i < capture->facts_n; i++) {
        struct str state = fact_get(&capture->facts[i], STR("state"));
        idle += state.ptr && !str_eq(state, STR("running"));
    }
    if (one.len)
        capture_scope(arena, capture, STR("name"), one);
    bool all = one.len || asked_all(c) || (!c->command.len && capture->facts_n >= MANY && idle);
    capture_scope(arena, capture, STR("whole"), all && !cut ? STR("yes") : STR("no"));
}

static const struct objects services = {
    .tool = "sc query",
    .kind = FACT_SERVICE,
    .properties = properties,
    .n = ARRAY_LEN(properties),
    .marks = 2,
    .key = "name",
    .commands = "wmic service, get-service, win32_service",
    .row = row,
    .scope = scope,
};

/* "[SC] EnumQueryServicesStatus:OpenService FAILED 1060:" answers a question, too: there is no such
 * service. */
static bool is_answer(struct str line)
{
    return str_starts(str_trim(line), STR("[SC] "));
}

static void read_answer(struct console *c)
{
    struct str one = asked_for(c);
    bool missing = str_find(c->line, STR(" 1060")) != NULL;
    if (!missing)
        return;
    if (!one.len) {
        console_lost(c, "no service of that name, and nobody knows which");
        return;
    }
    struct capture *capture = console_capture(c, FACT_SERVICE, "sc query");
    capture_scope(&c->batch->arena, capture, STR("name"), one);
    capture_scope(&c->batch->arena, capture, STR("whole"), STR("yes"));
    while (console_next(c)) { /* the same in words */
        struct str command;
        if (console_prompt(c->line, &command)) {
            console_back(c);
            return;
        }
        if (str_trim(c->line).len)
            return;
    }
}

static bool begins(const struct console *c, struct str line, struct str next)
{
    (void)next;
    return is_answer(line) || objects_begins(c, line, &services);
}

static void read(struct console *c)
{
    if (is_answer(c->line))
        read_answer(c);
    else
        objects_read(c, &services);
}

const struct table table_service = {
    "sc query", "sc get-service wmic gwmi get-wmiobject get-ciminstance", begins, read};
