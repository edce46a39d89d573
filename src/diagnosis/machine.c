/* What single events say about the machine: its version, zone, roles, starts and cleared logs. */
#include "survey_parts.h"

#include <stdio.h>

/* Two marks of one start are at most so far apart. */
#define BOOT_SPAN (5 * TICKS_PER_MINUTE)

enum {
    MARK_VERSION = 1, /* 6009 */
    MARK_LOG = 2,     /* 6005 */
    MARK_KERNEL = 4,  /* Kernel-General 12 */
    MARK_DIRTY = 8,   /* 6008 */
    MARK_POWER = 16   /* Kernel-Power 41 */
};

static const struct {
    const char *provider;
    enum teller teller;
} tellers[] = {
    {"EventLog",                         TELLER_EVENTLOG},
    {"Microsoft-Windows-Kernel-General", TELLER_KERNEL  },
    {"Microsoft-Windows-Kernel-Power",   TELLER_POWER   },
    {"Microsoft-Windows-Eventlog",       TELLER_CLEARS  },
    {"Security",                         TELLER_CLEARS  },
};

static void add_role(struct host_record *h, struct str role)
{
    for (size_t i = 0; i < h->view.roles_n; i++)
        if (str_eq(h->roles[i], role))
            return;
    if (h->view.roles_n < HOST_ROLES)
        h->roles[h->view.roles_n++] = role;
}

void machine_provider(struct survey *s, struct slot *slot, struct str provider)
{
    for (size_t i = 0; i < ARRAY_LEN(tellers); i++)
        if (str_eq_nocase(provider, str_of(tellers[i].provider)))
            slot->teller = tellers[i].teller;
    for (size_t i = 0; i < s->roles.n; i++)
        if (role_lists(s->roles.v[i].providers, provider))
            add_role(slot->host, s->roles.v[i].role);
}

/* Which start a mark belongs to: the last one, where it does not have that mark yet and is near. */
static void mark_boot(struct survey *s, struct host_record *h, struct moment at, unsigned mark)
{
    struct survey_host *v = &h->view;
    struct boot *last = v->boots_n ? &h->boots[v->boots_n - 1] : NULL;
    bool unclean = mark & (MARK_DIRTY | MARK_POWER);
    if (last && last->at.local == at.local && !(last->marks & mark) &&
        at.ticks - last->at.ticks <= BOOT_SPAN) {
        last->marks |= mark;
        last->unclean |= unclean;
        return;
    }
    if (v->boots_n >= LIMIT_SURVEY_BOOTS)
        return;
    GROW(&s->arena, h->boots, v->boots_n, h->boots_max);
    h->boots[v->boots_n++] = (struct boot){at, unclean, mark};
    v->boots = h->boots;
}

/* The nth field of the data; empty where there are fewer. */
static struct str data_at(const struct event *e, size_t n)
{
    return n < e->fields_n ? str_trim(e->fields[n].value) : (struct str){0};
}

/* Windows by version, as far as the version alone tells. */
static const struct {
    const char *nt, *os;
} windows[] = {
    {"4.0", "Windows NT 4.0"               },
    {"5.0", "Windows 2000"                 },
    {"5.1", "Windows XP"                   },
    {"5.2", "Windows Server 2003"          },
    {"6.0", "Windows Vista or Server 2008" },
    {"6.1", "Windows 7 or Server 2008 R2"  },
    {"6.2", "Windows 8 or Server 2012"     },
    {"6.3", "Windows 8.1 or Server 2012 R2"},
};

static const struct {
    uint64_t build;
    const char *os;
} windows_ten[] = {
    {26100, "Windows 11 or Server 2025"},
    {22000, "Windows 11"               },
    {20348, "Windows Server 2022"      },
    {18362, "Windows 10"               },
    {17763, "Windows 10 or Server 2019"},
    {14394, "Windows 10"               },
    {14393, "Windows 10 or Server 2016"},
    {0,     "Windows 10"               },
};

static struct str os_name(struct str nt, struct str build)
{
    uint64_t number;
    for (size_t i = 0; i < ARRAY_LEN(windows); i++)
        if (str_eq(nt, str_of(windows[i].nt)))
            return str_of(windows[i].os);
    if (!str_eq(nt, STR("10.0")) || !str_to_u64(build, &number))
        return (struct str){0};
    size_t i = 0;
    while (number < windows_ten[i].build)
        i++;
    return str_of(windows_ten[i].os);
}

/* A later start may tell of an update; the last word counts. */
static void set_version(struct survey *s, struct survey_host *v, struct str nt, struct str build,
                        struct str service_pack)
{
    uint64_t number;
    if (!str_to_u64(build, &number) || number > 1000000)
        return;
    if (str_eq(v->nt, nt) && str_eq(v->build, build) && str_eq(v->service_pack, service_pack))
        return;
    v->nt = arena_str(&s->arena, nt);
    v->build = arena_str(&s->arena, build);
    v->service_pack = arena_str(&s->arena, service_pack);
    v->os = os_name(v->nt, v->build);
}

/* "5.02." and "6.01." are 5.2 and 6.1, "10.00." is 10.0. */
static bool short_version(struct str told, char to[16], struct str *nt)
{
    struct str rest;
    uint64_t major, minor;
    struct str first = str_cut(told, '.', &rest);
    struct str second = str_cut(rest, '.', &rest);
    if (!str_to_u64(first, &major) || !str_to_u64(second, &minor) || major > 99 || minor > 99)
        return false;
    int n = snprintf(to, 16, "%u.%u", (unsigned)major, (unsigned)minor);
    *nt = (struct str){to, (size_t)n};
    return true;
}

