/* Network adapters: Get-NetAdapter, Get-NetAdapterAdvancedProperty, wmic nic, in whatever layout,
 * and the offloads of netsh int ip show offload. */
#include "objects.h"

/* "1 Gbps", "100 MBit/s", "1000000000": bits in a second, empty where it is none. */
static struct str plain_speed(struct arena *arena, struct str value)
{
    static const struct {
        char letter;
        uint64_t factor;
    } units[] = {
        {'k', 1000      },
        {'m', 1000000   },
        {'g', 1000000000},
    };
    uint64_t whole = 0, tenths = 0, factor = 1;
    size_t i = 0;
    value = str_trim(value);
    for (; i < value.len && i < 18 && value.ptr[i] >= '0' && value.ptr[i] <= '9'; i++)
        whole = whole * 10 + (uint64_t)(value.ptr[i] - '0');
    if (i == 0 || i >= 18)
        return STR("");
    if (i + 1 < value.len && strchr(".,", value.ptr[i]) && value.ptr[i + 1] >= '0' &&
        value.ptr[i + 1] <= '9') {
        tenths = (uint64_t)(value.ptr[i + 1] - '0');
        i += 2;
    }
    struct str unit = str_trim(str_skip(value, i));
    for (size_t k = 0; unit.len && k < ARRAY_LEN(units); k++)
        factor = (unit.ptr[0] | 0x20) == units[k].letter ? units[k].factor : factor;
    if (whole > UINT64_C(1000000000000) / factor)
        return STR(""); /* wmic's way to say that nothing is connected */
    return arena_fmt(arena, "%llu", (unsigned long long)(whole * factor + tenths * factor / 10));
}

static struct str plain_duplex(struct arena *arena, struct str value)
{
    (void)arena;
    return str_eq_nocase(value, STR("True"))    ? STR("full")
           : str_eq_nocase(value, STR("False")) ? STR("half")
                                                : (struct str){0};
}

static struct str plain_switch(struct arena *arena, struct str value)
{
    static const struct {
        const char *printed, *plain;
    } words[] = {
        {"Aktiviert",   "Enabled" },
        {"Deaktiviert", "Disabled"},
        {"Ein",         "On"      },
        {"Aus",         "Off"     },
        {"Activé",     "Enabled" },
        {"Désactivé", "Disabled"},
    };
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (str_eq_nocase(value, str_of(words[i].printed)))
            return str_of(words[i].plain);
    return plain_list(arena, value);
}

static const struct property adapters[] = {
    {"Name",                          "name",      false, NULL        },
    {"InterfaceDescription",          "driver",    true,  NULL        },
    {"DriverDescription",             "driver",    true,  NULL        },
    {"DriverVersionString",           "version",   false, NULL        },
    {"DriverVersion",                 "version",   false, NULL        },
    {"LinkSpeed",                     "speed",     true,  plain_speed },
    {"FullDuplex",                    "duplex",    true,  plain_duplex},
    {"PSComputerName",                OBJECT_HOST, false, NULL        },
    {"SystemName",                    OBJECT_HOST, false, NULL        },
    {"ifIndex",                       NULL,        true,  NULL        },
    {"ifAlias",                       NULL,        false, NULL        },
    {"InterfaceAlias",                NULL,        false, NULL        },
    {"InterfaceIndex",                NULL,        false, NULL        },
    {"Status",                        NULL,        false, NULL        },
    {"MacAddress",                    NULL,        true,  NULL        },
    {"MediaConnectionState",          NULL,        false, NULL        },
    {"ActiveMaximumTransmissionUnit", NULL,        false, NULL        },
    {"DriverInformation",             NULL,        false, NULL        },
    {"DriverFileName",                NULL,        false, NULL        },
    {"DriverProvider",                NULL,        false, NULL        },
    {"NdisVersion",                   NULL,        false, NULL        },
};

static const struct property advanced[] = {
    {"Name",                 "name",      false, NULL        },
    {"RegistryKeyword",      NULL,        true,  NULL        },
    {"DisplayName",          "property",  true,  NULL        },
    {"DisplayValue",         "value",     true,  plain_switch},
    {"RegistryValue",        NULL,        true,  NULL        },
    {"PSComputerName",       OBJECT_HOST, false, NULL        },
    {"InterfaceDescription", NULL,        false, NULL        },
};

