/* Where the clock comes from: w32tm /query /status and /source, /monitor, /stripchart, /tz, and
 * tzutil /g. */
#include "console.h"

enum { LOOK_LINES = 12 };

static bool divide(struct str line, struct str *label, struct str *value)
{
    *label = str_trim(str_cut(line, ':', value));
    *value = str_trim(*value);
    return label->len > 0 && label->len < line.len;
}

static bool typed(const struct console *c, const char *option)
{
    return str_find(c->command, STR("w32tm")) && str_find(c->command, str_of(option));
}

/* /query /status: the stratum and, a few lines on, the source ---------------------------------- */

static bool is_source_label(struct str label)
{
    return str_eq_nocase(label, STR("Source")) || str_eq_nocase(label, STR("Quelle"));
}

/* "Leap Indicator: 0(no warning)", "Sprungindikator: 0(keine Warnung)": a number and what it means.
 */
static bool is_status(const struct console *c, struct str line)
{
    struct str rest = c->rest, now, label, value;
    bool leap = divide(line, &label, &value) && value.len > 3 && value.ptr[0] >= '0' &&
                value.ptr[0] <= '3' && value.ptr[1] == '(';
    if (!leap)
        return false;
    for (int i = 0; i < LOOK_LINES && str_line(&rest, &now); i++)
        if (divide(now, &label, &value) && is_source_label(label))
            return true;
    return false;
}

/* "0.0003341s", "+00.0312s": seconds as a number. */
static struct str seconds(struct str text)
{
    struct str rest;
    text = str_cut(str_trim(text), 's', &rest);
    bool sign = text.len && (text.ptr[0] == '+' || text.ptr[0] == '-');
    for (size_t i = sign; i < text.len; i++)
        if (!strchr("0123456789.", text.ptr[i]))
            return (struct str){0};
    return text.len && text.ptr[0] == '+' ? str_skip(text, 1) : text;
}

static void put(struct console *c, struct fact *f, const char *name, struct str value)
{
    if (value.len)
        fact_put(&c->batch->arena, f, str_of(name), value);
}

static void read_status(struct console *c, struct fact *f)
{
    struct str label, value;
    bool more = true;
    do {
        if (!divide(c->line, &label, &value))
            break;
        if (is_source_label(label))
            put(c, f, "source", value);
        if (str_find(label, STR("Offset")) || str_find(label, STR("ffset")) ||
            str_find(label, STR("versatz")))
            put(c, f, "offset", seconds(value));
    } while ((more = console_next(c)) && str_trim(c->line).len);
    if (more)
        console_back(c);
}

/* /query /source: one line behind the command -------------------------------------------------- */

static bool is_source(const struct console *c, struct str line)
{
    struct str text = str_trim(line);
    return typed(c, "/source") && text.len && text.len < 256;
}

/* /stripchart: "08:12:01, d:+00.0156s o:+00.0312s  [ * ]"; with /dataonly "08:12:01, +00.0312s" */

static bool is_chart(struct str line, struct str *offset)
{
    struct str words[8];
    struct civil clock;
    size_t n = console_words(line, words, ARRAY_LEN(words));
    if (n < 2)
        return false;
    struct str at = words[0];
    at.len -= at.ptr[at.len - 1] == ',';
    if (at.len != 8 || !taken_clock(at, (struct str){0}, &clock))
        return false;
    for (size_t i = 1; i < n && i < ARRAY_LEN(words); i++) {
        struct str word = words[i];
        if (str_starts(word, STR("o:")))
            word = str_skip(word, 2);
        else if (n > 2)
            continue;
        *offset = word.len > 2 && strchr("+-", word.ptr[0]) ? seconds(word) : (struct str){0};
        return offset->len > 0;
    }
    return false;
}

static void read_chart(struct console *c, struct fact *f)
{
    struct str offset = {0}, one;
    bool more = true;
    do {
        if (is_chart(c->line, &one))
            offset = one;
        else
            break;
    } while ((more = console_next(c)));
    if (more)
        console_back(c);
    put(c, f, "offset", offset);
}

/* /tz, tzutil /g ------------------------------------------------------------------------------- */

/* "Time zone: Current:TIME_ZONE_ID_DAYLIGHT Bias: -60min ...", then a line in brackets with the
 * name of either half of the year. */
static bool is_zones(struct str line)
{
    return str_find(line, STR("TIME_ZONE_ID_")) != NULL;
}

