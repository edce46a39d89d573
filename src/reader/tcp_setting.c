/* netsh int tcp show global: the settings of TCP, by the English label, whatever the language. */
#include "console.h"

/* Labels of other languages; netsh's values stay English. */
static const struct {
    const char *printed, *plain;
} labels[] = {
    {"Zustand der empfangsseitigen Skalierung",               "Receive-Side Scaling State"        },
    {"Empfangsseitige Skalierung",                            "Receive-Side Scaling State"        },
    {"Status der empfangsseitigen Skalierung",                "Receive-Side Scaling State"        },
    {"État de mise à l'échelle côté réception",         "Receive-Side Scaling State"        },
    {"État RSS (Receive-Side Scaling)",                      "Receive-Side Scaling State"        },
    {"Chimney-Abladezustand",                                 "Chimney Offload State"             },
    {"Chimneyabladestatus",                                   "Chimney Offload State"             },
    {"État de déchargement Chimney",                        "Chimney Offload State"             },
    {"NetDMA-Zustand",                                        "NetDMA State"                      },
    {"NetDMA-Status",                                         "NetDMA State"                      },
    {"État de NetDMA",                                       "NetDMA State"                      },
    {"Direkter Cachezugriff (DCA)",                           "Direct Cache Access (DCA)"         },
    {"Direkter Cachezugang (DCA)",                            "Direct Cache Access (DCA)"         },
    {"Direct Cache Acess (DCA)",                              "Direct Cache Access (DCA)"         },
    {"Accès direct au cache",                                "Direct Cache Access (DCA)"         },
    {"Autom. Abstimmungsgrad Empfangsfenster",                "Receive Window Auto-Tuning Level"  },
    {"Autom. Abstimmungsgrad des Empfangsfensters",           "Receive Window Auto-Tuning Level"  },
    {"Empfangsfenster-Autotuninggrad",                        "Receive Window Auto-Tuning Level"  },
    {"Niveau d'autoréglage de la fenêtre de réception",    "Receive Window Auto-Tuning Level"  },
    {"Anbieter für Überlastungssteuerungs-Add-On",          "Add-On Congestion Control Provider"},
    {"Add-On-Anbieter für Überlastungssteuerung",           "Add-On Congestion Control Provider"},
    {"Fournisseur de contrôle de surcharge complémentaire", "Add-On Congestion Control Provider"},
    {"ECN-Funktion",                                          "ECN Capability"                    },
    {"ECN-Fähigkeit",                                        "ECN Capability"                    },
    {"Fonctionnalité ECN",                                   "ECN Capability"                    },
    {"Capacité ECN",                                         "ECN Capability"                    },
    {"RFC 1323-Zeitstempel",                                  "RFC 1323 Timestamps"               },
    {"Horodatages RFC 1323",                                  "RFC 1323 Timestamps"               },
};

static const struct {
    const char *printed, *plain;
} values[] = {
    {"aktiviert",   "enabled"  },
    {"deaktiviert", "disabled" },
    {"automatisch", "automatic"},
    {"activé",     "enabled"  },
    {"désactivé", "disabled" },
    {"automatique", "automatic"},
};

static bool is_rule(struct str line)
{
    line = str_trim(line);
    for (size_t i = 0; i < line.len; i++)
        if (line.ptr[i] != '-')
            return false;
    return line.len > 20;
}

/* "Receive-Side Scaling State          : enabled" */
static bool is_setting(struct str line, struct str *name, struct str *value)
{
    *name = str_trim(str_cut(line, ':', value));
    *value = str_trim(*value);
    return name->len && value->len && !memchr(value->ptr, ' ', value->len);
}

/* A heading that names TCP, a rule, and a setting; or the first setting, its heading not copied. */
static bool begins(const struct console *c, struct str line, struct str next)
{
    struct str rest = c->rest, setting = {0}, name, value;
    if (str_starts(str_trim(line), STR("Receive-Side Scaling State")))
        return is_setting(line, &name, &value);
    if (!is_rule(next) || !str_find(line, STR("TCP")))
        return false;
    str_line(&rest, &setting);
    str_line(&rest, &setting);
    return is_setting(setting, &name, &value);
}

static void put_setting(struct console *c, struct capture *capture, struct str name,
                        struct str value)
{
    struct fact *f = console_fact(c, capture);
    for (size_t i = 0; i < ARRAY_LEN(labels); i++)
        if (str_eq_nocase(name, str_of(labels[i].printed)))
            name = str_of(labels[i].plain);
    for (size_t i = 0; i < ARRAY_LEN(values); i++)
        if (str_eq_nocase(value, str_of(values[i].printed)))
            value = str_of(values[i].plain);
    fact_put(&c->batch->arena, f, STR("name"), name);
    fact_put(&c->batch->arena, f, STR("value"), value);
}

static void read(struct console *c)
{
    struct capture *capture = console_capture(c, FACT_TCP_SETTING, "netsh int tcp show global");
    struct str rest = c->rest, next = {0}, name, value;
    str_line(&rest, &next);
    bool headed = is_rule(next), ended = false, note = false;
    if (headed)
        console_next(c);
    else
        console_back(c);
    while (console_next(c)) {
        struct str text = str_trim(c->line);
        if (is_setting(c->line, &name, &value)) {
            put_setting(c, capture, name, value);
            continue;
        }
        bool talk = note || str_starts(text, STR("**"));
        note = str_starts(text, STR("**")); /* it goes over two lines */
        ended |= text.len == 0;
        if (text.len && (ended || !talk)) {
            console_back(c);
            break;
        }
    }
    bool whole = headed && capture->facts_n >= 5;
    capture_scope(&c->batch->arena, capture, STR("whole"), whole ? STR("yes") : STR("no"));
}

const struct table table_tcp_setting = {"netsh int tcp", "netsh", begins, read};
