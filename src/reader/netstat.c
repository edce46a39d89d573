/* netstat -ano, -an, -abn, -anob in any language: "Proto" heads the table everywhere, and the rows
 * are numbers. */
#include "console.h"

/* What is known of the table so far. */
struct netstat {
    size_t capture; /* its place in the batch */
    bool heading, pids, images, cut, tcp, udp, v6;
};

static bool is_protocol(struct str word)
{
    return str_eq_nocase(word, STR("TCP")) || str_eq_nocase(word, STR("UDP")) ||
           str_eq_nocase(word, STR("TCPv6")) || str_eq_nocase(word, STR("UDPv6"));
}

static bool is_heading(struct str line)
{
    struct str words[2];
    return console_words(line, words, 2) >= 3 && str_eq_nocase(words[0], STR("Proto"));
}

static bool is_row(struct str line)
{
    struct str words[3];
    return console_words(line, words, 3) >= 3 && is_protocol(words[0]) &&
           memchr(words[1].ptr, ':', words[1].len) && memchr(words[2].ptr, ':', words[2].len);
}

/* A table whose heading was not copied is one, too. */
static bool begins(const struct console *c, struct str line, struct str next)
{
    (void)c;
    return is_heading(line) || (is_row(line) && is_row(next));
}

/* "0.0.0.0:53", "[::]:445", "*:*": the last colon divides. */
static void put_endpoint(struct console *c, struct fact *f, struct str text, bool local)
{
    struct arena *arena = &c->batch->arena;
    const char *colon = memrchr(text.ptr, ':', text.len);
    struct str port = str_skip(text, (size_t)(colon + 1 - text.ptr));
    uint64_t number;
    text.len = (size_t)(colon - text.ptr);
    if (text.len > 2 && text.ptr[0] == '[')
        text = (struct str){text.ptr + 1, text.len - 2};
    fact_put(arena, f, local ? STR("local_address") : STR("remote_address"), text);
    if (str_eq(port, STR("*")))
        port = STR("0");
    if (str_to_u64(port, &number) && number <= 65535)
        fact_put(arena, f, local ? STR("local_port") : STR("remote_port"), port);
}

/* States as other languages print them. */
static struct str plain_state(struct str state)
{
    static const struct {
        const char *printed, *plain;
    } states[] = {
        {"ABH\xC3\x96REN",            "LISTENING"   },
        {"ABHOEREN",                  "LISTENING"   },
        {"HERGESTELLT",               "ESTABLISHED" },
        {"WARTEND",                   "TIME_WAIT"   },
        {"SCHLIESSEN_WARTEN",         "CLOSE_WAIT"  },
        {"SCHLIESSEND",               "CLOSING"     },
        {"SYN_GESENDET",              "SYN_SENT"    },
        {"SYN_EMPFANGEN",             "SYN_RECEIVED"},
        {"FIN_WARTEN_1",              "FIN_WAIT_1"  },
        {"FIN_WARTEN_2",              "FIN_WAIT_2"  },
        {"LETZTE_BEST\xC3\x84TIGUNG", "LAST_ACK"    },
        {"LETZTE_ACK",                "LAST_ACK"    },
    };
    for (size_t i = 0; i < ARRAY_LEN(states); i++)
        if (str_eq_nocase(state, str_of(states[i].printed)))
            return str_of(states[i].plain);
    return state;
}

static void read_row(struct console *c, struct netstat *n)
{
    struct arena *arena = &c->batch->arena;
    struct str words[8];
    size_t count = console_words(c->line, words, ARRAY_LEN(words));
    count = count < ARRAY_LEN(words) ? count : ARRAY_LEN(words);
    bool udp = (words[0].ptr[0] | 0x20) == 'u';
    struct fact *f = console_fact(c, &c->batch->captures[n->capture]);
    fact_put(arena, f, STR("protocol"), udp ? STR("udp") : STR("tcp"));
    put_endpoint(c, f, words[1], true);
    put_endpoint(c, f, words[2], false);
    uint64_t pid;
    bool has_pid = count > 3 && str_to_u64(words[count - 1], &pid);
    if (!udp && count > 3u + has_pid)
        fact_put(arena, f, STR("state"), plain_state(words[3]));
    if (has_pid)
        fact_put(arena, f, STR("pid"), words[count - 1]);
    n->cut |= n->pids && !has_pid;
    n->tcp |= !udp;
    n->udp |= udp;
    n->v6 |= words[1].ptr[0] == '[';
}

