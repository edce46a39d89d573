#include "json_scan.h"

enum { TEXT_MAX = 4096, PREFIX_MAX = 512, ENVELOPE_MAX = 4096, ENVELOPE_DEPTH = 3 };

enum seek { FOUND, MORE, BAD };

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static size_t blanks(struct str s, size_t at)
{
    while (at < s.len && is_blank(s.ptr[at]))
        at++;
    return at;
}

/* Numbers and the three words. */
static bool is_bare(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '+' || c == '.';
}

/* Behind the closing quote of the string whose opening one is at `at`; 0 when it is open. */
static size_t string_end(struct str s, size_t at)
{
    for (size_t from = at + 1; from < s.len;) {
        const char *quote = memchr(s.ptr + from, '"', s.len - from);
        if (!quote)
            return 0;
        size_t end = (size_t)(quote - s.ptr), back = end;
        while (back > at + 1 && s.ptr[back - 1] == '\\')
            back--;
        if ((end - back) % 2 == 0)
            return end + 1;
        from = end + 1;
    }
    return 0;
}

/* Cutting -------------------------------------------------------------------------------------- */

/* Where the scan is: what the last token was, and of what kind each open bracket is. */
struct walk {
    enum { OPENED, COMMA, COLON, VALUE } before;
    unsigned depth;
    bool object[LIMIT_JSON_DEPTH];
};

static bool walk_open(struct walk *w, bool object, bool first_column)
{
    bool inside_object = w->depth && w->object[w->depth - 1];
    if (w->before == VALUE || w->depth == LIMIT_JSON_DEPTH)
        return false;
    if (inside_object && (w->before != COLON || first_column))
        return false; /* the next record begins here */
    w->object[w->depth++] = object;
    w->before = OPENED;
    return true;
}

/* A token other than a string; false when it cannot stand here. */
static bool walk_token(struct walk *w, char c, bool first_column)
{
    bool object = w->depth && w->object[w->depth - 1];
    switch (c) {
    case '{':
    case '[':
        return walk_open(w, c == '{', first_column);
    case '}':
    case ']':
        w->depth--;
        w->before = VALUE;
        return object == (c == '}');
    case ',':
    case ':': {
        bool good = w->before == VALUE && (c == ',' || object);
        w->before = c == ',' ? COMMA : COLON;
        return good;
    }
    default:
        return false;
    }
}

/* The end of the object at the front of `s`, or how far it was understood. */
static enum seek seek_end(struct str s, size_t *len)
{
    struct walk w = {.before = OPENED};
    size_t at = 0;
    do {
        at = blanks(s, at);
        if (at >= s.len)
            return *len = s.len, MORE;
        char c = s.ptr[at];
        bool good = true;
        size_t end = at + 1;
        if (c == '"' || is_bare(c)) {
            good = w.before != VALUE;
            w.before = VALUE;
        } else {
            good = walk_token(&w, c, at && s.ptr[at - 1] == '\n');
        }
        if (!good)
            return *len = at, BAD;
        if (c == '"' && !(end = string_end(s, at)))
            return *len = s.len, MORE;
        while (is_bare(c) && end < s.len && is_bare(s.ptr[end]))
            end++;
        at = end;
    } while (w.depth);
    *len = at;
    return FOUND;
}

/* The object behind a closing bracket, with or without a comma between; 0 when none is there. */
static size_t object_behind(struct str s, size_t bracket)
{
    size_t at = blanks(s, bracket + 1);
    if (at < s.len && s.ptr[at] == ',')
        at = blanks(s, at + 1);
    return at < s.len && s.ptr[at] == '{' ? at : 0;
}

/* Where the next record begins after damage at `bad`: at the front of a line, or behind a closing
 * bracket; 0 when neither is there. Looks no further than it must, so that much damage costs
 * little. */
static size_t seek_next(struct str s, size_t bad)
{
    for (size_t at = 1; at < s.len; at++) {
        bool bracket = at >= bad && (s.ptr[at] == '}' || s.ptr[at] == ']');
        size_t next = bracket ? object_behind(s, at) : 0;
        if (next)
            return next;
        if (s.ptr[at] == '{' && s.ptr[at - 1] == '\n')
            return at;
    }
    return 0;
}

static struct piece large_or_open(struct str s, bool last)
{
    if (s.len > LIMIT_RECORD_BYTES)
        return piece(PIECE_LARGE, s, s.len);
    return piece(last ? PIECE_BROKEN : PIECE_OPEN, s, s.len);
}

static bool is_envelope_key(struct str key, unsigned depth)
{
    static const char *const keys[] = {"hits", "events", "records", "results", "logs", "items"};
    for (size_t i = 0; i < ARRAY_LEN(keys); i++)
        if (str_eq_nocase(key, str_of(keys[i])))
            return true;
    return depth == 1 && str_eq_nocase(key, STR("value")); /* of PowerShell, around an array */
}

