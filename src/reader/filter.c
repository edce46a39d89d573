/* What stands between programs and disk or network: fltmc, driverquery, netsh winsock show catalog.
 * Who makes it is told by the beginning of its name (vendors.def). */
#include "objects.h"

enum { LOOK_LINES = 6 };

/* Who makes it; empty: nobody we know. */
static struct str vendor_of(struct str name)
{
    static const struct {
        const char *begins, *vendor;
    } vendors[] = {
#define VENDOR(begins, vendor) {begins, vendor},
#include "vendors.def"
#undef VENDOR
    };
    struct str best = {0};
    size_t longest = 0;
    for (size_t i = 0; i < ARRAY_LEN(vendors); i++) {
        struct str begins = str_of(vendors[i].begins);
        if (begins.len > longest && str_starts_nocase(name, begins)) {
            longest = begins.len;
            best = str_of(vendors[i].vendor);
        }
    }
    return best;
}

static const struct property minifilters[] = {
    {"Filter Name",          "name", true,  NULL},
    {"Filtername",           "name", true,  NULL},
    {"Nom du filtre",        "name", true,  NULL},
    {"Num Instances",        NULL,   false, NULL},
    {"Anzahl von Instanzen", NULL,   false, NULL},
    {"Anzahl der Instanzen", NULL,   false, NULL},
    {"Altitude",             NULL,   true,  NULL},
    {"Höhe",                NULL,   true,  NULL},
    {"Höhenangabe",         NULL,   true,  NULL},
    {"Frame",                NULL,   true,  NULL},
    {"Trame",                NULL,   true,  NULL},
};

static const struct property drivers[] = {
    {"Module Name",     "name",      true,  NULL},
    {"Modulname",       "name",      true,  NULL},
    {"Nom du module",   "name",      true,  NULL},
    {"Display Name",    NULL,        false, NULL},
    {"Anzeigename",     NULL,        false, NULL},
    {"Nom complet",     NULL,        false, NULL},
    {"Driver Type",     NULL,        true,  NULL},
    {"Treibertyp",      NULL,        true,  NULL},
    {"Type de pilote",  NULL,        true,  NULL},
    {"Link Date",       NULL,        true,  NULL},
    {"Linkdatum",       NULL,        true,  NULL},
    {"Date de liaison", NULL,        true,  NULL},
    {"Node",            OBJECT_HOST, false, NULL},
};

static const struct property signed_drivers[] = {
    {"DeviceName",   "name",   false, NULL      },
    {"InfName",      NULL,     true,  NULL      },
    {"IsSigned",     NULL,     true,  NULL      },
    {"Manufacturer", "vendor", false, plain_none},
};

static bool row_of(struct console *c, struct fact *f, const char *kind)
{
    struct str vendor = vendor_of(fact_get(f, STR("name")));
    if (!fact_get(f, STR("vendor")).ptr && vendor.len)
        fact_put(&c->batch->arena, f, STR("vendor"), vendor);
    fact_put(&c->batch->arena, f, STR("kind"), str_of(kind));
    return true;
}

static bool minifilter_row(struct console *c, struct fact *f, const struct object *o)
{
    (void)o;
    return row_of(c, f, "minifilter");
}

static bool driver_row(struct console *c, struct fact *f, const struct object *o)
{
    (void)o;
    return row_of(c, f, "driver");
}

static void declare(struct console *c, struct capture *capture, const char *kind, bool whole)
{
    struct arena *arena = &c->batch->arena;
    capture_scope(arena, capture, STR("kind"), str_of(kind));
    capture_scope(arena, capture, STR("whole"),
                  whole && !console_filtered(c) && capture->facts_n ? STR("yes") : STR("no"));
}

static void minifilter_scope(struct console *c, struct capture *capture, bool cut)
{
    declare(c, capture, "minifilter", !cut);
}

static void driver_scope(struct console *c, struct capture *capture, bool cut)
{
    declare(c, capture, "driver", !cut);
}