/* "Service Pack 2" is "2", nothing is "0". */
static struct str pack_number(struct str told)
{
    struct str word = STR("Service Pack ");
    uint64_t number;
    struct str rest;
    if (!str_starts_nocase(told, word))
        return STR("0");
    struct str n = str_cut(str_skip(told, word.len), ' ', &rest);
    return str_to_u64(n, &number) ? n : STR("");
}

/* 6009: version, build, service pack, kind of kernel; pasted logs have it in the text only:
 * "Microsoft (R) Windows (R) 5.02. 3790 Service Pack 2 Multiprocessor Free." */
static void tell_version(struct survey *s, struct host_record *h, const struct event *e)
{
    char room[16];
    struct str nt, rest;
    if (short_version(data_at(e, 0), room, &nt)) {
        set_version(s, &h->view, nt, data_at(e, 1), pack_number(data_at(e, 2)));
        return;
    }
    rest = e->message;
    for (const char *at; (at = str_find(rest, STR("(R) ")));) {
        rest = str_skip(rest, (size_t)(at - rest.ptr) + 4);
        struct str tail, version = str_cut(rest, ' ', &tail);
        struct str build = str_cut(tail, ' ', &tail);
        if (!short_version(version, room, &nt))
            continue;
        set_version(s, &h->view, nt, build, pack_number(str_trim(tail)));
        return;
    }
}

/* Kernel-General 12: MajorVersion, MinorVersion, BuildVersion, QfeVersion, ServiceVersion. */
static void tell_kernel(struct survey *s, struct host_record *h, const struct event *e)
{
    char room[16], told[24];
    struct str nt;
    struct str major = event_field(e, STR("MajorVersion"));
    struct str minor = event_field(e, STR("MinorVersion"));
    struct str build = event_field(e, STR("BuildVersion"));
    struct str pack = event_field(e, STR("ServiceVersion"));
    if (!major.ptr || !minor.ptr || !build.ptr)
        return;
    uint64_t number;
    snprintf(told, sizeof told, "%.*s.%.*s", STR_ARG(str_head(major, 8)),
             STR_ARG(str_head(minor, 8)));
    if (short_version(str_of(told), room, &nt))
        set_version(s, &h->view, nt, build, str_to_u64(pack, &number) ? pack : STR(""));
}

/* "480 Pacific Standard Time": minutes west of UTC, a blank, a name. */
static bool has_bias(struct str value, struct str *name)
{
    struct str rest;
    int64_t bias;
    struct str number = str_cut(value, ' ', &rest);
    *name = str_trim(rest);
    return str_to_i64(number, &bias) && bias >= -900 && bias <= 900 && name->len > 0 &&
           !(name->ptr[0] >= '0' && name->ptr[0] <= '9');
}

/* 6013: "480 Pacific Standard Time", the seventh of the data. */
static void tell_zone(struct survey *s, struct host_record *h, const struct event *e)
{
    for (size_t i = e->fields_n; i-- > 0;) {
        struct str name, value = str_trim(e->fields[i].value);
        if (!has_bias(value, &name))
            continue;
        if (!str_eq(h->view.zone, name))
            h->view.zone = arena_str(&s->arena, str_head(name, 200));
        return;
    }
}

/* Which log a clear emptied: that of the Security log is told in it, others name it. */
static void tell_clear(struct survey *s, struct slot *slot, const struct event *e)
{
    struct str channel = e->channel;
    if (e->event_id == 104) {
        struct str named = event_field(e, STR("Channel"));
        channel = named.len ? named : e->fields_n > 2 ? data_at(e, 2) : channel;
    }
    struct coverage *c = survey_coverage(s, slot->host, channel, e->at.local);
    if (c)
        coverage_clear(c, &s->arena, e->at.ticks, e->record_id);
}

static void mark_dirty(struct survey *s, struct slot *slot, const struct event *e)
{
    mark_boot(s, slot->host, e->at, e->event_id == 41 ? MARK_POWER : MARK_DIRTY);
}

static void mark_log(struct survey *s, struct slot *slot, const struct event *e)
{
    mark_boot(s, slot->host, e->at, MARK_LOG);
}

static void mark_version(struct survey *s, struct slot *slot, const struct event *e)
{
    mark_boot(s, slot->host, e->at, MARK_VERSION);
    tell_version(s, slot->host, e);
}

static void mark_kernel(struct survey *s, struct slot *slot, const struct event *e)
{
    mark_boot(s, slot->host, e->at, MARK_KERNEL);
    tell_kernel(s, slot->host, e);
}

static void mark_zone(struct survey *s, struct slot *slot, const struct event *e)
{
    tell_zone(s, slot->host, e);
}

static const struct {
    enum teller teller;
    int64_t event_id;
    void (*tell)(struct survey *s, struct slot *slot, const struct event *e);
} tales[] = {
    {TELLER_EVENTLOG, 6005, mark_log    },
    {TELLER_EVENTLOG, 6008, mark_dirty  },
    {TELLER_EVENTLOG, 6009, mark_version},
    {TELLER_EVENTLOG, 6013, mark_zone   },
    {TELLER_KERNEL,   12,   mark_kernel },
    {TELLER_POWER,    41,   mark_dirty  },
    {TELLER_CLEARS,   104,  tell_clear  },
    {TELLER_CLEARS,   517,  tell_clear  },
    {TELLER_CLEARS,   1102, tell_clear  },
};

void machine_event(struct survey *s, struct slot *slot, const struct event *e)
{
    for (size_t i = 0; i < ARRAY_LEN(tales); i++)
        if (tales[i].teller == slot->teller && tales[i].event_id == e->event_id)
            tales[i].tell(s, slot, e);
}