/* Lines that -b puts under a row: "[dns.exe]" names the image, a single word before it the service,
 * the rest are components. Returns false for a line that is not of the table. */
static bool read_under_row(struct console *c, struct netstat *n, struct str *service)
{
    struct arena *arena = &c->batch->arena;
    struct str text = str_trim(c->line), words[2];
    struct capture *capture = &c->batch->captures[n->capture];
    if (capture->facts_n == 0)
        return false;
    struct fact *f = &capture->facts[capture->facts_n - 1];
    if (text.len > 2 && text.ptr[0] == '[' && text.ptr[text.len - 1] == ']') {
        n->images = true;
        fact_put(arena, f, STR("image"), (struct str){text.ptr + 1, text.len - 2});
        if (service->len)
            fact_put(arena, f, STR("service"), *service);
        *service = (struct str){0};
        return true;
    }
    bool deep = c->line.len && (c->line.ptr[0] == ' ' || c->line.ptr[0] == '\t');
    bool component = memchr(text.ptr, '\\', text.len) || str_starts(text, STR("--"));
    if (!deep && !component)
        return false;
    if (!component && console_words(text, words, 2) == 1)
        *service = text;
    return true;
}

static void declare(struct console *c, const struct netstat *n)
{
    struct arena *arena = &c->batch->arena;
    struct capture *capture = &c->batch->captures[n->capture];
    struct str only = {0};
    bool limited = console_option(c, STR("-p"), &only);
    bool tcp = limited ? str_starts_nocase(only, STR("tcp")) : n->tcp;
    bool udp = limited ? str_starts_nocase(only, STR("udp")) : n->udp;
    bool listening = !c->command.len || console_option(c, STR("-an"), NULL) ||
                     console_option(c, STR("-ano"), NULL) || console_option(c, STR("-abn"), NULL) ||
                     console_option(c, STR("-anob"), NULL) || console_option(c, STR("-a"), NULL) ||
                     console_option(c, STR("-nao"), NULL) || console_option(c, STR("-aon"), NULL) ||
                     n->udp;
    if (tcp)
        capture_scope(arena, capture, STR("protocol"), STR("tcp"));
    if (udp)
        capture_scope(arena, capture, STR("protocol"), STR("udp"));
    capture_scope(arena, capture, STR("family"), STR("4"));
    if (n->v6)
        capture_scope(arena, capture, STR("family"), STR("6"));
    capture_scope(arena, capture, STR("pids"), n->pids ? STR("yes") : STR("no"));
    capture_scope(arena, capture, STR("images"), n->images ? STR("yes") : STR("no"));
    bool whole = n->heading && !n->cut && listening;
    capture_scope(arena, capture, STR("whole"), whole ? STR("yes") : STR("no"));
}

/* One line below the heading; false, and the line given back, where the table is over. */
static bool read_line(struct console *c, struct netstat *n, struct str *service)
{
    struct str first[2];
    if (is_row(c->line)) {
        *service = (struct str){0};
        read_row(c, n);
        return true;
    }
    if (str_trim(c->line).len == 0)
        return true;
    if (console_words(c->line, first, 2) && is_protocol(first[0])) {
        n->cut = true;
        console_lost(c, "row of netstat is cut");
        return true;
    }
    if (!console_over(c) && read_under_row(c, n, service))
        return true;
    console_back(c);
    return false;
}

static void read_netstat(struct console *c)
{
    struct netstat n = {.heading = is_heading(c->line)};
    struct str words[24], service = {0};
    size_t count = console_words(c->line, words, ARRAY_LEN(words));
    uint64_t pid;
    console_capture(c, FACT_SOCKET, "netstat");
    n.capture = c->batch->captures_n - 1;
    count = count < ARRAY_LEN(words) ? count : ARRAY_LEN(words);
    n.pids = n.heading ? str_eq_nocase(words[count - 1], STR("PID"))
                       : str_to_u64(words[count - 1], &pid);
    if (!n.heading)
        console_back(c);
    while (console_next(c) && read_line(c, &n, &service))
        ;
    declare(c, &n);
}

const struct table table_netstat = {.name = "netstat", .begins = begins, .read = read_netstat};
