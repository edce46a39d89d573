/* Scheduled tasks: schtasks /query /v as list or CSV, and its plain table; English, German, French.
 */
#include "objects.h"

/* "N/A", "Never", the epoch of schedulers: it has not run. */
static struct str plain_run(struct arena *arena, struct str value)
{
    static const char *const never[] = {"Never", "Nie", "Jamais", "N/A"};
    struct str at = plain_time(arena, plain_none(arena, value));
    for (size_t i = 0; i < ARRAY_LEN(never); i++)
        if (str_eq_nocase(at, str_of(never[i])))
            return STR("");
    return str_starts(at, STR("1999-11-30")) ? STR("") : at;
}

static const struct property properties[] = {
    {"TaskName",                         "name",      true,  NULL      },
    {"Aufgabenname",                     "name",      true,  NULL      },
    {"Nom de la tâche",                 "name",      true,  NULL      },
    {"HostName",                         OBJECT_HOST, false, NULL      },
    {"Nom de l'hôte",                   OBJECT_HOST, false, NULL      },
    {"Nom de l’hôte",                 OBJECT_HOST, false, NULL      },
    {"Next Run Time",                    NULL,        true,  NULL      },
    {"Nächste Laufzeit",                NULL,        true,  NULL      },
    {"Prochaine exécution",             NULL,        true,  NULL      },
    {"Heure de la prochaine exécution", NULL,        true,  NULL      },
    {"Last Run Time",                    "last_run",  true,  plain_run },
    {"Letzte Laufzeit",                  "last_run",  true,  plain_run },
    {"Dernière exécution",             "last_run",  true,  plain_run },
    {"Heure de la dernière exécution", "last_run",  true,  plain_run },
    {"Last Result",                      "result",    true,  plain_none},
    {"Letztes Ergebnis",                 "result",    true,  plain_none},
    {"Dernier résultat",                "result",    true,  plain_none},
    {"Status",                           NULL,        false, NULL      },
    {"Statut",                           NULL,        false, NULL      },
};

/* "Daily at 23:00:00, every 1 hour": what the columns of the schedule say together. */
static struct str first_of(const struct object *o, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct str value = str_trim(object_get(o, names[i]));
        if (value.len && plain_none(NULL, value).len)
            return value;
    }
    return (struct str){0};
}

static bool row(struct console *c, struct fact *f, const struct object *o)
{
    static const char *const types[] = {
        "Schedule Type",         "Scheduled Type",           "Zeitplantyp", "Geplanter Typ",
        "Type de planification", "Type de la planification", "Schedule"};
    static const char *const starts[] = {"Start Time", "Startzeit", "Heure de début",
                                         "Heure de d\xC3\xA9part"};
    static const char *const days[] = {"Days", "Tage", "Jours"};
    struct arena *arena = &c->batch->arena;
    struct str type = first_of(o, types, ARRAY_LEN(types));
    struct str start = first_of(o, starts, ARRAY_LEN(starts));
    struct str day = first_of(o, days, ARRAY_LEN(days));
    if (!type.len && !start.len)
        return true;
    fact_put(arena, f, STR("schedule"),
             arena_fmt(arena, "%.*s%s%.*s%s%.*s", STR_ARG(type),
                       type.len && start.len ? " at " : "", STR_ARG(start), day.len ? ", " : "",
                       STR_ARG(day)));
    return true;
}

static const struct objects tasks = {
    .tool = "schtasks /query /v",
    .kind = FACT_TASK,
    .properties = properties,
    .n = ARRAY_LEN(properties),
    .marks = 2,
    .key = "name",
    .between = "Folder:,Ordner:,Dossier,INFO:,INFORMATION,=====",
    .row = row,
};

/* Below "Folder: \" stand the tasks of one folder. */
static bool is_folder(const struct console *c, struct str line)
{
    struct str rest = c->rest, next = {0}, value;
    str_cut(line, ':', &value);
    str_line(&rest, &next);
    if (!str_starts(str_trim(value), STR("\\")))
        return false;
    struct console behind = *c;
    behind.rest = rest;
    return objects_begins(&behind, next, &tasks);
}

static bool begins(const struct console *c, struct str line, struct str next)
{
    (void)next;
    return objects_begins(c, line, &tasks) || is_folder(c, line);
}

static void read(struct console *c)
{
    if (is_folder(c, c->line))
        console_next(c);
    objects_read(c, &tasks);
}

const struct table table_task = {"schtasks", NULL, begins, read};
