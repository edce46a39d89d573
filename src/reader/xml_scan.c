#include "xml_scan.h"

#include "base/limits.h"

enum {
    MARKUP_MAX = 1 << 20, /* a declaration, comment or tag outside records that is longer is text */
    TEXT_MAX = 1 << 16,   /* text without any tag is handed over in such pieces */
    LEAF_MAX = 4096,      /* text inside a wrapper's element that still counts as filling */
    NESTED_MAX = 4,       /* records within the UserData of a record; more are a lost end */
    RECORD_MAX = LIMIT_RECORD_BYTES
};

/* Where the search for the end of a construct stopped. */
enum seek { FOUND, MORE, NEVER };

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == 0;
}

static bool is_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ':' ||
           c == '_' || c == '-' || c == '.' || (unsigned char)c >= 0x80;
}

struct str xml_tag_name(struct str s)
{
    s = str_skip(s, s.len > 1 && s.ptr[1] == '/' ? 2 : 1);
    size_t n = 0;
    while (n < s.len && is_name(s.ptr[n]))
        n++;
    return str_head(s, n);
}

struct str xml_local(struct str name)
{
    const char *colon = name.len ? memchr(name.ptr, ':', name.len) : NULL;
    return colon ? str_skip(name, (size_t)(colon - name.ptr) + 1) : name;
}

static enum seek missing(struct str s, size_t most, bool last)
{
    return last || s.len >= most ? NEVER : MORE;
}

/* The length up to and with `close`. */
static enum seek seek_text(struct str s, struct str close, size_t most, bool last, size_t *len)
{
    struct str in = str_head(s, most);
    const char *at = str_find(in, close);
    if (!at)
        return missing(s, most, last);
    *len = (size_t)(at - s.ptr) + close.len;
    return FOUND;
}

/* The length of a tag up to its '>', which may stand inside quotes as well. */
static enum seek seek_tag(struct str s, size_t most, bool last, size_t *len)
{
    char quote = 0;
    struct str in = str_head(s, most);
    for (size_t i = 1; i < in.len; i++) {
        char c = in.ptr[i];
        if (quote ? c == quote : c == '"' || c == '\'')
            quote = (char)(quote ? 0 : c);
        else if (!quote && c == '>') {
            *len = i + 1;
            return FOUND;
        } else if (c == '<') /* no tag holds one: the quotes are damaged, or this is no tag */
            return NEVER;
    }
    return missing(s, most, last);
}

/* <!DOCTYPE x [ ... ]>: skipped as a whole, so that no entity is ever declared. */
static enum seek seek_doctype(struct str s, bool last, size_t *len)
{
    int depth = 0;
    char quote = 0;
    struct str in = str_head(s, MARKUP_MAX);
    for (size_t i = 2; i < in.len; i++) {
        char c = in.ptr[i];
        if (quote)
            quote = (char)(c == quote ? 0 : quote);
        else if (c == '"' || c == '\'')
            quote = c;
        else if (c == '[' || c == ']')
            depth += c == '[' ? 1 : -1;
        else if (c == '>' && depth <= 0) {
            *len = i + 1;
            return FOUND;
        }
    }
    return missing(s, MARKUP_MAX, last);
}

/* Everything that begins with "<!" or "<?". `cdata` includes what it encloses. */
static enum seek seek_markup(struct str s, size_t most, bool last, size_t *len)
{
    static const struct {
        struct str open, close;
    } kinds[] = {
        {{"<!--", 4},      {"-->", 3}},
        {{"<![CDATA[", 9}, {"]]>", 3}},
        {{"<?", 2},        {"?>", 2} },
    };
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        struct str open = kinds[i].open;
        if (str_starts(s, open))
            return seek_text(s, kinds[i].close, most, last, len);
        if (!last && str_starts(open, s))
            return MORE;
    }
    return seek_doctype(s, last, len);
}

/* Does the element that begins at `s` have System as its first child? MORE when that is not to be
 * seen yet. `body` is the length of its start tag. */
