#include "words.h"

static const char *const categories[] = {
    "port-conflict",    "port-exhaustion",   "excluded-port-range",
    "address-missing",  "connection-limit",  "network-offload",
    "stack-hardening",  "network-link",      "network-not-ready",
    "firewall",         "tls-mismatch",      "sni-client",
    "certificate",      "name-resolution",   "authentication",
    "permission",       "storage-failure",   "corruption",
    "capacity",         "memory-exhaustion", "time-sync",
    "dependency",       "crash-loop",        "scheduled-job",
    "misconfiguration", "software-defect",   "update",
    "benign",           "unknown",           NULL};
static const char *const confidences[] = {"verified", "mixed", "own-knowledge", NULL};
static const char *const priors[] = {"common", "occasional", "rare", NULL};
static const char *const draws[] = {"even", "run", NULL};
static const char *const weights[] = {"weak", "moderate", "strong", "decisive", NULL};
static const char *const kinds[] = {"look", "relief", "cure", "prevent", NULL};
static const char *const machines[] = {"victim", "culprit",  "client", "dc",
                                       "sql",    "firewall", "switch", NULL};
static const char *const risks[] = {"none", "low", "medium", "high", NULL};
static const char *const securities[] = {"none", "lowers", "opens", NULL};
static const char *const restarts[] = {"none", "service", "computer", "perhaps", NULL};
static const char *const types[] = {"text",    "path", "port",        "number", "ip",
                                    "guid",    "sid",  "hresult",     "win32",  "ntstatus",
                                    "service", "host", "port_ranges", NULL};

const struct words words_category = {"category", categories};
const struct words words_confidence = {"confidence", confidences};
const struct words words_prior = {"prior", priors};
const struct words words_draw = {"model of a lottery", draws};
const struct words words_weight = {"weight", weights};
const struct words words_kind = {"kind of step", kinds};
const struct words words_machine = {"machine", machines};
const struct words words_risk = {"risk", risks};
const struct words words_security = {"effect on security", securities};
const struct words words_restart = {"restart", restarts};
const struct words words_type = {"type", types};

const char *const effect_names[] = {"none", "supports", "weakens"};

int words_find(const struct words *w, struct str word)
{
    for (int i = 0; w->list[i]; i++)
        if (str_eq(word, str_of(w->list[i])))
            return i;
    return -1;
}

const char *words_nearest(const struct words *w, struct str word)
{
    size_t n = 0;
    while (w->list[n])
        n++;
    return str_nearest(word, w->list, n);
}

double weight_ratio(enum weight w)
{
    static const double ratios[] = {2, 5, 20, 200};
    return ratios[w];
}

double prior_odds(int prior)
{
    static const double odds[] = {1.0 / 2, 1.0 / 4, 1.0 / 8};
    return odds[prior];
}

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool hex(char c)
{
    return digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool in_ip(char c)
{
    return hex(c) || c == '.' || c == ':';
}

static bool in_guid(char c)
{
    return hex(c) || c == '-' || c == '{' || c == '}';
}

static bool in_sid(char c)
{
    return digit(c) || c == '-' || c == 'S' || c == 's';
}

static bool in_code(char c)
{
    return hex(c) || c == 'x' || c == 'X' || c == '-';
}

static bool in_name(char c)
{
    return digit(c) || letter(c) || c == '_' || c == '.' || c == '$' || c == '-';
}

static bool in_ranges(char c)
{
    return digit(c) || c == '-' || c == ',';
}

static bool any_char(char c)
{
    (void)c;
    return true;
}

/* What a value of each type is made of, how long it may be, whether a command may hold it. */
static const struct type_rule {
    bool (*made_of)(char c);
    size_t longest;
    bool printable;
} type_rules[VALUE_TYPES] = {
    [VALUE_TEXT] = {any_char,  4096, false},
    [VALUE_PATH] = {any_char,  4096, false},
    [VALUE_PORT] = {digit,     5,    true },
    [VALUE_NUMBER] = {digit,     20,   true },
    [VALUE_IP] = {in_ip,     60,   true },
    [VALUE_GUID] = {in_guid,   38,   true },
    [VALUE_SID] = {in_sid,    184,  true },
    [VALUE_HRESULT] = {in_code,   11,   true },
    [VALUE_WIN32] = {in_code,   11,   true },
    [VALUE_NTSTATUS] = {in_code,   11,   true },
    [VALUE_SERVICE] = {in_name,   256,  true },
    [VALUE_HOST] = {in_name,   256,  true },
    [VALUE_PORT_RANGES] = {in_ranges, 4096, true },
};

bool value_admits(enum value_type type, struct str text)
{
    const struct type_rule *rule = &type_rules[type];
    uint64_t number;
    if (text.len == 0 || text.len > rule->longest)
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (!rule->made_of(text.ptr[i]))
            return false;
    /* A name that begins with a hyphen would be an option where it stands in a command. */
    if (rule->made_of == in_name && text.ptr[0] == '-')
        return false;
    return type != VALUE_PORT || (str_to_u64(text, &number) && number >= 1 && number <= 65535);
}

bool value_printable(enum value_type type, struct str text)
{
    return type_rules[type].printable && value_admits(type, text);
}
