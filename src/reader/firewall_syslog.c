/* Lines of syslog as firewalls write them: one function for each form. */
#include "console.h"
#include "firewall_entry.h"

enum { PAIRS = 96 };

static const struct {
    const char *printed, *plain;
} actions[] = {
    {"DROP",             "drop" },
    {"Deny",             "drop" },
    {"denied",           "drop" },
    {"deny",             "drop" },
    {"BLOCK",            "drop" },
    {"blocked",          "drop" },
    {"REJECT",           "drop" },
    {"discard",          "drop" },
    {"Discard",          "drop" },
    {"ALLOW",            "allow"},
    {"accept",           "allow"},
    {"ACCEPT",           "allow"},
    {"pass",             "allow"},
    {"permitted",        "allow"},
    {"start",            "allow"},
    {"OPEN",             "allow"},
    {"OPEN-INBOUND",     "allow"},
    {"Built",            "allow"},
    {"CLOSE",            "close"},
    {"close",            "close"},
    {"timeout",          "close"},
    {"Teardown",         "close"},
    {"end",              "close"},
    {"ip-conn",          "drop" },
    {"server-rst",       "reset"},
    {"client-rst",       "reset"},
    {"reset-both",       "reset"},
    {"reset-client",     "reset"},
    {"reset-server",     "reset"},
    {"drop",             "drop" },
    {"allow",            "allow"},
    {"block",            "drop" },
    {"INFO-EVENTS-LOST", ""     },
    {"AUDIT",            "allow"},
};

struct str firewall_action(struct str word)
{
    for (size_t i = 0; i < ARRAY_LEN(actions); i++)
        if (str_eq_nocase(word, str_of(actions[i].printed)))
            return str_of(actions[i].plain);
    return (struct str){0};
}

struct str firewall_protocol(struct str word)
{
    struct str rest;
    word = str_cut(word, '/', &rest); /* "tcp/1433" */
    static const struct {
        const char *printed, *plain;
    } protocols[] = {
        {"6",    "tcp" },
        {"17",   "udp" },
        {"1",    "icmp"},
        {"58",   "icmp"},
        {"tcp",  "tcp" },
        {"udp",  "udp" },
        {"icmp", "icmp"},
    };
    for (size_t i = 0; i < ARRAY_LEN(protocols); i++)
        if (str_eq_nocase(word, str_of(protocols[i].printed)))
            return str_of(protocols[i].plain);
    return word;
}

/* "1:00:05", "0:02:03": seconds; -1 when it is none. */
static int64_t seconds_of(struct str text)
{
    int64_t sum = 0;
    uint64_t n;
    if (!text.len)
        return -1;
    while (text.len) {
        struct str part = str_cut(text, ':', &text);
        if (!str_to_u64(part, &n) || n > 1000000)
            return -1;
        sum = sum * 60 + (int64_t)n;
    }
    return sum;
}

static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

static int month_of(struct str word)
{
    for (int i = 0; i < 12; i++)
        if (str_eq_nocase(str_head(word, 3), str_of(months[i])))
            return i + 1;
    return 0;
}

/* The head of a line of syslog: "<166>Oct 26 2012 08:12:01 fw1 : ", "Oct 26 08:12:01 fw1 kernel:",
 * "2012-10-26T08:12:01+02:00 fw1 ". A time without a year is no time. */
static void read_head(struct firewall_entry *e, struct str line)
{
    struct str words[6], year_or_clock;
    const char *end = line.len && line.ptr[0] == '<' ? memchr(line.ptr, '>', line.len) : NULL;
    struct civil at = {0};
    uint64_t day, year;
    bool zoned;
    if (end && end - line.ptr < 6)
        line = str_skip(line, (size_t)(end + 1 - line.ptr));
    if (str_starts(line, STR("1 2"))) /* RFC 5424 */
        line = str_skip(line, 2);
    size_t n = console_words(line, words, ARRAY_LEN(words));
    if (n >= 2 && time_parse(words[0], &e->at.ticks, &zoned)) {
        e->at.local = !zoned;
        e->host = words[1];
        return;
    }
    if (n < 5 || !month_of(words[0]) || !str_to_u64(words[1], &day))
        return;
    year_or_clock = words[2];
    bool has_year = str_to_u64(year_or_clock, &year) && year > 1990 && year < 2200;
    struct str clock = has_year ? words[3] : words[2];
    if (str_ends(clock, STR(":")))
        clock.len--;
    struct str host = has_year ? words[4] : words[3];
    e->host = host.ptr[0] == '%' || str_ends(host, STR(":")) ? (struct str){0} : host;
    at.year = has_year ? (int)year : 0;
    at.month = month_of(words[0]);
    at.day = (int)day;
    if (has_year && taken_clock(clock, (struct str){0}, &at) && civil_valid(&at))
        e->at = (struct moment){civil_ticks(&at), true};
}