static enum seek seek_system(struct str s, bool last, size_t *body)
{
    enum seek tag = seek_tag(s, MARKUP_MAX, last, body);
    if (tag != FOUND)
        return tag;
    if (s.ptr[*body - 2] == '/')
        return NEVER;
    for (size_t at = *body;;) {
        while (at < s.len && (is_blank(s.ptr[at]) || s.ptr[at] == '-' || s.ptr[at] == '+'))
            at++;
        struct str rest = str_skip(s, at);
        if (rest.len < 2)
            return missing(s, MARKUP_MAX, last);
        if (rest.ptr[0] != '<')
            return NEVER;
        if (rest.ptr[1] != '!' && rest.ptr[1] != '?') {
            struct str name = xml_tag_name(rest);
            if (1 + name.len == rest.len && !last)
                return MORE;
            return rest.ptr[1] != '/' && str_eq(xml_local(name), STR("System")) ? FOUND : NEVER;
        }
        size_t len;
        enum seek markup =
            str_starts(rest, STR("<![")) ? NEVER : seek_markup(rest, MARKUP_MAX, last, &len);
        if (markup != FOUND)
            return markup;
        at += len;
    }
}

/* The walk through one record. */
struct walk {
    struct str s;
    struct str name, prefix; /* of its element: "ev:Event", "ev:" */
    size_t depth, nested, first_nested;
    bool last, user_data;
};

static bool tag_is(struct str tag, struct str prefix, struct str local)
{
    return str_starts(tag, prefix) && str_starts(str_skip(tag, prefix.len), local) &&
           tag.len > prefix.len + local.len && !is_name(tag.ptr[prefix.len + local.len]);
}

static struct xml_piece piece(enum xml_piece_kind kind, struct str s, size_t len)
{
    return (struct xml_piece){kind, str_head(s, len)};
}

/* The record has no end. Where another was seen inside it, that one begins a record of its own. */
static struct xml_piece walk_lost(const struct walk *w)
{
    if (w->first_nested)
        return piece(XML_BROKEN, w->s, w->first_nested);
    if (w->s.len >= RECORD_MAX)
        return piece(XML_LARGE, w->s, RECORD_MAX);
    return piece(w->last ? XML_BROKEN : XML_OPEN, w->s, w->s.len);
}

/* A start tag of the record's own name inside it, at `at`. MORE: the window ends in it; NEVER: it
 * begins another record, so this one has lost its end. */
static enum seek walk_nested(struct walk *w, size_t at, size_t *len)
{
    struct str s = str_skip(w->s, at);
    enum seek tag = seek_tag(s, MARKUP_MAX, w->last, len);
    if (tag != FOUND || s.ptr[*len - 2] == '/') {
        *len = tag == FOUND ? *len : 1;
        return tag == MORE ? MORE : FOUND;
    }
    size_t body;
    enum seek system = seek_system(s, w->last, &body);
    if (system == MORE)
        return MORE;
    if (system == FOUND) {
        w->first_nested = w->first_nested ? w->first_nested : at;
        if (!w->user_data || ++w->nested > NESTED_MAX)
            return NEVER;
    }
    w->depth++;
    return FOUND;
}

/* One '<' inside the record: its length, at least 1. NEVER ends the walk as lost. */
static enum seek walk_tag(struct walk *w, size_t at, size_t *len)
{
    struct str tag = str_skip(w->s, at + 1);
    *len = 1;
    if (tag.len < w->name.len + 2 && !w->last)
        return MORE;
    if (tag.len && (tag.ptr[0] == '!' || tag.ptr[0] == '?')) {
        enum seek found = seek_markup(str_skip(w->s, at), RECORD_MAX, w->last, len);
        *len = found == FOUND ? *len : 1;
        return found == MORE ? MORE : FOUND;
    }
    bool close = tag.len && tag.ptr[0] == '/';
    tag = str_skip(tag, close);
    int c = tag.len > w->prefix.len ? tag.ptr[w->prefix.len] : 0;
    if (c == 'U' && tag_is(tag, w->prefix, STR("UserData")))
        w->user_data = !close;
    if (c != 'E' || !tag_is(tag, w->prefix, STR("Event")))
        return FOUND;
    if (!close)
        return walk_nested(w, at, len);
    w->depth--;
    return FOUND;
}

