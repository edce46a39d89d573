/* What http.sys listens on: netsh http show sslcert, urlacl, iplisten and servicestate, and
 * httpcfg query of Server 2003, in any language. The labels are translated, the values are not: a
 * hash of 40 digits, an application's GUID, addresses, and URLs tell what a line is. */
#include "console.h"

enum { LOOK_LINES = 16 };

enum answer_kind { ANSWER_NONE, ANSWER_SSLCERT, ANSWER_URLACL, ANSWER_IPLISTEN, ANSWER_STATE };

/* Values --------------------------------------------------------------------------------------- */

/* "IP:port                      : 0.0.0.0:443": labels may hold colons without blanks. */
static bool divide(struct str line, struct str *label, struct str *value)
{
    const char *colon = str_find(line, STR(" : "));
    size_t at = colon ? (size_t)(colon + 1 - line.ptr) : line.len;
    if (!colon && line.len && str_ends(line, STR(" :")))
        at = line.len - 1;
    for (size_t i = 0; at == line.len && i + 1 < line.len; i++)
        at = line.ptr[i] == ':' && line.ptr[i + 1] == ' ' ? i : at;
    if (at == line.len)
        return false;
    *label = str_trim(str_head(line, at));
    *value = str_trim(str_skip(line, at + 1));
    return label->len > 0;
}

static bool is_hash(struct str s)
{
    size_t digits = 0;
    for (size_t i = 0; i < s.len; i++) {
        bool hex = (s.ptr[i] >= '0' && s.ptr[i] <= '9') ||
                   ((s.ptr[i] | 0x20) >= 'a' && (s.ptr[i] | 0x20) <= 'f');
        if (!hex && s.ptr[i] != ' ')
            return false;
        digits += hex;
    }
    return digits == 40 || digits == 64;
}

static bool is_guid(struct str s)
{
    return s.len == 38 && s.ptr[0] == '{' && s.ptr[37] == '}' && s.ptr[9] == '-';
}

static bool is_address(struct str s)
{
    bool dots = false, colons = false;
    for (size_t i = 0; i < s.len; i++) {
        char ch = s.ptr[i];
        bool hex = (ch >= '0' && ch <= '9') || ((ch | 0x20) >= 'a' && (ch | 0x20) <= 'f');
        if (!hex && !strchr(".:%[]", ch))
            return false;
        dots |= ch == '.';
        colons |= ch == ':';
    }
    return s.len >= 2 && (dots || colons);
}

/* "0.0.0.0:443", "[::]:443", "www.example.com:443". */
static bool endpoint(struct str s, struct str *host, struct str *port)
{
    const char *colon = s.len ? memrchr(s.ptr, ':', s.len) : NULL;
    uint64_t number;
    if (!colon || memchr(s.ptr, ' ', s.len) || memchr(s.ptr, '/', s.len))
        return false;
    *host = str_head(s, (size_t)(colon - s.ptr));
    *port = str_skip(s, host->len + 1);
    if (host->len > 2 && host->ptr[0] == '[')
        *host = (struct str){host->ptr + 1, host->len - 2};
    return host->len && str_to_u64(*port, &number) && number > 0 && number <= 65535;
}

static bool is_url(struct str s)
{
    return str_starts_nocase(s, STR("http://")) || str_starts_nocase(s, STR("https://"));
}

static struct str last_word(struct str line)
{
    struct str words[2], text = str_trim(line);
    const char *blank = text.len ? memrchr(text.ptr, ' ', text.len) : NULL;
    (void)words;
    return blank ? str_skip(text, (size_t)(blank + 1 - text.ptr)) : text;
}

/* What kind of answer begins ------------------------------------------------------------------- */

static bool is_rule(struct str line)
{
    line = str_trim(line);
    for (size_t i = 0; i < line.len; i++)
        if (line.ptr[i] != '-')
            return false;
    return line.len > 8;
}

/* One binding to a certificate: an endpoint whose next value is a hash. */
static bool is_binding(struct str line, struct str next)
{
    struct str label, value, host, port, label2, hash;
    return divide(line, &label, &value) && endpoint(value, &host, &port) &&
           divide(next, &label2, &hash) && (is_hash(hash) || str_eq_nocase(hash, STR("(null)")));
}

static bool is_reservation(struct str line, struct str next)
{
    struct str label, value, user;
    return divide(line, &label, &value) && is_url(value) && divide(next, &label, &user) &&
           memchr(user.ptr, '\\', user.len) && next.len && next.ptr[0] == ' ';
}

static bool is_session(struct str line)
{
    struct str label, value = {0};
    uint64_t id;
    return divide(line, &label, &value) && value.len == 16 && str_to_hex(value, &id);
}

