/* systeminfo, in English, German and French: "Name: value" lines with indented lists. Hotfixes
 * become a capture of their own. */
#include "console.h"

/* What we keep, and how each language calls it. */
static const struct label {
    const char *field;
    const char *names[4];
} labels[] = {
    {"host",    {"Host Name", "Hostname", "Nom de l'h\xC3\xB4te", "Nom de l\xE2\x80\x99h\xC3\xB4te"}},
    {"os",
     {"OS Name", "Betriebssystemname", "Nom du syst\xC3\xA8me d'exploitation",
      "Nom du syst\xC3\xA8me d\xE2\x80\x99"
      "exploitation"}                                                                               },
    {"version",
     {"OS Version", "Betriebssystemversion", "Version du syst\xC3\xA8me",
      "Version du syst\xC3\xA8me d'exploitation"}                                                   },
    {"role",
     {"OS Configuration", "Betriebssystemkonfiguration",
      "Configuration du syst\xC3\xA8me d'exploitation",
      "Configuration du syst\xC3\xA8me d\xE2\x80\x99"
      "exploitation"}                                                                               },
    {"uptime",
     {"System Up Time", "Systembetriebszeit",
      "Dur\xC3\xA9"
      "e d'activit\xC3\xA9 du syst\xC3\xA8me",
      NULL}                                                                                         },
    {"boot",
     {"System Boot Time", "Systemstartzeit", "Heure de d\xC3\xA9marrage du syst\xC3\xA8me", NULL}   },
    {"zone",    {"Time Zone", "Zeitzone", "Fuseau horaire", "Fuseau horaire "}                      },
    {"domain",  {"Domain", "Dom\xC3\xA4ne", "Domaine", "Domaine "}                                  },
    {"hotfix",  {"Hotfix(s)", "Hotfix(es)", "Correctif(s)", "Correctif(s) logiciel(s)"}             },
};

static bool divide(struct str line, struct str *name, struct str *value)
{
    const char *colon = line.len && line.ptr[0] != ' ' ? memchr(line.ptr, ':', line.len) : NULL;
    if (!colon)
        return false;
    *name = str_trim((struct str){line.ptr, (size_t)(colon - line.ptr)});
    *value = str_trim(str_skip(line, (size_t)(colon + 1 - line.ptr)));
    return name->len > 0;
}

static const char *label_of(struct str name)
{
    for (size_t i = 0; i < ARRAY_LEN(labels); i++)
        for (size_t k = 0; k < 4 && labels[i].names[k]; k++)
            if (str_eq_nocase(name, str_of(labels[i].names[k])))
                return labels[i].field;
    return "";
}

enum { CELLS = 64 };

static bool is_pair(struct str first, struct str second)
{
    return strcmp(label_of(first), "host") == 0 && strcmp(label_of(second), "os") == 0;
}

/* systeminfo /fo csv: all names in one line, all values in the next. */
static bool is_csv(struct str line)
{
    struct str cells[2];
    return line.len && line.ptr[0] == '"' && console_csv(line, cells, 2) == 2 &&
           is_pair(cells[0], cells[1]);
}

static bool begins(const struct console *c, struct str line, struct str next)
{
    struct str name, value, name2, value2;
    (void)c;
    return is_csv(line) ||
           (divide(line, &name, &value) && divide(next, &name2, &value2) && is_pair(name, name2));
}

/* "5.2.3790 Service Pack 2 Build 3790", "6.1.7601 Service Pack 1 Build 7601", "10.0.14393 N/A Build
 * 14393". */
static void put_version(struct console *c, struct fact *f, struct str text)
{
    struct arena *arena = &c->batch->arena;
    struct str words[8], rest;
    size_t n = console_words(text, words, ARRAY_LEN(words));
    if (n == 0)
        return;
    fact_put(arena, f, STR("version"), words[0]);
    struct str major = str_cut(words[0], '.', &rest), minor = str_cut(rest, '.', &rest);
    if (major.len && minor.len)
        fact_put(arena, f, STR("nt"),
                 arena_fmt(arena, "%.*s.%.*s", STR_ARG(major), STR_ARG(minor)));
    if (rest.len)
        fact_put(arena, f, STR("build"), rest);
    struct str pack = STR("0");
    for (size_t i = 0; i + 1 < n && i + 1 < ARRAY_LEN(words); i++)
        if (str_eq_nocase(words[i], STR("Pack")))
            pack = words[i + 1];
    fact_put(arena, f, STR("service_pack"), pack);
}

static bool mentions(struct str text, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_find(text, str_of(words[i])))
            return true;
    return false;
}

static void put_roles(struct console *c, struct fact *f, struct str os, struct str configuration)
{
    static const char *const dc[] = {"Domain Controller", "Dom\xC3\xA4nencontroller",
                                     "Contr\xC3\xB4leur"};
    static const char *const sbs[] = {"Small Business Server", "Small Business"};
    bool is_dc = mentions(configuration, dc, ARRAY_LEN(dc));
    bool is_sbs = mentions(os, sbs, ARRAY_LEN(sbs));
    if (is_dc || is_sbs)
        fact_put(&c->batch->arena, f, STR("roles"),
                 is_dc && is_sbs ? STR("dc,sbs")
                 : is_dc         ? STR("dc")
                                 : STR("sbs"));
}

/* What was found, kept until the end, as captures move when another one begins. */
struct found {
    struct str host, os, version, role, boot, uptime, zone, domain;
    size_t hotfixes; /* place of that capture; SIZE_MAX before it begins */
    uint32_t line;
    uint64_t offset;
    bool in_hotfixes;
};