static struct xml_piece record_at(struct str s, size_t body, bool last)
{
    struct walk w = {.s = s, .name = xml_tag_name(s), .depth = 1, .last = last};
    w.prefix = str_head(w.name, w.name.len - 5);
    struct str in = str_head(s, RECORD_MAX);
    for (size_t at = body, len; at < in.len; at += len) {
        const char *next = memchr(in.ptr + at, '<', in.len - at);
        if (!next)
            break;
        at = (size_t)(next - in.ptr);
        enum seek tag = walk_tag(&w, at, &len);
        if (tag == NEVER)
            return walk_lost(&w);
        if (tag == MORE)
            break;
        if (w.depth == 0) {
            const char *end = memchr(next, '>', in.len - at);
            if (!end)
                break;
            return piece(XML_RECORD, s, (size_t)(end - s.ptr) + 1);
        }
    }
    return s.len < RECORD_MAX && !last ? piece(XML_OPEN, s, s.len) : walk_lost(&w);
}

/* Names that only a record holds: outside of one they are what is left of a damaged one. */
static bool is_remains(struct str local)
{
    static const char *const names[] = {
        "Event",         "System",      "EventData", "Data",     "UserData", "Binary",
        "RenderingInfo", "Provider",    "EventID",   "Version",  "Level",    "Task",
        "Opcode",        "Keywords",    "Keyword",   "Channel",  "Computer", "TimeCreated",
        "EventRecordID", "Correlation", "Execution", "Security", "Message",  "Substitutions",
        "Substitution", /* what EVTXtract could not put together */
    };
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (str_eq(local, str_of(names[i])))
            return true;
    return false;
}

/* <Select Path="System">*</Select>: an element of a wrapper that holds nothing but text. */
static enum seek seek_leaf(struct str s, struct str name, size_t tag, bool last, size_t *len)
{
    struct str text = str_skip(s, tag), in = str_head(text, LEAF_MAX);
    const char *lt = in.len ? memchr(in.ptr, '<', in.len) : NULL;
    if (!lt || (size_t)(text.ptr + text.len - lt) < name.len + 3)
        return missing(text, LEAF_MAX, last);
    struct str close = {lt, (size_t)(text.ptr + text.len - lt)};
    if (close.ptr[1] != '/' || !str_eq(xml_tag_name(close), name))
        return NEVER;
    size_t end;
    enum seek found = seek_tag(close, MARKUP_MAX, last, &end);
    *len = (size_t)(lt - s.ptr) + end;
    return found;
}

static struct xml_piece tag_at(struct str s, bool last)
{
    size_t len, body;
    bool close = s.len > 1 && s.ptr[1] == '/';
    struct str name = xml_tag_name(s);
    if (name.len == 0)
        return piece(s.len < 3 && !last ? XML_OPEN : XML_LOST, s, s.len < 3 && !last ? s.len : 1);
    struct str local = xml_local(name);
    bool event = !close && str_eq(local, STR("Event"));
    if (event) {
        enum seek system = seek_system(s, last, &body);
        if (system == MORE)
            return piece(XML_OPEN, s, s.len);
        if (system == FOUND)
            return record_at(s, body, last);
    }
    enum seek tag = seek_tag(s, MARKUP_MAX, last, &len);
    if (tag == MORE)
        return piece(XML_OPEN, s, s.len);
    if (tag == NEVER)
        return piece(XML_LOST, s, 1 + name.len);
    if (event) { /* a wrapper, as in WS-Management, when its content is quoted */
        struct str in = str_trim(str_skip(s, len));
        return piece(str_starts(in, STR("<![")) ? XML_FILLING : XML_LOST, s, len);
    }
    if (is_remains(local))
        return piece(XML_LOST, s, len);
    if (close || s.ptr[len - 2] == '/')
        return piece(XML_FILLING, s, len);
    size_t leaf;
    enum seek found = seek_leaf(s, name, len, last, &leaf);
    if (found == MORE)
        return piece(XML_OPEN, s, s.len);
    return piece(XML_FILLING, s, found == FOUND ? leaf : len);
}

/* "Mar 10 06:30:00 lx01 sysmon: ", "<14>1 2024-03-10T06:30:00Z lx01 sysmon - - -": what syslog
 * writes in front of a record. */