static struct str read_zones(struct console *c)
{
    struct str zone = {0}, rest;
    bool more;
    while ((more = console_next(c)) && str_starts(str_trim(c->line), STR("["))) {
        struct str text = c->line, name = str_cut(text, '"', &rest);
        name = str_cut(rest, '"', &rest);
        zone = zone.len ? zone : name; /* that of winter stands first */
    }
    if (more)
        console_back(c);
    return zone;
}

static bool is_zone(const struct console *c, struct str line)
{
    struct str text = str_trim(line);
    return str_find(c->command, STR("tzutil")) && str_find(c->command, STR("/g")) && text.len &&
           text.len < 64;
}

/* /query /configuration: who is asked is one of its settings ------------------------------------
 */

static bool is_configuration(const struct console *c, struct str line)
{
    return typed(c, "/configuration") && str_starts(str_trim(line), STR("["));
}

/* "Type: NT5DS (Local)", "NtpServer: time.example.com,0x9 (Policy)". */
static void read_configuration(struct console *c, struct fact *f)
{
    struct str label, value, type = {0}, server = {0}, words[1], command;
    bool more;
    while ((more = console_next(c)) && !console_prompt(c->line, &command)) {
        if (!divide(c->line, &label, &value) || !console_words(value, words, 1))
            continue;
        if (str_eq(label, STR("Type")))
            type = words[0];
        if (str_eq(label, STR("NtpServer")))
            server = str_cut(words[0], ',', &value);
    }
    if (more)
        console_back(c);
    put(c, f, "source", str_eq_nocase(type, STR("NTP")) && server.len ? server : type);
}

/* /monitor: "dc1.pine.local *** PDC ***[192.0.2.20:123]:" ----------------------------------------
 */

static bool is_monitored(struct str line, struct str next)
{
    struct str text = str_trim(line);
    return line.len && line.ptr[0] != ' ' && str_ends(text, STR(":123]:")) &&
           memchr(text.ptr, '[', text.len) && str_find(next, STR("ICMP"));
}

static void read_monitored(struct console *c)
{
    struct str rest, label, value, words[4], host = str_cut(c->line, '[', &rest);
    console_words(host, words, 1);
    struct capture *capture = console_capture(c, FACT_TIME, "w32tm /monitor");
    struct fact *f = console_fact(c, capture);
    capture->host = words[0];
    bool more;
    while ((more = console_next(c)) && c->line.len && c->line.ptr[0] == ' ') {
        divide(c->line, &label, &value);
        size_t n = console_words(value, words, ARRAY_LEN(words));
        if (str_eq(label, STR("NTP")) && n)
            put(c, f, "offset", seconds(words[0]));
        if (str_eq(label, STR("RefID")) && n)
            put(c, f, "source", words[0]);
    }
    if (more)
        console_back(c);
    capture_scope(&c->batch->arena, capture, STR("whole"), STR("yes"));
}

static bool begins(const struct console *c, struct str line, struct str next)
{
    struct str text;
    return is_status(c, line) || is_chart(line, &text) || is_monitored(line, next) ||
           is_zones(line) || is_zone(c, line) || is_configuration(c, line) || is_source(c, line);
}

static void read(struct console *c)
{
    struct str rest = c->rest, next = {0}, text;
    str_line(&rest, &next);
    if (is_monitored(c->line, next)) {
        read_monitored(c);
        return;
    }
    struct capture *capture = console_capture(c, FACT_TIME, "w32tm /query /status");
    struct fact *f = console_fact(c, capture);
    if (is_status(c, c->line)) {
        read_status(c, f);
    } else if (is_chart(c->line, &text)) {
        read_chart(c, f);
    } else if (is_zones(c->line) || is_zone(c, c->line)) {
        put(c, f, "zone", is_zones(c->line) ? read_zones(c) : str_trim(c->line));
        c->batch->captures[c->batch->captures_n - 1].zone = fact_get(f, STR("zone"));
    } else if (is_configuration(c, c->line)) {
        read_configuration(c, f);
    } else {
        put(c, f, "source", str_trim(c->line));
    }
    c->command = (struct str){0}; /* it is answered */
    capture_scope(&c->batch->arena, capture, STR("whole"), STR("yes"));
}

const struct table table_time_source = {"w32tm", "w32tm tzutil", begins, read};