/* "[12]: KB951746 - Update" and "[12]: File 1". */
static void read_hotfix(struct console *c, const struct found *found, struct str text)
{
    struct str words[2];
    text = str_trim(text);
    const char *colon = text.len ? memchr(text.ptr, ':', text.len) : NULL;
    if (!colon || text.ptr[0] != '[' || found->hotfixes >= c->batch->captures_n)
        return;
    text = str_skip(text, (size_t)(colon + 1 - text.ptr));
    if (console_words(text, words, 2) == 0 ||
        !(str_starts_nocase(words[0], STR("KB")) || str_starts_nocase(words[0], STR("Q"))))
        return;
    struct fact *f = console_fact(c, &c->batch->captures[found->hotfixes]);
    fact_put(&c->batch->arena, f, STR("kb"), words[0]);
}

static void take(struct console *c, struct found *found, struct str name, struct str value)
{
    const char *field = label_of(name);
    const struct {
        const char *field;
        struct str *to;
    } places[] = {
        {"host",    &found->host   },
        {"os",      &found->os     },
        {"version", &found->version},
        {"role",    &found->role   },
        {"boot",    &found->boot   },
        {"uptime",  &found->uptime },
        {"zone",    &found->zone   },
        {"domain",  &found->domain },
    };
    for (size_t i = 0; i < ARRAY_LEN(places); i++)
        if (strcmp(places[i].field, field) == 0)
            *places[i].to = value;
    if (found->host.len)
        c->host = found->host;
    found->in_hotfixes = strcmp(field, "hotfix") == 0;
    if (found->in_hotfixes && found->hotfixes == SIZE_MAX) {
        console_capture(c, FACT_HOTFIX, "systeminfo");
        found->hotfixes = c->batch->captures_n - 1;
    }
}

/* "1 Days, 13 Hours, 40 Minutes, 5 Seconds" in any language: four numbers. */
static bool read_uptime(struct str text, int64_t *ticks)
{
    static const int64_t units[] = {TICKS_PER_DAY, TICKS_PER_HOUR, TICKS_PER_MINUTE,
                                    TICKS_PER_SECOND};
    struct str words[8];
    uint64_t number;
    if (console_words(text, words, ARRAY_LEN(words)) != 8)
        return false;
    *ticks = 0;
    for (size_t i = 0; i < ARRAY_LEN(units); i++) {
        if (!str_to_u64(words[2 * i], &number) || number > 100000)
            return false;
        *ticks += (int64_t)number * units[i];
    }
    return true;
}

/* When it started: as Vista and later say it, or by how long it runs, as 2003 says it. */
static void put_boot(struct console *c, struct fact *f, const struct found *found)
{
    char text[TIME_TEXT];
    struct moment at = MOMENT_NONE;
    int64_t uptime;
    struct arena *arena = &c->batch->arena;
    if (found->boot.len && !console_time(found->boot, &at)) {
        fact_put(arena, f, STR("boot_time"), found->boot);
        return;
    }
    if (!found->boot.len && c->clock && read_uptime(found->uptime, &uptime))
        at = (struct moment){c->taken.ticks - uptime, c->taken.local};
    if (at.ticks != TIME_NONE) {
        struct str iso = str_of(time_iso(at, text));
        fact_put(arena, f, STR("boot_time"), str_head(iso, sizeof "2012-10-24T18:33:12" - 1));
    }
}

static void put_system(struct console *c, const struct found *found)
{
    struct arena *arena = &c->batch->arena;
    struct capture *capture = console_capture(c, FACT_SYSTEM, "systeminfo");
    struct fact *f = console_fact(c, capture);
    f->line = found->line;
    f->offset = found->offset;
    fact_put(arena, f, STR("os"), found->os);
    put_version(c, f, found->version);
    if (found->zone.len)
        fact_put(arena, f, STR("zone"), found->zone);
    put_boot(c, f, found);
    if (found->domain.len)
        fact_put(arena, f, STR("domain"), found->domain);
    put_roles(c, f, found->os, found->role);
    capture->zone = found->zone;
    capture_scope(arena, capture, STR("whole"),
                  found->zone.len && found->domain.len ? STR("yes") : STR("no"));
}

static void read_csv(struct console *c, struct found *found)
{
    struct str names[CELLS], values[CELLS], rest, part;
    size_t n = console_csv(c->line, names, CELLS);
    if (!console_next(c))
        return;
    size_t m = console_csv(c->line, values, CELLS);
    for (size_t i = 0; i < n && i < m; i++) {
        take(c, found, names[i], values[i]);
        for (rest = values[i]; found->in_hotfixes && rest.len;) {
            part = str_cut(rest, ',', &rest);
            read_hotfix(c, found, part);
        }
    }
    found->in_hotfixes = m < n;
}

static void read_list(struct console *c, struct found *found)
{
    struct str name, value;
    bool first = true;
    do {
        if (!first && console_over(c)) {
            console_back(c);
            return;
        }
        if (divide(c->line, &name, &value))
            take(c, found, name, value);
        else if (found->in_hotfixes)
            read_hotfix(c, found, c->line);
        else if (c->line.len && c->line.ptr[0] != ' ')
            console_lost(c, "line of systeminfo is not understood");
        first = false;
    } while (console_next(c));
}

static void read_systeminfo(struct console *c)
{
    struct found found = {.hotfixes = SIZE_MAX, .line = c->place.line, .offset = console_offset(c)};
    if (is_csv(c->line))
        read_csv(c, &found);
    else
        read_list(c, &found);
    put_system(c, &found);
    if (found.hotfixes == SIZE_MAX)
        return;
    /* A list that the network cards follow was not cut. */
    capture_scope(&c->batch->arena, &c->batch->captures[found.hotfixes], STR("whole"),
                  found.in_hotfixes ? STR("no") : STR("yes"));
}

const struct table table_systeminfo = {.name = "systeminfo", .begins = begins, .read = read_systeminfo};
