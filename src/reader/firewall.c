/* What firewalls wrote of connections: pfirewall.log of Windows, and lines of syslog as Cisco ASA
 * and PIX, FortiGate, Juniper SRX, Palo Alto, SonicWall, pfSense and Linux write them.
 *
 * One file is one capture, of the machine that the lines name; its time is that of its last line.
 * The actions of all are told in four words: allow, drop, close, reset. */
#include "base/limits.h"
#include "console.h"
#include "firewall_entry.h"
#include "reader/reader.h"

enum { PROBE_LINES = 60 };

struct log {
    struct batch *batch;
    struct loc place;
    struct str rest, line;
    int fields[16]; /* of pfirewall.log: which column is which; -1 none */
    bool utc;
};

/* pfirewall.log -------------------------------------------------------------------------------- */

static const char *const columns[] = {"date",   "time",     "action",   "protocol", "src-ip",
                                      "dst-ip", "src-port", "dst-port", "info",     "path"};

static bool is_windows(struct str head)
{
    return str_find(head, STR("#Fields: date time action protocol")) != NULL;
}

/* "#Fields: date time action protocol src-ip ..." and "#Time Format: Local". */
static void read_directive(struct log *log)
{
    struct str words[40];
    if (str_starts(log->line, STR("#Time Format:")))
        log->utc = str_find(log->line, STR("UTC")) || str_find(log->line, STR("GMT"));
    if (!str_starts(log->line, STR("#Fields:")))
        return;
    size_t n = console_words(log->line, words, ARRAY_LEN(words));
    for (size_t k = 0; k < ARRAY_LEN(columns); k++) {
        log->fields[k] = -1;
        for (size_t i = 1; i < n && i < ARRAY_LEN(words); i++)
            if (str_eq(words[i], str_of(columns[k])))
                log->fields[k] = (int)i - 1;
    }
}

static bool read_windows(const struct log *log, struct firewall_entry *e)
{
    struct str words[40], v[ARRAY_LEN(columns)] = {{0}};
    struct civil at = {0};
    size_t n = console_words(log->line, words, ARRAY_LEN(words));
    for (size_t k = 0; k < ARRAY_LEN(columns); k++)
        if (log->fields[k] >= 0 && (size_t)log->fields[k] < n &&
            !str_eq(words[log->fields[k]], STR("-")))
            v[k] = words[log->fields[k]];
    *e = (struct firewall_entry){.at = MOMENT_NONE, .age = -1};
    if (n < 6 || !taken_date(v[0], (struct str){0}, false, &at) ||
        !taken_clock(v[1], (struct str){0}, &at))
        return false;
    e->at = (struct moment){civil_ticks(&at), !log->utc};
    e->action = firewall_action(v[2]);
    e->protocol = firewall_protocol(v[3]);
    e->source = v[4];
    e->destination = v[5];
    e->source_port = v[6];
    e->destination_port = v[7];
    e->reason = v[8].len ? v[8] : v[9];
    return e->action.len > 0;
}

/* The file --------------------------------------------------------------------------------------
 */

static void put(struct log *log, const struct firewall_entry *e)
{
    struct batch *b = log->batch;
    struct capture *capture = &b->captures[b->captures_n - 1];
    if (capture->facts_n && e->host.len && !str_eq_nocase(capture->host, e->host)) {
        capture_scope(&b->arena, capture, STR("whole"), STR("no"));
        capture = batch_capture(b, FACT_FIREWALL);
        capture->tool = STR("syslog");
        capture->taken = MOMENT_NONE;
    }
    char when[TIME_TEXT];
    struct fact *f = capture_add(&b->arena, capture);
    const struct {
        const char *name;
        struct str value;
    } fields[] = {
        {"time", str_of(time_iso(e->at, when))},
        {"action",      e->action                   },
        {"protocol",      e->protocol},
        {"source_address",      e->source             },
        {"source_port",      e->source_port },
        {"destination_address",      e->destination     },
        {"destination_port",      e->destination_port    },
        {"reason",      e->reason               },
    };
    f->line = log->place.line;
    f->offset = b->offset + (uint64_t)(log->line.ptr - b->bytes.ptr);
    for (size_t i = 0; i < ARRAY_LEN(fields); i++)
        if (fields[i].value.len || i > 2)
            fact_put(&b->arena, f, str_of(fields[i].name), fields[i].value);
    if (e->age >= 0)
        fact_put(&b->arena, f, STR("age"), arena_fmt(&b->arena, "%lld", (long long)e->age));
    capture->host = e->host.len ? e->host : capture->host;
    capture->taken = e->at.ticks != TIME_NONE ? e->at : capture->taken;
}

static void lost(struct log *log)
{
    uint64_t at = log->batch->offset + (uint64_t)(log->line.ptr - log->batch->bytes.ptr);
    batch_lost(log->batch, at, log->line.len, "line of a firewall is not understood");
    notes_add(&log->batch->notes, NOTE_BYTES_LOST, log->place,
              "line of a firewall is not understood");
}

/* What a collecting script wrote above: ":: culprit collect host=SRV1 taken=...", a prompt with
 * what it typed. */
static bool read_header(struct log *log)
{
    struct str words[8], value, command;
    if (console_prompt(log->line, &command))
        return true;
    if (!str_find(log->line, STR("culprit collect")))
        return false;
    size_t n = console_words(log->line, words, ARRAY_LEN(words));
    for (size_t i = 0; i < n && i < ARRAY_LEN(words); i++)
        if (str_eq(str_cut(words[i], '=', &value), STR("host")) && value.len)
            log->batch->captures[log->batch->captures_n - 1].host = value;
    return true;
}

static enum status parse(struct batch *b, const struct lead *lead, struct err *err)
{
    struct log log = {.batch = b, .place = {.file = lead->path.ptr}, .rest = b->bytes};
    bool windows = is_windows(str_head(lead->head, LEAD_BYTES));
    struct capture *capture = batch_capture(b, FACT_FIREWALL);
    struct firewall_entry e;
    (void)err;
    memset(log.fields, -1, sizeof log.fields);
    capture->tool = windows ? STR("pfirewall.log") : STR("syslog");
    capture->taken = MOMENT_NONE;
    while (str_line(&log.rest, &log.line)) {
        log.place.line++;
        if (!str_trim(log.line).len)
            continue;
        if (windows && log.line.ptr[0] == '#')
            read_directive(&log);
        else if (windows && read_header(&log))
            continue;
        else if (windows ? read_windows(&log, &e) : firewall_syslog(&e, log.line))
            put(&log, &e);
        else
            lost(&log);
    }
    /* A log says nothing of what was not logged: its rules choose. */
    capture_scope(&b->arena, &b->captures[b->captures_n - 1], STR("whole"), STR("no"));
    return OK;
}

/* Half of the first lines, two at least, are a firewall's. */
static int probe(struct str head, struct str path)
{
    struct str line;
    struct firewall_entry e;
    size_t lines = 0, ours = 0;
    (void)path;
    if (is_windows(head))
        return 100;
    if (head.len && (head.ptr[0] == '{' || head.ptr[0] == '['))
        return 0;
    for (int i = 0; i < PROBE_LINES && str_line(&head, &line); i++) {
        lines += str_trim(line).len > 0;
        ours += firewall_syslog(&e, line) && e.source.len;
    }
    return ours >= 2 && ours * 2 >= lines ? 85 : 0;
}

const struct reader reader_firewall = {
    .name = "firewall-log",
    .summary = "pfirewall.log and syslog of common firewalls",
    .probe = probe,
    .parse = parse,
};