/* "{"took": 5, "hits": {"hits": [" before an object: how long it is; 0 when it is no such thing,
 * or, with `*more`, when that is not known yet. */
static size_t envelope(struct str s, bool last, bool *more)
{
    struct str key = {0}, in = str_head(s, ENVELOPE_MAX);
    unsigned depth = 0;
    *more = false;
    for (size_t at = 0; (at = blanks(in, at)) < in.len;) {
        char c = in.ptr[at];
        size_t end = at + 1;
        if (c == '"' && !(end = string_end(in, at)))
            break;
        size_t next = blanks(in, end);
        char follows = next < in.len ? in.ptr[next] : (char)0;
        if (c == '"' && follows == ':')
            key = (struct str){in.ptr + at + 1, end - at - 2};
        if (c == '[' && follows == '{' && is_envelope_key(key, depth))
            return end;
        depth += c == '{' || c == '[';
        depth -= c == '}' || c == ']';
        if (depth == 0 || depth > ENVELOPE_DEPTH)
            return 0;
        at = end;
    }
    *more = !last && s.len < ENVELOPE_MAX;
    return 0;
}

static struct piece object_at(struct str s, bool last)
{
    size_t len, next;
    bool more;
    size_t around = envelope(s, last, &more);
    if (around)
        return piece(PIECE_FILLING, s, around);
    struct str in = str_head(s, (size_t)LIMIT_RECORD_BYTES + 1);
    enum seek found = seek_end(in, &len);
    if (found == FOUND && len <= LIMIT_RECORD_BYTES)
        return piece(PIECE_RECORD, s, len);
    if (more || (found == MORE && !last && s.len <= LIMIT_RECORD_BYTES))
        return piece(PIECE_OPEN, s, s.len);
    next = seek_next(in, len);
    if (next)
        return piece(PIECE_BROKEN, s, next);
    return large_or_open(s, last);
}

static bool is_event(struct str string)
{
    static const char *const begins[] = {"<Event", "\\u003cEvent", "\\u003CEvent", "<?xml",
                                         "\\u003c?xml"};
    for (size_t i = 0; i < ARRAY_LEN(begins); i++)
        if (str_starts(string, str_of(begins[i])))
            return true;
    return false;
}

/* A string outside every object: an event in XML, or a name behind the records of an envelope. */
static struct piece string_at(struct str s, bool last)
{
    size_t end = string_end(s, 0), at = blanks(s, end);
    if (!end || (at >= s.len && !last))
        return large_or_open(s, last);
    if (at < s.len && s.ptr[at] == ':') {
        size_t value = blanks(s, at + 1), bare = value;
        while (bare < s.len && is_bare(s.ptr[bare]))
            bare++;
        if (bare >= s.len && !last)
            return large_or_open(s, last);
        return piece(PIECE_FILLING, s, bare > value ? bare : at + 1);
    }
    if (end > LIMIT_RECORD_BYTES)
        return piece(PIECE_LARGE, s, end);
    return piece(is_event(str_skip(s, 1)) ? PIECE_RECORD : PIECE_LOST, s, end);
}

/* "Record 12" of evtx_dump, what syslog puts before an object, anything else. */
static struct piece text_at(struct str s, bool last)
{
    struct str in = str_head(s, TEXT_MAX);
    size_t end = 1;
    while (end < in.len && in.ptr[end] != '\n' && in.ptr[end] != '{')
        end++;
    if (end == s.len && end < TEXT_MAX && !last)
        return piece(PIECE_OPEN, s, s.len);
    bool prefix = end < in.len && in.ptr[end] == '{' && end < PREFIX_MAX;
    bool banner = str_starts(in, STR("Record ")) && end < 32;
    return piece(prefix || banner ? PIECE_FILLING : PIECE_LOST, s, end);
}

/* Blanks and what stands between records in an array. A record separator (RFC 7464), a byte order
 * mark and the NULs of padding are blank as well. */
static size_t filling(struct str s)
{
    size_t at = 0;
    for (; at < s.len; at++) {
        char c = s.ptr[at];
        struct str here = str_skip(s, at);
        if (str_starts(here, STR("\xEF\xBB\xBF")))
            at += 2;
        else if (!is_blank(c) && c && c != ',' && c != '[' && c != ']' && c != '}' && c != 0x1E)
            break;
    }
    return at;
}

struct piece json_piece_at(struct str s, bool last)
{
    size_t len = filling(s);
    if (len)
        return piece(PIECE_FILLING, s, len);
    if (s.ptr[0] == '{')
        return object_at(s, last);
    return s.ptr[0] == '"' ? string_at(s, last) : text_at(s, last);
}