static enum answer_kind kind_of_line(struct str line, struct str next)
{
    if (is_binding(line, next))
        return ANSWER_SSLCERT;
    if (is_reservation(line, next))
        return ANSWER_URLACL;
    return is_session(line) ? ANSWER_STATE : ANSWER_NONE;
}

static const struct {
    const char *name, *word;
} answers[] = {
    [ANSWER_SSLCERT] = {"sslcert",  "sslcert"     },
    [ANSWER_URLACL] = {"urlacl",   "urlacl"      },
    [ANSWER_IPLISTEN] = {"iplisten", "iplisten"    },
    [ANSWER_STATE] = {"url",      "servicestate"},
};

static enum answer_kind kind_of_command(const struct console *c)
{
    for (size_t i = ANSWER_SSLCERT; i < ARRAY_LEN(answers); i++)
        if (str_find(c->command, str_of(answers[i].word)))
            return (enum answer_kind)i;
    return ANSWER_NONE;
}

/* The heading "SSL Certificate bindings:" with its rule, or an answer whose heading was not copied.
 */
static enum answer_kind kind_of_answer(const struct console *c, struct str line, struct str next)
{
    struct str rest = c->rest, now, text = str_trim(line);
    if (!is_rule(next))
        return kind_of_line(line, next);
    if (!text.len || text.ptr[text.len - 1] != ':')
        return ANSWER_NONE;
    str_line(&rest, &now);
    for (int i = 0; i < LOOK_LINES && str_line(&rest, &now); i++) {
        struct str behind = rest, after = {0}, command;
        if (is_rule(now) || console_prompt(now, &command))
            break;
        str_line(&behind, &after);
        enum answer_kind kind = kind_of_line(now, after);
        if (kind != ANSWER_NONE)
            return kind;
        if (str_trim(now).len && is_address(str_trim(now)))
            return ANSWER_IPLISTEN;
    }
    return kind_of_command(c); /* nothing is bound */
}

/* Rows ----------------------------------------------------------------------------------------- */

/* The state of reading: the queue that owns the URLs that follow (view=requestq) or went before
 * (view=session). */
struct state {
    struct str pid, image;
    bool queues; /* processes stood before URLs: they own them */
    bool cut;    /* the last binding is not whole */
};

static struct fact *add(struct console *c, size_t capture, const char *kind)
{
    struct fact *f = console_fact(c, &c->batch->captures[capture]);
    fact_put(&c->batch->arena, f, STR("kind"), str_of(kind));
    return f;
}

static void put(struct console *c, struct fact *f, const char *name, struct str value)
{
    fact_put(&c->batch->arena, f, str_of(name), value);
}

/* "HTTPS://www.example.com:443/certsrv/", "http://+:80/x/", "HTTP://[::1]:80:[::1]/". */
static void put_url(struct console *c, struct fact *f, struct str url)
{
    struct str rest = str_skip(url, str_find(url, STR("//")) + 2 - url.ptr), host, port;
    bool tls = str_starts_nocase(url, STR("https"));
    const char *slash = rest.len ? memchr(rest.ptr, '/', rest.len) : NULL;
    struct str place = slash ? str_head(rest, (size_t)(slash - rest.ptr)) : rest;
    put(c, f, "url", url);
    if (place.len && place.ptr[0] != '[' && str_cut(place, ':', &rest).len != place.len) {
        host = str_cut(place, ':', &rest); /* a second colon brings the address listened on */
        port = str_cut(rest, ':', &rest);
    } else if (!endpoint(place, &host, &port)) {
        host = place;
        port = tls ? STR("443") : STR("80");
    }
    bool any = str_eq(host, STR("+")) || str_eq(host, STR("*"));
    put(c, f, "address", is_address(host) ? host : any ? STR("*") : STR(""));
    put(c, f, "port", port);
    put(c, f, "hostname", any || is_address(host) ? STR("") : host);
}

static void read_binding(struct console *c, size_t capture, struct state *s)
{
    struct str label, value, host, port, command;
    struct fact *f = add(c, capture, "sslcert");
    divide(c->line, &label, &value);
    endpoint(value, &host, &port);
    bool named = !is_address(host);
    put(c, f, "address", named ? STR("") : host);
    put(c, f, "port", port);
    put(c, f, "hostname", named ? host : STR(""));
    bool hash = false, application = false, store = false;
    bool more;
    while ((more = console_next(c)) && str_trim(c->line).len &&
           !console_prompt(c->line, &command)) {
        if (!divide(c->line, &label, &value))
            continue;
        struct str none = str_eq_nocase(value, STR("(null)")) ? STR("") : value;
        if (!hash) {
            put(c, f, "certificate", none);
            hash = true;
        } else if (!application && is_guid(value)) {
            put(c, f, "application", value);
            application = true;
        } else if (application && !store) {
            put(c, f, "store", none);
            store = true;
        }
    }
    s->cut |= !application;
    if (more)
        console_back(c);
}

