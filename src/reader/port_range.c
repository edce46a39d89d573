/* netsh int ipv4|ipv6 show dynamicport and show excludedportrange, in any language: the heading
 * names the protocol, the rest is told by lines of dashes and numbers. */
#include "console.h"

enum { HEAD_LINES = 5, PORTS = 65536 };

/* The protocol that a heading speaks of: "Protocol tcp Dynamic Port Range", "Protokoll udp: ...".
 */
static struct str protocol_of(struct str line)
{
    struct str words[12];
    size_t n = console_words(line, words, ARRAY_LEN(words));
    for (size_t i = 0; n >= 3 && i < n && i < ARRAY_LEN(words); i++) {
        struct str word = words[i];
        while (word.len && (word.ptr[word.len - 1] == ':' || word.ptr[word.len - 1] == ','))
            word.len--;
        if (str_eq_nocase(word, STR("tcp")))
            return STR("tcp");
        if (str_eq_nocase(word, STR("udp")))
            return STR("udp");
    }
    return (struct str){0};
}

/* How many groups of dashes the line consists of; 0 when something else is in it. */
static size_t dashes(struct str line)
{
    struct str words[4];
    size_t n = console_words(line, words, ARRAY_LEN(words));
    for (size_t i = 0; i < n && i < ARRAY_LEN(words); i++)
        for (size_t k = 0; k < words[i].len; k++)
            if (words[i].ptr[k] != '-')
                return 0;
    return n;
}

static bool number_behind_colon(struct str line, uint64_t *number)
{
    struct str value;
    str_cut(line, ':', &value);
    return str_to_u64(str_trim(value), number);
}

static bool is_dynamic(struct str heading, struct str rest)
{
    struct str rule = {0}, first = {0};
    uint64_t number;
    str_line(&rest, &rule);
    str_line(&rest, &first);
    return protocol_of(heading).len && dashes(rule) == 1 && number_behind_colon(first, &number);
}

/* Heading, blank, "Start Port    End Port", two groups of dashes. */
static bool is_excluded(struct str heading, struct str rest)
{
    struct str line;
    if (!protocol_of(heading).len)
        return false;
    for (int i = 0; i < HEAD_LINES && str_line(&rest, &line); i++)
        if (dashes(line))
            return dashes(line) == 2;
    return false;
}

static bool begins(const struct console *c, struct str line, struct str next)
{
    (void)next;
    return is_dynamic(line, c->rest) || is_excluded(line, c->rest);
}

static void put_range(struct console *c, struct capture *capture, struct str protocol,
                      const char *kind, const uint64_t *ends)
{
    struct arena *arena = &c->batch->arena;
    struct fact *f = console_fact(c, capture);
    fact_put(arena, f, STR("protocol"), protocol);
    fact_put(arena, f, STR("from"), arena_fmt(arena, "%u", (unsigned)ends[0]));
    fact_put(arena, f, STR("to"), arena_fmt(arena, "%u", (unsigned)ends[1]));
    fact_put(arena, f, STR("kind"), str_of(kind));
    if (console_option(c, STR("ipv4"), NULL) || console_option(c, STR("ipv6"), NULL))
        fact_put(arena, f, STR("family"),
                 console_option(c, STR("ipv6"), NULL) ? STR("6") : STR("4"));
}

/* "Start Port : 49152" and "Number of Ports : 16384". */
static bool read_dynamic(struct console *c, struct capture *capture, struct str protocol)
{
    uint64_t from, count;
    console_next(c);
    if (!console_next(c) || !number_behind_colon(c->line, &from))
        return false;
    if (!console_next(c) || !number_behind_colon(c->line, &count) || from >= PORTS || !count ||
        count > PORTS - from) {
        console_lost(c, "range of ports is cut");
        return false;
    }
    put_range(c, capture, protocol, "dynamic", (uint64_t[]){from, from + count - 1});
    return true;
}

static bool read_row(struct console *c, struct capture *capture, struct str protocol)
{
    struct str words[3];
    uint64_t ends[2];
    size_t n = console_words(c->line, words, ARRAY_LEN(words));
    if (n < 2 || !str_to_u64(words[0], &ends[0]) || !str_to_u64(words[1], &ends[1]) ||
        ends[0] > ends[1] || ends[1] >= PORTS)
        return false;
    put_range(c, capture, protocol, "excluded", ends);
    return true;
}

/* Rows, then "* - Administered port exclusions." where it was not cut. */
static bool read_excluded(struct console *c, struct capture *capture, struct str protocol)
{
    struct str command;
    while (console_next(c) && !dashes(c->line))
        ;
    while (console_next(c)) {
        struct str text = str_trim(c->line);
        if (text.len && text.ptr[0] == '*')
            return true;
        if (text.len == 0 || read_row(c, capture, protocol))
            continue;
        bool ended = console_over(c) || console_prompt(c->line, &command);
        if (ended)
            console_back(c);
        else
            console_lost(c, "range of ports is not understood");
        return ended;
    }
    return false;
}

static void read(struct console *c)
{
    struct arena *arena = &c->batch->arena;
    struct str protocol = protocol_of(c->line);
    bool dynamic = is_dynamic(c->line, c->rest);
    struct capture *capture = console_capture(c, FACT_PORT_RANGE,
                                              dynamic ? "netsh int ipv4 show dynamicport"
                                                      : "netsh int ipv4 show excludedportrange");
    capture_scope(arena, capture, STR("protocol"), protocol);
    capture_scope(arena, capture, STR("kind"), dynamic ? STR("dynamic") : STR("excluded"));
    bool whole = dynamic ? read_dynamic(c, capture, protocol) : read_excluded(c, capture, protocol);
    capture_scope(arena, capture, STR("whole"), whole ? STR("yes") : STR("no"));
}

const struct table table_port_range = {"netsh", NULL, begins, read};