static const struct objects minifilter_form = {
    .tool = "fltmc",
    .kind = FACT_FILTER,
    .properties = minifilters,
    .n = ARRAY_LEN(minifilters),
    .marks = 2,
    .key = "name",
    .row = minifilter_row,
    .scope = minifilter_scope,
};

static const struct objects driver_form = {
    .tool = "driverquery",
    .kind = FACT_FILTER,
    .properties = drivers,
    .n = ARRAY_LEN(drivers),
    .marks = 2,
    .key = "name",
    .row = driver_row,
    .scope = driver_scope,
};

static const struct objects signed_form = {
    .tool = "driverquery /si",
    .kind = FACT_FILTER,
    .properties = signed_drivers,
    .n = ARRAY_LEN(signed_drivers),
    .marks = 2,
    .key = "name",
    .row = driver_row,
    .scope = driver_scope,
};

static const struct objects *const forms[] = {&minifilter_form, &driver_form, &signed_form};

/* Winsock -------------------------------------------------------------------------------------- */

static bool is_rule(struct str line)
{
    line = str_trim(line);
    for (size_t i = 0; i < line.len; i++)
        if (line.ptr[i] != '-')
            return false;
    return line.len > 20;
}

static bool is_guid(struct str s)
{
    return s.len > 30 && s.ptr[0] == '{' && s.ptr[s.len - 1] == '}' && memchr(s.ptr, '-', s.len);
}

/* A heading, a rule, and soon the GUID of a provider. */
static bool is_provider(const struct console *c, struct str next)
{
    struct str rest = c->rest, line, value;
    if (!is_rule(next))
        return false;
    for (int i = 0; i < LOOK_LINES && str_line(&rest, &line) && (i == 0 || line.len); i++) {
        str_cut(line, ':', &value);
        if (is_guid(str_trim(value)))
            return true;
    }
    return false;
}

/* The name of the file of "%SystemRoot%\system32\mswsock.dll". */
static struct str library(struct str path)
{
    const char *slash = path.len ? memrchr(path.ptr, '\\', path.len) : NULL;
    return slash ? str_skip(path, (size_t)(slash + 1 - path.ptr)) : path;
}

static void read_provider(struct console *c, struct capture *capture)
{
    struct arena *arena = &c->batch->arena;
    struct str label, value, name = {0}, path = {0}, before = {0};
    struct fact *f = console_fact(c, capture);
    bool more;
    console_next(c); /* the rule */
    while ((more = console_next(c)) && str_trim(c->line).len) {
        label = str_trim(str_cut(c->line, ':', &value));
        value = str_trim(value);
        name = !name.len && is_guid(value) ? before : name; /* its description stands above */
        if (value.len > 4 && str_eq_nocase(str_skip(value, value.len - 4), STR(".dll")))
            path = value;
        before = value;
    }
    (void)label;
    if (more)
        console_back(c);
    struct str vendor = vendor_of(library(path));
    fact_put(arena, f, STR("name"), name);
    if (vendor.len)
        fact_put(arena, f, STR("vendor"), vendor);
    fact_put(arena, f, STR("kind"), STR("lsp"));
}

static void read_catalog(struct console *c)
{
    struct capture *capture = console_capture(c, FACT_FILTER, "netsh winsock show catalog");
    console_back(c);
    while (console_next(c)) {
        struct str rest = c->rest, next = {0};
        str_line(&rest, &next);
        if (str_trim(c->line).len == 0)
            continue;
        if (!is_provider(c, next)) {
            console_back(c);
            break;
        }
        read_provider(c, capture);
    }
    declare(c, capture, "lsp", true);
}

static bool begins(const struct console *c, struct str line, struct str next)
{
    return objects_which(c, line, forms, ARRAY_LEN(forms)) ||
           (str_trim(line).len && is_provider(c, next));
}

static void read(struct console *c)
{
    const struct objects *form = objects_which(c, c->line, forms, ARRAY_LEN(forms));
    if (form)
        objects_read(c, form);
    else
        read_catalog(c);
}

const struct table table_filter = {"fltmc", "fltmc driverquery netsh", begins, read};
