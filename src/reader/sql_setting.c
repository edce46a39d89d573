/* Settings of SQL Server: sp_configure and sys.configurations, as sqlcmd, Management Studio and
 * PowerShell print them. */
#include "objects.h"

static const struct property properties[] = {
    {"name",             "name",         false, NULL      },
    {"value",            "value",        false, plain_none},
    {"config_value",     "value",        true,  plain_none},
    {"value_in_use",     "value_in_use", true,  plain_none},
    {"run_value",        "value_in_use", true,  plain_none},
    {"minimum",          NULL,           false, NULL      },
    {"maximum",          NULL,           false, NULL      },
    {"configuration_id", NULL,           false, NULL      },
    {"description",      NULL,           false, NULL      },
    {"is_dynamic",       NULL,           false, NULL      },
    {"is_advanced",      NULL,           false, NULL      },
    {"Node",             OBJECT_HOST,    false, NULL      },
};

/* So many there are with the advanced ones; a few are shown without them. */
static void scope(struct console *c, struct capture *capture, bool cut)
{
    enum { ADVANCED = 40 };
    bool whole = !cut && !console_filtered(c) && capture->facts_n >= ADVANCED;
    for (size_t i = 0; !whole && i < capture->facts_n; i++)
        capture_scope(&c->batch->arena, capture, STR("name"),
                      fact_get(&capture->facts[i], STR("name")));
    bool some = capture->facts_n == 0;
    capture_scope(&c->batch->arena, capture, STR("whole"), some ? STR("no") : STR("yes"));
}

/* A setting has numbers; anything else under such a heading is none. */
static bool row(struct console *c, struct fact *f, const struct object *o)
{
    int64_t number;
    (void)c;
    (void)o;
    return str_to_i64(fact_get(f, STR("value_in_use")), &number) ||
           str_to_i64(fact_get(f, STR("value")), &number);
}

static const struct objects settings = {
    .tool = "sys.configurations",
    .kind = FACT_SQL_SETTING,
    .properties = properties,
    .n = ARRAY_LEN(properties),
    .marks = 1,
    .key = "name",
    .row = row,
    .scope = scope,
};

static bool begins(const struct console *c, struct str line, struct str next)
{
    (void)next;
    return objects_begins(c, line, &settings);
}

static void read(struct console *c)
{
    objects_read(c, &settings);
}

const struct table table_sql_setting = {"sqlcmd", "sqlcmd osql isql invoke-sqlcmd", begins, read};