/* "outside:" before an address: a name that is no part of one. */
static struct str without_interface(struct str word)
{
    const char *colon = word.len ? memchr(word.ptr, ':', word.len) : NULL;
    bool name = false;
    for (const char *p = word.ptr; colon && p < colon; p++)
        name |= !strchr("0123456789abcdefABCDEF[.", *p);
    return name ? str_skip(word, (size_t)(colon + 1 - word.ptr)) : word;
}

/* "192.0.2.1/443", with "(host)" behind: address and port. */
static void endpoint(struct str word, struct str *address, struct str *port)
{
    struct str rest;
    *address = str_cut(without_interface(word), '/', &rest);
    *port = str_cut(rest, '(', &rest);
    while (port->len && strchr(",;)", port->ptr[port->len - 1]))
        port->len--;
}

/* Cisco ---------------------------------------------------------------------------------------- */

static struct str word_behind(const struct str *words, size_t n, const char *mark)
{
    for (size_t i = 0; i + 1 < n; i++)
        if (str_eq_nocase(words[i], str_of(mark)))
            return words[i + 1];
    return (struct str){0};
}

/* "%ASA-6-302014: Teardown TCP connection 7 for outside:192.0.2.1/443 to inside:10.0.0.5/51234
 * duration 1:00:05 bytes 99 Conn-timeout", "%ASA-4-106023: Deny tcp src outside:... dst ..." */
static bool read_cisco(struct firewall_entry *e, struct str line)
{
    enum { WORDS = 48 };
    struct str words[WORDS], rest;
    const char *mark = str_find(line, STR("%ASA-"));
    mark = mark ? mark : str_find(line, STR("%PIX-"));
    mark = mark ? mark : str_find(line, STR("%FTD-"));
    if (!mark)
        return false;
    rest = str_skip(line, (size_t)(mark - line.ptr));
    str_cut(rest, ' ', &rest);
    size_t n = console_words(rest, words, WORDS), action = 0;
    n = n < WORDS ? n : WORDS;
    for (size_t i = 0; i < n && i < 4 && !e->action.len; i++) {
        e->action = firewall_action(words[i]);
        action = i;
    }
    if (!e->action.len || action + 1 >= n)
        return false;
    bool inbound = str_eq_nocase(words[action + 1], STR("inbound")) ||
                   str_eq_nocase(words[action + 1], STR("outbound"));
    if (action + 1 + inbound < n)
        e->protocol = firewall_protocol(words[action + 1 + inbound]);
    struct str from = word_behind(words, n, "src"), to = word_behind(words, n, "dst");
    from = from.len ? from : word_behind(words, n, "for");
    from = from.len ? from : word_behind(words, n, "from");
    to = to.len ? to : word_behind(words, n, "to");
    endpoint(from, &e->source, &e->source_port);
    endpoint(to, &e->destination, &e->destination_port);
    e->age = seconds_of(word_behind(words, n, "duration"));
    for (size_t i = 0; i + 2 < n; i++) /* what stands behind "bytes 99" is why */
        if (str_eq(words[i], STR("bytes")))
            e->reason = str_trim(str_skip(rest, (size_t)(words[i + 2].ptr - rest.ptr)));
    if (!e->reason.len)
        e->reason = word_behind(words, n, "access-group");
    if (e->reason.len > 2 && e->reason.ptr[0] == '"')
        e->reason = (struct str){e->reason.ptr + 1, e->reason.len - 2};
    return e->source.len > 0;
}