static bool is_syslog(struct str line)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    char last = line.len ? line.ptr[line.len - 1] : 0;
    if (line.len < 16 || line.len > 256 || !last || !strchr(":-]", last))
        return false;
    if (str_starts(line, STR("1 ")))
        line = str_skip(line, 2);
    for (size_t i = 0; i < sizeof months - 1; i += 3)
        if (str_starts(line, (struct str){months + i, 3}) && line.ptr[3] == ' ')
            return true;
    return line.ptr[0] == '2' && line.ptr[4] == '-' && line.ptr[7] == '-' && line.ptr[10] == 'T';
}

/* "PS C:\Windows> wevtutil ...", "C:\>": a line that was typed. */
static bool is_prompt(struct str line)
{
    if (str_starts(line, STR("PS ")))
        line = str_skip(line, 3);
    return line.len > 3 && line.ptr[1] == ':' && line.ptr[2] == '\\' &&
           memchr(line.ptr, '>', line.len);
}

/* Lines that converters print between records. */
static bool is_banner(struct str line)
{
    static const struct str words[] = {
        {"Record ",     7 },
        {"evtxexport ", 11},
        {"Event Xml:",  10},
        {"xml version", 11}
    };
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (str_starts(line, words[i]) && line.len < words[i].len + 24)
            return true;
    if (line.len == 1 && (line.ptr[0] == '-' || line.ptr[0] == '+')) /* the tree of a browser */
        return true;
    return is_syslog(line) || is_prompt(line);
}

static struct str trim_all(struct str s)
{
    for (;;) {
        size_t before = s.len;
        while (s.len && is_blank(s.ptr[0]))
            s = str_skip(s, 1);
        while (s.len && is_blank(s.ptr[s.len - 1]))
            s.len--;
        if (str_starts(s, STR("\xEF\xBB\xBF")))
            s = str_skip(s, 3);
        if (s.len == before)
            return s;
    }
}

static bool is_filling(struct str text)
{
    for (struct str line; str_line(&text, &line);) {
        line = trim_all(line);
        if (line.len && !is_banner(line))
            return false;
    }
    return true;
}

static size_t blanks(struct str s, size_t at)
{
    while (at < s.len && is_blank(s.ptr[at]))
        at++;
    return at;
}

/* "]]>" at `quote` ends the quoting around a record; the wrapper's end tag belongs to it. */
static struct xml_piece quote_end(struct str s, size_t quote, bool last)
{
    size_t len, at = blanks(s, quote + 3);
    struct str close = str_skip(s, at);
    if (close.len < 2)
        return last ? piece(XML_FILLING, s, quote + 3) : piece(XML_OPEN, s, s.len);
    if (close.ptr[0] != '<' || close.ptr[1] != '/')
        return piece(XML_FILLING, s, quote + 3);
    enum seek found = seek_tag(close, MARKUP_MAX, last, &len);
    if (found == MORE)
        return piece(XML_OPEN, s, s.len);
    return piece(XML_FILLING, s, found == FOUND ? at + len : quote + 3);
}

static struct xml_piece text_at(struct str s, bool last)
{
    size_t at = blanks(s, 0);
    if (str_starts(str_skip(s, at), STR("]]>")))
        return quote_end(s, at, last);
    struct str in = str_head(s, TEXT_MAX);
    const char *lt = memchr(in.ptr, '<', in.len);
    size_t len = lt ? (size_t)(lt - s.ptr) : in.len;
    if (!lt && len < TEXT_MAX && !last)
        return piece(XML_OPEN, s, s.len);
    return piece(is_filling(str_head(s, len)) ? XML_FILLING : XML_LOST, s, len);
}

struct xml_piece xml_piece_at(struct str s, bool last)
{
    size_t len;
    if (s.ptr[0] != '<')
        return text_at(s, last);
    if (s.len < 2 || (s.ptr[1] != '!' && s.ptr[1] != '?'))
        return tag_at(s, last);
    if (str_starts(s, STR("<![CDATA[")))
        return piece(XML_FILLING, s, 9);
    enum seek found = seek_markup(s, MARKUP_MAX, last, &len);
    if (found == MORE)
        return piece(XML_OPEN, s, s.len);
    return found == FOUND ? piece(XML_FILLING, s, len) : piece(XML_LOST, s, 2);
}