static const struct property wmi[] = {
    {"NetConnectionID",             "name",      true,  plain_none },
    {"Name",                        "driver",    false, NULL       },
    {"ProductName",                 "driver",    false, NULL       },
    {"Speed",                       "speed",     true,  plain_speed},
    {"Node",                        OBJECT_HOST, false, NULL       },
    {"SystemName",                  OBJECT_HOST, false, NULL       },
    {"PSComputerName",              OBJECT_HOST, false, NULL       },
    {"ServiceName",                 NULL,        false, NULL       },
    {"AdapterType",                 NULL,        true,  NULL       },
    {"AdapterTypeId",               NULL,        false, NULL       },
    {"AutoSense",                   NULL,        false, NULL       },
    {"Availability",                NULL,        false, NULL       },
    {"Caption",                     NULL,        false, NULL       },
    {"ConfigManagerErrorCode",      NULL,        false, NULL       },
    {"ConfigManagerUserConfig",     NULL,        false, NULL       },
    {"CreationClassName",           NULL,        false, NULL       },
    {"Description",                 NULL,        false, NULL       },
    {"DeviceID",                    NULL,        false, NULL       },
    {"ErrorCleared",                NULL,        false, NULL       },
    {"ErrorDescription",            NULL,        false, NULL       },
    {"GUID",                        NULL,        false, NULL       },
    {"Index",                       NULL,        false, NULL       },
    {"InstallDate",                 NULL,        false, NULL       },
    {"Installed",                   NULL,        false, NULL       },
    {"InterfaceIndex",              NULL,        false, NULL       },
    {"LastErrorCode",               NULL,        false, NULL       },
    {"MACAddress",                  NULL,        true,  NULL       },
    {"Manufacturer",                NULL,        false, NULL       },
    {"MaxNumberControlled",         NULL,        false, NULL       },
    {"MaxSpeed",                    NULL,        false, NULL       },
    {"NetConnectionStatus",         NULL,        true,  NULL       },
    {"NetEnabled",                  NULL,        true,  NULL       },
    {"NetworkAddresses",            NULL,        false, NULL       },
    {"PermanentAddress",            NULL,        false, NULL       },
    {"PhysicalAdapter",             NULL,        true,  NULL       },
    {"PNPDeviceID",                 NULL,        false, NULL       },
    {"PowerManagementCapabilities", NULL,        false, NULL       },
    {"PowerManagementSupported",    NULL,        false, NULL       },
    {"Status",                      NULL,        false, NULL       },
    {"StatusInfo",                  NULL,        false, NULL       },
    {"SystemCreationClassName",     NULL,        false, NULL       },
    {"TimeOfLastReset",             NULL,        false, NULL       },
};

/* The driver is called by its product and by its service: "Broadcom NetXtreme ... (b57nd60x)". */
static bool wmi_row(struct console *c, struct fact *f, const struct object *o)
{
    struct arena *arena = &c->batch->arena;
    struct str service = object_get(o, "ServiceName");
    bool named = false;
    for (size_t i = 0; i < f->fields_n; i++) {
        struct pair *field = &f->fields[i];
        if (str_eq(field->name, STR("driver")) && service.len)
            field->value = arena_fmt(arena, "%.*s (%.*s)", STR_ARG(field->value), STR_ARG(service));
        if (str_eq(field->name, STR("name")))
            named = true;
    }
    if (!named)
        fact_put(arena, f, STR("name"), fact_get(f, STR("driver")));
    return true;
}

/* The keyword is the same in every language: "*LsoV2IPv4" with "1" is a row of its own. */
static bool advanced_row(struct console *c, struct fact *f, const struct object *o)
{
    struct arena *arena = &c->batch->arena;
    struct str keyword = object_get(o, "RegistryKeyword"), name = fact_get(f, STR("name"));
    struct str value = plain_list(arena, object_get(o, "RegistryValue"));
    struct fact before = *f;
    if (!keyword.len || !value.len)
        return true;
    struct fact *more = console_fact(c, &c->batch->captures[c->batch->captures_n - 1]);
    more->line = before.line;
    more->offset = before.offset;
    fact_put(arena, more, STR("name"), name);
    fact_put(arena, more, STR("property"), keyword);
    fact_put(arena, more, STR("value"), value);
    return true;
}

static const struct objects advanced_form = {
    .tool = "Get-NetAdapterAdvancedProperty",
    .kind = FACT_ADAPTER,
    .properties = advanced,
    .n = ARRAY_LEN(advanced),
    .marks = 2,
    .key = "property",
    .row = advanced_row,
};

