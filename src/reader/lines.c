#include "lines.h"

#include "base/limits.h"

enum {
    WINDOW_ENOUGH = 1 << 20 /* so much without a record is handed over, to be declared a loss */
};

/* Files that were joined have marks of byte order in the middle. */
static struct str without_mark(struct str s)
{
    return str_skip(s, str_starts(s, STR("\xEF\xBB\xBF")) ? 3 : 0);
}

bool lines_blank(struct str s)
{
    s = without_mark(s);
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] != ' ' && s.ptr[i] != '\t' && s.ptr[i] != '\r' && s.ptr[i] != '\n' &&
            s.ptr[i] != 0)
            return false;
    return true;
}

uint32_t lines_count(struct str s)
{
    struct str line;
    uint32_t n = 0;
    while (str_line(&s, &line))
        n++;
    return n;
}

struct str lines_indent(struct str s, size_t *n)
{
    for (*n = 0; *n < s.len && (s.ptr[*n] == ' ' || s.ptr[*n] == '\t');)
        ++*n;
    return str_skip(s, *n);
}

bool lines_pair(struct str line, char sign, struct str *name, struct str *value)
{
    const char *at = line.len ? memchr(line.ptr, sign, line.len) : NULL;
    if (!at)
        return false;
    *name = str_trim(str_head(line, (size_t)(at - line.ptr)));
    *value = str_trim(str_skip(line, (size_t)(at + 1 - line.ptr)));
    return name->len > 0;
}

/* Where the line behind `at` begins; the end of `s` when there is none. */
static size_t line_behind(struct str s, size_t at)
{
    const char *end = at < s.len ? memchr(s.ptr + at, '\n', s.len - at) : NULL;
    return end ? (size_t)(end + 1 - s.ptr) : s.len;
}

/* Where a record begins in `s` at `from` or behind, which is the front of a line; s.len when none
 * does. `more`: something may follow `s`, so that nothing is said of its last bytes. */
static size_t find_record(struct str s, size_t from, bool apart, bool more, lines_begin *begins)
{
    while (from < s.len && !(more && s.len - from < LINES_AHEAD)) {
        if (begins(str_head(without_mark(str_skip(s, from)), LINES_AHEAD), apart))
            return from;
        size_t next = line_behind(s, from);
        apart = lines_blank((struct str){s.ptr + from, next - from});
        from = next;
    }
    return s.len;
}

struct cut lines_split(struct str window, size_t want, bool last, lines_begin *begins)
{
    size_t end = 0;
    if (last)
        return (struct cut){0, window.len, NULL};
    while (end < want) {
        size_t from = line_behind(window, end);
        bool apart = lines_blank((struct str){window.ptr + end, from - end});
        size_t next = find_record(window, from, apart, true, begins);
        if (next == window.len)
            break;
        end = next;
    }
    if (end)
        return (struct cut){0, end, NULL};
    const char *line = window.len ? memrchr(window.ptr, '\n', window.len) : NULL;
    size_t whole = line ? (size_t)(line + 1 - window.ptr) : 0;
    if (window.len > LIMIT_RECORD_BYTES)
        return (struct cut){whole ? whole : window.len, 0, "record larger than the limit"};
    bool mine = begins(str_head(without_mark(window), LINES_AHEAD), true);
    return (struct cut){0, !mine && window.len >= WINDOW_ENOUGH ? whole : 0, NULL};
}

bool lines_next(struct str *rest, struct str *stretch, bool *headed, lines_begin *begins)
{
    if (rest->len == 0)
        return false;
    *headed = begins(str_head(without_mark(*rest), LINES_AHEAD), true);
    if (*headed)
        *rest = without_mark(*rest);
    size_t from = line_behind(*rest, 0);
    bool apart = lines_blank(str_head(*rest, from));
    size_t end = find_record(*rest, from, apart, false, begins);
    *stretch = str_head(*rest, end);
    *rest = str_skip(*rest, end);
    return true;
}