/* name=value ----------------------------------------------------------------------------------- */

struct pairs {
    struct pair list[PAIRS];
    size_t n;
};

static void read_pairs(struct str line, struct pairs *p)
{
    p->n = 0;
    for (size_t i = 0; i < line.len && p->n < PAIRS;) {
        size_t from = i;
        while (i < line.len && line.ptr[i] != '=' && line.ptr[i] != ' ')
            i++;
        if (i >= line.len || line.ptr[i] != '=') {
            i++;
            continue;
        }
        struct str name = {line.ptr + from, i++ - from};
        bool quoted = i < line.len && line.ptr[i] == '"';
        size_t value = i += quoted;
        while (i < line.len && line.ptr[i] != (quoted ? '"' : ' '))
            i++;
        p->list[p->n++] = (struct pair){
            name, {line.ptr + value, i - value}
        };
        i += quoted;
    }
}

static struct str pair_of(const struct pairs *p, const char *const *names)
{
    for (; *names; names++)
        for (size_t i = 0; i < p->n; i++)
            if (str_eq_nocase(p->list[i].name, str_of(*names)))
                return p->list[i].value;
    return (struct str){0};
}

#define PAIR(p, ...) pair_of((p), (const char *const[]){__VA_ARGS__, NULL})

/* "date=2012-10-26 time=08:12:01" */
static void pair_time(struct firewall_entry *e, const struct pairs *p)
{
    struct str date = PAIR(p, "date"), clock = PAIR(p, "time"), rest;
    struct civil at = {0};
    bool zoned;
    if (!date.len && clock.len == 19 && time_parse(clock, &e->at.ticks, &zoned)) {
        e->at.local = !zoned; /* SonicWall: time="2012-10-26 08:12:01" */
        return;
    }
    if (taken_date(date, (struct str){0}, false, &at) && taken_clock(clock, (struct str){0}, &at))
        e->at = (struct moment){civil_ticks(&at), true};
    (void)rest;
}

/* FortiGate: srcip=... dstip=... action="deny"; Linux: SRC=... DST=... SPT=... DPT=... */
static bool read_named(struct firewall_entry *e, struct str line)
{
    struct pairs p;
    uint64_t age;
    read_pairs(line, &p);
    e->source = PAIR(&p, "srcip", "SRC", "src", "source-address");
    e->destination = PAIR(&p, "dstip", "DST", "dst", "destination-address");
    if (!e->source.len || !e->destination.len)
        return false;
    e->source_port = PAIR(&p, "srcport", "SPT", "src_port", "sport", "source-port");
    e->destination_port = PAIR(&p, "dstport", "DPT", "dst_port", "dport", "destination-port");
    e->protocol = firewall_protocol(PAIR(&p, "proto", "PROTO", "protocol-id"));
    e->action = firewall_action(PAIR(&p, "action", "fw_action"));
    e->reason = PAIR(&p, "msg", "reason", "policyname");
    struct str duration = PAIR(&p, "duration", "elapsed-time");
    e->age = str_to_u64(duration, &age) && age < 1000000000 ? (int64_t)age : -1;
    pair_time(e, &p);
    struct str device = PAIR(&p, "devname", "fw");
    e->host = device.len ? device : e->host;
    if (memchr(e->source.ptr, ':', e->source.len) && !e->source_port.len) { /* SonicWall */
        struct str rest, whole = e->source;
        e->source = str_cut(whole, ':', &rest);
        e->source_port = str_cut(rest, ':', &rest);
        whole = e->destination;
        e->destination = str_cut(whole, ':', &rest);
        e->destination_port = str_cut(rest, ':', &rest);
    }
    if (!e->action.len) { /* Linux says it in the prefix its rules give */
        static const char *const words[] = {"BLOCK",  "DROP",  "REJECT", "DENY",
                                            "denied", "ALLOW", "ACCEPT", "dropped"};
        for (size_t i = 0; i < ARRAY_LEN(words) && !e->action.len; i++)
            if (str_find(line, str_of(words[i])))
                e->action = i == 7 ? STR("drop") : firewall_action(str_of(words[i]));
    }
    return true;
}