static const struct objects adapter_form = {
    .tool = "Get-NetAdapter",
    .kind = FACT_ADAPTER,
    .properties = adapters,
    .n = ARRAY_LEN(adapters),
    .marks = 2,
    .key = "name",
};

static const struct objects wmi_form = {
    .tool = "wmic nic",
    .kind = FACT_ADAPTER,
    .properties = wmi,
    .n = ARRAY_LEN(wmi),
    .marks = 2,
    .key = "driver",
    .commands = "wmic nic, win32_networkadapter",
    .row = wmi_row,
};

static const struct objects *const forms[] = {&advanced_form, &adapter_form, &wmi_form};

/* Offloads ------------------------------------------------------------------------------------- */

/* "Interface 11: Local Area Connection", "Offload Options for interface "LAN" with index: 11:". */
static bool is_interface(struct str line, struct str *name)
{
    struct str words[3], rest;
    size_t n = console_words(line, words, ARRAY_LEN(words));
    uint64_t index;
    const char *quote = line.len ? memchr(line.ptr, '"', line.len) : NULL;
    if (quote && str_ends(str_trim(line), STR(":")) && line.ptr[0] != '"') {
        *name = str_skip(line, (size_t)(quote + 1 - line.ptr));
        *name = str_cut(*name, '"', &rest);
        return name->len > 0 && rest.len > 0;
    }
    if (n < 3 || line.ptr[0] == ' ' || !str_ends(words[1], STR(":")) ||
        !str_starts_nocase(words[0], STR("Inter")) || /* Interface; Schnittstelle below */
        !str_to_u64(str_head(words[1], words[1].len - 1), &index)) {
        if (n < 3 || !str_starts_nocase(words[0], STR("Schnittstelle")) ||
            !str_ends(words[1], STR(":")))
            return false;
    }
    *name = str_trim(str_skip(line, (size_t)(words[2].ptr - line.ptr)));
    return true;
}

static bool is_offload(struct str line)
{
    static const char *const words[] = {"checksum",  "Checksum",          "offload", "Large Send",
                                        "Prüfsumme", "somme de contrôle", "IPsec",   "RSS"};
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (str_find(line, str_of(words[i])))
            return true;
    return false;
}

/* The interface, then what it can do, a line each. */
static bool begins_offload(const struct console *c, struct str line)
{
    struct str rest = c->rest, now, name;
    if (!is_interface(line, &name))
        return false;
    for (int i = 0; i < 3 && str_line(&rest, &now); i++)
        if (str_trim(now).len)
            return is_offload(now) || is_interface(now, &name);
    return false;
}

static void put_offload(struct console *c, struct capture *capture, struct str name)
{
    struct arena *arena = &c->batch->arena;
    struct str value, text = str_trim(c->line), property = str_trim(str_cut(text, ':', &value));
    struct fact *f = console_fact(c, capture);
    if (!value.len && str_ends(property, STR(" supported.")))
        property.len -= sizeof " supported." - 1;
    fact_put(arena, f, STR("name"), name);
    fact_put(arena, f, STR("property"), property);
    fact_put(arena, f, STR("value"),
             value.len ? plain_switch(arena, str_trim(value)) : STR("supported"));
}

static void read_offload(struct console *c)
{
    struct capture *capture = console_capture(c, FACT_ADAPTER, "netsh int ip show offload");
    struct str name = {0}, next;
    is_interface(c->line, &name);
    while (console_next(c)) {
        if (str_trim(c->line).len == 0)
            continue;
        if (is_interface(c->line, &next)) {
            name = next;
        } else if (is_offload(c->line)) {
            put_offload(c, capture, name);
        } else {
            console_back(c);
            break;
        }
    }
    capture_scope(&c->batch->arena, capture, STR("whole"), STR("no"));
}

static bool begins(const struct console *c, struct str line, struct str next)
{
    (void)next;
    return objects_which(c, line, forms, ARRAY_LEN(forms)) || begins_offload(c, line);
}

static void read(struct console *c)
{
    const struct objects *form = objects_which(c, c->line, forms, ARRAY_LEN(forms));
    if (form)
        objects_read(c, form);
    else
        read_offload(c);
}

const struct table table_adapter = {
    "Get-NetAdapter", "get-netadapter wmic gwmi get-wmiobject get-ciminstance netsh", begins, read};