static void read_reservation(struct console *c, size_t capture)
{
    struct str label, value;
    struct fact *f = add(c, capture, "urlacl");
    divide(c->line, &label, &value);
    put_url(c, f, value);
    if (console_next(c) && divide(c->line, &label, &value))
        put(c, f, "user", value);
}

/* "ID: 4412, image: C:\Windows\System32\inetsrv\w3wp.exe" */
static bool read_process(struct state *s, struct str line)
{
    uint64_t pid;
    struct str text = str_trim(line), word = last_word(line), rest;
    const char *exe = str_find(text, STR(":\\"));
    if (str_to_u64(text, &pid)) {
        s->pid = text;
        s->image = (struct str){0};
        return true;
    }
    str_cut(text, ':', &rest);
    struct str id = str_cut(str_trim(rest), ',', &rest);
    if (!exe || !str_to_u64(id, &pid))
        return false;
    const char *slash = memrchr(word.ptr, '\\', word.len);
    s->pid = id;
    s->image = slash ? str_skip(word, (size_t)(slash + 1 - word.ptr)) : (struct str){0};
    return true;
}

static void read_state_line(struct console *c, size_t capture, struct state *s)
{
    struct str text = str_trim(c->line), label, value;
    if (is_url(text)) {
        struct fact *f = add(c, capture, "url");
        put_url(c, f, text);
        if (s->queues && s->pid.len)
            put(c, f, "pid", s->pid);
        if (s->queues && s->image.len)
            put(c, f, "image", s->image);
        return;
    }
    if (read_process(s, c->line)) {
        s->queues |= c->batch->captures[capture].facts_n == 0;
        return;
    }
    size_t indent = (size_t)(text.ptr - c->line.ptr);
    if (indent == 0 && divide(c->line, &label, &value)) /* the next queue or session */
        s->pid = s->image = (struct str){0};
}

static bool read_line(struct console *c, size_t capture, struct state *s, enum answer_kind kind)
{
    struct str rest = c->rest, next = {0}, text = str_trim(c->line), command;
    str_line(&rest, &next);
    if (text.len == 0 || is_rule(c->line))
        return true;
    if (console_prompt(c->line, &command) || (is_rule(next) && str_ends(text, STR(":"))))
        return false;
    enum answer_kind other = kind_of_line(c->line, next);
    if (kind == ANSWER_STATE && (other == ANSWER_NONE || other == kind)) {
        read_state_line(c, capture, s);
        return true;
    }
    if (other != ANSWER_NONE && other != kind)
        return false;
    if (other == ANSWER_SSLCERT) {
        read_binding(c, capture, s);
    } else if (other == ANSWER_URLACL) {
        read_reservation(c, capture);
    } else if (kind == ANSWER_IPLISTEN && is_address(text)) {
        struct fact *f = add(c, capture, "iplisten");
        put(c, f, "address", text);
        put(c, f, "port", STR("")); /* any */
        put(c, f, "hostname", STR(""));
    } else if (kind == ANSWER_URLACL && c->line.ptr[0] == ' ') {
        return true; /* "Listen: Yes", "SDDL: ..." of the reservation before */
    } else {
        return !console_over(c) && c->line.ptr[0] == ' ' &&
               (console_lost(c, "line of netsh http is not understood"), true);
    }
    return true;
}

static void read(struct console *c)
{
    struct str rest = c->rest, next = {0};
    str_line(&rest, &next);
    enum answer_kind kind = kind_of_answer(c, c->line, next);
    struct state state = {0};
    console_capture(c, FACT_HTTP_BINDING,
                    arena_fmt(&c->batch->arena, "netsh http show %s", answers[kind].word).ptr);
    size_t capture = c->batch->captures_n - 1;
    bool headed = is_rule(next), ended = false;
    if (!headed)
        console_back(c);
    while (!ended && console_next(c))
        ended = !read_line(c, capture, &state, kind);
    if (ended)
        console_back(c);
    struct capture *made = &c->batch->captures[capture];
    capture_scope(&c->batch->arena, made, STR("kind"), str_of(answers[kind].name));
    bool one = str_find(c->command, STR("ipport=")) || str_find(c->command, STR("hostnameport=")) ||
               str_find(c->command, STR("url="));
    capture_scope(&c->batch->arena, made, STR("whole"),
                  headed && !one && !state.cut ? STR("yes") : STR("no"));
}

static bool begins(const struct console *c, struct str line, struct str next)
{
    return kind_of_answer(c, line, next) != ANSWER_NONE;
}

const struct table table_http_binding = {"netsh http", "netsh httpcfg", begins, read};