/* Juniper SRX, plain: "RT_FLOW_SESSION_CLOSE: session closed TCP FIN:
 * 192.0.2.1/50000->10.0.0.5/443" */
static bool read_junos(struct firewall_entry *e, struct str line)
{
    const char *mark = str_find(line, STR("RT_FLOW_SESSION_")), *arrow;
    struct str rest, what, words[64];
    if (!mark)
        return false;
    rest = str_skip(line, (size_t)(mark - line.ptr) + sizeof "RT_FLOW_SESSION_" - 1);
    what = str_head(rest, 4);
    e->action = str_eq(what, STR("CLOS"))   ? STR("close")
                : str_eq(what, STR("DENY")) ? STR("drop")
                                            : STR("allow");
    size_t n = console_words(rest, words, ARRAY_LEN(words));
    for (size_t i = 0; i < n && i < ARRAY_LEN(words); i++) {
        arrow = str_find(words[i], STR("->"));
        if (!arrow)
            continue;
        endpoint(str_head(words[i], (size_t)(arrow - words[i].ptr)), &e->source, &e->source_port);
        endpoint(str_skip(words[i], (size_t)(arrow + 2 - words[i].ptr)), &e->destination,
                 &e->destination_port);
        struct str before = str_skip(rest, 0);
        const char *closed = str_find(before, STR("session closed "));
        if (closed) {
            e->reason = str_skip(before, (size_t)(closed - before.ptr) + 15);
            e->reason = str_cut(e->reason, ':', &before);
        }
        return e->source.len > 0;
    }
    return read_named(e, line);
}

/* Palo Alto: "1,2012/10/26 08:12:01,0011,TRAFFIC,drop,..."; pfSense: "filterlog[1]:
 * 5,,,10,em0,match, block,in,4,...". Both are lists without names. */
static bool read_columns(struct firewall_entry *e, struct str line)
{
    enum { CELLS = 64 };
    struct str cells[CELLS], rest = line;
    size_t n = 0;
    const char *filter = str_find(line, STR("filterlog"));
    if (filter) {
        rest = str_skip(line, (size_t)(filter - line.ptr));
        str_cut(rest, ':', &rest);
    } else if (!str_find(line, STR(",TRAFFIC,"))) {
        return false;
    }
    while (rest.len && n < CELLS)
        cells[n++] = str_trim(str_cut(rest, ',', &rest));
    if (filter) {
        bool six = n > 8 && str_eq(cells[8], STR("6"));
        size_t at = six ? 15 : 18;
        if (n < at + 4)
            return false;
        e->action = firewall_action(cells[6]);
        e->protocol = firewall_protocol(six ? cells[12] : cells[16]);
        e->source = cells[at];
        e->destination = cells[at + 1];
        e->source_port = cells[at + 2];
        e->destination_port = cells[at + 3];
        return true;
    }
    if (n < 32)
        return false;
    uint64_t age;
    struct civil day = {0};
    struct str clock, date = str_cut(cells[6], ' ', &clock);
    if (taken_date(date, (struct str){0}, false, &day) && taken_clock(clock, (struct str){0}, &day))
        e->at = (struct moment){civil_ticks(&day), true};
    e->source = cells[7];
    e->destination = cells[8];
    e->source_port = cells[24];
    e->destination_port = cells[25];
    e->protocol = firewall_protocol(cells[29]);
    e->action = str_eq(cells[4], STR("end")) ? STR("close") : firewall_action(cells[30]);
    if (n > 46)
        e->reason = cells[46];
    e->age = n > 37 && str_to_u64(cells[36], &age) ? (int64_t)age : -1;
    return true;
}

static bool (*const forms[])(struct firewall_entry *e,
                             struct str line) = {read_cisco, read_junos, read_columns, read_named};

bool firewall_syslog(struct firewall_entry *e, struct str line)
{
    for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
        *e = (struct firewall_entry){.at = MOMENT_NONE, .age = -1};
        read_head(e, line);
        if (forms[i](e, line) && e->action.len)
            return true;
    }
    return false;
}
